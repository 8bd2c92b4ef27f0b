"""Undoes the Content-Encoding of an answer, a piece at a time, so that no bomb goes off."""

import zlib
from collections.abc import Iterator
from typing import Protocol

from aiurdesk.core.response.response import FailureKind
from aiurdesk.core.wording import truncate
from aiurdesk.transport.send_failure import SendFailure

PIECE_BYTES = 256 * 1024
MOST_ENCODINGS = 3
"""Each one multiplies what a bomb unpacks to by a thousand."""


class Decoder(Protocol):
    """Undoes one encoding, or several."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what the encoded bytes stand for, in pieces of limited size."""
        ...

    def end(self) -> None:
        """Check that nothing is missing."""
        ...


def decoder_for(encodings: str) -> Decoder | None:
    """Return what undoes the value of a Content-Encoding header, or None where nothing is to do.

    Raises:
        NoAnswer: One of the encodings is unknown, or there are too many.
    """
    names = [name for part in encodings.split(",") if (name := part.strip())]
    names = [name for name in names if name.lower() != "identity"]
    if len(names) > MOST_ENCODINGS:
        raise _bad(f"{len(names)} encodings on top of each other")
    decoders = [_single(name) for name in reversed(names)]
    if len(decoders) < 2:
        return decoders[0] if decoders else None
    return _Chain(decoders)


def _single(name: str) -> Decoder:
    folded = name.lower()
    if folded in ("gzip", "x-gzip"):
        return _Inflater(folded, 16 + zlib.MAX_WBITS)
    if folded == "deflate":
        return _Deflate()
    # In the spelling of the server: one that repeats a secret is found by it.
    raise _bad(f"Content-Encoding {truncate(name, 40)}, which was not asked for")


def _bad(detail: str) -> SendFailure:
    return SendFailure(FailureKind.BAD_ENCODING, detail)


_COMPLAINTS = {
    "incorrect header check": "it holds bytes that are no {name}",
    "incorrect data check": "the check sum of the {name} data does not match",
    "incorrect length check": "the length of the {name} data does not match",
}
"""What is told instead of a complaint of zlib; the others are about damage within."""


class _Inflater:
    """Undoes gzip or one of the two kinds of deflate."""

    def __init__(self, name: str, window_bits: int) -> None:
        self._name = name
        self._window_bits = window_bits
        self._inflate = zlib.decompressobj(window_bits)
        self._is_empty = True

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._is_empty = self._is_empty and not data
        while data:
            if self._inflate.eof:
                self._begin_again()
            piece = self._step(data)
            while piece:
                yield piece
                piece = self._step(self._inflate.unconsumed_tail)
            data = self._inflate.unused_data

    def end(self) -> None:
        if not self._is_empty and not self._inflate.eof:
            raise _bad(f"the {self._name} data ends before its end")

    def _step(self, data: bytes) -> bytes:
        try:
            return self._inflate.decompress(data, PIECE_BYTES)
        except zlib.error as error:
            raise _bad(self._in_words(str(error))) from None

    def _in_words(self, complaint: str) -> str:
        found = (words for end, words in _COMPLAINTS.items() if complaint.endswith(end))
        return next(found, "the {name} data is damaged").format(name=self._name)

    def _begin_again(self) -> None:
        """Take what follows for another member, of which gzip may have several."""
        if self._name == "deflate":
            raise _bad("bytes follow after the end of the deflate data")
        self._inflate = zlib.decompressobj(self._window_bits)


class _Deflate:
    """Undoes deflate, which some servers send with the header of zlib and some without."""

    def __init__(self) -> None:
        self._head = b""
        self._inflater: _Inflater | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._inflater is None:
            self._head += data
            if len(self._head) < 2:
                return
            first, second = self._head[:2]
            has_header = first & 0x0F == 8 and (first << 8 | second) % 31 == 0
            self._inflater = _Inflater("deflate", zlib.MAX_WBITS * (1 if has_header else -1))
            data = self._head
        yield from self._inflater.feed(data)

    def end(self) -> None:
        if self._inflater is not None:
            self._inflater.end()
        elif self._head:
            raise _bad("the deflate data ends before its end")


class _Chain:
    """Undoes several encodings, the last that was applied first."""

    def __init__(self, decoders: list[Decoder]) -> None:
        self._decoders = decoders

    def feed(self, data: bytes) -> Iterator[bytes]:
        return self._through(data, 0)

    def end(self) -> None:
        for decoder in self._decoders:
            decoder.end()

    def _through(self, data: bytes, index: int) -> Iterator[bytes]:
        if index == len(self._decoders):
            yield data
            return
        for piece in self._decoders[index].feed(data):
            yield from self._through(piece, index + 1)
