"""Rows between the frames: a connection was lost, and opened again."""

from datetime import UTC, datetime

from aiurdesk.core.response.response import Closing
from aiurdesk.core.sockets.closing import explanation_of
from aiurdesk.core.sockets.frame import Direction, Frame, FrameKind
from aiurdesk.core.sockets.socket_status import SocketState, SocketStatus
from aiurdesk.core.translation import tr
from aiurdesk.core.wording import format_duration, truncate
from aiurdesk.services.sending.connection_transport import LAST_EVENT_ID

_LONGEST_ID = 40
"""Characters."""


class StateFrames:
    """Follows the statuses of a session that reconnects."""

    def __init__(self) -> None:
        self._state = SocketState.CONNECTING
        self._lost_at: datetime | None = None

    def take(self, status: SocketStatus) -> tuple[Frame, ...]:
        """Return what the list shows of the next status, or nothing."""
        before, self._state = self._state, status.state
        now = datetime.now(UTC)
        # Failed attempts come back to WAITING, too; they are not another loss.
        was_open = before in (SocketState.OPEN, SocketState.CLOSING)
        if was_open and status.state is SocketState.WAITING:
            self._lost_at = now
            return (_state_frame(tr("Lost: {reason}").format(reason=_reason(status.closing)), now),)
        if self._lost_at is None or status.state is not SocketState.OPEN:
            return ()
        # Its own time: the status may be taken later than the first frame came.
        at = status.opened_at or now
        took = at - self._lost_at
        self._lost_at = None
        words = format_duration(took.total_seconds() * 1000)
        return (
            _state_frame(
                tr("Connected again after {words}{behind}").format(
                    words=words, behind=_behind(status)
                ),
                at,
            ),
        )


def _behind(status: SocketStatus) -> str:
    """Say which event of a stream the server was told."""
    headers = () if status.exchange is None else status.exchange.prepared.headers
    ids = (header.value for header in headers if header.name == LAST_EVENT_ID)
    last_id = next(ids, "")
    return (
        tr(", behind the event with the id {last_id}").format(
            last_id=truncate(last_id, _LONGEST_ID)
        )
        if last_id
        else ""
    )


def _reason(closing: Closing | None) -> str:
    if closing is None:
        return tr("no reason is known")
    if closing.failure is not None:
        return closing.failure.detail
    if closing.is_stream:
        return tr("the stream ended")
    return tr("closed by the server with {code} {lower}").format(
        code=closing.code, lower=explanation_of(closing).headline.lower()
    )


def _state_frame(text: str, at: datetime) -> Frame:
    # Neither sent nor received, which a list does not ask about a state.
    return Frame(at, Direction.RECEIVED, FrameKind.STATE, text, len(text))
