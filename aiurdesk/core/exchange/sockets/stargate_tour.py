"""The tour of Stargate: create a channel, listen to it, push a message, and see the frame."""

import json
from enum import StrEnum

import msgspec

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.request.request import Request
from aiurdesk.core.translation import tr

TOUR_SERVICES = frozenset({"stargate", "stargate-2023"})
"""Both are in the sandbox."""
DESCRIPTION = tr("Tour of Stargate")
MESSAGE = tr("Hello from the tour of Stargate")


class TourStep(StrEnum):
    """The steps, in their order; each is an endpoint of the service."""

    CREATE = "create"
    LISTEN = "listen"
    PUSH = "push"

    @property
    def endpoint_name(self) -> str:
        """The id of its endpoint behind the service."""
        return _ENDPOINTS[self]

    @property
    def words(self) -> str:
        """Text of the link that a person clicks on."""
        return _WORDS[self]


_ENDPOINTS = {
    TourStep.CREATE: "channel.createchannel",
    TourStep.LISTEN: "listen.channel",
    TourStep.PUSH: "message.pushmessage",
}
_WORDS = {
    TourStep.CREATE: tr("Create a channel"),
    TourStep.LISTEN: tr("Listen to it"),
    TourStep.PUSH: tr("Push a message"),
}


class TourChannel(msgspec.Struct, frozen=True):
    """The channel that the tour has created."""

    id: str
    key: str


def tour_channel(body: bytes) -> TourChannel | None:
    """Return the channel that a response describes, or None."""
    try:
        members = json.loads(body)
    except ValueError:
        return None
    if not isinstance(members, dict) or not {"channelId", "connectKey"} <= members.keys():
        return None
    # The id is a number, and values of a form are texts.
    return TourChannel(str(members["channelId"]), str(members["connectKey"]))


def tour_request(step: TourStep, endpoint: Endpoint, channel: TourChannel | None) -> Request:
    """Return the request of a step.

    Args:
        endpoint: The endpoint of the step.
        channel: None only before the first step.
    """
    # A channel that there is already does not matter: creating makes another one.
    if channel is None or step is TourStep.CREATE:
        return Request(endpoint, values=(("Description", DESCRIPTION),))
    if step is TourStep.LISTEN:
        return Request(endpoint, values=(("Id", channel.id), ("Key", channel.key)))
    return Request(endpoint, values=(("ChannelId", channel.id), ("MessageContent", MESSAGE)))
