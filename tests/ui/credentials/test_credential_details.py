import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.ui.credentials.credentials_dialog import CredentialDetails
from aiurdesk.ui.credentials.shown_credential import CredentialAction, ShownCredential
from aiurdesk.ui.widgets.note import WrappedLabel

VALUES = (("token_server", "archon"), ("app_id", "0123"))
MINE = ShownCredential(
    Credential("a", "my-app", "app", (IN_SANDBOX,), VALUES),
    state="token 19 min",
    is_signed_in=True,
    cookies=("session for https://a.example",),
)


@pytest.fixture
def details(qtbot, theme):
    details = CredentialDetails(theme)
    qtbot.addWidget(details)
    details.show_credential(MINE)
    return details


def words(details) -> str:
    return "\n".join(label.text() for label in details.findChildren(WrappedLabel) if label.text())


def buttons(details) -> list[str]:
    return [b.text() for b in details.findChildren(QPushButton) if not b.isHidden()]


def test_a_credential_says_scheme_fields_state_addresses_and_cookies(details):
    assert "App · Archon (2020) · 0123 · token 19 min" in words(details)
    assert "It is sent to the sandbox and to no other address." in words(details)
    assert "Cookies: session for https://a.example" in words(details)


def test_there_is_a_button_for_what_can_be_done_and_for_nothing_else(details, qtbot):
    assert buttons(details) == [
        "Who am I", "Sign in", "Sign out", "Edit…", "Copy secret", "Cookies…", "Delete…",
    ]  # fmt: skip
    asked: list[CredentialAction] = []
    details.action_chosen.connect(lambda action, credential: asked.append(action))
    for button in details.findChildren(QPushButton):
        button.click()
    assert set(asked) == set(CredentialAction)
    details.show_credential(ShownCredential(MINE.credential, is_ready_made=True))
    assert buttons(details) == ["Who am I", "Sign in"]
    details.show_credential(ShownCredential(Credential("h", "key", "header"), is_signed_in=True))
    assert buttons(details) == ["Edit…", "Copy secret", "Delete…"]


def test_what_a_credential_says_can_be_selected(details):
    flags = [label.textInteractionFlags() for label in details.findChildren(WrappedLabel)]
    assert len(flags) == 5
    assert all(flag & Qt.TextInteractionFlag.TextSelectableByMouse for flag in flags)


def test_what_came_of_a_deed_stays_with_its_credential(details):
    details.show_result(MINE.credential.id, "Signed in.", is_good=True)
    details.show_credential(MINE)
    assert "Signed in." in words(details)
    details.show_credential(ShownCredential(Credential("b", "other", "app")))
    assert "Signed in." not in words(details)


def test_nothing_is_shown_of_no_credential(details):
    details.show_credential(None)
    assert details.isHidden()


def test_a_credential_that_is_bound_to_nothing_says_so(details):
    details.show_credential(ShownCredential(Credential("b", "other", "app")))
    assert "It has not been used for any address. You are asked before the first use." in words(
        details
    )
