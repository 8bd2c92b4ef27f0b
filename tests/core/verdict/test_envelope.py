"""Reading the envelope, and every way in which a body has none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.translation import CUT
from aiurdesk.core.verdict.envelope import (
    LONGEST_MESSAGE,
    Envelope,
    NotAnEnvelope,
    NotAnEnvelopeReason,
    parse_envelope,
)

Reason = NotAnEnvelopeReason


def test_code_and_message_are_found_wherever_they_stand():
    body = b'{"value": 1, "code": 0, "message": "Done!", "more": {"code": 7}}'
    assert parse_envelope(body, "application/json") == Envelope(0, "Done!")


def test_items_are_kept_when_all_of_them_are_text():
    body = b'{"items": ["The A field is required."], "code": -10, "message": "m"}'
    assert parse_envelope(body) == Envelope(-10, "m", None, ("The A field is required.",))


def test_items_are_left_out_when_some_are_not_text():
    assert parse_envelope(b'{"items": ["a", 1], "code": 0, "message": "m"}') == Envelope(0, "m")


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        ("", None),
        (', "protocolVersion": "10.0.0.0"', "10.0.0.0"),
        (', "protocolVersion": null', ""),
    ],
)
def test_an_absent_version_differs_from_one_that_is_null(member, expected):
    envelope = parse_envelope(f'{{"code": 0, "message": "m"{member}}}'.encode())
    assert isinstance(envelope, Envelope)
    assert envelope.protocol_version == expected


@pytest.mark.parametrize("code", [0, -0, -10, 2147483647, -2147483648])
def test_every_whole_number_of_32_bits_is_a_code(code):
    assert parse_envelope(f'{{"code": {code}, "message": ""}}'.encode()) == Envelope(code, "")


def test_half_a_character_in_a_message_can_still_be_written_to_a_file():
    envelope = parse_envelope(rb'{"code": 0, "message": "a\ud83d b \ud83d\ude00"}')
    assert isinstance(envelope, Envelope)
    assert envelope.message == "a� b 😀"


NO_ENVELOPES = [
    (b"", Reason.EMPTY, ""),
    (b" \r\n", Reason.EMPTY, ""),
    (b"- name: PASSWORD\n  value: 9Kx7hushQw3z", Reason.NOT_JSON, "“- name: PASSWORD value: ••••”"),
    (b"Healthy", Reason.NOT_JSON, "“Healthy”"),
    (b"012345", Reason.NOT_JSON, "“012345”"),
    (b"x" * 99, Reason.NOT_JSON, "“" + "x" * 40 + "…”"),
    (b"{'code': 0}", Reason.NOT_JSON, "line 1, column 2"),
    (b'{"code": NaN, "message": ""}', Reason.NOT_JSON, "NaN is not JSON"),
    (b'{"code": 0, "message": "", "x": -Infinity}', Reason.NOT_JSON, "-Infinity"),
    (b'{"code": 0, "message": "a\nb"}', Reason.NOT_JSON, "line 1, column"),
    (b'{"code": 0, "message": ""} bye', Reason.NOT_JSON, "text after the end"),
    (b"<?xml version='1.0'?><a/>", Reason.NOT_JSON, "XML"),
    (b"  <!DOCTYPE html><html></html>", Reason.HTML, ""),
    (b"<HTML>", Reason.HTML, ""),
    (b'{"code": 0, "mess', Reason.TRUNCATED, "line 1"),
    (b'{"code": 0, "message": "\xe4\xbd', Reason.TRUNCATED, "end of a character"),
    (b'{"code":0,"message":""}\n{"code":1}', Reason.TWO_VALUES, "line 2, column 1"),
    (b'[{"code": 0}]', Reason.NOT_AN_OBJECT, "an array"),
    (b'"No file uploaded!"', Reason.NOT_AN_OBJECT, "a text"),
    (b"12", Reason.NOT_AN_OBJECT, "a number"),
    (b"-1.5", Reason.NOT_AN_OBJECT, "a number"),
    (b"9" * 5000, Reason.NOT_AN_OBJECT, "a number"),
    (b"true", Reason.NOT_AN_OBJECT, "true"),
    (b"false", Reason.NOT_AN_OBJECT, "false"),
    (b"null", Reason.NOT_AN_OBJECT, "null"),
    (b"{}", Reason.NO_CODE, ""),
    (b'{"message": "m"}', Reason.NO_CODE, ""),
    (b'{"Code": 0, "Message": "m"}', Reason.NO_CODE, "Code"),
    (b'{"code": "0", "message": "m"}', Reason.CODE_IS_TEXT, '"0"'),
    (b'{"code": 0.0, "message": "m"}', Reason.CODE_IS_NO_INTEGER, "0.0"),
    (b'{"code": -1e1, "message": "m"}', Reason.CODE_IS_NO_INTEGER, "-1e1"),
    (b'{"code": true, "message": "m"}', Reason.CODE_IS_NO_INTEGER, "true"),
    (b'{"code": null, "message": "m"}', Reason.CODE_IS_NO_INTEGER, "null"),
    (b'{"code": [0], "message": "m"}', Reason.CODE_IS_NO_INTEGER, "an array"),
    (b'{"code": {}, "message": "m"}', Reason.CODE_IS_NO_INTEGER, "an object"),
    (b'{"code": 2147483648, "message": "m"}', Reason.CODE_IS_HUGE, "2147483648"),
    (b'{"code": -99999999999, "message": "m"}', Reason.CODE_IS_HUGE, "-99999999999"),
    (b'{"code": ' + b"9" * 5000 + b', "message": "m"}', Reason.CODE_IS_HUGE, "9" * 40 + "…"),
    (b'{"code": 0, "code": 0, "message": ""}', Reason.DUPLICATE_CODE, "0, 0"),
    (b'{"code": "a", "code": 0, "message": ""}', Reason.DUPLICATE_CODE, '"a", 0'),
    (b'{"code": 0}', Reason.NO_MESSAGE, ""),
    (b'{"code": 0, "message": null}', Reason.MESSAGE_IS_NULL, ""),
    (b'{"code": 0, "message": 3}', Reason.MESSAGE_IS_NO_TEXT, "3"),
    (b'{"code": 0, "message": ["m"]}', Reason.MESSAGE_IS_NO_TEXT, "an array"),
    (b'{"code": 0, "message": "\xff"}', Reason.INVALID_UTF8, "byte 25 (0xFF)"),
    (b"[" * 100_000, Reason.TOO_DEEP, ""),
    (b'{"a":' * 100_000, Reason.TOO_DEEP, ""),
    (b"[" * 100_000 + b"]" * 100_000, Reason.TOO_DEEP, ""),
    (b"\x89PNG\r\n\x1a\n\0\0", Reason.BINARY, ""),
    (b"\xff\xfe{\0", Reason.BINARY, ""),
    (b"GIF89a\0\0", Reason.BINARY, ""),
]


def test_each_body_without_an_envelope_has_its_reason():
    wrong = []
    for body, reason, detail in NO_ENVELOPES:
        parsed = parse_envelope(body)
        assert isinstance(parsed, NotAnEnvelope), body[:40]
        is_told = detail in str(parsed.detail) and bool(detail) is bool(parsed.detail)
        if parsed.reason is not reason or not is_told:
            wrong.append((body[:40], parsed))
    assert wrong == []


def test_the_content_type_tells_a_part_of_a_page_from_other_markup():
    page, markup = parse_envelope(b"<p>hi</p>", "text/html"), parse_envelope(b"<p>hi</p>")
    assert isinstance(page, NotAnEnvelope)
    assert isinstance(markup, NotAnEnvelope)
    assert (page.reason, markup.reason) == (Reason.HTML, Reason.NOT_JSON)


def test_bytes_declared_as_json_are_invalid_utf8():
    parsed = parse_envelope(b"\xff\xff", "application/json")
    assert isinstance(parsed, NotAnEnvelope)
    assert parsed.reason is Reason.INVALID_UTF8


def test_an_envelope_after_a_byte_order_mark_is_read():
    parsed = parse_envelope(b'\xef\xbb\xbf{"code": -8, "message": "m"}')
    assert parsed == NotAnEnvelope(Reason.BYTE_ORDER_MARK, envelope=Envelope(-8, "m"))


def test_after_a_byte_order_mark_the_greater_fault_counts():
    parsed = parse_envelope(b"\xef\xbb\xbf[]")
    assert isinstance(parsed, NotAnEnvelope)
    assert parsed.reason is Reason.NOT_AN_OBJECT


def test_a_code_without_a_message_is_told():
    parsed = parse_envelope(b'{"code": -8}')
    assert isinstance(parsed, NotAnEnvelope)
    assert parsed.envelope == Envelope(-8, "")


def test_a_code_that_is_text_is_kept_for_a_table_with_text_codes():
    parsed = parse_envelope(b'{"code": "invalid_auth", "message": "m", "items": ["a"]}')
    assert isinstance(parsed, NotAnEnvelope)
    assert (parsed.reason, parsed.envelope) == (Reason.CODE_IS_TEXT, None)
    assert parsed.with_text_code == Envelope("invalid_auth", "m", None, ("a",))
    without = parse_envelope(b'{"code": "invalid_auth"}')
    assert isinstance(without, NotAnEnvelope)
    assert without.with_text_code == NotAnEnvelope(
        Reason.NO_MESSAGE, envelope=Envelope("invalid_auth", "")
    )


def test_every_reason_can_be_reached():
    cases = NO_ENVELOPES
    # Nothing in a body makes it unread: that is for want of memory, in the helper process.
    others = {Reason.BYTE_ORDER_MARK, Reason.UNREAD}
    assert {case[1] for case in cases} | others == set(Reason)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=8,
)


@given(
    st.dictionaries(st.text(st.characters(codec="utf-8")), json_values),
    st.integers(-(2**31), 2**31 - 1),
    st.text(st.characters(codec="utf-8")),
    st.booleans(),
)
def test_what_a_service_says_is_what_is_read(members, code, message, is_ascii):
    body = json.dumps(members | {"code": code, "message": message}, ensure_ascii=is_ascii)
    envelope = parse_envelope(body.encode())
    assert isinstance(envelope, Envelope)
    assert (envelope.code, envelope.message) == (code, message)


@given(json_values, st.booleans(), st.data())
def test_every_beginning_of_an_envelope_is_truncated(value, is_ascii, data):
    members = {"value": value, "code": -3, "message": "é\u20ac😀\\"}
    body = json.dumps(members, ensure_ascii=is_ascii).encode()
    parsed = parse_envelope(body[: data.draw(st.integers(1, len(body) - 1))])
    assert isinstance(parsed, NotAnEnvelope)
    assert parsed.reason is Reason.TRUNCATED


@given(st.binary(), st.none() | st.sampled_from(["application/json", "text/html", "x"]))
def test_parsing_never_raises(body, content_type):
    assert isinstance(parse_envelope(body, content_type), NotAnEnvelope)


def test_a_huge_message_is_shortened():
    envelope = parse_envelope(b'{"code": -4, "message": "%s"}' % (b"m" * 1_000_000))
    assert isinstance(envelope, Envelope)
    assert envelope.message == "m" * LONGEST_MESSAGE + CUT


def test_of_many_items_the_first_are_read_and_the_others_counted():
    items = ", ".join(['"bad"'] * 300_000)
    envelope = parse_envelope(f'{{"code": -10, "message": "m", "items": [{items}]}}'.encode())
    assert isinstance(envelope, Envelope)
    assert envelope.items == ("bad",) * 1000
    assert envelope.items_left_out == 299_000


def test_long_items_are_read_up_to_a_length_of_all():
    item = "x" * 60_000
    envelope = parse_envelope(
        json.dumps({"code": -10, "message": "", "items": [item] * 3}).encode()
    )
    assert isinstance(envelope, Envelope)
    assert envelope.items == ("x" * 60_000, "x" * 40_000 + CUT)
    assert envelope.items_left_out == 1


def test_of_a_million_codes_a_few_are_named():
    parsed = parse_envelope(b"{" + b", ".join([b'"code": 0'] * 1_000_000) + b"}")
    assert isinstance(parsed, NotAnEnvelope)
    assert parsed.reason is NotAnEnvelopeReason.DUPLICATE_CODE
    assert str(parsed.detail) == f"{'0, ' * 9}0 and 999,990 more"
