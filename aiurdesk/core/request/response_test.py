"""Tests and captures: what a request says about its response and about frames."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, TypeAlias

import msgspec
from msgspec.structs import replace

from aiurdesk.core.request.field import TextKind
from aiurdesk.core.variables.environment import resolve

Expected: TypeAlias = str | int | float | bool | tuple[Any, ...]
"""What a test expects: a text, number, truth value, or a list of such. ``Any``, because msgspec
reads no type that contains itself."""

ANY_FRAME, EVERY_FRAME = 0, -1
"""Instead of the number of a frame: at least one frame passes, or each that came."""
CLOSE_CODES = (1000, 4999)
"""The first and the last one that a server can close with."""
NO_FRAME = -2
"""What a person typed is not a number of a frame; such a test cannot be carried out or saved."""


def texts_of(expected: Expected) -> Iterator[str]:
    """Yield the texts in what a test expects."""
    if isinstance(expected, str):
        yield expected
    elif isinstance(expected, tuple):
        for item in expected:
            yield from texts_of(item)


class ResponseTest(msgspec.Struct, frozen=True, gc=False):
    """One statement about a response that is true or false."""

    kind: str
    """Key of its row in ``TEST_KINDS``, such as ``code`` or ``header``."""
    expected: Expected
    comparison: str = ""
    """Such as ``equals``; empty for kinds that have one comparison only."""
    subject: str = ""
    """The name of the header or the path of the value; empty for other kinds."""


class FrameTest(msgspec.Struct, frozen=True, gc=False):
    """One statement about a message that is received."""

    frame: int
    """Which message, from 1; or ``ANY_FRAME``, ``EVERY_FRAME``, ``NO_FRAME``."""
    test: ResponseTest
    """Its kind is one of ``FRAME_TEST_KINDS``."""


def resolved_test(test: ResponseTest, variables: Mapping[str, str]) -> ResponseTest:
    """Resolve the variables in what a test expects; one without a value stays as it is."""

    def resolved(expected: Expected) -> Expected:
        if isinstance(expected, tuple):
            return tuple(resolved(item) for item in expected)
        text = resolve(expected, variables) if isinstance(expected, str) else expected
        return expected if isinstance(text, tuple) else text

    return replace(test, expected=resolved(test.expected))


class Capture(msgspec.Struct, frozen=True, gc=False):
    """Takes a value of the response into a variable, for the requests that follow."""

    variable: Annotated[str, TextKind.FIXED]
    source: str
    """``value`` for a path into the JSON body, ``header`` for a header."""
    subject: Annotated[str, TextKind.FIXED]
    """The path or the name of the header."""
