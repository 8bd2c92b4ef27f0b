"""Runs the sockets of open requests: connecting, sending messages, and their tests."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    from aiurdesk.ui.live_sockets.socket_controller import SocketController as SocketController
    from aiurdesk.ui.live_sockets.socket_parts import SocketParts as SocketParts
    from aiurdesk.ui.live_sockets.stargate_tour import StargateTour as StargateTour
else:
    __getattr__ = late(
        __name__,
        "socket_controller.SocketController socket_parts.SocketParts stargate_tour.StargateTour",
    )
