"""Forgotten passwords."""

from aiurdesk.sandbox.accounts import READY_PERSON


def test_the_page_says_what_to_do_instead_of_sending_mail(browser):
    page = browser.open("/Password/ForgotPasswordFor")
    response = browser.submit(page, Email=READY_PERSON.email)
    assert (response.status_code, "Restart the sandbox" in response.text) == (200, True)


def test_a_form_from_elsewhere_is_refused(client, gateway):
    address = f"{gateway.base}/Password/ForgotPasswordFor"
    assert client.post(address, data={"Email": "none@lab.example"}).status_code == 400
