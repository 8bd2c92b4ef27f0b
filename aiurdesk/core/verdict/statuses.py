"""What an HTTP status means where there is no result code to read."""

import re
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

import msgspec

from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import Response
from aiurdesk.core.verdict.verdict import Fix, FixAction, Severity
from aiurdesk.core.wording import truncate

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


_RESEND = Fix("Resend", FixAction.RESEND)
_RESEND_LATER = Fix("Resend in 5 s", FixAction.RESEND_LATER)
_REPORT = Fix("Copy report", FixAction.COPY_REPORT)
_HEADERS = Fix("Show headers", FixAction.SHOW_HEADERS)
_ADDRESS = Fix("Go to the address", FixAction.EDIT_ADDRESS)
_FORM = Fix("Go to the form", FixAction.FOCUS_FORM)
_SIGN_IN = (
    Fix("Sign in", FixAction.SIGN_IN),
    Fix("Choose credential", FixAction.CHOOSE_CREDENTIAL),
)
_TELL = Fix("Try again later; if it stays so, tell the team that runs the service, with a report.")

SIGN_IN_PAGE = StatusExplanation(
    Severity.CREDENTIAL,
    "Sent to a sign-in page",
    "The service does not know who is calling, so it points to the page where people sign in.",
    (Fix("Sign in first, or use a credential that is signed in."), *_SIGN_IN),
)

_EXPLANATIONS = {
    101: StatusExplanation(
        Severity.SUCCESS,
        "The connection became a WebSocket",
        "The server agreed to speak WebSocket; what comes now are messages.",
    ),
    204: StatusExplanation(
        Severity.SUCCESS, "Done, without a body", "The server has nothing to say about it."
    ),
    304: StatusExplanation(
        Severity.NOTICE,
        "Not modified",
        "The request said which version it has, and that is still the newest one.",
        (Fix("Take If-None-Match or If-Modified-Since out of the headers to get the content."),),
    ),
    400: StatusExplanation(
        Severity.INPUT,
        "The server cannot make sense of the request",
        "It was turned away before the service looked at its parameters.",
        (Fix("Check the parameters and headers."), _FORM),
    ),
    401: StatusExplanation(
        Severity.CREDENTIAL,
        "Not signed in",
        "The service wants to know who is calling. It got no sign-in, or one that has ended.",
        (Fix("Sign in first, or use a credential that is signed in."), *_SIGN_IN),
    ),
    403: StatusExplanation(
        Severity.CREDENTIAL,
        "Not permitted",
        "The server understood the request and refuses it.",
        (Fix("Make sure that the user or app has the permission."), *_SIGN_IN),
    ),
    404: StatusExplanation(
        Severity.INPUT,
        "Nothing at this address",
        "The server has nothing at this path: it is spelled differently there, "
        "belongs to another generation of the service, or names something that does not exist.",
        (Fix("Check the address and the parameters that are part of it."), _ADDRESS, _FORM),
    ),
    405: StatusExplanation(
        Severity.INPUT,
        "Wrong method",
        "The address is right, but it does not take this method.",
        (Fix("Choose another method."), _ADDRESS),
    ),
    413: StatusExplanation(
        Severity.INPUT,
        "The request is too large",
        "The server takes no body of this size.",
        (Fix("Send less data."), _FORM),
    ),
    414: StatusExplanation(
        Severity.INPUT,
        "The address is too long",
        "The server does not read addresses of this length, their query included.",
        (Fix("Send long values in a POST, where the endpoint takes it."), _FORM),
    ),
    415: StatusExplanation(
        Severity.INPUT,
        "Wrong kind of body",
        "The server does not take a body of this Content-Type here; "
        "most likely it wants JSON where a form was sent, or the other way round.",
        (Fix("Check Content-Type in the headers of the request."), _FORM),
    ),
    416: StatusExplanation(
        Severity.INPUT,
        "The range is outside the file",
        "The request asks for bytes that the file does not have.",
        (Fix("Change or remove Range in the headers of the request."),),
    ),
    429: StatusExplanation(
        Severity.WAIT,
        "Too many requests",
        "The server counts the calls from this computer and takes no more of them for now.",
        (Fix("Wait a minute, then send less often."), _RESEND),
    ),
    431: StatusExplanation(
        Severity.INPUT,
        "The headers are too large",
        "The server does not read headers of this length; a long cookie is the usual cause.",
        (Fix("Remove or shorten headers and cookies of the request."),),
    ),
    501: StatusExplanation(
        Severity.SERVER,
        "The server does not know this method",
        "Whatever answers at this address was not made for the method of the request.",
        (Fix("Choose another method."), _ADDRESS),
    ),
    502: StatusExplanation(
        Severity.SERVER,
        "The server behind the gateway does not answer properly",
        "The request reached a gateway, which could not get a response from the service itself.",
        (_TELL, _RESEND, _REPORT),
    ),
    503: StatusExplanation(
        Severity.SERVER,
        "The service is not available",
        "The service is overloaded, starting, or down for maintenance.",
        (_TELL, _RESEND_LATER, _REPORT),
    ),
    504: StatusExplanation(
        Severity.SERVER,
        "The server behind the gateway takes too long",
        "The request reached a gateway, which waited for the service in vain.",
        (_TELL, _RESEND, _REPORT),
    ),
}
_REDIRECTED = StatusExplanation(
    Severity.NOTICE,
    "Points to another address",
    "The response is a redirect; what it points to stands in its Location header.",
    (_HEADERS,),
)
_OF_A_CLASS = {
    1: StatusExplanation(
        Severity.UNEXPECTED,
        "Only an announcement",
        "The server announced a response that did not come.",
        (_REPORT,),
    ),
    2: StatusExplanation(
        Severity.NOTICE, "Accepted, without a body", "The server says nothing more."
    ),
    3: _REDIRECTED,
    4: StatusExplanation(
        Severity.INPUT,
        "The server refuses the request",
        "It was turned away before the service looked at it.",
        (Fix("Check the parameters and headers."), _FORM),
    ),
    5: StatusExplanation(
        Severity.SERVER,
        "The server failed",
        "Something broke on the server before the service could put it into words.",
        (Fix("Tell the team that runs the service, with a report."), _REPORT, _RESEND),
    ),
}
_UNKNOWN = StatusExplanation(
    Severity.UNEXPECTED,
    "A status that HTTP does not have",
    "The number is outside what HTTP defines.",
    (_REPORT,),
)


def explain_status(response: Response, request: Request) -> StatusExplanation:
    """Return what the status of a response means for this request."""
    special = _SPECIAL.get(response.status)
    explanation = special(response, request) if special else None
    return (
        explanation
        or _EXPLANATIONS.get(response.status)
        or _OF_A_CLASS.get(response.status // 100, _UNKNOWN)
    )


def status_line(response: Response) -> str:
    """Return status and reason phrase; HTTP/2 has none, so the usual one takes its place."""
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
    addresses = [hop.location for hop in response.hops]
    if is_redirect(response):
        addresses.append(response.header("Location") or "")
    return any(_SIGN_IN_PAGE.search(urlsplit(address).path) for address in addresses)


def _redirect(response: Response, request: Request) -> StatusExplanation | None:
    if leads_to_sign_in(response):
        return SIGN_IN_PAGE
    location = response.header("Location")
    if location is None:
        return None
    return StatusExplanation(
        Severity.NOTICE,
        _REDIRECTED.headline,
        f"The response is a redirect to {location}, which was not followed.",
        _REDIRECTED.fixes,
    )


def _bad_request(response: Response, request: Request) -> StatusExplanation | None:
    if not request.endpoint.is_websocket:
        return None
    return StatusExplanation(
        Severity.INPUT,
        "This is a WebSocket",
        "The endpoint only speaks WebSocket, and the request was sent as plain HTTP.",
        (Fix("Connect to it with a WebSocket client."),),
    )


def _forbidden(response: Response, request: Request) -> StatusExplanation | None:
    if urlsplit(response.url).scheme != "http":
        return None
    return StatusExplanation(
        Severity.INPUT,
        "Plain http is refused",
        "These services take anything but GET over https only.",
        (Fix("Use https://."), _ADDRESS),
    )


def _wrong_method(response: Response, request: Request) -> StatusExplanation | None:
    accepted = response.header("Allow") or ", ".join(request.endpoint.accepted_methods)
    if not accepted:
        return None
    method = request.method or request.endpoint.method
    explanation = _EXPLANATIONS[405]
    return StatusExplanation(
        explanation.severity,
        explanation.headline,
        f"The address is right, but it takes {accepted} and not {method}.",
        (Fix(f"Choose {accepted}."), _ADDRESS),
    )


def _too_many(response: Response, request: Request) -> StatusExplanation | None:
    explanation = _EXPLANATIONS[429]
    wait = response.header("Retry-After")
    limit = request.endpoint.rate_limit_per_min
    if wait is None and limit is None:
        return None
    meaning = explanation.meaning
    if limit is not None:
        meaning += f" This endpoint allows {limit} a minute."
    fix = explanation.fixes[0]
    if wait is not None and wait.isdigit():
        fix = Fix(f"Wait {int(wait)} s, as the server asks, then send less often.")
    return StatusExplanation(
        explanation.severity, explanation.headline, meaning, (fix, *explanation.fixes[1:])
    )


_SPECIAL: dict[int, Callable[[Response, Request], StatusExplanation | None]] = {
    **dict.fromkeys((301, 302, 303, 307, 308), _redirect),
    400: _bad_request,
    403: _forbidden,
    405: _wrong_method,
    429: _too_many,
}
