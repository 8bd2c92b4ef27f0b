"""Steps of a person who works with credentials in the real window."""

from typing import Any

from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QMessageBox, QPushButton, QWidget
from shiboken6 import isValid

from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.storage.keyring_backend import Backend
from aiurdesk.storage.secrets import KeyringSecrets
from aiurdesk.ui.widgets.note import Note
from tests.coroutines import until as until
from tests.fakes import HangingRing

APP_ID = "5a4db0c5000040008000000000000001"
APP_SECRET = "5a4db0c55ec54ec58ec5000000000001"
WRONG_SECRET = "5a4db0c55ec54ec58ec5000000000009"
CREATE, PUSH = "stargate.channel.createchannel", "stargate.message.pushmessage"


def app_credential(name: str = "my-app", origins: tuple[str, ...] = (IN_SANDBOX,)) -> Credential:
    """Return a credential of the sandbox's ready app, under another name."""
    values = (("token_server", "archon"), ("app_id", APP_ID))
    return Credential(f"id-{name}", name, "app", origins, values)


async def add(opened, credential: Credential, secret: str = APP_SECRET) -> None:
    """Save a credential, as the form does."""
    await opened.services.credentials.add(credential, {"app_secret": Secret(secret)})
    opened.controller.credentials.choice.refresh()


async def opened_dialog(opened, name: str) -> Any:
    """Return the dialog with this object name as soon as it is shown."""

    def open_dialogs() -> list[QDialog]:
        return [d for d in opened.window.findChildren(QDialog, name) if d.isVisible()]

    await until(open_dialogs)
    return open_dialogs()[-1]


async def answer(opened, text: str) -> str:
    """Press a button of the next question, and return the text of the question."""
    box = await opened_dialog(opened, "question")
    assert isinstance(box, QMessageBox)
    asked = f"{box.text()}\n{box.informativeText()}"
    press(box, text)
    return asked


def is_closed(dialog: QWidget) -> bool:
    """Tell whether a dialog was closed, or deleted."""
    return not isValid(dialog) or not dialog.isVisible()


def press(parent: QWidget, text: str) -> None:
    """Click a button."""
    buttons = [b for b in parent.findChildren(QPushButton) if b.text() == text and b.isVisible()]
    assert buttons, f"there is no button {text}"
    buttons[-1].click()


def line(parent: QWidget, name: str) -> QLineEdit:
    """Return the line of that accessible name."""
    return next(
        w for w in parent.findChildren(QLineEdit) if w.accessibleName() == name and w.isVisible()
    )


def result(dialog: QWidget) -> str:
    """Return what the list says of the last action."""
    label = dialog.findChild(QLabel, "result")
    assert isinstance(label, QLabel)
    return "" if label.isHidden() else label.text()


def notes(parent: QWidget) -> list[str]:
    """Return the warnings that are shown."""
    return [note.label.text() for note in parent.findChildren(Note) if note.isVisible()]


def messages(opened) -> list[str]:
    """Return what the message bar says."""
    return [message.text for message in opened.window.message_bar.messages]


def hanging_keyring() -> tuple[KeyringSecrets, HangingRing]:
    """Return the real store over a keyring that waits, and the keyring, which can be released."""
    ring = HangingRing()
    backend = Backend(ring, "a keyring behind a prompt")  # type: ignore[arg-type]
    return KeyringSecrets(lambda _line: backend), ring
