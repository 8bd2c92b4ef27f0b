"""WebSocket connections, over the same network as ordinary requests."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.transport.sockets.handshake
else:
    __getattr__ = late(__name__)
