"""What Locust's client received, as an outcome: with limits, and with the kind of each failure."""

import socket
import ssl
import zlib
from collections.abc import Iterable

import gevent
import msgspec
from geventhttpclient.response import HTTPConnectionClosed, HTTPParseError
from locust.contrib.fasthttp import FastResponse

from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import Header, PreparedRequest
from aiurdesk.core.response.response import (
    Failure,
    FailureKind,
    Outcome,
    Response,
    ResponseBody,
    Timing,
)

_BLOCK = 64 * 1024
_PLAIN = ("", "identity")
_WINDOWS = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}
ENCODINGS = "gzip, deflate"
"""What a request accepts: each is decoded in pieces, so that no body can grow without limit."""
_KINDS: dict[type[BaseException], FailureKind] = {
    gevent.Timeout: FailureKind.TOTAL_TIMEOUT,
    ssl.SSLError: FailureKind.TLS_ERROR,
    socket.gaierror: FailureKind.HOST_NOT_FOUND,
    ConnectionRefusedError: FailureKind.CONNECTION_REFUSED,
    ConnectionResetError: FailureKind.CUT_OFF,
    BrokenPipeError: FailureKind.CUT_OFF,
    TimeoutError: FailureKind.READ_TIMEOUT,
    HTTPParseError: FailureKind.PROTOCOL_ERROR,
    HTTPConnectionClosed: FailureKind.CUT_OFF,
    zlib.error: FailureKind.BAD_ENCODING,
}
"""The first class that an exception is an instance of counts."""
_CERTIFICATES = {
    **dict.fromkeys((2, 18, 19, 20, 21, 22), FailureKind.CERTIFICATE_UNKNOWN),
    9: FailureKind.CERTIFICATE_NOT_YET_VALID,
    10: FailureKind.CERTIFICATE_EXPIRED,
    62: FailureKind.CERTIFICATE_WRONG_HOST,
    64: FailureKind.CERTIFICATE_WRONG_HOST,
}
"""What OpenSSL calls what is wrong with a certificate, as in its x509_vfy.h."""


class TooLarge(Exception):
    """A body is larger than the limit."""


def outcome_of(prepared: PreparedRequest, came: FastResponse, limits: Limits) -> Outcome:
    """Read what came to its end, and return it.

    Args:
        prepared: What was sent.
        came: What the client returned; its body is not read yet.
        limits: How long its body may be.
    """
    error = getattr(came, "error", None)
    if error is not None or came.headers is None:
        return failure(error)
    try:
        body = _body(came, limits.body_bytes)
    except TooLarge:
        return Failure(FailureKind.TOO_LARGE)
    except (OSError, HTTPParseError, HTTPConnectionClosed, zlib.error) as error:
        return failure(error)
    return Response(
        status=came.status_code,
        http_version="HTTP/1.1",
        headers=tuple(Header(name, value) for name, value in came.headers.items()),
        body=ResponseBody(body, size_bytes=len(body), received_bytes=len(body)),
        url=prepared.url,
    )


def failure(error: BaseException | None) -> Failure:
    """Return the failure that an exception of the client means."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return Failure(_CERTIFICATES.get(error.verify_code, FailureKind.CERTIFICATE_INVALID))
    kinds = (kind for one, kind in _KINDS.items() if isinstance(error, one))
    return Failure(next(kinds, FailureKind.CONNECTION_REFUSED))


def timed(outcome: Outcome, elapsed_ms: float) -> Outcome:
    """Return an outcome with how long it took."""
    return msgspec.structs.replace(outcome, timing=Timing(total_ms=elapsed_ms))


def _body(came: FastResponse, most_bytes: int) -> bytes:
    headers = came.headers
    encodings = [] if headers is None else headers.getlist("content-encoding")
    name = ",".join(encodings).strip().casefold()
    pieces = _pieces(came)
    if name in _PLAIN:
        return _joined(pieces, most_bytes)
    if name not in _WINDOWS:
        # More than the request accepted.
        raise zlib.error(name)
    return _joined(_decoded(pieces, _WINDOWS[name], most_bytes), most_bytes)


def _pieces(came: FastResponse) -> Iterable[bytes]:
    response = came._response
    assert response is not None, "a response without headers is a failure"
    try:
        while piece := response.read(_BLOCK):
            yield piece
    finally:
        response.release()


def _decoded(pieces: Iterable[bytes], window: int, most_bytes: int) -> Iterable[bytes]:
    decoder = zlib.decompressobj(window)
    is_begun = False
    for piece in pieces:
        try:
            yield decoder.decompress(piece, most_bytes + 1)
        except zlib.error:
            if is_begun or window != zlib.MAX_WBITS:
                raise
            # Some servers send deflate without its header.
            decoder = zlib.decompressobj(-zlib.MAX_WBITS)
            yield decoder.decompress(piece, most_bytes + 1)
        is_begun = True
        if decoder.unconsumed_tail:
            raise TooLarge
    if is_begun and not decoder.eof:
        raise zlib.error("incomplete")


def _joined(pieces: Iterable[bytes], most_bytes: int) -> bytes:
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > most_bytes:
            raise TooLarge
    return bytes(body)
