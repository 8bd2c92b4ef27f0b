"""The one table from the exceptions of the HTTP client to kinds of failure."""

import codecs
import os
import socket
import ssl
from collections.abc import Callable, Iterator
from typing import TypeAlias

import h2.events
import h2.exceptions
import h11
import httpx

from aiurdesk.core.response.response import FailureKind
from aiurdesk.core.wording import CUT, truncate
from aiurdesk.transport.deadline import Deadline
from aiurdesk.transport.network import FIRST_BYTES, Evidence
from aiurdesk.transport.send_failure import SendFailure

_LONGEST_QUOTE = 40
_NO_ERRORS = (ssl.SSLWantReadError, ssl.SSLWantWriteError)
"""By these the library says that it waits; what ends the waiting is raised in their context."""
Scene: TypeAlias = tuple[Evidence, Deadline]
Explain: TypeAlias = Callable[[BaseException, Scene], SendFailure]

CERTIFICATE_KINDS = {
    # OpenSSL: x509_vfy.h. Windows: winerror.h. macOS: SecBase.h.
    **dict.fromkeys((2, 18, 19, 20, 21), FailureKind.CERTIFICATE_UNKNOWN),
    **dict.fromkeys((9, 10), FailureKind.CERTIFICATE_EXPIRED),
    **dict.fromkeys((62, 64), FailureKind.CERTIFICATE_WRONG_HOST),
    **dict.fromkeys((0x800B0109, 0x800B010A, -67843), FailureKind.CERTIFICATE_UNKNOWN),
    **dict.fromkeys((0x800B0101, -67818), FailureKind.CERTIFICATE_EXPIRED),
    **dict.fromkeys((0x800B010F, -67602), FailureKind.CERTIFICATE_WRONG_HOST),
}
"""What the verification of a certificate complains of, by its number."""


def explain(error: BaseException, scene: Scene) -> SendFailure:
    """Return what an exception of the client means, by its causes and by what was seen."""
    found = _explain(error, scene)
    _, deadline = scene
    return SendFailure(FailureKind.PROXY_ERROR, found.detail) if deadline.is_at_proxy else found


def _explain(error: BaseException, scene: Scene) -> SendFailure:
    chain = [each for each in _causes(error) if not isinstance(each, _NO_ERRORS)]
    for kind_of_error, explain_it in TABLE.items():
        for each in chain:
            if isinstance(each, kind_of_error):
                return explain_it(each, scene)
    raise error


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception and all behind it; httpcore cuts the chain of causes, not of contexts."""
    waiting, seen = [error], set()
    while waiting:
        each = waiting.pop(0)
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        waiting += [each.__cause__, each.__context__]
        if isinstance(each, BaseExceptionGroup):
            waiting += each.exceptions


def _plainly(kind: FailureKind, words: str) -> Explain:
    return lambda _error, _scene: SendFailure(kind, words)


def _certificate(error: BaseException, _scene: Scene) -> SendFailure:
    code = getattr(error, "verify_code", 0)
    words = getattr(error, "verify_message", "") or str(error)
    return SendFailure(CERTIFICATE_KINDS.get(code, FailureKind.TLS_ERROR), words)


def _tls(error: BaseException, _scene: Scene) -> SendFailure:
    reason = getattr(error, "reason", None) or type(error).__name__
    words = reason.replace("_", " ").lower()
    if reason in ("WRONG_VERSION_NUMBER", "PACKET_LENGTH_TOO_LONG", "HTTP_REQUEST"):
        words = f"the server does not speak TLS there ({words})"
    return SendFailure(FailureKind.TLS_ERROR, words)


def _no_connection(error: BaseException, scene: Scene) -> SendFailure:
    _, deadline = scene
    if deadline.is_in_tls:
        words = "the server closed the connection during the TLS handshake"
        return SendFailure(FailureKind.TLS_ERROR, words)
    numbers = (each.errno for each in _causes(error) if isinstance(each, OSError))
    number = next((number for number in numbers if number), None)
    words = os.strerror(number).lower() if number else "no connection"
    return SendFailure(FailureKind.CONNECTION_REFUSED, words)


def _no_http(error: BaseException, scene: Scene) -> SendFailure:
    """Tell an answer that breaks the rules from one that ends early and from no HTTP at all."""
    evidence, deadline = scene
    if evidence.is_ended or not (deadline.is_answered or evidence.first.startswith(b"HTTP/")):
        return _closed(error, scene)
    if getattr(error, "error_status_hint", 400) == 431:
        return SendFailure(
            FailureKind.PROTOCOL_ERROR, "the head of the answer is longer than 100 KB"
        )
    return SendFailure(FailureKind.PROTOCOL_ERROR, "the answer breaks the rules of HTTP/1.1")


def _is_no_http(evidence: Evidence, deadline: Deadline) -> bool:
    if deadline.is_http2 or deadline.is_answered or not evidence.first:
        return False
    return not evidence.first.startswith(b"HTTP/"[: len(evidence.first)])


def _quoted(data: bytes) -> str:
    """Quote the first line, in letters as it was sent: by them a secret in it is found."""
    read = codecs.getincrementaldecoder("utf-8")("replace").decode(data)
    line, end, _ = read.partition("\n")
    is_whole = bool(end) or len(data) < FIRST_BYTES
    line = line.rstrip("\r") + ("" if is_whole else CUT)
    text = "".join(c if c.isprintable() and c != "\N{REPLACEMENT CHARACTER}" else "." for c in line)
    return f"“{truncate(text, _LONGEST_QUOTE)}”"


def _closed(_error: BaseException, scene: Scene) -> SendFailure:
    evidence, deadline = scene
    if _is_no_http(evidence, deadline):
        return SendFailure(FailureKind.NOT_HTTP, f"it begins {_quoted(evidence.first)}")
    if deadline.is_answered:
        words = "the connection was closed in the middle of the answer"
    elif not deadline.is_sent:
        words = "the connection was closed while the request was sent"
    elif deadline.is_reused:
        words = "the connection that was kept open was closed instead of an answer"
    else:
        words = "the connection was closed before an answer came"
    return SendFailure(FailureKind.CUT_OFF, words)


def _remote_protocol(error: BaseException, scene: Scene) -> SendFailure:
    """Tell HTTP/2's own ways of ending a request from a closed connection."""
    arguments = (argument for each in _causes(error) for argument in each.args)
    events = (each for each in arguments if isinstance(each, h2.events.Event))
    event = next(events, None)
    if event is None:
        return _closed(error, scene)
    code = getattr(event, "error_code", None)
    name = getattr(code, "name", code)
    return SendFailure(FailureKind.PROTOCOL_ERROR, f"the server ended the request with {name}")


def _http2(error: BaseException, _scene: Scene) -> SendFailure:
    if isinstance(error, h2.exceptions.InvalidBodyLengthError):
        return SendFailure(
            FailureKind.CUT_OFF, "the body is not as long as its Content-Length says"
        )
    words = "the answer breaks the rules of HTTP/2"
    if isinstance(error, h2.exceptions.DenialOfServiceError):
        words = "the head of the answer is longer than 64 KB"
    return SendFailure(FailureKind.PROTOCOL_ERROR, words)


TABLE: dict[type[BaseException], Explain] = {
    # What the libraries below say is more exact than what httpx makes of it: it comes first.
    ssl.SSLCertVerificationError: _certificate,
    ssl.SSLError: _tls,
    socket.gaierror: _plainly(FailureKind.HOST_NOT_FOUND, "no address is known for the host"),
    h11.RemoteProtocolError: _no_http,
    h11.LocalProtocolError: _plainly(FailureKind.PROTOCOL_ERROR, "the request cannot be written"),
    h2.exceptions.H2Error: _http2,
    httpx.ProxyError: lambda error, _scene: SendFailure(FailureKind.PROXY_ERROR, str(error)),
    httpx.ConnectTimeout: _plainly(FailureKind.CONNECT_TIMEOUT, "the connection took too long"),
    httpx.PoolTimeout: _plainly(FailureKind.CONNECT_TIMEOUT, "no connection became free"),
    httpx.TimeoutException: _plainly(FailureKind.READ_TIMEOUT, "nothing came for too long"),
    httpx.ConnectError: _no_connection,
    httpx.RemoteProtocolError: _remote_protocol,
    httpx.NetworkError: _closed,
    httpx.ProtocolError: _plainly(
        FailureKind.PROTOCOL_ERROR, "the request breaks the rules of HTTP"
    ),
    httpx.UnsupportedProtocol: _plainly(FailureKind.ADDRESS_INVALID, "no address of the web"),
    httpx.InvalidURL: _plainly(FailureKind.ADDRESS_INVALID, "no address of the web"),
    httpx.DecodingError: _plainly(FailureKind.BAD_ENCODING, "the body cannot be unpacked"),
    httpx.TooManyRedirects: _plainly(FailureKind.TOO_MANY_REDIRECTS, "too many redirects"),
    # httpcore reads the status of an HTTP/2 answer as a number without a check.
    ValueError: _plainly(FailureKind.PROTOCOL_ERROR, "the status of the answer is no number"),
    OSError: _closed,
}
"""In order: the first class that an exception or one of its causes belongs to decides."""

KNOWN: tuple[type[BaseException], ...] = tuple(TABLE)
"""What a request can end with; anything else is a mistake of ours and stays an exception."""
