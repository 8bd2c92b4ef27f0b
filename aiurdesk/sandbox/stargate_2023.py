"""Stargate of 2023: channels in memory, and messages that arrive at once.

It differs from Stargate of 2020 in its protocol, in its replies to a token, and in how sockets end.
The real server also sends an unsolicited pong every two minutes, which hypercorn cannot.

Source:
    reference/aiursoft-api.md, generation 2023-2025; recorded/infrastructures-2025-stargate.jsonl.
"""

import asyncio
from dataclasses import replace

from aiurdesk.sandbox.aspnet.generation_2023 import envelope_2023
from aiurdesk.sandbox.aspnet.response import (
    ApiError,
    Response,
    WebSocket,
    WebSocketUpgrade,
)
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.channels import Channel, Channels, Message
from aiurdesk.sandbox.described_service import Action, Actions, described_service
from aiurdesk.sandbox.state import State

_WRONG_KEY = "This is not the key of the channel."
_CRASH = "The server crashed."


class Stargate2023:
    """The actions of Stargate of 2023. It has its own channels, separate from Stargate of 2020."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._channels = Channels(state.clock)

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
        checks = {"AccessToken": self._current}
        return described_service(self._state, "stargate-2023", actions, checks=checks)

    async def index(self, request: Request) -> Response:
        """Answer a request to the root."""
        return envelope_2023(0, "Stargate of the sandbox is at your service.")

    async def view_my_channels(self, request: Request) -> Response:
        """List the channels of the calling app."""
        app_id = self._app_id(request)
        channels = [_members(channel) for channel in self._channels.of_app(app_id)]
        members = {"appId": app_id, "channels": channels}
        return envelope_2023(0, "Here are your channels.", members)

    async def validate_channel(self, request: Request) -> Response:
        """Return the app of a channel."""
        channel = self._channel(request)
        message = f"The channel belongs to the app {channel.app_id}."
        return envelope_2023(0, message, {"value": channel.app_id})

    async def create_channel(self, request: Request) -> Response:
        """Create a channel for the calling app."""
        channel = self._channels.create(
            self._app_id(request), request.values.text_or_none("Description")
        )
        members = {"channelId": channel.id, "connectKey": channel.connect_key}
        return envelope_2023(2, "Your channel is ready.", members)

    async def delete_channel(self, request: Request) -> Response:
        """Delete a channel of the calling app. Connected listeners stay connected."""
        app_id = self._app_id(request)
        channel = self._channels.find(request.values.number("ChannelId"))
        if channel is None:
            # The real server does not check this, either.
            return envelope_2023(-5, _CRASH)
        if channel.app_id != app_id:
            raise ApiError(-8, "The channel belongs to another app.")
        self._channels.delete(channel)
        return envelope_2023(2, "The channel is deleted.")

    async def delete_app(self, request: Request) -> Response:
        """Delete all channels of the calling app. Connected listeners stay connected."""
        app_id = request.values.text("AppId")
        if app_id != self._app_id(request):
            raise ApiError(-8, "The token belongs to another app than the one to delete.")
        if not self._channels.delete_app(app_id):
            raise ApiError(-4, "The app has no channels here.")
        return envelope_2023(2, "The app and its channels are deleted.")

    async def push_message(self, request: Request) -> Response:
        """Push a message to all listeners of a channel of the calling app."""
        app_id = self._app_id(request)
        channel_id = request.values.number("ChannelId")
        channel = self._channels.find(channel_id)
        if channel is None or channel.app_id != app_id:
            raise ApiError(-4, f"You have no channel with the id {channel_id}.")
        message = request.values.text_or_none("MessageContent")
        if message is None and channel.listeners:
            return envelope_2023(-5, _CRASH)
        if message is not None:
            self._channels.push(channel, message)
        return envelope_2023(2, f"Your message was pushed to channel {channel_id}.")

    async def listen(self, request: Request) -> Response | WebSocketUpgrade:
        """Accept a WebSocket on a channel, or answer the handshake with an error envelope."""
        if not request.is_websocket:
            text = "This address is for WebSocket only."
            return replace(envelope_2023(-10, text, version=None), status=200)
        channel = self._channel(request)
        # Before the handshake ends: a client may push as soon as it is accepted.
        listener = self._channels.listen(channel)
        return WebSocketUpgrade(lambda socket: self._deliver(channel, listener, socket))

    async def _deliver(
        self, channel: Channel, listener: asyncio.Queue[Message], socket: WebSocket
    ) -> None:
        """Send pushed messages until the client disconnects; what it sends is ignored."""
        try:
            async with asyncio.TaskGroup() as group:
                sending = group.create_task(_send_all(listener, socket))
                while await socket.receive() is not None:
                    pass
                sending.cancel()
        finally:
            self._channels.leave(channel, listener)

    async def error(self, request: Request) -> Response:
        """Return code −5, without a real error."""
        return envelope_2023(-5, "This is what a crash looks like.")

    def _channel(self, request: Request) -> Channel:
        """Return the channel of a request with its key."""
        channel_id = request.values.number("Id")
        channel = self._channels.find(channel_id)
        if channel is None:
            raise ApiError(-4, f"There is no channel with the id {channel_id}.")
        if channel.connect_key != request.values.text_or_none("Key"):
            raise ApiError(-8, _WRONG_KEY)
        return channel

    def _app_id(self, request: Request) -> str:
        return self._state.tokens.app_id(request.values.text("AccessToken"))

    def _current(self, member: str, value: str | int) -> str | None:
        """Check what can be checked without the key of Directory, as the real server does."""
        if self._state.tokens.is_current(str(value)):
            return None
        return f"The {member} is not an access token of Directory."


def _members(channel: Channel) -> dict[str, object]:
    """Return a channel as ``ViewMyChannels`` shows it."""
    return {
        "id": channel.id,
        "description": channel.description,
        "connectKey": channel.connect_key,
        "createTime": channel.created_at,
        "lastAccessTime": max(channel.created_at, channel.last_access_at),
        "appId": channel.app_id,
        "messages": {},
    }


async def _send_all(listener: asyncio.Queue[Message], socket: WebSocket) -> None:
    while True:
        await socket.send(await listener.get() or "")
