"""What the body of a response is, in a word or two."""

from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.envelope import NotAnEnvelope, NotAnEnvelopeReason
from aiurdesk.core.wording import format_size

Reason = NotAnEnvelopeReason

_NOT_VALID_JSON = {
    Reason.EMPTY, Reason.NOT_JSON, Reason.HTML, Reason.TRUNCATED, Reason.TWO_VALUES, Reason.BINARY,
    Reason.INVALID_UTF8,
}  # fmt: skip
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", tr("PNG image")),
    (b"\xff\xd8\xff", tr("JPEG image")),
    (b"GIF87a", tr("GIF image")),
    (b"GIF89a", tr("GIF image")),
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", tr("ZIP archive")),
    (b"\x1f\x8b", tr("gzip archive")),
)
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


def body_kind(parsed: NotAnEnvelope, response: Response) -> str:
    """Return ``JSON``, ``HTML``, ``PNG image``, ``no body`` or ``12 KB of application/x-tar``.

    The bytes decide where they can, because servers send wrong media types.

    Args:
        parsed: What the envelope reader found in the body.
    """
    data, content_type = response.body.data, response.header("Content-Type") or ""
    media_type = content_type.partition(";")[0].strip().casefold()
    if response.is_stream:
        return _MEDIA_TYPES.get(media_type, "stream of JSON")
    # From the surest sign to the weakest: what was read, the first bytes, the media type.
    if parsed.reason is Reason.EMPTY:
        return tr("blank text") if response.body.size_bytes else tr("no body")
    if parsed.reason is Reason.HTML:
        return "HTML"
    if parsed.reason not in _NOT_VALID_JSON:
        return "JSON"
    if kind := file_kind(data):
        return kind
    if parsed.reason is Reason.BINARY:
        return _binary_kind(response, media_type)
    if media_type in _MEDIA_TYPES:
        return _MEDIA_TYPES[media_type]
    return "XML" if data.lstrip().startswith(b"<") else "text"


def file_kind(data: bytes) -> str:
    """Return ``PNG image`` or ``PDF`` where the first bytes say so, else an empty text."""
    # The length of the file stands between the two marks.
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return tr("WebP image")
    return next((kind for signature, kind in _SIGNATURES if data.startswith(signature)), "")


def is_shown_as_text(parsed: NotAnEnvelope | None, response: Response) -> bool:
    """Tell whether the body can be read as text: it is neither empty nor a file.

    Args:
        parsed: None where the body is an envelope.
    """
    if not response.body.data.strip() or file_kind(response.body.data):
        return False
    return parsed is None or parsed.reason is not Reason.BINARY


def _binary_kind(response: Response, media_type: str) -> str:
    main, _, sub = media_type.partition("/")
    if main == "image" and sub:
        return f"{sub.removeprefix('x-').partition('+')[0].upper()} image"
    return f"{format_size(response.body.size_bytes)} of {media_type or tr('binary data')}"
