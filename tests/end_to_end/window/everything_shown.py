"""All texts of a window: visible texts, accessible texts and tool tips."""

from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex
from PySide6.QtGui import QAccessible, QAccessibleInterface, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

_NAME = QAccessible.Text.Name
_OTHER_TEXTS = tuple(
    (f"accessible {kind.name.lower()}", kind)
    for kind in (QAccessible.Text.Description, QAccessible.Text.Value, QAccessible.Text.Help)
)
_OF_ITEMS = (QAccessible.Role.Tree, QAccessible.Role.Table, QAccessible.Role.List)
_BODY_VIEWS = {"Response tree", "Response text", "Response headers"}
"""Views that show bodies and headers as they were received."""
_MOST_ROWS = 200


def everything_shown() -> list[tuple[str, str]]:
    """Return places and texts of all windows of the program; hidden widgets are searched too."""
    rows: list[tuple[str, str]] = []
    widgets = QApplication.allWidgets()
    bodies = [widget for widget in widgets if widget.accessibleName() in _BODY_VIEWS]
    of_bodies = {*bodies, *(row for body in bodies for row in body.findChildren(QWidget))}
    for widget in widgets:
        rows += _properties(widget)
        if widget not in of_bodies:
            rows += _contents(widget)
    rows += accessible_texts()
    rows.append(("clipboard", QGuiApplication.clipboard().text()))
    return [row for row in rows if row[1]]


def accessible_texts(*, with_hidden: bool = True) -> list[tuple[str, str]]:
    """Return the texts that a screen reader gets from Qt, with the kind of each."""
    rows: list[tuple[str, str]] = []
    for window in QApplication.topLevelWidgets():
        if with_hidden or window.isVisible():
            of_window = QAccessible.queryAccessibleInterface(window)
            _add_accessible(of_window, rows, with_hidden=with_hidden)
    return rows


def _properties(widget: QWidget) -> list[tuple[str, str]]:
    texts = [
        ("tool tip", widget.toolTip()),
        ("status tip", widget.statusTip()),
        ("what's this", widget.whatsThis()),
        ("accessible name", widget.accessibleName()),
        ("accessible description", widget.accessibleDescription()),
        ("title", widget.windowTitle()),
        ("object name", widget.objectName()),
    ]
    for action in widget.actions():
        texts.append(("action", f"{action.text()} {action.toolTip()} {action.statusTip()}"))
    return texts


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
    # The header of a view has the model of the view.
    if isinstance(widget, QAbstractItemView) and not isinstance(widget, QHeaderView):
        kind_and_name = f"item of {type(widget).__name__} {widget.accessibleName()}"
        model = widget.model()
        return [(kind_and_name, text) for text in _items(model, QModelIndex())] if model else []
    return []


def _items(model: QAbstractItemModel, parent: QModelIndex) -> list[str]:
    rows: list[str] = []
    columns = range(model.columnCount(parent))
    for row in range(min(model.rowCount(parent), _MOST_ROWS)):
        for column in columns:
            # All roles at once are six times as fast as one after another.
            values = model.itemData(model.index(row, column, parent)).values()
            rows += [text for text in values if isinstance(text, str)]
        first = model.index(row, 0, parent)
        # A table has no rows below its rows, and in Python hides what would tell so.
        if not isinstance(model, QAbstractTableModel) and model.hasChildren(first):
            rows += _items(model, first)
    return rows


def _add_accessible(
    interface: QAccessibleInterface | None,
    rows: list[tuple[str, str]],
    depth: int = 0,
    *,
    with_hidden: bool,
) -> None:
    if interface is None or not interface.isValid() or depth > 40:
        return
    # A hidden page has nothing that is seen below it.
    if not with_hidden and interface.state().invisible:
        return
    # Some thousand times for each search, so each call is made once.
    name = interface.text(_NAME)
    if name in _BODY_VIEWS:
        return
    rows.append(("accessible name", name))
    for title, kind in _OTHER_TEXTS:
        rows.append((title, interface.text(kind)))
    letters = interface.textInterface()
    if letters is not None:
        rows.append(("accessible text", letters.text(0, letters.characterCount())))
    count = interface.childCount()
    if count and interface.role() in _OF_ITEMS:
        return  # the items above; hundreds of endpoints have no more to say here
    for number in range(count):
        _add_accessible(interface.child(number), rows, depth + 1, with_hidden=with_hidden)
