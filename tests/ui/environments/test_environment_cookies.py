"""The cookies of an environment in the real window, with a server that sets them."""

from PySide6.QtWidgets import QLineEdit, QPushButton, QTableView

from aiurdesk.core.preparing.cookie import environment_jar
from tests.cookie_server import VALUE, cookie_server
from tests.coroutines import until
from tests.ui.credentials.window_steps import opened_dialog, press
from tests.ui.environments.sending_steps import send_to
from tests.ui.opened_window import opened_window


async def test_cookies_that_a_server_set_are_changed_and_deleted(theme, tmp_path):
    with cookie_server() as server:
        async with opened_window(theme, tmp_path) as opened:
            await send_to(opened, f"{server.base}/in")
            opened.window.environments.cookies_wanted.emit()
            dialog = await opened_dialog(opened, "cookies_dialog")
            environment = opened.environments.environment.name
            assert dialog.windowTitle() == f"Cookies of {environment}"
            table = dialog.findChild(QTableView)
            assert [table.model().index(row, 0).data() for row in range(2)] == ["sid", "lang"]

            table.selectRow(0)
            press(dialog, "Edit value…")
            line = await opened_dialog(opened, "cookie_value_dialog")
            field = line.findChild(QLineEdit)
            assert field.text() == VALUE
            field.setText("a;b")
            assert "semicolons" in field.accessibleDescription()
            assert not next(
                b for b in line.findChildren(QPushButton) if b.text() == "Use value"
            ).isEnabled()
            field.setText("mine")
            press(line, "Use value")
            jars, name = opened.services.connections.jars, environment_jar(environment)
            await until(lambda: [c.value.reveal() for c in jars.cookies(name)] == ["mine", "en"])
            table.selectRow(1)
            press(dialog, "Delete")
            assert table.model().rowCount() == 1
            dialog.reject()
            await opened.scope.idle()
            await send_to(opened, f"{server.base}/next")
    assert server.heard == [("/in", ""), ("/next", "sid=mine")]
