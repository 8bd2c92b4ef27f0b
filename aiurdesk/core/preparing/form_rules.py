"""Rules of the form: which values may be sent, and how they are written."""

import re
from collections.abc import Container, Iterator

from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.api.value_rules import such_as, surrogate_problem
from aiurdesk.core.environments.environment import variable_names
from aiurdesk.core.preparing.wire_format import example_of, to_wire
from aiurdesk.core.problem import FieldPlace, Problem
from aiurdesk.core.request.graphql_text import graphql_json
from aiurdesk.core.request.request import (
    Body,
    FileBody,
    FileValue,
    FormBody,
    GraphqlBody,
    JsonBody,
    MultipartBody,
    Pairs,
    Request,
    TextBody,
    Value,
)
from aiurdesk.core.translation import tr

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_CONTENT_TYPE = re.compile(r"[!-~]+/[!-~]+(?:[ \t]*;[ !-~\t]*)?")

BODY_LOCATIONS = frozenset({Location.FORM, Location.MULTIPART, Location.JSON})
_ABSENT: tuple[Value | None, ...] = (None,)


def value_problem(parameter: Parameter, value: Value | None) -> Problem | None:
    """Return what is wrong with a value, with an example, or None.

    Text with ``{{variables}}`` is accepted here and checked when they are resolved.

    Args:
        value: None means that the parameter is absent.
    """
    if value is None:
        return _absence(parameter) if parameter.required else None
    if isinstance(value, FileValue):
        return _file_problem(parameter, value)
    texts = (value,) if isinstance(value, str) else value
    if not isinstance(value, str) and not parameter.traits.is_list:
        words = tr("Enter one value, such as {example_of}.")
        return Problem(words.format(example_of=example_of(parameter)))
    # Without an environment the value is not known; ``prepare`` checks again after resolving.
    if any(variable_names(text) for text in texts):
        return None
    if parameter.required and (not texts or texts == ("",)):
        return _absence(parameter)
    for text in texts:
        refusal = to_wire(parameter, text)
        if isinstance(refusal, Problem):
            return refusal
    return None


def _absence(parameter: Parameter) -> Problem:
    what = parameter.traits.asks_for
    if parameter.pattern_hint:
        what = tr("enter {hint}{such_as}").format(
            hint=parameter.pattern_hint, such_as=such_as(parameter)
        )
    elif not what and parameter.kind is ParameterKind.TEXT and not parameter.example:
        # Any text will do; an example of the kind would be a strange value of most parameters.
        words = tr("{shown_name} is required.")
        return Problem(words.format(shown_name=parameter.shown_name))
    elif not what:
        example = example_of(parameter)
        what = tr("enter a value such as {example_of}").format(example_of=example)
    words = tr("{shown_name} is required: {what}.")
    return Problem(words.format(shown_name=parameter.shown_name, what=what))


def _file_problem(parameter: Parameter, file: FileValue) -> Problem | None:
    if parameter.location != Location.MULTIPART and not parameter.is_file_body:
        words = tr("A file cannot be sent here. Enter a value such as {example_of}.")
        return Problem(words.format(example_of=example_of(parameter)))
    # A part without a file name is read as text, so the server would see no file.
    if not file.path or not file.filename:
        return Problem(
            tr("Servers see no file without a name. Choose a file, such as picture.png.")
        )
    if refused := file_name_problem(file):
        return refused
    # Recorded: neither \" nor %22 comes back as a quote.
    if '"' in file.filename:
        return Problem(
            tr(
                'Servers do not receive a quote (") in a file name unchanged. Use '
                "another name, such as picture.png."
            )
        )
    if "\\" in file.filename:
        return Problem(
            tr(
                "Servers read a backslash in a file name in different ways. Use another "
                "name, such as picture.png."
            )
        )
    return None


def file_name_problem(file: FileValue) -> Problem | None:
    """Return why a file name or type cannot be sent at all, not even by "Send anyway", or None."""
    # A line break in the name would end the header of the part.
    half = surrogate_problem(file.filename)
    if half is not None or _CONTROL.search(file.filename):
        return Problem(tr("This file name cannot be sent. Use a name such as picture.png."))
    if not _CONTENT_TYPE.fullmatch(file.content_type):
        return Problem(tr("The file's type must look like image/png."))
    return None


def never_sendable(name: str, value: Value) -> Iterator[Problem]:
    """Refuse a value that has no name, cannot be encoded, or would break the request."""
    if not name:
        yield Problem(tr("Give the parameter a name, such as id."))
    if isinstance(value, FileValue):
        refused = file_name_problem(value)
        if refused is not None:
            yield replace(refused, at=FieldPlace(name))
        return
    for text in (name, value) if isinstance(value, str) else (name, *value):
        refusal = surrogate_problem(text)
        if refusal is not None:
            yield replace(refusal, at=FieldPlace(name))


def content_type_problem(content_type: str) -> Problem | None:
    """Return why a content type cannot be sent, or None."""
    if _CONTENT_TYPE.fullmatch(content_type):
        return None
    return Problem(tr("Enter a content type such as text/xml."))


def form_endpoint(request: Request, given: Container[str] = ()) -> Endpoint:
    """Return the endpoint with the parameters that the form shows.

    Where the request brings its body, none of them is of the body that a description describes.

    Args:
        given: Casefolded names of parameters that stay in any case.
    """
    endpoint = request.endpoint
    if request.body is None or not endpoint.body_types:
        return endpoint
    others = (
        parameter
        for parameter in endpoint.parameters
        if parameter.location not in BODY_LOCATIONS or parameter.name.casefold() in given
    )
    return replace(endpoint, parameters=tuple(others))


def checked_endpoint(request: Request) -> Endpoint:
    """Return what the values of a request are checked by.

    Where the request brings its body, no parameter of the body is missing.
    """
    return form_endpoint(request, {name.casefold() for name, _ in request.values})


def form_problems(request: Request) -> tuple[Problem, ...]:
    """Return what is wrong with the values of a request; "Send anyway" skips these rules.

    A value with variables is checked when they are resolved.
    """
    return () if request.is_forced else check(checked_endpoint(request), request.values)


def check(endpoint: Endpoint, values: Pairs) -> tuple[Problem, ...]:
    """Return the errors of all values of a form."""
    # Servers match names without regard to case, so this must, too.
    given: dict[str, list[Value | None]] = {}
    for name, value in values:
        given.setdefault(name.casefold(), []).append(value)
    names = tuple(name for name, _ in values)
    return (
        *filter(None, name_problems(endpoint, names)),
        *(
            replace(problem, at=FieldPlace(parameter.name))
            for parameter in endpoint.parameters
            for value in given.get(parameter.name.casefold(), _ABSENT)
            if (problem := value_problem(parameter, value)) is not None
        ),
    )


def name_problems(endpoint: Endpoint, names: tuple[str, ...]) -> tuple[Problem | None, ...]:
    """Return for each name why a value of that name is refused, or None."""
    seen: set[str] = set()
    problems: list[Problem | None] = []
    for name in names:
        parameter = endpoint.parameter(name)
        is_repeated = name.casefold() in seen
        seen.add(name.casefold())
        if parameter is None:
            problems.append(_unknown(endpoint, name))
        elif is_repeated and not parameter.traits.is_list and _takes_one(endpoint, parameter):
            words = tr(
                "{name} is given more than once; servers use the first one and ignore "
                "the others. Enter it once."
            )
            at = FieldPlace(parameter.name)
            problems.append(Problem(words.format(name=parameter.name), at))
        else:
            problems.append(None)
    return tuple(problems)


def _takes_one(endpoint: Endpoint, parameter: Parameter) -> bool:
    """Tell whether a value is sent only once; nobody knows what the server of a custom URL does."""
    return not endpoint.is_typed or parameter.location is Location.PATH


def _unknown(endpoint: Endpoint, name: str) -> Problem:
    names = ", ".join(parameter.name for parameter in endpoint.parameters)
    offered = (
        tr("Its parameters: {names}.").format(names=names) if names else tr("It has no parameters.")
    )
    text = tr("{value} has no parameter named {name}. {offered}").format(
        value=endpoint.title or endpoint.id, name=name, offered=offered
    )
    return Problem(text, FieldPlace(name))


def wire_text(parameter: Parameter, text: str) -> str:
    """Return the text that is sent: the wire value of a choice, a date in UTC.

    A text that breaks a rule is returned unchanged: that is what "Send anyway" sends.
    """
    wire = to_wire(parameter, text)
    return text if isinstance(wire, Problem) else wire


_TEXTS = ("xml", "json", "yaml", "javascript", "graphql", "ndjson")


def body_type(request: Request) -> str:
    """Return which of the content types of its endpoint a request has; empty for another one."""
    types = request.endpoint.body_types
    if request.body is None:
        return next(iter(types), "")
    return next((name for name in types[1:] if _is_of(request.body, name)), "")


def with_body_type(request: Request, content_type: str) -> Request:
    """Return a request with its body in one of the content types of its endpoint.

    The first one is made of values, each other one is a body that the request brings. What is
    written in the body goes along where both can hold a text.
    """
    endpoint, text = request.endpoint, _text_of(request)
    kept = {p.name for p in endpoint.parameters if p.location not in BODY_LOCATIONS}
    own = {parameter.name for parameter in endpoint.parameters}
    values = tuple(pair for pair in request.values if pair[0] in kept or pair[0] not in own)
    if content_type != endpoint.body_types[0]:
        return replace(request, values=values, body=_body(content_type, text))
    added = (
        (parameter.name, text)
        for parameter in endpoint.parameters
        if text and parameter.location is Location.JSON and not parameter.is_file_body
    )
    return replace(request, values=(*values, *added), body=None)


def _is_of(body: Body, content_type: str) -> bool:
    if isinstance(body, TextBody | FileBody):
        return body.content_type == content_type
    return type(body) is type(_body(content_type, ""))


def _text_of(request: Request) -> str:
    body = request.body
    if isinstance(body, JsonBody | TextBody):
        return body.text
    if isinstance(body, GraphqlBody):
        return graphql_json(body)
    for name, value in request.values if body is None else ():
        parameter = request.endpoint.parameter(name)
        if parameter and parameter.location is Location.JSON and isinstance(value, str):
            return value
    return ""


def _body(content_type: str, text: str) -> Body:
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type == "application/x-www-form-urlencoded":
        return FormBody()
    if media_type == "multipart/form-data":
        return MultipartBody()
    if media_type == "application/json":
        return JsonBody(text)
    if media_type.startswith("text/") or media_type.endswith(_TEXTS):
        return TextBody(text, content_type)
    return FileBody(content_type=content_type)
