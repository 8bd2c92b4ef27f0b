"""Session cookies and anti-forgery tokens."""

from starlette.datastructures import Headers

from aiurdesk.sandbox.gateway.session import SESSION_COOKIE, Sessions, cookie, set_cookie


def test_a_cookie_is_found_in_any_of_several_headers():
    headers = Headers(raw=[(b"cookie", b"a=1; b=2"), (b"cookie", b"c=3")])
    assert [cookie(headers, name) for name in "abcd"] == ["1", "2", "3", None]


def test_a_sign_in_cookie_is_secure_and_http_only():
    name, value = set_cookie(SESSION_COOKIE, "x")
    assert (name, value) == (
        "set-cookie",
        ".AspNetCore.Identity.Application=x; path=/; secure; samesite=lax; httponly",
    )


def test_a_cookie_identifies_its_user_until_the_sign_out():
    sessions = Sessions()
    cookie = sessions.open("ada")
    assert sessions.user_id(cookie) == "ada"
    sessions.close(cookie)
    assert sessions.user_id(cookie) is None
    assert sessions.user_id(None) is None
    sessions.close(None)


def test_a_form_needs_the_token_of_its_cookie():
    sessions = Sessions()
    token = sessions.antiforgery_token("cookie")
    assert sessions.is_valid_antiforgery_token("cookie", token)
    assert not sessions.is_valid_antiforgery_token("another", token)
    assert not sessions.is_valid_antiforgery_token("cookie", "é")
    assert not sessions.is_valid_antiforgery_token(None, token)
    assert not sessions.is_valid_antiforgery_token("cookie", None)
    assert not Sessions().is_valid_antiforgery_token("cookie", token)
