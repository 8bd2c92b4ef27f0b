"""Shows WebSockets: the state of a socket, its frames, and the message that is edited."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.ui.sockets.socket_panel
else:
    __getattr__ = late(__name__)
