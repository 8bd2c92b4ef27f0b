"""Reading the text of a body of any bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.body_views import BODY_VIEWS, pick
from aiurdesk.core.body_views.part import TextSource, cut_note
from aiurdesk.core.body_views.view import (
    PLAIN_TEXT,
    SHOWN_BYTES,
    Content,
    Drawing,
    beginning_text,
    content_of,
    render_text,
)
from aiurdesk.core.request.request import Header
from aiurdesk.core.response.response import Response, ResponseBody


def an_answer(content_type: str | None, body: ResponseBody) -> Response:
    headers = () if content_type is None else (Header("content-type", content_type),)
    return Response(200, "HTTP/2", headers, body, "https://localhost/")


@pytest.mark.parametrize(
    ("header", "media_type", "charset"),
    [
        ("application/json", "application/json", ""),
        ("Text/HTML; charset=UTF-8", "text/html", "utf-8"),
        ('text/plain; format=flowed; charset="gb2312"', "text/plain", "gb2312"),
        (None, "", ""),
        ("", "", ""),
    ],
)
def test_media_type_and_charset_are_read_from_the_header(header, media_type, charset):
    content = content_of(an_answer(header, ResponseBody(b"x", size_bytes=1)))
    assert (content.media_type, content.charset) == (media_type, charset)
    assert content.is_whole


def test_a_body_in_a_file_is_known_to_be_longer():
    content = content_of(an_answer("text/plain", ResponseBody(b"x", path="/nowhere", size_bytes=7)))
    assert not content.is_whole


def test_plain_text_needs_no_note():
    assert read_text(Content("你好".encode(), size_bytes=6)) == ("你好", ())


def read_text(content):
    rendering = render_text(PLAIN_TEXT, content)
    return rendering.text, rendering.notes


@pytest.mark.parametrize(("charset", "encoding"), [("gb2312", "gb2312"), ("iso-8859-1", "latin1")])
def test_declared_charsets_are_honoured(charset, encoding):
    data = "é".encode(encoding) if charset.startswith("iso") else "你".encode(encoding)
    text, notes = read_text(Content(data, charset=charset, size_bytes=len(data)))
    assert text in ("é", "你")
    assert notes == ()


@pytest.mark.parametrize("charset", ["utf-9", "cp-nonsense", "unicode_escape", "hex", "zlib"])
def test_unknown_charsets_are_said_and_read_as_utf_8(charset):
    text, notes = read_text(Content(b"a", charset=charset, size_bytes=1))
    assert text == "a"
    assert charset in notes[0]


def test_invalid_bytes_are_visible_and_the_first_is_named():
    text, notes = read_text(Content(b"ab\xff\xfec", size_bytes=5))
    assert text == "ab\ufffd\ufffdc"
    assert notes == (
        "Byte 3 (0xFF) is not UTF-8; bytes like it are shown as \ufffd. "
        "Saving keeps them unchanged.",
    )


def test_a_byte_order_mark_is_mentioned():
    _, notes = read_text(Content(b"\xef\xbb\xbfa", size_bytes=4))
    assert notes == ("The body begins with a byte order mark.",)


def test_a_long_body_is_cut_between_characters():
    data = b"a" * (SHOWN_BYTES - 1) + "é".encode() + b"b"
    rendering = render_text(PLAIN_TEXT, Content(data, size_bytes=len(data)))
    assert len(rendering.text) == SHOWN_BYTES - 1
    assert (rendering.is_cut, rendering.source) == (True, TextSource("utf-8"))


def test_a_cut_is_said_in_sizes_that_differ():
    assert cut_note(SHOWN_BYTES, 10_695_475) == "The first 1 MB of 10 MB is shown."
    assert cut_note(1_048_576, 1_048_578) == "The first 1,048,576 of 1,048,578 bytes is shown."


@given(st.binary(), st.sampled_from(["", "application/json", "text/html", "image/png", "text/x"]))
def test_every_body_is_taken_by_some_view(data, media_type):
    content = Content(data, media_type, size_bytes=len(data))
    rendering = pick(content).render(content)
    assert (rendering.picture == data) == (rendering.kind.drawing is Drawing.PICTURE or not data)
    for view in BODY_VIEWS:
        assert 0 <= view.claim(content) <= 1
        assert view.render(content).is_cut is False


@pytest.mark.parametrize(
    ("content_type", "data", "expected"),
    [
        ("text/plain", b"abc", "abc"),
        # Half a character at the end is still on its way.
        ("text/plain", b"caf\xc3", "caf"),
        ("text/plain; charset=latin-1", b"caf\xe9", "caf\xe9"),
        ("image/png", b"\x89PNG\0", ""),
        ("", b"", ""),
    ],
)
def test_the_beginning_of_a_body_is_text_as_far_as_it_came(content_type, data, expected):
    assert beginning_text(content_type, data) == expected


def test_lines_of_json_that_a_server_sent_are_not_frames():
    body = ResponseBody(b'{"a":1}\n{"a":2}', size_bytes=15)
    headers = (Header("Content-Type", "application/jsonl"),)
    content = content_of(Response(400, "HTTP/2", headers, body, "https://a.example/"))
    assert pick(content).render(content).text == '{"a":1}\n{"a":2}'
