"""Reads the envelope in a long JSON body without making an object of everything in it.

100 MB of JSON become ten times as much while they are read, which takes seconds. Here only the
members of the envelope are read. What this cannot decide is left to ``parse_envelope``, unless the
body has so many values that they would take gigabytes as objects.
"""

import re
from functools import lru_cache

import msgspec

from aiurdesk.core.translation import Phrase, marked
from aiurdesk.core.verdict.envelope import (
    PROTOCOL,
    Envelope,
    EnvelopeNames,
    NotAnEnvelope,
    NotAnEnvelopeReason,
    parse_envelope,
)

MOST_VALUES = 5_000_000
"""A body with more values is never read whole."""


@lru_cache(8)
def _members_type(names: EnvelopeNames) -> type[msgspec.Struct]:
    """Return a type with the members of an envelope, as they were received."""
    fields = [
        (field, msgspec.Raw | msgspec.UnsetType, msgspec.UNSET) for field in names.__struct_fields__
    ]
    renamed = {field: getattr(names, field) for field in names.__struct_fields__}
    return msgspec.defstruct("_Members", fields, rename=renamed)


@lru_cache(8)
def _escaped_letter(name: str) -> "re.Pattern[bytes]":
    """Return what finds a letter of a name that is written as an escape, and is not counted."""
    letters = "|".join({f"{ord(letter):04x}" for letter in name})
    return re.compile(rf"\\u(?:{letters})".encode(), re.IGNORECASE)


def parse_long_envelope(
    body: bytes, content_type: str | None, names: EnvelopeNames = PROTOCOL
) -> Envelope | NotAnEnvelope:
    """Return what ``parse_envelope`` returns, sooner where the body is a JSON object or array."""
    short = _without_payload(body, names)
    if short is None and sum(map(body.count, (b",", b"[", b"{"))) > MOST_VALUES:
        short = _without_payload(body, names, is_certain=False)
        if short is None:
            return _read_beginning(body, content_type, names)
    return parse_envelope(body if short is None else short, content_type, names)


def _read_beginning(
    body: bytes, content_type: str | None, names: EnvelopeNames
) -> Envelope | NotAnEnvelope:
    """Return why a body is not JSON, as far as its beginning shows it."""
    parsed = parse_envelope(body[:MOST_VALUES], content_type, names)
    if isinstance(parsed, NotAnEnvelope) and parsed.reason is NotAnEnvelopeReason.TRUNCATED:
        text = marked("the mistake comes after the first {most_values:,} bytes")
        detail = Phrase(text, {"most_values": MOST_VALUES})
        return NotAnEnvelope(NotAnEnvelopeReason.NOT_JSON, detail)
    return parsed


def _without_payload(body: bytes, names: EnvelopeNames, *, is_certain: bool = True) -> bytes | None:
    """Return a body with the same envelope and little else; None where there is none.

    Args:
        is_certain: Whether to return None also where a member may be there more than once. If it
            is, the last one counts.
    """
    start = body[:1024].lstrip(b" \t\r\n")[:1]
    quoted = msgspec.json.encode(names.code)
    is_simple = body.count(quoted) == 1 and not _escaped_letter(names.code).search(body)
    if start == b"{" and is_certain and not is_simple:
        return None
    try:
        # Python reads a few texts that this refuses, and all that this reads, given that
        # the text is UTF-8 without control characters.
        body.decode()
        if start == b"[":
            msgspec.json.decode(body, type=msgspec.Raw)
            return b"[]"
        members = msgspec.json.decode(body, type=_members_type(names))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    values = {field: getattr(members, field) for field in names.__struct_fields__}
    if is_certain and values["code"] is msgspec.UNSET:
        return None
    if isinstance(values["items"], msgspec.Raw) and not _may_be_texts(values["items"]):
        del values["items"]
    pairs = (
        b"%s: %s" % (msgspec.json.encode(getattr(names, field)), bytes(value))
        for field, value in values.items()
        if isinstance(value, msgspec.Raw)
    )
    return b"{%s}" % b", ".join(pairs)


def _may_be_texts(items: msgspec.Raw) -> bool:
    """Return whether ``items`` may be a list of texts; nothing else in it counts."""
    try:
        msgspec.json.decode(items, type=list[str])
    except msgspec.MsgspecError:
        # Python also reads halves of characters, such as ``\ud83d``.
        return b"\\ud" in bytes(items).lower()
    return True
