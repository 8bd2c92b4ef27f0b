"""What is said about variables while a request is composed; secrets are dots."""

from collections.abc import Iterable, Iterator

from aiurdesk.core.credentials.redacted_text import redact_text
from aiurdesk.core.credentials.secret import DOTS
from aiurdesk.core.environments.environment import (
    OF_KEYRING,
    OF_PROCESS,
    Environment,
    StandIn,
    ValueOrigin,
    missing_names,
    reference,
    resolve,
    used_names,
    variable_names,
)
from aiurdesk.core.environments.scope import DYNAMIC
from aiurdesk.core.preparing.address import why_unresolved
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr, trn, truncate

_MOST_SHOWN = 200
_LONGEST_NAME = 60
_ORIGINS = {
    ValueOrigin.COLLECTION: tr("collection"),
    ValueOrigin.CAPTURED: tr("captured from a response"),
    ValueOrigin.DATA: tr("row of data"),
    ValueOrigin.GIVEN: tr("set by hand"),
    ValueOrigin.COMMAND_LINE: tr("command line"),
    ValueOrigin.PROCESS: tr("environment variable, named on the command line"),
    OF_PROCESS: tr("operating system, or the .env file"),
    OF_KEYRING: tr("keyring"),
}
_ASKED = tr("asked for when the request is sent")

VARIABLES_HELP = tr(
    "Write {{name}} in a field or an address, and each request is sent with "
    "the value of that variable. If several places have a value for it, the "
    "first of these counts: what you enter when you are asked, --set on the "
    "command line, a value captured from a response, the environment, the "
    "collection.\n{{secret:NAME}} is a secret of the keyring. {{env:NAME}} is "
    "a variable of the operating system, or of the environment's .env file. "
    "{{$uuid}}, {{$timestamp}}, {{$isoTimestamp}} and {{$randomInt}} have "
    "another value in each request."
)
"""What variables are, and which value counts, for people."""


def unresolved_problem(texts: Iterable[str], environment: Environment) -> Problem | None:
    """Return why variables in texts have no value; None where all have one."""
    # Not the texts, which may have megabytes.
    used = dict.fromkeys(name for text in texts for name in variable_names(text))
    resolved = (resolve(reference(name), environment.variables) for name in used)
    names = dict.fromkeys(missing_names(*resolved))
    return why_unresolved(names, environment) if names else None


def has_value(name: str, environment: Environment) -> bool:
    """Tell whether a variable has a value, or gets one when the request is sent."""
    is_later = name in DYNAMIC or any(asked.name == name for asked in environment.asked)
    return is_later or isinstance(resolve(reference(name), environment.variables), str)


def has_stand_ins(texts: Iterable[str], environment: Environment) -> bool:
    """Tell whether texts use variables whose values are known only at the time of sending."""
    variables = environment.variables
    return any(isinstance(variables.get(name), StandIn) for name in used_names(texts, variables))


def variable_lines(text: str, environment: Environment) -> tuple[str, ...]:
    """Return a line for each variable in a text that says what its value is, and who set it."""
    return tuple(_line(name, environment) for name in variable_names(text))


def _line(name: str, environment: Environment) -> str:
    value, origin = variable_value(name, environment), origin_words(name, environment)
    if not has_value(name, environment):
        # The sentence names it.
        return value
    if not origin:
        return f"{reference(name)}: {value}"
    form = tr("{reference}: {value} ({origin})")
    return form.format(reference=reference(name), value=value, origin=origin)


def source_lines(names: Iterable[str], environment: Environment) -> Iterator[str]:
    """Yield a line for each variable that says where its value comes from, without the value."""
    for name in names:
        if origin := origin_words(name, environment):
            yield f"{reference(name)}: {origin}"


def origin_words(name: str, environment: Environment) -> str:
    """Say where the value of a variable comes from; empty where it has none, or none yet."""
    if name.startswith(OF_KEYRING):
        return _ORIGINS[OF_KEYRING]
    if name.startswith(OF_PROCESS):
        return _ORIGINS[OF_PROCESS]
    is_asked = any(asked.name == name for asked in environment.asked)
    if name in DYNAMIC or is_asked or name not in environment.variables:
        return ""
    origin = environment.origins.get(name)
    request = environment.captured_by.get(name, "")
    if origin is ValueOrigin.CAPTURED and request:
        return tr("captured by {request}").format(request=truncate(request, _LONGEST_NAME))
    if origin is not None:
        return _ORIGINS[origin]
    return tr("environment {name}").format(name=environment.shown_name)


def variable_value(name: str, environment: Environment) -> str:
    """Say what the value of a variable is, or why it has none."""
    if name in DYNAMIC:
        return tr("{kind}; another one for each request").format(kind=DYNAMIC[name])
    if any(asked.name == name for asked in environment.asked):
        return _ASKED
    resolved = resolve(reference(name), environment.variables)
    if isinstance(resolved, tuple):
        return why_unresolved(resolved, environment).sentence
    if name.startswith((OF_PROCESS, OF_KEYRING)):
        return DOTS
    words = redact_text(resolved, environment.secrets)
    return truncate(words, _MOST_SHOWN)


def resolved_words(text: str, environment: Environment) -> str:
    """Return a text with the values of its variables; empty where it has none, or one is missing.

    Line ends are spaces, and secrets are dots.
    """
    if not variable_names(text):
        return ""
    resolved = resolve(text, environment.variables)
    if isinstance(resolved, tuple):
        return ""
    words = " ".join(redact_text(resolved, environment.secrets).split())
    return truncate(words, _MOST_SHOWN)


def later_words(environment: Environment) -> str:
    """Name the variables that get another value at the time of sending; empty if there are none.

    Args:
        environment: With stand-ins for what the request uses, and for nothing else.
    """
    later = [
        reference(name)
        for name, value in environment.variables.items()
        if isinstance(value, StandIn) and not name.startswith((OF_PROCESS, OF_KEYRING))
    ]
    if not later:
        return ""
    words = trn(
        "{names} has another value when the request is sent.",
        "{names} have other values when the request is sent.",
        len(later),
    )
    return words.format(names=", ".join(later))


def offered_variables(environment: Environment, others: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield names that can be typed in double braces, each with what its value is.

    Args:
        environment: Its own variables come first.
        others: Names of variables of the process and of secrets, whose values are not shown.
    """
    own = {*environment.variables, *(asked.name for asked in environment.asked)}
    for name in sorted(own - DYNAMIC.keys(), key=str.casefold):
        if not name.startswith((OF_PROCESS, OF_KEYRING)):
            yield name, variable_value(name, environment)
    yield from DYNAMIC.items()
    for name in others:
        yield name, DOTS
