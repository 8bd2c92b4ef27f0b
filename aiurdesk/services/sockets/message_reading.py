"""Reading of a text frame: a verdict, or an event of a known service."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from aiurdesk.core import dialects as core_dialects
from aiurdesk.core.api.endpoint import Service
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.redaction import redact
from aiurdesk.core.exchange.sockets.event_types import (
    NOTHING_READ,
    EventTable,
    FrameReading,
    event_in,
)
from aiurdesk.core.exchange.sockets.frame import Frame, FrameKind, text_piece
from aiurdesk.core.request.graphql.socket_protocol import result_in
from aiurdesk.core.request.request import GraphqlBody, Request
from aiurdesk.core.response.response import is_stream
from aiurdesk.core.verdict.dialect import Dialect, DialectChoice, Reason
from aiurdesk.core.verdict.envelope import Envelope, parse_envelope
from aiurdesk.core.verdict.envelope_reading import matching_generation
from aiurdesk.core.verdict.judge import judge_message
from aiurdesk.core.verdict.reading import ContentKind, Reading
from aiurdesk.core.verdict.shapes.reader import read_value

_STATUS = 200
"""A frame has no HTTP status; this one leaves it to the body."""
_CODE, _MARK = '"code"', '"protocolVersion"'
_SIGNS = ('"error', _CODE, '"success"', '"ok"', '"fail')
"""A message of a host of no known dialect that says that it failed has one of these."""


class FrameRules(msgspec.Struct, frozen=True):
    """Dialects and event tables by which the frames of one socket or stream are read."""

    service: Service | None = None
    """None for an address that belongs to no known service."""
    choice: DialectChoice = DialectChoice()
    """Which dialect judges the messages."""
    dialects: Mapping[str, Dialect] = msgspec.field(default_factory=dict)
    """That one by its name, or else those that judge an envelope with the mark of its protocol."""
    event_tables: tuple[EventTable, ...] = ()
    """All tables of events."""


def read_frame(
    frame: Frame, request: Request, rules: FrameRules, longest: int | None = None
) -> FrameReading:
    """Read a frame; one that says nothing of success or failure and no event is an empty reading.

    Args:
        frame: Any frame; only text messages are read.
        request: The one that the socket was opened with.
        rules: Decide about its frames.
        longest: Characters; a longer frame gives an empty reading. None for no limit.
    """
    content = frame.content
    if frame.kind is not FrameKind.TEXT or not isinstance(content, str):
        return NOTHING_READ
    if longest is not None and len(content) > longest:
        return NOTHING_READ
    reading = read_message(content, request, rules)
    verdict = None if reading is None else judge_message(reading, request, rules.dialects)
    service = rules.service
    table_and_event = event_in(content, service.id, rules.event_tables) if service else None
    if table_and_event is None:
        return NOTHING_READ if verdict is None else FrameReading(verdict, reading=reading)
    table, event = table_and_event
    return FrameReading(verdict, event, table.name, reading=reading)


def read_message(content: str, request: Request, rules: FrameRules) -> Reading | None:
    """Return what a message says; None where it says nothing of success or failure.

    Args:
        content: The text of the message.
        request: The one that the socket was opened with.
        rules: Decide about its messages.
    """
    choice, dialects = rules.choice, rules.dialects
    dialect = dialects.get(choice.dialect or "")
    if dialect is not None and dialect.reads_envelopes:
        return _by_envelope(content, choice)
    # Looking for the text is much faster than reading each frame of a flood as JSON.
    is_ignored = choice.why is Reason.GIVEN or not any(sign in content for sign in _SIGNS)
    if dialect is None and is_ignored:
        return None
    is_wrapped = isinstance(request.body, GraphqlBody) and request.endpoint.is_websocket
    result = result_in(content) if is_wrapped else content
    value = None if result is None else _value(result)
    if value is None:
        return None
    if dialect is not None:
        read = core_dialects.dialect_reading.read_head(dialect, _STATUS, (), value)
        return Reading(ContentKind.JSON, choice=choice, dialect=read, said=read_value(value))
    marked = _by_envelope(content, choice) if _MARK in content else None
    name = matching_generation(marked.envelope, dialects.values()) if marked else None
    if marked is not None and name is not None:
        return replace(marked, choice=DialectChoice(name, Reason.SHAPE))
    return Reading(ContentKind.JSON, choice=choice, said=read_value(value))


def _value(content: str) -> Any:
    """Return what a message stands for; None where it is not JSON."""
    try:
        return msgspec.json.decode(content)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


def _by_envelope(content: str, choice: DialectChoice) -> Reading | None:
    if _CODE not in content:
        return None
    # An envelope is read from bytes, as a body has them.
    envelope = parse_envelope(content.encode("utf-8", "surrogatepass"))
    if not isinstance(envelope, Envelope):
        return None
    return Reading(ContentKind.JSON, envelope, choice)


def read_received(
    rules: FrameRules, frame: Frame, handshake: Exchange, longest: int | None = None
) -> FrameReading:
    """Return what a frame says, with dots for secrets of its handshake.

    Args:
        rules: Decide about the frames of the socket.
        frame: Any frame of it.
        handshake: The exchange that opened it.
        longest: Characters, as for ``read_frame``.
    """
    reading = read_frame(frame, handshake.request, rules, longest)
    is_event = frame.kind is FrameKind.TEXT and is_stream(handshake.outcome)
    if is_event and (piece := text_piece(frame.text)):
        reading = replace(reading, piece=piece)
    if reading.verdict is None:
        return reading
    # A message of the server may repeat a token of the handshake.
    secrets = handshake.prepared.secrets
    return replace(reading, verdict=redact(reading.verdict, secrets))
