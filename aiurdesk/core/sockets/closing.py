"""How a socket or a stream ended, and what that means."""

from aiurdesk.core.response.response import Closing, FailureKind
from aiurdesk.core.sockets.close_codes import explain_close_code
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.explanations import Explanation, explain
from aiurdesk.core.verdict.verdict import Fix, Severity, Verdict, VerdictKind
from aiurdesk.core.wording import as_sentence


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
            tr("Close code {code}, {lower}.").format(code=closing.code, lower=row.headline.lower()),
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
