"""Names for assistive technology in the area of the open requests."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QTabBar, QWidget

from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import opened_window


def name_of(widget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return str(interface.text(QAccessible.Text.Name))


def is_labelled(widget) -> bool:
    """Tell whether a label names a widget; on Linux that is what names a box of choices."""
    labels = widget.window().findChildren(QLabel)
    return any(label.buddy() is widget and label.text() for label in labels)


def nameless(area) -> list[str]:
    """Return the visible widgets that take the keyboard, or can be pressed, and have no name."""
    return [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in area.findChildren(QWidget)
        if widget.isVisible()
        and (
            widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            or isinstance(widget, QAbstractButton | QComboBox)
        )
        and not name_of(widget)
        and not is_labelled(widget)
    ]


async def test_everything_that_can_be_operated_has_a_name(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        area = opened.controller.pages.tabs
        opened.open("stargate.message.pushmessage")
        driver.press("Send")
        assert nameless(area) == []  # with the strip that says why it was not sent
        driver.press("Send anyway")
        await opened.scope.idle()
        for tab in ("Headers", "Auth", "Tests", "Docs", "Preview"):
            driver.show(tab)
            assert nameless(area) == [], tab
        for view in ("Tree", "Text", "Headers", "Timing"):
            driver.show(view)
            assert nameless(area) == [], view
        driver.show("Tests")
        driver.press("Add test")
        driver.press("Add capture")
        assert nameless(area) == []
        opened.action("new_request").trigger()
        assert nameless(area) == []


async def test_the_name_of_a_button_is_what_it_shows(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.open("stargate.message.pushmessage")
        await driver.send(anyway=True)
        opened.open("code-lab.statuses.methodnotallowed")
        await driver.send()
        area = opened.controller.pages.tabs
        names = {
            button.text(): name_of(button)
            for button in area.findChildren(QAbstractButton)
            if button.isVisible() and button.text() and not isinstance(button.parent(), QTabBar)
        }
        assert {"Send", "Choose POST"} <= set(names)
        assert [text for text, name in names.items() if text.rstrip("…") not in name] == []
