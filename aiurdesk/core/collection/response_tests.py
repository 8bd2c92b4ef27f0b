"""The kinds of tests of a response: one row each, with everything that differs from kind to kind.

To add a kind, write a function that checks a test and add a row to ``TEST_KINDS``. The file of a
saved request, the table in the window, the runner and the reports follow from the row.
"""

from collections.abc import Callable, Mapping

import msgspec

from aiurdesk.core.collection.comparisons import (
    COMPARISONS,
    TEXT_COMPARISONS,
    Comparison,
    as_text,
    is_equal,
)
from aiurdesk.core.collection.response_facts import ResponseFacts, Unreadable, path_mistake
from aiurdesk.core.collection.toml_text import TomlValue
from aiurdesk.core.collection.typed_values import as_entries, as_number, as_typed
from aiurdesk.core.errors import DataMistake
from aiurdesk.core.request.response_test import Expected, ResponseTest
from aiurdesk.core.response.examination import Finding
from aiurdesk.core.schema import shown
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.core.wording import format_code, format_duration, truncate

_LONGEST_FOUND = 200


class ResponseTestKind(msgspec.Struct, frozen=True):
    """A row of ``TEST_KINDS``."""

    key: str
    """The first key of the test in the file."""
    label: str
    """What is tested, in words; the subject follows it."""
    check: Callable[[ResponseTest, ResponseFacts], tuple[bool, str]]
    """Returns whether the test passed, and what was found."""
    accepts: Callable[[Expected], bool]
    """Whether a test of this kind can expect this; for kinds without comparisons."""
    expects: str
    """What ``accepts`` asks for, in words."""
    comparisons: Mapping[str, Comparison] = msgspec.field(default_factory=dict)
    """Those of a kind with a subject, by their keys in the file."""
    is_file: bool = False
    """Whether what is expected is the name of a file beside the request."""
    relation: str = "is"
    """Stands between label and expected value, for kinds without comparisons."""
    subject: str = ""
    """What the subject is, in words: the name of a header, or a path."""
    check_subject: Callable[[str], str] = lambda _subject: ""
    """Returns why a text cannot be the subject, or empty text."""
    read: Callable[[str], Expected] = as_entries
    """Returns what a typed text stands for, for kinds without comparisons."""
    choices: tuple[str, ...] = ()
    """The texts that are offered as what is expected."""
    example: str = ""
    """What a person may type as what is expected."""


def check(test: ResponseTest, facts: ResponseFacts) -> Finding:
    """Return whether a test passes."""
    mistake = mistake_in(test)
    passed, found = (False, mistake) if mistake else kind_of(test.kind).check(test, facts)
    return Finding(title_of(test), passed, truncate(found, _LONGEST_FOUND))


def kind_of(key: str) -> ResponseTestKind:
    """Return the kind of a key."""
    return _KINDS[key]


def mistake_in(test: ResponseTest) -> str:
    """Return why a test cannot be carried out, or empty text."""
    kind = kind_of(test.kind)
    if kind.comparisons and (mistake := kind.check_subject(test.subject)):
        return mistake
    way: Comparison | ResponseTestKind = kind.comparisons.get(test.comparison, kind)
    if way.accepts(test.expected):
        return ""
    return f"What is expected should be {way.expects}."


def file_of(test: ResponseTest) -> str:
    """Return the name of the file that a test needs; empty where it needs none."""
    return str(test.expected) if kind_of(test.kind).is_file else ""


def title_of(test: ResponseTest) -> str:
    """Return a test in words."""
    kind = kind_of(test.kind)
    if not test.comparison:
        relation = "is one of" if isinstance(test.expected, tuple) else kind.relation
        return f"{kind.label} {relation} {_words(test.expected)}"
    subject = f"{kind.label} {test.subject}"
    if test.comparison == "exists":
        return f"{subject} {'exists' if test.expected else 'does not exist'}"
    return f"{subject} {COMPARISONS[test.comparison].words} {_words(test.expected)}"


def record_of_test(test: ResponseTest) -> TomlValue:
    """Return a test as it is written to a file."""
    if not test.comparison:
        return {test.kind: test.expected}
    return {test.kind: test.subject, test.comparison: test.expected}


def read_test(raw: object) -> ResponseTest:
    """Return the test that an entry of a file holds.

    Raises:
        DataMistake: The entry is not a test that this version knows.
    """
    if not isinstance(raw, dict):
        raise DataMistake(f"should hold entries such as {{ code = 0 }}, not {shown(raw)}")
    kind = next((_KINDS[key] for key in raw if key in _KINDS), None)
    if kind is None:
        raise DataMistake(f"should test one of {', '.join(_KINDS)}, not {shown(raw)}")
    if not kind.comparisons:
        return _without_subject(kind, raw)
    comparison = next((key for key in raw if key in kind.comparisons), "")
    subject = raw[kind.key]
    if not comparison or len(raw) != 2 or not isinstance(subject, str):
        raise DataMistake(
            f'should hold entries such as {{ {kind.key} = "name", equals = "text" }}, with one '
            f"of {', '.join(kind.comparisons)}, not {shown(raw)}"
        )
    expected = _expected(raw[comparison])
    if not kind.comparisons[comparison].accepts(expected):
        wanted = kind.comparisons[comparison].expects
        raise DataMistake(f"should have {wanted} for {comparison}, not {shown(raw[comparison])}")
    return ResponseTest(kind.key, expected, comparison, subject)


def _without_subject(kind: ResponseTestKind, raw: Mapping[str, object]) -> ResponseTest:
    expected = _expected(raw[kind.key])
    if len(raw) != 1 or not kind.accepts(expected):
        raise DataMistake(f"should have {kind.expects} for {kind.key}, not {shown(raw)}")
    return ResponseTest(kind.key, expected)


def _expected(raw: object) -> Expected:
    match raw:
        case str() | bool() | int() | float():
            return raw
        case list() | tuple():
            return tuple(_expected(entry) for entry in raw)
    raise DataMistake(f"should expect a text, number, truth value or list, not {shown(raw)}")


def _words(expected: Expected) -> str:
    if isinstance(expected, tuple):
        return ", ".join(_words(each) for each in expected)
    if isinstance(expected, int) and not isinstance(expected, bool):
        return format_code(expected)
    return as_text(expected)


def _one_of(expected: Expected) -> tuple[Expected, ...]:
    return expected if isinstance(expected, tuple) else (expected,)


def _check_code(test: ResponseTest, facts: ResponseFacts) -> tuple[bool, str]:
    code, name = facts.verdict.code, facts.verdict.name
    if code is None:
        return False, "there is no result code"
    found = f"{format_code(code)} {name}".rstrip()
    # A name is compared without regard to case; a code that is text is not.
    is_name = name.casefold() in {str(each).casefold() for each in _one_of(test.expected)}
    return any(is_equal(code, each) for each in _one_of(test.expected)) or is_name, found


def _check_severity(test: ResponseTest, facts: ResponseFacts) -> tuple[bool, str]:
    severity = str(facts.verdict.severity)
    return severity in _one_of(test.expected), severity


def _check_status(test: ResponseTest, facts: ResponseFacts) -> tuple[bool, str]:
    status = facts.status
    return status in _one_of(test.expected), "no response" if status is None else str(status)


def _check_header(test: ResponseTest, facts: ResponseFacts) -> tuple[bool, str]:
    values = facts.headers(test.subject)
    holds = TEXT_COMPARISONS[test.comparison].holds
    passed = any(holds(value, test.expected) for value in values or (None,))
    return passed, ", ".join(values) if values else "there is no such header"


def _check_value(test: ResponseTest, facts: ResponseFacts) -> tuple[bool, str]:
    value = facts.value(test.subject)
    if isinstance(value, Unreadable):
        return False, value.text
    found = "there is no such value" if value is None else as_text(value)
    return COMPARISONS[test.comparison].holds(value, test.expected), found


def _check_elapsed(test: ResponseTest, facts: ResponseFacts) -> tuple[bool, str]:
    limit = test.expected
    is_below = isinstance(limit, (int, float)) and facts.elapsed_ms < limit
    return is_below, format_duration(facts.elapsed_ms)


def _check_schema(test: ResponseTest, facts: ResponseFacts) -> tuple[bool, str]:
    schema, body = facts.schemas[str(test.expected)], facts.body
    if isinstance(schema, Unreadable):
        return False, schema.text
    if isinstance(body, Unreadable):
        return False, body.text
    # Slow imports, which only this kind needs. The empty registry has nothing fetched from the
    # network for a "$ref".
    from jsonschema.exceptions import SchemaError, best_match
    from jsonschema.validators import validator_for
    from referencing import Registry
    from referencing.exceptions import Unresolvable

    validator_class = validator_for(schema)
    try:
        validator_class.check_schema(schema)
        mistake = best_match(validator_class(schema, registry=Registry()).iter_errors(body))
    except SchemaError as error:
        return False, f"{test.expected} is no valid schema: {error.message}"
    except Unresolvable as error:
        return False, f"{test.expected} refers to {error.ref}, which is not in it"
    if mistake is None:
        return True, "valid"
    return False, f"{mistake.json_path}: {mistake.message}"


_NOTHING = ""


def _is_scalar(expected: Expected) -> bool:
    return not isinstance(expected, tuple)


def _are(*types: type) -> Callable[[Expected], bool]:
    def accepts(expected: Expected) -> bool:
        entries = _one_of(expected)
        return bool(entries) and all(type(entry) in types and entry != "" for entry in entries)

    return accepts


def _are_severities(expected: Expected) -> bool:
    entries = _one_of(expected)
    return bool(entries) and all(entry in list(Severity) for entry in entries)


def _is_duration(expected: Expected) -> bool:
    return type(expected) in (int, float)


def _header_mistake(name: str) -> str:
    return "" if name.strip() else "Name the header."


TEST_KINDS = (
    ResponseTestKind(
        "code",
        "result code",
        _check_code,
        _are(int, str),
        "a code, a name, or a list",
        example="0, -6 or NotFound",
    ),
    ResponseTestKind(
        "severity",
        "severity",
        _check_severity,
        _are_severities,
        f"one or a list of {', '.join(Severity)}",
        choices=tuple(Severity),
        example="success",
    ),
    ResponseTestKind(
        "status",
        "HTTP status",
        _check_status,
        _are(int),
        "a number, or a list",
        example="200",
    ),
    ResponseTestKind(
        "header",
        "header",
        _check_header,
        _is_scalar,
        _NOTHING,
        comparisons=TEXT_COMPARISONS,
        subject="Name of the header",
        check_subject=_header_mistake,
    ),
    ResponseTestKind(
        "value",
        "value",
        _check_value,
        _is_scalar,
        _NOTHING,
        comparisons=COMPARISONS,
        subject="Path, such as items[0].name",
        check_subject=path_mistake,
    ),
    ResponseTestKind(
        "elapsed_below_ms",
        "elapsed time in ms",
        _check_elapsed,
        _is_duration,
        "a number of milliseconds",
        relation="is below",
        read=as_number,
        example="500",
    ),
    ResponseTestKind(
        "schema",
        "body",
        _check_schema,
        lambda expected: isinstance(expected, str) and bool(expected),
        "the name of a file",
        is_file=True,
        relation="is valid against",
        read=as_typed,
        example="answer.schema.json",
    ),
)
"""All kinds, in the order in which they are offered."""

_KINDS = {kind.key: kind for kind in TEST_KINDS}
