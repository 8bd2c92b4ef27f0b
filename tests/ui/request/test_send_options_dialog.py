from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QLineEdit

from aiurdesk.core.environments.route import HttpVersion
from aiurdesk.core.request.request import SendOptions
from tests.ui.credentials.window_steps import opened_dialog
from tests.ui.opened_window import opened_window

STATUS = "gateway.home.index"


async def options_dialog(opened):
    opened.page.row.findChild(QAction, "send_options").trigger()
    return await opened_dialog(opened, "send_options_dialog")


def widgets(dialog):
    box = dialog.findChild(QDialogButtonBox)
    return (
        *dialog.findChildren(QLineEdit),
        *dialog.findChildren(QComboBox),
        box.button(QDialogButtonBox.StandardButton.Ok),
    )


async def test_options_are_chosen_undone_and_shown_again(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        dialog = await options_dialog(opened)
        timeout, size, redirects, history, cookies, version, ok = widgets(dialog)
        assert (timeout.placeholderText(), timeout.text()) == ("Default (300 s)", "")
        assert (size.placeholderText(), size.text()) == ("Default (512 MB)", "")
        assert (redirects.currentText(), version.currentText()) == ("Default (Yes)", "Default")
        assert dialog.options() == SendOptions()
        timeout.setText("0")
        assert not ok.isEnabled()
        assert "enter 1 ms to 86,400 s" in timeout.accessibleDescription()
        size.setText("many")
        timeout.setText("1.5 s")
        assert not ok.isEnabled()
        size.setText("20")
        size.editingFinished.emit()
        assert size.text() == "20 MB"
        redirects.setCurrentText("No")
        history.setCurrentText("Yes")
        cookies.setCurrentText("No")
        version.setCurrentText("1.1")
        ok.click()
        await opened.scope.idle()
        chosen = SendOptions(1500, 20 * 1024 * 1024, False, True, False, HttpVersion.HTTP1)
        assert opened.current.request.options == chosen
        assert opened.current.is_edited
        assert opened.page.undo_stack.undoText() == "Change options"
        opened.page.undo_stack.undo()
        assert opened.current.request.options == SendOptions()
        opened.page.undo_stack.redo()
        assert opened.current.request.options == chosen
        dialog = await options_dialog(opened)
        assert dialog.options() == chosen
        assert [field.text() for field in widgets(dialog)[:2]] == ["1.5 s", "20 MB"]
        dialog.reject()
        await opened.scope.idle()
        assert opened.current.request.options == chosen


async def test_the_tab_may_be_closed_while_the_dialog_is_open(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        await options_dialog(opened)
        opened.controller.workbench.close(opened.current.key)
        await opened.scope.idle()
        assert opened.controller.workbench.open_requests == ()
