"""What an HTTP status means where there is no result code to read."""

import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from urllib.parse import urlsplit

import msgspec

from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.retry_after import RESEND, resend_after, retry_after_s, wait_in_words
from aiurdesk.core.verdict.verdict import Fix, FixAction, Severity
from aiurdesk.core.wording import truncate

# Gateway and Directory sign in at /oauth/authorize, Kahla of 2020 at /Auth/OAuth.
_SIGN_IN_PAGE = re.compile(
    r"/(oauth/authorize|auth/oauth|(sign-?in|log-?in|logon)(-?page)?)\b", re.IGNORECASE
)
_REDIRECTS = range(300, 400)
_NOT_MODIFIED = 304
_LONGEST_REASON = 40
"""Characters; a server may send any text as reason phrase."""


class StatusExplanation(msgspec.Struct, frozen=True):
    """An HTTP status, explained."""

    severity: Severity
    headline: str
    meaning: str
    fixes: tuple[Fix, ...] = ()


_RESEND_LATER = Fix(tr("Resend in 5 s"), FixAction.RESEND_LATER)
"""A longer countdown is not worth watching."""
_RARELY_CHOSEN = frozenset({"CONNECT", "HEAD", "OPTIONS", "TRACE"})
_REPORT = Fix(tr("Copy report"), FixAction.COPY_REPORT)
_HEADERS = Fix(tr("Show headers"), FixAction.SHOW_HEADERS)
_ADDRESS = Fix(tr("Go to the address"), FixAction.EDIT_ADDRESS)
_FORM = Fix(tr("Go to the form"), FixAction.FOCUS_FORM)
_SIGN_IN = (
    Fix(tr("Sign in"), FixAction.SIGN_IN),
    Fix(tr("Choose credential"), FixAction.CHOOSE_CREDENTIAL),
)
LISTEN = Fix(tr("Open it as a WebSocket: with Connect in the window, or with aiurdesk listen."))
_TELL = Fix(
    tr("Try again later. If it happens again, send a report to the team that runs the service.")
)
_SIGN_IN_FIRST = Fix(tr("Sign in, or choose a credential that is signed in."))

SIGN_IN_PAGE = StatusExplanation(
    Severity.CREDENTIAL,
    tr("Redirect to a sign-in page"),
    tr("The service needs a signed-in user, so it redirects to its sign-in page."),
    (_SIGN_IN_FIRST, *_SIGN_IN),
)

_EXPLANATIONS = {
    101: StatusExplanation(
        Severity.SUCCESS,
        tr("Switched to WebSocket"),
        tr("The server accepted the WebSocket connection. Messages follow instead of a response."),
    ),
    204: StatusExplanation(
        Severity.SUCCESS,
        tr("No content"),
        tr("The server did what was asked and has nothing to return."),
    ),
    # Not a failure: the answer to a conditional request. RFC 9110 section 15.4.5.
    304: StatusExplanation(
        Severity.NOTICE,
        tr("Not modified"),
        tr(
            "The headers of the request name a version of the content, and the "
            "server has no newer one."
        ),
        (
            Fix(
                tr(
                    "To get the content, remove If-None-Match and If-Modified-Since from the "
                    "headers of the request."
                )
            ),
        ),
    ),
    400: StatusExplanation(
        Severity.INPUT,
        tr("Bad request"),
        tr("The server could not understand the request, or refuses a value in it."),
        (Fix(tr("Check the parameters and the headers.")), _FORM),
    ),
    # Kahla of 2020 sends it without a body; later services put −8 into an envelope.
    401: StatusExplanation(
        Severity.CREDENTIAL,
        tr("Not signed in"),
        tr(
            "The service needs to know who is calling. The request has no sign-in, "
            "or one that has expired."
        ),
        (_SIGN_IN_FIRST, *_SIGN_IN),
    ),
    403: StatusExplanation(
        Severity.CREDENTIAL,
        tr("Not permitted"),
        tr("The server understood the request, but does not permit it."),
        (Fix(tr("Check that the user or app has the permission.")), *_SIGN_IN),
    ),
    # An unknown path: no body from most services, an HTML page from the sites of 2020.
    404: StatusExplanation(
        Severity.INPUT,
        tr("Not found"),
        tr(
            "The server has nothing at this path. It may be misspelled, belong to "
            "another version of the service, or name something that does not exist."
        ),
        (Fix(tr("Check the address and the parameters in its path.")), _ADDRESS, _FORM),
    ),
    # The words where neither Allow nor the catalogue names a method, see ``_wrong_method``.
    405: StatusExplanation(
        Severity.INPUT,
        tr("Method not allowed"),
        tr("The address exists, but does not accept this method."),
        (Fix(tr("Choose another method.")), _ADDRESS),
    ),
    409: StatusExplanation(
        Severity.INPUT,
        tr("Conflict"),
        tr(
            "The request does not fit the current state, such as a name that is "
            "taken or a change that somebody else made first."
        ),
        (Fix(tr("Read the current state, change the request, and send it again.")), _FORM),
    ),
    410: StatusExplanation(
        Severity.INPUT,
        tr("Gone"),
        tr("What the address names existed and was removed for good."),
        (Fix(tr("Check the address. The service may have a newer version.")), _ADDRESS, _FORM),
    ),
    413: StatusExplanation(
        Severity.INPUT,
        tr("Request too large"),
        tr("The body of the request is larger than the server accepts."),
        (Fix(tr("Send less data.")), _FORM),
    ),
    # 414 and 431 come from the web server itself: no body, and the connection is closed.
    414: StatusExplanation(
        Severity.INPUT,
        tr("Address too long"),
        tr("The address with its query is longer than the server accepts."),
        (Fix(tr("Send long values in a POST, if the endpoint accepts it.")), _FORM),
    ),
    # No body either: it comes before the action, such as for a form where JSON is expected.
    415: StatusExplanation(
        Severity.INPUT,
        tr("Unsupported content type"),
        tr(
            "The server does not accept a body of this Content-Type here. It may "
            "want JSON instead of a form, or a form instead of JSON."
        ),
        (Fix(tr("Check Content-Type in the headers of the request.")), _FORM),
    ),
    # Files of Probe and Kahla can be requested in parts, see RFC 9110 section 14.
    416: StatusExplanation(
        Severity.INPUT,
        tr("Range not available"),
        tr("The request asks for bytes that the file does not have."),
        (Fix(tr("Change or remove Range in the headers of the request.")),),
    ),
    422: StatusExplanation(
        Severity.INPUT,
        tr("Invalid content"),
        tr(
            "The server read the request, and does not accept the content: a value "
            "is missing, has the wrong form, or does not fit the others."
        ),
        (Fix(tr("Check the values; the body of the response often names them.")), _FORM),
    ),
    # Kahla v2 sends no Retry-After; its limit counts in windows of one minute.
    429: StatusExplanation(
        Severity.WAIT,
        tr("Too many requests"),
        tr("The server limits how often it can be called, and the limit is reached."),
        (
            Fix(tr("Wait a minute, then send less often.")),
            Fix(tr("Resend in 60 s"), FixAction.WAIT_AND_RESEND, "60"),
        ),
    ),
    431: StatusExplanation(
        Severity.INPUT,
        tr("Headers too large"),
        tr("The headers are longer than the server accepts. A long cookie is the usual cause."),
        (Fix(tr("Remove or shorten headers and cookies of the request.")),),
    ),
    # A method that is not known at all; 405 is for one that is known but not accepted here.
    501: StatusExplanation(
        Severity.SERVER,
        tr("Method not supported"),
        tr("The server does not know the method of the request."),
        (Fix(tr("Choose another method.")), _ADDRESS),
    ),
    502: StatusExplanation(
        Severity.SERVER,
        tr("Bad gateway"),
        tr(
            "The request reached a gateway, but the gateway got no valid response from the service."
        ),
        (_TELL, RESEND, _REPORT),
    ),
    503: StatusExplanation(
        Severity.SERVER,
        tr("Service unavailable"),
        tr("The service is overloaded, starting, or down for maintenance."),
        (_TELL, _RESEND_LATER, _REPORT),
    ),
    504: StatusExplanation(
        Severity.SERVER,
        tr("Gateway timeout"),
        tr("The request reached a gateway, but the service did not respond to it in time."),
        (_TELL, RESEND, _REPORT),
    ),
}
_REDIRECTED = StatusExplanation(
    Severity.NOTICE,
    tr("Redirect"),
    tr("The response is a redirect, but has no Location header, so there is nothing to follow."),
    (_HEADERS,),
)
_OF_A_CLASS = {
    1: StatusExplanation(
        Severity.UNEXPECTED,
        tr("No final response"),
        tr("The server sent a preliminary status, and no final response followed."),
        (_REPORT,),
    ),
    2: StatusExplanation(
        Severity.NOTICE,
        tr("Accepted, without a body"),
        tr("The server sent no further information."),
    ),
    3: _REDIRECTED,
    4: StatusExplanation(
        Severity.INPUT,
        tr("Request refused"),
        tr("The server refused the request."),
        (Fix(tr("Check the parameters and the headers.")), _FORM),
    ),
    5: StatusExplanation(
        Severity.SERVER,
        tr("Server error"),
        tr("The server failed before the service could send a result code."),
        (Fix(tr("Send a report to the team that runs the service.")), _REPORT, RESEND),
    ),
}
_UNKNOWN = StatusExplanation(
    Severity.UNEXPECTED,
    tr("Unknown status"),
    tr("HTTP does not define this number."),
    (_REPORT,),
)


def explain_status(response: Response, request: Request) -> StatusExplanation:
    """Return what the status of a response means for this request."""
    # The most particular explanation wins: for this request, for this number, for its class. A
    # client that does not know a number treats it as the x00 of its class. RFC 9110 section 15.
    special = _SPECIAL.get(response.status)
    explanation = special(response, request) if special else None
    return (
        explanation
        or _EXPLANATIONS.get(response.status)
        or _OF_A_CLASS.get(response.status // 100, _UNKNOWN)
    )


def status_line(response: Response) -> str:
    """Return status and reason phrase; HTTP/2 has no phrase, so the usual one is used."""
    # HTTP/2 has no reason phrase. RFC 9113 section 8.3.2.
    reason = truncate(" ".join(response.reason.split()), _LONGEST_REASON)
    try:
        reason = reason or HTTPStatus(response.status).phrase
    except ValueError:
        return str(response.status)
    return f"{response.status} {reason}"


def is_redirect(response: Response) -> bool:
    """Tell whether a response points elsewhere and was not followed."""
    return response.status in _REDIRECTS and response.status != _NOT_MODIFIED


def leads_to_sign_in(response: Response) -> bool:
    """Tell whether the response is, or points to, a page where people sign in."""
    # After redirects that were followed, the page itself came with status 200.
    addresses = [hop.location for hop in response.hops]
    if is_redirect(response):
        addresses.append(response.header("Location") or "")
    return any(_SIGN_IN_PAGE.search(_path_of(address)) for address in addresses)


def _path_of(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        # A server may send anything as Location, such as http://[.
        return ""


def _redirect(response: Response, request: Request) -> StatusExplanation | None:
    if leads_to_sign_in(response):
        return SIGN_IN_PAGE
    location = response.header("Location")
    if location is None:
        return None
    return StatusExplanation(
        Severity.NOTICE,
        _REDIRECTED.headline,
        # A server may hand out a token with it.
        tr("The response points to {redact_unknown}. The redirect was not followed.").format(
            redact_unknown=redact_unknown(location)
        ),
        _REDIRECTED.fixes,
    )


def _bad_request(response: Response, request: Request) -> StatusExplanation | None:
    # Kahla v2 answers 400 without a body where the handshake of a WebSocket is missing.
    if not request.endpoint.is_websocket or response.is_handshake:
        return None
    return StatusExplanation(
        Severity.INPUT,
        tr("WebSocket only"),
        tr(
            "This endpoint accepts WebSocket connections only, but the request was "
            "sent as ordinary HTTP."
        ),
        (LISTEN,),
    )


def _forbidden(response: Response, request: Request) -> StatusExplanation | None:
    # Services of 2020 redirect GET over plain HTTP and refuse the rest with 403 and no body.
    if urlsplit(response.url).scheme != "http" or not request.endpoint.service_id:
        return None
    return StatusExplanation(
        Severity.INPUT,
        tr("Plain HTTP refused"),
        tr("These services accept anything but GET over https:// only."),
        (Fix("Use https://."),),
    )


def _wrong_method(response: Response, request: Request) -> StatusExplanation | None:
    accepted = _accepted_methods(response, request)
    if not accepted:
        return None
    method = request.method or request.endpoint.method
    explanation = _EXPLANATIONS[405]
    return StatusExplanation(
        explanation.severity,
        explanation.headline,
        tr("The address exists, but accepts {either} and not {method}.").format(
            either=_either(accepted), method=method
        ),
        (Fix(tr("Choose {either}.").format(either=_either(accepted))), *_choices(accepted)),
    )


def _accepted_methods(response: Response, request: Request) -> tuple[str, ...]:
    """Return the methods that the server names, or else the catalogue's."""
    # A server that sends 405 must name the methods in Allow. RFC 9110 section 15.5.6.
    named = (method.strip().upper() for method in (response.header("Allow") or "").split(","))
    return tuple(filter(None, named)) or request.endpoint.accepted_methods


def _either(texts: tuple[str, ...]) -> str:
    """Return ``GET``, ``GET or PUT`` or ``GET, PUT or DELETE``."""
    *first, last = texts
    return f"{', '.join(first)} or {last}" if first else last


def _choices(methods: tuple[str, ...]) -> Iterator[Fix]:
    """Yield a button for each method, without those that a server accepts beside the real one."""
    # A button for HEAD and OPTIONS beside GET is of little use.
    usual = [method for method in methods if method not in _RARELY_CHOSEN]
    for method in usual or methods:
        yield Fix(tr("Choose {method}").format(method=method), FixAction.CHOOSE_METHOD, method)


def _too_many(response: Response, request: Request) -> StatusExplanation:
    explanation = _EXPLANATIONS[429]
    meaning, fixes = explanation.meaning, explanation.fixes
    if (limit := request.endpoint.rate_limit_per_min) is not None:
        meaning += tr(" This endpoint allows {limit} requests a minute.").format(limit=limit)
    if (seconds := retry_after_s(response)) is not None:
        words = tr("Wait {wait_in_words}, as the server asks, then send less often.").format(
            wait_in_words=wait_in_words(seconds)
        )
        fixes = (Fix(words), *resend_after(seconds))
    return StatusExplanation(explanation.severity, explanation.headline, meaning, fixes)


def _unavailable(response: Response, request: Request) -> StatusExplanation | None:
    seconds = retry_after_s(response)
    if seconds is None:
        return None
    explanation = _EXPLANATIONS[503]
    wait = Fix(
        tr("Wait {wait_in_words}, as the server asks, then send it again.").format(
            wait_in_words=wait_in_words(seconds)
        )
    )
    fixes = (wait, *resend_after(seconds), _REPORT)
    return StatusExplanation(explanation.severity, explanation.headline, explanation.meaning, fixes)


_SPECIAL: dict[int, Callable[[Response, Request], StatusExplanation | None]] = {
    **dict.fromkeys((301, 302, 303, 307, 308), _redirect),
    400: _bad_request,
    403: _forbidden,
    405: _wrong_method,
    429: _too_many,
    503: _unavailable,
}
