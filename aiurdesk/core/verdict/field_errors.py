"""Find the parameters that the errors of a service are about.

Validation texts name the member of the server's own class, which is not always the name on the
wire. A text that names no parameter for certain is left over; nothing is guessed.

Source: messages of ASP.NET Core's model binding and validation, of which the protocol library
makes ``items``; AiursoftWeb/AiurProtocol 0e379e02.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote

import msgspec

from aiurdesk.core.api.endpoint import Location, Parameter
from aiurdesk.core.verdict.shapes.said import SaidField
from aiurdesk.core.verdict.verdict import DialectFieldError

_PATTERNS = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        # "The value 'twelve' is not valid for Id."
        r"The value '.*' is not valid for (?P<name>.+?)\.",
        r"The supplied value is invalid for (?P<name>.+?)\.",
        r"A value for the '(?P<name>.+?)' parameter or property was not provided\.",
        # "Unexpected end when deserializing object. Path 'uname', line 1, position 17."
        r".* Path '(?P<name>[^']+)', line \d+, position \d+\.",
        # "The field PageSize must be between 1 and 100."
        r"The field (?P<name>.+?) (?:must|should|is|can|cannot|has) .*",
        # "The Password field is required."
        r"The (?P<name>.+?) field (?:must|should|is|can|cannot|has) .*",
        # "The AppId is not a valid GUID value!"
        r"The (?P<name>\S+) (?:must|should|is|can|cannot|has) .*",
        # "Password length should between 6 and 32."
        r"(?P<name>\S+) (?:must|should|is|can|cannot|has|length) .*",
    )
)
"""The surest first; each has to match the whole text."""
_VALUE = re.compile(r"'[^']*'|\"[^\"]*\"")
_TOKEN = re.compile(r"[A-Za-z_][\w.-]*\w")
_UNMISTAKABLE = re.compile(r".*[a-z][A-Z].*|.*\w[-_.]\w.*")
"""Names that cannot be an ordinary word, such as ``NewSiteName`` or ``user-name``."""
_INDEX = re.compile(r"\[\d*\]$")
_STEPS = re.compile(r"[^.\[\]]+")
_LOCATIONS = frozenset({"$", "body", "query", "path", "header", "form", "params", "input", "data"})
"""Where a value is, which some services put before its name."""

_PLACES = {
    Location.QUERY: "query",
    Location.PATH: "path",
    Location.REST: "path",
    Location.HEADER: "header",
    Location.COOKIE: "cookie",
}
"""Where a parameter is, as ``SaidField`` says it; all others are in the body."""


class FieldErrors(msgspec.Struct, frozen=True):
    """Validation texts, sorted by what they are about."""

    by_name: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    """By the name of a parameter, or else by the path of a value that was sent."""
    parameters: tuple[str, ...] = ()
    """Those of the names that are parameters of the request."""
    others: tuple[str, ...] = ()
    """Those that name nothing."""


def sort_field_errors(texts: Iterable[str], parameters: tuple[Parameter, ...]) -> FieldErrors:
    """Sort validation texts by the parameter that they name, in their order."""
    return land_field_errors([DialectFieldError("", text) for text in texts], parameters)


def named_parameter(text: str, parameters: tuple[Parameter, ...]) -> Parameter | None:
    """Return the parameter that a text names for certain, or None."""
    # The wire name comes before the member of another parameter, and the first of two is meant.
    by_text = {p.member.casefold(): p for p in reversed(parameters) if p.member}
    by_text |= {p.name.casefold(): p for p in reversed(parameters)}
    for pattern in _PATTERNS:
        # A pattern that fits by chance names no parameter of the endpoint: try the next one.
        match = pattern.fullmatch(text)
        parameter = by_text.get(_folded(match["name"])) if match else None
        if parameter is not None:
            return parameter
    # Values that the person sent are quoted in the text, and may look like a name.
    tokens = dict.fromkeys(_TOKEN.findall(_VALUE.sub(" ", text)))
    named = {
        parameter.name: parameter
        for token in tokens
        if (parameter := by_text.get(_folded(token))) and _is_unmistakable(token, parameter)
    }
    return next(iter(named.values())) if len(named) == 1 else None


def _folded(name: str) -> str:
    """Return a name in a text as names are compared; an element of a list is named ``Ids[2]``."""
    # A display name may have spaces where the member has none.
    return _INDEX.sub("", name).replace(" ", "").casefold()


def _is_unmistakable(token: str, parameter: Parameter) -> bool:
    names = (parameter.name, parameter.member or "")
    return any(
        name.casefold() == token.casefold() and _UNMISTAKABLE.fullmatch(name) for name in names
    )


def land_field_errors(
    errors: Iterable[DialectFieldError], parameters: tuple[Parameter, ...]
) -> FieldErrors:
    """Return texts by the parameter that they are about, or else by the path that they have.

    Args:
        errors: With the names that the service gave; a text without one may name its parameter.
        parameters: The parameters of the request.
    """
    by_wire_name = {parameter.name.casefold(): parameter.name for parameter in reversed(parameters)}
    by_name: dict[str, list[str]] = {}
    complained: dict[str, None] = {}
    others: list[str] = []
    for error in errors:
        name = next((by_wire_name[n] for n in _names(error.name) if n in by_wire_name), None)
        if name is None and not error.name:
            parameter = named_parameter(error.text, parameters)
            name = parameter.name if parameter else None
        if name is not None:
            complained[name] = None
        key = name or wire_path(error.name)
        if key:
            by_name.setdefault(key, []).append(error.text)
        else:
            others.append(f"{error.name}: {error.text}" if error.name else error.text)
    texts = {name: tuple(said) for name, said in by_name.items()}
    return FieldErrors(texts, tuple(complained), tuple(others))


def place_field_errors(
    fields: Iterable[SaidField], parameters: tuple[Parameter, ...]
) -> FieldErrors:
    """Return what a body says about single values, by the parameter or the path that it names.

    Args:
        fields: Their paths are as the values were sent, so nothing is guessed.
        parameters: The parameters of the request.
    """
    by_wire_name: dict[str, list[Parameter]] = {}
    for parameter in parameters:
        by_wire_name.setdefault(parameter.name.casefold(), []).append(parameter)
    by_name: dict[str, list[str]] = {}
    complained: dict[str, None] = {}
    for field in fields:
        named = by_wire_name.get(field.path.casefold(), ())
        there = (p.name for p in named if _is_there(p, field.location))
        name = next(there, None)
        if name is not None:
            complained[name] = None
        by_name.setdefault(name or field.path, []).append(field.text)
    texts = {name: tuple(said) for name, said in by_name.items()}
    return FieldErrors(texts, tuple(complained))


def _is_there(parameter: Parameter, location: str) -> bool:
    return not location or location == _PLACES.get(parameter.location, "body")


def wire_path(name: str) -> str:
    """Return where a value was sent: ``items.0.name`` for ``/items/0/name`` or ``items[0].name``.

    A name that is not a path stays as it is.
    """
    steps = _steps(name)
    if len(steps) < 2 and not name.startswith(("/", "#/", "$")):
        return name
    return ".".join(steps[1:] if steps[:1] == ["$"] else steps)


def _names(name: str) -> Iterator[str]:
    """Yield what a parameter may be called, the surest first."""
    name = name.casefold()
    yield name
    steps = _steps(name)
    if len(steps) > 1 and steps[0] in _LOCATIONS:
        steps = steps[1:]
    yield ".".join(steps)
    yield steps[0] + "".join(f"[{step}]" for step in steps[1:]) if steps else ""
    # The last one that is not a number: an entry of a list has no parameter of its own.
    yield next((step for step in reversed(steps) if not step.isdigit()), "")


def _steps(name: str) -> list[str]:
    if name.startswith(("/", "#/")):
        # RFC 6901, section 3 and 6.
        pointer = unquote(name.removeprefix("#"))
        return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    return _STEPS.findall(name)
