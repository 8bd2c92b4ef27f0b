"""Rows between the frames: a connection was lost, and opened again."""

from datetime import UTC, datetime

from aiurdesk.core.sockets.closing import Closing
from aiurdesk.core.sockets.frame import Direction, Frame, FrameKind
from aiurdesk.core.sockets.socket_status import SocketState, SocketStatus


class StateFrames:
    """Follows the statuses of a session that reconnects."""

    def __init__(self) -> None:
        self._state = SocketState.CONNECTING
        self._attempts = 0
        """To connect again, since the connection was lost."""

    def take(self, status: SocketStatus) -> tuple[Frame, ...]:
        """Return what the list shows of the next status, or nothing."""
        before, self._state = self._state, status.state
        match before, status.state:
            # Failed attempts come back to WAITING, too; they are no other loss.
            case SocketState.OPEN | SocketState.CLOSING, SocketState.WAITING:
                self._attempts = 0
                lost = f"Connection lost: {_reason(status.closing)}"
                return (_state_frame(lost, datetime.now(UTC)),)
            case SocketState.WAITING, SocketState.CONNECTING:
                self._attempts += 1
            case SocketState.CONNECTING, SocketState.OPEN if self._attempts:
                times = "1 attempt" if self._attempts == 1 else f"{self._attempts:,} attempts"
                # Its own time: the status may be taken later than the first frame came.
                at = status.opened_at or datetime.now(UTC)
                return (_state_frame(f"Connected again after {times}", at),)
        return ()


def _reason(closing: Closing | None) -> str:
    if closing is None:
        return "no reason is known"
    if closing.failure is not None:
        return closing.failure.detail
    return f"closed by the server with {closing.code} {closing.explanation.name.lower()}"


def _state_frame(text: str, at: datetime) -> Frame:
    # Neither sent nor received, which a list does not ask about a state.
    return Frame(at, Direction.RECEIVED, FrameKind.STATE, text, len(text))
