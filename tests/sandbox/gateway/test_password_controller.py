"""Forgotten passwords."""

import pytest

from aiurdesk.sandbox.accounts import READY_PERSON

pytestmark = pytest.mark.read_only


def test_the_page_explains_how_to_get_the_password_back(browser):
    page = browser.open("/Password/ForgotPasswordFor")
    response = browser.submit(page, Email=READY_PERSON.email)
    assert (response.status_code, "Restart the sandbox" in response.text) == (200, True)


def test_a_form_without_an_antiforgery_token_is_rejected(client, gateway):
    address = f"{gateway.base}/Password/ForgotPasswordFor"
    assert client.post(address, data={"Email": "none@lab.example"}).status_code == 400
