"""All texts of a window: visible texts, accessible texts and tool tips."""

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
_ACCESSIBLE_TEXTS = tuple(
    (f"accessible {kind.name.lower()}", kind)
    for kind in (
        QAccessible.Text.Name,
        QAccessible.Text.Description,
        QAccessible.Text.Value,
        QAccessible.Text.Help,
    )
)
_BODY_VIEWS = {"Response tree", "Response text", "Response headers"}
"""Views that show bodies and headers as they were received."""
_MOST_ROWS = 200


def everything_shown() -> list[tuple[str, str]]:
    """Return places and texts of all windows of the program; hidden widgets are searched too."""
    found: list[tuple[str, str]] = []
    for window in QApplication.topLevelWidgets():
        _add_widgets(window, found, is_body=False)
    found += accessible_texts()
    found.append(("clipboard", QGuiApplication.clipboard().text()))
    return found


def accessible_texts() -> list[tuple[str, str]]:
    """Return the texts that a screen reader gets from Qt, with the kind of each."""
    found: list[tuple[str, str]] = []
    for window in QApplication.topLevelWidgets():
        _add_accessible(QAccessible.queryAccessibleInterface(window), found)
    return found


def _add_widgets(widget: QWidget, found: list[tuple[str, str]], *, is_body: bool) -> None:
    """Add what a widget and those on it show; other windows are searched by themselves."""
    is_body = is_body or widget.accessibleName() in _BODY_VIEWS
    found += (
        ("tool tip", widget.toolTip()),
        ("status tip", widget.statusTip()),
        ("what's this", widget.whatsThis()),
        ("accessible name", widget.accessibleName()),
        ("accessible description", widget.accessibleDescription()),
        ("title", widget.windowTitle()),
        ("object name", widget.objectName()),
    )
    for action in widget.actions():
        found.append(("action", f"{action.text()} {action.toolTip()} {action.statusTip()}"))
    if not is_body:
        found += _contents(widget)
    for child in widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if not child.isWindow():
            _add_widgets(child, found, is_body=is_body)


def _contents(widget: QWidget) -> list[tuple[str, str]]:
    if isinstance(widget, QLabel | QAbstractButton):
        return [("label", widget.text())]
    if isinstance(widget, QLineEdit):
        # As it is drawn: dots where the editor hides it.
        return [("line", f"{widget.displayText()} {widget.placeholderText()}")]
    if isinstance(widget, QTextEdit | QPlainTextEdit):
        text = f"{widget.toPlainText()} {widget.placeholderText()}"
        return [("text", text), ("markup", widget.document().toHtml())]
    if isinstance(widget, QComboBox):
        entries = range(widget.count())
        return [("choice", f"{widget.itemText(at)} {widget.itemData(at)}") for at in entries]
    if isinstance(widget, QTabBar):
        tabs = range(widget.count())
        return [("tab", f"{widget.tabText(at)} {widget.tabToolTip(at)}") for at in tabs]
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        place = f"item of {type(widget).__name__} {widget.accessibleName()}"
        texts: list[str] = []
        _add_items(widget.model(), QModelIndex(), texts)
        return [(place, text) for text in texts]
    return []


def _add_items(model: QAbstractItemModel, parent: QModelIndex, found: list[str]) -> None:
    columns = range(model.columnCount(parent))
    for row in range(min(model.rowCount(parent), _MOST_ROWS)):
        for column in columns:
            index = model.index(row, column, parent)
            for role in _ROLES:
                text = model.data(index, role)
                if isinstance(text, str):
                    found.append(text)
        first = model.index(row, 0, parent)
        if model.hasChildren(first):
            _add_items(model, first, found)


def _add_accessible(
    interface: QAccessibleInterface | None, found: list[tuple[str, str]], depth: int = 0
) -> None:
    if interface is None or not interface.isValid() or depth > 40:
        return
    if interface.text(QAccessible.Text.Name) in _BODY_VIEWS:
        return
    for place, kind in _ACCESSIBLE_TEXTS:
        found.append((place, interface.text(kind)))
    letters = interface.textInterface()
    if letters is not None:
        found.append(("accessible text", letters.text(0, letters.characterCount())))
    if interface.role() in (QAccessible.Role.Tree, QAccessible.Role.Table, QAccessible.Role.List):
        return  # the items above; hundreds of endpoints have no more to say here
    for number in range(interface.childCount()):
        _add_accessible(interface.child(number), found, depth + 1)
