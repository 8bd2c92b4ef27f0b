"""Stargate's channels, their listeners and the messages pushed to them."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from aiurdesk.sandbox.clock import DATETIME_MIN, Clock

IDLE_LIMIT = timedelta(days=10)
"""A channel without a listener for this long is reported as about to be deleted."""

Message = str | None
"""A text. None is a blank message: the real server closes the listeners that receive one."""


@dataclass(slots=True)
class Channel:
    """A channel of an app."""

    id: int
    app_id: str
    description: str | None
    connect_key: str
    created_at: datetime
    last_access_at: datetime = DATETIME_MIN
    listeners: list[asyncio.Queue[Message]] = field(default_factory=list)


class Channels:
    """All channels of one run."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._channels: dict[int, Channel] = {}
        self._apps: set[str] = set()
        self._last_id = 0
        self.pushed = 0
        """Number of messages pushed so far."""

    def __len__(self) -> int:
        return len(self._channels)

    def create(self, app_id: str, description: str | None) -> Channel:
        """Create a channel with a new connect key."""
        self._last_id += 1
        channel = Channel(self._last_id, app_id, description, uuid4().hex, self._clock())
        self._channels[channel.id] = channel
        self._apps.add(app_id)
        return channel

    def find(self, channel_id: int) -> Channel | None:
        """Return the channel of that id, or None."""
        return self._channels.get(channel_id)

    def of_app(self, app_id: str) -> Iterator[Channel]:
        """Yield the channels of an app, oldest first."""
        return (channel for channel in self._channels.values() if channel.app_id == app_id)

    def is_idle(self, channel: Channel) -> bool:
        """Return whether the channel had no listener for ``IDLE_LIMIT``, or never had one."""
        # A channel without any listener so far has ``DATETIME_MIN``, so it is idle as well.
        return self._clock() - channel.last_access_at > IDLE_LIMIT

    def delete(self, channel: Channel) -> None:
        """Delete a channel."""
        del self._channels[channel.id]

    def delete_app(self, app_id: str) -> bool:
        """Delete an app and its channels. Return False when the app never had a channel."""
        existed = app_id in self._apps
        self._apps.discard(app_id)
        self._channels = {i: c for i, c in self._channels.items() if c.app_id != app_id}
        return existed

    def push(self, channel: Channel, message: Message) -> None:
        """Send a message to every current listener."""
        self.pushed += 1
        for listener in channel.listeners:
            listener.put_nowait(message)

    def listen(self, channel: Channel) -> asyncio.Queue[Message]:
        """Add a listener. Its queue receives every message pushed from now on."""
        channel.last_access_at = self._clock()
        listener: asyncio.Queue[Message] = asyncio.Queue()
        channel.listeners.append(listener)
        return listener

    def leave(self, channel: Channel, listener: asyncio.Queue[Message]) -> None:
        """Remove a listener."""
        channel.last_access_at = self._clock()
        channel.listeners.remove(listener)
