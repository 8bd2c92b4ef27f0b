"""Tests and captures: what a request says about its response."""

from collections.abc import Iterator
from typing import TypeAlias

import msgspec

Expected: TypeAlias = str | int | float | bool | tuple["Expected", ...]
"""What a test expects: a text, number, truth value, or a list of them."""


def texts_of(expected: Expected) -> Iterator[str]:
    """Yield the texts in what a test expects."""
    if isinstance(expected, str):
        yield expected
    elif isinstance(expected, tuple):
        for each in expected:
            yield from texts_of(each)


class ResponseTest(msgspec.Struct, frozen=True, gc=False):
    """One statement about a response that is true or false."""

    kind: str
    """Key of its row in ``TEST_KINDS``, such as ``code`` or ``header``."""
    expected: Expected
    comparison: str = ""
    """Such as ``equals``; empty for kinds that have one comparison only."""
    subject: str = ""
    """The name of the header or the path of the value; empty for other kinds."""


class Capture(msgspec.Struct, frozen=True, gc=False):
    """Takes a value of the response into a variable, for the requests that follow."""

    variable: str
    source: str
    """``value`` for a path into the JSON body, ``header`` for a header."""
    subject: str
    """The path or the name of the header."""
