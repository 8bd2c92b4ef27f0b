"""What is said of a setting where a person changes it, kept at the field that holds it."""

from collections.abc import Mapping
from dataclasses import Field
from typing import Any

import msgspec

_KEY = "about"


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


def about(said: About) -> Mapping[str, Any]:
    """Return what a field of a dataclass carries as its metadata."""
    return {_KEY: said}


def about_of(field: "Field[Any]") -> About | None:
    """Return what is said of a field, None where it is no setting by itself."""
    said = field.metadata.get(_KEY)
    return said if isinstance(said, About) else None
