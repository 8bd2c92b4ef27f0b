"""The page of the headers, or why there are no headers."""

from PySide6.QtWidgets import QStackedWidget, QWidget

from aiurdesk.core.request.request import Header
from aiurdesk.ui.body.body_pages import empty_label, tool_row
from aiurdesk.ui.response.headers_view import HeadersView


class HeadersPage(QStackedWidget):
    """The headers with their tools."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.headers = HeadersView(self)
        self._empty = empty_label(self)
        self.addWidget(self.headers)
        self.addWidget(self._empty)
        self.tools = tool_row(("Copy", "Copy headers", self.headers.rows.copy))

    def show_headers(self, headers: tuple[Header, ...]) -> None:
        """Show headers; a response may have none."""
        self.headers.show_headers(headers)
        if headers:
            self.setCurrentWidget(self.headers)
            self.tools.show()
        else:
            self.show_nothing("The response has no headers.")

    def show_nothing(self, text: str) -> None:
        """Say why there are no headers."""
        self.headers.show_headers(())
        self._empty.setText(text)
        self.setCurrentWidget(self._empty)
        self.tools.hide()
