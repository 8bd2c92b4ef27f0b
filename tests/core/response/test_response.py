import pytest

from aiurdesk.core.credentials.secret import DOTS
from aiurdesk.core.request.request import Header
from aiurdesk.core.response.response import (
    Hop,
    Response,
    ResponseBody,
    SetCookie,
    charset_in,
    cookies_set_by,
    encoding_of,
    text_of_body,
    with_utf8_body,
)


def test_the_first_header_of_a_name_is_returned_in_any_case():
    headers = (Header("Set-Cookie", "a=1"), Header("set-cookie", "b=2"))
    response = Response(200, "HTTP/2", headers, ResponseBody(), "https://127.0.0.1/")
    assert response.header("SET-COOKIE") == "a=1"
    assert response.header("ETag") is None


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
    assert text_of_body(Response(200, "HTTP/2", headers, ResponseBody(data), ""), data) == text


def test_without_a_response_a_body_is_read_as_utf_8():
    assert text_of_body(None, b"\xff", "backslashreplace") == "\\xff"
    assert (charset_in("text/plain"), encoding_of("")) == ("", "")


def a_response(data, content_type, size_bytes=None):
    size = len(data) if size_bytes is None else size_bytes
    headers = (Header("Content-Type", content_type),)
    return Response(200, "HTTP/1.1", headers, ResponseBody(data, None, size, size), "https://host/")


def test_a_body_of_another_charset_is_written_in_utf8_for_its_readers():
    data = '{"msg":"参数错误"}'
    response = with_utf8_body(a_response(data.encode("gbk"), "application/json; charset=GBK"))
    assert response.body.data.decode() == data
    assert response.body.size_bytes == len(data.encode())


@pytest.mark.parametrize(
    ("data", "content_type", "size_bytes"),
    [
        (b'{"a":1}', "application/json", None),
        (b"\xc3\xa9", "text/plain; charset=utf-8", None),
        (b"a\\n", "text/plain; charset=unicode_escape", None),
        (b'<?xml version="1.0" encoding="GBK"?><a/>', "text/xml; charset=gbk", None),
        ("参".encode("gbk"), "text/plain; charset=gbk", 5_000),
        (b"\xff\xff\xff", "text/plain; charset=gbk", None),
    ],
)
def test_any_other_body_stays_as_it_came(data, content_type, size_bytes):
    response = a_response(data, content_type, size_bytes)
    assert with_utf8_body(response) is response


URL = "https://shop.example/cart/items"


def of(*lines: str, hops: tuple[Hop, ...] = ()) -> tuple[SetCookie, ...]:
    headers = (Header("Date", "today"), *(Header("set-cookie", line) for line in lines))
    return cookies_set_by(Response(200, "HTTP/1.1", headers, ResponseBody(), URL, hops=hops))


@pytest.mark.parametrize(
    ("line", "cookie"),
    [
        ("lang=en", SetCookie("lang", "en", "shop.example", "/cart", "When the program ends")),
        (
            "sid=abc; Path=/; Domain=.example; Max-Age=3600; Expires=never; HttpOnly",
            SetCookie("sid", DOTS, "example", "/", "After 3,600 s"),
        ),
        (
            "cart=0123456789abcdef; Expires=Wed, 21 Oct 2026 07:28:00 GMT; path=x",
            SetCookie("cart", DOTS, "shop.example", "/cart", "Wed, 21 Oct 2026 07:28:00 GMT"),
        ),
        ("a=; Max-Age=0", SetCookie("a", "", "shop.example", "/cart", "Deleted")),
        ("flag", SetCookie("", "flag", "shop.example", "/cart", "When the program ends")),
        (
            f"cart={DOTS}; max-age=soon",
            SetCookie("cart", DOTS, "shop.example", "/cart", "When the program ends"),
        ),
        ("", SetCookie("", "", "shop.example", "/cart", "When the program ends")),
    ],
)
def test_a_cookie_is_shown_with_what_its_server_said(line, cookie):
    assert of(line) == (cookie,)


def test_cookies_of_redirects_come_first():
    hop = Hop(302, "https://login.example/in", URL, set_cookies=(f"sid={DOTS}; Path=/",))
    assert [(c.name, c.domain) for c in of("lang=en", hops=(hop,))] == [
        ("sid", "login.example"),
        ("lang", "shop.example"),
    ]


def test_thousands_of_cookies_and_long_texts_are_cut():
    cookies = of(*(["a" * 5000 + "=b; Path=/" + "c" * 5000] * 1000))
    assert len(cookies) == 300
    assert (len(cookies[0].name), len(cookies[0].path)) == (200, 200)
