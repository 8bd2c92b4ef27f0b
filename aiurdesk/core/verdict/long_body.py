"""Reads the envelope in a long JSON body without making an object of everything in it.

100 MB of JSON become ten times as much while they are read, which takes seconds. Here only the
members of the envelope are read. What this cannot decide is left to ``parse_envelope``, unless the
body has so many values that they would take gigabytes as objects.
"""

import re

import msgspec

from aiurdesk.core.verdict.envelope import (
    Envelope,
    NotAnEnvelope,
    NotAnEnvelopeReason,
    parse_envelope,
)

MOST_VALUES = 5_000_000
"""A body with more values is never read whole."""

_ESCAPED_LETTER = re.compile(rb"\\u00(?:6[3-5fF])")
"""A letter of ``code`` that is written as an escape; such a member would not be counted."""


class _Members(msgspec.Struct):
    """The members of an envelope, as they were received."""

    code: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    message: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    items: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    protocol_version: msgspec.Raw | msgspec.UnsetType = msgspec.field(
        default=msgspec.UNSET, name="protocolVersion"
    )


def parse_long_envelope(body: bytes, content_type: str | None) -> Envelope | NotAnEnvelope:
    """Return what ``parse_envelope`` returns, sooner where the body is a JSON object or array."""
    short = _without_payload(body)
    if short is None and sum(map(body.count, (b",", b"[", b"{"))) > MOST_VALUES:
        short = _without_payload(body, is_certain=False)
        if short is None:
            return _read_beginning(body, content_type)
    return parse_envelope(body if short is None else short, content_type)


def _read_beginning(body: bytes, content_type: str | None) -> Envelope | NotAnEnvelope:
    """Return why a body is no JSON, as far as its beginning shows it."""
    found = parse_envelope(body[:MOST_VALUES], content_type)
    if isinstance(found, NotAnEnvelope) and found.reason is NotAnEnvelopeReason.TRUNCATED:
        detail = f"the mistake comes after the first {MOST_VALUES:,} bytes"
        return NotAnEnvelope(NotAnEnvelopeReason.NOT_JSON, detail)
    return found


def _without_payload(body: bytes, *, is_certain: bool = True) -> bytes | None:
    """Return a body with the same envelope and little else; None where there is none.

    Args:
        is_certain: Whether to return None also where a member may be there more than once. If it
            is, the last one counts.
    """
    start = body[:1024].lstrip(b" \t\r\n")[:1]
    is_simple = body.count(b'"code"') == 1 and not _ESCAPED_LETTER.search(body)
    if start == b"{" and is_certain and not is_simple:
        return None
    try:
        # Python reads a few texts that this refuses. There is none the other way round, given that
        # the text is UTF-8 without control characters.
        body.decode()
        if start == b"[":
            msgspec.json.decode(body, type=msgspec.Raw)
            return b"[]"
        members = msgspec.json.decode(body, type=_Members)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    if is_certain and members.code is msgspec.UNSET:
        return None
    if isinstance(members.items, msgspec.Raw) and not _may_be_texts(members.items):
        members.items = msgspec.UNSET
    names = {field.encode_name: field.name for field in msgspec.structs.fields(_Members)}
    values = ((name, getattr(members, field)) for name, field in names.items())
    pairs = (
        b'"%s": %s' % (name.encode(), bytes(value))
        for name, value in values
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
