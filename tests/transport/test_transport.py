import errno

from aiurdesk.core.response.response import FailureKind
from aiurdesk.transport.transport import SendFailure, system_failure


def test_it_has_a_kind_and_a_detail():
    send_failure = SendFailure(FailureKind.CUT_OFF, "after 7 bytes")
    assert (send_failure.kind, send_failure.detail) == (FailureKind.CUT_OFF, "after 7 bytes")


def test_an_error_of_the_system_is_told_in_its_words():
    failure = system_failure(OSError(errno.EMFILE, "x"))
    assert (failure.kind, failure.detail) == (FailureKind.SYSTEM_ERROR, "too many open files")
    assert system_failure(TimeoutError()).detail == "timeouterror"
