"""Take values out of the records of a data file, and say in words which cannot be taken."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, TypeAlias

import msgspec

from aiurdesk.core.errors import DataMistake

Convert: TypeAlias = Callable[[Any], Any]
"""What makes the value of a member; raises DataMistake with the words for what it should be."""


class Schema(msgspec.Struct, frozen=True):
    """The members that a record may have."""

    members: Mapping[str, Convert]
    required: frozenset[str] = frozenset()


def text(raw: Any) -> str:
    """Take text as it is."""
    if isinstance(raw, str):
        return raw
    raise DataMistake(f"should be text, not {shown(raw)}")


def some_text(raw: Any) -> str:
    """Take text that is not blank."""
    if isinstance(raw, str) and raw.strip():
        return raw
    raise DataMistake(f"should be text that is not blank, not {shown(raw)}")


def whole_number(raw: Any) -> int:
    """Take a whole number."""
    if type(raw) is int:
        return raw
    raise DataMistake(f"should be a whole number, not {shown(raw)}")


def flag(raw: Any) -> bool:
    """Take true or false."""
    if isinstance(raw, bool):
        return raw
    raise DataMistake(f"should be true or false, not {shown(raw)}")


def texts(raw: Any) -> tuple[str, ...]:
    """Take a list of texts."""
    if isinstance(raw, list) and all(isinstance(entry, str) for entry in raw):
        return tuple(raw)
    raise DataMistake(f"should be a list of texts, not {shown(raw)}")


def records(raw: Any) -> list[Any]:
    """Take a list, whose entries are looked at later."""
    if isinstance(raw, list):
        return raw
    raise DataMistake(f"should be a list, not {shown(raw)}")


def text_pairs(raw: Any) -> tuple[tuple[str, str], ...]:
    """Take an object whose members are all text, in their order."""
    if isinstance(raw, dict) and all(isinstance(entry, str) for entry in raw.values()):
        return tuple(raw.items())
    raise DataMistake(f"should be an object with text as values, not {shown(raw)}")


def one_of(members: type[StrEnum]) -> Convert:
    """Return what takes the value of an enumeration's member."""
    by_value = {member.value: member for member in members}

    def convert(raw: Any) -> StrEnum:
        member = by_value.get(raw) if isinstance(raw, str) else None
        if member is None:
            raise DataMistake(f"should be one of {', '.join(by_value)}, not {shown(raw)}")
        return member

    return convert


def shown(raw: Any) -> str:
    """Return a value as it stands in a sentence, shortened."""
    words = repr(raw)
    return words if len(words) <= 40 else words[:37] + "..."


def take(record: Any, schema: Schema) -> tuple[dict[str, Any] | None, tuple[str, ...]]:
    """Return the values that a record holds and a phrase for each mistake in it.

    A member that cannot be taken is left out; the values are None where it was a required one.
    """
    if not isinstance(record, dict):
        return None, (f"should be a record with members, not {shown(record)}",)
    members = schema.members
    try:
        values = {key: members[key](raw) for key, raw in record.items()}
    except (KeyError, DataMistake):
        return _take_what_can_be(record, schema)
    if values.keys() >= schema.required:
        return values, ()
    return _take_what_can_be(record, schema)


def _take_what_can_be(
    record: dict[str, Any], schema: Schema
) -> tuple[dict[str, Any] | None, tuple[str, ...]]:
    values: dict[str, Any] = {}
    mistakes = []
    for key, raw in record.items():
        convert = schema.members.get(key)
        if convert is None:
            mistakes.append(f"{key} is not known here")
            continue
        try:
            values[key] = convert(raw)
        except DataMistake as mistake:
            mistakes.append(f"{key} {mistake}")
    missing = sorted(schema.required - values.keys())
    mistakes.extend(f"{key} is missing" for key in missing if key not in record)
    return (None if missing else values), tuple(mistakes)
