"""Parameters of an action: where they are looked for, what their text means, what is wrong.

Source:
    recorded/binding.tsv; the order of validation texts from recorded/infrastructures-2020-*.jsonl.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.aspnet.check import Check
from aiurdesk.sandbox.aspnet.form import Form, Pair

Value = str | int | bool | None

_INTEGER = re.compile(r"[+-]?[0-9]+")
_HEXADECIMAL = re.compile(r"(?:0x|&h|#)([0-9a-f]+)", re.I)
_BITS = {ParameterKind.INTEGER: 32, ParameterKind.LONG: 64}


class Source(StrEnum):
    """Where a parameter is looked for."""

    ANY = "any"
    """Form, then route, then query."""
    QUERY = "query"
    FORM = "form"
    ROUTE = "route"


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter of an action."""

    name: str
    """As on the wire; matched without regard to case."""
    kind: ParameterKind = ParameterKind.TEXT
    """TEXT, INTEGER, LONG, BOOLEAN or CHOICE; JSON for an object, which is listed but not read."""
    required: bool = False
    """A text that may be neither absent nor blank."""
    checks: tuple[Check, ...] = ()
    """In the order in which their texts are listed."""
    member: str = ""
    """Name in validation texts where it is not ``name``."""
    source: Source = Source.ANY
    is_argument: bool = False
    """An argument of the method rather than a member of its model: an unreadable value is then
    refused without naming it."""
    is_nullable: bool = False
    """An empty number, boolean or choice is null instead of refused."""
    default: Value = None
    """Value when absent; None means 0, false or null."""
    choices: Mapping[str, int] = field(default_factory=dict)
    """Names of a CHOICE with their numbers."""
    checks_absence: bool = False
    """A required value that is absent is checked, too, and found wrong twice, as since 2023."""
    doc_required: bool | None = None
    """What ``/doc`` says where it is not what the kind and ``required`` imply."""

    @property
    def title(self) -> str:
        """The name that validation texts use."""
        return self.member or self.name


class Unreadable(Exception):  # noqa: N818 - a step of binding, never seen outside
    """The text does not mean a value of its kind; carries the validation text."""


def _not_valid(spec: Field, text: str) -> Unreadable:
    place = "" if spec.is_argument else f" for {spec.title}"
    return Unreadable(f"The value '{text}' is not valid{place}.")


def _integer(spec: Field, text: str) -> int:
    cleaned = text.rstrip("\0").strip()
    bound = 1 << (_BITS[spec.kind] - 1)
    if match := _HEXADECIMAL.fullmatch(cleaned):
        number = int(match[1], 16)
        number -= 2 * bound if bound <= number < 2 * bound else 0
    elif _INTEGER.fullmatch(cleaned):
        number = int(cleaned)
    else:
        raise _not_valid(spec, text)
    if not -bound <= number < bound:
        raise _not_valid(spec, text)
    return number


def _boolean(spec: Field, text: str) -> bool:
    word = text.strip().lower()
    if word not in ("true", "false"):
        raise _not_valid(spec, text)
    return word == "true"


def _choice(spec: Field, text: str) -> int:
    numbers = {name.casefold(): number for name, number in spec.choices.items()}
    words = [word.strip().casefold() for word in text.split(",")]
    if len(words) == 1 and words[0] in numbers:
        return numbers[words[0]]
    if _INTEGER.fullmatch(words[0]) or all(word in numbers for word in words):
        if len(words) == 1 and int(words[0]) in numbers.values():
            return int(words[0])
        raise Unreadable(f"The value '{text}' is invalid.")
    raise _not_valid(spec, text)


def _read(spec: Field, text: str | None) -> Value:
    if spec.kind is ParameterKind.TEXT:
        return text if text and not text.isspace() else spec.default
    if spec.kind is ParameterKind.JSON:
        return None
    if text is None or (spec.is_nullable and not text.strip()):
        absent = None if spec.is_nullable else spec.kind is not ParameterKind.BOOLEAN and 0
        return absent if spec.default is None else spec.default
    if not text.strip():
        raise Unreadable("The value '' is invalid.")
    if spec.kind is ParameterKind.BOOLEAN:
        return _boolean(spec, text)
    if spec.kind is ParameterKind.CHOICE:
        return _choice(spec, text)
    return _integer(spec, text)


class Values:
    """The bound parameters of one call, read by their declared names."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = values

    def given(self, name: str) -> str | None:
        """Return a text, or None when it was absent or blank."""
        value = self._values[name]
        return None if value is None else str(value)

    def text(self, name: str) -> str:
        """Return a text, empty when it was absent or blank."""
        return self.given(name) or ""

    def number(self, name: str) -> int:
        """Return a whole number or the number of a choice; 0 when absent."""
        return int(self._values[name] or 0)

    def flag(self, name: str) -> bool:
        """Return a boolean; False when absent."""
        return bool(self._values[name])


@dataclass(frozen=True, slots=True)
class Sources:
    """The three places where a parameter can be."""

    form: Form
    route: Sequence[Pair]
    query: Sequence[Pair]

    def find(self, spec: Field) -> str | None:
        """Return the first text under the parameter's name, or None."""
        places = {
            Source.ANY: (self.form.pairs, self.route, self.query),
            Source.QUERY: (self.query,),
            Source.FORM: (self.form.pairs,),
            Source.ROUTE: (self.route,),
        }[spec.source]
        name = spec.name.casefold()
        return next((v for pairs in places for n, v in pairs if n.casefold() == name), None)


def _mistakes(spec: Field, value: Value) -> list[str]:
    missing = [f"The {spec.title} field is required."] if spec.required and value is None else []
    if value is None and not (missing and spec.checks_absence):
        return missing
    shown = "" if value is None else value
    return missing + [text for check in spec.checks if (text := check(spec.title, shown))]


def bind(fields: Sequence[Field], sources: Sources) -> tuple[Values, list[str]]:
    """Return the values and the validation texts, in the framework's order.

    The framework keeps its findings in a tree sorted by the length of the name and then by the
    name, so that is the order of the texts.
    """
    if sources.form.trouble:
        return Values({spec.name: None for spec in fields}), [sources.form.trouble]
    values: dict[str, Value] = {}
    items: list[str] = []
    for spec in sorted(fields, key=lambda f: (len(f.name), f.name.upper())):
        try:
            values[spec.name] = _read(spec, sources.find(spec))
        except Unreadable as error:
            items.append(str(error))
            values[spec.name] = None
        else:
            items += _mistakes(spec, values[spec.name])
    return Values(values), items
