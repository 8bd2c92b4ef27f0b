"""Decodes the Content-Encoding of a response in small steps, to stop decompression bombs.

The decoders of httpx return everything that one chunk unpacks to at once, which can be a thousand
times its size.
"""

import importlib
import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

from aiurdesk import libraries
from aiurdesk.core.response.response import FailureKind
from aiurdesk.core.translation import Phrase, format_size, marked, truncate
from aiurdesk.transport.transport import SendFailure

MAX_PIECE_BYTES = 256 * 1024
"""The largest piece that a decoder yields."""
MAX_ENCODINGS = 3
"""Each further encoding can multiply the size by a thousand."""
MAX_BYTES_BETWEEN = 256 * 1024 * 1024
"""Most bytes between two encodings of one body. The limit on bodies counts the last ones only, and
the last decoder may turn any number of bytes into none."""
MAX_MEMBERS = 10_000
"""Most members of a gzip body, or frames of a zstd body. Each takes some 20 µs, even an empty one.
Files of gzip with many members have one for each 64 KB."""
MAX_ZSTD_WINDOW_LOG = 23
"""8 MB of memory. Source: RFC 9659 section 3."""
_BROTLI_LIMIT_BYTES = 64 * 1024
"""The decoder fills blocks of 32, 64 and 256 KB, and ends after the one that reaches its limit."""


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
        raise _bad_encoding(
            Phrase(
                marked("the body has {names_count} encodings; {max_encodings} are allowed"),
                {"names_count": len(names), "max_encodings": MAX_ENCODINGS},
            )
        )
    # The header lists the encodings in the order in which the server applied them.
    decoders = [_single_decoder(name) for name in reversed(names)]
    if len(decoders) < 2:
        return decoders[0] if decoders else None
    return _MultiDecoder(decoders)


def _single_decoder(name: str) -> Decoder:
    folded = name.lower()
    if folded in ("gzip", "x-gzip"):
        # 16 more than the size of the window selects the gzip format in zlib.
        return _zlib_decoder(folded, 16 + zlib.MAX_WBITS)
    if folded == "deflate":
        return _DeflateDecoder()
    if folded == "br":
        return _BrotliDecoder()
    if folded == "zstd":
        return _zstd_decoder()
    # The name is not folded here: a secret in it can only be redacted as the server wrote it.
    raise _bad_encoding(
        Phrase(
            marked("Content-Encoding {name}, which the request did not accept"),
            {"name": truncate(name, 40)},
        )
    )


def _bad_encoding(detail: str | Phrase) -> SendFailure:
    return SendFailure(FailureKind.BAD_ENCODING, detail)


_LIBRARY_ERRORS = {
    "incorrect header check": marked("the body contains bytes that are not {name} data"),
    "incorrect data check": marked("the checksum of the {name} data does not match"),
    "incorrect length check": marked("the length of the {name} data does not match"),
    "Unknown frame descriptor": marked("the body contains bytes that are not {name} data"),
    "Restored data doesn't match checksum": marked(
        "the checksum of the {name} data does not match"
    ),
    "Frame requires too much memory for decoding": marked(
        "the {name} data needs more than 8 MB of memory"
    ),
}
"""End of a message of zlib or zstd → detail of the failure. All others mean damaged data."""


def _damaged(name: str, error: Exception) -> SendFailure:
    details = (detail for end, detail in _LIBRARY_ERRORS.items() if str(error).endswith(end))
    text = next(details, marked("the {name} data is damaged"))
    return _bad_encoding(Phrase(text, {"name": name}))


class _Inflater(Protocol):
    """What the decompressors of zlib and zstd have in common."""

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...


class _MemberDecoder:
    """Decodes data that consists of members, one after the other."""

    def __init__(
        self,
        name: str,
        open_member: Callable[[], _Inflater],
        library_error: type[Exception] = zlib.error,
    ) -> None:
        self._name = name
        self._open_member = open_member
        self._library_error = library_error
        self._inflater = open_member()
        self._members = 1
        self._is_empty = True

    def decode(self, data: bytes) -> Iterator[bytes]:
        self._is_empty = self._is_empty and not data
        while data:
            if self._inflater.eof:
                self._start_next_member()
            piece = self._decompress(data)
            # A piece has a greatest length. zlib returns the input that is left, zstd keeps it.
            while piece:
                yield piece
                if self._inflater.eof:
                    break
                piece = self._decompress(getattr(self._inflater, "unconsumed_tail", b""))
            data = self._inflater.unused_data

    def finish(self) -> None:
        # Responses such as 304 may name an encoding and have no body at all.
        if not self._is_empty and not self._inflater.eof:
            raise _bad_encoding(
                Phrase(marked("the {name} data is incomplete"), {"name": self._name})
            )

    def _decompress(self, data: bytes) -> bytes:
        try:
            return self._inflater.decompress(data, MAX_PIECE_BYTES)
        except self._library_error as error:
            raise _damaged(self._name, error) from None

    def _start_next_member(self) -> None:
        """Decode the bytes after the end as another member, which gzip and zstd allow.

        Source: RFC 1952 section 2.2, RFC 8878 section 3.1.
        """
        if self._name == "deflate":
            raise _bad_encoding(
                Phrase(marked("there are more bytes after the end of the deflate data"))
            )
        self._members += 1
        if self._members > MAX_MEMBERS:
            raise _bad_encoding(
                Phrase(
                    marked("the {name} data has more than {max_members} members"),
                    {"name": self._name, "max_members": MAX_MEMBERS},
                )
            )
        self._inflater = self._open_member()


def _zlib_decoder(name: str, window_bits: int) -> _MemberDecoder:
    return _MemberDecoder(name, lambda: zlib.decompressobj(window_bits))


def _zstd_decoder() -> _MemberDecoder:
    package = "compression" if sys.version_info >= (3, 14) else "backports"
    zstd = importlib.import_module(f"{package}.zstd")
    options = {zstd.DecompressionParameter.window_log_max: MAX_ZSTD_WINDOW_LOG}
    return _MemberDecoder("zstd", lambda: zstd.ZstdDecompressor(options=options), zstd.ZstdError)


class _BrotliDecoder:
    """Decodes brotli, whose window has 16 MB at most."""

    def __init__(self) -> None:
        self._decompressor = libraries.brotli.Decompressor()
        self._is_empty = True

    def decode(self, data: bytes) -> Iterator[bytes]:
        self._is_empty = self._is_empty and not data
        if data and self._decompressor.is_finished():
            raise _bad_encoding(
                Phrase(marked("there are more bytes after the end of the brotli data"))
            )
        piece = self._decompress(data)
        while piece or not self._decompressor.can_accept_more_data():
            yield piece
            piece = self._decompress(b"")

    def finish(self) -> None:
        if not self._is_empty and not self._decompressor.is_finished():
            raise _bad_encoding(Phrase(marked("the brotli data is incomplete")))

    def _decompress(self, data: bytes) -> bytes:
        try:
            piece: bytes = self._decompressor.process(data, output_buffer_limit=_BROTLI_LIMIT_BYTES)
        except libraries.brotli.error:
            # The library does not say more.
            raise _bad_encoding(Phrase(marked("the brotli data is damaged"))) from None
        return piece


class _DeflateDecoder:
    """Decodes deflate. RFC 9110 asks for the zlib header, but some servers leave it out."""

    def __init__(self) -> None:
        self._head = b""
        self._decoder: _MemberDecoder | None = None

    def decode(self, data: bytes) -> Iterator[bytes]:
        if self._decoder is None:
            self._head += data
            if len(self._head) < 2:
                return
            # Source: RFC 1950 section 2.2, fields CM and FCHECK.
            first, second = self._head[:2]
            has_header = first & 0x0F == 8 and (first << 8 | second) % 31 == 0
            self._decoder = _zlib_decoder("deflate", zlib.MAX_WBITS * (1 if has_header else -1))
            data = self._head
        yield from self._decoder.decode(data)

    def finish(self) -> None:
        if self._decoder is not None:
            self._decoder.finish()
        elif self._head:
            raise _bad_encoding(Phrase(marked("the deflate data is incomplete")))


class _MultiDecoder:
    """Applies several decoders, one after the other."""

    def __init__(self, decoders: list[Decoder]) -> None:
        self._decoders = decoders
        self._bytes_between = 0

    def decode(self, data: bytes) -> Iterator[bytes]:
        return self._decode_from(data, 0)

    def finish(self) -> None:
        for decoder in self._decoders:
            decoder.finish()

    def _decode_from(self, data: bytes, index: int) -> Iterator[bytes]:
        if index == len(self._decoders):
            yield data
            return
        if index > 0:
            self._bytes_between += len(data)
            if self._bytes_between > MAX_BYTES_BETWEEN:
                detail = Phrase(
                    marked("more than {limit} between its encodings"),
                    {"limit": format_size(MAX_BYTES_BETWEEN)},
                )
                raise SendFailure(FailureKind.TOO_LARGE, detail)
        # Depth first: each stage holds one piece of limited size, and not all of its output.
        for piece in self._decoders[index].decode(data):
            yield from self._decode_from(piece, index + 1)
