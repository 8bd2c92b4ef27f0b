"""Readings: everything in a body or a message that a verdict is made of.

A reader looks at the body once and fills in a part of it. The words of the verdict are made later,
by ``judge`` alone, so that they can be made again in another language or by another dialect.
"""

from enum import StrEnum

import msgspec

from aiurdesk.core.verdict.dialect import DialectChoice, DialectReading
from aiurdesk.core.verdict.envelope import Envelope, NotAnEnvelope
from aiurdesk.core.verdict.shapes.said import Said


class ContentKind(StrEnum):
    """Kind of a body by its bytes. Kinds without a translation are shown by their value."""

    NONE = "none"
    BLANK = "blank"
    JSON = "JSON"
    HTML = "HTML"
    XML = "XML"
    TEXT = "text"
    BINARY = "binary"
    PNG = "PNG image"
    JPEG = "JPEG image"
    GIF = "GIF image"
    WEBP = "WebP image"
    PDF = "PDF"
    ZIP = "ZIP archive"
    GZIP = "gzip archive"

    @property
    def is_text(self) -> bool:
        """Whether a person can read it as text."""
        return self in _TEXTS


_TEXTS = frozenset({ContentKind.JSON, ContentKind.HTML, ContentKind.XML, ContentKind.TEXT})


class Reading(msgspec.Struct, frozen=True):
    """The meaning of a body or a message: what each reader has found in it."""

    content: ContentKind = ContentKind.NONE
    envelope: Envelope | NotAnEnvelope | None = None
    """What the strict reader of envelopes found; None where nothing was looked for."""
    choice: DialectChoice = DialectChoice()
    """Which dialect judges, and why."""
    dialect: DialectReading | None = None
    """What that dialect reads; None where it reads envelopes, or there is none."""
    graphql: DialectReading | None = None
    """What GraphQL reads in the response to an operation, beside another dialect."""
    said: Said = Said()
    """What any body says, without a dialect."""
    message: "Reading | None" = None
    """What a message over the socket or stream says that the response opened, where one says that
    all of it failed."""
