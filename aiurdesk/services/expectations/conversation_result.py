"""What came of the messages and frames of a saved socket."""

import msgspec

from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.response.examination import Finding
from aiurdesk.core.sockets.closing import Closing


class ConversationResult(msgspec.Struct, frozen=True):
    """What came of a conversation."""

    exchange: Exchange
    """The handshake with all that was said, or the response that refused it."""
    elapsed_ms: float = 0.0
    """How long the expected frames took, from the moment when the socket was open."""
    unsent: str = ""
    """Why a message was not sent."""
    requests: tuple[Finding, ...] = ()
    """Of each saved request that was sent instead of a message."""
    closing: Closing | None = None
    """How the server ended the socket; None where this side did."""
