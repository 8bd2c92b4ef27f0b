"""WebSockets and streams: their sessions, messages and frames."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.services.sockets.message_requests
    import aiurdesk.services.sockets.sockets
    import aiurdesk.services.sockets.street
else:
    __getattr__ = late(__name__)
