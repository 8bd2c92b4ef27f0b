"""The wire format of a value: how a typed text is written in a request.

Servers read many notations as a value that the person did not mean. Those are refused here, with
the reason. Accepted values are sent in a notation that all servers read alike.
"""

import re
from collections.abc import Iterable

from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter
from aiurdesk.core.api.parameter_kinds import ParameterKind
from aiurdesk.core.api.value_rules import Choice, surrogate_problem
from aiurdesk.core.environments.environment import VARIABLE, variable_names
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import Pairs
from aiurdesk.core.translation import tr

# Controls would break the line, and with it the message (header injection); beyond Latin-1 there is
# no agreed encoding. RFC 9110 section 5.5.
NOT_IN_HEADER = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]|[^\x00-\xff]")
NOT_IN_COOKIE = re.compile(r"[\x00-\x1f\x7f;]|[^\x00-\xff]")


def example_of(parameter: Parameter) -> str:
    """Return a value that the parameter accepts, as an example."""
    if parameter.example:
        return parameter.example
    if parameter.choices:
        return parameter.choices[0].name
    example, least, most = parameter.traits.example, parameter.minimum, parameter.maximum
    # The example of the kind may lie outside the range of this parameter.
    if parameter.traits.is_number and least is not None and float(example) < least:
        return str(least)
    if parameter.traits.is_number and most is not None and float(example) > most:
        return str(most)
    return example


def example_to_enter(parameter: Parameter) -> str:
    """Return the example of a description as it can stand in a field; empty where it cannot.

    A stranger wrote it: ``{{…}}`` in it is text, and in a field it would be a variable.
    """
    if parameter.kind is ParameterKind.JSON:
        # In JSON braces in a row stand in strings only, and an escape is the same text.
        return VARIABLE.sub(lambda match: "{\\u007b" + match.group()[2:], parameter.example)
    return "" if variable_names(parameter.example) else parameter.example


def prefilled(endpoint: Endpoint) -> Pairs:
    """Return the values that a new request of an endpoint begins with: a JSON body it requires."""
    return tuple(
        (parameter.name, text)
        for parameter in endpoint.parameters
        if parameter.required
        and parameter.kind is ParameterKind.JSON
        and parameter.location is Location.JSON
        and (text := example_to_enter(_beginning(parameter)))
    )


def _beginning(parameter: Parameter) -> Parameter:
    return replace(parameter, example=parameter.prefill or parameter.example)


def choices_to_enter(parameter: Parameter) -> tuple[Choice, ...]:
    """Return the choices of a description that can stand in a field, as ``example_to_enter``."""
    return tuple(choice for choice in parameter.choices if not variable_names(choice.value))


def to_wire(parameter: Parameter, text: str) -> str | Problem:
    """Return the wire format of a text, or why servers would not read it as it is meant."""
    # What no encoding can carry comes first: only one reason is given.
    half = surrogate_problem(text)
    if half is not None:
        return half
    if text == "" and not parameter.traits.may_be_empty:
        return Problem(
            tr(
                "{shown_name} cannot be empty. Leave it out, or enter a value such as {example_of}."
            ).format(shown_name=parameter.shown_name, example_of=example_of(parameter))
        )
    wire = parameter.traits.write(parameter, text, example_of(parameter))
    if isinstance(wire, Problem):
        return wire
    return _problem_there(parameter, wire) or wire


def _problem_there(parameter: Parameter, wire: str) -> Problem | None:
    """Return what is not possible at the location of the parameter, or None."""
    # A query carries %00 to the server; a form is refused with −10, and a path with 400.
    if "\x00" in wire and parameter.location != Location.QUERY:
        return Problem(
            tr(
                "This contains the character NUL (U+0000), which servers refuse here. "
                "Delete it, so that it looks like {example_of}."
            ).format(example_of=example_of(parameter))
        )
    if parameter.location == Location.PATH:
        return _segment_problem(parameter, wire)
    if parameter.location == Location.REST:
        return _rest_problem(wire)
    if parameter.location in (Location.HEADER, Location.COOKIE):
        return _header_problem(parameter, wire)
    return None


def _header_problem(parameter: Parameter, wire: str) -> Problem | None:
    # RFC 9110 section 5.5; in a cookie, a semicolon ends the value (RFC 6265 section 4.1.1).
    forbidden = NOT_IN_COOKIE if parameter.location == Location.COOKIE else NOT_IN_HEADER
    match = forbidden.search(wire)
    if match is None:
        return None
    return Problem(
        tr(
            "This contains {group!r}, which is not allowed in a {location}. Enter "
            "one line of Latin letters, such as {example_of}."
        ).format(group=match.group(), location=parameter.location, example_of=example_of(parameter))
    )


def _segment_problem(parameter: Parameter, wire: str) -> Problem | None:
    if wire == "":
        return Problem(
            tr(
                "{name} is a part of the address and cannot be empty. Enter text such as "
                "{example_of}."
            ).format(name=parameter.name, example_of=example_of(parameter))
        )
    return _dots_problem((wire,))


def _rest_problem(wire: str) -> Problem | None:
    # One slash at the end is part of the value: servers receive it.
    segments = wire.removesuffix("/").split("/")
    if "" in segments:
        return Problem(
            tr(
                "Clients and servers treat empty parts of an address in different ways. "
                "Enter names with one slash between them and none before, such as "
                "folder/file.txt."
            )
        )
    return _dots_problem(segments)


def _dots_problem(segments: Iterable[str]) -> Problem | None:
    # Clients remove them before they send. RFC 3986 section 5.2.4.
    if not {".", ".."}.intersection(segments):
        return None
    return Problem(
        tr(
            "Clients and servers remove . and .. from an address. Enter the plain "
            "path, such as folder/file.txt."
        )
    )
