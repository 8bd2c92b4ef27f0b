import pytest

from aiurdesk.core.credentials.secret import DOTS
from aiurdesk.core.request.request import Header
from aiurdesk.core.response.response import Body, Hop, Response, SetCookie, cookies_set_by

URL = "https://shop.example/cart/items"


def of(*lines: str, hops: tuple[Hop, ...] = ()) -> tuple[SetCookie, ...]:
    headers = (Header("Date", "today"), *(Header("set-cookie", line) for line in lines))
    return cookies_set_by(Response(200, "HTTP/1.1", headers, Body(), URL, hops=hops))


@pytest.mark.parametrize(
    ("line", "cookie"),
    [
        ("lang=en", SetCookie("lang", "en", "shop.example", "/cart", "with the program")),
        (
            "sid=abc; Path=/; Domain=.example; Max-Age=3600; Expires=never; HttpOnly",
            SetCookie("sid", DOTS, "example", "/", "after 3,600 s"),
        ),
        (
            "cart=0123456789abcdef; Expires=Wed, 21 Oct 2026 07:28:00 GMT; path=x",
            SetCookie("cart", DOTS, "shop.example", "/cart", "Wed, 21 Oct 2026 07:28:00 GMT"),
        ),
        ("a=; Max-Age=0", SetCookie("a", "", "shop.example", "/cart", "deleted")),
        ("flag", SetCookie("", "flag", "shop.example", "/cart", "with the program")),
        (
            f"cart={DOTS}; max-age=soon",
            SetCookie("cart", DOTS, "shop.example", "/cart", "with the program"),
        ),
        ("", SetCookie("", "", "shop.example", "/cart", "with the program")),
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
