"""What a person types into a table of tests, and the values that it stands for."""

import json
import math
import re

from aiurdesk.core.request.response_test import Expected

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
