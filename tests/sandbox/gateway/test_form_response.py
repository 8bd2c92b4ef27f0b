"""Forms and their anti-forgery tokens."""

import pytest

from aiurdesk.sandbox.accounts import READY_APP
from aiurdesk.sandbox.gateway.session import ANTIFORGERY_COOKIE

FLOW = {"appid": READY_APP.id, "redirect_uri": "https://localhost/back"}
pytestmark = pytest.mark.read_only


def test_a_form_cannot_be_cached_or_framed(browser):
    page = browser.open("/OAuth/Authorize", **FLOW)
    assert page.headers["cache-control"] == "no-cache, no-store"
    assert page.headers["x-frame-options"] == "SAMEORIGIN"
    assert page.headers["set-cookie"].endswith("; path=/; samesite=strict; httponly")


def test_a_second_page_keeps_the_cookie_so_that_the_first_form_still_works(browser, client):
    first = browser.open("/OAuth/Authorize", **FLOW)
    value = client.cookies[ANTIFORGERY_COOKIE]
    browser.open("/OAuth/Authorize", **FLOW)
    assert client.cookies[ANTIFORGERY_COOKIE] == value
    assert browser.submit(first, Email="a@b").status_code == 200


def test_a_changed_token_is_rejected(browser):
    page = browser.open("/OAuth/Authorize", **FLOW)
    response = browser.submit(page, __RequestVerificationToken="0" * 64)
    assert response.status_code == 400
