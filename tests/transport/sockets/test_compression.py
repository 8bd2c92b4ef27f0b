"""The limit of compressed messages, frame by frame; whole connections are in test_connection."""

import tracemalloc
import zlib

import pytest
from websockets.exceptions import PayloadTooBig
from websockets.frames import Frame, Opcode

from aiurdesk.transport.sockets.handshake import Compression, wire_bytes

LIMIT = 1000


def compressed(data: bytes) -> bytes:
    """Return a message as a server compresses it. Source: RFC 7692 section 7.2.1."""
    deflate = zlib.compressobj(wbits=-15)
    return (deflate.compress(data) + deflate.flush(zlib.Z_SYNC_FLUSH)).removesuffix(b"\0\0\xff\xff")


def decoded(frame: Frame, already: int = 0) -> Frame:
    """Decode a frame of a message of which some bytes came already."""
    extension = Compression(LIMIT).process_response_params([], [])
    return extension.decode(frame, max_size=wire_bytes(LIMIT) - already)


@pytest.mark.parametrize("already", [0, 1, 999, 1000])
def test_a_message_has_its_limit_in_all_its_fragments(already):
    longest = bytes(LIMIT - already)
    assert decoded(Frame(Opcode.TEXT, compressed(longest), rsv1=True), already).data == longest
    for frame in (
        Frame(Opcode.TEXT, compressed(longest + b"x"), rsv1=True),
        Frame(Opcode.TEXT, longest + b"x"),
    ):
        with pytest.raises(PayloadTooBig):
            decoded(frame, already)


def test_a_ping_may_come_within_a_message_of_the_longest_kind():
    ping = Frame(Opcode.PING, bytes(125))
    assert decoded(ping, LIMIT) is ping


def test_what_grows_a_thousandfold_is_not_decompressed_beyond_the_limit():
    frame = Frame(Opcode.BINARY, compressed(bytes(10_000_000)), rsv1=True)
    for already in (0, LIMIT):
        tracemalloc.start()
        try:
            with pytest.raises(PayloadTooBig):
                decoded(frame, already)
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert most < 1_000_000


def test_what_is_sent_is_compressed():
    extension = Compression(LIMIT).process_response_params([], [])
    sent = extension.encode(Frame(Opcode.TEXT, b"again and " * 50))
    assert (sent.rsv1, len(sent.data) < 50) == (True, True)
    tail = b"\0\0\xff\xff"  # RFC 7692 section 7.2.2
    assert zlib.decompressobj(wbits=-15).decompress(bytes(sent.data) + tail) == b"again and " * 50
