"""Decodes the Content-Encoding of a response in small steps, to stop decompression bombs.

The decoders of httpx return everything that one chunk unpacks to at once, which can be a thousand
times its size.
"""

import zlib
from collections.abc import Iterator
from typing import Protocol

from aiurdesk.core.response.response import FailureKind
from aiurdesk.core.wording import truncate
from aiurdesk.transport.send_failure import SendFailure

MAX_PIECE_BYTES = 256 * 1024
"""The largest piece that a decoder yields."""
MAX_ENCODINGS = 3
"""Each further encoding can multiply the size by a thousand."""


class Decoder(Protocol):
    """Decodes one content coding, or several."""

    def decode(self, data: bytes) -> Iterator[bytes]:
        """Yield the decoded data, in pieces of limited size.

        Raises:
            SendFailure: The data is not valid.
        """
        ...

    def finish(self) -> None:
        """Check that the data was complete.

        Raises:
            SendFailure: The data was not complete.
        """
        ...


def decoder_for(encodings: str) -> Decoder | None:
    """Return the decoder for a Content-Encoding header, or None if the body is not encoded.

    Source: RFC 9110 section 8.4.

    Raises:
        SendFailure: One of the encodings is unknown, or there are too many.
    """
    names = [name for part in encodings.split(",") if (name := part.strip())]
    names = [name for name in names if name.lower() != "identity"]
    if len(names) > MAX_ENCODINGS:
        raise _bad_encoding(f"the body has {len(names)} encodings; {MAX_ENCODINGS} are allowed")
    # The header lists the encodings in the order in which the server applied them.
    decoders = [_single_decoder(name) for name in reversed(names)]
    if len(decoders) < 2:
        return decoders[0] if decoders else None
    return _MultiDecoder(decoders)


def _single_decoder(name: str) -> Decoder:
    folded = name.lower()
    if folded in ("gzip", "x-gzip"):
        # 16 more than the size of the window selects the gzip format in zlib.
        return _ZlibDecoder(folded, 16 + zlib.MAX_WBITS)
    if folded == "deflate":
        return _DeflateDecoder()
    # The name is not folded here: a secret in it can only be redacted as the server wrote it.
    raise _bad_encoding(f"Content-Encoding {truncate(name, 40)}, which the request did not accept")


def _bad_encoding(detail: str) -> SendFailure:
    return SendFailure(FailureKind.BAD_ENCODING, detail)


_ZLIB_ERRORS = {
    "incorrect header check": "the body contains bytes that are not {name} data",
    "incorrect data check": "the checksum of the {name} data does not match",
    "incorrect length check": "the length of the {name} data does not match",
}
"""End of a message of zlib → detail of the failure. All other messages mean damaged data."""


class _ZlibDecoder:
    """Decodes gzip, or deflate with or without the zlib header."""

    def __init__(self, name: str, window_bits: int) -> None:
        self._name = name
        self._window_bits = window_bits
        self._inflater = zlib.decompressobj(window_bits)
        self._is_empty = True

    def decode(self, data: bytes) -> Iterator[bytes]:
        self._is_empty = self._is_empty and not data
        while data:
            if self._inflater.eof:
                self._start_next_member()
            piece = self._decompress(data)
            # A piece has a greatest length; the input that is left waits in ``unconsumed_tail``.
            while piece:
                yield piece
                piece = self._decompress(self._inflater.unconsumed_tail)
            data = self._inflater.unused_data

    def finish(self) -> None:
        # Responses such as 304 may name an encoding and have no body at all.
        if not self._is_empty and not self._inflater.eof:
            raise _bad_encoding(f"the {self._name} data is incomplete")

    def _decompress(self, data: bytes) -> bytes:
        try:
            return self._inflater.decompress(data, MAX_PIECE_BYTES)
        except zlib.error as error:
            raise _bad_encoding(self._detail(str(error))) from None

    def _detail(self, message: str) -> str:
        found = (detail for end, detail in _ZLIB_ERRORS.items() if message.endswith(end))
        return next(found, "the {name} data is damaged").format(name=self._name)

    def _start_next_member(self) -> None:
        """Decode the bytes after the end as another member, which gzip allows (RFC 1952, 2.2)."""
        if self._name == "deflate":
            raise _bad_encoding("there are more bytes after the end of the deflate data")
        self._inflater = zlib.decompressobj(self._window_bits)


class _DeflateDecoder:
    """Decodes deflate. RFC 9110 asks for the zlib header, but some servers leave it out."""

    def __init__(self) -> None:
        self._head = b""
        self._decoder: _ZlibDecoder | None = None

    def decode(self, data: bytes) -> Iterator[bytes]:
        if self._decoder is None:
            self._head += data
            if len(self._head) < 2:
                return
            # Source: RFC 1950 section 2.2, fields CM and FCHECK.
            first, second = self._head[:2]
            has_header = first & 0x0F == 8 and (first << 8 | second) % 31 == 0
            self._decoder = _ZlibDecoder("deflate", zlib.MAX_WBITS * (1 if has_header else -1))
            data = self._head
        yield from self._decoder.decode(data)

    def finish(self) -> None:
        if self._decoder is not None:
            self._decoder.finish()
        elif self._head:
            raise _bad_encoding("the deflate data is incomplete")


class _MultiDecoder:
    """Applies several decoders, one after the other."""

    def __init__(self, decoders: list[Decoder]) -> None:
        self._decoders = decoders

    def decode(self, data: bytes) -> Iterator[bytes]:
        return self._decode_from(data, 0)

    def finish(self) -> None:
        for decoder in self._decoders:
            decoder.finish()

    def _decode_from(self, data: bytes, index: int) -> Iterator[bytes]:
        if index == len(self._decoders):
            yield data
            return
        # Depth first: each stage holds one piece of limited size, and not all of its output.
        for piece in self._decoders[index].decode(data):
            yield from self._decode_from(piece, index + 1)
