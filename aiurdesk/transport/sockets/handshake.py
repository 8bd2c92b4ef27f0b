"""The opening handshake: an ordinary request that asks for WebSocket, and the check of what came.

Source: RFC 6455 section 4; RFC 7692 section 7.1 for compression.
"""

import logging
from collections.abc import Sequence

from msgspec.structs import replace
from websockets.client import ClientProtocol
from websockets.exceptions import PayloadTooBig
from websockets.extensions.base import ClientExtensionFactory, Extension
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
from websockets.frames import Frame, Opcode
from websockets.typing import ExtensionName, ExtensionParameter, Subprotocol
from websockets.uri import parse_uri

from aiurdesk.core.exchange.sockets.socket_options import SocketOptions
from aiurdesk.core.preparing.header import is_token
from aiurdesk.core.request.request import Header, PreparedRequest
from aiurdesk.core.response.response import FailureKind, Response
from aiurdesk.core.translation import Phrase, marked, truncate
from aiurdesk.transport.connection_pool import ConnectionPool
from aiurdesk.transport.hop import HopRequest, Upgrade, send_hop
from aiurdesk.transport.sockets.connection import SocketConnection
from aiurdesk.transport.transport import SendFailure

_OF_MESSAGES = frozenset({Opcode.TEXT, Opcode.BINARY, Opcode.CONT})


def wire_bytes(message_bytes: int) -> int:
    """Return how long a message may be as it comes, compressed.

    Source: ``deflateBound`` of zlib 1.3.1 adds less than a sixth, for any content.
    """
    return message_bytes + _spare(message_bytes)


class Compression(ClientExtensionFactory):
    """Offers permessage-deflate for messages up to a number of bytes."""

    def __init__(self, message_bytes: int) -> None:
        self._factory = ClientPerMessageDeflateFactory()
        self._spare_bytes = _spare(message_bytes)
        self.name = self._factory.name

    def get_request_params(self) -> Sequence[ExtensionParameter]:
        """Return what is offered."""
        return self._factory.get_request_params()

    def process_response_params(
        self, params: Sequence[ExtensionParameter], accepted_extensions: Sequence[Extension]
    ) -> Extension:
        """Return the extension as the server accepted it."""
        extension = self._factory.process_response_params(params, accepted_extensions)
        return _Limited(extension, self._spare_bytes)


class _Limited(Extension):
    """Counts a frame as it is after it was decompressed."""

    def __init__(self, extension: Extension, spare_bytes: int) -> None:
        self._extension = extension
        self._spare_bytes = spare_bytes
        self.name: ExtensionName = extension.name

    def decode(self, frame: Frame, *, max_size: int | None = None) -> Frame:
        """Decompress a frame.

        Args:
            max_size: How long it may be as it comes.

        Raises:
            PayloadTooBig: The message is longer than it may be.
        """
        most = (max_size or 0) - self._spare_bytes
        # To zlib, 0 stands for no limit.
        decoded = self._extension.decode(frame, max_size=max(most, 1))
        if len(decoded.data) > most and decoded.opcode in _OF_MESSAGES:
            raise PayloadTooBig(None, most)
        return decoded

    def encode(self, frame: Frame) -> Frame:
        """Compress a frame."""
        return self._extension.encode(frame)


def _spare(message_bytes: int) -> int:
    return message_bytes // 4 + 64


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


async def open_socket(
    pool: ConnectionPool, hop: HopRequest, options: SocketOptions
) -> tuple[Response, SocketConnection | None]:
    """Send the handshake.

    Args:
        pool: Not used for anything else; closed at once, or together with the socket.
        hop: The request as for an ordinary response.
        options: The options of the socket.

    Returns:
        The response, and the connection if the server accepted.

    Raises:
        SendFailure: There is no response, or it switches to something else.
    """
    connection = None
    try:
        handshake = Handshake(hop.request, options)
        upgrade = Upgrade(handshake.headers())
        # An ordinary hop, so that certificates, proxy, limits and cookies work as in any request.
        hop.request, hop.upgrade = handshake.request, upgrade
        response = replace(await send_hop(pool, hop), is_handshake=True)
        # Only status 101 hands the stream over; any other response is one like that to a request.
        if upgrade.stream is not None:
            handshake.accept(response)
            connection = SocketConnection(handshake.protocol, upgrade.stream, pool, options)
    finally:
        if connection is None:
            await pool.retire()
    return response, connection
