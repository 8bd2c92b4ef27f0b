"""Interface of the views of a body: the values that they take and return."""

import codecs
from enum import StrEnum
from typing import Protocol

import msgspec

from aiurdesk.core.body_views.part import TextSource
from aiurdesk.core.body_views.signs import signs_note
from aiurdesk.core.response.response import Response, charset_in, encoding_of, has_transcript
from aiurdesk.core.translation import tr

SHOWN_BYTES = 1024 * 1024
"""Size of the part of a text that is shown first."""


class Drawing(StrEnum):
    """Widget in which the window draws a body."""

    TREE = "tree"
    """``Rendering.text`` is JSON, or was meant to be: a tree, and text that can be laid out."""
    TEXT = "text"
    """``Rendering.text`` as it is, line by line."""
    PICTURE = "picture"
    """``Rendering.picture`` is an image file."""


class Syntax(StrEnum):
    """Language that decides the colours of a text."""

    JSON = "json"
    MARKUP = "markup"


class RenderingKind(msgspec.Struct, frozen=True):
    """Name of a presentation of a body. A view may add one of its own: the window has no list."""

    noun: str
    """What the body is, in a sentence: "markup, not JSON"."""
    drawing: Drawing = Drawing.TEXT
    tab: str = tr("Text")
    """Title of the tab that shows it, beside the tree."""
    syntax: Syntax | None = None
    """None leaves a text without colours."""
    columns: int = 0
    """Characters of each line, which begins with its offset and is seen whole; 0 for any text."""
    is_drawing: bool = False
    """The text is an image, too, which is drawn beside it."""


JSON = RenderingKind("JSON", Drawing.TREE, syntax=Syntax.JSON)
PLAIN_TEXT = RenderingKind(tr("plain text"))
MARKUP = RenderingKind(tr("markup, not JSON"), syntax=Syntax.MARKUP)
"""HTML, XML or SVG, shown as text, laid out or as it came, and never run."""
SVG = RenderingKind(tr("an SVG image"), syntax=Syntax.MARKUP, is_drawing=True)
IMAGE = RenderingKind(tr("an image"), Drawing.PICTURE, tab=tr("Image"))
HEX_DUMP = RenderingKind(tr("bytes, not JSON"), tab=tr("Bytes"), columns=78)


class Rendering(msgspec.Struct, frozen=True):
    """A body that is ready to be drawn."""

    kind: RenderingKind
    text: str = ""
    """Undecodable bytes as U+FFFD."""
    source: TextSource | None = None
    """Reads all of the body as text; None where ``text`` is not made from it."""
    picture: bytes = b""
    is_cut: bool = False
    """More was received than is shown. The window notes it for a text, ``notes`` for the rest."""
    notes: tuple[str, ...] = ()
    """Sentences about what the text itself does not show."""


class Content(msgspec.Struct, frozen=True):
    """A body and what the headers say about it."""

    data: bytes
    media_type: str = ""
    """Lower case, without parameters; empty if the response did not say."""
    charset: str = ""
    size_bytes: int = 0
    """Of the whole body; more than ``data`` where it lies in a file."""

    @property
    def is_whole(self) -> bool:
        """Return whether all of the body is here."""
        return len(self.data) >= self.size_bytes

    @property
    def is_cut(self) -> bool:
        """Return whether a text is longer than what is shown of it."""
        return min(len(self.data), SHOWN_BYTES) < self.size_bytes


class BodyView(Protocol):
    """A way to show a body."""

    def claim(self, content: Content) -> float:
        """Return how sure the view is that the body is its own, from 0 to 1."""
        ...

    def render(self, content: Content) -> Rendering:
        """Return the body ready to be drawn; never raises, for any bytes."""
        ...


FRAMES_TYPE = "application/vnd.aiurdesk.frames"
"""The media type of what came over a socket or stream, which no server sends."""


def content_of(response: Response) -> Content:
    """Return the body of a response with its media type and charset."""
    body = response.body
    size_bytes = max(body.size_bytes, len(body.data))
    content_type = response.header("Content-Type") or ""
    if has_transcript(response):
        content_type = FRAMES_TYPE
    return content_of_type(content_type, body.data, size_bytes)


def beginning_text(content_type: str, data: bytes) -> str:
    """Return the beginning of a body as text while the rest is on its way.

    Returns:
        Empty text where it is not text.
    """
    if b"\0" in data:
        return ""
    # The rest is longer than nothing, so that half a character at the end is not an error.
    return render_text(PLAIN_TEXT, content_of_type(content_type, data, len(data) + 1)).text


def content_of_type(content_type: str, data: bytes, size_bytes: int) -> Content:
    """Return a body with the media type and the charset that a header says."""
    media_type = content_type.partition(";")[0]
    return Content(data, media_type.strip().casefold(), charset_in(content_type), size_bytes)


def render_text(kind: RenderingKind, content: Content) -> Rendering:
    """Return the beginning of a body as text, with notes on what is unusual in it."""
    encoding = encoding_of(content.charset)
    notes = []
    if content.charset and not encoding:
        notes.append(
            tr("The charset “{charset}” is not supported, so the body is read as UTF-8.").format(
                charset=content.charset
            )
        )
    encoding = encoding or "utf-8"
    start = content.data[:SHOWN_BYTES]
    is_end = not content.is_cut
    try:
        # Incremental, because what is shown may end within a character.
        text = codecs.getincrementaldecoder(encoding)().decode(start, is_end)
    except UnicodeDecodeError as mistake:
        notes.append(
            tr(
                "Byte {position} (0x{byte:02X}) is not {encoding}; bytes like it are shown "
                "as �. Saving keeps them unchanged."
            ).format(
                position=mistake.start + 1, byte=start[mistake.start], encoding=encoding.upper()
            )
        )
        text = codecs.getincrementaldecoder(encoding)("replace").decode(start, is_end)
    # Left in the text: "As received" shows every character.
    if text.startswith("\ufeff"):
        notes.append(tr("The body begins with a byte order mark."))
    # Behind the mark, which has its own note.
    if note := signs_note(text.removeprefix("\ufeff")):
        notes.append(note)
    return Rendering(kind, text, TextSource(encoding), is_cut=not is_end, notes=tuple(notes))
