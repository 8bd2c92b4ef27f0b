"""Steps of a person who works with saved messages."""

import asyncio

from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton
from shiboken6 import isValid

from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.request.request import Request, with_socket_fields
from aiurdesk.ui.sockets.socket_panel import SocketPanel
from tests.coroutines import until


def a_socket(**fields: object) -> Request:
    """Return the request of a socket with these fields of what is saved of it."""
    return with_socket_fields(custom_request("wss://a.example"), **fields)


async def save_message(panel: SocketPanel, name: str = "", button: str = "Save") -> None:
    """Save the message that is typed under a name, and wait until that is done."""
    panel.saved.keep_wanted.emit()
    await until(lambda: panel.findChild(QDialog, "message_name_dialog"))
    dialog = panel.findChild(QDialog, "message_name_dialog")
    assert isinstance(dialog, QDialog)
    field = dialog.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    field.setText(name)
    [pressed] = [b for b in dialog.findChildren(QPushButton) if b.text() == button]
    pressed.click()
    await until(lambda: not isValid(dialog) or not dialog.isVisible())
    # As a window manager does.
    panel.window().activateWindow()
    # The task of the dialog goes on in the next turns.
    for _ in range(3):
        await asyncio.sleep(0)
