"""How a socket or a stream ended, and what that means."""

import msgspec

from aiurdesk.core.response.response import Failure, FailureKind
from aiurdesk.core.sockets.close_codes import explain_close_code
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.explanations import Explanation, explain
from aiurdesk.core.verdict.verdict import Fix, Severity, Verdict, VerdictKind


class Closing(msgspec.Struct, frozen=True):
    """How an open socket or stream ended."""

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
    is_stream: bool = False
    """Whether it was a stream of events, which has neither codes nor a closing handshake."""
    is_resumable: bool = False
    """Whether the server expects a client to connect again after the end of the stream."""

    @property
    def explanation(self) -> Explanation:
        """The row of its code."""
        return explain_close_code(self.code)

    @property
    def is_temporary(self) -> bool:
        """Whether connecting again may help; not where this side closed or the server is wrong."""
        if self.failure is not None:
            return self.failure.kind in (FailureKind.CUT_OFF, FailureKind.READ_TIMEOUT)
        if self.is_stream:
            return self.is_by_server and self.is_resumable
        return self.is_by_server and self.explanation.is_temporary


def judge_closing(closing: Closing) -> Verdict:
    """Return the verdict on the end of a socket or stream."""
    if closing.is_stream:
        return _judge_stream(closing)
    row, failure = closing.explanation, closing.failure
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
            meaning = f"{_sentence(failure.detail)} {may_be_gone}"
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
            tr("Close code {code}, {lower}.").format(code=closing.code, lower=row.headline.lower()),
            *((_sentence(detail),) if detail else ()),
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
        notes=(_sentence(failure.detail),) if failure.detail else (),
        is_envelope_expected=False,
    )


def _sentence(detail: str) -> str:
    return f"{detail[0].upper()}{detail[1:]}."
