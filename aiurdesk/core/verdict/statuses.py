"""Meaning of the HTTP statuses, for responses without a result code."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from msgspec.structs import replace

from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.problem import Fix, FixAction
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import format_duration, listed, printable, tr, truncate
from aiurdesk.core.verdict.challenges import bearer_error_of, challenges_of
from aiurdesk.core.verdict.failures import Explanation, explain
from aiurdesk.core.verdict.verdict import COPY_REPORT, Severity

_MINUTE_S = 60
_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*(ms|s|m|h|)", re.ASCII | re.IGNORECASE)
_UNITS_S = {"ms": 0.001, "": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}
_LONGEST_S = 10**9
_LONGEST_COUNTDOWN_S = 3600


def retry_after_s(response: Response) -> int | None:
    """Return how many seconds the server asks to wait, or None where it says nothing usable.

    A date counts from the Date header, so that a wrong clock of this computer does not matter;
    where there is none, from the time at which the response came.

    Source: RFC 9110, section 10.2.3.
    """
    # Seconds or a date.
    text = (response.header("Retry-After") or "").strip()
    if not text:
        return None
    # ``isdigit`` alone accepts other digits too, some of which ``int`` refuses, such as "²".
    if text.isascii() and text.isdigit():
        # More digits than any wait has, and Python refuses to read thousands of them.
        return int(text) if len(text) < 10 else None
    seconds = _seconds_until(text, response.header("Date"), response.received_at)
    return None if seconds is None else round(seconds)


def hinted_seconds(value: Any, date: str | None) -> float | None:
    """Return how long a service asks to wait, or None where a value does not say it.

    Args:
        value: A number of seconds, or a text: such a number, ``30s``, or a date.
        date: The Date header, from which a date counts.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value) if 0 <= value < _LONGEST_S else None
    if not isinstance(value, str):
        return None
    if duration := _DURATION.fullmatch(value.strip()):
        return float(duration[1]) * _UNITS_S[duration[2].lower()]
    return _seconds_until(value, date)


def _seconds_until(
    text: str, date: str | None, received_at: datetime | None = None
) -> float | None:
    until, now = _timestamp(text), _timestamp(date or "") or received_at
    return None if until is None or now is None else max(0.0, (until - now).total_seconds())


def _timestamp(text: str) -> datetime | None:
    """Return an HTTP date in any of its three forms. RFC 9110 section 5.6.7."""
    try:
        read = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    # Two of the forms may name no zone, which is UTC.
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def resend_after(seconds: int) -> tuple[Fix, ...]:
    """Return the button that waits and resends, unless the wait is longer than anybody watches."""
    if seconds > _LONGEST_COUNTDOWN_S:
        return ()
    if not seconds:
        return (Fix(tr("Resend"), FixAction.RESEND),)
    text = tr("Resend in {wait_in_words}").format(wait_in_words=wait_in_words(seconds))
    return (Fix(text, FixAction.WAIT_AND_RESEND, str(seconds)),)


def wait_in_words(seconds: int) -> str:
    """Return a wait as ``90 s``, or in minutes and hours where it is long."""
    return f"{seconds} s" if seconds <= 2 * _MINUTE_S else format_duration(seconds * 1000)


# Gateway and Directory sign in at /oauth/authorize, Kahla of 2020 at /Auth/OAuth.
_SIGN_IN_PAGE = re.compile(
    r"/(oauth/authorize|auth/oauth|(sign-?in|log-?in|logon)(-?page)?)\b", re.IGNORECASE
)
_REDIRECTS = range(300, 400)
_NOT_MODIFIED = 304
_CONDITIONAL = frozenset({"if-none-match", "if-modified-since"})
"""Headers to which 304 is an answer. RFC 9110 section 13."""
_LONGEST_REASON = 40
"""Characters; a server may send any text as reason phrase."""
_LONGEST_ADDRESS = 2000
_LONGEST_ERROR = 200
_WAITS_BY_ITSELF = frozenset((429, 503))
_RARELY_CHOSEN = frozenset({"CONNECT", "HEAD", "OPTIONS", "TRACE"})


def explain_status(response: Response, request: Request) -> Explanation:
    """Return what the status of a response means for this request."""
    # The most particular explanation wins: for this request, for this number, for its class. A
    # client that does not know a number treats it as the x00 of its class. RFC 9110 section 15.
    special = _redirect if is_redirect(response) else _SPECIAL.get(response.status)
    explanation = (special(response, request) if special else None) or _usual(response.status)
    seconds = retry_after_s(response)
    # Also with statuses for which no rule of HTTP has it, such as 403 of a limit on calls.
    if seconds and response.status >= 300 and response.status not in _WAITS_BY_ITSELF:
        words = _wait_words(tr("Wait {wait_in_words}, as the server asks."), seconds)
        explanation = replace(
            explanation, fixes=(words, *explanation.fixes, *resend_after(seconds))
        )
    return explanation


def _wait_words(text: str, seconds: int) -> Fix:
    return Fix(text.format(wait_in_words=wait_in_words(seconds)))


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
    # A server may send tens of kilobytes.
    target = truncate(redact_unknown(location), _LONGEST_ADDRESS)
    if response.status == HTTPStatus.MULTIPLE_CHOICES:
        # Not followed by any rule: it is the choice that the server prefers. RFC 9110, 15.4.1.
        usual = _usual(response.status)
        prefers = tr("It prefers {target}.").format(target=target)
        return replace(usual, meaning=f"{usual.meaning} {prefers}")
    meaning = tr("The response points to {redact_unknown}. The redirect was not followed.").format(
        redact_unknown=target
    )
    return replace(_usual(response.status), meaning=meaning)


def _bad_request(response: Response, request: Request) -> Explanation | None:
    is_plain = request.endpoint.is_websocket and not response.is_handshake
    return explain("statuses", "websocket_only") if is_plain else None


def _unauthorized(response: Response, request: Request) -> Explanation | None:
    """Return that what the request had as its sign-in was refused; None where it had nothing."""
    sent = response.sign_in.casefold()
    # What was left out at another origin was not refused.
    if not sent or any(hop.is_credential_dropped for hop in response.hops):
        return None
    asked = [challenge.scheme.casefold() for challenge in challenges_of(response)]
    if sent in ("basic", "digest"):
        # A server that has several ways may name another one only where this one is not on.
        return explain("statuses", "wrong_password") if not asked or sent in asked else None
    return _with_error(explain("statuses", "refused_credential"), response)


def _with_error(explanation: Explanation, response: Response) -> Explanation:
    """Return an explanation with what the server says about the token."""
    told = bearer_error_of(response)
    description = told.get("error_description") or told.get("error", "")
    if not description:
        return explanation
    words = tr("The server says: {description}.").format(
        description=truncate(printable(redact_unknown(description)).rstrip("."), _LONGEST_ERROR)
    )
    return replace(explanation, meaning=f"{explanation.meaning} {words}")


def _forbidden(response: Response, request: Request) -> Explanation | None:
    told = bearer_error_of(response)
    if told.get("error") == "insufficient_scope":
        explanation = _with_error(explain("statuses", "scope_missing"), response)
        scopes = truncate(printable(told.get("scope", "")), _LONGEST_ERROR)
        if not scopes:
            return explanation
        asks = tr("It asks for: {scopes}.").format(scopes=scopes)
        return replace(explanation, meaning=f"{explanation.meaning} {asks}")
    is_plain = urlsplit(response.url).scheme == "http" and not request.is_typed
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
    return tr("{first} or {last}").format(first=listed(first), last=last) if first else last


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
        words = _wait_words(
            tr("Wait {wait_in_words}, as the server asks, then send less often.")
            if seconds
            else tr("Send it again, as the server allows by now, then send less often."),
            seconds,
        )
        explanation = replace(explanation, fixes=(words, *resend_after(seconds)))
    return explanation


def _unavailable(response: Response, request: Request) -> Explanation | None:
    seconds = retry_after_s(response)
    if not seconds:
        return None
    words = _wait_words(
        tr("Wait {wait_in_words}, as the server asks, then send it again."), seconds
    )
    return replace(_usual(response.status), fixes=(words, *resend_after(seconds), COPY_REPORT))


def _not_modified(response: Response, request: Request) -> Explanation | None:
    """Return that what was asked for is so: the client has the newest version."""
    asked = {header.name.casefold() for header in request.headers} & _CONDITIONAL
    explanation = _usual(response.status)
    return replace(explanation, severity=Severity.SUCCESS) if asked else None


_SPECIAL: dict[int, Callable[[Response, Request], Explanation | None]] = {
    _NOT_MODIFIED: _not_modified,
    400: _bad_request,
    401: _unauthorized,
    403: _forbidden,
    405: _wrong_method,
    429: _too_many,
    503: _unavailable,
}
