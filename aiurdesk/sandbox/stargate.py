"""Stargate: apps push messages to channels, and clients receive them over WebSocket."""

import asyncio

from aiurdesk.sandbox.aspnet.response import (
    Response,
    UnhandledError,
    WebSocket,
    WebSocketUpgrade,
    envelope,
)
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.channels import Channel, Channels, Message
from aiurdesk.sandbox.described_service import Action, Actions, described_service
from aiurdesk.sandbox.state import State

_WRONG_KEY = "This is not the key of the channel."


class Stargate:
    """The actions of Stargate."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._channels = Channels(state.clock)

    @property
    def channels(self) -> Channels:
        """All channels: other services of 2020 push to theirs without a request."""
        return self._channels

    def service(self) -> WebService:
        """Return the service with its routes."""
        actions: Actions = {
            "home.index": self.index,
            "home.error": self.error,
            "channel.viewmychannels": self.view_my_channels,
            "channel.validatechannel": Action(self.validate_channel, optional=("Key",)),
            "channel.createchannel": self.create_channel,
            "channel.deletechannel": self.delete_channel,
            "channel.deleteapp": self.delete_app,
            "listen.channel": Action(self.listen, optional=("Key",)),
            "message.pushmessage": self.push_message,
        }
        return described_service(self._state, "stargate", actions)

    async def index(self, request: Request) -> Response:
        """Answer a request to the root with message and channel counts."""
        members = {
            "currentId": self._channels.pushed,
            "totalMemoryMessages": self._channels.pushed,
            "channels": len(self._channels),
        }
        return envelope(0, "Stargate of the sandbox is at your service.", members)

    async def view_my_channels(self, request: Request) -> Response:
        """List the channels of the calling app."""
        app_id = self._app_id(request)
        channels = [channel.members() for channel in self._channels.of_app(app_id)]
        return envelope(0, "Here are your channels.", {"appId": app_id, "channels": channels})

    async def validate_channel(self, request: Request) -> Response:
        """Return the app of a channel. For an idle channel the key is not checked, as in 2020."""
        channel = self._channels.find(request.values.number("Id"))
        if channel is None:
            return envelope(-4, "There is no such channel.")
        if self._channels.is_idle(channel):
            return envelope(-2, "Nobody listens to the channel, so it will be deleted soon.")
        if channel.connect_key != request.values.text_or_none("Key"):
            return envelope(-8, _WRONG_KEY)
        message = f"The channel belongs to the app {channel.app_id}."
        return envelope(0, message, {"value": channel.app_id})

    async def create_channel(self, request: Request) -> Response:
        """Create a channel for the calling app."""
        channel = self._channels.create(
            self._app_id(request), request.values.text_or_none("Description")
        )
        members = {"channelId": channel.id, "connectKey": channel.connect_key}
        return envelope(0, "Your channel is ready.", members)

    async def delete_channel(self, request: Request) -> Response:
        """Fail for every channel: the channel query of the 2020 server is broken."""
        self._app_id(request)
        raise UnhandledError

    async def delete_app(self, request: Request) -> Response:
        """Delete all channels of the calling app. Connected listeners stay connected."""
        app_id = request.values.text("AppId")
        if app_id != self._app_id(request):
            return envelope(-8, "The token belongs to another app than the one to delete.")
        if not self._channels.delete_app(app_id):
            return envelope(-6, "The app has no channels here.")
        return envelope(0, "The app and its channels are deleted.")

    async def push_message(self, request: Request) -> Response:
        """Push a message to all listeners of a channel of the calling app."""
        app_id = self._app_id(request)
        channel_id = request.values.number("ChannelId")
        channel = self._channels.find(channel_id)
        if channel is None or channel.app_id != app_id:
            return envelope(-4, f"You have no channel with the id {channel_id}.")
        self._channels.push(channel, request.values.text_or_none("MessageContent"))
        return envelope(0, f"Your message was pushed to channel {channel_id}.")

    async def listen(self, request: Request) -> Response | WebSocketUpgrade:
        """Accept a WebSocket on a channel, or answer the handshake with an error envelope."""
        if not request.is_websocket:
            return envelope(-10, "This address is for WebSocket only.")
        channel_id = request.values.number("Id")
        channel = self._channels.find(channel_id)
        if channel is None:
            return envelope(-4, f"There is no channel with the id {channel_id}.")
        if channel.connect_key != request.values.text_or_none("Key"):
            return envelope(-8, _WRONG_KEY)
        # Listen before the handshake ends: a client may push as soon as it is accepted. The real
        # server loses the first message after that; here it would look like our own mistake.
        listener = self._channels.listen(channel)
        return WebSocketUpgrade(lambda socket: self._deliver(channel, listener, socket))

    async def _deliver(
        self, channel: Channel, listener: asyncio.Queue[Message], socket: WebSocket
    ) -> None:
        """Send pushed messages until the client disconnects or a blank message arrives."""
        try:
            async with asyncio.TaskGroup() as group:
                sending = group.create_task(_send_all(listener, socket))
                receiving = group.create_task(_wait_for_disconnect(socket))
                # Either side can end the conversation.
                await asyncio.wait((sending, receiving), return_when=asyncio.FIRST_COMPLETED)
                sending.cancel()
                receiving.cancel()
        finally:
            self._channels.leave(channel, listener)

    async def error(self, request: Request) -> Response:
        """Return code −5 with HTTP 200, without a real error."""
        return envelope(-5, "This is what a crash looks like.")

    def _app_id(self, request: Request) -> str:
        return self._state.tokens.app_id(request.values.text("AccessToken"))


async def _send_all(listener: asyncio.Queue[Message], socket: WebSocket) -> None:
    while (message := await listener.get()) is not None:
        await socket.send(message)
    # The real server never sends a close frame: after a blank message the connection just ends.
    await socket.cut_off()


async def _wait_for_disconnect(socket: WebSocket) -> None:
    # The service ignores everything that a client sends.
    while await socket.receive() is not None:
        pass
