"""The page of the headers and of the cookies that they set, or why there are none."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from aiurdesk.core.request.request import Header
from aiurdesk.core.response.set_cookies import SetCookie
from aiurdesk.core.translation import tr
from aiurdesk.ui.body.body_pages import empty_label, tool_row
from aiurdesk.ui.response.headers_view import HeadersView
from aiurdesk.ui.tables.rows_model import Column, RowsModel
from aiurdesk.ui.tables.rows_table import RowsTable
from aiurdesk.ui.theme.theme import mark
from aiurdesk.ui.widgets.boxes import column_of

_TIP = Qt.ItemDataRole.ToolTipRole
_COLUMNS: tuple[Column[SetCookie], ...] = (
    Column(
        tr("Cookie"), lambda cookie: cookie.name or tr("without a name"), {_TIP: lambda c: c.name}
    ),
    Column(tr("Value"), lambda cookie: cookie.value),
    Column(tr("Domain"), lambda cookie: cookie.domain, {_TIP: lambda c: c.domain}),
    Column(tr("Path"), lambda cookie: cookie.path, {_TIP: lambda c: c.path}),
    Column(tr("Ends"), lambda cookie: cookie.expiry, {_TIP: lambda c: c.expiry}),
)
_WIDTHS = (10, 8, 14, 7)
_MOST_ROWS = 4
"""More cookies are scrolled."""


class HeadersPage(QStackedWidget):
    """The headers with their tools, and the cookies below them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.headers = HeadersView()
        self._model: RowsModel[SetCookie] = RowsModel(_COLUMNS, self)
        self.cookies = RowsTable(self._model, tr("Cookies of the response"), _WIDTHS)
        self._title = QLabel()
        mark(self._title, "look", "small")
        self._both = QWidget(self)
        column_of(self._both, (self.headers, 1), self._title, self.cookies, margins=0)
        self._empty = empty_label(self)
        self.addWidget(self._both)
        self.addWidget(self._empty)
        self.tools = tool_row((tr("Copy"), tr("Copy headers"), self.headers.rows.copy))
        self._show_cookies(())

    def show_headers(
        self, headers: tuple[Header, ...], cookies: tuple[SetCookie, ...] = ()
    ) -> None:
        """Show headers; a response may have none."""
        self.headers.show_headers(headers)
        self._show_cookies(cookies)
        if headers or cookies:
            self.setCurrentWidget(self._both)
            self.tools.show()
        else:
            self.show_nothing(tr("The response has no headers."))

    def show_nothing(self, text: str) -> None:
        """Say why there are no headers."""
        self.headers.show_headers(())
        self._show_cookies(())
        self._empty.setText(text)
        self.setCurrentWidget(self._empty)
        self.tools.hide()

    def _show_cookies(self, cookies: tuple[SetCookie, ...]) -> None:
        self._model.set_items(cookies)
        self._title.setText(
            tr("It sets a cookie")
            if len(cookies) == 1
            else tr("It sets {cookies_count} cookies").format(cookies_count=len(cookies))
        )
        for widget in (self._title, self.cookies):
            widget.setVisible(bool(cookies))
        rows = min(len(cookies), _MOST_ROWS)
        row_height = self.cookies.verticalHeader().defaultSectionSize()
        frame = 2 * self.cookies.frameWidth()
        height = self.cookies.horizontalHeader().sizeHint().height() + rows * row_height + frame
        self.cookies.setFixedHeight(height)
