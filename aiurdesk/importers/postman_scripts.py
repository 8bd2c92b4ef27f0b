"""The commonest things that scripts of Postman do after a response, as tests and captures.

Source: learning.postman.com, "Test script examples" and "Postman JavaScript reference" (2026-10).
"""

import json
import re
from collections.abc import Callable, Iterator
from functools import partial

import msgspec

from aiurdesk.core.environments.environment import is_variable_name
from aiurdesk.core.expectations.expressions import is_plain_path
from aiurdesk.core.request.conversation import Capture, Expected, ResponseTest

_STEP = re.compile(r"\??\.?(?:([A-Za-z_]\w*)|\[(\d{1,9})\]|\[(['\"])([^'\"\\]+)\3\])")
_WRITTEN_TESTS_LONGEST = 300


def json_path(expression: str) -> str:
    """Return a path of JavaScript such as ``a[0]['b c']`` in JMESPath, or empty text."""
    position, steps = 0, ""
    if len(expression) > _WRITTEN_TESTS_LONGEST:
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


_LONGEST = 20_000
_BRANCHES = re.compile(
    r"\b(?:if|else|for|while|switch|try|return|forEach|map|eval|require|setTimeout|sendRequest)\b|\?"
)
"""What decides whether a line counts, so that a test of it could be wrong."""
_COMMENT = re.compile(r"^[ \t]*//[^\n]*|/\*.*?\*/", re.MULTILINE | re.DOTALL)
_JSON = r"pm\.response\.json\(\)|JSON\.parse\((?:responseBody|pm\.response\.text\(\))\)"
_NAMED = re.compile(rf"(?:var|let|const)\s+(\w+)\s*=\s*(?:{_JSON})\s*;?")
_WRAPPER = re.compile(
    r"pm\.test\(\s*(?:\"[^\"\n]*\"|'[^'\n]*'|`[^`\n]*`)\s*,\s*(?:function\s*\w*\s*\(\s*\)|\(\s*\)\s*=>)\s*\{"
)
_EQUALS = r"\.to\.(?:be\.)?(?:deep\.)?(?:eql?|equals?)\("
_LITERAL = r"(\"[^\"\\\n]*\"|'[^'\\\n]*'|-?\d+(?:\.\d+)?|true|false)"
_PATH = r"((?:\.\w+|\[\d+\]|\[\"[^\"\n]+\"\]|\['[^'\n]+'\])+)"
_SETTERS = (
    r"(?:pm\.(?:environment|collectionVariables|globals|variables)\.set|"
    r"postman\.set(?:Environment|Global)Variable)"
)
_LEFT = re.compile(r"[\s;{}()]+")
_Made = Callable[[re.Match[str]], ResponseTest | Capture | None]


class ScriptReading(msgspec.Struct, frozen=True):
    """The tests and captures that a script consists of."""

    tests: tuple[ResponseTest, ...] = ()
    captures: tuple[Capture, ...] = ()
    is_whole: bool = False
    """Whether it does nothing else."""


def read_test_script(script: str) -> ScriptReading:
    """Return the tests and captures that a script after a response consists of."""
    text = _COMMENT.sub("", script) if len(script) <= _LONGEST else script
    if len(script) > _LONGEST or _BRANCHES.search(_WRAPPER.sub("", text)):
        return ScriptReading()
    names = [re.escape(name) for name in _NAMED.findall(text)]
    text = _NAMED.sub("", text)
    made: list[tuple[int, ResponseTest | Capture]] = []
    for pattern, make in _patterns("|".join((*names, _JSON))):
        text = pattern.sub(partial(_blank, make, made), text)
    left = _LEFT.sub("", _WRAPPER.sub("", text))
    ordered = [one for _, one in sorted(made, key=lambda entry: entry[0])]
    return ScriptReading(
        tuple(one for one in ordered if isinstance(one, ResponseTest)),
        tuple(one for one in ordered if isinstance(one, Capture)),
        bool(made) and not left,
    )


def _blank(
    make: _Made, made: list[tuple[int, ResponseTest | Capture]], match: re.Match[str]
) -> str:
    """Return blanks for what was understood, so that the rest keeps its place."""
    one = make(match)
    if one is None:
        return match[0]
    made.append((match.start(), one))
    return " " * len(match[0])


def _patterns(json_value: str) -> Iterator[tuple[re.Pattern[str], _Made]]:
    value = rf"(?:{json_value}){_PATH}"
    tests = r"tests\[(?:\"[^\"\n]*\"|'[^'\n]*')\]\s*=\s*"
    for pattern, make in (
        (r"pm\.response\.to\.have\.status\((\d{3})\)", _status),
        (rf"pm\.expect\(pm\.response\.code\){_EQUALS}(\d{{3}})\)", _status),
        (rf"{tests}responseCode\.code\s*={{2,3}}\s*(\d{{3}})", _status),
        (rf"pm\.expect\({value}\){_EQUALS}\s*{_LITERAL}\s*\)", _value),
        (rf"{tests}{value}\s*={{2,3}}\s*{_LITERAL}", _value),
        (r"pm\.expect\(pm\.response\.responseTime\)\.to\.be\.below\((\d{1,7})\)", _elapsed),
        (r"pm\.response\.to\.have\.header\([\"']([\w-]+)[\"']\)", _header),
        (rf"{_SETTERS}\(\s*[\"']([\w.-]+)[\"']\s*,\s*{value}\s*\)", _capture),
    ):
        yield re.compile(rf"(?<![\w.]){pattern}"), make


def _status(match: re.Match[str]) -> ResponseTest | None:
    return status_test(match[1])


def _value(match: re.Match[str]) -> ResponseTest | None:
    return value_test(match[1], match[2])


def _elapsed(match: re.Match[str]) -> ResponseTest:
    return ResponseTest("elapsed_below_ms", int(match[1]))


def _header(match: re.Match[str]) -> ResponseTest:
    return ResponseTest("header", True, "exists", match[1])


def _capture(match: re.Match[str]) -> Capture | None:
    return capture_of(match[1], match[2])
