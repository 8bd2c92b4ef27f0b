from aiurdesk.core.response import FailureKind
from aiurdesk.transport.no_answer import NoAnswer


def test_it_says_what_happened():
    no_answer = NoAnswer(FailureKind.CUT_OFF, "after 7 bytes")
    assert (no_answer.kind, no_answer.detail) == (FailureKind.CUT_OFF, "after 7 bytes")
