from aiurdesk.core.response.response import FailureKind
from aiurdesk.transport.send_failure import SendFailure


def test_it_has_a_kind_and_a_detail():
    send_failure = SendFailure(FailureKind.CUT_OFF, "after 7 bytes")
    assert (send_failure.kind, send_failure.detail) == (FailureKind.CUT_OFF, "after 7 bytes")
