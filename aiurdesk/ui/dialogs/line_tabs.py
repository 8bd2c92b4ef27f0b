"""Tabs with a line for each thing, such as what an update removes."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QTabWidget, QWidget

from aiurdesk.core.translation import tr
from aiurdesk.ui.dialogs.dialog_buttons import plain_button
from aiurdesk.ui.widgets.boxes import column_of

_MOST_LINES = 5_000
"""That the widget lays out while the window waits; *Copy* takes all."""


class LineTabs(QTabWidget):
    """Each tab has its count in its title; one that can be copied has a button for that."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setDocumentMode(True)

    def add_page(self, title: str, count: int, page: QWidget) -> None:
        """Add a tab with a widget in it; an ampersand in the title is not a shortcut."""
        self.addTab(page, f"{title} {count:,}".replace("&", "&&"))

    def add_lines(self, title: str, lines: Sequence[str], nothing: str = "") -> None:
        """Add a tab with lines.

        Args:
            nothing: Shown where lines are missing; without it, the tab is left out.
        """
        if lines or nothing:
            self.add_page(title, len(lines), _lines_page(title, lines, nothing))


def _lines_page(title: str, lines: Sequence[str], nothing: str) -> QWidget:
    page = QWidget()
    content = "\n".join(lines[:_MOST_LINES]) or nothing
    text = QPlainTextEdit(content, readOnly=True, tabChangesFocus=True)
    if len(lines) > _MOST_LINES:
        text.appendPlainText(
            tr("and {value:,} more, which Copy takes, too").format(value=len(lines) - _MOST_LINES)
        )
    text.setAccessibleName(title)
    copy = plain_button(tr("Copy"), lambda: QGuiApplication.clipboard().setText("\n".join(lines)))
    copy.setAccessibleName(tr("Copy {lower}").format(lower=title.lower()))
    copy.setEnabled(bool(lines))
    column = column_of(page, (text, 1), margins=(0, 8, 0, 0), spacing=8)
    column.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeft)
    return page
