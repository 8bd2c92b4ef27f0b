"""A server that does as little as possible, so that a benchmark measures the client.

Run: python -m tests.benchmarks.fast_server [FILE]

Prints its port, and responds to every request over HTTP/1.1 with the same envelope; over TLS if the
file of a certificate and its key is given.
"""

import asyncio
import re
import ssl
import sys

BODY = b'{"code": -8, "message": "You are not permitted to do that."}'
RESPONSE = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(BODY), BODY)
)
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Responder(asyncio.Protocol):
    """Responds as soon as a request is complete; reads nothing of it but its length."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport
        self._received = b""

    def data_received(self, data: bytes) -> None:
        """Respond to each whole request."""
        self._received += data
        while True:
            head, end, rest = self._received.partition(b"\r\n\r\n")
            header = _LENGTH.search(head)
            length = int(header[1]) if header else 0
            if not end or len(rest) < length:
                return
            self._received = rest[length:]
            self._transport.write(RESPONSE)


async def main(certificate: str | None) -> None:
    """Serve until the process is ended."""
    context = None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Responder, "127.0.0.1", 0, ssl=context)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else None))
