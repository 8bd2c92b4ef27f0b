"""Two-factor sign-in in a browser without scripts."""

import pytest

from aiurdesk.sandbox.accounts import READY_APP, READY_PERSON
from aiurdesk.sandbox.gateway.totp import code_at
from tests.sandbox.browser import code_of

READY = {"Email": READY_PERSON.email, "Password": READY_PERSON.password}
FLOW = {"appid": READY_APP.id, "redirect_uri": "https://localhost/back"}


@pytest.fixture
def recovery_codes(gateway):
    """Turn two-factor sign-in on, and return the recovery codes."""
    return gateway.post("User/GetRecoveryCodes")["items"]


@pytest.fixture
def second_step(browser, recovery_codes):
    """Return the page that follows the correct password."""
    response = browser.submit(browser.open("/OAuth/Authorize", **FLOW), **READY)
    assert response.headers["location"].startswith("/OAuth/SecondAuth?appid=")
    return browser.follow(response)


def test_the_authenticator_code_completes_the_sign_in(browser, gateway, clock, second_step):
    assert gateway.get("")["signedIn"] is False
    key = gateway.post("User/View2FAKey")["twoFAKey"].replace(" ", "")
    code = code_at(key, clock().timestamp())
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    assert 'role="alert"' in browser.submit(second_step, VerifyCode=wrong).text
    response = browser.submit(second_step, VerifyCode=code)
    assert code_of(response) > 0
    assert gateway.get("")["signedIn"] is True


def test_a_recovery_code_works_once(browser, gateway, second_step, recovery_codes):
    page = browser.open("/OAuth/RecoveryCodeAuth", **FLOW)
    assert 'role="alert"' in browser.submit(page, RecoveryCode="wrong").text
    assert code_of(browser.submit(page, RecoveryCode=recovery_codes[0])) > 0
    assert 'role="alert"' in browser.submit(page, RecoveryCode=recovery_codes[0]).text


@pytest.mark.read_only
@pytest.mark.parametrize("page", ["SecondAuth", "RecoveryCodeAuth"])
def test_forged_and_incomplete_requests_are_rejected(browser, client, gateway, page):
    assert client.post(f"{gateway.base}/OAuth/{page}").status_code == 400
    assert "<form" not in browser.open(f"/OAuth/{page}").text


@pytest.mark.read_only
def test_a_code_without_a_password_is_rejected(browser):
    page = browser.open("/OAuth/SecondAuth", **FLOW)
    assert 'role="alert"' in browser.submit(page, VerifyCode="123456").text
