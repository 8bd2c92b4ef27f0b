"""What is said of a setting where a person changes it, kept at the field that holds it."""

from collections.abc import Mapping

import msgspec


class About(msgspec.Struct, frozen=True):
    """A setting in words, with the range of what is kept."""

    label: str
    help: str
    least: float = 0
    most: float = 0
    unit: str = ""
    """Stands behind the number: "s"."""
    per_unit: int = 1
    """So much of what is kept is one of the unit; whole numbers have one of 1 or more."""
    decimals: int = 0
    """Shown of the number."""


def settings_of(record: type[msgspec.Struct]) -> Mapping[str, About]:
    """Return the fields that are settings by themselves, each with what its annotation says."""
    hints = record.__annotations__.items()
    said = ((name, getattr(hint, "__metadata__", ())) for name, hint in hints)
    return {name: about for name, parts in said for about in parts if isinstance(about, About)}
