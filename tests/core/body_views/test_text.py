"""Text is what reads as text."""

import pytest

from aiurdesk.core.body_views import pick
from aiurdesk.core.body_views.text import TextView
from aiurdesk.core.body_views.view import PLAIN_TEXT, Content


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        ("你好".encode(), ""),
        (b"a,b\r\n1,2", "text/csv"),
        (b"\xff\x00", "text/plain"),
        (b"x" + "你".encode() * 2000, "application/octet-stream"),
    ],
)
def test_text_is_taken(data, media_type):
    content = Content(data, media_type, size_bytes=len(data))
    view = pick(content)
    assert isinstance(view, TextView)
    assert view.render(content).kind == PLAIN_TEXT


@pytest.mark.parametrize("data", [b"a\x00b", b"hi\xff", b"\xff\xfe\xfd\xfc", bytes(range(256))])
def test_bytes_are_not_text(data):
    assert TextView().claim(Content(data, "", size_bytes=len(data))) == 0
