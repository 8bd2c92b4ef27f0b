"""Runs the sockets of open requests: connecting, sending messages, and their tests."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.ui.live_sockets.message_sending
    import aiurdesk.ui.live_sockets.socket_controller
    import aiurdesk.ui.live_sockets.stargate_tour
else:
    __getattr__ = late(__name__)
