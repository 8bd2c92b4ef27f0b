"""The request line and the headers that HTTP/1.1 adds to a request's.

Source: RFC 9110 sections 7.2, 8.6 and 10.1; RFC 9112 section 3.
"""

import re

import aiurdesk
from aiurdesk.core.request.request import Header, PreparedRequest

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
