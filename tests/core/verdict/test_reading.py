"""What a body says, as a value that can be kept."""

import msgspec
import pytest

from aiurdesk.core.verdict.dialect import DialectChoice, DialectReading, ReadOutcome, Reason
from aiurdesk.core.verdict.envelope import Envelope, NotAnEnvelope, NotAnEnvelopeReason
from aiurdesk.core.verdict.reading import ContentKind, Reading
from aiurdesk.core.verdict.shapes.said import Said, SaidField, Sign

ENVELOPE = Envelope(-10, "No.", None, ("The A field is required.",))


@pytest.mark.parametrize(
    "reading",
    [
        Reading(),
        Reading(ContentKind.JSON, ENVELOPE, DialectChoice("2020", Reason.GIVEN)),
        Reading(ContentKind.HTML, NotAnEnvelope(NotAnEnvelopeReason.HTML)),
        Reading(
            ContentKind.JSON,
            NotAnEnvelope(NotAnEnvelopeReason.CODE_IS_TEXT, '"x"', None, ENVELOPE),
            DialectChoice(looks_like=("slack",)),
            DialectReading("slack", ReadOutcome.ERROR, code="no_token", paths={"code": "error"}),
            said=Said("No.", "X", (SaidField("items.0.name", "Bad."),), Sign.STRONG),
        ),
    ],
)
def test_a_reading_can_be_kept_and_read_again(reading):
    assert msgspec.json.decode(msgspec.json.encode(reading), type=Reading) == reading


def test_a_picture_is_no_text():
    texts = {content for content in ContentKind if content.is_text}
    assert texts == {ContentKind.JSON, ContentKind.HTML, ContentKind.XML, ContentKind.TEXT}


def test_particulars_of_an_earlier_version_are_read_as_texts():
    earlier = msgspec.msgpack.encode(
        {
            "envelope": {"type": "NotAnEnvelope", "reason": "truncated", "detail": "it ends"},
            "dialect": {"dialect": "a", "outcome": "error", "mistakes": ["ok: no."]},
        }
    )
    reading = msgspec.msgpack.decode(earlier, type=Reading)
    assert isinstance(reading.envelope, NotAnEnvelope)
    assert reading.envelope.detail == "it ends"
    assert reading.dialect is not None
    assert reading.dialect.mistakes == ("ok: no.",)
