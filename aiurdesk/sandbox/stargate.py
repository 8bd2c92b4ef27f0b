"""Stargate: apps push messages to channels, and clients receive them over WebSocket."""

import asyncio
from collections.abc import Mapping
from types import MappingProxyType

from aiurdesk.sandbox.aspnet.binding import Validator
from aiurdesk.sandbox.aspnet.response import (
    ApiError,
    Envelope,
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


class Stargate:
    """The actions of Stargate of 2020. Stargate of 2023 has the same with other replies."""

    service_id = "stargate"
    envelope: Envelope = staticmethod(envelope)
    changed = 0
    """Result code after a change."""
    no_app = -6
    """Result code for an app without channels."""
    checks: Mapping[str, Validator] = MappingProxyType({})
    """Further rules, by the name of the parameter."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.channels = Channels(state.clock)
        """All channels: other services of 2020 push to theirs without a request."""

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
        return described_service(self._state, self.service_id, actions, checks=self.checks)

    async def index(self, request: Request) -> Response:
        """Answer a request to the root with message and channel counts."""
        members = {
            "currentId": self.channels.pushed,
            "totalMemoryMessages": self.channels.pushed,
            "channels": len(self.channels),
        }
        return self.envelope(0, "Stargate of the sandbox is at your service.", members)

    async def view_my_channels(self, request: Request) -> Response:
        """List the channels of the calling app."""
        app_id = self._state.app_id_of(request)
        channels = [self._members(channel) for channel in self.channels.of_app(app_id)]
        members = {"appId": app_id, "channels": channels}
        return self.envelope(0, "Here are your channels.", members)

    async def validate_channel(self, request: Request) -> Response:
        """Return the app of a channel. For an idle channel the key is not checked, as in 2020."""
        if self.channels.is_idle(self._channel(request)):
            raise ApiError(-2, "Nobody listens to the channel, so it will be deleted soon.")
        return self._app_of(self._channel_with_key(request))

    def _app_of(self, channel: Channel) -> Response:
        message = f"The channel belongs to the app {channel.app_id}."
        return self.envelope(0, message, {"value": channel.app_id})

    async def create_channel(self, request: Request) -> Response:
        """Create a channel for the calling app."""
        channel = self.channels.create(
            self._state.app_id_of(request), request.values.text_or_none("Description")
        )
        members = {"channelId": channel.id, "connectKey": channel.connect_key}
        return self.envelope(self.changed, "Your channel is ready.", members)

    async def delete_channel(self, request: Request) -> Response:
        """Fail for every channel: the channel query of the 2020 server is broken."""
        self._state.app_id_of(request)
        raise UnhandledError

    async def delete_app(self, request: Request) -> Response:
        """Delete all channels of the calling app. Connected listeners stay connected."""
        if not self.channels.delete_app(self._state.app_id_to_delete(request)):
            raise ApiError(self.no_app, "The app has no channels here.")
        return self.envelope(self.changed, "The app and its channels are deleted.")

    async def push_message(self, request: Request) -> Response:
        """Push a message to all listeners of a channel of the calling app."""
        app_id = self._state.app_id_of(request)
        channel_id = request.values.number("ChannelId")
        channel = self.channels.find(channel_id)
        if channel is None or channel.app_id != app_id:
            raise ApiError(-4, f"You have no channel with the id {channel_id}.")
        self._push(channel, request.values.text_or_none("MessageContent"))
        return self.envelope(self.changed, f"Your message was pushed to channel {channel_id}.")

    def _push(self, channel: Channel, message: Message) -> None:
        self.channels.push(channel, message)

    async def listen(self, request: Request) -> Response | WebSocketUpgrade:
        """Accept a WebSocket on a channel, or answer the handshake with an error envelope."""
        if not request.is_websocket:
            raise ApiError(-10, "This address is for WebSocket only.")
        channel = self._channel_with_key(request)
        # Listen before the handshake ends: a client may push as soon as it is accepted. The real
        # server loses the first message after that; here it would look like our own mistake.
        listener = self.channels.listen(channel)

        async def deliver(socket: WebSocket) -> None:
            try:
                await self._deliver(listener, socket)
            finally:
                self.channels.leave(channel, listener)

        return WebSocketUpgrade(deliver)

    async def _deliver(self, listener: asyncio.Queue[Message], socket: WebSocket) -> None:
        """Send pushed messages until the client disconnects or a blank message arrives."""

        async def send_all() -> None:
            while (message := await listener.get()) is not None:
                await socket.send(message)
            # The real server sends no close frame: after a blank message the connection just ends.
            await socket.cut_off()

        async with asyncio.TaskGroup() as group:
            tasks = group.create_task(send_all()), group.create_task(wait_for_disconnect(socket))
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                task.cancel()

    async def error(self, request: Request) -> Response:
        """Return code −5, in 2020 with HTTP 200, without a real error."""
        return self.envelope(-5, "This is what a crash looks like.")

    def _channel(self, request: Request) -> Channel:
        channel_id = request.values.number("Id")
        channel = self.channels.find(channel_id)
        if channel is None:
            raise ApiError(-4, f"There is no channel with the id {channel_id}.")
        return channel

    def _channel_with_key(self, request: Request) -> Channel:
        channel = self._channel(request)
        if channel.connect_key != request.values.text_or_none("Key"):
            raise ApiError(-8, "This is not the key of the channel.")
        return channel

    def _members(self, channel: Channel) -> dict[str, object]:
        """Return a channel as ``ViewMyChannels`` shows it."""
        return {
            "lastAccessTime": channel.last_access_at,
            "channel": {
                "id": channel.id,
                "description": channel.description,
                "connectKey": channel.connect_key,
                "createTime": channel.created_at,
                "appId": channel.app_id,
            },
            "connectedCount": len(channel.listeners),
        }


async def wait_for_disconnect(socket: WebSocket) -> None:
    """Ignore everything that a client sends, until it leaves."""
    while await socket.receive() is not None:
        pass
