"""Registration in a browser without scripts."""

import pytest

from aiurdesk.sandbox.accounts import READY_APP, READY_PERSON
from aiurdesk.sandbox.gateway.home_controller import CAPTCHA
from tests.sandbox.browser import code_of

FLOW = {"appid": READY_APP.id, "redirect_uri": "https://localhost/back"}
INPUTS = {
    "Email": "new@lab.example",
    "Password": "secret-2020",
    "ConfirmPassword": "secret-2020",
    "CaptchaCode": CAPTCHA,
}


def test_a_new_account_is_signed_in_and_not_confirmed(browser, gateway):
    code = code_of(browser.submit(browser.open("/OAuth/Register", **FLOW), **INPUTS))
    open_id = gateway.get("Account/CodeToOpenId", Code=str(code))["openId"]
    user = gateway.get("Account/UserInfo", OpenId=open_id)["user"]
    assert (user["email"], user["emailConfirmed"]) == ("new@lab.example", False)
    assert gateway.get("")["signedIn"] is True


@pytest.mark.read_only
@pytest.mark.parametrize(
    "wrong",
    [
        {"Email": READY_PERSON.email},
        {"Email": "no address"},
        {"ConfirmPassword": "other"},
        {"Password": "sec ret"},
        {"CaptchaCode": "1999"},
    ],
)
def test_a_failed_sign_in_returns_the_form_with_the_error(browser, wrong):
    again = browser.submit(browser.open("/OAuth/Register", **FLOW), **{**INPUTS, **wrong})
    assert (again.status_code, 'role="alert"' in again.text) == (200, True)


@pytest.mark.read_only
def test_forged_and_incomplete_requests_are_rejected(browser, client, gateway):
    assert client.post(f"{gateway.base}/OAuth/Register", data=INPUTS).status_code == 400
    assert browser.open("/OAuth/Register").status_code == 404
    assert "<form" not in browser.open("/OAuth/Register", appid=READY_APP.id).text
    page = browser.open("/OAuth/Register", **FLOW)
    unknown = page.text.replace(READY_APP.id, "0" * 32).encode()
    assert browser.submit(type(page)(200, content=unknown, request=page.request)).status_code == 404
