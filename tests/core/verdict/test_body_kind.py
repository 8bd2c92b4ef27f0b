"""What a body is, in a word or two."""

import pytest

from aiurdesk.core.request.request import Header
from aiurdesk.core.response.response import Body, Response
from aiurdesk.core.verdict.body_kind import body_kind, content_of, file_kind
from aiurdesk.core.verdict.envelope import parse_envelope


def content_and_response(data, content_type=""):
    headers = (Header("Content-Type", content_type),) if content_type else ()
    body = Body(data, None, len(data), len(data))
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
