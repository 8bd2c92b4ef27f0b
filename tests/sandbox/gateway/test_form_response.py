"""Forms on their way to the browser and back."""

from aiurdesk.sandbox.gateway.session import ANTIFORGERY_COOKIE


def test_a_form_is_neither_cached_nor_framed(browser):
    page = browser.open("/Password/ForgotPasswordFor")
    assert page.headers["cache-control"] == "no-cache, no-store"
    assert page.headers["x-frame-options"] == "SAMEORIGIN"
    assert page.headers["set-cookie"].endswith("; path=/; samesite=strict; httponly")


def test_a_browser_keeps_its_cookie_so_that_two_open_pages_both_work(browser, client):
    first = browser.open("/Password/ForgotPasswordFor")
    value = client.cookies[ANTIFORGERY_COOKIE]
    browser.open("/Password/ForgotPasswordFor")
    assert client.cookies[ANTIFORGERY_COOKIE] == value
    assert browser.submit(first, Email="a@b").status_code == 200


def test_a_changed_token_is_refused(browser):
    page = browser.open("/Password/ForgotPasswordFor")
    response = browser.submit(page, __RequestVerificationToken="0" * 64)
    assert response.status_code == 400
