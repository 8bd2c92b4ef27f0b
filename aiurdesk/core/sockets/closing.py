"""How a socket ended, and what that means."""

import msgspec

from aiurdesk.core.response.response import Failure, FailureKind
from aiurdesk.core.sockets.close_codes import CloseCode, explain_close_code
from aiurdesk.core.verdict.verdict import Fix, Severity, Verdict, VerdictKind


class Closing(msgspec.Struct, frozen=True):
    """How an open socket ended."""

    code: int
    """Of the close frame that was received first, or else sent; 1005 where it holds no code, and
    1006 where the connection ended without one."""
    reason: str = ""
    """As the other side sent it, or as this side did."""
    is_by_server: bool = False
    """Whether the server began the closing."""
    is_clean: bool = True
    """Whether both sides sent a close frame."""
    failure: Failure | None = None
    """Why this side gave the socket up, such as a message that is too large; otherwise None."""
    is_ping_unanswered: bool = False
    """Whether it is lost because the server does not answer pings any more."""

    @property
    def explanation(self) -> CloseCode:
        """The row of its code."""
        return explain_close_code(self.code)

    @property
    def is_temporary(self) -> bool:
        """Whether connecting again may help; not where this side closed or the server is wrong."""
        if self.failure is not None:
            return self.failure.kind in (FailureKind.CUT_OFF, FailureKind.READ_TIMEOUT)
        return self.is_by_server and self.explanation.is_temporary


def judge_closing(closing: Closing) -> Verdict:
    """Return the verdict on the end of a socket."""
    row, failure = closing.explanation, closing.failure
    headline = f"Closed by {'the server' if closing.is_by_server else 'aiurdesk'}"
    meaning, fix, detail = row.meaning, row.fix, ""
    # This side may always close; the code is the other side's.
    # An error of this side, such as a message that is too large, has a failure instead of a code.
    severity = row.severity if closing.is_by_server else Severity.SUCCESS
    if failure is not None:
        headline, severity = _HEADLINES[failure.kind], Severity.FAILURE
        if failure.kind in _BY_THIS_SIDE:
            # What a code means for the other side says nothing about a decision of this one.
            is_idle = failure.kind is FailureKind.READ_TIMEOUT
            meaning, detail = _IDLE if is_idle else _GIVEN_UP, failure.detail
        elif closing.is_ping_unanswered:
            meaning, fix = f"{_sentence(failure.detail)} {_MAY_BE_GONE}", _SEND_NO_PINGS
    return Verdict(
        kind=VerdictKind.BARE_STATUS if failure is None else VerdictKind.NO_ANSWER,
        severity=severity,
        headline=headline,
        message=closing.reason,
        meaning=meaning,
        # Where this side closed, there is nothing to do.
        fixes=(Fix(fix),) if fix and severity is not Severity.SUCCESS else (),
        notes=(
            f"Close code {closing.code}, {row.name.lower()}.",
            *((_sentence(detail),) if detail else ()),
        ),
        is_envelope_expected=False,
    )


def _sentence(detail: str) -> str:
    return f"{detail[0].upper()}{detail[1:]}."


_HEADLINES = {
    FailureKind.CUT_OFF: "The connection was lost",
    FailureKind.READ_TIMEOUT: "Nothing came for too long",
    FailureKind.TOO_LARGE: "Message too large",
    FailureKind.BAD_ENCODING: "Message is not text",
    FailureKind.PROTOCOL_ERROR: "Invalid WebSocket frame",
    FailureKind.SYSTEM_ERROR: "This computer ended the connection",
}
"""All kinds of failure that can end an open socket."""
_BY_THIS_SIDE = frozenset(_HEADLINES) - {FailureKind.CUT_OFF, FailureKind.SYSTEM_ERROR}
_MAY_BE_GONE = "It may have stopped, or the network on the way is broken."
_SEND_NO_PINGS = "Connect again. If the server is only slow, send no pings."
_IDLE = "This program closed the socket, as its options say."
_GIVEN_UP = "This program closed the socket, because it could not go on with it."
