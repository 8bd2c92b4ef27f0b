"""The HTML of the sign-in pages, as a browser or a screen reader parses it."""

from html.parser import HTMLParser

import pytest

from aiurdesk.sandbox.accounts import READY_APP
from aiurdesk.sandbox.gateway.pages import ANTIFORGERY_FIELD, FormField, FormPage, render_form
from aiurdesk.sandbox.gateway.session import ANTIFORGERY_COOKIE

FLOW = {"appid": READY_APP.id, "redirect_uri": "https://localhost/back"}


class ParsedPage(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def make_form(**changes) -> FormPage:
    values = {
        "title": "Sign in",
        "introduction": "To <app>",
        "action": "/OAuth/Authorize?appid=1&state=2",
        "fields": (
            FormField("Email", "E-mail", "email", value='a"b@lab.example'),
            FormField("Password", "Password", "password"),
        ),
        "button": "Sign in",
        "token": "abc",
    }
    return FormPage(**{**values, **changes})


def test_every_input_has_a_label_and_there_are_no_scripts():
    page = ParsedPage(render_form(make_form()))
    labels = {label["for"] for label in page.all("label")}
    visible = [field for field in page.all("input") if field["type"] != "hidden"]
    assert labels == {field["id"] for field in visible} == {"Email", "Password"}
    assert page.all("script") == []
    assert page.all("html") == [{"lang": "en"}]


def test_the_form_has_its_token_and_action():
    page = ParsedPage(render_form(make_form()))
    assert {"type": "hidden", "name": ANTIFORGERY_FIELD, "value": "abc"} in page.all("input")
    assert page.all("form") == [{"method": "post", "action": "/OAuth/Authorize?appid=1&state=2"}]


def test_inputs_keep_their_value_and_the_first_empty_one_has_the_focus():
    email, password, _ = ParsedPage(render_form(make_form())).all("input")
    assert email["value"] == 'a"b@lab.example'
    assert "autofocus" not in email
    assert "autofocus" in password


def test_an_error_has_the_alert_role_and_text_is_escaped():
    page = ParsedPage(
        render_form(make_form(error="<b>wrong</b>", link=("/OAuth/Register?a=1&b=2", "Sign up")))
    )
    assert {"role": "alert"} in page.all("p")
    assert "<b>wrong</b>" in page.text
    assert "To <app>" in page.text
    assert page.all("b") == page.all("app") == []
    assert page.all("a") == [{"href": "/OAuth/Register?a=1&b=2"}]


def test_a_hint_is_at_the_end():
    page = ParsedPage(render_form(make_form(hint="Try <this>.")))
    assert page.text.endswith("Try <this>.")
    assert len(page.all("small")) == 1


@pytest.mark.read_only
def test_a_form_cannot_be_cached_or_framed(browser):
    page = browser.open("/OAuth/Authorize", **FLOW)
    assert page.headers["cache-control"] == "no-cache, no-store"
    assert page.headers["x-frame-options"] == "SAMEORIGIN"
    assert page.headers["set-cookie"].endswith("; path=/; samesite=strict; httponly")


@pytest.mark.read_only
def test_a_second_page_keeps_the_cookie_so_that_the_first_form_still_works(browser, client):
    first = browser.open("/OAuth/Authorize", **FLOW)
    value = client.cookies[ANTIFORGERY_COOKIE]
    browser.open("/OAuth/Authorize", **FLOW)
    assert client.cookies[ANTIFORGERY_COOKIE] == value
    assert browser.submit(first, Email="a@b").status_code == 200


@pytest.mark.read_only
def test_a_changed_token_is_rejected(browser):
    page = browser.open("/OAuth/Authorize", **FLOW)
    response = browser.submit(page, __RequestVerificationToken="0" * 64)
    assert response.status_code == 400
