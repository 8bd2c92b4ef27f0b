"""Reads the envelope of a long body, which may be in a file; run in the helper process."""

from pathlib import Path

from aiurdesk.core.translation import Phrase, marked
from aiurdesk.core.verdict.envelope import (
    PROTOCOL,
    Envelope,
    EnvelopeNames,
    NotAnEnvelope,
    NotAnEnvelopeReason,
)
from aiurdesk.core.verdict.long_body import parse_long_envelope


def parse_whole(
    source: bytes | str, content_type: str | None, names: EnvelopeNames = PROTOCOL
) -> Envelope | NotAnEnvelope:
    """Read an envelope from bytes or from the file of a path. Never raises."""
    try:
        data = Path(source).read_bytes() if isinstance(source, str) else source
        return parse_long_envelope(data, content_type, names)
    except MemoryError:
        return unread(Phrase(marked("there is not enough memory for it")))
    except OSError as error:
        value = error.strerror or str(error)
        return unread(Phrase(marked("its temporary file: {value}"), {"value": value}))


def unread(detail: Phrase) -> NotAnEnvelope:
    """Return what is said about a body that could not be read."""
    return NotAnEnvelope(NotAnEnvelopeReason.UNREAD, detail)
