"""What a body is, in a word or two."""

import random
import tracemalloc

import pytest

from aiurdesk.core.request.request import Header
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.core.verdict.body_kind import (
    MOST_VALUES,
    body_kind,
    content_of,
    file_kind,
    parse_long_envelope,
)
from aiurdesk.core.verdict.envelope import (
    Envelope,
    NotAnEnvelope,
    NotAnEnvelopeReason,
    parse_envelope,
)


def content_and_response(data, content_type=""):
    headers = (Header("Content-Type", content_type),) if content_type else ()
    body = ResponseBody(data, None, len(data), len(data))
    response = Response(200, "HTTP/2", headers, body, "https://host/")
    return content_of(parse_envelope(data, content_type), data), response


KINDS = [
    (b"", "", "no body"),
    (b" \n", "", "blank text"),
    (b"{}", "text/plain", "JSON"),
    (b"null", "", "JSON"),
    (b"<!doctype html>", "application/json", "HTML"),
    (b"a,b", "text/csv; charset=utf-8", "CSV"),
    (b"a,b", "", "text"),
    (b"{} x", "application/json", "text"),
    (b"<feed/>", "application/atom+xml", "XML"),
    (b"<svg/>", "image/svg+xml", "SVG image"),
    (b"\x89PNG\r\n\x1a\n\xff", "text/plain", "PNG image"),
    (b"\xff\xd8\xff\xe0", "", "JPEG image"),
    (b"GIF89a\xff", "", "GIF image"),
    (b"RIFF\xff\0\0\0WEBPVP8 ", "", "WebP image"),
    (b"\xff\0\1", "image/x-icon", "ICON image"),
    (b"%PDF-1.7\n\xff", "", "PDF"),
    (b"\xff\0" * 1024, "application/x-tar", "2 KB of application/x-tar"),
    (b"\xff\0\1", "", "3 B of binary data"),
]


def test_bytes_decide_what_a_body_is_and_then_the_media_type():
    kinds = [(data, name, body_kind(*content_and_response(data, name))) for data, name, _ in KINDS]
    assert kinds == KINDS


@pytest.mark.parametrize(
    ("data", "is_text"),
    [
        (b"", False),
        (b"  ", False),
        (b"{}", True),
        (b"GIF89a", False),
        (b"\xff\0", False),
        (b'{"code": 0, "message": "m"}', True),
        (b"<a/>", True),
    ],
)
def test_only_a_body_of_text_is_shown_as_text(data, is_text):
    content, _ = content_and_response(data)
    assert content.is_text is is_text


def test_bytes_without_a_signature_have_no_file_kind():
    assert file_kind(b"{}") is None


BODIES = (
    b'{"code": 0, "message": "m", "items": ["a", "b"], "protocolVersion": null, "v": {"x": 1}}',
    b'[1, 2, {"a": "b\\n"}]',
    b'  {"value": [[[]], "\\u00e9"], "message": "x", "code": -8}',
    b'{"items": [1, 2], "code": 1.5, "message": null}',
    '{"m": "你好", "code": "x", "message": "é", "items": ["\\ud83d"]}'.encode(),
)
BYTES = b'{}[]",:\\u0 1e.-+ntf\x00\x01\n\t\xff\xc3\xa9Ncode'


def mutated(chance: random.Random) -> bytes:
    body = bytearray(chance.choice(BODIES))
    for _ in range(chance.choice((0, 1, 1, 2, 3))):
        position = chance.randrange(len(body) + 1)
        added = [chance.choice(BYTES)] * chance.randrange(2)
        body[position : position + chance.randrange(4)] = bytes(added)
    return bytes(body)


def test_the_result_is_the_same_as_when_it_is_read_whole():
    chance = random.Random(11)
    for _ in range(20_000):
        body = mutated(chance)
        assert parse_long_envelope(body, None) == parse_envelope(body, None), body


@pytest.mark.parametrize(
    "body",
    [
        b'{"code": 1, "code": 2}',
        b'{"co\\u0064e": 1, "code": 2, "message": ""}',
        b'{"Code": 1}',
        b'{"value": {"code": 5}}',
        b'{"value": {"code": 5}, "code": 1, "message": "m"}',
        b'{"code": ' + b"9" * 5000 + b', "message": ""}',
        b'{"code": 1, "message": "m", "value": NaN}',
        b'{"code": 1, "message": "m", "items": [' + b"[" * 5000 + b"]" * 5000 + b"]}",
        b"",
        b"<html>",
        b"\xef\xbb\xbf{}",
    ],
)
def test_what_cannot_be_read_in_part_is_read_whole(body):
    assert parse_long_envelope(body, None) == parse_envelope(body, None)


@pytest.mark.parametrize("start", [b"", b'{"code": -3, "message": "x", "items": '])
def test_what_is_not_part_of_the_envelope_takes_little_memory(start):
    body = start + b"[" + b"[]," * 1_000_000 + b"0]" + (b"}" if start else b"")
    tracemalloc.start()
    parsed = parse_long_envelope(body, None)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(parsed, Envelope if start else NotAnEnvelope)
    # Read whole, each empty list takes 56 bytes and more.
    assert peak_bytes < 4 * len(body)


NUMBERS = b"0," * MOST_VALUES + b"0"


@pytest.mark.parametrize(
    ("body", "reason", "detail"),
    [
        (b"[%s]" % NUMBERS, "not_an_object", "an array"),
        (b'{"a": [%s]}' % NUMBERS, "no_code", ""),
        (b"[x,%s]" % NUMBERS, "not_json", "line 1, column 2"),
    ],
    ids=["array", "object", "mistake"],
)
def test_a_body_of_too_many_values_is_never_read_whole(body, reason, detail):
    tracemalloc.start()
    parsed = parse_long_envelope(body, None)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(parsed, NotAnEnvelope)
    assert (parsed.reason, detail in str(parsed.detail)) == (reason, True)
    # Read whole, there is a pointer of eight bytes to each number.
    assert peak_bytes < 4 * len(body)


def test_a_mistake_far_behind_is_said_without_a_place():
    parsed = parse_long_envelope(b"[" + NUMBERS, None)
    assert isinstance(parsed, NotAnEnvelope)
    assert parsed.reason is NotAnEnvelopeReason.NOT_JSON
    assert str(parsed.detail) == "the mistake comes after the first 5,000,000 bytes"


def test_of_a_code_that_is_there_twice_among_too_many_values_the_last_counts():
    body = b'{"code": 1, "message": "m", "items": ["a"], "more": [%s], "code": 2}' % NUMBERS
    assert parse_long_envelope(body, None) == Envelope(2, "m", items=("a",))
