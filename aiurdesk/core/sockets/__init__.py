"""WebSockets and streams: frames, states, and what a closing means."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.core.sockets.event_types
    import aiurdesk.core.sockets.frame_text
    import aiurdesk.core.sockets.transcript
else:
    __getattr__ = late(__name__)
