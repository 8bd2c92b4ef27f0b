"""The verdict on a response without an envelope; each reason has its own explanation."""

from collections.abc import Callable

from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint, Returns
from aiurdesk.core.problem import Fix, FixAction
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import format_code, tr
from aiurdesk.core.verdict.dialect import Dialect
from aiurdesk.core.verdict.envelope import NotAnEnvelope, NotAnEnvelopeReason
from aiurdesk.core.verdict.failures import explain, transport_notes
from aiurdesk.core.verdict.statuses import (
    explain_status,
    is_redirect,
    leads_to_sign_in,
    status_line,
)
from aiurdesk.core.verdict.verdict import SHOW_TEXT, Severity, Verdict, VerdictKind


def judge_without_envelope(
    parsed: NotAnEnvelope, response: Response, request: Request, table: Dialect | None
) -> Verdict:
    """Return the verdict on a response without an envelope, or with a faulty one.

    Args:
        table: Names the code where one can be read in spite of the fault; None where none is
            expected.
    """
    notes = transport_notes(response)
    # First the responses that are as they should be, or that the status explains by itself.
    if parsed.reason is NotAnEnvelopeReason.EMPTY and not _owes_a_body(response):
        return _bare_status(response, request, notes)
    # Such as /doc, a file, or a page of the browser sign-in.
    if _is_as_designed(parsed, response, request.endpoint):
        meaning = tr("This endpoint is meant to return no envelope, so there is no result code.")
        return Verdict(
            kind=VerdictKind.NOT_AN_ENVELOPE,
            severity=Severity.SUCCESS,
            headline=f"{status_line(response)} · {_GIVES[request.endpoint.returns]}",
            meaning=meaning,
            notes=notes,
        )
    # Cookie sites redirect to the sign-in page; after following it the status is 200.
    if leads_to_sign_in(response) and parsed.reason is NotAnEnvelopeReason.HTML:
        page = explain("statuses", "sign_in_page")
        return Verdict(
            kind=VerdictKind.NOT_AN_ENVELOPE,
            severity=page.severity,
            headline=tr("{status_line}, but it is a sign-in page").format(
                status_line=status_line(response)
            ),
            meaning=page.meaning,
            fixes=page.fixes,
            notes=notes,
        )
    if parsed.reason is NotAnEnvelopeReason.EMPTY and request.sent_method == "HEAD":
        return Verdict(
            kind=VerdictKind.NOT_AN_ENVELOPE,
            severity=Severity.NOTICE,
            headline=tr("{status_line} · headers only").format(status_line=status_line(response)),
            meaning=tr("A response to HEAD has no body, so there is no result code."),
            fixes=(Fix(tr("Show headers"), FixAction.SHOW_HEADERS),),
            notes=notes,
        )
    # The rest should be an envelope and is not: a refusal, or a fault of the service.
    if response.status >= 300:
        return _status_with_body(parsed, response, request, notes)
    return _faulty(parsed, response, table, notes)


def _owes_a_body(response: Response) -> bool:
    # 204 and 205 never have a body. RFC 9110 sections 15.3.5 and 15.3.6.
    return 200 <= response.status < 300 and response.status not in (204, 205)


def _bare_status(response: Response, request: Request, notes: tuple[str, ...]) -> Verdict:
    explanation = explain_status(response, request)
    is_meant = is_redirect(response) and request.endpoint.returns is Returns.REDIRECT
    return Verdict(
        kind=VerdictKind.BARE_STATUS,
        severity=Severity.SUCCESS if is_meant else explanation.severity,
        headline=f"{response.status} {explanation.headline}",
        meaning=explanation.meaning
        + (tr(" This endpoint is meant to redirect.") if is_meant else ""),
        fixes=explanation.fixes,
        notes=notes,
    )


def _status_with_body(
    parsed: NotAnEnvelope, response: Response, request: Request, notes: tuple[str, ...]
) -> Verdict:
    """Say what the status means, and what came instead of an envelope."""
    explanation, instead = explain_status(response, request), explain("bodies", parsed.reason)
    status_fixes = tuple(fix for fix in explanation.fixes if fix not in instead.fixes)
    return Verdict(
        kind=VerdictKind.NOT_AN_ENVELOPE,
        severity=explanation.severity,
        headline=tr("{status} {headline}, with {instead}").format(
            status=response.status, headline=explanation.headline, instead=instead.instead
        ),
        meaning=explanation.meaning,
        fixes=(*status_fixes, SHOW_TEXT),
        notes=(_meaning(parsed, None), *notes),
    )


def _faulty(
    parsed: NotAnEnvelope, response: Response, table: Dialect | None, notes: tuple[str, ...]
) -> Verdict:
    explanation, envelope = explain("bodies", parsed.reason), parsed.envelope if table else None
    title = table.title if table else ""
    # The code is named, but its severity does not count: other clients may not read this at all.
    row = table.codes.get(envelope.code) if table and envelope else None
    return Verdict(
        kind=VerdictKind.NOT_AN_ENVELOPE,
        severity=explanation.severity,
        headline=tr("{status_line}, but {headline}").format(
            status_line=status_line(response), headline=explanation.headline
        ),
        table=table.name if table and envelope else None,
        code=envelope.code if envelope else None,
        name=row.name if row else "",
        message=envelope.message if envelope else "",
        meaning=_meaning(parsed, table),
        fixes=tuple(
            replace(fix, text=fix.text.replace("{title}", title)) for fix in explanation.fixes
        ),
        notes=notes,
    )


def _meaning(parsed: NotAnEnvelope, table: Dialect | None) -> str:
    detail = str(parsed.detail)
    if parsed.reason is NotAnEnvelopeReason.NO_CODE and detail:
        detail = tr(" The member {detail} is spelled differently, so it does not count.").format(
            detail=detail
        )
    elif parsed.envelope is not None:
        row = table.codes.get(parsed.envelope.code) if table else None
        meaning = (
            tr(" ({headline} in table {name})").format(
                headline=row.headline.lower(), name=table.name
            )
            if table and row
            else ""
        )
        detail = tr(" The code is {code}{meaning}.").format(
            code=format_code(parsed.envelope.code), meaning=meaning
        )
    return explain("bodies", parsed.reason).meaning.replace("{detail}", detail)


_JSON = {NotAnEnvelopeReason.NOT_AN_OBJECT, NotAnEnvelopeReason.NO_CODE}
_PLAIN_TEXT = {NotAnEnvelopeReason.NOT_JSON, NotAnEnvelopeReason.HTML}
_EVENTS = {
    *_JSON,
    NotAnEnvelopeReason.EMPTY,
    NotAnEnvelopeReason.NOT_JSON,
    NotAnEnvelopeReason.TWO_VALUES,
}
_DESIGNED: dict[Returns, Callable[[NotAnEnvelopeReason], bool]] = {
    Returns.JSON: _JSON.__contains__,
    Returns.HTML: lambda reason: reason is NotAnEnvelopeReason.HTML,
    # Redirects are followed, so what comes is the page at the end of them.
    Returns.REDIRECT: lambda reason: reason is NotAnEnvelopeReason.HTML,
    # A file may hold anything, JSON and HTML too.
    Returns.FILE: lambda reason: True,
    Returns.XML: _PLAIN_TEXT.__contains__,
    Returns.MARKDOWN: _PLAIN_TEXT.__contains__,
    Returns.WEBSOCKET: lambda reason: False,
    # Where all of it is read before it is shown: no event, or events of JSON or other text.
    Returns.STREAM: _EVENTS.__contains__,
}
"""The bodies that an endpoint without an envelope returns by design."""
_GIVES = {
    Returns.JSON: tr("JSON without an envelope"),
    Returns.HTML: tr("HTML page"),
    Returns.REDIRECT: tr("page after a redirect"),
    Returns.FILE: tr("file"),
    Returns.XML: "XML",
    Returns.MARKDOWN: "Markdown",
    Returns.STREAM: tr("stream of events"),
}


def _is_as_designed(parsed: NotAnEnvelope, response: Response, endpoint: Endpoint) -> bool:
    has_code = endpoint.has_envelope and endpoint.returns is Returns.JSON
    if has_code or not 200 <= response.status < 300:
        return False
    return _DESIGNED[endpoint.returns](parsed.reason)
