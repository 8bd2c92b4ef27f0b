"""What common response headers mean, and which ones for security a response lacks.

Sources: RFC 9110 and 9111 (HTTP), RFC 6265 (cookies), RFC 6797 (HSTS), RFC 8288 (links), RFC 9457,
Fetch (CORS), and the OWASP Secure Headers Project for what is recommended.
"""

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import msgspec

from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import marked, tr

_MEANINGS: Mapping[str, str] = {
    "accept-ranges": marked("Whether parts of the body can be requested."),
    "access-control-allow-credentials": marked(
        "Whether a page of another origin may send cookies and read the response."
    ),
    "access-control-allow-headers": marked("Headers that a page of another origin may send."),
    "access-control-allow-methods": marked("Methods that a page of another origin may use."),
    "access-control-allow-origin": marked(
        "The origin whose pages may read the response; * allows all."
    ),
    "access-control-expose-headers": marked("Headers that a page of another origin may read."),
    "access-control-max-age": marked("Seconds for which a browser keeps what CORS allows."),
    "age": marked("Seconds since a cache fetched the response from the server."),
    "allow": marked("Methods that the address supports."),
    "alt-svc": marked("Another host, port or protocol, such as HTTP/3, for the same service."),
    "cache-control": marked("Whether and how long the response may be kept by caches."),
    "clear-site-data": marked("What a browser is to delete of this site."),
    "connection": marked("Whether the connection stays open."),
    "content-disposition": marked("Whether the body is shown or saved, and under which name."),
    "content-encoding": marked("How the body was compressed on its way."),
    "content-language": marked("The language of the body."),
    "content-length": marked("Size of the body in bytes, as it was sent."),
    "content-location": marked("The address of exactly this version of the body."),
    "content-range": marked("Which part of the body this is."),
    "content-security-policy": marked("What a page may load and run."),
    "content-type": marked("The media type of the body, and its character set."),
    "cross-origin-embedder-policy": marked("Whether a page may embed what does not allow it."),
    "cross-origin-opener-policy": marked("Whether a page shares its window with other origins."),
    "cross-origin-resource-policy": marked("Which origins may embed the response."),
    "date": marked("When the server made the response."),
    "deprecation": marked("The address is deprecated, from this time on. RFC 9745."),
    "etag": marked("The version of the body: send it as If-None-Match or If-Match."),
    "expires": marked("When the response is no longer fresh; Cache-Control comes before it."),
    "keep-alive": marked("How long the connection stays open without requests."),
    "last-modified": marked("When the body last changed."),
    "link": marked("Other addresses, such as the next page."),
    "location": marked("Where the request is to go instead, or what was created."),
    "permissions-policy": marked("Which features of the browser a page may use."),
    "pragma": marked("Cache-Control of HTTP/1.0."),
    "proxy-authenticate": marked("How the proxy wants to be signed in to."),
    "ratelimit": marked("How many requests are left, and until when."),
    "ratelimit-limit": marked("How many requests are allowed in a period."),
    "ratelimit-policy": marked("How many requests are allowed in which period."),
    "ratelimit-remaining": marked("How many requests are left in this period."),
    "ratelimit-reset": marked("When the period ends that requests are counted in."),
    "referrer-policy": marked("How much of its address a page tells to others."),
    "retry-after": marked("When to send the request again, as a time or in seconds."),
    "server": marked("The software of the server."),
    "server-timing": marked("How long parts of the work took on the server, in milliseconds."),
    "set-cookie": marked("A cookie that is to be sent with later requests."),
    "strict-transport-security": marked("The host is only used over HTTPS, for so many seconds."),
    "sunset": marked("When the address stops working. RFC 8594."),
    "timing-allow-origin": marked("The origins whose pages may measure the response."),
    "traceparent": marked("The trace that the request belongs to. W3C Trace Context."),
    "trailer": marked("Headers that follow behind the body."),
    "transfer-encoding": marked("The body comes in chunks, without its size in front."),
    "upgrade": marked("Other protocols that the server speaks."),
    "vary": marked("Request headers that the response depends on."),
    "via": marked("The proxies that the response came through."),
    "warning": marked("A remark of a cache; no longer used."),
    "www-authenticate": marked("How the server wants to be signed in to."),
    "x-cache": marked("Whether a cache had the response."),
    "x-content-type-options": marked("nosniff: a browser keeps to the Content-Type."),
    "x-correlation-id": marked("The id of the request in the logs of the server."),
    "x-forwarded-for": marked("The addresses that the request came through."),
    "x-frame-options": marked("Whether a page may be shown within another one."),
    "x-powered-by": marked("The framework of the server."),
    "x-ratelimit-limit": marked("How many requests are allowed in a period."),
    "x-ratelimit-remaining": marked("How many requests are left in this period."),
    "x-ratelimit-reset": marked("When the period ends that requests are counted in."),
    "x-request-id": marked("The id of the request in the logs of the server."),
    "x-xss-protection": marked("A filter of old browsers; better switched off."),
}


class MissingHeader(msgspec.Struct, frozen=True):
    """A header for security that a response lacks."""

    name: str
    reason: str
    """A sentence: what it would prevent."""


def header_meaning(name: str) -> str:
    """Return a sentence on what a header says; empty for one that is not common."""
    text = _MEANINGS.get(name.casefold(), "")
    return tr(text) if text else ""


def missing_headers(response: Response) -> tuple[MissingHeader, ...]:
    """Return the recommended headers for security that a response lacks.

    What only concerns pages is expected of HTML alone, and HSTS over HTTPS alone.
    """
    return tuple(
        MissingHeader(name, tr(reason))
        for name, reason, is_expected in _EXPECTED
        if is_expected(response) and response.header(name) is None
    )


def _is_page(response: Response) -> bool:
    kind = (response.header("Content-Type") or "").partition(";")[0].strip().casefold()
    return kind in ("text/html", "application/xhtml+xml")


def _is_https(response: Response) -> bool:
    return urlsplit(response.url).scheme == "https"


def _has_body(response: Response) -> bool:
    return response.body.size_bytes > 0 or bool(response.body.data)


def _lets_frames(response: Response) -> bool:
    policy = response.header("Content-Security-Policy") or ""
    return _is_page(response) and "frame-ancestors" not in policy.casefold()


def _sets_cookie(response: Response) -> bool:
    return response.header("Set-Cookie") is not None


_EXPECTED: tuple[tuple[str, str, Callable[[Response], bool]], ...] = (
    (
        "Strict-Transport-Security",
        marked("A browser may still be led to plain HTTP."),
        _is_https,
    ),
    (
        "X-Content-Type-Options",
        marked("A browser may take the body for something else than it says it is."),
        _has_body,
    ),
    (
        "Content-Security-Policy",
        marked("The page may run what others slip into it."),
        _is_page,
    ),
    (
        "X-Frame-Options",
        marked("The page may be shown within another one, which takes over its clicks."),
        _lets_frames,
    ),
    (
        "Referrer-Policy",
        marked("The page tells its address to the sites it links to."),
        _is_page,
    ),
    (
        "Cache-Control",
        marked("A cache may keep the response together with its cookie."),
        _sets_cookie,
    ),
)
