"""The sign-in pages as a browser and a screen reader see them."""

from html.parser import HTMLParser

from aiurdesk.sandbox.gateway.pages import ANTIFORGERY_FIELD, FormField, FormPage, render_form


class Seen(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def a_form(**changes) -> FormPage:
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


def test_every_input_has_its_label_and_nothing_runs():
    seen = Seen(render_form(a_form()))
    labels = {label["for"] for label in seen.all("label")}
    shown = [field for field in seen.all("input") if field["type"] != "hidden"]
    assert labels == {field["id"] for field in shown} == {"Email", "Password"}
    assert seen.all("script") == []
    assert seen.all("html") == [{"lang": "en"}]


def test_the_form_carries_its_token_and_goes_where_it_should():
    seen = Seen(render_form(a_form()))
    assert {"type": "hidden", "name": ANTIFORGERY_FIELD, "value": "abc"} in seen.all("input")
    assert seen.all("form") == [{"method": "post", "action": "/OAuth/Authorize?appid=1&state=2"}]


def test_what_was_typed_stays_and_the_first_empty_field_has_the_focus():
    email, password, _ = Seen(render_form(a_form())).all("input")
    assert email["value"] == 'a"b@lab.example'
    assert "autofocus" not in email
    assert "autofocus" in password


def test_a_problem_is_announced_and_foreign_text_cannot_become_markup():
    seen = Seen(
        render_form(a_form(error="<b>wrong</b>", link=("/OAuth/Register?a=1&b=2", "Sign up")))
    )
    assert {"role": "alert"} in seen.all("p")
    assert "<b>wrong</b>" in seen.words
    assert "To <app>" in seen.words
    assert seen.all("b") == seen.all("app") == []
    assert seen.all("a") == [{"href": "/OAuth/Register?a=1&b=2"}]


def test_a_hint_stands_at_the_end():
    seen = Seen(render_form(a_form(hint="Try <this>.")))
    assert seen.words.endswith("Try <this>.")
    assert len(seen.all("small")) == 1
