"""The one table from the exceptions of the HTTP client to kinds of failure."""

import errno
import os
import socket
import ssl
from collections.abc import Callable, Iterator
from typing import TypeAlias

import h2.events
import h2.exceptions
import h11
import httpx
import msgspec

from aiurdesk.core.response.response import FailureKind
from aiurdesk.core.translation import CUT, Phrase, marked
from aiurdesk.transport.deadline import Deadline
from aiurdesk.transport.http1 import head_problem, quoted_line
from aiurdesk.transport.network import FIRST_BYTES, ReceivedData
from aiurdesk.transport.transport import SendFailure, system_failure

_WANT_ERRORS = (ssl.SSLWantReadError, ssl.SSLWantWriteError)
"""Raised inside the client while it waits for data, so they appear in the context of the real
error. They are subclasses of ``SSLError``, but they are not errors."""

_RESOURCE_ERRORS = frozenset((errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS))


class HopState(msgspec.Struct, frozen=True):
    """Progress of a hop at the moment when an exception was raised."""

    received: ReceivedData
    deadline: Deadline


_CLIENT_ALERTS = {
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": Phrase(marked("the server asks for a client certificate")),
    **dict.fromkeys(
        (
            "SSLV3_ALERT_BAD_CERTIFICATE",
            "SSLV3_ALERT_CERTIFICATE_UNKNOWN",
            "TLSV1_ALERT_UNKNOWN_CA",
            "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE",
        ),
        Phrase(marked("the server did not accept the client certificate")),
    ),
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": Phrase(
        marked("the server says that the client certificate has expired")
    ),
    "SSLV3_ALERT_CERTIFICATE_REVOKED": Phrase(
        marked("the server says that the client certificate was revoked")
    ),
    # Before TLS 1.3, that is what a server says which got no client certificate.
    "SSLV3_ALERT_HANDSHAKE_FAILURE": Phrase(
        marked("the server refused the handshake; it may ask for a client certificate")
    ),
    "EXCESSIVE_MESSAGE_SIZE": Phrase(
        marked("the certificates of the server are larger than 100 KB")
    ),
}
"""What OpenSSL calls an alert of the server, or a limit → a detail. RFC 8446 section 6.2."""

Translate: TypeAlias = Callable[[BaseException, HopState], SendFailure]

CERTIFICATE_KINDS = {
    # OpenSSL: x509_vfy.h. Windows: winerror.h. macOS: SecBase.h.
    # No issuer, self-signed, a chain that ends in a certificate that is not trusted, or never does.
    **dict.fromkeys((2, 18, 19, 20, 21, 22), FailureKind.CERTIFICATE_UNKNOWN),
    9: FailureKind.CERTIFICATE_NOT_YET_VALID,
    10: FailureKind.CERTIFICATE_EXPIRED,
    # Another host name, or another IP address.
    **dict.fromkeys((62, 64), FailureKind.CERTIFICATE_WRONG_HOST),
    # CERT_E_UNTRUSTEDROOT, CERT_E_CHAINING, errSecNotTrusted; in the same way below.
    **dict.fromkeys((0x800B0109, 0x800B010A, -67843), FailureKind.CERTIFICATE_UNKNOWN),
    **dict.fromkeys((0x800B0101, -67818), FailureKind.CERTIFICATE_EXPIRED),
    **dict.fromkeys((0x800B010F, -67602), FailureKind.CERTIFICATE_WRONG_HOST),
    # errSecCertificateNotValidYet; Windows has one number for both ends.
    -67819: FailureKind.CERTIFICATE_NOT_YET_VALID,
}
"""``SSLCertVerificationError.verify_code`` → kind of failure; any other is another rule."""


def to_send_failure(error: BaseException, state: HopState) -> SendFailure:
    """Translate an exception of the HTTP client, raised while a hop was in a certain state.

    Raises:
        BaseException: The error itself, if the table has no row for it: it is a bug.
    """
    # Too many open files may show as any error of the layers above, so this is asked first.
    failure = _out_of_resources(error) or _translate(error, state)
    if state.deadline.is_at_proxy and failure.kind is not FailureKind.SYSTEM_ERROR:
        is_told = failure.kind is FailureKind.PROXY_ERROR
        detail = (
            failure.particulars
            if is_told
            else Phrase(marked("the proxy: {detail}"), {"detail": failure.particulars})
        )
        return SendFailure(FailureKind.PROXY_ERROR, detail)
    return failure


def certificate_refusal(error: BaseException) -> str:
    """Return the kind of failure if an exception is about a certificate, or empty text."""
    for cause in _chain(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return CERTIFICATE_KINDS.get(cause.verify_code, FailureKind.CERTIFICATE_INVALID)
    return ""


def client_alert(error: BaseException) -> str | Phrase:
    """Return what a server said about the client certificate, or empty text."""
    reasons = (cause.reason for cause in _chain(error) if isinstance(cause, ssl.SSLError))
    return next((_CLIENT_ALERTS[reason] for reason in reasons if reason in _CLIENT_ALERTS), "")


def _out_of_resources(error: BaseException) -> SendFailure | None:
    for cause in _chain(error):
        if isinstance(cause, OSError) and cause.errno in _RESOURCE_ERRORS:
            return system_failure(cause)
    return None


def _translate(error: BaseException, state: HopState) -> SendFailure:
    chain = [cause for cause in _chain(error) if not isinstance(cause, _WANT_ERRORS)]
    for error_class, translate in TABLE.items():
        for cause in chain:
            if isinstance(cause, error_class):
                return translate(cause, state)
    raise error


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception and all its causes and contexts.

    Contexts are included because the pool of httpcore hides causes with ``from None``.
    """
    waiting, seen = [error], set()
    while waiting:
        cause = waiting.pop(0)
        if cause is None or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        waiting += [cause.__cause__, cause.__context__]
        if isinstance(cause, BaseExceptionGroup):
            waiting += cause.exceptions


def _told(error: BaseException) -> str | Phrase:
    """Return what ``tunnel`` said; the client wraps its exception, and keeps no more than words."""
    arguments = (argument for cause in _chain(error) for argument in cause.args)
    return next((told for told in arguments if isinstance(told, Phrase)), str(error))


def _always(kind: FailureKind, detail: str | Phrase) -> Translate:
    return lambda _error, _state: SendFailure(kind, detail)


def _certificate(error: BaseException, _state: HopState) -> SendFailure:
    code = getattr(error, "verify_code", 0)
    detail = getattr(error, "verify_message", "") or str(error)
    return SendFailure(CERTIFICATE_KINDS.get(code, FailureKind.CERTIFICATE_INVALID), detail)


def _tls(error: BaseException, state: HopState) -> SendFailure:
    reason = getattr(error, "reason", None) or type(error).__name__
    detail: str | Phrase = reason.replace("_", " ").lower()
    # Such as a server that asks for a client certificate once it has read the path.
    if state.deadline.is_request_begun:
        return SendFailure(FailureKind.TLS_LOST, _CLIENT_ALERTS.get(reason, detail))
    if reason in _CLIENT_ALERTS:
        return SendFailure(FailureKind.TLS_ERROR, _CLIENT_ALERTS[reason])
    # What OpenSSL reports when the first bytes of the server are not a TLS record.
    if reason in ("WRONG_VERSION_NUMBER", "PACKET_LENGTH_TOO_LONG", "HTTP_REQUEST"):
        detail = Phrase(
            marked("the server does not use TLS on this port ({detail})"), {"detail": detail}
        )
    return SendFailure(FailureKind.TLS_ERROR, detail)


def _connect_error(error: BaseException, state: HopState) -> SendFailure:
    # A server that does not expect TLS on this port may hang up instead of answering.
    if state.deadline.is_in_tls_handshake:
        detail = Phrase(marked("the server closed the connection during the TLS handshake"))
        return SendFailure(FailureKind.TLS_ERROR, detail)
    numbers = (cause.errno for cause in _chain(error) if isinstance(cause, OSError))
    number = next((number for number in numbers if number), None)
    if number:
        return SendFailure(FailureKind.CONNECTION_REFUSED, os.strerror(number).lower())
    return SendFailure(FailureKind.CONNECTION_REFUSED, Phrase(marked("no connection")))


def _http1_error(error: BaseException, state: HopState) -> SendFailure:
    """Tell an invalid response from one that ends early and from data that is not HTTP."""
    received, deadline = state.received, state.deadline
    # h11 reports an early end as invalid HTTP, too.
    is_http = deadline.has_response_headers or received.first_bytes.startswith(b"HTTP/")
    if received.is_eof or not is_http:
        return _closed(error, state)
    # h11 suggests status 431 only when the headers are longer than its limit.
    if getattr(error, "error_status_hint", 400) == 431:
        return SendFailure(
            FailureKind.PROTOCOL_ERROR,
            Phrase(marked("the response headers are longer than 100 KB")),
        )
    if deadline.has_response_headers:
        text = marked("a chunk of the body, or a line behind the last one, is not valid HTTP/1.1")
        return SendFailure(FailureKind.PROTOCOL_ERROR, Phrase(text))
    invalid = Phrase(marked("the response is not valid HTTP/1.1"))
    found = head_problem(received.head)
    return SendFailure(FailureKind.PROTOCOL_ERROR, found.what if found else invalid)


def _is_not_http(state: HopState) -> bool:
    first = state.received.first_bytes
    if state.deadline.is_http2 or state.deadline.has_response_headers or not first:
        return False
    # Fewer than five bytes may still be the beginning of "HTTP/".
    return not first.startswith(b"HTTP/"[: len(first)])


def _first_line(data: bytes) -> str:
    """Return the first line in quotation marks."""
    line, end, _ = data.partition(b"\n")
    is_complete = bool(end) or len(data) < FIRST_BYTES
    return quoted_line(line.rstrip(b"\r"), "" if is_complete else CUT)


def _closed(_error: BaseException, state: HopState) -> SendFailure:
    if _is_not_http(state):
        first_line = _first_line(state.received.first_bytes)
        return SendFailure(
            FailureKind.NOT_HTTP,
            Phrase(marked("the data begins with {first_line}"), {"first_line": first_line}),
        )
    deadline = state.deadline
    if deadline.has_response_headers:
        detail = Phrase(marked("the connection was closed in the middle of the response"))
    elif not deadline.is_request_sent:
        detail = Phrase(marked("the connection was closed while the request was sent"))
    elif deadline.is_reused:
        # The request is not sent again: the server may have carried it out before it closed.
        detail = Phrase(
            marked("the server closed a connection that was kept open, without a response")
        )
    else:
        detail = Phrase(marked("the connection was closed before a response came"))
    return SendFailure(FailureKind.CUT_OFF, detail)


def _remote_protocol_error(error: BaseException, state: HopState) -> SendFailure:
    """Tell RST_STREAM and GOAWAY of HTTP/2 from a closed connection."""
    # httpcore raises its RemoteProtocolError with the event of h2 as its argument.
    arguments = (argument for cause in _chain(error) for argument in cause.args)
    events = (cause for cause in arguments if isinstance(cause, h2.events.Event))
    event = next(events, None)
    if event is None:
        return _closed(error, state)
    code = getattr(event, "error_code", None)
    name = getattr(code, "name", code)
    return SendFailure(
        FailureKind.PROTOCOL_ERROR,
        Phrase(marked("the server ended the request with {name}"), {"name": str(name)}),
    )


def _http2_error(error: BaseException, _state: HopState) -> SendFailure:
    if isinstance(error, h2.exceptions.InvalidBodyLengthError):
        return SendFailure(
            FailureKind.CUT_OFF,
            Phrase(marked("the body is not as long as its Content-Length says")),
        )
    detail = Phrase(marked("the response is not valid HTTP/2"))
    if isinstance(error, h2.exceptions.DenialOfServiceError):
        detail = Phrase(marked("the response headers are longer than 64 KB"))
    return SendFailure(FailureKind.PROTOCOL_ERROR, detail)


TABLE: dict[type[BaseException], Translate] = {
    # What a proxy said, or did not say, is told already.
    httpx.ProxyError: lambda error, _state: SendFailure(FailureKind.PROXY_ERROR, _told(error)),
    # Exceptions of the libraries below httpx come next: they are more exact.
    # A subclass of ``ssl.SSLError``, so it stands before it.
    ssl.SSLCertVerificationError: _certificate,
    ssl.SSLError: _tls,
    socket.gaierror: _always(
        FailureKind.HOST_NOT_FOUND, Phrase(marked("the host name has no address"))
    ),
    h11.RemoteProtocolError: _http1_error,
    h11.LocalProtocolError: _always(
        FailureKind.PROTOCOL_ERROR, Phrase(marked("the request is not valid HTTP"))
    ),
    h2.exceptions.H2Error: _http2_error,
    httpx.ConnectTimeout: _always(
        FailureKind.CONNECT_TIMEOUT, Phrase(marked("the connection took too long"))
    ),
    httpx.PoolTimeout: _always(
        FailureKind.CONNECT_TIMEOUT, Phrase(marked("no connection became free"))
    ),
    httpx.TimeoutException: _always(
        FailureKind.READ_TIMEOUT, Phrase(marked("no data came for too long"))
    ),
    httpx.ConnectError: _connect_error,
    httpx.RemoteProtocolError: _remote_protocol_error,
    httpx.NetworkError: _closed,
    httpx.ProtocolError: _always(
        FailureKind.PROTOCOL_ERROR, Phrase(marked("the request is not valid HTTP"))
    ),
    **dict.fromkeys(
        (httpx.UnsupportedProtocol, httpx.InvalidURL),
        _always(
            FailureKind.ADDRESS_INVALID, Phrase(marked("this is not an http or https address"))
        ),
    ),
    httpx.DecodingError: _always(
        FailureKind.BAD_ENCODING, Phrase(marked("the body cannot be decoded"))
    ),
    httpx.TooManyRedirects: _always(
        FailureKind.TOO_MANY_REDIRECTS, Phrase(marked("too many redirects"))
    ),
    # httpcore calls int() on the status of an HTTP/2 response without a check.
    ValueError: _always(
        FailureKind.PROTOCOL_ERROR, Phrase(marked("the status of the response is not a number"))
    ),
    OSError: _closed,
}
"""In order: the first class that an exception or one of its causes is an instance of counts."""

KNOWN_ERRORS: tuple[type[BaseException], ...] = tuple(TABLE)
"""What a request can raise. Any other exception is a bug and is not caught."""
