"""Stargate of 2023: channels in memory, and messages that arrive at once.

It differs from Stargate of 2020 in its protocol, in its replies to a token, and in how sockets end.
The real server also sends an unsolicited pong every two minutes, which hypercorn cannot.

Source:
    reference/aiursoft-api.md, generation 2023-2025; recorded/infrastructures-2025-stargate.jsonl.
"""

import asyncio
from dataclasses import replace

from aiurdesk.sandbox.aspnet.generation_2023 import envelope_2023
from aiurdesk.sandbox.aspnet.response import ApiError, Response, WebSocket, WebSocketUpgrade
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.channels import Channel, Message
from aiurdesk.sandbox.stargate import Stargate, wait_for_disconnect
from aiurdesk.sandbox.state import State

_CRASH = "The server crashed."


class Stargate2023(Stargate):
    """The actions of Stargate of 2023. It has its own channels, separate from Stargate of 2020."""

    service_id = "stargate-2023"
    envelope = staticmethod(envelope_2023)
    changed = 2
    no_app = -4

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.checks = {"AccessToken": self._current}

    async def index(self, request: Request) -> Response:
        """Answer a request to the root."""
        return envelope_2023(0, "Stargate of the sandbox is at your service.")

    async def validate_channel(self, request: Request) -> Response:
        """Return the app of a channel."""
        return self._app_of(self._channel_with_key(request))

    async def delete_channel(self, request: Request) -> Response:
        """Delete a channel of the calling app. Connected listeners stay connected."""
        app_id = self._state.app_id_of(request)
        channel = self.channels.find(request.values.number("ChannelId"))
        if channel is None:
            # The real server does not check this, either.
            raise ApiError(-5, _CRASH)
        if channel.app_id != app_id:
            raise ApiError(-8, "The channel belongs to another app.")
        self.channels.delete(channel)
        return envelope_2023(2, "The channel is deleted.")

    def _push(self, channel: Channel, message: Message) -> None:
        if message is not None:
            super()._push(channel, message)
        elif channel.listeners:
            raise ApiError(-5, _CRASH)

    async def listen(self, request: Request) -> Response | WebSocketUpgrade:
        """Accept a WebSocket on a channel, or answer the handshake with an error envelope."""
        if not request.is_websocket:
            text = "This address is for WebSocket only."
            return replace(envelope_2023(-10, text, version=None), status=200)
        return await super().listen(request)

    async def _deliver(self, listener: asyncio.Queue[Message], socket: WebSocket) -> None:
        """Send pushed messages until the client disconnects."""

        async def send_all() -> None:
            while True:
                await socket.send(await listener.get() or "")

        async with asyncio.TaskGroup() as group:
            sending = group.create_task(send_all())
            await wait_for_disconnect(socket)
            sending.cancel()

    def _members(self, channel: Channel) -> dict[str, object]:
        return {
            "id": channel.id,
            "description": channel.description,
            "connectKey": channel.connect_key,
            "createTime": channel.created_at,
            "lastAccessTime": max(channel.created_at, channel.last_access_at),
            "appId": channel.app_id,
            "messages": {},
        }

    def _current(self, member: str, value: str | int) -> str | None:
        """Check what can be checked without the key of Directory, as the real server does."""
        if self._state.tokens.is_current(str(value)):
            return None
        return f"The {member} is not an access token of Directory."
