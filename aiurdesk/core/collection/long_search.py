"""Searches with regular expressions that a person wrote, and that may take for ever.

Python's ``re`` cannot be interrupted. A search that may take long is therefore refused with
``LongSearch``, except in a process that whoever waits for it can kill.

The library ``regex`` has a time limit, but would replace none of this: the patterns of JSON
schemas are searched by jsonschema with ``re``. It also reads some patterns in another way, such as
``x{i}``, so that saved tests would change their meaning.
"""

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

TOO_LONG = "the regular expression takes too long with this text; make it simpler"
_SOME_STEPS = 4_000_000
"""How often the parts of an expression may be tried at most: some tens of milliseconds."""
_FEW_STEPS = 100_000
"""The same for a frame of a flood: half a millisecond."""
_MANY_STEPS = 1_000_000_000
"""The same where no process can be started. It is the worst case, and hardly any text is."""
_ATOM = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_COUNT = re.compile(r"(?<!\))\{\d+\}")
_SIMPLE_GROUP = re.compile(r"\([^()*+?|{]*\)")
_REPEATED_GROUP = re.compile(r"\)(?:[*+]|\{)")
_CHOICE = re.compile(r"[*+?|]|\{")


class LongSearch(Exception):
    """A search may take long, and cannot be interrupted here."""


_most_steps: ContextVar[float] = ContextVar("most_steps", default=_SOME_STEPS)


def allow_long_searches() -> None:
    """Allow all searches, in a process that is killed if they take too long."""
    _most_steps.set(math.inf)


@contextmanager
def longer_searches() -> Iterator[None]:
    """Allow all but those that would never end, where no process can be started."""
    before = _most_steps.set(max(_MANY_STEPS, _most_steps.get()))
    try:
        yield
    finally:
        _most_steps.reset(before)


def search(pattern: str, text: str) -> bool:
    """Tell whether a regular expression is found in a text.

    Raises:
        LongSearch: That may take long.
    """
    refuse_long(pattern, len(text))
    return re.search(pattern, text) is not None


def is_quick(pattern: str, length: int) -> bool:
    """Tell whether a search takes so little that thousands a second may be made."""
    return _steps(pattern, length) <= _FEW_STEPS


def refuse_long(pattern: str, length: int) -> None:
    """Raise ``LongSearch`` if a search in a text of this length may take long."""
    if _steps(pattern, length) > _most_steps.get():
        raise LongSearch


def _steps(pattern: str, length: int) -> float:
    """Return how often the parts of a pattern may be tried, at worst."""
    choices = _choices(pattern)
    if choices is None:
        return math.inf
    # Each guess is a place in the text behind the guess before: n over k, about n ** k / k!. As a
    # logarithm, because a thousand guesses in a megabyte are a number of 6,000 digits.
    size = choices * math.log(max(length, 1)) - math.lgamma(choices + 1)
    return math.exp(size) if size < 700 else math.inf


@lru_cache(maxsize=64)
def _choices(pattern: str) -> int | None:
    """Return in how many places a search has to guess, the place where it begins included.

    None where one guess lies within another, as in ``(a+)+``: the ways to try then double with
    each character.
    """
    plain = _ATOM.sub("x", pattern).replace("(?", "(")
    plain = re.sub(r"([*+?}])\?", r"\1", plain)
    before = ""
    while plain != before:
        before = plain
        plain = _SIMPLE_GROUP.sub("x", _COUNT.sub("", plain))
    if _REPEATED_GROUP.search(plain):
        return None
    return len(_CHOICE.findall(plain)) + (not plain.startswith("^"))


def refuse_long_schema(schema: Any, body: Any) -> None:
    """Raise ``LongSearch`` if a regular expression of a JSON schema may take long with a body."""
    patterns = tuple(_patterns_of(schema))
    if patterns:
        longest = max((len(text) for text in _texts_of(body)), default=0)
        for pattern in patterns:
            refuse_long(pattern, longest)


def _patterns_of(schema: Any) -> Iterator[str]:
    for value in _values_of(schema):
        if isinstance(value, dict):
            own, named = value.get("pattern"), value.get("patternProperties")
            yield from (own,) if isinstance(own, str) else ()
            yield from named if isinstance(named, dict) else ()


def _texts_of(body: Any) -> Iterator[str]:
    for value in _values_of(body):
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from value


def _values_of(value: Any) -> Iterator[Any]:
    """Yield a value of JSON and all values in it; without recursion, however deep they are."""
    left = [value]
    while left:
        value = left.pop()
        yield value
        if isinstance(value, dict):
            left.extend(value.values())
        elif isinstance(value, list):
            left.extend(value)
