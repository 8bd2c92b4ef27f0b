"""A person at the real window, whose clicks, keys that choose and typed fields are counted."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QModelIndex, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QTabBar,
    QTreeView,
    QWidget,
)

from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import Opened


class Person:
    """Does one thing after the other; each one is noted in ``actions``."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self.driver = WindowDriver(opened.window, opened.controller)
        self.actions: list[str] = []

    def click(self, name: str, within: QWidget | None = None) -> None:
        """Click a button of the window, or of a dialog."""
        self.actions.append(f"click {name}")
        if within is None:
            self.driver.press(name)
            return
        buttons = (one for one in within.findChildren(QAbstractButton) if one.isVisible())
        button = next(one for one in buttons if name in (one.text(), one.accessibleName()))
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def show(self, bar_name: str, tab: str) -> None:
        """Click a tab."""
        self.actions.append(f"click {tab}")
        bar = self.driver.find(QTabBar, bar_name)
        place = next(at for at in range(bar.count()) if bar.tabText(at).startswith(tab))
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(place).center())

    def press(self, key: Qt.Key) -> None:
        """Press a key that chooses something, where the keyboard is."""
        self.actions.append(f"press {key.name}")
        focus = self.focus()
        assert focus is not None, "nothing has the keyboard"
        QTest.keyClick(focus, key)

    def press_keys_of(self, action: str) -> None:
        """Press the keys of an action, which the window itself takes."""
        keys = self._opened.action(action)
        assert keys.isEnabled()
        assert keys.shortcut().toString()
        self.actions.append(f"press {keys.shortcut().toString()}")
        keys.trigger()

    def drop(self, *paths: Path) -> None:
        """Drop files or a folder on the window, together."""
        self.actions.append(f"drop {', '.join(path.name for path in paths)}")
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        no_key = Qt.KeyboardModifier.NoModifier
        self._opened.window.dropEvent(QDropEvent(QPointF(5, 5), copy, data, left, no_key))

    def choose(self, view_name: str, text: str, entry: str) -> None:
        """Open the menu of a row, and choose one of its entries: two actions."""
        view = self.driver.find(QTreeView, view_name)
        index = next((one for one in _shown(view, QModelIndex()) if text in str(one.data())), None)
        assert index is not None, f"{text!r} is not in sight"
        self.actions += [f"open the menu of {text}", f"choose {entry}"]
        # A press of the right button makes the row the current one. The menu itself would wait in
        # a loop of its own.
        place = view.visualRect(index).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.RightButton, pos=place)
        action = next(one for one in view.actions() if one.text() == entry)
        assert action.isEnabled(), f"{entry} cannot be chosen"
        action.trigger()

    def type(self, text: str) -> None:
        """Fill in the field that has the keyboard."""
        self.actions.append(f"type {text}")
        focus = self.focus()
        assert focus is not None, "nothing has the keyboard"
        QTest.keyClicks(focus, text)

    async def fill(self, name: str, text: str) -> None:
        """Go to a field by its name and fill it in: a click that only goes there is no choice."""
        self.actions.append(f"type {text}")
        await self.driver.type(name, text)

    def click_row(self, view_name: str, text: str) -> None:
        """Click a row of a tree, which has to be in sight."""
        self.actions.append(f"click {text}")
        view = self.driver.find(QTreeView, view_name)
        index = next((one for one in _shown(view, QModelIndex()) if one.data() == text), None)
        assert index is not None, f"{text!r} is not in sight"
        place = view.visualRect(index).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def focus(self) -> QWidget | None:
        """Return the widget that has the keyboard, in the dialog on top if there is one."""
        dialogs = [one for one in self._opened.window.findChildren(QDialog) if one.isVisible()]
        top = dialogs[-1] if dialogs else self._opened.window
        return top.focusWidget() or QApplication.focusWidget()

    def is_asked(self) -> bool:
        """Tell whether a dialog is open."""
        return any(one.isVisible() for one in self._opened.window.findChildren(QDialog))

    def is_warned(self) -> bool:
        """Tell whether the bar warns of real services, or has the colour of one."""
        frame = self._opened.find("address_frame")
        warnings = self._opened.window.findChildren(QWidget, "real_services")
        return bool(frame.property("environment")) or any(one.isVisible() for one in warnings)


def _shown(view: QTreeView, parent: QModelIndex) -> list[QModelIndex]:
    """Return the rows of a tree whose headings are unfolded."""
    model = view.model()
    rows = []
    for row in range(model.rowCount(parent)):
        index = model.index(row, 0, parent)
        rows.append(index)
        if view.isExpanded(index):
            rows += _shown(view, index)
    return rows
