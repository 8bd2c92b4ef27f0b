"""Comparisons between the value that a test reads and the one that it expects."""

import json
import math
import re
import warnings
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec.structs import replace

from aiurdesk.core.expectations.expressions import is_pattern_read_here, require_permission
from aiurdesk.core.formats.json.value_path import pattern_steps
from aiurdesk.core.request.conversation import Expected
from aiurdesk.core.translation import tr

_WHOLE = re.compile(r"[-\N{MINUS SIGN}+]?[0-9]{1,18}")


def as_typed(text: str) -> Expected:
    """Take a text as it is."""
    return text


def as_entries(text: str) -> Expected:
    """Read whole numbers and words with commas between them; one alone is not a list."""
    entries = [_whole_or_text(entry.strip()) for entry in text.split(",") if entry.strip()]
    if len(entries) == 1:
        return entries[0]
    return tuple(entries) or text


_PATH = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[^,"])+')


def as_paths(text: str) -> Expected:
    """Read paths with commas between them; a name in quotes may have commas."""
    return tuple(path.strip() for path in _PATH.findall(text) if path.strip())


def as_literal(text: str) -> Expected:
    """Read a number, a truth value or a list as JSON; anything else is text.

    A text in quotes is what is between them, so that ``"5"`` can be told from ``5``.
    """
    try:
        return _expected(json.loads(text), text)
    except (ValueError, RecursionError):
        return text


def as_flag(text: str) -> Expected:
    """Read ``true`` or ``false``."""
    return {"true": True, "false": False}.get(text.strip().casefold(), text)


def as_number(text: str) -> Expected:
    """Read a number."""
    try:
        number = float(text)
    except ValueError:
        return text
    if not math.isfinite(number):
        return text
    return int(text) if _WHOLE.fullmatch(text.strip()) else number


def typed_text(expected: Expected, *, is_literal: bool) -> str:
    """Return what a person types for a value.

    Args:
        is_literal: For ``as_literal``, else for ``as_entries`` and the other ones.
    """
    if isinstance(expected, str):
        # The text "5" needs quotes, or it would be read as a number.
        is_plain = not is_literal or as_literal(expected) == expected
        return expected if is_plain else json.dumps(expected, ensure_ascii=False)
    if isinstance(expected, tuple) and not is_literal:
        return ", ".join(typed_text(item, is_literal=False) for item in expected)
    return json.dumps(expected, ensure_ascii=False)


def _whole_or_text(text: str) -> str | int:
    # The minus sign is what the window shows before a code.
    return int(text.replace("\N{MINUS SIGN}", "-")) if _WHOLE.fullmatch(text) else text


def _expected(value: object, text: str) -> Expected:
    match value:
        case str() | bool():
            return value
        case int() if abs(value) < 2**63:  # what a file can hold
            return value
        case float() if math.isfinite(value):
            return value
        case list():
            return tuple(_expected(entry, text) for entry in value)
    # An object or null has no place in a test.
    raise ValueError(text)


class Comparison(msgspec.Struct, frozen=True):
    """One way to compare the value that a test reads with the expected one."""

    holds: Callable[[Any, Any], bool]
    """Takes the value and what is expected."""
    accepts: Callable[[Expected], bool]
    expects: str
    """What ``accepts`` asks for, in words."""
    words: str
    read: Callable[[str], Expected] = as_typed
    """Returns what a typed text stands for."""
    choices: tuple[str, ...] = ()
    """The texts that can be typed, where these are few."""
    is_expression: bool = False
    """Whether what is expected is an expression, which is evaluated in another process."""


def as_text(value: object) -> str:
    """Return a value of JSON as text: a text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def type_name(value: object) -> str:
    """Return the type of a value in the words of JSON schemas."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
    return "object"


_TYPES = ("string", "number", "integer", "boolean", "array", "object", "null")


def is_equal(value: Any, expected: Any) -> bool:
    """Compare as JSON does: ``true`` is not 1."""
    # In Python, True equals 1.
    if isinstance(value, bool) is not isinstance(expected, bool):
        return False
    # A list of the response is a list, one of a test a tuple, so that the test can be hashed.
    if isinstance(value, list) and isinstance(expected, tuple):
        return len(value) == len(expected) and all(map(is_equal, value, expected))
    return bool(value == expected)


def _contains(value: Any, expected: Any) -> bool:
    if isinstance(value, str):
        return isinstance(expected, str) and expected in value
    if isinstance(value, list):
        return any(is_equal(entry, expected) for entry in value)
    return isinstance(value, dict) and expected in value


def _matches(value: Any, expected: Any) -> bool:
    require_permission()
    # A value that is missing matches nothing, not even an empty pattern.
    return value is not None and re.search(expected, as_text(value)) is not None


def _is_type(value: Any, expected: Any) -> bool:
    name = type_name(value)
    # As in JSON Schema, where an integer is a number, too.
    return name == expected or (name == "integer" and expected == "number")


def _counts(value: Any, expected: Any) -> bool:
    return isinstance(value, (list, dict, str)) and len(value) == expected


def _is_pattern(expected: Expected) -> bool:
    if not isinstance(expected, str):
        return False
    # Where it is evaluated it is looked at again.
    if not is_pattern_read_here(expected):
        return True
    try:
        with warnings.catch_warnings():
            # Of what a later Python may read in another way, such as "[[".
            warnings.simplefilter("ignore")
            re.compile(expected)
    # A count that is too large, and groups within groups that are too deep.
    except (re.error, OverflowError, RecursionError):
        return False
    return True


def is_scalar(expected: Expected) -> bool:
    """Accept everything but lists."""
    return not isinstance(expected, tuple)


COMPARISONS = {
    "equals": Comparison(is_equal, lambda expected: True, tr("a value"), tr("equals"), as_literal),
    "contains": Comparison(
        _contains, is_scalar, tr("a text or number"), tr("contains"), as_literal
    ),
    "matches": Comparison(
        _matches, _is_pattern, tr("a regular expression"), tr("matches"), is_expression=True
    ),
    "exists": Comparison(
        lambda value, expected: (value is not None) is expected,
        lambda expected: isinstance(expected, bool),
        tr("true or false"),
        tr("exists"),
        as_flag,
        ("true", "false"),
    ),
    "type": Comparison(
        _is_type,
        lambda expected: expected in _TYPES,
        tr("one of {types}").format(types=", ".join(_TYPES)),
        tr("is of type"),
        choices=_TYPES,
    ),
    "count": Comparison(
        _counts,
        # Not ``isinstance``: true is an int in Python.
        lambda expected: type(expected) is int and expected >= 0,
        tr("a number of entries"),
        tr("has the count"),
        as_number,
    ),
}
"""Key in the file → how it compares."""

TEXT_COMPARISONS = {
    "equals": replace(COMPARISONS["equals"], read=as_typed),
    "contains": replace(COMPARISONS["contains"], read=as_typed),
    "matches": COMPARISONS["matches"],
    "exists": COMPARISONS["exists"],
}
"""The same for what is always text, such as a header: 5 is the text "5"."""

IGNORING = {
    "ignore": Comparison(
        lambda value, expected: value is expected,
        lambda expected: all(
            isinstance(path, str) and pattern_steps(path.strip()) is not None
            for path in (expected if isinstance(expected, tuple) else (expected,))
        ),
        tr("paths such as serverTime, data[].id"),
        tr("ignoring"),
        as_paths,
    )
}
"""Of a response that is compared with an example: what need not be equal."""
