"""All texts of a window: visible texts, accessible texts and tool tips."""

from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.EditRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.StatusTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)
_BODY_VIEWS = {"Response tree", "Response text", "Response headers"}
"""Views that show bodies and headers as they were received."""
_MOST_ROWS = 200


def everything_shown() -> Iterator[tuple[str, str]]:
    """Yield a place and a text for all windows of the program; hidden widgets are searched too."""
    for window in QApplication.topLevelWidgets():
        for widget in (window, *window.findChildren(QWidget)):
            yield from _of_widget(widget)
        yield from _of_accessible(QAccessible.queryAccessibleInterface(window))
    yield "clipboard", QGuiApplication.clipboard().text()


def _of_widget(widget: QWidget) -> Iterator[tuple[str, str]]:
    yield "tool tip", widget.toolTip()
    yield "status tip", widget.statusTip()
    yield "what's this", widget.whatsThis()
    yield "accessible name", widget.accessibleName()
    yield "accessible description", widget.accessibleDescription()
    yield "title", widget.windowTitle()
    yield "object name", widget.objectName()
    for action in widget.actions():
        yield "action", f"{action.text()} {action.toolTip()} {action.statusTip()}"
    if not _shows_a_body(widget):
        yield from _contents(widget)


def _shows_a_body(widget: QWidget | None) -> bool:
    """Tell whether a widget is a view of a body or a part of one."""
    if widget is None:
        return False
    return widget.accessibleName() in _BODY_VIEWS or _shows_a_body(widget.parentWidget())


def _contents(widget: QWidget) -> Iterator[tuple[str, str]]:
    if isinstance(widget, QLabel | QAbstractButton):
        yield "label", widget.text()
    elif isinstance(widget, QLineEdit):
        # As it is drawn: dots where the editor hides it.
        yield "line", f"{widget.displayText()} {widget.placeholderText()}"
    elif isinstance(widget, QTextEdit | QPlainTextEdit):
        yield "text", f"{widget.toPlainText()} {widget.placeholderText()}"
        yield "markup", widget.document().toHtml()
    else:
        yield from _entries(widget)


def _entries(widget: QWidget) -> Iterator[tuple[str, str]]:
    if isinstance(widget, QComboBox):
        for place in range(widget.count()):
            yield "choice", f"{widget.itemText(place)} {widget.itemData(place)}"
    elif isinstance(widget, QTabBar):
        for place in range(widget.count()):
            yield "tab", f"{widget.tabText(place)} {widget.tabToolTip(place)}"
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
        for text in _items(widget.model(), QModelIndex()):
            yield f"item of {type(widget).__name__} {widget.accessibleName()}", text


def _items(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    for row in range(min(model.rowCount(parent), _MOST_ROWS)):
        for column in range(model.columnCount(parent)):
            index = model.index(row, column, parent)
            texts = (model.data(index, role) for role in _ROLES)
            yield " ".join(text for text in texts if isinstance(text, str))
        yield from _items(model, model.index(row, 0, parent))


def _of_accessible(
    interface: QAccessibleInterface | None, depth: int = 0
) -> Iterator[tuple[str, str]]:
    """Yield what a screen reader gets from Qt's own bridge."""
    if interface is None or not interface.isValid() or depth > 40:
        return
    if interface.text(QAccessible.Text.Name) in _BODY_VIEWS:
        return
    for kind in (
        QAccessible.Text.Name,
        QAccessible.Text.Description,
        QAccessible.Text.Value,
        QAccessible.Text.Help,
    ):
        yield f"accessible {kind.name.lower()}", interface.text(kind)
    letters = interface.textInterface()
    if letters is not None:
        yield "accessible text", letters.text(0, letters.characterCount())
    if interface.role() in (QAccessible.Role.Tree, QAccessible.Role.Table, QAccessible.Role.List):
        return  # the items above; hundreds of endpoints have no more to say here
    for place in range(interface.childCount()):
        yield from _of_accessible(interface.child(place), depth + 1)
