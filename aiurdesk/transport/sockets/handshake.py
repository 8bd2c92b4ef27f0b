"""The opening handshake: an ordinary request that asks for WebSocket, and the check of what came.

Source: RFC 6455 section 4; RFC 7692 section 7.1 for compression.
"""

import logging

from msgspec.structs import replace
from websockets.client import ClientProtocol
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from aiurdesk.core.preparing.header import is_token
from aiurdesk.core.request.request import Header, PreparedRequest
from aiurdesk.core.response.response import FailureKind, Response
from aiurdesk.core.sockets.socket_options import SocketOptions
from aiurdesk.core.translation import Phrase, marked
from aiurdesk.core.wording import truncate
from aiurdesk.transport.send_failure import SendFailure
from aiurdesk.transport.sockets.compression import Compression, wire_bytes

# The library writes all headers to its log at the level DEBUG, and they hold secrets.
_LOG = logging.getLogger("aiurdesk.websocket")
_LOG.setLevel(logging.WARNING)

_NOWHERE = parse_uri("ws://socket.invalid/")
"""The library wants an address for a request line and a Host header, which are written by the
HTTP client instead."""
_OWN = "sec-websocket-"
_PROTOCOL = "sec-websocket-protocol"
_CHECKED = frozenset({"connection", "upgrade"})
_ADDED = frozenset({"upgrade", "connection"})


class Handshake:
    """The handshake of one connection. ``websockets`` has the rules of the protocol."""

    def __init__(self, request: PreparedRequest, options: SocketOptions) -> None:
        """Prepare a handshake.

        Raises:
            SendFailure: The name of a subprotocol is not a word.
        """
        offered = [*options.subprotocols, *_typed_subprotocols(request)]
        if not all(map(is_token, offered)):
            detail = Phrase(
                marked("the name of a subprotocol contains a character that is not allowed")
            )
            raise SendFailure(FailureKind.PROTOCOL_ERROR, detail)
        compression = Compression(options.message_bytes)
        self._options = options
        self.protocol = ClientProtocol(
            _NOWHERE,
            extensions=[compression] if options.is_compressed else None,
            # Without repetitions, which RFC 6455 section 4.1 forbids.
            subprotocols=[Subprotocol(name) for name in dict.fromkeys(offered)] or None,
            max_size=options.message_bytes,
            logger=_LOG,
        )
        # A handshake is a GET without a body, regardless of the endpoint. RFC 6455 section 4.1.
        kept = tuple(h for h in request.headers if not h.name.lower().startswith(_OWN))
        self.request = replace(
            request, method="GET", headers=kept, body=(), follows_redirects=False
        )

    def headers(self) -> tuple[Header, ...]:
        """Return the headers that ask for WebSocket."""
        # The library makes the key, and checks the reply to it in ``accept``.
        written = self.protocol.connect().headers.raw_items()
        return tuple(
            Header(name, value)
            for name, value in written
            if name.lower() in _ADDED or name.lower().startswith(_OWN)
        )

    def accept(self, response: Response) -> None:
        """Check the response with status 101.

        Raises:
            SendFailure: The server did not switch to WebSocket, or to something not offered.
        """
        lines = [
            f"{header.name}: {header.value}\r\n"
            for header in response.headers
            if header.name.lower() in _CHECKED or header.name.lower().startswith(_OWN)
        ]
        head = f"HTTP/1.1 {response.status} Switching Protocols\r\n{''.join(lines)}\r\n"
        # The library reads heads from the wire only, so it gets this one once more.
        self.protocol.receive_data(head.encode())
        self.protocol.events_received()
        error = self.protocol.handshake_exc
        if error is not None:
            detail = truncate(str(error).rstrip("."), 200)
            raise SendFailure(
                FailureKind.PROTOCOL_ERROR,
                Phrase(
                    marked("the server did not switch to WebSocket: {detail}"), {"detail": detail}
                ),
            )
        if self.protocol.extensions:
            self.protocol.max_message_size = wire_bytes(self._options.message_bytes)


def _typed_subprotocols(request: PreparedRequest) -> list[str]:
    values = [header.value for header in request.headers if header.name.lower() == _PROTOCOL]
    return [name.strip() for value in values for name in value.split(",") if name.strip()]
