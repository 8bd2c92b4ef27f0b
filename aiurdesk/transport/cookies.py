"""Cookie jars of credentials and environments, in memory only.

``http.cookiejar`` applies the rules of RFC 6265. One rule is stricter here: a cookie is sent only
to the origin that set it. The standard library ignores ports, but on this computer each port is
another service. It also has no list of public suffixes, so a cookie for a whole top-level domain
would be sent to unrelated sites.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from http import cookiejar
from itertools import accumulate, islice
from urllib.parse import urlsplit
from urllib.request import Request
from warnings import catch_warnings, simplefilter

import msgspec
from msgspec.structs import replace

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.preparing.cookie import (
    MAX_COOKIE_BYTES,
    MAX_COOKIES,
    Cookie,
    dotted_line,
    secrets_of_pairs,
    with_pairs,
)
from aiurdesk.core.request.request import PreparedRequest
from aiurdesk.core.response.response import Response
from aiurdesk.core.response.set_cookies import set_cookie_lines
from aiurdesk.transport.address import Address

MAX_SENT_CHARS = 64 * 1024
"""Of all cookies of one request; servers refuse much shorter headers. The last ones stay behind."""
MAX_ORIGINS = 500
"""Of one jar; the oldest one makes room for another."""
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_HTTP_ONLY = ("HttpOnly", "httponly", "HTTPOnly", "Httponly", "HTTPONLY")
"""``http.cookiejar`` keeps the names of attributes that it does not know as they were sent."""


class _SetCookieResponse(msgspec.Struct):
    """One Set-Cookie header in the form in which ``CookieJar.extract_cookies`` reads it."""

    value: str

    def info(self) -> "_SetCookieResponse":
        return self

    def get_all(self, name: str, default: list[str]) -> list[str]:
        return [self.value] if name == "Set-Cookie" else default


class _OriginJar(cookiejar.CookieJar):
    """The cookies of one origin, with a limit on their number."""

    def set_cookie(self, cookie: cookiejar.Cookie) -> None:
        """Store a cookie. When the jar is full, only a replacement is stored."""
        if len(self) < MAX_COOKIES or any(_key(stored) == _key(cookie) for stored in self):
            super().set_cookie(cookie)


class Jar:
    """The cookies of one credential or environment."""

    def __init__(self, given: Iterable[Cookie] = ()) -> None:
        """Start a jar.

        Args:
            given: Cookies without an origin, as of a file. They go to each origin of their domain.
        """
        self._jars: dict[str, _OriginJar] = {}
        self._given = tuple((cookie, _cookiejar_cookie(cookie)) for cookie in given)

    def pairs(self, address: Address) -> tuple[str, ...]:
        """Return the cookies to send to an address, each as ``name=value``."""
        jar = self._jar_of(address) if self._given else self._jars.get(_origin(address))
        if jar is None:
            return ()
        request = _cookiejar_request(address)
        # Selects by path, Secure and expiry; the longest path comes first. RFC 6265 section 5.4.
        jar.add_cookie_header(request)
        line = request.get_header("Cookie")
        if not line:
            return ()
        pairs = line.split("; ")
        ends = accumulate(len(pair) + len("; ") for pair in pairs)
        return tuple(pair for pair, end in zip(pairs, ends, strict=True) if end <= MAX_SENT_CHARS)

    def store(self, address: Address, set_cookie_values: Iterable[str]) -> None:
        """Store the cookies that an address sets; cookies that break the rules are ignored."""
        jar = self._jar_of(address)
        request = _cookiejar_request(address)
        for value in islice(set_cookie_values, MAX_COOKIES):
            pair = value.partition(";")[0]
            # A control character could break the Cookie header of a later request.
            if _CONTROL.search(value) or len(pair.encode()) > MAX_COOKIE_BYTES + len("="):
                continue
            # One header at a time: when http.cookiejar fails on one, it drops all others of the
            # same response. It also warns with a traceback, which may show the cookie.
            with catch_warnings():
                simplefilter("ignore")
                jar.extract_cookies(_SetCookieResponse(value), request)  # type: ignore[arg-type]

    def unused(self) -> tuple[Cookie, ...]:
        """Return the given cookies that no origin has got so far, without those that expired."""
        return tuple(
            cookie
            for cookie, stored in self._given
            if not stored.is_expired() and not any(_fits(stored, origin) for origin in self._jars)
        )

    def cookies(self) -> tuple[Cookie, ...]:
        """Return all cookies of origins that have not expired."""
        return tuple(
            _cookie(stored, origin)
            for origin, jar in self._jars.items()
            for stored in jar
            if not stored.is_expired()
        )

    def erase(self, cookie: Cookie) -> None:
        """Delete a cookie; do nothing if it is not in the jar."""
        jar = self._jars.get(cookie.origin, _OriginJar())
        for stored in list(jar):
            kept = _cookie(stored, cookie.origin)
            if (kept.name, kept.domain, kept.path) == (cookie.name, cookie.domain, cookie.path):
                jar.clear(stored.domain, stored.path, stored.name)

    def put(self, cookie: Cookie) -> None:
        """Store a cookie for its origin, instead of one of its name, domain and path."""
        self._jars.setdefault(cookie.origin, _OriginJar()).set_cookie(_cookiejar_cookie(cookie))

    def _jar_of(self, address: Address) -> _OriginJar:
        origin = _origin(address)
        if origin not in self._jars:
            if len(self._jars) >= MAX_ORIGINS:
                self._jars.pop(next(iter(self._jars)))
            jar = self._jars[origin] = _OriginJar()
            for _, stored in self._given:
                if _fits(stored, origin):
                    jar.set_cookie(stored)
        return self._jars[origin]


class CookieContext(msgspec.Struct):
    """Adds the cookies of a jar to a request, over all its hops, and stores what responses set."""

    jar: Jar
    is_of_credential: bool = True
    sent: PreparedRequest | None = None
    """The request as it was first sent, with dots in place of the jar's cookies."""
    secrets: list[Secret] = msgspec.field(default_factory=list)
    """Values of all cookies that were sent or received."""

    def add_cookies(self, request: PreparedRequest, address: Address) -> PreparedRequest:
        """Return the request with the cookies for its address."""
        pairs = self.jar.pairs(address)
        self.secrets += secrets_of_pairs(pairs)
        self.sent = self.sent or with_pairs(request, pairs, is_shown=True)
        return with_pairs(request, pairs)

    def extract_cookies(self, response: Response, address: Address) -> Response:
        """Store the cookies of a response.

        Returns:
            The response, with dots instead of the cookies of a credential.
        """
        values = set_cookie_lines(response.headers)
        if not values:
            return response
        self.secrets += secrets_of_pairs(value.partition(";")[0] for value in values)
        self.jar.store(address, values)
        if not self.is_of_credential:
            return response
        headers = tuple(
            replace(header, value=dotted_line(header.value))
            if header.name.lower() == "set-cookie"
            else header
            for header in response.headers
        )
        return replace(response, headers=headers)

    def to_follow(self, request: PreparedRequest) -> PreparedRequest:
        """Return the request whose redirect is followed.

        The cookies of a credential must not get to another origin in an address. A server that
        sets a cookie for everyone may repeat it there, as many do for a sign-in elsewhere.
        """
        return self.with_secrets(request) if self.is_of_credential else request

    def with_secrets(self, request: PreparedRequest) -> PreparedRequest:
        """Return the request with the values of the cookies added to its secrets."""
        secrets = dict.fromkeys((*request.secrets, *self.secrets))
        return replace(request, secrets=tuple(secrets))


def _origin(address: Address) -> str:
    return f"{address.scheme}://{address.authority}"


def _cookiejar_request(address: Address) -> Request:
    return Request(_origin(address) + address.target.decode("ascii"))


def _key(cookie: cookiejar.Cookie) -> tuple[str, str, str]:
    return cookie.domain, cookie.path, cookie.name


def _cookie(stored: cookiejar.Cookie, origin: str) -> Cookie:
    # For a cookie without "=", http.cookiejar puts its text into the name and has no value.
    return Cookie(
        name="" if stored.value is None else stored.name,
        value=Secret(stored.name if stored.value is None else stored.value),
        origin=origin,
        domain=_domain(stored, origin),
        path=stored.path,
        expires_at=_timestamp(stored.expires),
        is_secure=bool(stored.secure),
        is_http_only=any(map(stored.has_nonstandard_attr, _HTTP_ONLY)),
    )


def _cookiejar_cookie(cookie: Cookie) -> cookiejar.Cookie:
    host = _named(cookie.domain.removeprefix("."))
    return cookiejar.Cookie(
        version=0,
        name=cookie.name or cookie.value.reveal(),
        value=cookie.value.reveal() if cookie.name else None,
        port=None,
        port_specified=False,
        domain=f".{host}" if cookie.is_of_domain else host,
        domain_specified=cookie.is_of_domain,
        domain_initial_dot=cookie.is_of_domain,
        path=cookie.path,
        path_specified=True,
        secure=cookie.is_secure,
        expires=int(cookie.expires_at.timestamp()) if cookie.expires_at else None,
        discard=cookie.expires_at is None,
        comment=None,
        comment_url=None,
        rest={"HttpOnly": ""} if cookie.is_http_only else {},
    )


def _named(host: str) -> str:
    """Return a host as ``http.cookiejar`` names it, which appends ".local" where it has no dot."""
    host = f"[{host}]" if ":" in host and not host.startswith("[") else host
    return host if "." in host else f"{host}.local"


def _fits(cookie: cookiejar.Cookie, origin: str) -> bool:
    """Tell whether an origin is in the domain of a cookie."""
    host = _named(urlsplit(origin).hostname or "")
    domain = cookie.domain
    return host == domain.removeprefix(".") or (domain.startswith(".") and host.endswith(domain))


def _domain(stored: cookiejar.Cookie, origin: str) -> str:
    if stored.domain_specified:
        return stored.domain.removeprefix(".")
    # Not found.domain: http.cookiejar appends ".local" to a host without dots.
    return urlsplit(origin).hostname or ""


def _timestamp(expires_s: int | None) -> datetime | None:
    if expires_s is None:
        return None
    try:
        return datetime.fromtimestamp(expires_s, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.max.replace(tzinfo=UTC)
