"""What a text frame says: the envelope in it with its verdict, or an event of a known service."""

from collections.abc import Iterable, Mapping

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Service
from aiurdesk.core.request.request import Request
from aiurdesk.core.sockets.event_types import EventTable, EventType, event_in
from aiurdesk.core.sockets.frame import Frame, FrameKind
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.dialect import Dialect
from aiurdesk.core.verdict.envelope import Envelope, parse_envelope
from aiurdesk.core.verdict.judge import (
    choose_table,
    verdict_on_code,
    verdict_on_unexpected_code,
)
from aiurdesk.core.verdict.verdict import Severity, Verdict

LONGEST_LISTED = 256 * 1024
"""Characters. The list of frames searches no longer one for an envelope: that takes too long for
each frame of a flood."""


class FrameReading(msgspec.Struct, frozen=True):
    """What is known about a frame beside its content."""

    verdict: Verdict | None = None
    """None where the frame carries no envelope."""
    event: EventType | None = None
    event_table: str = ""
    """Name of the table that names the event."""
    piece: str = ""
    """What it adds to the answer of a language model."""


NOTHING_READ = FrameReading()


def read_frame(
    frame: Frame,
    request: Request,
    service: Service | None,
    dialects: Mapping[str, Dialect],
    event_tables: Iterable[EventTable],
    longest: int | None = None,
) -> FrameReading:
    """Read a frame; one without envelope and event gives an empty reading.

    Args:
        frame: Any frame; only text messages are read.
        request: The one that the socket was opened with.
        service: None for an address that belongs to no known service.
        dialects: Those that may judge an envelope in it, by name; without any, none is judged.
        event_tables: All tables of events.
        longest: Characters; a longer frame gives an empty reading. None for no limit.
    """
    content = frame.content
    if frame.kind is not FrameKind.TEXT or not isinstance(content, str):
        return NOTHING_READ
    if longest is not None and len(content) > longest:
        return NOTHING_READ
    # Looking for the text is much faster than reading each frame of a flood as JSON.
    may_be_envelope = dialects and '"code"' in content
    verdict = _verdict(content, request, service, dialects) if may_be_envelope else None
    table_and_event = event_in(content, service.id, event_tables) if service else None
    if table_and_event is None:
        return NOTHING_READ if verdict is None else FrameReading(verdict)
    table, event = table_and_event
    return FrameReading(verdict, event, table.name)


def _verdict(
    content: str,
    request: Request,
    service: Service | None,
    dialects: Mapping[str, Dialect],
) -> Verdict | None:
    # An envelope is read from bytes, as a body has them.
    envelope = parse_envelope(content.encode("utf-8", "surrogatepass"))
    if not isinstance(envelope, Envelope):
        return None
    table = choose_table(request, service, envelope, dialects)
    row = table.codes.get(envelope.code)
    if row is not None:
        verdict = verdict_on_code(row, table, envelope)
        # Other codes use ``items`` for what was asked for.
        is_input = row.severity is Severity.INPUT
        return replace(verdict, other_errors=envelope.items) if is_input else verdict
    # Any server may call something a code; only known services promise that it is in a table.
    if service is None and not request.dialect:
        return None
    meaning = tr("The code is not in table {name}, which is used for this frame.").format(
        name=table.name
    )
    return verdict_on_unexpected_code(table, envelope, meaning)
