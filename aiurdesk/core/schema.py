"""Validates the objects of data files, and describes wrong members in phrases."""

from collections.abc import Callable, Container, Mapping
from enum import StrEnum
from typing import Any, TypeAlias, TypeVar

import msgspec

from aiurdesk.core.errors import DataMistake
from aiurdesk.core.translation import tr

_T = TypeVar("_T")
Convert: TypeAlias = Callable[[Any], Any]
"""Validates a member and returns its value. Raises ``DataMistake``, which says what is expected."""


class Schema(msgspec.Struct, frozen=True):
    """The members that an object may have."""

    members: Mapping[str, Convert]
    required: frozenset[str] = frozenset()
    ignores_unknown: bool = False
    """Whether unknown members, such as the members of a later version, are not mistakes."""


def text(raw: Any) -> str:
    """Accept text, also empty text."""
    if isinstance(raw, str):
        return raw
    raise unlike(raw, tr("should be text, not {raw}"))


def some_text(raw: Any) -> str:
    """Accept text that is not blank."""
    if isinstance(raw, str) and raw.strip():
        return raw
    raise unlike(raw, tr("should be text that is not blank, not {raw}"))


def whole_number(raw: Any) -> int:
    """Accept a whole number."""
    # Not isinstance: in Python, True and False are instances of int.
    if type(raw) is int:
        return raw
    raise unlike(raw, tr("should be a whole number, not {raw}"))


def flag(raw: Any) -> bool:
    """Accept true or false."""
    if isinstance(raw, bool):
        return raw
    raise unlike(raw, tr("should be true or false, not {raw}"))


def texts(raw: Any) -> tuple[str, ...]:
    """Accept a list of texts."""
    if isinstance(raw, list) and all(isinstance(entry, str) for entry in raw):
        return tuple(raw)
    raise unlike(raw, tr("should be a list of texts, not {raw}"))


def any_list(raw: Any) -> list[Any]:
    """Accept a list; its entries are validated later, so that one mistake loses one entry."""
    if isinstance(raw, list):
        return raw
    raise unlike(raw, tr("should be a list, not {raw}"))


def pairs(raw: Any) -> list[tuple[str, Any]]:
    """Accept a list of pairs of a name and a value; the values are validated later."""
    members = []
    for entry in any_list(raw):
        match entry:
            case [str(name), value]:
                members.append((name, value))
            case _:
                raise DataMistake(
                    tr('should hold pairs such as ["name", "value"], not {entry}').format(
                        entry=quoted(entry)
                    )
                )
    return members


def text_pairs(raw: Any) -> tuple[tuple[str, str], ...]:
    """Accept an object whose members are all text, in their order."""
    if not isinstance(raw, dict):
        raise unlike(raw, tr("should be an object with text as values, not {raw}"))
    for name, entry in raw.items():
        # Of many members, a person has to know which one: a number easily goes without quotes.
        if not isinstance(entry, str):
            raise DataMistake(
                tr("should have text in quotes for {name}, not {entry}").format(
                    name=name, entry=quoted(entry)
                )
            )
    return tuple(raw.items())


def one_of(members: type[StrEnum], *, without: Container[StrEnum] = ()) -> Convert:
    """Return a function that accepts the values of an enumeration, except some."""
    by_value = {member.value: member for member in members if member not in without}

    def convert(raw: Any) -> StrEnum:
        member = by_value.get(raw) if isinstance(raw, str) else None
        if member is None:
            raise unlike(
                raw, tr("should be one of {by_value}, not {raw}"), by_value=", ".join(by_value)
            )
        return member

    return convert


def read_entries(raw: Any, read: Callable[[Any], _T]) -> tuple[_T, ...]:
    """Read each entry of a list; of several, a mistake says in which one it is."""
    entries = any_list(raw)
    results: list[_T] = []
    try:
        results.extend(map(read, entries))
    except DataMistake as mistake:
        if len(entries) == 1:
            raise
        raise DataMistake(f"(entry {len(results) + 1}) {mistake}") from None
    return tuple(results)


def unlike(raw: Any, form: str, **values: object) -> DataMistake:
    """Return a mistake that says what a value should be, and as ``raw`` what it is."""
    return DataMistake(form.format(raw=quoted(raw), **values))


def quoted(raw: Any) -> str:
    """Return a value for use in a sentence, truncated."""
    written = repr(raw)
    return written if len(written) <= 40 else written[:37] + "..."


def validate(raw: Any, schema: Schema) -> tuple[dict[str, Any] | None, tuple[str, ...]]:
    """Return the members of an object and a phrase for each mistake in it.

    Members with a mistake are left out. Without a required one, None is returned for the members.
    """
    if not isinstance(raw, dict):
        return None, (tr("should be an object with members, not {raw}").format(raw=quoted(raw)),)
    values: dict[str, Any] = {}
    mistakes = []
    for key, member in raw.items():
        # Each member by itself, so that all mistakes are reported at once.
        convert = schema.members.get(key)
        if convert is None:
            if not schema.ignores_unknown:
                mistakes.append(tr("{key} is not known here").format(key=key))
            continue
        try:
            values[key] = convert(member)
        except DataMistake as mistake:
            mistakes.append(f"{key} {mistake}")
    missing = schema.required - values.keys()
    # Some 2,400 objects of the catalogue are validated at each start, and nearly all are valid.
    if not missing and not mistakes:
        return values, ()
    mistakes.extend(
        tr("{key} is missing").format(key=key) for key in sorted(missing) if key not in raw
    )
    return (None if missing else values), tuple(mistakes)
