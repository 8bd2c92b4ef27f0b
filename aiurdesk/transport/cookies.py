"""Cookie jars of credentials and environments, in memory only.

``http.cookiejar`` reads cookies and applies RFC 6265, with the rules of ``_Rules`` instead of its
own. One rule is stricter for credentials: their cookies are sent only to the origin that set them,
because on this computer each port is another service. Those of an environment go where a browser
sends them, whichever port that is.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from http import cookiejar
from itertools import accumulate, islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import Request
from warnings import catch_warnings, simplefilter

import msgspec
from msgspec.structs import replace

from aiurdesk import libraries
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.preparing.address import is_loopback
from aiurdesk.core.preparing.cookie import (
    MAX_COOKIE_BYTES,
    MAX_COOKIES,
    Cookie,
    dotted_line,
    secrets_of_pairs,
    with_pairs,
)
from aiurdesk.core.request.request import PreparedRequest
from aiurdesk.core.response.response import Response, set_cookie_lines
from aiurdesk.transport.address import Address

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


def is_public_suffix(domain: str) -> bool:
    """Tell whether nobody alone has a domain. That is so for each name without a dot.

    Args:
        domain: In lower case and ASCII.
    """
    top = domain.rpartition(".")[2]
    return _rules_below(top if top in _lines() else "").is_public(domain)


@cache
def _rules_below(top: str) -> "PublicSuffixList":
    # Of one top-level domain: all rules take 60 ms to read, and the window must not wait for them.
    return libraries.publicsuffixlist.PublicSuffixList(_lines().get(top, []))


@cache
def _lines() -> dict[str, list[str]]:
    """Return the lines of the list by their top-level domains, as they are in addresses."""
    text = Path(libraries.publicsuffixlist.PSLFILE).read_text(encoding="utf-8")
    lines = defaultdict(list)
    for line in text.splitlines():
        if line and not line.startswith("//"):
            lines[line.rpartition(".")[2]].append(line)
    return {
        top if top.isascii() else top.encode("idna").decode(): rules for top, rules in lines.items()
    }


MAX_SENT_CHARS = 64 * 1024
"""Of all cookies of one request; servers refuse much shorter headers. The last ones stay behind."""
MAX_DOMAINS = 500
"""Of one jar, each origin of a credential apart; the oldest one makes room for another."""
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_HTTP_ONLY = ("HttpOnly", "httponly", "HTTPOnly", "Httponly", "HTTPONLY")
"""``http.cookiejar`` keeps the names of attributes that it does not know as they were sent."""
_ORIGIN, _HOST = " origin", " host"
"""Attributes that a server cannot send: it would have no space before its name."""


class _SetCookieResponse(msgspec.Struct):
    """One Set-Cookie header in the form in which ``CookieJar.extract_cookies`` reads it."""

    value: str

    def info(self) -> "_SetCookieResponse":
        return self

    def get_all(self, name: str, default: list[str]) -> list[str]:
        return [self.value] if name == "Set-Cookie" else default


class _Rules(cookiejar.DefaultCookiePolicy):
    """Which cookies are stored and sent. Source: RFC 6265 section 5, as RFC 6265bis changes it."""

    def set_ok(self, cookie: cookiejar.Cookie, request: Request) -> bool:
        """Tell whether a server may set a cookie."""
        return self.return_ok_secure(cookie, request) and super().set_ok(cookie, request)

    def set_ok_path(self, cookie: cookiejar.Cookie, request: Request) -> bool:
        """Tell whether a cookie's name allows its path and attributes."""
        return _keeps_promise(cookie) and super().set_ok_path(cookie, request)

    def set_ok_domain(self, cookie: cookiejar.Cookie, request: Request) -> bool:
        """Tell whether a server may set a cookie for a domain."""
        domain, host = cookie.domain.removeprefix("."), urlsplit(request.full_url).hostname or ""
        if cookie.domain_specified and domain == host and _is_of_many(domain):
            # It is for this host then, as of a site that is a public suffix itself.
            cookie.domain, cookie.domain_specified = _named(host), False
        return self.return_ok_domain(cookie, request)

    def return_ok(self, cookie: cookiejar.Cookie, request: Request) -> bool:
        """Tell whether a cookie is sent, which may come from a file."""
        return _keeps_promise(cookie) and super().return_ok(cookie, request)

    def return_ok_secure(self, cookie: cookiejar.Cookie, request: Request) -> bool:
        """Tell whether nobody else can read it on the way: nothing leaves the computer, or TLS."""
        split = urlsplit(request.full_url)
        return not cookie.secure or split.scheme == "https" or is_loopback(split.hostname or "")

    def return_ok_domain(self, cookie: cookiejar.Cookie, request: Request) -> bool:
        """Tell whether a host is the one of a cookie, or in its domain."""
        host = _named(urlsplit(request.full_url).hostname or "")
        if not cookie.domain_specified:
            return host == cookie.domain
        domain = cookie.domain.removeprefix(".")
        return (host == domain or host.endswith(f".{domain}")) and not _is_of_many(domain)


class Jar:
    """The cookies of one credential or environment."""

    def __init__(self, *, is_of_origins: bool = False) -> None:
        """Start an empty jar.

        Args:
            is_of_origins: Whether a cookie goes to no other origin than the one that set it.
        """
        self._is_of_origins = is_of_origins
        # Origin, empty where it does not count, and domain → domain, path, name → cookie.
        self._reached: dict[_Reach, dict[_Key, cookiejar.Cookie]] = {}

    def pairs(self, address: Address) -> tuple[str, ...]:
        """Return the cookies to send to an address, each as ``name=value``."""
        if not self._reached:
            return ()
        request = _cookiejar_request(address)
        # Selects by domain, path, Secure and expiry; the longest path comes first. RFC 6265, 5.4.
        self._within_reach(address).add_cookie_header(request)
        line = request.get_header("Cookie")
        if not line:
            return ()
        pairs = line.split("; ")
        ends = accumulate(len(pair) + len("; ") for pair in pairs)
        return tuple(pair for pair, end in zip(pairs, ends, strict=True) if end <= MAX_SENT_CHARS)

    def store(self, address: Address, set_cookie_values: Iterable[str]) -> None:
        """Store the cookies that an address sets; cookies that break the rules are ignored."""
        # With nothing of other hosts in it, which ``http.cookiejar`` would let an address delete.
        jar = self._within_reach(address)
        before = {_key(stored): stored for stored in jar}
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
        after = {_key(stored): stored for stored in jar}
        if address.scheme == "http" and not is_loopback(address.host):
            # Anybody on the way may have set them. RFC 6265bis section 5.7, step 16.
            after = _beside_secure(before, after)
        origin = _origin(address)
        for key in before.keys() - after.keys():
            self._remove(origin, key)
        for key, stored in after.items():
            if stored is not before.get(key):
                stored.set_nonstandard_attr(_ORIGIN, origin)
                self._set(origin, stored)

    def cookies(self) -> tuple[Cookie, ...]:
        """Return all cookies that have not expired."""
        return tuple(
            _cookie(stored)
            for reach in self._reached.values()
            for stored in reach.values()
            if not stored.is_expired()
        )

    def erase(self, cookie: Cookie) -> None:
        """Delete a cookie; do nothing if it is not in the jar."""
        self._remove(cookie.origin, _key(_cookiejar_cookie(cookie)))

    def put(self, cookie: Cookie) -> None:
        """Store a cookie instead of one of its name, domain and path.

        Args:
            cookie: Without an origin it goes to each server of its domain, as one of a file.
        """
        self._set(cookie.origin, _cookiejar_cookie(cookie))

    def _reach(self, origin: str, domain: str) -> "_Reach":
        return origin if self._is_of_origins else "", domain

    def _within_reach(self, address: Address) -> cookiejar.CookieJar:
        """Return a jar with the cookies of all domains that an address is in."""
        jar, origin = cookiejar.CookieJar(_Rules()), _origin(address)
        labels = _named(address.host).split(".")
        domains = (f".{'.'.join(labels[first:])}" for first in range(len(labels)))
        for domain in (_named(address.host), *domains):
            for stored in self._reached.get(self._reach(origin, domain), {}).values():
                jar.set_cookie(stored)
        return jar

    def _remove(self, origin: str, key: "_Key") -> None:
        self._reached.get(self._reach(origin, key[0]), {}).pop(key, None)

    def _set(self, origin: str, stored: cookiejar.Cookie) -> None:
        """Store a cookie. When its domain is full, only a replacement is stored."""
        reach, key = self._reach(origin, stored.domain), _key(stored)
        if reach not in self._reached and len(self._reached) >= MAX_DOMAINS:
            self._reached.pop(next(iter(self._reached)))
        cookies = self._reached.setdefault(reach, {})
        if len(cookies) < MAX_COOKIES or key in cookies:
            cookies[key] = stored


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
        secrets = self.sent.secrets if self.sent else ()
        headers = tuple(
            replace(header, value=dotted_line(header.value, secrets))
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


_Reach = tuple[str, str]
_Key = tuple[str, str, str]


def _key(cookie: cookiejar.Cookie) -> _Key:
    return cookie.domain, cookie.path, cookie.name


def _beside_secure(
    before: "dict[_Key, cookiejar.Cookie]", after: "dict[_Key, cookiejar.Cookie]"
) -> "dict[_Key, cookiejar.Cookie]":
    """Return the cookies without those that take the place or the name of a Secure one."""
    kept = {key: stored for key, stored in before.items() if stored.secure}
    names = {stored.name for stored in kept.values()}
    others = {
        key: stored
        for key, stored in after.items()
        if stored is before.get(key) or stored.name not in names
    }
    return {**others, **kept}


def _keeps_promise(cookie: cookiejar.Cookie) -> bool:
    """Tell whether a cookie is what the beginning of its name says. RFC 6265bis section 4.1.3."""
    name = cookie.name.lower()
    if name.startswith("__host-"):
        is_of_host = cookie.path_specified and cookie.path == "/" and not cookie.domain_specified
        return bool(cookie.secure) and is_of_host
    return bool(cookie.secure) or not name.startswith("__secure-")


def _is_of_many(domain: str) -> bool:
    """Tell whether unrelated sites are in a domain, or it is a part of an IP address."""
    is_number = domain.rpartition(".")[2].isdigit()
    return is_number or is_public_suffix(domain)


def _cookie(stored: cookiejar.Cookie) -> Cookie:
    origin = stored.get_nonstandard_attr(_ORIGIN) or ""
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
        rest={_ORIGIN: cookie.origin, _HOST: cookie.domain}
        | ({"HttpOnly": ""} if cookie.is_http_only else {}),
    )


def _named(host: str) -> str:
    """Return a host as ``http.cookiejar`` names it, which appends ".local" where it has no dot."""
    host = f"[{host}]" if ":" in host and not host.startswith("[") else host
    return host if "." in host else f"{host}.local"


def _domain(stored: cookiejar.Cookie, origin: str) -> str:
    if stored.domain_specified:
        return stored.domain
    # Not that of ``http.cookiejar``, which appends ".local" to a host without dots.
    return stored.get_nonstandard_attr(_HOST) or urlsplit(origin).hostname or ""


def _timestamp(expires_s: int | None) -> datetime | None:
    if expires_s is None:
        return None
    try:
        return datetime.fromtimestamp(expires_s, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.max.replace(tzinfo=UTC)
