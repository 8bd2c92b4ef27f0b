import pytest
from PySide6.QtWidgets import QComboBox

from aiurdesk.core.auth.api_key import ApiKeyScheme
from aiurdesk.core.auth.basic import BasicScheme
from aiurdesk.core.auth.oauth2 import OAuth2Scheme
from aiurdesk.core.auth.token import TokenScheme
from aiurdesk.ui.credentials.scheme_fields import SchemeFields
from aiurdesk.ui.form.field import Field

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
    assert [error.parameter for error in fields.errors()] == ["Password"]


def test_another_kind_shows_its_defaults(fields):
    fields.show_scheme(API_KEY)
    assert fields.typed()[0] == (("place", "header"), ("name", "X-Api-Key"))


def shown_names(fields):
    return {
        field.parameter.name
        for field in fields.findChildren(Field)
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
    assert [error.parameter for error in fields.errors()] == ["Device address", "Token address"]
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
        for field in fields.findChildren(Field)
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
