"""The response to a request, or why there is none."""

import codecs
import re
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from aiurdesk.core.credentials.secret import DOTS
from aiurdesk.core.environments.certificates import CertificateChain
from aiurdesk.core.environments.route import USUAL_ROUTE, TakenRoute
from aiurdesk.core.preparing.cookie import MAX_COOKIES, is_secret_pair
from aiurdesk.core.request.request import Header, PreparedRequest
from aiurdesk.core.translation import Phrase, tr

SWITCHING_PROTOCOLS = 101


class FailureKind(StrEnum):
    """Every way in which a request can end without a response."""

    HOST_NOT_FOUND = "host_not_found"
    CONNECTION_REFUSED = "connection_refused"
    CONNECT_TIMEOUT = "connect_timeout"
    READ_TIMEOUT = "read_timeout"
    TOTAL_TIMEOUT = "total_timeout"
    CERTIFICATE_UNKNOWN = "certificate_unknown"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_NOT_YET_VALID = "certificate_not_yet_valid"
    CERTIFICATE_INVALID = "certificate_invalid"
    """A certificate breaks another rule, such as about the length of its key, or was revoked."""
    CERTIFICATE_WRONG_HOST = "certificate_wrong_host"
    TLS_ERROR = "tls_error"
    TLS_LOST = "tls_lost"
    """The encrypted connection ended with an error after something of the request was sent."""
    NOT_HTTP = "not_http"
    PROTOCOL_ERROR = "protocol_error"
    TOO_LARGE = "too_large"
    CUT_OFF = "cut_off"
    BAD_ENCODING = "bad_encoding"
    REDIRECT_REFUSED = "redirect_refused"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    PROXY_ERROR = "proxy_error"
    HTTP_VERSION_REFUSED = "http_version_refused"
    """The server, or what is sent, does not allow the version of HTTP that was chosen."""
    PLAIN_HTTP_REFUSED = "plain_http_refused"
    FILE_UNREADABLE = "file_unreadable"
    """A file in the request body could not be read."""
    DISK_ERROR = "disk_error"
    """A long response could not be written to its temporary file."""
    SYSTEM_ERROR = "system_error"
    """The system refused the program something, such as another file or socket."""
    ADDRESS_INVALID = "address_invalid"
    CANCELLED = "cancelled"


CERTIFICATE_KINDS = frozenset(
    (
        FailureKind.CERTIFICATE_UNKNOWN,
        FailureKind.CERTIFICATE_EXPIRED,
        FailureKind.CERTIFICATE_NOT_YET_VALID,
        FailureKind.CERTIFICATE_INVALID,
        FailureKind.CERTIFICATE_WRONG_HOST,
    )
)
"""The server was reached, and its certificate is not trusted."""


class Timing(msgspec.Struct, frozen=True):
    """Durations of the phases of a request in milliseconds; None for one that did not happen."""

    connect_ms: float | None = None
    """Name lookup and TCP; None on a connection that was already open."""
    tls_ms: float | None = None
    send_ms: float | None = None
    """Sending headers and body."""
    first_byte_ms: float | None = None
    """From the last byte sent to the first byte received."""
    body_ms: float | None = None
    total_ms: float = 0.0
    """From the start of the request to the last byte received, redirects included."""
    is_reused: bool = False
    """Whether the request was sent over a connection that was already open."""


class Tls(msgspec.Struct, frozen=True):
    """The TLS parameters of a connection."""

    version: str
    """Such as ``TLSv1.3``."""
    cipher: str = ""
    issuer: str = ""
    """Common name of the issuer of the certificate."""
    expires_at: datetime | None = None
    """When the certificate expires; None where the system verified it, which does not say."""
    chain: tuple[bytes, ...] = ()
    """The certificates up to the authority that is trusted, or at least those that the server sent,
    as DER; its own first."""


class Hop(msgspec.Struct, frozen=True):
    """One redirect that was followed."""

    status: int
    url: str
    """URL that responded with the redirect."""
    location: str
    """URL of the next request, absolute."""
    is_credential_dropped: bool = False
    """Whether the credential was left out, because the next URL has another origin."""
    set_cookies: tuple[str, ...] = ()
    """What its headers set, with dots instead of the values."""


class ResponseBody(msgspec.Struct, frozen=True):
    """The decoded body of a response, in memory or in a file."""

    data: bytes = b""
    """The body, or only its beginning if ``path`` is set."""
    path: str | None = None
    """Temporary file with the whole body, if it was too long for memory."""
    size_bytes: int = 0
    """Size of the whole body."""
    received_bytes: int = 0
    """Size as it was received, before Content-Encoding was decoded."""


class DeliveredParts(msgspec.Struct, frozen=True):
    """A body as it came in parts, with what it was called."""

    body: ResponseBody
    content_type: str


class _Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """How a request was sent, whether it got a response or not."""

    timing: Timing = msgspec.field(default_factory=Timing)
    hops: tuple[Hop, ...] = ()
    resends: int = 0
    """How often it was sent again, because the server refused it before it processed it."""
    sent: PreparedRequest | None = None
    """The request as it was first sent, if a cookie jar added cookies to it. Their values are shown
    as dots, and they are among its secrets."""
    route: TakenRoute = USUAL_ROUTE


class Failure(_Attempt, frozen=True):
    """The request got no response, or an incomplete one."""

    kind: FailureKind
    particulars: str | Phrase = msgspec.field(default="", name="detail")
    """More about it in a few words, such as the host, the limit or the TLS error; no secret. The
    history has it under its first name."""
    chain: CertificateChain | None = None
    """The certificates of the server, if it was not trusted. Not recorded."""
    undecoded: bytes = b""
    """The beginning of a body that could not be decoded, as it was received. Not recorded: a secret
    cannot be seen in it."""

    received: bytes = b""
    """What came of the body before it was cancelled, as much as is in memory. Not recorded."""
    content_type: str = ""
    """Of that body."""

    @property
    def detail(self) -> str:
        """The particulars in the language of the person."""
        return str(self.particulars)


class Closing(msgspec.Struct, frozen=True):
    """The end of an open socket or stream: close code, reason, and who began the closing."""

    code: int
    """Of the close frame that was received first, or else sent; 1005 where it holds no code, and
    1006 where the connection ended without one."""
    reason: str = ""
    """As the other side sent it, or as this side did."""
    is_by_server: bool = False
    """Whether the server began the closing."""
    is_clean: bool = True
    """Whether both sides sent a close frame."""
    failure: Failure | None = None
    """Why this side gave the socket up, such as a message that is too large; otherwise None."""
    is_ping_unanswered: bool = False
    """Whether it is lost because the server does not answer pings any more."""
    is_stream: bool = False
    """Whether it was a stream of events, which has neither codes nor a closing handshake."""
    is_resumable: bool = False
    """Whether the server expects a client to connect again after the end of the stream."""


class SocketSummary(msgspec.Struct, frozen=True):
    """Counts of the frames of an open socket or stream, and how it ended."""

    left_out: int = 0
    """How many frames between the first and the last ones are not kept."""
    left_out_bytes: int = 0
    received: int = 0
    """How many messages came in all."""
    sent: int = 0
    cut: int = 0
    """How many long messages are not kept to their end."""
    closing: Closing | None = None
    """None where it was left open, such as with Ctrl+C."""
    elapsed_ms: float = 0.0
    """From the moment when it was open."""


class Response(_Attempt, frozen=True):
    """A complete response from the server."""

    status: int
    """100 to 999; HTTP defines none from 600 on, but some servers send them."""
    http_version: str
    """``HTTP/2``, ``HTTP/1.1`` or ``HTTP/1.0``."""
    headers: tuple[Header, ...]
    body: ResponseBody
    url: str
    """URL that sent the response, after redirects."""
    reason: str = ""
    tls: Tls | None = None
    server_address: str = ""
    """IP address and port."""
    trailers: tuple[Header, ...] = ()
    """Headers that came behind the body."""
    received_at: datetime | None = None
    """When its headers came, timezone-aware, by the clock of this computer."""
    sign_in: str = ""
    """What in the request said who is calling: the scheme of its header Authorization, such as
    ``Basic``, or ``secret`` where only something else of it was secret; empty for nothing."""
    is_handshake: bool = False
    """Whether the request asked for a WebSocket."""
    is_stream: bool = False
    """Whether its body is a stream of events, which are read while they come."""
    summary: SocketSummary | None = None
    """Of the socket or stream that it opened, once that is over; then its frames are the body."""
    in_parts: DeliveredParts | None = None
    """How the body came, where it is what several parts make together. Not recorded."""

    def header(self, name: str) -> str | None:
        """Return the first value of a header, or None. The name is not case-sensitive."""
        folded = name.casefold()
        return next((h.value for h in self.headers if h.name.casefold() == folded), None)


Outcome: TypeAlias = Response | Failure


def has_certificates(outcome: Outcome) -> bool:
    """Return whether the certificates of the server are known, so that they can be shown."""
    if isinstance(outcome, Response):
        return outcome.tls is not None and bool(outcome.tls.chain)
    return outcome.chain is not None


def has_transcript(outcome: Outcome) -> bool:
    """Return whether the body is what came over the socket or stream that a response opened.

    ``core.sockets.transcript`` makes and reads it.
    """
    if not isinstance(outcome, Response):
        return False
    is_socket = outcome.is_handshake and outcome.status == SWITCHING_PROTOCOLS
    return is_socket or outcome.is_stream


def is_stream(outcome: Outcome) -> bool:
    """Return whether a response is a stream of events."""
    return isinstance(outcome, Response) and outcome.is_stream


_TEXT_ENCODINGS = (
    "utf", "ascii", "us-ascii", "iso-8859", "iso8859", "latin", "windows-", "cp", "gb", "big5",
    "shift", "euc", "koi8",
)  # fmt: skip

_MOST_BYTES = 1024 * 1024
"""Of a body that is written in UTF-8 again, which takes some 10 ms."""


def text_of_body(response: Response | None, data: bytes, errors: str = "replace") -> str:
    """Return bytes of a body as text, by the charset that the response names, or else as UTF-8.

    Args:
        errors: What is done with bytes that are not text, as for ``bytes.decode``.
    """
    content_type = "" if response is None else response.header("Content-Type") or ""
    return data.decode(encoding_of(charset_in(content_type)) or "utf-8", errors)


def with_utf8_body(response: Response) -> Response:
    """Return a response whose text is UTF-8, as the readers of bodies expect it.

    Only where its Content-Type names another charset, and the whole text is in memory. XML says
    itself how it is encoded.
    """
    body = response.body
    encoding = encoding_of(charset_in(response.header("Content-Type") or ""))
    is_whole = body.path is None and 0 < len(body.data) == body.size_bytes <= _MOST_BYTES
    if encoding in ("", "utf-8") or not is_whole or body.data.startswith(b"<?xml"):
        return response
    try:
        data = body.data.decode(encoding).encode()
    except UnicodeError:
        return response
    return replace(response, body=replace(body, data=data, size_bytes=len(data)))


def charset_in(content_type: str) -> str:
    """Return the charset that a Content-Type names, in lower case; empty without one."""
    charset = ""
    for parameter in content_type.partition(";")[2].split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().casefold() == "charset":
            charset = value.strip().strip("\"'").casefold()
    return charset


def encoding_of(charset: str) -> str:
    """Return the name of a charset that Python reads as text, or empty text.

    Only names of real charsets: Python also knows ``unicode_escape``, ``punycode`` and such.
    """
    if not charset.startswith(_TEXT_ENCODINGS):
        return ""
    try:
        return codecs.lookup(charset).name
    except LookupError:
        return ""


_LONGEST = 200
"""Characters of a text that is shown."""
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,15}")


class SetCookie(msgspec.Struct, frozen=True):
    """A cookie as a server set it. Whether it was kept depends on the rules of cookies."""

    name: str
    value: str
    """Dots if it looks like a secret."""
    domain: str
    path: str
    expiry: str
    """When it ends, as the server said it."""


def set_cookie_lines(headers: Iterable[Header]) -> tuple[str, ...]:
    """Return the values of the headers that set cookies."""
    return tuple(header.value for header in headers if header.name.lower() == "set-cookie")


def cookies_set_by(response: Response) -> tuple[SetCookie, ...]:
    """Return the cookies that a response sets, the cookies of redirects before it first."""
    lines = [(line, hop.url) for hop in response.hops for line in hop.set_cookies]
    lines += [(line, response.url) for line in set_cookie_lines(response.headers)]
    return tuple(_cookie(line, url) for line, url in lines[:MAX_COOKIES])


def _cookie(line: str, url: str) -> SetCookie:
    pair, *rest = line.split(";")
    name, equals, value = pair.partition("=")
    if not equals:
        name, value = "", pair
    attributes = {}
    for attribute in rest:
        key, _, text = attribute.partition("=")
        attributes[key.strip().lower()] = text.strip()
    split, value = urlsplit(url), value.strip()
    path = attributes.get("path", "")
    return SetCookie(
        name.strip()[:_LONGEST],
        DOTS if value and is_secret_pair(pair) else value,
        (attributes.get("domain", "").removeprefix(".") or split.hostname or "")[:_LONGEST],
        (path if path.startswith("/") else split.path.rpartition("/")[0] or "/")[:_LONGEST],
        _expiry(attributes),
    )


def _expiry(attributes: dict[str, str]) -> str:
    # Max-Age counts before Expires.
    seconds = attributes.get("max-age", "")
    if _WHOLE_NUMBER.fullmatch(seconds):
        return tr("After {int:,} s").format(int=int(seconds)) if int(seconds) > 0 else tr("Deleted")
    return attributes.get("expires", "")[:_LONGEST] or tr("When the program ends")
