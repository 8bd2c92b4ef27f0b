"""The headers of the response, to be read, searched and copied, and the cookies that they set."""

import re
from collections.abc import Iterator

from PySide6.QtCore import QEvent, QLocale, Qt, QTimer
from PySide6.QtGui import QIcon, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHeaderView,
    QLabel,
    QStackedWidget,
    QStyledItemDelegate,
    QWidget,
)

from aiurdesk.core.body_views.signs import shown
from aiurdesk.core.request.request import Header
from aiurdesk.core.response.header_meanings import MissingHeader, header_meaning
from aiurdesk.core.response.response import SetCookie
from aiurdesk.core.translation import tr, trn
from aiurdesk.core.verdict.verdict import DialectItem
from aiurdesk.ui.response.body_pages import empty_label, tool_row
from aiurdesk.ui.theme.grid import LINE
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.dialog import plain_button
from aiurdesk.ui.widgets.elided_label import ElidedLabel
from aiurdesk.ui.widgets.line_dialog import LinesDialog
from aiurdesk.ui.widgets.rows_model import Column, FilteredRows, RowsModel
from aiurdesk.ui.widgets.rows_table import RowSearch, RowsTable

_TIP = Qt.ItemDataRole.ToolTipRole
_SPOKEN = Qt.ItemDataRole.AccessibleDescriptionRole
_COLUMNS: tuple[Column[Header], ...] = (
    Column(
        tr("Name"),
        lambda header: shown(header.name),
        {
            _TIP: lambda header: header_meaning(header.name),
            _SPOKEN: lambda header: header_meaning(header.name),
        },
    ),
    Column(
        tr("Value"),
        lambda header: _truncated(header.value),
        {_TIP: lambda header: _truncated(header.value)},
    ),
)
_COOKIE_COLUMNS: tuple[Column[SetCookie], ...] = (
    Column(
        tr("Cookie"), lambda cookie: cookie.name or tr("without a name"), {_TIP: lambda c: c.name}
    ),
    Column(tr("Value"), lambda cookie: cookie.value),
    Column(tr("Domain"), lambda cookie: cookie.domain, {_TIP: lambda c: c.domain}),
    Column(tr("Path"), lambda cookie: cookie.path, {_TIP: lambda c: c.path}),
    Column(tr("Ends"), lambda cookie: cookie.expiry, {_TIP: lambda c: c.expiry}),
)
_WIDTHS = (10, 8, 14, 7)
_TRAILER_WIDTHS = (16,)
_MOST_ROWS = 4
"""More cookies or trailers are scrolled."""
_LINES_OF_A_LOW_PAGE = 5
_MOST_FITTED = 500
"""With more headers than this, a row has one line and the tool tip shows the rest."""
_SHOWN_CHARACTERS = 2000
"""Qt wraps a longer value slowly: 60 KB take a fifth of a second at each change of the width."""
_LONG_WORD = re.compile(r"\S{16,}")


class _Below(QWidget):
    """A title and a short table below the headers, as high as its rows; hidden without any."""

    def __init__(self, table: RowsTable, parent: QWidget) -> None:
        super().__init__(parent)
        self.table = table
        self._title = QLabel()
        # Above the first column, like the meaning of a header.
        self._title.setContentsMargins(LINE, 0, LINE, 0)
        mark(self._title, "look", "small")
        column_of(self, self._title, table, margins=0)

    def show_rows(self, count: int, title: str) -> None:
        """Say what the rows are, and make room for them."""
        self._title.setText(title)
        self.setVisible(bool(count))
        row_height = self.table.verticalHeader().defaultSectionSize()
        height = self.table.horizontalHeader().sizeHint().height()
        height += min(count, _MOST_ROWS) * row_height + 2 * self.table.frameWidth()
        self.table.setFixedHeight(height)


class HeadersPage(QStackedWidget):
    """The headers with their tools, and below them the trailers and the cookies."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.headers = HeadersView()
        self._model: RowsModel[SetCookie] = RowsModel(_COOKIE_COLUMNS, self)
        self.cookies = RowsTable(
            self._model, "response_cookies", tr("Cookies of the response"), _WIDTHS
        )
        self._trailers: RowsModel[Header] = RowsModel(_COLUMNS, self)
        self.trailers = RowsTable(
            self._trailers, "response_trailers", tr("Trailers of the response"), _TRAILER_WIDTHS
        )
        self._all = QWidget(self)
        self._below_trailers = _Below(self.trailers, self._all)
        self._below_cookies = _Below(self.cookies, self._all)
        self.meaning = ElidedLabel(self._all)
        mark(self.meaning, "look", "small")
        # Without a format, Qt would guess from the text whether it is HTML.
        self.meaning.setTextFormat(Qt.TextFormat.PlainText)
        self.meaning.setAccessibleName(tr("Meaning of the header"))
        self.meaning.setContentsMargins(LINE, 0, LINE, 0)
        self._about = QWidget(self._all)
        self.missing_button = plain_button("", self._show_missing)
        mark(self.missing_button, "look", "small-link")
        self._missing: tuple[MissingHeader, ...] = ()
        row_of(self._about, (self.meaning, 1), self.missing_button, margins=0, spacing=LINE)
        column_of(
            self._all,
            (self.headers, 1),
            # One line, also while no header is chosen, so that nothing moves.
            self._about,
            self._below_trailers,
            self._below_cookies,
            margins=0,
        )
        self.headers.selectionModel().currentRowChanged.connect(self._show_meaning)
        self._empty = empty_label(self)
        self.addWidget(self._all)
        self.addWidget(self._empty)
        self.tools = tool_row(theme, (tr("Copy"), tr("Copy headers"), self.headers.rows.copy))
        self._show_below((), ())

    def show_headers(
        self,
        headers: tuple[Header, ...],
        cookies: tuple[SetCookie, ...] = (),
        trailers: tuple[Header, ...] = (),
        missing: tuple[MissingHeader, ...] = (),
    ) -> None:
        """Show headers; a response may have none.

        Args:
            headers: In front of the body.
            cookies: What they set.
            trailers: Behind the body.
            missing: Those for security that it lacks.
        """
        self.headers.show_headers(headers)
        self._offer_missing(missing)
        self._show_below(cookies, trailers)
        if headers or cookies or trailers:
            self.setCurrentWidget(self._all)
            self.tools.show()
        else:
            self.show_nothing(tr("The response has no headers."))

    def show_nothing(self, text: str) -> None:
        """Say why there are no headers."""
        self.headers.show_headers(())
        self._offer_missing(())
        self._show_below((), ())
        self._empty.setText(text)
        self.setCurrentWidget(self._empty)
        self.tools.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave a low page to the headers."""
        super().resizeEvent(event)
        self._about.setVisible(
            self.height() >= _LINES_OF_A_LOW_PAGE * self._about.sizeHint().height()
        )

    def _show_meaning(self) -> None:
        header = self.headers.chosen()
        words = header_meaning(header.name) if header is not None else ""
        self.meaning.setText(words)

    def _offer_missing(self, missing: tuple[MissingHeader, ...]) -> None:
        self._show_meaning()
        self._missing = missing
        count = len(missing)
        form = trn(
            "{count} security header is missing", "{count} security headers are missing", count
        )
        self.missing_button.setText(form.format(count=count))
        self.missing_button.setToolTip(", ".join(header.name for header in missing))
        self.missing_button.setVisible(bool(missing))

    def _show_missing(self) -> None:
        lines = [f"{header.name}\n    {header.reason}" for header in self._missing]
        title, headline = tr("Missing security headers"), self.missing_button.text()
        LinesDialog(self._theme, self, title, headline, lines).open()

    def _show_below(self, cookies: tuple[SetCookie, ...], trailers: tuple[Header, ...]) -> None:
        self._trailers.set_items(trailers)
        self._below_trailers.show_rows(len(trailers), tr("Behind the body (trailers)"))
        self._model.set_items(cookies)
        title = (
            tr("It sets a cookie")
            if len(cookies) == 1
            else tr("It sets {cookies_count} cookies").format(cookies_count=len(cookies))
        )
        self._below_cookies.show_rows(len(cookies), title)


class _Wrapping(QStyledItemDelegate):
    """Wraps a value anywhere; copying takes the value as it was received."""

    def displayText(self, value: object, _locale: QLocale | QLocale.Language) -> str:
        # Zero-width spaces: Qt wraps at words only, and tokens and policies have none.
        return _LONG_WORD.sub(lambda word: "\u200b".join(word.group()), str(value))


def _truncated(value: str) -> str:
    rest = len(value) - _SHOWN_CHARACTERS
    if rest <= 0:
        return shown(value)
    return tr("{value}… {rest:,} more characters; Copy copies all of them").format(
        value=shown(value[:_SHOWN_CHARACTERS]), rest=rest
    )


class HeadersView(RowsTable):
    """Shows headers as they came: order, spelling and repetition."""

    def __init__(self) -> None:
        self._model: RowsModel[Header] = RowsModel(_COLUMNS)
        super().__init__(self._model, "response_headers", tr("Response headers"), ())
        self._model.setParent(self)
        # As lines of HTTP.
        self.rows = RowSearch(self, lambda: (f"{h.name}: {h.value}" for h in self._model.items))
        self.setAlternatingRowColors(True)
        self.setSelectionMode(RowsTable.SelectionMode.ExtendedSelection)
        self.setWordWrap(True)
        # By hand in ``_fit_rows``, which leaves very many headers at one line each.
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setItemDelegateForColumn(1, _Wrapping(self))
        header = self.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        # A turn later: while a column changes its width, the rows still go by the old one.
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.timeout.connect(self._fit_rows)
        header.sectionResized.connect(lambda: self._fitting.start())
        self._fit_rows()

    def chosen(self) -> Header | None:
        """Return the header that the keyboard is at, or None."""
        index = self.currentIndex()
        return self._model.items[index.row()] if index.isValid() else None

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


_ITEMS_PAGE_WIDTHS = (16, 20, 28)
WORDS = {True: tr("Done"), False: tr("Failed")}


class ItemsPage(QWidget):
    """A row for each item; those that failed can be shown alone."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model: RowsModel[DialectItem] = RowsModel(self._columns(), self)
        self._filtered = FilteredRows(self._model, self)
        self.table = RowsTable(self._filtered, "items", tr("Items"), _ITEMS_PAGE_WIDTHS)
        self.rows = RowSearch(self.table, self._texts)
        self._only_failed = QCheckBox(tr("Only those that failed"))
        self._only_failed.toggled.connect(
            lambda is_on: self._filtered.show_only(lambda item: not (is_on and item.is_ok))
        )
        column_of(self, self._only_failed, self.table, margins=0)
        self.setFocusProxy(self.table)
        self.tools = tool_row(theme)

    def show_items(self, items: tuple[DialectItem, ...]) -> None:
        """Show the items of a response."""
        self.rows.clear()
        self._model.set_items(items)
        self._only_failed.setVisible(any(item.is_ok for item in items))

    def _texts(self) -> Iterator[str]:
        for item in self._filtered.visible_items:
            yield f"{item.label} {item.code} {item.message}"

    def _columns(self) -> tuple[Column[DialectItem], ...]:
        tip, icon = Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.DecorationRole
        return (
            Column(tr("Result"), lambda item: WORDS[item.is_ok], {icon: self._icon}),
            Column(tr("Item"), lambda item: item.label, {tip: lambda item: item.label}),
            Column(tr("Code"), lambda item: item.code, {tip: lambda item: item.code}),
            Column(tr("Message"), lambda item: item.message, {tip: lambda item: item.message}),
        )

    def _icon(self, item: DialectItem) -> QIcon:
        name = "success" if item.is_ok else "input"
        return self._theme.icon(f"severity-{name}", f"{name}_text")


def items_title(title: str, items: tuple[DialectItem, ...]) -> str:
    """Return the title of the tab: how many are done, of how many."""
    return f"{title} {sum(item.is_ok for item in items):,}/{len(items):,}"
