"""Operates the real window: finds widgets by their names, types, clicks, reads."""

import asyncio
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QToolButton,
    QWidget,
)

from aiurdesk.core.translation import tr
from aiurdesk.ui.program.controller import WindowController
from aiurdesk.ui.window.main_window import MainWindow

_TURNS = 10_000
_Found = TypeVar("_Found", bound=QWidget)


class WindowDriver:
    """Operates the window as a person does, by visible and accessible texts, or by object names.

    The names of objects are those of the code, so they are the same in all languages.
    """

    def __init__(self, window: MainWindow, controller: WindowController) -> None:
        self.window = window
        self.controller = controller

    def find(self, kind: type[_Found], name: str) -> _Found:
        """Return the visible widget of that name or text."""
        hits = [
            one for one in self.window.findChildren(kind) if one.isVisible() and is_named(one, name)
        ]
        assert hits, f"nothing visible is called {name!r}"
        return hits[-1]

    def has(self, kind: type[QWidget], name: str) -> bool:
        """Tell whether such a widget is visible."""
        return any(
            one.isVisible() and is_named(one, name) for one in self.window.findChildren(kind)
        )

    def press(self, name: str) -> None:
        """Click a button."""
        button = self.find(QAbstractButton, name)
        # A check box reacts at its left end; right of its text there is nothing to click.
        point = QPoint(8, button.height() // 2) if isinstance(button, QCheckBox) else QPoint()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=point)

    def press_if_there(self, name: str) -> None:
        """Click a button that is shown only where it is needed."""
        if self.has(QAbstractButton, name):
            self.press(name)

    async def type(self, name: str, text: str) -> None:
        """Replace the text of an editor, key by key."""
        editor = self.editor(name)
        editor.selectAll()
        QTest.keyClick(editor, Qt.Key.Key_Delete)
        for key in text:
            QTest.keyClicks(editor, key)
            await asyncio.sleep(0)

    def editor(self, name: str) -> QLineEdit | QPlainTextEdit:
        """Return the editor of that name, of one line or of several."""
        if self.has(QLineEdit, name):
            return self.find(QLineEdit, name)
        return self.find(QPlainTextEdit, name)

    def box(self, label: str) -> QComboBox:
        """Return the box of choices that a label belongs to, as screen readers find it."""
        if self.has(QComboBox, label):
            return self.find(QComboBox, label)
        labels = [
            one
            for one in self.window.findChildren(QLabel)
            if (one.buddy() or one).isVisible() and one.text().replace("&", "") in spellings(label)
        ]
        assert labels, f"nothing visible is labelled {label!r}"
        hits = labels[-1].buddy()
        assert isinstance(hits, QComboBox)
        return hits

    def choose(self, label: str, text: str) -> None:
        """Choose from the list of a box with the keyboard, by the start of an entry."""
        self.choose_from(self.box(label), text)

    def choose_from(self, box: QComboBox, text: str) -> None:
        """Choose from the list of a box with the keyboard, by the start of an entry."""
        box.showPopup()
        rows = [row for row in range(box.count()) if box.itemText(row).startswith(spellings(text))]
        assert rows, f"{text!r} is not offered"
        view = box.view()
        view.setCurrentIndex(box.model().index(rows[0], 0))
        QTest.keyClick(view, Qt.Key.Key_Return)

    def pick(self, entry: str) -> None:
        """Pick an entry of the menu bar."""
        for menu in self.window.findChildren(QMenu):
            for action in menu.actions():
                if action.text() in spellings(entry):
                    assert action.isEnabled(), f"{entry} cannot be picked now"
                    action.trigger()
                    return
        raise AssertionError(f"no menu has {entry!r}")

    async def dialog(self, title: str) -> QDialog:
        """Return the dialog of a title or name as soon as it is there."""
        for _ in range(_TURNS):
            for one in self._dialogs(title):
                return one
            await asyncio.sleep(0.005)
        raise AssertionError(f"no dialog is called {title!r}")

    async def gone(self, title: str) -> None:
        """Wait until the dialog of a title or name is closed."""
        for _ in range(_TURNS):
            if not self._dialogs(title):
                return
            await asyncio.sleep(0.005)
        raise AssertionError(f"{title!r} does not close")

    def _dialogs(self, title: str) -> list[QDialog]:
        names = spellings(title)
        shown = [one for one in self.window.findChildren(QDialog) if one.isVisible()]
        return [one for one in shown if one.windowTitle() in names or one.objectName() == title]

    async def open(self, words: str) -> None:
        """Filter the endpoints by some words and open the first that is left."""
        await self.type("Filter sidebar", words)
        QTest.keyClick(self.find(QLineEdit, "Filter sidebar"), Qt.Key.Key_Return)

    def show(self, tab: str, of: str = "") -> None:
        """Show a tab of the request or of the response, by the start of its name.

        A small window has one of the two in front, and a tab for each.

        Args:
            of: Object name of the row of tabs, where several have one of that name.
        """
        is_shown = self._shows(tab, of) or any(
            self._shows(pane) and self._shows(tab, of) for pane in ("Request", "Response")
        )
        assert is_shown, f"no tab is called {tab!r}"

    def _shows(self, tab: str, of: str = "") -> bool:
        for tabs in self.window.findChildren(QTabBar):
            if of and tabs.objectName() != of:
                continue
            for point in range(tabs.count()):
                is_there = tabs.isVisible() and tabs.isTabVisible(point)
                if is_there and tabs.tabText(point).startswith(spellings(tab)):
                    tabs.setCurrentIndex(point)
                    return True
        return False

    async def send(self, *, anyway: bool = False) -> str:
        """Press Send, wait for the end and return what the banner says."""
        self.press("Send")
        if anyway:
            self.press("Send anyway")
        await self.controller.scope.idle()
        return self.verdict()

    def verdict(self) -> str:
        """Return what a screen reader says of the banner."""
        return self.find(QWidget, "Verdict").accessibleDescription()

    def help_of(self, name: str) -> str:
        """Return what a screen reader says of an editor: what is wrong with it, then its help."""
        return self.editor(name).accessibleDescription()


def spellings(text: str) -> tuple[str, ...]:
    """Return a text as it is, such as a name of a service, and in the language of the window."""
    verb, _, noun = text.partition(" ")
    return text, tr(text), tr(text, of="response"), tr(f"{verb} {{noun}}").format(noun=tr(noun))


def is_named(widget: QWidget, name: str) -> bool:
    """Compare with the names for tests and for screen readers, and for a button with its text."""
    names = spellings(name)
    if widget.objectName() == name or widget.accessibleName() in names:
        return True
    return isinstance(widget, QAbstractButton | QToolButton) and widget.text() in names
