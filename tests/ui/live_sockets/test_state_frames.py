from datetime import timedelta

import pytest

from aiurdesk.core.response.response import Closing, Failure, FailureKind
from aiurdesk.core.sockets.closing import SocketState, SocketStatus
from aiurdesk.core.sockets.frame import FrameKind
from aiurdesk.ui.live_sockets.live_socket import StateFrames

CUT_OFF = Closing(1006, failure=Failure(FailureKind.CUT_OFF, "the connection ended"))
RESTART = Closing(1012, is_by_server=True)


def said(states, closing=None):
    """Return what is listed of statuses with these states."""
    follows = StateFrames()
    statuses = (SocketStatus(SocketState(state), closing=closing) for state in states.split())
    frames = [frame for status in statuses for frame in follows.take(status)]
    assert all(frame.kind is FrameKind.STATE for frame in frames)
    return [frame.content for frame in frames]


@pytest.mark.parametrize("states", ["connecting open closing closed", "connecting refused"])
def test_a_connection_that_is_not_opened_again_has_no_state_in_the_list(states):
    assert said(states, CUT_OFF) == []


def test_a_lost_connection_says_why_and_after_what_time_it_is_open_again():
    follows, attempt = StateFrames(), ("waiting", "connecting")
    lost = [
        frame
        for state in ("connecting", "open", "closing", *attempt, *attempt, *attempt)
        for frame in follows.take(SocketStatus(SocketState(state), closing=CUT_OFF))
    ]
    assert [frame.content for frame in lost] == ["Lost: the connection ended"]
    opened_at = lost[0].at + timedelta(seconds=1.5)
    status = SocketStatus(SocketState.OPEN, opened_at=opened_at)
    (again,) = follows.take(status)
    assert (again.content, again.at) == ("Connected again after 1.50 s", opened_at)
    # Such as a status with another round-trip time.
    assert follows.take(status) == ()


def test_each_loss_is_listed():
    words = [text.split()[0] for text in said(f"open{' waiting connecting open' * 2}", CUT_OFF)]
    assert words == ["Lost:", "Connected"] * 2


def test_a_server_that_restarts_is_named_with_its_close_code():
    assert said("connecting open closing waiting", RESTART) == [
        "Lost: closed by the server with 1012 service restart"
    ]
