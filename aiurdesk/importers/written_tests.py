"""Tests and captures of what other programs expect of a response."""

import json
import re

from aiurdesk.core.expectations.expressions import is_plain_path
from aiurdesk.core.request.response_test import Capture, Expected, ResponseTest
from aiurdesk.core.variables.environment import is_variable_name

_STEP = re.compile(r"\??\.?(?:([A-Za-z_]\w*)|\[(\d{1,9})\]|\[(['\"])([^'\"\\]+)\3\])")
_LONGEST = 300


def json_path(expression: str) -> str:
    """Return a path of JavaScript such as ``a[0]['b c']`` in JMESPath, or empty text."""
    position, steps = 0, ""
    if len(expression) > _LONGEST:
        return ""
    while position < len(expression):
        step = _STEP.match(expression, position)
        if step is None:
            return ""
        position = step.end()
        if step[2]:
            steps += f"[{step[2]}]"
        else:
            dot = "." if steps else ""
            steps += f"{dot}{step[1]}" if step[1] else f'{dot}"{step[4]}"'
    return steps if is_plain_path(steps) else ""


def literal(text: str) -> Expected | None:
    """Return the value that a literal of JavaScript stands for; None where it is not a literal."""
    text = text.strip()
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "'\"`":
        inner = text[1:-1]
        return None if text[0] in inner or "\\" in inner or "${" in inner else inner
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, str | int | float | bool) else None


def status_test(text: str) -> ResponseTest | None:
    """Return a test of the status; None where a text is not a status."""
    text = text.strip()
    return ResponseTest("status", int(text)) if re.fullmatch("[1-5][0-9]{2}", text) else None


def value_test(path: str, text: str, comparison: str = "equals") -> ResponseTest | None:
    """Return a test of a value in the JSON body.

    Args:
        path: As for ``json_path``.
        text: What is expected: a literal, or else a text.
        comparison: As in ``ResponseTest``.
    """
    plain = json_path(path)
    value = literal(text)
    expected = text if value is None else value
    return ResponseTest("value", expected, comparison, plain) if plain else None


def capture_of(variable: str, path: str) -> Capture | None:
    """Return a capture of a value in the JSON body; the path is one for ``json_path``."""
    plain = json_path(path)
    return Capture(variable, "value", plain) if plain and is_variable_name(variable) else None
