"""The commonest things that scripts of Postman do after a response, as tests and captures.

Source: learning.postman.com, "Test script examples" and "Postman JavaScript reference" (2026-10).
"""

import re
from collections.abc import Callable, Iterator
from functools import partial

import msgspec

from aiurdesk.core.request.response_test import Capture, ResponseTest
from aiurdesk.importers.written_tests import capture_of, status_test, value_test

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
    """What a script became."""

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
