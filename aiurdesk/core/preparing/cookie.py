"""Cookies that a server has set, and how they are written and shown.

Source: RFC 6265 sections 4.1.1, 4.2.1 and 5.4.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

import msgspec
from msgspec.structs import replace

from aiurdesk.core.credentials.redacted_text import redact_text
from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.environments.plain_http import typed_host
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.preparing.wire_format import NOT_IN_COOKIE
from aiurdesk.core.problem import FieldPlace, Problem
from aiurdesk.core.request.request import Header, PreparedRequest
from aiurdesk.core.translation import tr

_PLAIN_ATTRIBUTE = (
    r"(?i)\s*(secure|httponly|partitioned)\s*"
    r"|\s*(domain|path|expires|max-age|samesite|priority)\s*=[^=]*"
)
MAX_COOKIES = 300
"""For one origin, and for one response; browsers keep about 180. Further ones are ignored."""
MAX_COOKIE_BYTES = 4096
"""Name and value together, as in browsers."""
_OF_ENVIRONMENT = "environment:"
_COOKIE_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_LONG = 8
"""A shorter value, such as ``en`` or ``true``, does not identify a person. Hiding it wherever it
occurs in a response would hide much else."""


def environment_jar(name: str) -> str:
    """Return the jar of requests that an environment has without a credential.

    Args:
        name: As ``Environment.cookie_jar`` has it.
    """
    return _OF_ENVIRONMENT + name


def name_in_jar(jar: str) -> str:
    """Return the name that ``environment_jar`` has made a jar of."""
    return jar.removeprefix(_OF_ENVIRONMENT)


def is_environment_jar(jar: str) -> bool:
    """Tell whether a jar is an environment's, and no credential has given its cookies."""
    return jar.startswith(_OF_ENVIRONMENT)


class Cookie(msgspec.Struct, frozen=True):
    """One cookie of a jar."""

    name: str
    """May be empty."""
    value: Secret
    origin: str
    """Scheme, host and unusual port of the server that set it. One of a credential goes to no
    other. Empty for one of a file, where only the domain counts."""
    domain: str
    """Host that it is for, or behind a dot the domain that its server named."""
    path: str
    """It goes to this path and to the paths below."""
    expires_at: datetime | None = None
    """Timezone-aware; None means that it lasts as long as the program runs."""
    is_secure: bool = False
    is_http_only: bool = False

    @property
    def is_of_domain(self) -> bool:
        """Whether its server named a domain, so that it goes to subdomains, too."""
        host = urlsplit(self.origin).hostname
        # What was kept by earlier versions has no dot.
        return self.domain.startswith(".") or (host is not None and host != self.domain)

    def is_expired(self, now: datetime) -> bool:
        """Tell whether its time is over."""
        return self.expires_at is not None and self.expires_at <= now

    @property
    def key(self) -> tuple[bool, str, str, str]:
        """Domain, path and name, which a cookie that replaces this one has in common with it."""
        return self.is_of_domain, self.domain.removeprefix("."), self.path, self.name


def with_pairs(
    request: PreparedRequest, pairs: Iterable[str], is_shown: bool = False
) -> PreparedRequest:
    """Return the request with the cookies of its jar, each given as ``name=value``.

    A cookie that the person typed stays as it is, and one of the same name stays in the jar.

    Args:
        is_shown: The request is only shown, not sent: the values are dots.
    """
    lines = [header for header in request.headers if header.name.lower() == "cookie"]
    typed = {_name(pair) for line in lines for pair in line.value.split(";")}
    added = [pair for pair in pairs if _name(pair) not in typed]
    if is_shown:
        # A known secret first, of which a part may stand before the "=".
        added = [_dotted_pair(redact_text(pair, request.secrets)) for pair in added]
    if not added:
        return request
    if not lines:
        return replace(request, headers=(*request.headers, Header("Cookie", "; ".join(added))))
    # A user agent sends one Cookie header only. RFC 6265 section 5.4.
    own = lines[0].value.strip(" \t;")
    line = Header(lines[0].name, "; ".join([own, *added] if own else added))
    index = request.headers.index(lines[0])
    headers = (*request.headers[:index], line, *request.headers[index + 1 :])
    return replace(request, headers=headers)


def new_cookie(name: str, value: str, domain: str, path: str) -> Cookie:
    """Return a cookie that a person adds; it lasts as long as the program runs.

    Args:
        name: With the beginning ``__Host-`` or ``__Secure-``, it is sent encrypted only.
        value: What is sent.
        domain: A host, or its address; behind a dot, its subdomains get the cookie, too.
        path: Empty for all paths of the host.

    Raises:
        ProblemError: One of them cannot be that of a cookie. The value is not repeated.
    """
    if not _COOKIE_NAME.fullmatch(name):
        text = tr("Enter a name of letters, digits and signs such as - or _.")
        raise ProblemError(Problem(text, FieldPlace("name")))
    if problem := cookie_problem(name, value):
        raise ProblemError(replace(problem, at=FieldPlace("value")))
    host = urlsplit(domain).netloc if "://" in domain else domain
    read = typed_host(re.sub(r":\d+$", "", host.strip().removeprefix(".")))
    if isinstance(read, Problem):
        text = tr("Enter the host that the cookie is for, such as {example}.")
        raise ProblemError(Problem(text.format(example="example.com"), FieldPlace("domain")))
    if not path.startswith("/") and path or NOT_IN_COOKIE.search(path):
        text = tr("A path begins with / and has no semicolons, such as {example}.")
        raise ProblemError(Problem(text.format(example="/api"), FieldPlace("path")))
    return Cookie(
        name=name,
        value=Secret(value),
        origin="",
        domain=f".{read}" if host.strip().startswith(".") else read,
        path=path or "/",
        is_secure=name.lower().startswith(("__secure-", "__host-")),
    )


def cookie_problem(name: str, value: str) -> Problem | None:
    """Return what is wrong with a value that a person enters, or None."""
    # RFC 6265 section 4.1.1, as far as servers insist on it.
    if NOT_IN_COOKIE.search(value):
        words = tr(
            "A value has no semicolons, line breaks or letters beyond Latin-1. Write %3B for a ;."
        )
        return Problem(words)
    if len(name) + len(value) > MAX_COOKIE_BYTES:
        words = tr("Name and value have {max_cookie_bytes} characters at most.")
        return Problem(words.format(max_cookie_bytes=MAX_COOKIE_BYTES))
    return None


def _name(pair: str) -> str:
    return pair.partition("=")[0].strip()


def _dotted_pair(pair: str) -> str:
    """Replace the value, or a text without a name, by dots; empty text stays empty."""
    name, equals, value = pair.partition("=")
    if not equals:
        return DOTS if name.strip() else ""
    return f"{name}={DOTS}" if value.strip() else pair


def is_secret_pair(pair: str) -> bool:
    """Tell whether a cookie looks like a secret, by its name or its length."""
    return is_secret_name(_name(pair)) or any(secrets_of_pairs([pair]))


def shown_pairs(pairs: Iterable[str], secrets: Iterable[Secret] = ()) -> tuple[str, ...]:
    """Return cookies with dots for the values that look like secrets, and for known secrets."""
    secrets = tuple(secrets)
    return tuple(
        _dotted_pair(pair) if is_secret_pair(pair) else pair
        for pair in (redact_text(pair, secrets) for pair in pairs)
    )


def dotted_line(set_cookie: str, secrets: Iterable[Secret] = ()) -> str:
    """Return the value of a Set-Cookie header with dots instead of what may be secret.

    Args:
        secrets: Known ones, which are searched before names and values are told apart: where a
            server repeats one there, its beginning up to a "=" looks like a name.
    """
    pair, *attributes = redact_text(set_cookie, secrets).split(";")
    # An unknown attribute may hold anything, such as part of a value with a stray semicolon.
    dotted = (
        attribute if re.fullmatch(_PLAIN_ATTRIBUTE, attribute) else f" {DOTS}"
        for attribute in attributes
    )
    return ";".join((_dotted_pair(pair), *dotted))


def secrets_of_pairs(pairs: Iterable[str]) -> Iterator[Secret]:
    """Yield the texts in cookies that must be hidden elsewhere too, such as in a response."""
    for pair in pairs:
        name, equals, value = pair.partition("=")
        text = (value if equals else name).strip(' \t"')
        # A response may repeat the value as it is sent or as it is meant: %3D for "=" is usual.
        for spelling in dict.fromkeys((text, unquote(text))):
            if len(spelling) >= _LONG:
                yield Secret(spelling)


_HEADING = (
    "# Netscape HTTP Cookie File\n# It holds the sessions of accounts: give it to nobody.\n\n"
)
_HTTP_ONLY = "#HttpOnly_"
_FIELDS = 7
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_LATEST_S = 253_402_300_799
"""The end of the year 9999, which a timestamp can still have."""


def read_cookies(text: str) -> tuple[Cookie, ...]:
    """Return the cookies in a text.

    They have no origin: which servers they are for follows from their domain.

    Raises:
        ValueError: A line is not valid. The message names its number and quotes nothing.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    return tuple(
        _cookie(number, line)
        for number, line in enumerate(lines, 1)
        if line.strip() and (not line.startswith("#") or line.startswith(_HTTP_ONLY))
    )


def write_cookies(cookies: Iterable[Cookie]) -> str:
    """Return a text with cookies; those that a line cannot hold are left out."""
    return _HEADING + "".join(map(_line, cookies))


def _cookie(number: int, line: str) -> Cookie:
    is_http_only = line.startswith(_HTTP_ONLY)
    fields = line.removeprefix(_HTTP_ONLY).split("\t")
    if len(fields) == _FIELDS - 1:
        # Some programs leave out the last tab of an empty value.
        fields.append("")
    if len(fields) != _FIELDS or not fields[0] or not fields[2].startswith("/"):
        text = tr("line {number} is not a cookie: it needs seven fields with tabs between")
        raise ValueError(text.format(number=number))
    domain, subdomains, path, secure, expires, name, value = fields
    if _CONTROL.search("".join(fields)) or not re.fullmatch(r"\d{0,18}(\.\d+)?", expires):
        text = tr("line {number} is not a cookie: a field has a wrong value")
        raise ValueError(text.format(number=number))
    host = domain.removeprefix(".").lower()
    # 0 stands for the end of the session.
    ends_at_s = min(int(float(expires or 0)), _LATEST_S)
    return Cookie(
        name=name,
        value=Secret(value),
        origin="",
        # A dot in front means that subdomains get it, too.
        domain=f".{host}" if subdomains.upper() == "TRUE" else host,
        path=path,
        expires_at=datetime.fromtimestamp(ends_at_s, UTC) if ends_at_s else None,
        is_secure=secure.upper() == "TRUE",
        is_http_only=is_http_only,
    )


def _line(cookie: Cookie) -> str:
    domain = cookie.domain.removeprefix(".")
    fields = (
        f".{domain}" if cookie.is_of_domain else domain,
        "TRUE" if cookie.is_of_domain else "FALSE",
        cookie.path,
        "TRUE" if cookie.is_secure else "FALSE",
        str(int(cookie.expires_at.timestamp())) if cookie.expires_at else "0",
        cookie.name,
        cookie.value.reveal(),
    )
    if any(map(_CONTROL.search, fields)):
        return ""
    tabbed = "\t".join(fields)
    return f"{_HTTP_ONLY if cookie.is_http_only else ''}{tabbed}\n"
