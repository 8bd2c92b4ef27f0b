"""Kinds of bodies, in a word or two, by their bytes."""

import re
from functools import lru_cache

import msgspec

from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import Phrase, format_size, marked, tr
from aiurdesk.core.verdict.envelope import (
    PROTOCOL,
    Envelope,
    EnvelopeNames,
    NotAnEnvelope,
    NotAnEnvelopeReason,
    parse_envelope,
)
from aiurdesk.core.verdict.reading import ContentKind

Reason = NotAnEnvelopeReason

_NOT_VALID_JSON = {
    Reason.NOT_JSON, Reason.TRUNCATED, Reason.TWO_VALUES, Reason.BINARY, Reason.INVALID_UTF8,
}  # fmt: skip
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", ContentKind.PNG),
    (b"\xff\xd8\xff", ContentKind.JPEG),
    (b"GIF87a", ContentKind.GIF),
    (b"GIF89a", ContentKind.GIF),
    (b"%PDF-", ContentKind.PDF),
    (b"PK\x03\x04", ContentKind.ZIP),
    (b"\x1f\x8b", ContentKind.GZIP),
)
_WORDS = {
    ContentKind.PNG: tr("PNG image"),
    ContentKind.JPEG: tr("JPEG image"),
    ContentKind.GIF: tr("GIF image"),
    ContentKind.WEBP: tr("WebP image"),
    ContentKind.ZIP: tr("ZIP archive"),
    ContentKind.GZIP: tr("gzip archive"),
}
_MEDIA_TYPES = {
    "application/javascript": "JavaScript",
    "application/xml": "XML",
    "image/svg+xml": tr("SVG image"),
    "text/css": "CSS",
    "text/csv": "CSV",
    "text/event-stream": tr("event stream"),
    "text/javascript": "JavaScript",
    "text/markdown": "Markdown",
    "text/xml": "XML",
}


def content_of(parsed: Envelope | NotAnEnvelope, data: bytes) -> ContentKind:
    """Return what a body is.

    The bytes decide where they can, because servers send wrong media types.

    Args:
        parsed: What the envelope reader found in the body.
        data: The body, or its beginning.
    """
    # From the surest sign to the weakest: what was read, then the first bytes.
    if isinstance(parsed, Envelope):
        return ContentKind.JSON
    if parsed.reason is Reason.EMPTY:
        return ContentKind.BLANK if data else ContentKind.NONE
    if parsed.reason is Reason.HTML:
        return ContentKind.HTML
    if parsed.reason not in _NOT_VALID_JSON:
        return ContentKind.JSON
    if kind := file_kind(data):
        return kind
    if parsed.reason is Reason.BINARY:
        return ContentKind.BINARY
    return ContentKind.XML if data.lstrip().startswith(b"<") else ContentKind.TEXT


def file_kind(data: bytes) -> ContentKind | None:
    """Return what file begins like this, such as an image; None where the bytes do not say it."""
    # The length of the file stands between the two marks.
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return ContentKind.WEBP
    return next((kind for signature, kind in _SIGNATURES if data.startswith(signature)), None)


def body_kind(content: ContentKind, response: Response) -> str:
    """Return ``JSON``, ``HTML``, ``PNG image``, ``no body`` or ``12 KB of application/x-tar``."""
    content_type = response.header("Content-Type") or ""
    media_type = content_type.partition(";")[0].strip().casefold()
    if response.is_stream:
        return _MEDIA_TYPES.get(media_type, tr("stream of JSON"))
    if content is ContentKind.NONE:
        return tr("no body")
    if content is ContentKind.BLANK:
        return tr("blank text")
    if content is ContentKind.BINARY:
        return _binary_kind(response, media_type)
    if content in (ContentKind.XML, ContentKind.TEXT) and media_type in _MEDIA_TYPES:
        return _MEDIA_TYPES[media_type]
    return _WORDS.get(content, content.value)


def _binary_kind(response: Response, media_type: str) -> str:
    main, _, sub = media_type.partition("/")
    if main == "image" and sub:
        form = sub.removeprefix("x-").partition("+")[0].upper()
        return tr("{format} image").format(format=form)
    size = format_size(response.body.size_bytes)
    return tr("{size} of {what}").format(size=size, what=media_type or tr("binary data"))


MOST_BYTES = 100 * 1024 * 1024
"""Of a longer body, only the beginning is read."""
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


def parse_beginning(
    beginning: bytes, content_type: str | None, names: EnvelopeNames = PROTOCOL
) -> Envelope | NotAnEnvelope:
    """Return what the beginning of a body says that is too long to be read.

    Args:
        beginning: At most ``MOST_VALUES`` bytes of it.
    """
    try:
        beginning.decode()
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            # Only because it is cut off here.
            beginning = beginning[: error.start]
    parsed = parse_envelope(beginning, content_type, names)
    if isinstance(parsed, NotAnEnvelope) and parsed.reason is NotAnEnvelopeReason.TRUNCATED:
        return NotAnEnvelope(NotAnEnvelopeReason.UNREAD)
    return parsed


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
