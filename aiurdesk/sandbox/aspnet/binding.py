"""Parameters of an action: where they are looked for, what their text means, what is wrong.

Source:
    recorded/binding.tsv; the order of validation texts from recorded/infrastructures-2020-*.jsonl.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.aspnet.form import Form, Pair
from aiurdesk.sandbox.aspnet.validation import Validator

Value = str | int | bool | None

_INTEGER = re.compile(r"[+-]?[0-9]+")
_HEXADECIMAL = re.compile(r"(?:0x|&h|#)([0-9a-f]+)", re.I)
_BITS = {ParameterKind.INTEGER: 32, ParameterKind.LONG: 64}


class BindingSource(StrEnum):
    """Where a parameter is looked for."""

    ANY = "any"
    """Form, then route, then query."""
    QUERY = "query"
    FORM = "form"
    ROUTE = "route"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an action."""

    name: str
    """As on the wire; matched without regard to case."""
    kind: ParameterKind = ParameterKind.TEXT
    """TEXT, INTEGER, LONG, BOOLEAN or CHOICE; JSON for an object, which is listed but not read."""
    required: bool = False
    """A text that may be neither absent nor blank."""
    validators: tuple[Validator, ...] = ()
    """In the order in which their texts are listed."""
    member: str = ""
    """Name in validation texts where it is not ``name``."""
    source: BindingSource = BindingSource.ANY
    is_argument: bool = False
    """An argument of the method rather than a member of its model: an unreadable value is then
    refused without naming it."""
    is_nullable: bool = False
    """An empty number, boolean or choice is null instead of refused."""
    default: Value = None
    """Value when absent; None means 0, false or null."""
    choices: Mapping[str, int] = field(default_factory=dict)
    """Names of a CHOICE with their numbers."""
    validates_missing: bool = False
    """A required value that is absent is checked, too, and found wrong twice, as since 2023."""
    doc_required: bool | None = None
    """What ``/doc`` says where it is not what the kind and ``required`` imply."""

    @property
    def member_name(self) -> str:
        """The name that validation texts use."""
        return self.member or self.name


class ConversionError(Exception):  # noqa: N818 - a step of binding, never seen outside
    """The text does not mean a value of its kind; carries the validation text."""


def _not_valid(parameter: Parameter, text: str) -> ConversionError:
    place = "" if parameter.is_argument else f" for {parameter.member_name}"
    return ConversionError(f"The value '{text}' is not valid{place}.")


def _integer(parameter: Parameter, text: str) -> int:
    cleaned = text.rstrip("\0").strip()
    bound = 1 << (_BITS[parameter.kind] - 1)
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
    if _INTEGER.fullmatch(words[0]) or all(word in numbers for word in words):
        if len(words) == 1 and int(words[0]) in numbers.values():
            return int(words[0])
        raise ConversionError(f"The value '{text}' is invalid.")
    raise _not_valid(parameter, text)


def _read(parameter: Parameter, text: str | None) -> Value:
    if parameter.kind is ParameterKind.TEXT:
        return text if text and not text.isspace() else parameter.default
    if parameter.kind is ParameterKind.JSON:
        return None
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
    """The bound parameters of one call, read by their declared names."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = values

    def text_or_none(self, name: str) -> str | None:
        """Return a text, or None when it was absent or blank."""
        value = self._values[name]
        return None if value is None else str(value)

    def text(self, name: str) -> str:
        """Return a text, empty when it was absent or blank."""
        return self.text_or_none(name) or ""

    def number(self, name: str) -> int:
        """Return a whole number or the number of a choice; 0 when absent."""
        return int(self._values[name] or 0)

    def boolean(self, name: str) -> bool:
        """Return a boolean; False when absent."""
        return bool(self._values[name])


@dataclass(frozen=True, slots=True)
class ValueSources:
    """The three places where a parameter can be."""

    form: Form
    route: Sequence[Pair]
    query: Sequence[Pair]

    def find(self, parameter: Parameter) -> str | None:
        """Return the first text under the parameter's name, or None."""
        places = {
            BindingSource.ANY: (self.form.pairs, self.route, self.query),
            BindingSource.QUERY: (self.query,),
            BindingSource.FORM: (self.form.pairs,),
            BindingSource.ROUTE: (self.route,),
        }[parameter.source]
        name = parameter.name.casefold()
        return next((v for pairs in places for n, v in pairs if n.casefold() == name), None)


def _validation_errors(parameter: Parameter, value: Value) -> list[str]:
    missing = (
        [f"The {parameter.member_name} field is required."]
        if parameter.required and value is None
        else []
    )
    if value is None and not (missing and parameter.validates_missing):
        return missing
    shown = "" if value is None else value
    return missing + [
        text for check in parameter.validators if (text := check(parameter.member_name, shown))
    ]


def bind(parameters: Sequence[Parameter], sources: ValueSources) -> tuple[Values, list[str]]:
    """Return the values and the validation texts, in the framework's order.

    The framework keeps its findings in a tree sorted by the length of the name and then by the
    name, so that is the order of the texts.
    """
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
