"""What an HTTP status means where there is no result code to read."""

import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from urllib.parse import urlsplit

from msgspec.structs import replace

from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.explanations import Explanation, explain
from aiurdesk.core.verdict.retry_after import resend_after, retry_after_s, wait_in_words
from aiurdesk.core.verdict.verdict import COPY_REPORT, Fix, FixAction
from aiurdesk.core.wording import truncate

# Gateway and Directory sign in at /oauth/authorize, Kahla of 2020 at /Auth/OAuth.
_SIGN_IN_PAGE = re.compile(
    r"/(oauth/authorize|auth/oauth|(sign-?in|log-?in|logon)(-?page)?)\b", re.IGNORECASE
)
_REDIRECTS = range(300, 400)
_NOT_MODIFIED = 304
_LONGEST_REASON = 40
"""Characters; a server may send any text as reason phrase."""
_RARELY_CHOSEN = frozenset({"CONNECT", "HEAD", "OPTIONS", "TRACE"})


def explain_status(response: Response, request: Request) -> Explanation:
    """Return what the status of a response means for this request."""
    # The most particular explanation wins: for this request, for this number, for its class. A
    # client that does not know a number treats it as the x00 of its class. RFC 9110 section 15.
    special = _SPECIAL.get(response.status)
    explanation = special(response, request) if special else None
    return explanation or _usual(response.status)


def _usual(status: int) -> Explanation:
    return explain("statuses", str(status), f"{status // 100}xx", "unknown")


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


def _redirect(response: Response, request: Request) -> Explanation | None:
    if leads_to_sign_in(response):
        return explain("statuses", "sign_in_page")
    location = response.header("Location")
    if location is None:
        return None
    # A server may hand out a token with it.
    meaning = tr("The response points to {redact_unknown}. The redirect was not followed.").format(
        redact_unknown=redact_unknown(location)
    )
    return replace(_usual(response.status), meaning=meaning)


def _bad_request(response: Response, request: Request) -> Explanation | None:
    is_plain = request.endpoint.is_websocket and not response.is_handshake
    return explain("statuses", "websocket_only") if is_plain else None


def _forbidden(response: Response, request: Request) -> Explanation | None:
    is_plain = urlsplit(response.url).scheme == "http" and request.endpoint.service_id
    return explain("statuses", "https_only") if is_plain else None


def _wrong_method(response: Response, request: Request) -> Explanation | None:
    accepted = _accepted_methods(response, request)
    if not accepted:
        return None
    method = request.method or request.endpoint.method
    return replace(
        _usual(response.status),
        meaning=tr("The address exists, but accepts {either} and not {method}.").format(
            either=_either(accepted), method=method
        ),
        fixes=(Fix(tr("Choose {either}.").format(either=_either(accepted))), *_choices(accepted)),
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


def _too_many(response: Response, request: Request) -> Explanation:
    explanation = _usual(response.status)
    if (limit := request.endpoint.rate_limit_per_min) is not None:
        allowed = tr(" This endpoint allows {limit} requests a minute.").format(limit=limit)
        explanation = replace(explanation, meaning=explanation.meaning + allowed)
    if (seconds := retry_after_s(response)) is not None:
        words = tr("Wait {wait_in_words}, as the server asks, then send less often.").format(
            wait_in_words=wait_in_words(seconds)
        )
        explanation = replace(explanation, fixes=(Fix(words), *resend_after(seconds)))
    return explanation


def _unavailable(response: Response, request: Request) -> Explanation | None:
    seconds = retry_after_s(response)
    if seconds is None:
        return None
    words = tr("Wait {wait_in_words}, as the server asks, then send it again.").format(
        wait_in_words=wait_in_words(seconds)
    )
    return replace(_usual(response.status), fixes=(Fix(words), *resend_after(seconds), COPY_REPORT))


_SPECIAL: dict[int, Callable[[Response, Request], Explanation | None]] = {
    **dict.fromkeys((301, 302, 303, 307, 308), _redirect),
    400: _bad_request,
    403: _forbidden,
    405: _wrong_method,
    429: _too_many,
    503: _unavailable,
}
