import pytest
from msgspec.structs import replace

from aiurdesk.core.request.request import Header
from aiurdesk.core.response.header_meanings import header_meaning, missing_headers
from aiurdesk.core.response.response import Response, ResponseBody

HSTS = Header("Strict-Transport-Security", "max-age=1")
NO_SNIFF = Header("x-content-type-options", "nosniff")
PAGE = Header("Content-Type", "text/html; charset=utf-8")


def response(*headers: Header, url: str = "https://shop.example/", data: bytes = b"{}") -> Response:
    body = ResponseBody(data=data, size_bytes=len(data))
    return Response(200, "HTTP/1.1", headers, body, url)


def missing(*headers: Header, url: str = "https://shop.example/", data: bytes = b"{}") -> list[str]:
    return [header.name for header in missing_headers(response(*headers, url=url, data=data))]


@pytest.mark.parametrize(
    ("name", "words"),
    [("ETag", "The version of the body"), ("retry-after", "When to send"), ("X-Own", "")],
)
def test_a_common_header_has_a_meaning(name, words):
    assert header_meaning(name).startswith(words)
    assert bool(header_meaning(name)) == bool(words)


def test_an_interface_needs_two_headers_and_a_page_five():
    assert missing() == ["Strict-Transport-Security", "X-Content-Type-Options"]
    assert missing(HSTS, NO_SNIFF) == []
    assert missing(PAGE, HSTS, NO_SNIFF) == [
        "Content-Security-Policy",
        "X-Frame-Options",
        "Referrer-Policy",
    ]


def test_what_is_of_no_use_is_not_missing():
    assert missing(url="http://127.0.0.1:8000/", data=b"") == []
    policy = Header("Content-Security-Policy", "Frame-Ancestors 'none'")
    assert "X-Frame-Options" not in missing(PAGE, policy)


def test_a_cookie_must_not_be_kept_by_caches():
    cookie = Header("Set-Cookie", "a=b")
    assert "Cache-Control" in missing(cookie)
    assert "Cache-Control" not in missing(cookie, Header("Cache-Control", "no-store"))
    assert all(header.reason.endswith(".") for header in missing_headers(response(cookie)))


def test_the_names_of_headers_are_read_in_any_case():
    shouted = replace(NO_SNIFF, name="X-CONTENT-TYPE-OPTIONS")
    assert missing(HSTS, shouted) == []
