import pytest

from aiurdesk.core.auth.api_key import ApiKeyScheme
from aiurdesk.core.auth.basic import BasicScheme
from aiurdesk.ui.credentials.scheme_fields import SchemeFields

BASIC, API_KEY = BasicScheme(), ApiKeyScheme()


@pytest.fixture
def fields(qtbot, theme):
    shown = SchemeFields(theme, BASIC)
    qtbot.addWidget(shown)
    shown.show()
    return shown


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
