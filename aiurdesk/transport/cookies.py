"""Cookie jars: what the services of one credential remember it by, in memory only.

The rules are those of the standard library, with one more: a cookie goes back to the origin that
set it and to no other. It knows no ports, and on this computer each port is another service; and
it knows no list of public suffixes, so a cookie for a whole country would reach strangers.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from http import cookiejar
from itertools import islice
from urllib.parse import urlsplit
from urllib.request import Request
from warnings import catch_warnings, simplefilter

import msgspec
from msgspec.structs import replace

from aiurdesk.core.credentials.cookie import Cookie, dotted_line, secrets_of_pairs, with_pairs
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.request import Header, PreparedRequest
from aiurdesk.core.response.response import Response
from aiurdesk.transport.address import Address

MOST_COOKIES = 300
"""Of one origin, and of one answer; a browser keeps 180. Those that come on top are not taken."""
MOST_BYTES = 4096
"""Of name and value, as in browsers."""
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_HTTP_ONLY = ("HttpOnly", "httponly", "HTTPOnly", "Httponly", "HTTPONLY")
"""The library keeps the spelling of what it does not know."""


class _Lines(msgspec.Struct):
    """One Set-Cookie header as the library wants to be given an answer."""

    line: str

    def info(self) -> "_Lines":
        return self

    def get_all(self, name: str, default: list[str]) -> list[str]:
        return [self.line] if name == "Set-Cookie" else default


class _OriginJar(cookiejar.CookieJar):
    """The cookies of one origin; the library itself takes any number of them."""

    def set_cookie(self, cookie: cookiejar.Cookie) -> None:
        """Keep a cookie, unless there are too many already and it replaces none of them."""
        if len(self) < MOST_COOKIES or any(_place(each) == _place(cookie) for each in self):
            super().set_cookie(cookie)


class Jar:
    """The cookies of one credential."""

    def __init__(self) -> None:
        self._jars: dict[str, _OriginJar] = {}

    def pairs(self, address: Address) -> tuple[str, ...]:
        """Return the cookies that go to an address, each as ``name=value``."""
        jar = self._jars.get(_origin(address))
        if jar is None:
            return ()
        request = _request(address)
        jar.add_cookie_header(request)
        line = request.get_header("Cookie")
        return tuple(line.split("; ")) if line else ()

    def take(self, address: Address, lines: Iterable[str]) -> None:
        """Keep what an address sets; what breaks the rules is left out."""
        jar = self._jars.setdefault(_origin(address), _OriginJar())
        request = _request(address)
        for line in islice(lines, MOST_COOKIES):
            pair = line.partition(";")[0]
            if _CONTROL.search(line) or len(pair.encode()) > MOST_BYTES + len("="):
                continue
            # One at a time: a line that the library stumbles over would take the others along.
            # It says so in a warning that quotes where it fell.
            with catch_warnings():
                simplefilter("ignore")
                jar.extract_cookies(_Lines(line), request)  # type: ignore[arg-type]

    def cookies(self) -> tuple[Cookie, ...]:
        """Return all that have not expired."""
        return tuple(
            _cookie(each, origin)
            for origin, jar in self._jars.items()
            for each in jar
            if not each.is_expired()
        )

    def erase(self, cookie: Cookie) -> None:
        """Forget one cookie; one that is not there is none."""
        jar = self._jars.get(cookie.origin, _OriginJar())
        for each in list(jar):
            found = _cookie(each, cookie.origin)
            if (found.name, found.domain, found.path) == (cookie.name, cookie.domain, cookie.path):
                jar.clear(each.domain, each.path, each.name)


class CookieContext(msgspec.Struct):
    """What a jar adds to one request and takes from its answers, over all its hops."""

    jar: Jar
    sent: PreparedRequest | None = None
    """The request as it went out first, the cookies of the jar as dots."""
    secrets: list[Secret] = msgspec.field(default_factory=list)
    """Texts of cookies that went or came."""

    def load(self, request: PreparedRequest, address: Address) -> PreparedRequest:
        """Return the request with the cookies that go to its address."""
        pairs = self.jar.pairs(address)
        self.secrets += secrets_of_pairs(pairs)
        self.sent = self.sent or with_pairs(request, pairs, is_shown=True)
        return with_pairs(request, pairs)

    def unload(self, response: Response, address: Address) -> Response:
        """Keep the cookies of an answer and return it with dots in their place."""
        lines = [header.value for header in response.headers if _sets_cookie(header)]
        if not lines:
            return response
        self.secrets += secrets_of_pairs(line.partition(";")[0] for line in lines)
        self.jar.take(address, lines)
        headers = tuple(
            Header(header.name, dotted_line(header.value)) if _sets_cookie(header) else header
            for header in response.headers
        )
        return replace(response, headers=headers)

    def guarded(self, request: PreparedRequest) -> PreparedRequest:
        """Return a request that knows the texts of the cookies as secrets."""
        known = dict.fromkeys((*request.secrets, *self.secrets))
        return replace(request, secrets=tuple(known))


def _sets_cookie(header: Header) -> bool:
    return header.name.lower() == "set-cookie"


def _origin(address: Address) -> str:
    return f"{address.scheme}://{address.authority}"


def _request(address: Address) -> Request:
    return Request(_origin(address) + address.target.decode("ascii"))


def _place(cookie: cookiejar.Cookie) -> tuple[str, str, str]:
    return cookie.domain, cookie.path, cookie.name


def _cookie(found: cookiejar.Cookie, origin: str) -> Cookie:
    return Cookie(
        name="" if found.value is None else found.name,
        value=Secret(found.name if found.value is None else found.value),
        origin=origin,
        domain=_domain(found, origin),
        path=found.path,
        expires_at=_moment(found.expires),
        is_secure=bool(found.secure),
        is_http_only=any(map(found.has_nonstandard_attr, _HTTP_ONLY)),
    )


def _domain(found: cookiejar.Cookie, origin: str) -> str:
    if found.domain_specified:
        return found.domain.removeprefix(".")
    return urlsplit(origin).hostname or ""  # the library adds ".local" to one without dots


def _moment(expires_s: int | None) -> datetime | None:
    if expires_s is None:
        return None
    try:
        return datetime.fromtimestamp(expires_s, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.max.replace(tzinfo=UTC)
