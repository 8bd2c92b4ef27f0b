"""Reads what the body of any server says."""

from aiurdesk.core.shapes.said import NOTHING_SENT, Said, Sent


def read_body(
    body: bytes | str, status: int = 200, content_type: str = "", sent: Sent = NOTHING_SENT
) -> Said:
    """Return what a body says; an empty ``Said`` where it says nothing. Never raises.

    Args:
        body: As it came, its Content-Encoding undone. The bytes decide what it is.
        status: Of the response; 200 for events of a stream and frames of a socket.
        content_type: The header; it only helps where the bytes can be two things.
        sent: What the request sent.
    """
    return Said()


def read_value(value: object, status: int = 200, sent: Sent = NOTHING_SENT) -> Said:
    """Return what a decoded JSON value says; see ``read_body``."""
    return Said()
