"""A text that a regular expression matches; a stranger wrote the expression, so nothing is run."""

import re
from importlib import import_module
from random import Random
from typing import Any

_LONGEST = 1_000
_MOST_STEPS = 5_000
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"
_CLASSES = {
    "CATEGORY_DIGIT": _DIGITS,
    "CATEGORY_NOT_DIGIT": _LETTERS,
    "CATEGORY_SPACE": " ",
    "CATEGORY_NOT_SPACE": _LETTERS,
    "CATEGORY_WORD": _LETTERS,
    "CATEGORY_NOT_WORD": "-",
}
_PLAIN = f"{_LETTERS}{_LETTERS.upper()}{_DIGITS}-_ .:/+@#"
"""Tried first where a set excludes characters."""
_ENTRIES_OF_SET = 50


class _TooLong(Exception):
    """The expression is longer than what is made."""


def pattern_text(pattern: str, random: Random, least: int = 0, most: int = _LONGEST) -> str | None:
    """Return a text that a regular expression should match, or None where none is found.

    Lookaheads and references back to groups are passed over.

    Args:
        pattern: The expression.
        random: Chooses among what is possible.
        least: The shortest length that is wanted.
        most: The greatest length.
    """
    try:
        # The parser of the standard library; it has no public name since Python 3.11.
        parsed: Any = import_module("re._parser").parse(pattern)
    except (re.error, OverflowError, RecursionError):
        return None
    is_anchored = pattern.endswith("$")
    for extra in (0, 1, 3, 10, max(least, 1)):
        try:
            text = _Writer(random, min(extra, _LONGEST)).written(parsed)
        except (_TooLong, RecursionError):
            continue
        if len(text) < least and not is_anchored:
            text = text.ljust(least, "a")
        if least <= len(text) <= most:
            return text
    return None


class _Writer:
    """Walks through a parsed expression once."""

    def __init__(self, random: Random, extra: int) -> None:
        self._random, self._extra = random, extra
        self._left, self._steps = _LONGEST, _MOST_STEPS

    def written(self, parsed: Any) -> str:
        return "".join(self._one(str(op), value) for op, value in parsed)

    def _one(self, op: str, value: Any) -> str:
        self._steps -= 1
        if self._steps < 0:
            raise _TooLong
        match op:
            case "BRANCH":
                return self.written(self._random.choice(value[1]))
            case "SUBPATTERN":
                return self.written(value[3])
            case "ATOMIC_GROUP":
                return self.written(value)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                least, most, inner = value
                times = min(int(most), int(least) + self._extra)
                return "".join(self.written(inner) for _ in range(times))
        return self._character(op, value)

    def _character(self, op: str, value: Any) -> str:
        match op:
            case "LITERAL":
                return self._counted(chr(value))
            case "NOT_LITERAL":
                return self._counted("b" if chr(value) == "a" else "a")
            case "ANY":
                return self._counted(self._random.choice(_LETTERS))
            case "IN":
                return self._counted(self._of_set(value))
        # An anchor, a lookahead, or a reference back.
        return ""

    def _counted(self, character: str) -> str:
        self._left -= 1
        if self._left < 0:
            raise _TooLong
        return character

    def _of_set(self, entries: Any) -> str:
        excluded = bool(entries) and str(entries[0][0]) == "NEGATE"
        sets = [self._entry(str(op), value) for op, value in entries[:_ENTRIES_OF_SET]]
        if excluded:
            forbidden = set("".join(sets))
            return next((one for one in _PLAIN if one not in forbidden), "~")
        chosen = [one for one in sets if one]
        return self._random.choice(self._random.choice(chosen)) if chosen else "a"

    @staticmethod
    def _entry(op: str, value: Any) -> str:
        if op == "LITERAL":
            return chr(value)
        if op == "RANGE":
            first, last = value
            return "".join(map(chr, range(first, min(last, first + 200) + 1)))
        return _CLASSES.get(str(value), "") if op == "CATEGORY" else ""
