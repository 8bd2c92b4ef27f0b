"""Channels in memory."""

from datetime import UTC, datetime

import pytest

from aiurdesk.sandbox.channels import Channels


@pytest.fixture
def channels():
    """Return no channels, with a fixed time."""
    return Channels(lambda: datetime(2020, 9, 21, tzinfo=UTC))


def test_each_channel_has_its_own_number_and_key(channels):
    first, second = channels.create("a", "d"), channels.create("b", None)
    assert (first.id, second.id) == (1, 2)
    assert first.connect_key != second.connect_key
    assert list(channels.of_app("a")) == [first]


async def test_a_message_reaches_the_current_listeners(channels):
    channel = channels.create("a", None)
    channels.push(channel, "early")
    listener = channels.listen(channel)
    channels.push(channel, "now")
    assert listener.get_nowait() == "now"
    channels.leave(channel, listener)
    channels.push(channel, "late")
    assert listener.empty()
    assert channels.pushed == 3


def test_deleting_an_app_deletes_only_its_channels(channels):
    deleted, kept = channels.create("a", None), channels.create("b", None)
    assert channels.delete_app("a")
    assert not channels.delete_app("a")
    assert channels.find(deleted.id) is None
    assert channels.find(kept.id) is kept
    assert len(channels) == 1
