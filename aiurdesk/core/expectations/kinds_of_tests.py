"""Definition of a kind of test, about a response or about a frame."""

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

import msgspec

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.expectations.comparisons import (
    COMPARISONS,
    IGNORING,
    Comparison,
    as_entries,
    as_literal,
    as_text,
    is_scalar,
    typed_text,
)
from aiurdesk.core.expectations.expressions import is_plain_path, path_problem
from aiurdesk.core.expectations.response_facts import Facts
from aiurdesk.core.formats.schema import quoted, unlike
from aiurdesk.core.formats.toml.toml_text import TomlValue
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.conversation import Expected, ResponseTest
from aiurdesk.core.translation import format_code, tr
from aiurdesk.core.verdict.verdict import SEVERITIES_OF_VERDICTS

UNFINISHED = "unfinished"
"""Key of a test whose value is still to be typed, so that it cannot be carried out: it is ``true``
there. Without it, a value that no test can have is a mistake of the file."""
# Contravariant: a kind that needs no more than ``Facts`` is one of responses and one of frames.
_Facts = TypeVar("_Facts", contravariant=True)


class KindOfTest(msgspec.Struct, Generic[_Facts], frozen=True):
    """A row of a table of kinds, with everything that differs from kind to kind."""

    key: str
    """The first key of the test in the file."""
    label: str
    """What is tested, in words; the subject follows it."""
    check: Callable[[ResponseTest, _Facts], tuple[bool, str]]
    """Returns whether the test passed, and what was found."""
    accepts: Callable[[Expected], bool]
    """Whether a test of this kind can expect this; for kinds without comparisons."""
    expects: str
    """What ``accepts`` asks for, in words."""
    comparisons: Mapping[str, Comparison] = msgspec.field(default_factory=dict)
    """The comparisons of a kind with a subject, by their keys in the file."""
    is_file: bool = False
    """Whether what is expected is the name of the file of a schema beside the request."""
    is_described: bool = False
    """Whether the schemas of a description decide it."""
    is_example: bool = False
    """Whether its subject is the name of an example that is saved beside the request."""
    is_alone: bool = False
    """Whether the comparison can be left out in the file where it expects nothing."""
    needs_head_only: bool = False
    """Whether status and headers decide it, so that a socket need not be over."""
    has_path: bool = False
    """Whether its subject is a path into the body or frame, in JMESPath."""
    reads_json: bool = False
    """Whether a frame is read as JSON for it, which takes long where that is long."""
    relation: str = tr("is")
    """Stands between label and expected value, for kinds without comparisons."""
    subject: str = ""
    """What the subject is, in words: the name of a header, or a path."""
    subject_problem: Callable[[str], Problem | None] = lambda _subject: None
    """Returns why a text cannot be the subject."""
    read: Callable[[str], Expected] = as_entries
    """Returns what a typed text stands for, for kinds without comparisons."""
    write: Callable[[Expected], str] | None = None
    """Returns what ``read`` reads, where that is not the text of any other kind."""
    choices: tuple[str, ...] = ()
    """The texts that are offered as what is expected."""
    example: str = ""
    """What a person may type as what is expected."""


def is_expression(kind: KindOfTest[_Facts], test: ResponseTest) -> bool:
    """Tell whether an expression is evaluated for a test, which takes another process."""
    if (
        kind.is_file
        or kind.is_described
        or kind.is_example
        or (kind.has_path and not is_plain_path(test.subject))
    ):
        return True
    return test.comparison in kind.comparisons and kind.comparisons[test.comparison].is_expression


def expectation_problem(kind: KindOfTest[_Facts], test: ResponseTest) -> Problem | None:
    """Return why a test of a kind cannot be carried out."""
    if kind.comparisons and (problem := kind.subject_problem(test.subject)):
        return problem
    # Either the comparison or the kind itself says what can be expected.
    way: Comparison | KindOfTest[_Facts] = kind.comparisons.get(test.comparison, kind)
    if way.accepts(test.expected):
        return None
    return Problem(tr("The expected value should be {expects}.").format(expects=way.expects))


def words_of(kind: KindOfTest[_Facts], test: ResponseTest) -> str:
    """Return a test of a kind in words."""
    if not test.comparison:
        relation = tr("is one of") if isinstance(test.expected, tuple) else kind.relation
        expected = _words(test.expected) if kind.write is None else kind.write(test.expected)
        return f"{kind.label} {relation} {expected}"
    subject = f"{kind.label} {test.subject}".rstrip()
    if kind.is_example:
        if test.expected == ():
            return subject
        return tr("{subject}, ignoring {paths}").format(
            subject=subject, paths=_words(test.expected)
        )
    if test.comparison == "exists":
        form = tr("{subject} exists") if test.expected else tr("{subject} does not exist")
        return form.format(subject=subject)
    is_literal = kind.comparisons[test.comparison].read is as_literal
    expected = _literal(test.expected) if is_literal else _words(test.expected)
    return f"{subject} {COMPARISONS[test.comparison].words} {expected}"


def record_of_test(test: ResponseTest) -> dict[str, TomlValue]:
    """Return a test as it is written to a file."""
    if not test.comparison:
        return {test.kind: test.expected}
    # Of a test that ignores nothing.
    if test.comparison in IGNORING and test.expected == ():
        return {test.kind: test.subject}
    return {test.kind: test.subject, test.comparison: test.expected}


def entry_of_test(
    record: dict[str, TomlValue], read: Callable[[object], object]
) -> dict[str, TomlValue]:
    """Return a test as an entry of a file, marked as unfinished where it cannot be carried out.

    Args:
        record: The test as ``record_of_test`` returns it.
        read: Reads it again; raises ``ProblemError`` where a value is wrong.
    """
    try:
        read(record)
    except ProblemError:
        return record | {UNFINISHED: True}
    return record


def is_unfinished(raw: Mapping[str, object]) -> bool:
    """Tell whether the entry of a file says that its test cannot be carried out yet."""
    return raw.get(UNFINISHED) is True


def read_test_of(raw: object, kinds: Mapping[str, KindOfTest[_Facts]]) -> ResponseTest:
    """Return the test that an entry of a file holds.

    Args:
        kinds: Those that it may have, by their keys.

    Raises:
        ProblemError: The entry is not a test that this version knows.
    """
    if not isinstance(raw, dict):
        raise unlike(raw, tr("should hold entries such as {{ code = 0 }}, not {raw}"))
    is_finished = not is_unfinished(raw)
    if not is_finished:
        raw = {key: value for key, value in raw.items() if key != UNFINISHED}
    kind = next(filter(None, map(kinds.get, raw)), None)
    if kind is None:
        raise unlike(raw, tr("should test one of {kinds}, not {raw}"), kinds=", ".join(kinds))
    if not kind.comparisons:
        return _without_subject(kind, raw, is_finished=is_finished)
    if kind.is_alone and len(raw) == 1:
        raw = {**raw, next(iter(kind.comparisons)): ()}
    comparison = next((key for key in raw if key in kind.comparisons), "")
    subject = raw[kind.key]
    # A third key would be ignored in silence, and its author thinks that it is tested.
    if not comparison or len(raw) != 2 or not isinstance(subject, str):
        raise unlike(
            raw,
            tr(
                'should hold entries such as {{ {key} = "name", equals = "text" }}, with '
                "one of {comparisons}, not {raw}"
            ),
            key=kind.key,
            comparisons=", ".join(kind.comparisons),
        )
    expected = _expected(raw[comparison])
    if is_finished and not kind.comparisons[comparison].accepts(expected):
        form = kind.comparisons[comparison].expects
        raise ProblemError(
            tr("should have {form} for {comparison}, not {value}").format(
                form=form, comparison=comparison, value=quoted(raw[comparison])
            )
        )
    return ResponseTest(kind.key, expected, comparison, subject)


def _without_subject(
    kind: KindOfTest[_Facts], raw: Mapping[str, object], *, is_finished: bool
) -> ResponseTest:
    expected = _expected(raw[kind.key])
    # As above: what is not known may be a condition.
    if len(raw) > 1:
        others = ", ".join(key for key in raw if key != kind.key)
        raise ProblemError(
            tr("should have {key} alone in an entry, without {others}").format(
                key=kind.key, others=others
            )
        )
    if is_finished and not kind.accepts(expected):
        raise ProblemError(
            tr("should have {expects} for {key}, not {value}").format(
                expects=kind.expects, key=kind.key, value=quoted(raw[kind.key])
            )
        )
    return ResponseTest(kind.key, expected)


def _expected(raw: object) -> Expected:
    match raw:
        case str() | bool() | int() | float():
            return raw
        case list() | tuple():
            return tuple(_expected(entry) for entry in raw)
    raise unlike(raw, tr("should expect a text, number, truth value or list, not {raw}"))


def _words(expected: Expected) -> str:
    if isinstance(expected, tuple):
        return ", ".join(_words(item) for item in expected)
    if isinstance(expected, int) and not isinstance(expected, bool):
        return format_code(expected)
    return as_text(expected)


def _literal(expected: Expected) -> str:
    """Return a value in JSON, and a text without quotes where it cannot be taken for a number."""
    if isinstance(expected, str):
        # Not escaped: dots take the place of a secret only where it stands as it is.
        return expected if as_literal(expected) == expected else f'"{expected}"'
    return typed_text(expected, is_literal=True)


def one_of(expected: Expected) -> tuple[Expected, ...]:
    """Return what is expected as a list."""
    return expected if isinstance(expected, tuple) else (expected,)


def are(*types: type) -> Callable[[Expected], bool]:
    """Return a function that accepts a value of some types, or a list of them."""

    def accepts(expected: Expected) -> bool:
        # Not ``isinstance``: true is an int in Python, and no code.
        if type(expected) in types:
            return expected != ""
        entries = expected if isinstance(expected, tuple) else ()
        return bool(entries) and all(type(entry) in types and entry != "" for entry in entries)

    return accepts


def are_severities(expected: Expected) -> bool:
    """Accept a severity, or a list of them."""
    entries = one_of(expected)
    return bool(entries) and all(entry in SEVERITIES_OF_VERDICTS for entry in entries)


def _check_code(test: ResponseTest, facts: Facts) -> tuple[bool, str]:
    verdict = facts.verdict
    if verdict is None or verdict.code is None:
        return False, tr("there is no result code")
    code, name = verdict.code, verdict.name
    actual = f"{format_code(code)} {name}".rstrip()
    expected = one_of(test.expected)
    # A name is compared without regard to case; a code that is text is not. A number in quotes is
    # that number: what was found would look the same.
    is_name = name.casefold() in {str(item).casefold() for item in expected}
    return str(code) in map(str, expected) or is_name, actual


def _check_severity(test: ResponseTest, facts: Facts) -> tuple[bool, str]:
    if facts.verdict is None:
        return False, tr("there is no verdict")
    severity = str(facts.verdict.severity)
    return severity in one_of(test.expected), severity


def _check_value(test: ResponseTest, facts: Facts) -> tuple[bool, str]:
    value = facts.value(test.subject)
    if isinstance(value, Problem):
        return False, value.sentence
    actual = tr("there is no such value") if value is None else as_text(value)
    return COMPARISONS[test.comparison].holds(value, test.expected), actual


CODE = KindOfTest[Facts](
    "code",
    tr("result code"),
    _check_code,
    are(int, str),
    tr("a result code, its name, or a list of these"),
    reads_json=True,
    example="0, -6 or NotFound",
)
SEVERITY = KindOfTest[Facts](
    "severity",
    "severity",
    _check_severity,
    are_severities,
    tr("one or a list of {severities_of_verdicts}").format(
        severities_of_verdicts=", ".join(SEVERITIES_OF_VERDICTS)
    ),
    reads_json=True,
    choices=SEVERITIES_OF_VERDICTS,
    example="success",
)
VALUE = KindOfTest[Facts](
    "value",
    "value",
    _check_value,
    is_scalar,
    "",
    comparisons=COMPARISONS,
    has_path=True,
    reads_json=True,
    subject=tr("Path, such as items[0].name"),
    subject_problem=path_problem,
)
