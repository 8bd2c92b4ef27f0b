"""A server of bodies that are made to stop a window.

Run as ``python -m tests.end_to_end.hostile_server`` it prints its address and serves until its
standard input ends, so that a measurement does not share an interpreter with it.
"""

import contextlib
import functools
import struct
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def a_png(side: int) -> bytes:
    """Return a valid image of so many pixels each way."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    packer = zlib.compressobj(1)
    row = b"\0" + bytes(x * 7 % 256 for x in range(3 * side))
    rows = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = (chunk(b"IHDR", head), chunk(b"IDAT", rows), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


_MARKED = b'{"protocolVersion": "1"'
_ITEM = b'"The ChannelId field is bad."'
_BODIES: dict[str, Callable[[], bytes]] = {
    "codes": lambda: b"{" + b", ".join([b'"code": 0'] * 1_000_000) + b"}",
    "items": lambda: (
        b'{"code": -10, "message": "bad", "protocolVersion": "1", "items": ['
        + b", ".join([_ITEM] * 300_000)
        + b"]}"
    ),
    "message": lambda: _MARKED + b', "code": -4, "message": "' + b"m" * 20_000_000 + b'"}',
    "long-message": lambda: _MARKED + b', "code": -4, "message": "' + b"m" * 140_000_000 + b'"}',
    "nested": lambda: b'[{"a":' * 100_000 + b"1" + b"}]" * 100_000,
    "lists": lambda: b"[" * 500_000 + b"]" * 500_000,
    "list-of-lists": lambda: b"[" + b"[],".join([b""] * 349_524) + b"[]]",
    "many-lists": lambda: b"[" + b"[]," * 33_333_333 + b"[]]",
    "emoji": lambda: "\U0001f600".encode() * 262_144,
    "emoji-json": lambda: (
        b'{"code": 0, "protocolVersion": "1", "message": "'
        + "\U0001f600".encode() * 262_000
        + b'"}'
    ),
    "newlines": lambda: b"\n" * 1_000_000,
    "one-line": lambda: b'{"a": "' + b"x" * 10_000_000 + b'", "b": 1}',
    "bytes": lambda: bytes(range(256)) * 4096 + b"needle" + bytes(1000),
    "picture": lambda: a_png(8000),
    "location": lambda: b"",
    "header": lambda: b"{}",
}
_TYPES = {
    "picture": "image/png",
    "emoji": "text/plain",
    "newlines": "text/plain",
    "bytes": "application/octet-stream",
}
NAMES = tuple(_BODIES)


@functools.cache
def body(name: str) -> bytes:
    """Return a body; it is made once."""
    return _BODIES[name]()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        name = self.path.strip("/")
        content = body(name) if name in _BODIES else b""
        self.send_response(302 if name == "location" else 200)
        if name == "location":
            self.send_header("Location", "http://127.0.0.1:1/" + "a" * 60_000)
        if name == "header":
            self.send_header("X-Long", "b" * 60_000)
        self.send_header("Content-Type", _TYPES.get(name, "application/json"))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Write nothing to the console."""


@contextlib.contextmanager
def a_server() -> Iterator[str]:
    """Serve the bodies by their names on the origin that is returned."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            # Also after a failed test: its thread would keep the run from ending.
            server.shutdown()
            thread.join()


if __name__ == "__main__":
    for one in NAMES:
        body(one)
    with a_server() as origin:
        sys.stdout.write(f"{origin}\n")
        sys.stdout.flush()
        sys.stdin.read()
