"""The one way out of the program."""

from aiurdesk.core.response import Body
from aiurdesk.services.connections import Connections


async def test_nothing_is_opened_before_it_is_needed():
    def open_transport():
        raise AssertionError("too early")

    connections = Connections(open_transport)
    connections.release(Body())
    await connections.aclose()
