"""Messages of GraphQL operations over a WebSocket, and their end over server-sent events.

Source: PROTOCOL.md of graphql-ws 6 (enisdenny/graphql-ws), the subprotocol graphql-transport-ws;
PROTOCOL.md of graphql-sse 2, "Distinct connections mode".
"""

from typing import Any

import msgspec

SUBPROTOCOL = "graphql-transport-ws"
LAST_EVENT = "complete"
"""The name of the event behind which a server sends no further result."""
_ID = "1"
_PONG = '{"type": "pong"}'
_LONGEST_CONTROL = 1_000_000
"""Bytes. A longer message is a result, and need not be read to know that."""


class ProtocolStep(msgspec.Struct, frozen=True):
    """The reaction to a message of a GraphQL server: an answer, and whether to close the socket."""

    answer: str = ""
    """What is sent then; empty for nothing."""
    is_over: bool = False
    """Whether the operation has ended, so that the socket is closed."""


class _Message(msgspec.Struct):
    type: str = ""
    id: Any = None


class _Result(msgspec.Struct):
    type: str
    payload: msgspec.Raw


def first_messages(payload: str, connection: str) -> tuple[str, str]:
    """Return what is sent first, and what is sent when the server has acknowledged that.

    Args:
        payload: The JSON of the operation.
        connection: A JSON object for the server, or empty.
    """
    added = f', "payload": {connection.strip()}' if connection.strip() else ""
    begin = f'{{"type": "connection_init"{added}}}'
    return begin, f'{{"id": "{_ID}", "type": "subscribe", "payload": {payload}}}'


def step_after(text: str, subscribe: str) -> ProtocolStep:
    """Return what follows from a message.

    Args:
        text: What the server sent, which may be anything.
        subscribe: What is sent when it acknowledges; empty where it was sent already.
    """
    if len(text) > _LONGEST_CONTROL:
        return ProtocolStep()
    try:
        message = msgspec.json.decode(text, type=_Message)
    except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError):
        return ProtocolStep()
    if message.type == "connection_ack":
        return ProtocolStep(subscribe)
    if message.type == "ping":
        return ProtocolStep(_PONG)
    return ProtocolStep(is_over=message.type in ("complete", "error") and message.id == _ID)


def result_in(text: str) -> str | None:
    """Return the result in a message as a server would respond with it; None where it has none."""
    try:
        message = msgspec.json.decode(text, type=_Result)
    except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError):
        return None
    payload = bytes(message.payload).decode()
    if message.type == "error":
        return f'{{"errors": {payload}}}'
    return payload if message.type == "next" else None
