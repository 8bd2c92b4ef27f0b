"""The kinds of tests of a response: one row each, with everything that differs from kind to kind.

To add a kind, write a function that checks a test and add a row to ``TEST_KINDS``. The file of a
saved request, the table in the window, the runner and the reports follow from the row.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec.structs import replace

from aiurdesk import libraries
from aiurdesk.core import exchange as core_exchange
from aiurdesk.core.environments.environment import reference, resolve
from aiurdesk.core.expectations.comparisons import (
    IGNORING,
    TEXT_COMPARISONS,
    as_flag,
    as_number,
    as_typed,
    is_scalar,
    typed_text,
)
from aiurdesk.core.expectations.contract import described
from aiurdesk.core.expectations.expressions import require_permission
from aiurdesk.core.expectations.kinds_of_tests import (
    CODE,
    SEVERITY,
    VALUE,
    KindOfTest,
    are,
    expectation_problem,
    is_expression,
    one_of,
    read_test_of,
    words_of,
)
from aiurdesk.core.expectations.response_facts import Facts, ResponseFacts
from aiurdesk.core.formats.measure import DURATION
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.conversation import Expected, ResponseTest, texts_of
from aiurdesk.core.response.examination import Finding
from aiurdesk.core.translation import format_duration, joined_sentences, tr, trn, truncate

if TYPE_CHECKING:
    from aiurdesk.core.exchange.value_comparison import Difference

LONGEST_FOUND = 200
_MOST_PATHS_TOLD = 5
_LONGEST_TOLD = 30
"""Characters of a value that differs, so that there is room for several paths."""
ResponseTestKind: TypeAlias = KindOfTest[ResponseFacts]


def check(test: ResponseTest, facts: ResponseFacts) -> Finding:
    """Return whether a test passes.

    Args:
        test: With its variables resolved.
        facts: What it is about.

    Raises:
        NotAllowedHere: It ``has_expression``, and this process cannot be killed.
    """
    # A test with a mistake fails like any other, so that a run tells it.
    if problem := response_test_problem(test):
        passed, actual = False, problem.sentence
    else:
        passed, actual = kind_of(test.kind).check(test, facts)
    return Finding(title_of(test), passed, truncate(actual, LONGEST_FOUND))


def with_missing_variables(
    finding: Finding, test: ResponseTest, variables: Mapping[str, str]
) -> Finding:
    """Return a finding that says which variables have no value, where a test failed with them.

    Args:
        finding: What it found.
        test: As it was typed, with its variables.
        variables: Those that have a value.
    """
    if finding.passed:  # the response may hold such a text
        return finding
    resolved = (resolve(text, variables) for text in texts_of(test.expected))
    names = dict.fromkeys(name for gap in resolved if isinstance(gap, tuple) for name in gap)
    if not names:
        return finding
    missing = ", ".join(map(reference, names))
    # Otherwise the test would only say that the response is not {{name}}.
    text = tr("{found} (there is no value of {names})")
    found = text.format(found=finding.found, names=missing)
    return replace(finding, found=found)


def kind_of(key: str) -> ResponseTestKind:
    """Return the kind of a key."""
    return _KINDS[key]


def response_test_problem(test: ResponseTest) -> Problem | None:
    """Return why a test cannot be carried out."""
    return expectation_problem(kind_of(test.kind), test)


def has_expression(test: ResponseTest) -> bool:
    """Tell whether an expression is evaluated for a test, which takes another process."""
    return is_expression(kind_of(test.kind), test)


def reads_body(test: ResponseTest) -> bool:
    """Tell whether the body is read as JSON for a test, which takes long where that is long."""
    kind = kind_of(test.kind)
    return kind.has_path or kind.is_file or kind.is_example or kind.is_described


def read_ahead(facts: Facts, *, has_schema: bool = False) -> None:
    """Read the body of what tests are about, and import what they need.

    Both take longer than most tests, and are not part of the time that these have.
    """
    facts.value("@")
    if has_schema:
        libraries.jsonschema  # noqa: B018 - naming it imports it


def file_of(test: ResponseTest) -> str:
    """Return the name of the file that a test needs; empty where it needs none."""
    return str(test.expected) if kind_of(test.kind).is_file else ""


def needs_schema(test: ResponseTest) -> bool:
    """Tell whether a body is held against a schema for a test."""
    kind = kind_of(test.kind)
    return kind.is_file or kind.is_described


def title_of(test: ResponseTest) -> str:
    """Return a test in words."""
    return words_of(kind_of(test.kind), test)


def read_test(raw: object) -> ResponseTest:
    """Return the test that an entry of a file holds.

    Raises:
        ProblemError: The entry is not a test that this version knows.
    """
    return read_test_of(raw, _KINDS)


def _check_status(test: ResponseTest, facts: ResponseFacts) -> tuple[bool, str]:
    status = facts.status
    return status in one_of(test.expected), tr("no response") if status is None else str(status)


def _check_header(test: ResponseTest, facts: ResponseFacts) -> tuple[bool, str]:
    values = facts.headers(test.subject)
    holds = TEXT_COMPARISONS[test.comparison].holds
    # A header that is missing is compared as None, so that "exists = false" can hold.
    if not values:
        return holds(None, test.expected), tr("there is no such header")
    # Several lines of a header mean the same as their values with commas between them (RFC 9110,
    # 5.3), and so it is shown.
    joined = ", ".join(values)
    return any(holds(value, test.expected) for value in (*values, joined)), joined


def _check_elapsed(test: ResponseTest, facts: ResponseFacts) -> tuple[bool, str]:
    limit = test.expected
    is_below = isinstance(limit, (int, float)) and facts.elapsed_ms < limit
    return is_below, format_duration(facts.elapsed_ms)


def _check_like(test: ResponseTest, facts: ResponseFacts) -> tuple[bool, str]:
    # Lists may be long, and are compared in the time of an expression.
    require_permission()
    example = facts.example(test.subject)
    if isinstance(example, Problem):
        return False, example.sentence
    ignored = tuple(path for path in one_of(test.expected) if isinstance(path, str))
    matching = core_exchange.value_comparison.Matching(ignored)
    comparison = core_exchange.exchange_comparison.compare_sides(
        example, facts.beside_example, matching
    )
    if not comparison.count:
        return not comparison.notes, joined_sentences(comparison.notes) or tr("like the example")
    first = comparison.differences[:_MOST_PATHS_TOLD]
    rest = comparison.count - len(first)
    more = trn("and {count:,} more", "and {count:,} more", rest).format(count=rest)
    return False, " · ".join((*map(_difference_words, first), *((more,) if rest else ())))


def _difference_words(difference: "Difference") -> str:
    label = difference.label
    if difference.right is None:
        return tr("{label} is missing").format(label=label)
    if difference.left is None:
        return tr("{label} is not in the example").format(label=label)
    left, right = (truncate(text, _LONGEST_TOLD) for text in (difference.left, difference.right))
    return tr("{label} is {right}, not {left}").format(label=label, right=right, left=left)


def _check_schema(test: ResponseTest, facts: ResponseFacts) -> tuple[bool, str]:
    require_permission()
    schema, body = facts.read_schema(str(test.expected)), facts.body
    if isinstance(schema, Problem):
        return False, schema.sentence
    if isinstance(body, Problem):
        return False, body.sentence
    try:
        return _checked(str(test.expected), schema, body)
    # jsonschema trusts what a schema says of itself. "{"$ref": "#"}" never ends.
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, re.error) as error:
        return False, tr("{expected} is not a valid schema: {error}").format(
            expected=test.expected, error=error
        )
    except RecursionError:
        return False, tr(
            "{expected} refers to itself without an end, or the body is too deep"
        ).format(expected=test.expected)


def _checked(name: str, schema: Any, body: Any) -> tuple[bool, str]:
    validators, exceptions = libraries.jsonschema.validators, libraries.jsonschema.exceptions
    if isinstance(schema, bool):
        schema = {} if schema else {"not": {}}
    if not isinstance(schema, dict):
        return False, tr(
            "{name} is not a valid schema: it should be an object, or true or false"
        ).format(name=name)
    # Named, because Python warns of the default one where the schema is of an unknown draft.
    validator_class = validators.validator_for(schema, validators.Draft202012Validator)
    try:
        validator_class.check_schema(schema)
        # The empty registry has nothing fetched from the network for a "$ref".
        validator = validator_class(schema, registry=libraries.referencing.Registry())
        mistake = exceptions.best_match(validator.iter_errors(body))
    except exceptions.SchemaError as error:
        return False, tr("{name} is not a valid schema: {message}").format(
            name=name, message=error.message
        )
    except libraries.referencing.exceptions.Unresolvable as error:
        return False, tr("{name} refers to {ref}, which is not in it").format(
            name=name, ref=error.ref
        )
    if mistake is None:
        return True, tr("valid")
    return False, f"{mistake.json_path}: {mistake.message}"


def _check_described(_test: ResponseTest, facts: ResponseFacts) -> tuple[bool, str]:
    return described(facts)


_ELAPSED = replace(DURATION, usual="ms", example="500 ms")
"""A time as servers are measured by: a number without a unit is one of milliseconds."""


def _as_elapsed(text: str) -> Expected:
    # First as it is: a file may have a fraction of a millisecond.
    plain = as_number(text.strip().removesuffix("ms").strip())
    if not isinstance(plain, str):
        return plain
    number = _ELAPSED.read(text)
    return text if number is None else number


def _typed_elapsed(expected: Expected) -> str:
    if isinstance(expected, float):
        return f"{expected} ms"
    if isinstance(expected, int) and expected >= 0:
        return _ELAPSED.shown(expected)
    return typed_text(expected, is_literal=False)


def _no_name_of_example(name: str) -> Problem | None:
    if name.strip():
        return None
    return Problem(tr("Name the example, such as good. Save one from a response first."))


TEST_KINDS: tuple[ResponseTestKind, ...] = (
    CODE,
    SEVERITY,
    ResponseTestKind(
        "status",
        tr("HTTP status"),
        _check_status,
        are(int),
        tr("a number, or a list"),
        needs_head_only=True,
        example="200",
    ),
    ResponseTestKind(
        "header",
        tr("header"),
        _check_header,
        is_scalar,
        "",
        comparisons=TEXT_COMPARISONS,
        needs_head_only=True,
        subject=tr("Name of the header"),
        subject_problem=lambda name: None if name.strip() else Problem(tr("Name the header.")),
    ),
    VALUE,
    ResponseTestKind(
        "elapsed_below_ms",
        tr("elapsed time"),
        _check_elapsed,
        # Not ``isinstance``: true is an int in Python.
        lambda expected: type(expected) in (int, float),
        tr("a time, such as 500 ms"),
        relation=tr("is below"),
        read=_as_elapsed,
        write=_typed_elapsed,
        example=_ELAPSED.example,
    ),
    ResponseTestKind(
        "schema",
        tr("body"),
        _check_schema,
        lambda expected: isinstance(expected, str) and bool(expected),
        tr("the name of a file"),
        is_file=True,
        reads_json=True,
        relation=tr("is valid against"),
        read=as_typed,
        example="answer.schema.json",
    ),
    ResponseTestKind(
        "described",
        tr("response"),
        _check_described,
        lambda expected: expected is True,
        "true",
        is_described=True,
        reads_json=True,
        relation=tr("is as its description says:"),
        read=as_flag,
        choices=("true",),
        example="true",
    ),
    ResponseTestKind(
        "like",
        tr("response is like"),
        _check_like,
        is_scalar,
        "",
        comparisons=IGNORING,
        is_example=True,
        is_alone=True,
        reads_json=True,
        subject=tr("Name of the example"),
        subject_problem=_no_name_of_example,
        example="serverTime, data[].id",
    ),
)
"""All kinds, in the order in which they are offered."""

_KINDS = {kind.key: kind for kind in TEST_KINDS}
