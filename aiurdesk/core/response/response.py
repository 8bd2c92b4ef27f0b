"""An answer, or why there is none."""

from enum import StrEnum
from typing import TypeAlias

import msgspec

from aiurdesk.core.request.request import Header, PreparedRequest


class FailureKind(StrEnum):
    """Every way in which a request can end without an answer."""

    HOST_NOT_FOUND = "host_not_found"
    CONNECTION_REFUSED = "connection_refused"
    CONNECT_TIMEOUT = "connect_timeout"
    READ_TIMEOUT = "read_timeout"
    TOTAL_TIMEOUT = "total_timeout"
    CERTIFICATE_UNKNOWN = "certificate_unknown"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_WRONG_HOST = "certificate_wrong_host"
    TLS_ERROR = "tls_error"
    NOT_HTTP = "not_http"
    PROTOCOL_ERROR = "protocol_error"
    TOO_LARGE = "too_large"
    CUT_OFF = "cut_off"
    BAD_ENCODING = "bad_encoding"
    REDIRECT_REFUSED = "redirect_refused"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    PROXY_ERROR = "proxy_error"
    PLAIN_HTTP_REFUSED = "plain_http_refused"
    FILE_UNREADABLE = "file_unreadable"
    """A file of the request's own body could not be read while it was sent."""
    ADDRESS_INVALID = "address_invalid"
    CANCELLED = "cancelled"


class Timing(msgspec.Struct, frozen=True):
    """How long each phase took, in milliseconds; None where the phase did not happen."""

    connect_ms: float | None = None
    """Name look-up and TCP; None on a connection used again."""
    tls_ms: float | None = None
    send_ms: float | None = None
    """Sending head and body."""
    first_byte_ms: float | None = None
    """From the last byte sent to the first byte of the answer."""
    body_ms: float | None = None
    total_ms: float = 0.0
    """From the start of the call to the last byte, redirects included."""
    is_reused: bool = False
    """An open connection carried the request."""


class Tls(msgspec.Struct, frozen=True):
    """What protects the connection."""

    version: str
    """Such as ``TLSv1.3``."""
    cipher: str = ""
    issuer: str = ""
    """Common name of the certificate's issuer."""


class Hop(msgspec.Struct, frozen=True):
    """One redirect that was followed."""

    status: int
    url: str
    """Address that answered with the redirect."""
    location: str
    """Absolute address that it named."""
    is_credential_dropped: bool = False
    """The next address is of another origin, so what identifies the caller stayed behind."""


class Body(msgspec.Struct, frozen=True):
    """The content of an answer, its Content-Encoding undone, in memory or in a file."""

    data: bytes = b""
    """The content, or its beginning where ``path`` is set."""
    path: str | None = None
    """Temporary file with the whole content, where it was too long for memory."""
    size_bytes: int = 0
    """Of the whole content."""
    received_bytes: int = 0
    """As it came over the wire, still encoded."""


class Response(msgspec.Struct, frozen=True):
    """An answer from the server, read to its end."""

    status: int
    http_version: str
    """``HTTP/2``, ``HTTP/1.1`` or ``HTTP/1.0``."""
    headers: tuple[Header, ...]
    body: Body
    url: str
    """Address that gave the answer, after redirects."""
    reason: str = ""
    timing: Timing = msgspec.field(default_factory=Timing)
    tls: Tls | None = None
    hops: tuple[Hop, ...] = ()
    server_address: str = ""
    """IP address and port."""
    sent: PreparedRequest | None = None
    """The request as it went out first, where a jar added cookies: those as dots, and their texts
    among its secrets."""

    def header(self, name: str) -> str | None:
        """Return the first value of a header without regard to case, or None."""
        folded = name.casefold()
        return next((h.value for h in self.headers if h.name.casefold() == folded), None)


class Failure(msgspec.Struct, frozen=True):
    """Why there is no answer."""

    kind: FailureKind
    detail: str = ""
    """The particulars in a few words: host, limit, what the TLS library said; no secret."""
    timing: Timing = msgspec.field(default_factory=Timing)
    hops: tuple[Hop, ...] = ()
    sent: PreparedRequest | None = None
    """As in ``Response``."""


Outcome: TypeAlias = Response | Failure
