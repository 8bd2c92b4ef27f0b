"""The verdict on a response without an envelope; each reason has its own explanation."""

from collections.abc import Callable

import msgspec

from aiurdesk.core.api.endpoint import Endpoint, Returns
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import Response
from aiurdesk.core.verdict.envelope import NotAnEnvelope, NotAnEnvelopeReason
from aiurdesk.core.verdict.failures import redirect_notes
from aiurdesk.core.verdict.result_codes import ResultCodeTable
from aiurdesk.core.verdict.statuses import (
    SIGN_IN_PAGE,
    explain_status,
    is_redirect,
    leads_to_sign_in,
    status_line,
)
from aiurdesk.core.verdict.verdict import Fix, FixAction, Severity, Verdict, VerdictKind
from aiurdesk.core.wording import format_code

_TEXT = Fix("Show the text", FixAction.SHOW_TEXT)
_HEADERS = Fix("Show headers", FixAction.SHOW_HEADERS)
_REPORT = Fix("Copy report", FixAction.COPY_REPORT)
_RESEND = Fix("Resend", FixAction.RESEND)
_ADDRESS = Fix("Go to the address", FixAction.EDIT_ADDRESS)
_TELL = Fix("Tell the team that runs the service, with a report.")


class _Explanation(msgspec.Struct, frozen=True):
    headline: str
    meaning: str
    """``{detail}`` stands for what was found."""
    fixes: tuple[Fix, ...]
    short: str
    """What came instead, to be put into a sentence."""


_OTHER_PROGRAM = (
    Fix("Check that the address is one of an Aiursoft service and of its API."),
    _ADDRESS,
    _TEXT,
)
_BROKEN = (_TELL, _TEXT, _REPORT)

_EXPLANATIONS = {
    NotAnEnvelopeReason.EMPTY: _Explanation(
        "A response without a body",
        "The server says that all is well, but sends nothing to read: no code and no message.",
        (_TELL, _HEADERS, _REPORT),
        "no body",
    ),
    NotAnEnvelopeReason.NOT_JSON: _Explanation(
        "The response is not JSON",
        "The body is text of another kind ({detail}), so there is no code to read.",
        _OTHER_PROGRAM,
        "text that is not JSON",
    ),
    NotAnEnvelopeReason.HTML: _Explanation(
        "An HTML page instead of JSON",
        "The server sent a page for people. Either the address belongs to a web site and not "
        "to its API, or the service shows its errors as pages.",
        _OTHER_PROGRAM,
        "an HTML page",
    ),
    NotAnEnvelopeReason.TRUNCATED: _Explanation(
        "The response breaks off",
        "The JSON ends before it is complete ({detail}). The server or something on the way "
        "cut it short.",
        (Fix("Send it again if the request changes nothing."), _RESEND, _TEXT, _REPORT),
        "JSON that breaks off",
    ),
    NotAnEnvelopeReason.TWO_VALUES: _Explanation(
        "Two JSON values in one response",
        "After the first JSON value there is another one ({detail}), so it is not clear which "
        "of them counts.",
        _BROKEN,
        "two JSON values in one body",
    ),
    NotAnEnvelopeReason.NOT_AN_OBJECT: _Explanation(
        "JSON, but no envelope",
        "The body is {detail}; an envelope is an object with code and message.",
        _OTHER_PROGRAM,
        "JSON that is not an object",
    ),
    NotAnEnvelopeReason.NO_CODE: _Explanation(
        "A response without a code",
        "The body is a JSON object, but it has no member code.{detail}",
        _OTHER_PROGRAM,
        "an object without a code",
    ),
    NotAnEnvelopeReason.CODE_IS_TEXT: _Explanation(
        "The code is text",
        "The protocol's code is a number without quotes; here it is {detail}.",
        _BROKEN,
        "a code that is text",
    ),
    NotAnEnvelopeReason.CODE_IS_NO_INTEGER: _Explanation(
        "The code is not a whole number",
        "The protocol's code is a whole number; here it is {detail}.",
        _BROKEN,
        "a code that is not a whole number",
    ),
    NotAnEnvelopeReason.CODE_IS_HUGE: _Explanation(
        "The code is far too large",
        "The protocol's code fits 32 bits; {detail} does not.",
        _BROKEN,
        "a code that is far too large",
    ),
    NotAnEnvelopeReason.DUPLICATE_CODE: _Explanation(
        "More than one code",
        "The object has the member code more than once ({detail}), and different clients would "
        "read different ones.",
        _BROKEN,
        "an object with more than one code",
    ),
    NotAnEnvelopeReason.NO_MESSAGE: _Explanation(
        "A code without a message",
        "The protocol promises a message beside the code.{detail}",
        _BROKEN,
        "a code without a message",
    ),
    NotAnEnvelopeReason.MESSAGE_IS_NULL: _Explanation(
        "The message is null",
        "The protocol promises a text as message.{detail}",
        _BROKEN,
        "a message that is null",
    ),
    NotAnEnvelopeReason.MESSAGE_IS_NO_TEXT: _Explanation(
        "The message is not text",
        "The protocol promises a text as message; here it is something else.{detail}",
        _BROKEN,
        "a message that is not text",
    ),
    NotAnEnvelopeReason.BYTE_ORDER_MARK: _Explanation(
        "A byte order mark before the response",
        "The JSON begins with three invisible bytes (EF BB BF), which many clients cannot "
        "read.{detail}",
        _BROKEN,
        "a byte order mark before the envelope",
    ),
    NotAnEnvelopeReason.INVALID_UTF8: _Explanation(
        "The response is not UTF-8",
        "The protocol promises UTF-8; here is {detail}.",
        _BROKEN,
        "JSON that is not UTF-8",
    ),
    NotAnEnvelopeReason.TOO_DEEP: _Explanation(
        "Nested too deeply",
        "Lists or objects are nested deeper than any client reads.",
        _BROKEN,
        "JSON that is nested too deeply",
    ),
    NotAnEnvelopeReason.BINARY: _Explanation(
        "Binary data instead of JSON",
        "The body is not text but a picture, an archive or something else that is a file.",
        _OTHER_PROGRAM,
        "bytes that are not text",
    ),
}


def judge_without_envelope(
    found: NotAnEnvelope, response: Response, request: Request, table: ResultCodeTable
) -> Verdict:
    """Return the verdict on a response without an envelope, or with a faulty one.

    Args:
        table: Names the code where one can be read in spite of the fault.
    """
    notes = redirect_notes(response.hops)
    if found.reason is NotAnEnvelopeReason.EMPTY and not _owes_a_body(response):
        return _bare_status(response, request, notes)
    if _is_as_designed(found, response, request.endpoint):
        return _as_designed(response, request.endpoint, notes)
    if leads_to_sign_in(response) and found.reason is NotAnEnvelopeReason.HTML:
        return Verdict(
            kind=VerdictKind.NOT_AN_ENVELOPE,
            severity=SIGN_IN_PAGE.severity,
            headline=f"{status_line(response)}, but it is a sign-in page",
            meaning=SIGN_IN_PAGE.meaning,
            fixes=SIGN_IN_PAGE.fixes,
            notes=notes,
        )
    if found.reason is NotAnEnvelopeReason.EMPTY and _method(request) == "HEAD":
        return Verdict(
            kind=VerdictKind.NOT_AN_ENVELOPE,
            severity=Severity.NOTICE,
            headline=f"{status_line(response)}; a response to HEAD has no body",
            meaning="The response is the headers alone, so there is no code to read.",
            fixes=(_HEADERS,),
            notes=notes,
        )
    if response.status >= 300:
        return _status_with_body(found, response, request, notes)
    return _faulty(found, response, table, notes)


def _owes_a_body(response: Response) -> bool:
    return 200 <= response.status < 300 and response.status not in (204, 205)


def _method(request: Request) -> str:
    return (request.method or request.endpoint.method).upper()


def _bare_status(response: Response, request: Request, notes: tuple[str, ...]) -> Verdict:
    explanation = explain_status(response, request)
    is_meant = is_redirect(response) and request.endpoint.returns is Returns.REDIRECT
    return Verdict(
        kind=VerdictKind.BARE_STATUS,
        severity=Severity.SUCCESS if is_meant else explanation.severity,
        headline=f"{response.status} {explanation.headline}",
        meaning=explanation.meaning + (" That is what this endpoint does." if is_meant else ""),
        fixes=explanation.fixes,
        notes=notes,
    )


def _in_a_sentence(text: str) -> str:
    """Return a text as it stands inside a sentence; abbreviations such as JSON stay as they are."""
    return text if text[1:2].isupper() else f"{text[0].lower()}{text[1:]}"


def _status_with_body(
    found: NotAnEnvelope, response: Response, request: Request, notes: tuple[str, ...]
) -> Verdict:
    """Say what the status means, and what came instead of an envelope."""
    explanation, instead = explain_status(response, request), _EXPLANATIONS[found.reason]
    status_fixes = tuple(fix for fix in explanation.fixes if fix not in instead.fixes)
    return Verdict(
        kind=VerdictKind.NOT_AN_ENVELOPE,
        severity=explanation.severity,
        headline=f"{response.status} {explanation.headline}, with {instead.short}",
        meaning=f"{explanation.headline}: {_in_a_sentence(explanation.meaning)}",
        fixes=(*status_fixes, _TEXT),
        notes=(f"{instead.headline}. {_meaning(found, None)}", *notes),
    )


def _faulty(
    found: NotAnEnvelope, response: Response, table: ResultCodeTable, notes: tuple[str, ...]
) -> Verdict:
    explanation, envelope = _EXPLANATIONS[found.reason], found.envelope
    row = table.codes.get(envelope.code) if envelope else None
    return Verdict(
        kind=VerdictKind.NOT_AN_ENVELOPE,
        severity=Severity.UNEXPECTED,
        headline=f"{status_line(response)}, but {_in_a_sentence(explanation.headline)}",
        table=table.name if envelope else None,
        code=envelope.code if envelope else None,
        name=row.name if row else "",
        message=envelope.message if envelope else "",
        meaning=_meaning(found, table),
        fixes=explanation.fixes,
        notes=notes,
    )


def _meaning(found: NotAnEnvelope, table: ResultCodeTable | None) -> str:
    detail = found.detail
    if found.reason is NotAnEnvelopeReason.NO_CODE and detail:
        detail = f" Its member {detail} is spelled in another way, so it is not the protocol's."
    elif found.envelope is not None and table is not None:
        row = table.codes.get(found.envelope.code)
        known = f" ({row.headline.lower()} in table {table.name})" if row else ""
        detail = f" The code is {format_code(found.envelope.code)}{known}."
    elif found.envelope is not None:
        detail = f" The code is {format_code(found.envelope.code)}."
    return _EXPLANATIONS[found.reason].meaning.replace("{detail}", detail)


_JSON = {NotAnEnvelopeReason.NOT_AN_OBJECT, NotAnEnvelopeReason.NO_CODE}
_PLAIN_TEXT = {NotAnEnvelopeReason.NOT_JSON, NotAnEnvelopeReason.HTML}
_DESIGNED: dict[Returns, Callable[[NotAnEnvelopeReason], bool]] = {
    Returns.JSON: _JSON.__contains__,
    Returns.HTML: lambda reason: reason is NotAnEnvelopeReason.HTML,
    Returns.REDIRECT: lambda reason: reason is NotAnEnvelopeReason.HTML,
    Returns.FILE: lambda reason: True,
    Returns.XML: _PLAIN_TEXT.__contains__,
    Returns.MARKDOWN: _PLAIN_TEXT.__contains__,
    Returns.WEBSOCKET: lambda reason: False,
}
"""The bodies that an endpoint without an envelope returns by design."""
_GIVES = {
    Returns.JSON: "JSON without an envelope",
    Returns.HTML: "an HTML page",
    Returns.REDIRECT: "the page that its redirect leads to",
    Returns.FILE: "a file",
    Returns.XML: "XML",
    Returns.MARKDOWN: "Markdown",
}


def _is_as_designed(found: NotAnEnvelope, response: Response, endpoint: Endpoint) -> bool:
    has_code = endpoint.has_envelope and endpoint.returns is Returns.JSON
    if has_code or not 200 <= response.status < 300:
        return False
    return _DESIGNED[endpoint.returns](found.reason)


def _as_designed(response: Response, endpoint: Endpoint, notes: tuple[str, ...]) -> Verdict:
    gives = _GIVES[endpoint.returns]
    return Verdict(
        kind=VerdictKind.NOT_AN_ENVELOPE,
        severity=Severity.SUCCESS,
        headline=f"{status_line(response)} · {gives}",
        meaning=f"That is what this endpoint gives, so there is no code to read: {gives}.",
        notes=notes,
    )
