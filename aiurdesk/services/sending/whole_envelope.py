"""Reads the envelope of a long body, which may be in a file; run in the helper process."""

import os
from pathlib import Path

from aiurdesk.core.translation import Phrase, marked
from aiurdesk.core.verdict import body_kind
from aiurdesk.core.verdict.body_kind import MOST_VALUES, parse_beginning, parse_long_envelope
from aiurdesk.core.verdict.envelope import (
    PROTOCOL,
    Envelope,
    EnvelopeNames,
    NotAnEnvelope,
    NotAnEnvelopeReason,
)


def parse_whole(
    source: bytes | str, content_type: str | None, names: EnvelopeNames = PROTOCOL
) -> Envelope | NotAnEnvelope:
    """Read an envelope from bytes or from the file of a path. Never raises."""
    try:
        if isinstance(source, bytes):
            return parse_long_envelope(source, content_type, names)
        with Path(source).open("rb") as file:
            if os.fstat(file.fileno()).st_size > body_kind.MOST_BYTES:
                return parse_beginning(file.read(MOST_VALUES), content_type, names)
            data = file.read()
        return parse_long_envelope(data, content_type, names)
    except MemoryError:
        return unread(Phrase(marked("there is not enough memory for it")))
    except OSError as error:
        value = error.strerror or str(error)
        return unread(Phrase(marked("its temporary file: {value}"), {"value": value}))


def unread(detail: Phrase) -> NotAnEnvelope:
    """Return what is said about a body that could not be read."""
    return NotAnEnvelope(NotAnEnvelopeReason.UNREAD, detail)
