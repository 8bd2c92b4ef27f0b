"""The kinds of tests of an envelope, in the body of a response or in a frame of a socket."""

from aiurdesk.core.expectations.comparisons import COMPARISONS, as_text, is_scalar
from aiurdesk.core.expectations.kinds_of_tests import (
    KindOfTest,
    are,
    are_severities,
    one_of,
)
from aiurdesk.core.expectations.response_facts import Facts, Unreadable, path_mistake
from aiurdesk.core.request.response_test import ResponseTest
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.verdict import SEVERITIES_OF_VERDICTS
from aiurdesk.core.wording import format_code


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
    if isinstance(value, Unreadable):
        return False, value.text
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
    check_subject=path_mistake,
)
