"""Model binding: find, convert and validate the parameters of an action.

Source:
    recorded/binding.tsv; the order of the errors from recorded/infrastructures-2020-*.jsonl.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.aspnet.form import Form, Pair

Validator = Callable[[str, str | int], str | None]
"""Takes the member name and the value. Returns the error message, or None for a valid value."""


def min_length(least: int) -> Validator:
    """``MinLength``: at least this many characters."""
    text = "The field {} must be a string or array type with a minimum length of '{}'."
    return lambda member, value: text.format(member, least) if len(str(value)) < least else None


def max_length(most: int) -> Validator:
    """``MaxLength``: at most this many characters."""
    text = "The field {} must be a string or array type with a maximum length of '{}'."
    return lambda member, value: text.format(member, most) if len(str(value)) > most else None


def between(least: float, most: float) -> Validator:
    """``Range``: a number in a range, both ends included."""
    text = "The field {} must be between {} and {}."

    def check(member: str, value: str | int) -> str | None:
        return None if least <= int(value) <= most else text.format(member, least, most)

    return check


def matches(pattern: str, text: str) -> Validator:
    """``RegularExpression``: the whole text matches. ``{}`` in ``text`` is the member name."""
    compiled = re.compile(pattern)

    def check(member: str, value: str | int) -> str | None:
        return None if compiled.fullmatch(str(value)) else text.format(member)

    return check


def email(member: str, value: str | int) -> str | None:
    """``EmailAddress``: exactly one ``@``, which is neither the first nor the last character."""
    name, _, host = str(value).partition("@")
    if name and host and "@" not in host:
        return None
    return f"The {member} field is not a valid e-mail address."


def url(member: str, value: str | int) -> str | None:
    """``Url``: an absolute URL with http, https or ftp."""
    # The attribute of .NET checks only the scheme.
    if str(value).lower().startswith(("http://", "https://", "ftp://")):
        return None
    return f"The {member} field is not a valid fully-qualified http, https, or ftp URL."


Value = str | int | bool | None

_INTEGER = re.compile(r"[+-]?[0-9]+")
_HEXADECIMAL = re.compile(r"(?:0x|&h|#)([0-9a-f]+)", re.I)
_BITS = {ParameterKind.INTEGER: 32, ParameterKind.LONG: 64}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an action."""

    name: str
    """Name in the request, matched case-insensitively."""
    kind: ParameterKind = ParameterKind.TEXT
    """TEXT, INTEGER, LONG, BOOLEAN or CHOICE."""
    required: bool = False
    """True for a text that must be present and not blank."""
    validators: tuple[Validator, ...] = ()
    """In the order in which their errors are listed."""
    is_argument: bool = False
    """True for an argument of the action method, False for a member of its model. ASP.NET does not
    name an argument in the error about an invalid value."""
    is_nullable: bool = False
    """True: an empty number, boolean or choice is null instead of invalid."""
    default: Value = None
    """Value when absent. None means 0, false or null, by kind."""
    choices: Mapping[str, int] = field(default_factory=dict)
    """Name → number of each option of a CHOICE."""
    validates_missing: bool = False
    """True: validators also run on a missing required value, which has two errors then (2023)."""


class ConversionError(Exception):
    """A text cannot be converted to the parameter's kind. The message is the validation error."""


def _not_valid(parameter: Parameter, text: str) -> ConversionError:
    target = "" if parameter.is_argument else f" for {parameter.name}"
    return ConversionError(f"The value '{text}' is not valid{target}.")


def _integer(parameter: Parameter, text: str) -> int:
    # .NET ignores trailing NUL characters and white space around a number.
    cleaned = text.rstrip("\0").strip()
    bound = 1 << (_BITS[parameter.kind] - 1)
    # The number converters of .NET also read hexadecimal numbers, as two's complement.
    if match := _HEXADECIMAL.fullmatch(cleaned):
        number = int(match[1], 16)
        number -= 2 * bound if bound <= number < 2 * bound else 0
    elif _INTEGER.fullmatch(cleaned):
        number = int(cleaned)
    else:
        raise _not_valid(parameter, text)
    if not -bound <= number < bound:
        raise _not_valid(parameter, text)
    return number


def _boolean(parameter: Parameter, text: str) -> bool:
    word = text.strip().lower()
    if word not in ("true", "false"):
        raise _not_valid(parameter, text)
    return word == "true"


def _choice(parameter: Parameter, text: str) -> int:
    numbers = {name.casefold(): number for name, number in parameter.choices.items()}
    words = [word.strip().casefold() for word in text.split(",")]
    if len(words) == 1 and words[0] in numbers:
        return numbers[words[0]]
    # .NET parses numbers and comma-separated names. ASP.NET then rejects every value that is not
    # defined, with this shorter message.
    if _INTEGER.fullmatch(words[0]) or all(word in numbers for word in words):
        if len(words) == 1 and int(words[0]) in numbers.values():
            return int(words[0])
        raise ConversionError(f"The value '{text}' is invalid.")
    raise _not_valid(parameter, text)


def _read(parameter: Parameter, text: str | None) -> Value:
    if parameter.kind is ParameterKind.TEXT:
        # ASP.NET converts empty and blank texts to null.
        return text if text and not text.isspace() else parameter.default
    # An absent value is silently 0 or false, and an empty one is an error.
    if text is None or (parameter.is_nullable and not text.strip()):
        absent = (
            None if parameter.is_nullable else parameter.kind is not ParameterKind.BOOLEAN and 0
        )
        return absent if parameter.default is None else parameter.default
    if not text.strip():
        raise ConversionError("The value '' is invalid.")
    if parameter.kind is ParameterKind.BOOLEAN:
        return _boolean(parameter, text)
    if parameter.kind is ParameterKind.CHOICE:
        return _choice(parameter, text)
    return _integer(parameter, text)


class Values:
    """The bound parameters of one request, by their names in any case."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = {name.casefold(): value for name, value in values.items()}

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._values

    def __getitem__(self, name: str) -> Value:
        return self._values[name.casefold()]

    def text_or_none(self, name: str) -> str | None:
        """Return a text, or None when it is absent or blank."""
        value = self[name]
        return None if value is None else str(value)

    def text(self, name: str) -> str:
        """Return a text, or an empty one when it is absent or blank."""
        return self.text_or_none(name) or ""

    def number(self, name: str) -> int:
        """Return an integer or the number of a choice, or 0 when it is absent."""
        return int(self[name] or 0)

    def boolean(self, name: str) -> bool:
        """Return a boolean, or False when it is absent."""
        return bool(self[name])


@dataclass(frozen=True, slots=True)
class ValueSources:
    """The form, route and query values of one request."""

    form: Form
    route: Sequence[Pair]
    query: Sequence[Pair]

    def find(self, parameter: Parameter) -> str | None:
        """Return the first value with the parameter's name, or None."""
        # The first place that has the name counts, and the first value there.
        sources = (self.form.pairs, self.route, self.query)
        name = parameter.name.casefold()
        return next((v for pairs in sources for n, v in pairs if n.casefold() == name), None)


def _validation_errors(parameter: Parameter, value: Value) -> list[str]:
    missing = (
        [f"The {parameter.name} field is required."] if parameter.required and value is None else []
    )
    # Validation attributes other than ``Required`` accept null.
    if value is None and not (missing and parameter.validates_missing):
        return missing
    checked = "" if value is None else value
    return missing + [
        text for check in parameter.validators if (text := check(parameter.name, checked))
    ]


def bind(parameters: Sequence[Parameter], sources: ValueSources) -> tuple[Values, list[str]]:
    """Return the values and the validation errors, in ASP.NET's order.

    ASP.NET stores the errors in a prefix tree, which sorts by the length of the name and then by
    the name.
    """
    # ASP.NET binds nothing when the form cannot be read.
    if sources.form.error:
        return Values({parameter.name: None for parameter in parameters}), [sources.form.error]
    values: dict[str, Value] = {}
    errors: list[str] = []
    for parameter in sorted(parameters, key=lambda f: (len(f.name), f.name.upper())):
        try:
            values[parameter.name] = _read(parameter, sources.find(parameter))
        except ConversionError as error:
            errors.append(str(error))
            values[parameter.name] = None
        else:
            errors += _validation_errors(parameter, values[parameter.name])
    return Values(values), errors
