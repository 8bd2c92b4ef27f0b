"""What the body of a response is, in a word or two."""

from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.envelope import Envelope, NotAnEnvelope, NotAnEnvelopeReason
from aiurdesk.core.verdict.reading import Content
from aiurdesk.core.wording import format_size

Reason = NotAnEnvelopeReason

_NOT_VALID_JSON = {
    Reason.NOT_JSON, Reason.TRUNCATED, Reason.TWO_VALUES, Reason.BINARY, Reason.INVALID_UTF8,
}  # fmt: skip
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", Content.PNG),
    (b"\xff\xd8\xff", Content.JPEG),
    (b"GIF87a", Content.GIF),
    (b"GIF89a", Content.GIF),
    (b"%PDF-", Content.PDF),
    (b"PK\x03\x04", Content.ZIP),
    (b"\x1f\x8b", Content.GZIP),
)
_WORDS = {
    Content.PNG: tr("PNG image"),
    Content.JPEG: tr("JPEG image"),
    Content.GIF: tr("GIF image"),
    Content.WEBP: tr("WebP image"),
    Content.ZIP: tr("ZIP archive"),
    Content.GZIP: tr("gzip archive"),
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


def content_of(parsed: Envelope | NotAnEnvelope, data: bytes) -> Content:
    """Return what a body is.

    The bytes decide where they can, because servers send wrong media types.

    Args:
        parsed: What the envelope reader found in the body.
        data: The body, or its beginning.
    """
    # From the surest sign to the weakest: what was read, then the first bytes.
    if isinstance(parsed, Envelope):
        return Content.JSON
    if parsed.reason is Reason.EMPTY:
        return Content.BLANK if data else Content.NONE
    if parsed.reason is Reason.HTML:
        return Content.HTML
    if parsed.reason not in _NOT_VALID_JSON:
        return Content.JSON
    if kind := file_kind(data):
        return kind
    if parsed.reason is Reason.BINARY:
        return Content.BINARY
    return Content.XML if data.lstrip().startswith(b"<") else Content.TEXT


def file_kind(data: bytes) -> Content | None:
    """Return what file begins like this, such as an image; None where the bytes do not say it."""
    # The length of the file stands between the two marks.
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return Content.WEBP
    return next((kind for signature, kind in _SIGNATURES if data.startswith(signature)), None)


def body_kind(content: Content, response: Response) -> str:
    """Return ``JSON``, ``HTML``, ``PNG image``, ``no body`` or ``12 KB of application/x-tar``."""
    content_type = response.header("Content-Type") or ""
    media_type = content_type.partition(";")[0].strip().casefold()
    if response.is_stream:
        return _MEDIA_TYPES.get(media_type, tr("stream of JSON"))
    if content is Content.NONE:
        return tr("no body")
    if content is Content.BLANK:
        return tr("blank text")
    if content is Content.BINARY:
        return _binary_kind(response, media_type)
    if content in (Content.XML, Content.TEXT) and media_type in _MEDIA_TYPES:
        return _MEDIA_TYPES[media_type]
    return _WORDS.get(content, content.value)


def _binary_kind(response: Response, media_type: str) -> str:
    main, _, sub = media_type.partition("/")
    if main == "image" and sub:
        form = sub.removeprefix("x-").partition("+")[0].upper()
        return tr("{format} image").format(format=form)
    size = format_size(response.body.size_bytes)
    return tr("{size} of {what}").format(size=size, what=media_type or tr("binary data"))
