"""The response pane: the verdict above, the answer in four views below."""

import re
from collections.abc import Awaitable, Callable, Iterable

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from aiurdesk.core.exchange import Exchange
from aiurdesk.core.response import Body, Response
from aiurdesk.core.verdict import Fix, FixAction
from aiurdesk.ui.ask import ask
from aiurdesk.ui.response.verdict_banner import VerdictBanner
from aiurdesk.ui.response.views import ResponseViews
from aiurdesk.ui.response.waiting_page import WaitingPage
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme import Theme

SaveBody = Callable[[Body, str], Awaitable[None]]
"""Writes a body to a path, off the window's thread."""
_MOST_FOR_THE_BANNER = 0.55

_EXTENSIONS = {
    "application/json": ".json",
    "text/html": ".html",
    "text/plain": ".txt",
    "text/csv": ".csv",
    "text/xml": ".xml",
    "application/xml": ".xml",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/svg+xml": ".svg",
    "application/zip": ".zip",
    "application/pdf": ".pdf",
}


class ResponsePane(QWidget):
    """Shows one exchange, or that one is awaited or missing."""

    fix_chosen = Signal(Fix)
    """Emitted when a fix of the verdict was chosen."""

    def __init__(
        self, theme: Theme, scope: TaskScope, save_body: SaveBody, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._scope = scope
        self._save_body = save_body
        self._exchange: Exchange | None = None
        self._waiting = WaitingPage()
        self._banner = VerdictBanner(theme)
        self._views = ResponseViews(theme, scope)
        self._pages = QStackedWidget()
        answer = QWidget()
        column = QVBoxLayout(answer)
        column.setContentsMargins(14, 12, 14, 8)
        column.setSpacing(10)
        column.addWidget(self._banner)
        column.addWidget(self._views, 1)
        self._pages.addWidget(self._waiting)
        self._pages.addWidget(answer)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)
        self._banner.fix_chosen.connect(self.fix_chosen)
        self._views.save_button.clicked.connect(lambda: self._scope.start("save body", self._save))
        self.show_nothing()

    def set_available_actions(self, actions: Iterable[FixAction]) -> None:
        """Say what the window can do; other fixes have no button."""
        self._banner.set_available_actions(actions)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the answer its part of the height."""
        super().resizeEvent(event)
        self._banner.set_room(round(self.height() * _MOST_FOR_THE_BANNER))

    def show_nothing(self) -> None:
        """Say what will be shown here, while nothing was sent."""
        self._exchange = None
        self._banner.clear()
        self._waiting.show_nothing()
        self._pages.setCurrentIndex(0)

    def show_waiting(self) -> None:
        """Show that an answer is awaited, and for how long."""
        self._banner.clear()
        self._pages.setCurrentIndex(0)
        self._waiting.show_waiting()

    def show_exchange(self, exchange: Exchange) -> None:
        """Show an exchange."""
        self._exchange = exchange
        self._views.show_exchange(exchange)
        self._pages.setCurrentIndex(1)
        self._banner.show_exchange(exchange)

    def show_tab(self, name: str) -> None:
        """Show ``tree``, ``text``, ``headers`` or ``timing``."""
        self._views.show_tab(name)

    # QWidget.find looks windows up by their number, which nobody does here.
    def find(self) -> None:  # type: ignore[override]
        """Ask what to find, where there is something to search."""
        if self._pages.currentIndex() == 1:
            self._views.find_text()

    async def _save(self) -> None:
        exchange = self._exchange
        if exchange is None or not isinstance(exchange.outcome, Response):
            return
        dialog = QFileDialog(self, "Save body")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(suggested_name(exchange, exchange.outcome))
        if await ask(dialog):
            await self._save_body(exchange.outcome.body, dialog.selectedFiles()[0])


def suggested_name(exchange: Exchange, response: Response) -> str:
    """Return a file name: the one the server gave, else that of the endpoint."""
    disposition = response.header("Content-Disposition") or ""
    given = re.search(r'filename="?([^";]+)', disposition)
    if given and (name := re.sub(r"[^\w. -]+", "_", given[1]).strip(". ")):
        return name
    media_type = (response.header("Content-Type") or "").partition(";")[0].strip().casefold()
    endpoint = exchange.request.endpoint
    name = re.sub(r"[^\w-]+", "-", f"{endpoint.service_id}-{endpoint.name}").strip("-").lower()
    return (name or "body") + _EXTENSIONS.get(media_type, ".bin")
