import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.core.credentials.secret import KeyringWait
from aiurdesk.ui.credentials.choice import CredentialAction, ShownCredential
from aiurdesk.ui.credentials.credentials_dialog import (
    NONE_YET,
    CredentialDetails,
    CredentialsDialog,
)
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.window.wait_strip import Waits, WaitStrip


def row_of(name: str, **more) -> ShownCredential:
    return ShownCredential(Credential(f"id-{name}", name, "app", (IN_SANDBOX,)), **more)


@pytest.fixture
def dialog(parent, theme):
    dialog = CredentialsDialog(theme, parent)
    dialog.show()
    dialog.show_credentials([row_of("my-app", state="token 19 min"), row_of("other")])
    return dialog


def rows(dialog) -> list[list[str]]:
    model = dialog.table.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def current(dialog) -> str:
    name: str = dialog.table.selectionModel().selectedRows()[0].data()
    return name


def deeds_of(dialog) -> list[tuple[CredentialAction, str]]:
    heard: list[tuple[CredentialAction, str]] = []
    dialog.action_chosen.connect(lambda action, credential: heard.append((action, credential.name)))
    return heard


def test_each_credential_has_name_scheme_addresses_and_state(dialog):
    assert rows(dialog)[0] == ["my-app", "App", "the sandbox", "keyring", "token 19 min"]
    assert current(dialog) == "my-app"


def test_each_credential_shows_where_its_secret_comes_from(dialog):
    sources = {
        "command": "command:op read op://Work/shop/token",
        "file": "file:/home/me/token",
        "variable": "env:SHOP_TOKEN",
    }
    shown = [
        ShownCredential(Credential(name, name, "bearer", sources=(("token", source),)))
        for name, source in sources.items()
    ]
    ready = row_of("ready", is_ready_made=True)
    dialog.show_credentials([*shown, ready, row_of("typed")], selected="command")
    assert [row[3] for row in rows(dialog)] == [
        "the command op",
        "the file /home/me/token",
        "the environment variable SHOP_TOKEN",
        "the sandbox",
        "keyring",
    ]
    texts = [label.plain_text() for label in dialog.details.findChildren(WrappedLabel)]
    assert "Token from command:op read op://Work/shop/token" in texts


def test_keys_edit_and_delete_the_selected_one(dialog, qtbot):
    heard = deeds_of(dialog)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.table, Qt.Key.Key_F2)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Delete)
    assert heard == [(CredentialAction.EDIT, "other"), (CredentialAction.DELETE, "other")]


def test_keys_do_nothing_to_what_comes_with_the_sandbox(dialog, qtbot):
    heard = deeds_of(dialog)
    dialog.show_credentials([row_of("ready", is_ready_made=True)])
    qtbot.keyClick(dialog.table, Qt.Key.Key_F2)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Delete)
    assert heard == []


def test_the_filter_finds_and_the_arrow_goes_into_the_list(dialog, qtbot):
    line = next(line for line in dialog.findChildren(QLineEdit) if line.isVisible())
    assert line.accessibleName() == "Filter credentials"
    qtbot.keyClicks(line, "OTH")
    assert [row[0] for row in rows(dialog)] == ["other"]
    dialog.activateWindow()
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is dialog.table
    # The rows of the list are fewer than the credentials.
    dialog.show_credentials([row_of("my-app"), row_of("other"), row_of("another")], "another")
    assert current(dialog) == "another"


def test_a_state_that_changes_leaves_the_selection_where_it_is(dialog):
    dialog.table.selectRow(1)
    dialog.show_credentials([row_of("my-app", state="token 18 min"), row_of("other")])
    assert (current(dialog), rows(dialog)[0][-1]) == ("other", "token 18 min")


def test_the_selection_follows_a_credential_that_moves(dialog):
    dialog.table.selectRow(1)
    dialog.show_credentials([row_of("a"), row_of("my-app"), row_of("other")])
    assert current(dialog) == "other"
    dialog.show_credentials([row_of("a"), row_of("my-app"), row_of("other")], selected="a")
    assert current(dialog) == "a"


def test_two_hundred_credentials_are_one_list(dialog):
    dialog.show_credentials([row_of(f"app {number:03}") for number in range(200)], "app 150")
    assert len(rows(dialog)) == 200
    assert current(dialog) == "app 150"
    area = dialog.table.visualRect(dialog.table.currentIndex())
    assert dialog.table.viewport().rect().intersects(area)


def test_without_any_the_dialog_says_what_to_do(dialog, qtbot):
    dialog.show_credentials([])
    texts = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
    assert NONE_YET in texts
    add = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Add credential…")
    with qtbot.waitSignal(dialog.add_wanted):
        add.click()


def test_the_place_of_secrets_is_said(dialog):
    area = dialog.findChild(QLabel, "kept_in")
    dialog.show_place("Secret Service", "")
    assert area.text() == "Stored in the Secret Service"
    dialog.show_place("none", "No system keyring is available: kept for this run only.")
    assert area.text() == "No system keyring is available: kept for this run only."


def test_waiting_for_the_keyring_can_be_stopped_here_too(dialog, qtbot):
    strip = dialog.findChildren(WaitStrip)[0]
    others = [widget for widget in dialog.findChildren(QPushButton) if widget.isVisible()]
    before = [widget.geometry() for widget in (dialog.table, *others)]
    dialog.strip.show_waits(Waits(KeyringWait.UNLOCKING))
    assert strip.isVisible()
    # It lies over what is there, and moves nothing.
    assert [widget.geometry() for widget in (dialog.table, *others)] == before
    with qtbot.waitSignal(dialog.strip.cancel_wanted):
        next(b for b in strip.findChildren(QPushButton) if b.text() == "Stop waiting").click()
    dialog.strip.show_waits(Waits())
    assert not strip.isVisible()


def test_what_came_of_a_deed_is_said_at_the_credential(dialog):
    dialog.details.show_result("id-my-app", "Signed in as Newcomer.", is_good=True)
    result = dialog.findChild(QLabel, "result")
    assert (result.text(), result.property("severity")) == ("Signed in as Newcomer.", "success")
    dialog.details.show_result("id-my-app", "The system keyring is locked.", is_good=False)
    assert result.property("severity") == "credential"


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
    assert len(flags) == 6
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
