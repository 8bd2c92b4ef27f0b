"""Opening an account, as a browser without scripts does it."""

import pytest

from aiurdesk.sandbox.accounts import READY_APP, READY_PERSON
from aiurdesk.sandbox.gateway.home_controller import CAPTCHA
from tests.sandbox.browser import code_of

FLOW = {"appid": READY_APP.id, "redirect_uri": "https://localhost/back"}
TYPED = {
    "Email": "new@lab.example",
    "Password": "secret-2020",
    "ConfirmPassword": "secret-2020",
    "CaptchaCode": CAPTCHA,
}


def test_a_new_account_is_signed_in_and_not_confirmed(browser, gateway):
    code = code_of(browser.submit(browser.open("/OAuth/Register", **FLOW), **TYPED))
    open_id = gateway.get("Account/CodeToOpenId", Code=str(code))["openId"]
    user = gateway.get("Account/UserInfo", OpenId=open_id)["user"]
    assert (user["email"], user["emailConfirmed"]) == ("new@lab.example", False)
    assert gateway.get("")["signedIn"] is True


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
def test_what_does_not_fit_shows_the_form_again_with_the_reason(browser, wrong):
    again = browser.submit(browser.open("/OAuth/Register", **FLOW), **{**TYPED, **wrong})
    assert (again.status_code, 'role="alert"' in again.text) == (200, True)


def test_forged_and_incomplete_calls_go_nowhere(browser, client, gateway):
    assert client.post(f"{gateway.base}/OAuth/Register", data=TYPED).status_code == 400
    assert browser.open("/OAuth/Register").status_code == 404
    assert "<form" not in browser.open("/OAuth/Register", appid=READY_APP.id).text
    page = browser.open("/OAuth/Register", **FLOW)
    unknown = page.text.replace(READY_APP.id, "0" * 32).encode()
    assert browser.submit(type(page)(200, content=unknown, request=page.request)).status_code == 404
