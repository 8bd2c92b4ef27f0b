"""What limits the values of a parameter, and the refusal of a value that does not keep to it."""

from collections.abc import Callable
from typing import TypeAlias

import msgspec


class Choice(msgspec.Struct, frozen=True):
    """One value that a CHOICE parameter may take."""

    value: str
    """What goes on the wire."""
    name: str
    """What is shown."""


class Constraints(msgspec.Struct, frozen=True, kw_only=True):
    """The limits that a parameter adds to those of its kind.

    They stand apart from ``Parameter`` because the kinds check values against them, and a
    parameter refers to its kind.
    """

    choices: tuple[Choice, ...] = ()
    minimum: int | None = None
    """Least value of a number."""
    maximum: int | None = None
    min_length: int | None = None
    """Least number of characters of a text."""
    max_length: int | None = None
    pattern: str | None = None
    """Regular expression that the whole text has to match."""
    pattern_hint: str = ""
    """What the pattern asks for, in words: "lower-case letters, digits, - and _"."""
    example: str = ""


class Refusal(msgspec.Struct, frozen=True):
    """Why a value cannot be sent as it is typed: a sentence with an example."""

    text: str


WriteValue: TypeAlias = Callable[[Constraints, str, str], str | Refusal]
"""Takes the limits of a parameter, a text, and an example of a value that it takes.

Returns the text as it goes on the wire, or why no server would read it as it was meant.
"""
