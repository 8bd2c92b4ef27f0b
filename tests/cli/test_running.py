"""The exit status of a run; the whole command is tested in commands/test_run."""

import pytest

from aiurdesk.cli.running import exit_status
from aiurdesk.core.verdict.verdict import ExitCode
from tests.services.run_records import a_failure, a_result, a_run


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ((), ExitCode.SUCCESS),
        ((1, 4, 3, 2, 5, 70), ExitCode.MISTAKE),
        ((1, 4, 3, 2, 5), ExitCode.TEST_FAILED),
        ((1, 4, 3, 2), ExitCode.USAGE),
        ((1, 4, 3), ExitCode.NO_RESPONSE),
        ((1, 4), ExitCode.NO_ENVELOPE),
        ((1,), ExitCode.REFUSED),
    ],
)
def test_the_gravest_status_counts(statuses, expected):
    results = [a_failure(status=ExitCode(number)) for number in statuses]
    assert exit_status(a_run(a_result(), *results)) is expected


def test_a_file_that_was_left_out_is_not_a_success():
    assert exit_status(a_run(a_result(), mistakes=("a, line 1: b",))) is ExitCode.USAGE


def test_a_run_that_was_stopped_is_not_a_success():
    stopped = a_run(a_result(), not_run=(("b", 1),))
    assert exit_status(stopped, is_interrupted=True) is ExitCode.NO_RESPONSE


@pytest.mark.parametrize(
    ("status", "expected"),
    [(1, ExitCode.NO_RESPONSE), (4, ExitCode.NO_RESPONSE), (5, ExitCode.TEST_FAILED)],
)
def test_an_interrupted_run_has_not_the_status_of_a_lesser_failure(status, expected):
    stopped = a_run(a_failure(status=ExitCode(status)), not_run=(("b", 1),))
    assert exit_status(stopped, is_interrupted=True) is expected
    # Only the failure has ended this one.
    assert exit_status(stopped) is ExitCode(status)


def test_an_interrupt_behind_the_last_request_changes_nothing():
    assert exit_status(a_run(a_result()), is_interrupted=True) is ExitCode.SUCCESS
