"""Tests and captures that are made of what a response has, so that they need not be typed."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.environments.environment import variable_names
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.expectations.comparisons import COMPARISONS, as_literal, as_text, type_name
from aiurdesk.core.expectations.expressions import is_plain_path
from aiurdesk.core.expectations.response_facts import ResponseFacts, read_json
from aiurdesk.core.expectations.typed_tests import RESPONSE_TESTS, texts_of_row
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.conversation import Expected, ResponseTest, texts_of
from aiurdesk.core.request.edit_state import Row
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import in_quotes, tr, truncate
from aiurdesk.core.verdict.verdict import SEVERITIES_OF_VERDICTS

_LONGEST = 1_000
"""Characters of a value that a test compares with; of a longer one it tests the type."""
_LONGEST_SHOWN = 40
"""Characters of a value in a menu."""
_LONGEST_READ = 256 * 1024
"""Bytes of a body that is read on the thread of the window: some milliseconds."""
_LONGEST_NAME = 40
_TYPES = {'"': "string", "{": "object", "[": "array", "t": "boolean", "f": "boolean"}
"""First character of a value in JSON → its type."""
_MEMBER = re.compile(r'"(?:[^"\\]|\\.)*"|[A-Za-z_][A-Za-z0-9_]*')


def value_test(path: str, source: str) -> ResponseTest:
    """Return a test that expects the present value at a path.

    Its type is tested where the value is long, an object, or has a name of secrets: tests are
    written to files.

    Args:
        source: The value as JSON; it may be cut.
    """
    if len(source) <= _LONGEST:
        try:
            return _test_of(path, read_json(source))
        except (ValueError, RecursionError):
            pass
    return ResponseTest("value", _TYPES.get(source[:1], "number"), "type", path)


def offer_words(path: str, source: str) -> str:
    """Return what adds the test of a value, such as “Add test: equals “red””.

    Args:
        source: The value as JSON; it may be cut.
    """
    test = value_test(path, source)
    if test.comparison == "exists":
        return tr("Add test: does not exist")
    expected = test.expected
    shown = truncate(as_text(expected), _LONGEST_SHOWN)
    # What is a text is in quotation marks, so that "5" can be told from 5.
    is_text = isinstance(expected, str) and test.comparison == "equals"
    return tr("Add test: {comparison} {value}").format(
        comparison=COMPARISONS[test.comparison].words, value=in_quotes(shown) if is_text else shown
    )


def variable_for(path: str, taken: Iterable[str]) -> str:
    """Return a name for a variable with the value at a path, which no other variable has.

    Args:
        taken: The names of the other ones.
    """
    name = re.sub(r"[^A-Za-z0-9_]+", "_", _last_member(path)).strip("_")[:_LONGEST_NAME]
    if not name or name[0].isdigit():
        name = f"value_{name}".rstrip("_")
    others, number = set(taken), 2
    free = name
    while free in others:
        free, number = f"{name}_{number}", number + 1
    return free


class OfferedTests(msgspec.Struct, frozen=True):
    """The rows of tests, filled in from the last response."""

    exchange: Exchange | None
    """The last one of a request."""
    has_codes: bool
    """Whether the service is one that sends result codes."""

    def new_row(self) -> Row:
        """Return the row of a new test: of the result code, or of the HTTP status without one."""
        exchange, has_code = self.exchange, self.has_codes
        if exchange is not None and isinstance(exchange.outcome, Response):
            has_code = exchange.verdict.result_code is not None
        label = next(
            kind.label
            for kind in RESPONSE_TESTS.kinds.values()
            if kind.key == ("code" if has_code else "status")
        )
        return self.filled(RESPONSE_TESTS.new_row(label))

    def filled(self, row: Row) -> Row:
        """Return a test with the value of the last response as its expectation."""
        exchange = self.exchange
        if exchange is None or not isinstance(exchange.outcome, Response):
            return row
        subject, comparison, _ = texts_of_row(row)
        read = _READ.get(RESPONSE_TESTS.kinds[row.name].key)
        expected = None if read is None else read(exchange, subject, comparison)
        if expected is None:
            return row
        test = RESPONSE_TESTS.typed(row)
        test = ResponseTest(test.kind, expected, comparison, subject)
        return RESPONSE_TESTS.row_of(test)


def _severity(exchange: Exchange, _subject: str, _comparison: str) -> Expected | None:
    severity = exchange.verdict.severity
    return str(severity) if severity in SEVERITIES_OF_VERDICTS else None


def _header(exchange: Exchange, subject: str, comparison: str) -> Expected | None:
    values = _facts(exchange).headers(subject.strip())
    if comparison == "exists":
        return bool(values) if subject.strip() else None
    is_comparable = comparison == "equals" and not is_secret_name(subject)
    return _expected(values[0]) if values and is_comparable else None


def _value(exchange: Exchange, subject: str, comparison: str) -> Expected | None:
    outcome = exchange.outcome
    if not isinstance(outcome, Response) or not is_plain_path(subject):
        return None
    if outcome.body.path is not None or len(outcome.body.data) > _LONGEST_READ:
        return None
    value = _facts(exchange).value(subject)
    if isinstance(value, Problem):
        return None
    if comparison == "exists":
        return value is not None
    if value is None or comparison == "type":
        return type_name(value) if comparison == "type" else None
    if comparison == "count":
        return len(value) if isinstance(value, (list, dict, str)) else None
    test = _test_of(subject, value)
    return test.expected if test.comparison == comparison else None


_READ: Mapping[str, Callable[[Exchange, str, str], Expected | None]] = {
    "code": lambda exchange, _subject, _comparison: exchange.verdict.code,
    "severity": _severity,
    "status": lambda exchange, _subject, _comparison: exchange.status,
    "header": _header,
    "value": _value,
}
"""Kind of test → what the response has for it; None where it has nothing to compare with."""


def _facts(exchange: Exchange) -> ResponseFacts:
    return ResponseFacts(exchange, lambda body: body.data, lambda name: Problem(name))


def _test_of(path: str, value: Any) -> ResponseTest:
    if value is None:
        # A test cannot expect null, and for JMESPath it is the same as nothing.
        return ResponseTest("value", False, "exists", path)
    expected = None if is_secret_name(_last_member(path)) else _expected(value)
    if expected is None:
        return ResponseTest("value", type_name(value), "type", path)
    return ResponseTest("value", expected, "equals", path)


def _expected(value: Any) -> Expected | None:
    """Return a value as what a test expects; None where a test cannot hold it."""
    text = value if isinstance(value, str) else json.dumps(value)
    if len(text) > _LONGEST or isinstance(value, dict):
        return None
    expected: Expected = value if isinstance(value, str) else as_literal(text)
    # A text is returned for what has no place in a test, such as a list of objects.
    if isinstance(expected, str) and not isinstance(value, str):
        return None
    return expected if all(map(_is_literal, texts_of(expected))) else None


def _is_literal(text: str) -> bool:
    # A variable would be resolved, half a surrogate pair cannot be written to a file, and a field
    # of one line has no line ends.
    is_unicode = not any("\ud800" <= character <= "\udfff" for character in text)
    return is_unicode and not variable_names(text) and len(text.splitlines()) <= 1


def _last_member(path: str) -> str:
    """Return the last name in a path, without quotes; empty where it has entries only."""
    name = (_MEMBER.findall(path) or [""])[-1]
    return str(json.loads(name)) if name.startswith('"') else name
