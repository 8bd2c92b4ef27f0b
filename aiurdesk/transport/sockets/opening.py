"""Opens a WebSocket: sends the handshake and hands over the connection."""

from msgspec.structs import replace

from aiurdesk.core.response.response import Response
from aiurdesk.core.sockets.socket_options import SocketOptions
from aiurdesk.transport.connection_pool import ConnectionPool
from aiurdesk.transport.hop import HopRequest, Upgrade, send_hop
from aiurdesk.transport.sockets.connection import SocketConnection
from aiurdesk.transport.sockets.handshake import Handshake


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
