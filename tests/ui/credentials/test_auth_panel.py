from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton

from aiurdesk.core.auth.api_key import ApiKeyScheme
from aiurdesk.core.auth.basic import BasicScheme
from aiurdesk.core.auth.oauth2 import OAuth2Scheme
from aiurdesk.core.auth.token import TokenScheme
from aiurdesk.core.credentials.secret import OfferedCredential
from aiurdesk.ui.credentials.auth_panel import AuthPanel, SchemeFields
from aiurdesk.ui.credentials.auth_summary import AuthSummary
from aiurdesk.ui.form.field import ParameterField
from aiurdesk.ui.widgets.note import Note, WrappedLabel

NAMES = ("my-app", "Sandbox app")


@pytest.fixture
def panel(qtbot, theme):
    panel = AuthPanel(theme)
    qtbot.addWidget(panel)
    panel.show_summary(AuthSummary(None, "my-app", NAMES, "It adds a token."))
    panel.show()
    return panel


def box(panel) -> QComboBox:
    box: QComboBox = panel.findChildren(QComboBox)[0]
    return box


def test_the_box_is_found_by_its_label(panel):
    label = next(label for label in panel.findChildren(QLabel) if label.buddy())
    assert label.text().replace("&", "") == "Credential of this request"
    assert label.buddy() is box(panel)


def test_a_request_is_sent_as_chosen_above_with_none_or_by_name(panel):
    texts = [box(panel).itemText(row) for row in range(box(panel).count())]
    assert texts == ["As chosen above (my-app)", "No credential", "my-app", "Sandbox app"]
    heard: list[str | None] = []
    panel.credential_chosen.connect(heard.append)
    for row in range(4):
        box(panel).activated.emit(row)
    assert heard == [None, "", "my-app", "Sandbox app"]


def test_what_it_does_is_said(panel):
    texts = [label.text() for label in panel.findChildren(WrappedLabel) if label.isVisible()]
    assert texts == ["It adds a token."]


def test_a_credential_that_is_gone_stays_named_and_is_told(panel):
    panel.show_summary(AuthSummary("gone", "", NAMES, trouble="There is no credential named gone."))
    assert box(panel).currentText() == "gone"
    assert box(panel).itemText(0) == "As chosen above (none)"
    assert panel.findChildren(Note)[0].label.text() == "There is no credential named gone."


def test_the_way_to_all_credentials_is_a_button(panel, qtbot):
    with qtbot.waitSignal(panel.manage_wanted):
        panel.findChildren(QPushButton)[0].click()


def choose_new(panel, title):
    box(panel).setCurrentText(f"New: {title}")
    box(panel).activated.emit(box(panel).currentIndex())


def field(panel, name):
    return next(e for e in panel.findChildren(QLineEdit) if e.accessibleName() == name)


@pytest.fixture
def own(panel):
    """Return the panel of a custom URL, where a credential can be filled in."""
    panel.show_summary(AuthSummary(None, "", NAMES, "Nothing is added.", can_add=True))
    panel.set_origin("https://host:1")
    return panel


def test_a_credential_is_filled_in_and_named_after_the_host(own, qtbot):
    texts = [box(own).itemText(row) for row in range(4, box(own).count())]
    assert texts == [
        "New: Basic",
        "New: Digest",
        "New: AWS Signature 4",
        "New: Bearer",
        "New: API key",
        "New: JWT",
        "New: OAuth 1.0a",
    ]
    choose_new(own, "Basic")
    field(own, "User").setText("ann")
    field(own, "Password").setText("hush")
    heard: list[tuple[OfferedCredential, Callable[[], None]]] = []
    own.filled.connect(lambda offered, then: heard.append((offered, then)))
    done: list[int] = []
    assert own.settle(lambda: done.append(1))
    ((offered, then),) = heard
    assert (offered.scheme, offered.name, offered.origin, offered.values) == (
        "basic",
        "host:1",
        "https://host:1",
        (("user", "ann"),),
    )
    assert dict(offered.secrets)["password"].reveal() == "hush"
    # It is kept first; the one who keeps it calls the function.
    assert done == []
    then()
    assert done == [1]
    own.show_summary(AuthSummary("host:1", "", (*NAMES, "host:1"), "It is sent.", can_add=True))
    assert own.findChild(SchemeFields) is None or own.findChild(SchemeFields).isHidden()
    assert box(own).currentText() == "host:1"


def test_what_is_half_filled_in_is_marked_and_stays(own):
    choose_new(own, "Basic")
    field(own, "Password").setText("hush")
    done: list[int] = []
    assert not own.settle(lambda: done.append(1))
    assert done == []
    # Another plan of the same request leaves what is typed.
    own.show_summary(AuthSummary(None, "", NAMES, "Nothing is added.", can_add=True))
    assert field(own, "Password").text() == "hush"
    assert box(own).currentText() == "New: Basic"


def test_without_a_secret_or_fields_nothing_is_kept(own):
    done: list[int] = []
    assert own.settle(lambda: done.append(1))
    choose_new(own, "API key")
    assert own.settle(lambda: done.append(2))
    assert done == [1, 2]


def test_without_a_host_it_is_told_what_is_missing(own):
    own.set_origin("")
    choose_new(own, "Bearer")
    field(own, "Token").setText("hush")
    assert not own.settle(lambda: None)
    texts = [label.plain_text() for label in own.findChildren(WrappedLabel) if label.isVisible()]
    assert any(text.startswith("Enter the address of the request first") for text in texts)


def test_another_choice_drops_what_was_filled_in(own, qtbot):
    choose_new(own, "Bearer")
    field(own, "Token").setText("hush")
    with qtbot.waitSignal(own.credential_chosen):
        box(own).activated.emit(2)
    done: list[int] = []
    assert own.settle(lambda: done.append(1))
    assert done == [1]


BASIC, API_KEY, OAUTH2, TOKEN = BasicScheme(), ApiKeyScheme(), OAuth2Scheme(), TokenScheme()


@pytest.fixture
def fields(qtbot, theme):
    fields = SchemeFields(theme, BASIC)
    qtbot.addWidget(fields)
    fields.show()
    return fields


def test_secrets_are_apart_from_what_a_file_may_hold(fields):
    fields.show_scheme(BASIC, (("user", "ann"), ("password", "hush")))
    values, secrets = fields.typed()
    assert values == (("user", "ann"),)
    assert [(name, secret.reveal()) for name, secret in secrets] == [("password", "hush")]
    assert fields.errors() == ()


def test_what_is_missing_is_an_error(fields):
    fields.show_scheme(BASIC, (("user", "ann"),))
    assert [error.field.parameter for error in fields.errors()] == ["Password"]


def test_another_kind_shows_its_defaults(fields):
    fields.show_scheme(API_KEY)
    assert fields.typed()[0] == (("place", "header"), ("name", "X-Api-Key"))


def shown_names(fields):
    return {
        field.parameter.name
        for field in fields.findChildren(ParameterField)
        if field.isVisible() and field.parameter.required
    }


def test_only_the_fields_that_another_value_asks_for_are_shown_and_checked(fields):
    fields.show_scheme(OAUTH2)
    always = {"Grant", "Token server", "Client id", "Client secret"}
    assert shown_names(fields) == always | {"Issuer", "Secret"}
    fields.show_scheme(OAUTH2, (("issuer", "https://id.example"), ("client_id", "c")))
    choose(fields, "Grant", "Device code")
    choose(fields, "Token server", "Addresses")
    choose(fields, "Client secret", "None (public client)")
    assert shown_names(fields) == always | {"Device address", "Token address"}
    assert [error.field.parameter for error in fields.errors()] == [
        "Device address",
        "Token address",
    ]
    assert "issuer" not in dict(fields.typed()[0])
    # What was typed is there again.
    choose(fields, "Token server", "Discovery document")
    assert dict(fields.typed()[0])["issuer"] == "https://id.example"
    assert fields.errors() == ()


def test_a_count_and_the_keyboard_leave_out_what_is_not_asked_for(fields):
    fields.show_scheme(TOKEN)
    assert "Parameter" in optional(fields)
    choose(fields, "Place", "Header Authorization: Bearer")
    assert optional(fields) == set()
    fields.focus_first()
    assert fields.focusWidget() is not None
    assert fields.focusWidget().isVisible()


def optional(fields):
    return {
        field.parameter.name
        for field in fields.findChildren(ParameterField)
        if field.isVisibleTo(field.parentWidget()) and not field.parameter.required
    }


def choose(fields, name, text):
    """Choose as a person does."""
    box = next(b for b in fields.findChildren(QComboBox) if b.accessibleName() == name)
    row = box.findText(text)
    assert row >= 0, text
    box.setFocus()
    box.setCurrentIndex(row)
    box.activated.emit(row)
