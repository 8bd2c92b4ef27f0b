"""The headers of the response, to be read, searched and copied."""

import re

from PySide6.QtCore import QEvent, QLocale, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QTableView,
    QWidget,
)

from aiurdesk.core.request.request import Header
from aiurdesk.core.translation import tr
from aiurdesk.ui.tables.row_search import RowSearch
from aiurdesk.ui.tables.rows_model import Column, RowsModel

_COLUMNS: tuple[Column[Header], ...] = (
    Column(tr("Name"), lambda header: header.name),
    Column(
        tr("Value"),
        lambda header: _truncated(header.value),
        {Qt.ItemDataRole.ToolTipRole: lambda header: _truncated(header.value)},
    ),
)


_MOST_FITTED = 500
"""With more headers than this, a row has one line and the tool tip shows the rest."""
_SHOWN_CHARACTERS = 2000
"""Qt wraps a longer value slowly: 60 KB take a fifth of a second at each change of the width."""
_LONG_WORD = re.compile(r"\S{16,}")


class _Wrapping(QStyledItemDelegate):
    """Wraps a value anywhere; copying takes the value as it was received."""

    def displayText(self, value: object, _locale: QLocale | QLocale.Language) -> str:
        # Zero-width spaces: Qt wraps at words only, and tokens and policies have none.
        return _LONG_WORD.sub(lambda word: "\u200b".join(word.group()), str(value))


def _truncated(value: str) -> str:
    rest = len(value) - _SHOWN_CHARACTERS
    if rest <= 0:
        return value
    return tr("{value}… {rest:,} more characters; Copy copies all of them").format(
        value=value[:_SHOWN_CHARACTERS], rest=rest
    )


class HeadersView(QTableView):
    """Shows headers as they came: order, spelling and repetition."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = RowsModel(_COLUMNS, self)
        # As lines of HTTP.
        self.rows = RowSearch(self, lambda: (f"{h.name}: {h.value}" for h in self._model.items))
        self.setAccessibleName(tr("Response headers"))
        self.setModel(self._model)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        # Tab leaves the table instead of going through all its cells.
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        # By hand in ``_fit_rows``, which leaves very many headers at one line each.
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setItemDelegateForColumn(1, _Wrapping(self))
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        # A turn later: while a column changes its width, the rows still go by the old one.
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.timeout.connect(self._fit_rows)
        header.sectionResized.connect(lambda: self._fitting.start())
        self._fit_rows()

    def show_headers(self, headers: tuple[Header, ...]) -> None:
        """Show other headers."""
        self.rows.clear()
        self._model.set_items(headers)
        self._fitting.start()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_rows()

    def _fit_rows(self) -> None:
        """Make every row as high as its value needs."""
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() + 8)
        # Measuring a row wraps its text, which takes long with thousands of them.
        if len(self._model.items) <= _MOST_FITTED:
            self.resizeRowsToContents()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy whole lines."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.rows.copy()
            return
        super().keyPressEvent(event)
