from datetime import UTC, datetime

import pytest

from aiurdesk.core.response.response import Failure, FailureKind
from aiurdesk.core.sockets.closing import Closing
from aiurdesk.core.sockets.frame import FrameKind
from aiurdesk.core.sockets.socket_status import SocketState, SocketStatus
from aiurdesk.ui.sockets.state_frames import StateFrames

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


def test_a_lost_connection_says_why_and_after_how_many_attempts_it_is_open_again():
    attempt = "waiting connecting"
    states = f"connecting open waiting {attempt} {attempt} {attempt} open {attempt} open"
    assert said(states, CUT_OFF) == [
        "Connection lost: the connection ended",
        "Connected again after 3 attempts",
        "Connection lost: the connection ended",
        "Connected again after 1 attempt",
    ]


def test_a_new_connection_has_the_time_when_it_was_opened():
    follows, opened_at = StateFrames(), datetime(2026, 11, 26, tzinfo=UTC)
    for state in ("open", "waiting", "connecting"):
        follows.take(SocketStatus(SocketState(state)))
    (frame,) = follows.take(SocketStatus(SocketState.OPEN, opened_at=opened_at))
    assert frame.at == opened_at


def test_a_server_that_restarts_is_named_with_its_close_code():
    assert said("connecting open closing waiting", RESTART) == [
        "Connection lost: closed by the server with 1012 service restart"
    ]
