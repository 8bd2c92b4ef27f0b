"""The limits of a parameter's values, and the refusal of a value."""

from collections.abc import Callable
from typing import TypeAlias

import msgspec


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One value that a CHOICE parameter accepts."""

    value: str
    """What goes on the wire."""
    name: str
    """What is shown."""


class Constraints(msgspec.Struct, frozen=True, kw_only=True):
    """The limits that a parameter adds to its kind's.

    They are separate from ``Parameter`` because the kinds check values against them, and a
    parameter refers to its kind.
    """

    choices: tuple[Choice, ...] = ()
    minimum: int | float | None = None
    """Least value of a number."""
    maximum: int | float | None = None
    excludes_limits: bool = False
    """Whether a number must be more than ``minimum`` and less than ``maximum``."""
    min_length: int | None = None
    """Least number of characters of a text."""
    max_length: int | None = None
    pattern: str | None = None
    """Regular expression that the whole text must match."""
    strangers_pattern: str | None = None
    """The same, found anywhere in the text, of a description that a stranger wrote. It is matched
    only in a process that can be killed, when the request is sent."""
    pattern_hint: str = ""
    """The pattern in words: "lower-case letters, digits, - and _"."""
    example: str = ""


class Refusal(msgspec.Struct, frozen=True):
    """Why a value cannot be sent as it is typed: a sentence with an example."""

    text: str


WriteValue: TypeAlias = Callable[[Constraints, str, str], str | Refusal]
"""Takes the limits of a parameter, a text, and an example of a valid value.

Returns the text as it is sent, or why servers would not read it as it was meant.
"""
