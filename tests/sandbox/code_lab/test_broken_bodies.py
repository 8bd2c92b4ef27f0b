"""Each broken body is recognized."""

import zlib

import pytest

from aiurdesk.core.verdict.envelope import NotAnEnvelope, NotAnEnvelopeReason, parse_envelope

pytestmark = pytest.mark.read_only

REASONS = {
    "Empty": NotAnEnvelopeReason.EMPTY,
    "NotJson": NotAnEnvelopeReason.NOT_JSON,
    "Html": NotAnEnvelopeReason.HTML,
    "HtmlWithoutType": NotAnEnvelopeReason.HTML,
    "Truncated": NotAnEnvelopeReason.TRUNCATED,
    "TwoValues": NotAnEnvelopeReason.TWO_VALUES,
    "Array": NotAnEnvelopeReason.NOT_AN_OBJECT,
    "Text": NotAnEnvelopeReason.NOT_AN_OBJECT,
    "Null": NotAnEnvelopeReason.NOT_AN_OBJECT,
    "NoCode": NotAnEnvelopeReason.NO_CODE,
    "CodeIsText": NotAnEnvelopeReason.CODE_IS_TEXT,
    "CodeIsFraction": NotAnEnvelopeReason.CODE_IS_NO_INTEGER,
    "CodeIsNull": NotAnEnvelopeReason.CODE_IS_NO_INTEGER,
    "CodeIsHuge": NotAnEnvelopeReason.CODE_IS_HUGE,
    "DuplicateCode": NotAnEnvelopeReason.DUPLICATE_CODE,
    "NoMessage": NotAnEnvelopeReason.NO_MESSAGE,
    "MessageIsNull": NotAnEnvelopeReason.MESSAGE_IS_NULL,
    "MessageIsNumber": NotAnEnvelopeReason.MESSAGE_IS_NO_TEXT,
    "ByteOrderMark": NotAnEnvelopeReason.BYTE_ORDER_MARK,
    "InvalidUtf8": NotAnEnvelopeReason.INVALID_UTF8,
    "TooDeep": NotAnEnvelopeReason.TOO_DEEP,
    "Binary": NotAnEnvelopeReason.BINARY,
}


def test_there_is_a_body_for_every_reason():
    # No server causes UNREAD: it says that the process that reads bodies failed.
    assert set(REASONS.values()) == set(NotAnEnvelopeReason) - {NotAnEnvelopeReason.UNREAD}


@pytest.mark.parametrize("name", REASONS)
def test_each_body_is_not_an_envelope_for_its_reason(client, server, name):
    response = client.get(f"{server.base_urls['code-lab']}/Broken/{name}")
    parsed = parse_envelope(response.content, response.headers.get("content-type"))
    assert response.status_code == 200
    assert isinstance(parsed, NotAnEnvelope)
    assert parsed.reason is REASONS[name]


def test_the_image_has_a_right_checksum(client, server):
    image = client.get(f"{server.base_urls['code-lab']}/Broken/Binary").content
    start = image.index(b"IDAT")
    end = image.index(b"IEND") - 8
    assert zlib.crc32(image[start:end]).to_bytes(4, "big") == image[end : end + 4]
