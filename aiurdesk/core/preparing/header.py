"""Headers that a person adds: which are valid, and which contain credentials.

Source: RFC 9110 sections 5.1, 5.5, 7.6.1 and 8.6.
"""

import re
from collections.abc import Iterator

from msgspec.structs import replace

import aiurdesk
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.credentials.user_info import encoded_login, user_and_password
from aiurdesk.core.environments.environment import Environment, missing_names, resolve
from aiurdesk.core.preparing.address import why_unresolved
from aiurdesk.core.preparing.wire_format import NOT_IN_HEADER
from aiurdesk.core.problem import FieldPlace, Problem
from aiurdesk.core.request.request import Header, PreparedRequest
from aiurdesk.core.request.request_secrets import secrets_of_text
from aiurdesk.core.translation import tr

DEFAULT_PORTS = {"http": 80, "https": 443}
ACCEPTED_ENCODINGS = "gzip, deflate, br, zstd"
"""The content encodings that the transport can decode."""
FRAMING = frozenset(
    (
        "connection",
        "content-length",
        "keep-alive",
        "proxy-connection",
        "transfer-encoding",
        "upgrade",
    )
)
"""Headers that delimit a message. Only the program sets them, and HTTP/2 forbids most."""
_DEFAULTS = (
    Header("Accept", "*/*"),
    Header("Accept-Encoding", ACCEPTED_ENCODINGS),
    Header("User-Agent", f"aiurdesk/{aiurdesk.__version__}"),
)
_WITH_LENGTH = frozenset(("POST", "PUT", "PATCH"))
"""Methods that send Content-Length even without a body."""
# The address is escaped already; only what would break the request line is left to escape.
_NOT_SENT_AS_THEY_ARE = re.compile(rb"[^A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=%|\\^`{}]")


def wire_authority(scheme: str, host: str, port: int | None) -> str:
    """Return the host, with the port unless it is the default one of the scheme."""
    host = f"[{host}]" if ":" in host else host
    return host if port in (None, DEFAULT_PORTS.get(scheme)) else f"{host}:{port}"


def wire_target(url: str) -> str:
    """Return path and query unchanged, except that characters that HTTP forbids are escaped."""
    # A fragment is for the client only and is never sent. RFC 9110 section 7.1.
    rest = url.partition("#")[0].partition("://")[2]
    path = re.search(r"[/?].*", rest, re.DOTALL)
    written = path.group() if path else "/"
    # An empty path is sent as "/". RFC 9112 section 3.2.1.
    if written.startswith("?"):
        written = "/" + written
    escaped = _NOT_SENT_AS_THEY_ARE.sub(
        lambda match: b"%%%02X" % ord(match[0]), written.encode("utf-8")
    )
    return escaped.decode("ascii")


def wire_headers(request: PreparedRequest, authority: str, length: str) -> tuple[Header, ...]:
    """Return all headers. Those that the program adds come first.

    A request that brings its own Host, Accept, Accept-Encoding or User-Agent keeps them.

    Args:
        length: The value of Content-Length, if the request has this header.
    """
    # White space around a value is not part of it. RFC 9110 section 5.5.
    own = [Header(h.name, h.value.strip(" \t")) for h in request.headers]
    own = [header for header in own if header.name.lower() not in FRAMING]
    given = {header.name.lower() for header in own}
    added = [h for h in (Header("Host", authority), *_DEFAULTS) if h.name.lower() not in given]
    # A POST without a body says so with a length of 0. RFC 9110 section 8.6.
    if request.body or request.method in _WITH_LENGTH:
        own.append(Header("Content-Length", length))
    return (*added, *own)


_LOGINS = frozenset(("authorization", "proxy-authorization"))
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def resolve_headers(
    headers: tuple[Header, ...], environment: Environment
) -> tuple[tuple[Header, ...], tuple[Problem, ...]]:
    """Resolve the variables of headers; return the valid headers and an error for each other."""
    resolved: list[Header] = []
    errors: list[Problem] = []
    for header in headers:
        name = resolve(header.name, environment.variables)
        value = resolve(header.value, environment.variables)
        if isinstance(name, tuple) or isinstance(value, tuple):
            missing = missing_names(name, value)
            errors.append(why_unresolved(missing, environment, FieldPlace(header=header.name)))
            continue
        # Checked after resolving: a variable may hold a line break.
        line = Header(name.strip(" \t"), value.strip(" \t"))
        if line.name.casefold() in _LOGINS:
            line = Header(line.name, encoded_login(line.value))
        trouble = header_problem(line)
        if trouble is None:
            resolved.append(line)
        else:
            errors.append(replace(trouble, at=FieldPlace(header=header.name)))
    return tuple(resolved), tuple(errors)


def is_token(text: str) -> bool:
    """Tell whether a text can be a name of HTTP: a header's, a method's or a subprotocol's."""
    return _TOKEN.fullmatch(text) is not None


def header_problem(header: Header) -> Problem | None:
    """Return why a header cannot be sent, or None. Its variables must be resolved."""
    if not is_token(header.name):
        words = tr(
            "{name!r} is not a valid header name. Enter letters, digits and dashes, "
            "such as Accept-Language."
        )
        return Problem(words.format(name=header.name))
    # A wrong Content-Length makes a server read the next request at the wrong place.
    if header.name.lower() in FRAMING:
        words = tr("{name} is written by the connection itself. Remove this header.")
        return Problem(words.format(name=header.name))
    if NOT_IN_HEADER.search(header.value):
        words = tr(
            "The value of {name} contains a character that is not allowed in a "
            "header. Enter one line of Latin letters, such as en-US."
        )
        return Problem(words.format(name=header.name))
    return None


def subprotocol_problem(name: str) -> Problem | None:
    """Return why a socket cannot offer a subprotocol of this name, or None."""
    # RFC 6455 section 4.1: a token, as the name of a header is.
    if is_token(name):
        return None
    words = tr(
        "{name!r} is not a valid name of a subprotocol. Enter letters, digits, "
        "dots and dashes, such as chat.v2."
    )
    return Problem(words.format(name=name))


def content_type_of(headers: tuple[Header, ...]) -> str | None:
    """Return the first Content-Type, or None."""
    return next((h.value for h in headers if h.name.lower() == "content-type"), None)


def secrets_of(headers: tuple[Header, ...]) -> Iterator[Secret]:
    """Yield the secrets in headers."""
    for header in headers:
        name = header.name.lower()
        if not is_secret_name(name):
            yield from secrets_of_text(header.value)
        elif not header.value:
            continue
        elif name == "cookie":
            yield from _cookie_values(header.value)
        else:
            # Without the scheme of "Bearer …": a response may repeat the token alone.
            yield Secret(header.value.split(" ", 1)[-1])
            both = user_and_password(header.value)
            if both is not None and both.password.reveal():
                yield both.password


def _cookie_values(text: str) -> Iterator[Secret]:
    for pair in text.split(";"):
        value = pair.partition("=")[2].strip()
        if value:
            yield Secret(value)
