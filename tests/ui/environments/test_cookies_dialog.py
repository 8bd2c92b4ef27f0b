import asyncio
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QTableView, QToolButton, QWidget

from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.preparing.cookie import Cookie, environment_jar
from aiurdesk.ui.environments.cookies_dialog import NONE_LEFT, CookiesDialog
from tests.cookie_server import VALUE, cookie_server
from tests.coroutines import until
from tests.ui.credentials.window_steps import opened_dialog, press
from tests.ui.environments.sending_steps import send_to
from tests.ui.opened_window import opened_window


def a_cookie(name: str, expires_at: datetime | None = None) -> Cookie:
    return Cookie(
        name, Secret(f"value-of-{name}"), "https://k.example", "k.example", "/api", expires_at
    )


FIRST, SECOND, THIRD = a_cookie("first"), a_cookie(""), a_cookie("third", datetime.now(UTC))


@pytest.fixture
def parent(qtbot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


@pytest.fixture
def dialog(parent, theme):
    dialog = CookiesDialog(theme, "my-app", parent)
    dialog.show_cookies((FIRST, SECOND, THIRD))
    dialog.show()
    return dialog


@pytest.fixture
def erased(dialog):
    heard: list[tuple[Cookie, ...]] = []
    dialog.erase_wanted.connect(heard.append)
    return heard


def rows(dialog) -> list[list[str]]:
    model = dialog.findChild(QTableView).model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def button(dialog, text: str) -> QPushButton:
    buttons: list[QPushButton] = dialog.findChildren(QPushButton)
    return next(button for button in buttons if button.text() == text)


def test_a_cookie_says_what_it_is_and_hides_its_value(dialog):
    first, second, third = rows(dialog)
    assert first == ["first", DOTS, "https://k.example", "/api", "When the program ends"]
    assert second[0] == "cookie without a name"
    assert third[4].startswith("20")
    assert "value-of" not in str(rows(dialog))
    assert dialog.windowTitle() == "Cookies of my-app"


def test_values_are_shown_when_that_is_wanted_and_hidden_again(dialog):
    (eye,) = (b for b in dialog.findChildren(QToolButton) if b.accessibleName() == "Show values")
    dialog.findChild(QTableView).selectRow(2)
    eye.click()
    assert [row[1] for row in rows(dialog)] == ["value-of-first", "value-of-", "value-of-third"]
    assert eye.accessibleName() == "Hide values"
    # Showing is no other selection.
    assert dialog.selected() == THIRD
    eye.click()
    assert "value-of" not in str(rows(dialog))


def test_a_value_is_copied_without_being_shown(dialog, qtbot, qapp):
    dialog.findChild(QTableView).selectRow(0)
    button(dialog, "Copy value").click()
    assert qapp.clipboard().text() == "value-of-first"
    assert any(label.text().startswith("Copied.") for label in dialog.findChildren(QLabel))
    dialog.findChild(QTableView).selectRow(2)
    qtbot.keyClick(dialog, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert qapp.clipboard().text() == "value-of-third"
    assert "value-of" not in str(rows(dialog))


def test_one_can_be_erased_or_all(dialog, erased, qtbot):
    dialog.findChild(QTableView).selectRow(1)
    button(dialog, "Delete").click()
    qtbot.keyClick(dialog, Qt.Key.Key_Delete)
    button(dialog, "Delete all").click()
    assert erased == [(SECOND,), (SECOND,), (FIRST, SECOND, THIRD)]


def test_what_takes_the_place_of_an_erased_one_is_selected(dialog, erased):
    dialog.findChild(QTableView).selectRow(2)
    dialog.show_cookies((FIRST, SECOND))
    button(dialog, "Delete").click()
    assert erased == [(SECOND,)]
    # Told once more what is there already, it leaves the selection alone.
    dialog.findChild(QTableView).selectRow(0)
    dialog.show_cookies((FIRST, SECOND))
    button(dialog, "Delete").click()
    assert erased[1:] == [(FIRST,)]


def test_without_any_it_says_so_and_nothing_can_be_erased(dialog, erased, qtbot):
    dialog.show_cookies(())
    assert NONE_LEFT in [label.text() for label in dialog.findChildren(QLabel)]
    assert not dialog.findChild(QTableView).isVisible()
    assert not button(dialog, "Delete").isEnabled()
    assert not button(dialog, "Delete all").isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Delete)
    assert erased == []


def test_escape_closes_it(dialog, qtbot):
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_a_value_is_changed_by_its_button_and_its_row(dialog, qtbot):
    heard: list[Cookie] = []
    dialog.edit_wanted.connect(heard.append)
    table = dialog.findChild(QTableView)
    table.selectRow(2)
    button(dialog, "Edit value…").click()
    table.activated.emit(table.currentIndex())
    assert heard == [THIRD, THIRD]


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


async def test_a_cookie_that_is_added_is_sent_to_its_host_and_path(theme, tmp_path):
    with cookie_server() as server:
        async with opened_window(theme, tmp_path) as opened:
            await send_to(opened, f"{server.base}/first")
            opened.window.environments.cookies_wanted.emit()
            dialog = await opened_dialog(opened, "cookies_dialog")
            press(dialog, "Add cookie…")
            form = await opened_dialog(opened, "new_cookie_dialog")
            fields = {one.accessibleName(): one for one in form.findChildren(QLineEdit)}
            assert fields["Path"].text() == "/"
            add = button(form, "Add")
            before = add.mapTo(form, add.rect().topLeft())
            for name, text, said in (
                ("Name", "two words", "Enter a name"),
                ("Name", "flag", ""),
                ("Value", "a;b", "semicolons"),
                ("Value", "on", ""),
                ("Domain", "not a host", "Enter the host"),
            ):
                fields[name].setText(text)
                press(form, "Add")
                assert said in fields[name].accessibleDescription()
                await asyncio.sleep(0)
                # A mistake has its room from the beginning.
                assert add.mapTo(form, add.rect().topLeft()) == before
            fields["Domain"].setText(server.base)
            fields["Path"].setText("kept")
            press(form, "Add")
            assert "A path begins with /" in fields["Path"].accessibleDescription()
            fields["Path"].setText("/kept")
            press(form, "Add")
            table = dialog.findChild(QTableView)
            await until(lambda: table.model().rowCount() == 1)
            assert [table.model().index(0, c).data() for c in (0, 1, 3)] == ["flag", DOTS, "/kept"]
            dialog.reject()
            await opened.scope.idle()
            await send_to(opened, f"{server.base}/other")
            await send_to(opened, f"{server.base}/kept/here")
    assert server.heard == [("/first", ""), ("/other", ""), ("/kept/here", "flag=on")]
