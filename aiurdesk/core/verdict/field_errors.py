"""Find the parameters that the validation texts of a service name.

The texts name the member of the server's own class, which is not always the name on the wire.
A text that names no parameter for certain is left over; nothing is guessed.

Source: messages of ASP.NET Core's model binding and validation, of which the protocol library
makes ``items``; AiursoftWeb/AiurProtocol 0e379e02.
"""

import re
from collections.abc import Iterable, Mapping

import msgspec

from aiurdesk.core.api.endpoint import Parameter

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


class FieldErrors(msgspec.Struct, frozen=True):
    """Validation texts, sorted by parameter."""

    by_parameter: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    others: tuple[str, ...] = ()
    """Those that name no parameter of the endpoint."""


def sort_field_errors(texts: Iterable[str], parameters: tuple[Parameter, ...]) -> FieldErrors:
    """Sort validation texts by the parameter that they name, in their order."""
    by_parameter: dict[str, tuple[str, ...]] = {}
    others = []
    for text in texts:
        parameter = named_parameter(text, parameters)
        if parameter is None:
            others.append(text)
        else:
            by_parameter[parameter.name] = (*by_parameter.get(parameter.name, ()), text)
    return FieldErrors(by_parameter, tuple(others))


def named_parameter(text: str, parameters: tuple[Parameter, ...]) -> Parameter | None:
    """Return the parameter that a text names for certain, or None."""
    for pattern in _PATTERNS:
        # A pattern that fits by chance names no parameter of the endpoint: try the next one.
        match = pattern.fullmatch(text)
        parameter = _parameter(match["name"], parameters) if match else None
        if parameter is not None:
            return parameter
    # Values that the person sent are quoted in the text, and may look like a name.
    tokens = _TOKEN.findall(_VALUE.sub(" ", text))
    named = {
        parameter.name: parameter
        for token in tokens
        if (parameter := _parameter(token, parameters)) and _is_unmistakable(token, parameter)
    }
    return next(iter(named.values())) if len(named) == 1 else None


def _parameter(name: str, parameters: tuple[Parameter, ...]) -> Parameter | None:
    """Look for the wire name first and then for the member, without regard to case.

    A display name may have spaces where the member has none.
    """
    # An element of a list is named ``Ids[2]``.
    folded = _INDEX.sub("", name).replace(" ", "").casefold()
    by_name = (p for p in parameters if p.name.casefold() == folded)
    by_member = (p for p in parameters if p.member and p.member.casefold() == folded)
    return next(by_name, None) or next(by_member, None)


def _is_unmistakable(token: str, parameter: Parameter) -> bool:
    names = (parameter.name, parameter.member or "")
    return any(
        name.casefold() == token.casefold() and _UNMISTAKABLE.fullmatch(name) for name in names
    )
