"""What a function promises, where it may return a problem instead."""

from typing import TypeVar

from aiurdesk.core.problem import Problem

_T = TypeVar("_T")


def promised(value: _T | Problem) -> _T:
    """Return a value that is no problem."""
    assert not isinstance(value, Problem), value.sentence
    return value
