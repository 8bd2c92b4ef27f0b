"""The verdict itself."""

import pytest

from aiurdesk.core.verdict.verdict import ExitCode, Severity, Verdict, VerdictKind, exit_code


def test_a_code_is_a_result_code_only_with_a_table():
    said = Verdict(VerdictKind.BARE_STATUS, Severity.INPUT, "404 Not found", code="NO_SUCH_THING")
    of_table = Verdict(VerdictKind.ENVELOPE, Severity.INPUT, "Not there", "2020", -4)
    assert (said.code, said.result_code) == ("NO_SUCH_THING", None)
    assert of_table.result_code == -4


@pytest.mark.parametrize(
    ("kind", "severity", "expected"),
    [
        (VerdictKind.ENVELOPE, Severity.SUCCESS, 0),
        (VerdictKind.ENVELOPE, Severity.NOTICE, 1),
        (VerdictKind.ENVELOPE, Severity.CREDENTIAL, 1),
        (VerdictKind.ENVELOPE, Severity.SERVER, 1),
        (VerdictKind.NO_ANSWER, Severity.FAILURE, 3),
        (VerdictKind.UNEXPECTED_CODE, Severity.UNEXPECTED, 4),
        (VerdictKind.NOT_AN_ENVELOPE, Severity.SUCCESS, 4),
        (VerdictKind.BARE_STATUS, Severity.NOTICE, 4),
    ],
)
def test_each_verdict_has_its_exit_status(kind, severity, expected):
    assert exit_code(Verdict(kind, severity, "")) == expected


def test_the_exit_statuses_have_fixed_numbers():
    assert [int(code) for code in ExitCode] == [0, 1, 2, 3, 4, 5, 70, 71]


@pytest.mark.parametrize(
    ("severity", "expected"),
    [(Severity.SUCCESS, 0), (Severity.NOTICE, 1), (Severity.INPUT, 1), (Severity.SERVER, 1)],
)
def test_without_an_expected_envelope_the_http_status_decides(severity, expected):
    by_status = Verdict(VerdictKind.BARE_STATUS, severity, "", is_envelope_expected=False)
    assert exit_code(by_status) == expected
