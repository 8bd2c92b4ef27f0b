"""Steps of a person who uses the command palette of the real window."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QTreeView

from tests.coroutines import until

ROW = Qt.ItemDataRole.AccessibleTextRole


async def take_keyboard(opened: Any) -> None:
    """Make the window the active one, whose widgets have the keyboard."""
    opened.window.activateWindow()
    await until(opened.window.isActiveWindow)


def open_palette(opened: Any, action_id: str = "command_palette") -> QLineEdit:
    """Open the palette as its action does, and return its line."""
    opened.action(action_id).trigger()
    return line_of(opened)


def line_of(opened: Any) -> QLineEdit:
    """Return the line of the open palette."""
    line = opened.find("palette_line", QLineEdit)
    assert isinstance(line, QLineEdit)
    return line


def close_palette(opened: Any) -> None:
    """Close the palette with Escape."""
    QTest.keyClick(line_of(opened), Qt.Key.Key_Escape)


def is_open(opened: Any) -> bool:
    """Tell whether the palette is open."""
    return any(line.isVisible() for line in opened.window.findChildren(QLineEdit, "palette_line"))


def rows(opened: Any) -> list[str]:
    """Return what a screen reader says of each row."""
    (view,) = opened.window.findChildren(QTreeView, "palette_rows")
    model = view.model()
    return [model.index(row, 0).data(ROW) for row in range(model.rowCount())]


def current(opened: Any) -> str:
    """Return what a screen reader says of the row that Return runs."""
    return str(opened.find("palette_rows", QTreeView).currentIndex().data(ROW))


def listing(opened: Any, text: str, action_id: str = "command_palette") -> list[str]:
    """Return what the palette lists for a text, and leave it open."""
    line = line_of(opened) if is_open(opened) else open_palette(opened, action_id)
    line.selectAll()
    QTest.keyClicks(line, text)
    return rows(opened)


def choose(opened: Any, text: str) -> str:
    """Type a text, press Return, and return what was chosen."""
    listing(opened, text)
    chosen = current(opened)
    QTest.keyClick(line_of(opened), Qt.Key.Key_Return)
    return chosen
