"""The end of a socket or a stream, and its meaning."""

from datetime import datetime
from enum import StrEnum

import msgspec

from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.problem import Fix, Problem
from aiurdesk.core.response.response import Closing, FailureKind
from aiurdesk.core.translation import as_sentence, tr, within
from aiurdesk.core.verdict.failures import Explanation, explain
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind

NORMAL, NO_STATUS, ABNORMAL, INVALID_DATA = 1000, 1005, 1006, 1007
_RANGES = {1: "reserved", 2: "reserved", 3: "registered", 4: "private"}
"""Thousands → the row of codes without a row of their own."""


def explain_close_code(code: int) -> Explanation:
    """Return the row of a close code; a code that is not registered gets the one of its range."""
    return explain("close_codes", str(code), _RANGES.get(code // 1000, "invalid"))


def explanation_of(closing: Closing) -> Explanation:
    """Return the row of the close code of a socket."""
    return explain_close_code(closing.code)


def is_temporary(closing: Closing) -> bool:
    """Tell whether connecting again may help; not where this side closed or the server is wrong."""
    if closing.failure is not None:
        return closing.failure.kind in (FailureKind.CUT_OFF, FailureKind.READ_TIMEOUT)
    if closing.is_stream:
        return closing.is_by_server and closing.is_resumable
    return closing.is_by_server and explanation_of(closing).is_temporary


def judge_closing(closing: Closing) -> Verdict:
    """Return the verdict on the end of a socket or stream."""
    if closing.is_stream:
        return _judge_stream(closing)
    row, failure = explanation_of(closing), closing.failure
    headline = tr("Closed by {value}").format(
        value=tr("the server") if closing.is_by_server else "aiurdesk"
    )
    meaning, fixes, detail = row.meaning, row.fixes, ""
    # This side may always close; the code is the other side's.
    # An error of this side, such as a message that is too large, has a failure instead of a code.
    severity = row.severity if closing.is_by_server else Severity.SUCCESS
    if failure is not None:
        why = explain("sockets", failure.kind)
        headline, severity = why.headline, why.severity
        if why.meaning:
            # What a code means for the other side says nothing about a decision of this one.
            meaning, detail = why.meaning, failure.detail
        elif closing.is_ping_unanswered:
            may_be_gone = tr("It may have stopped, or the network on the way is broken.")
            meaning = f"{as_sentence(failure.detail)} {may_be_gone}"
            fixes = (Fix(tr("Connect again. If the server is only slow, send no pings.")),)
    return Verdict(
        kind=VerdictKind.BARE_STATUS if failure is None else VerdictKind.NO_ANSWER,
        severity=severity,
        headline=headline,
        message=closing.reason,
        meaning=meaning,
        # Where this side closed, there is nothing to do.
        fixes=() if severity is Severity.SUCCESS else fixes,
        notes=(
            tr("Close code {code}, {lower}.").format(code=closing.code, lower=within(row.headline)),
            *((as_sentence(detail),) if detail else ()),
        ),
        is_envelope_expected=False,
    )


def _judge_stream(closing: Closing) -> Verdict:
    failure = closing.failure
    if failure is None:
        headline = tr("The stream ended") if closing.is_by_server else tr("Stopped by aiurdesk")
        return Verdict(
            VerdictKind.BARE_STATUS, Severity.SUCCESS, headline, is_envelope_expected=False
        )
    why = explain("streams", failure.kind, FailureKind.CUT_OFF)
    return Verdict(
        kind=VerdictKind.NO_ANSWER,
        severity=why.severity,
        headline=why.headline,
        meaning=why.meaning,
        fixes=(Fix(tr("What came until then is kept. Send the request again to get the rest.")),),
        notes=(as_sentence(failure.detail),) if failure.detail else (),
        is_envelope_expected=False,
    )


class SocketState(StrEnum):
    """Stage in the life of a socket, from connecting to its end."""

    CONNECTING = "connecting"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"
    REFUSED = "refused"
    """The handshake got an ordinary response or none at all, or nothing was sent."""
    WAITING = "waiting"
    """It was lost, and is opened again after a while."""

    @property
    def is_over(self) -> bool:
        """Whether nothing happens any more."""
        return self in (SocketState.CLOSED, SocketState.REFUSED)


class SocketStatus(msgspec.Struct, frozen=True):
    """One state; a new value is made for each change."""

    state: SocketState
    exchange: Exchange | None = None
    """The handshake of this connection, with its verdict; None before it is over."""
    not_sent: tuple[Problem, ...] = ()
    """Why nothing was sent."""
    closing: Closing | None = None
    """How the last connection ended."""
    subprotocol: str = ""
    """What the server chose."""
    ignores_subprotocols: bool = False
    """Whether subprotocols were offered and the server chose none of them."""
    extensions: tuple[str, ...] = ()
    """Names of the extensions in use, such as ``permessage-deflate``."""
    opened_at: datetime | None = None
    round_trip_ms: float | None = None
    """Of the last ping that was answered."""
    attempt: int = 0
    """How many times it was tried to connect again since the socket was last open."""
    wait_s: float = 0.0
    """How long it waits before it connects again."""


IGNORED_SUBPROTOCOLS = tr("The server chose none of the subprotocols that were offered.")
