import pytest

from aiurdesk.core.request.request import Header
from aiurdesk.core.response.body_text import charset_in, encoding_of, text_of_body
from aiurdesk.core.response.response import Body, Response


@pytest.mark.parametrize(
    ("content_type", "data", "text"),
    [
        ("text/plain; charset=iso-8859-1", b"Gr\xfc\xdfe", "Grüße"),
        ('application/json; charset="GBK"', "你好".encode("gbk"), "你好"),
        ("text/plain; charset=utf-16", "é".encode("utf-16"), "é"),
        ("text/plain", "é\u20ac".encode(), "é\u20ac"),
        # Not a charset: it would turn text into something else.
        ("text/plain; charset=unicode_escape", b"a\\n", "a\\n"),
        ("text/plain; charset=utf-8", b"\xff", "\ufffd"),
    ],
)
def test_a_body_is_read_by_its_charset(content_type, data, text):
    headers = (Header("Content-Type", content_type),)
    assert text_of_body(Response(200, "HTTP/2", headers, Body(data), ""), data) == text


def test_without_a_response_a_body_is_read_as_utf_8():
    assert text_of_body(None, b"\xff", "backslashreplace") == "\\xff"
    assert (charset_in("text/plain"), encoding_of("")) == ("", "")
