"""Which page of a list a response is, with buttons for the others."""

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.page_facts import MOST_BYTES, NOTHING_POINTED
from aiurdesk.core.response.paging import Pages, pages_of
from aiurdesk.core.response.response import Response
from aiurdesk.core.state.response_look import LOOKS, look_key
from aiurdesk.core.translation import tr
from aiurdesk.services.body_views.body_values import BodyValues
from aiurdesk.ui.tasks import TaskName, TaskScope
from aiurdesk.ui.theme.grid import LINE
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.elided_label import ElidedLabel
from aiurdesk.ui.widgets.lazy_panel import LazyPanel
from aiurdesk.ui.widgets.styled import plain_tip, styled
from aiurdesk.ui.widgets.tool_line import ToolLine


class PagesStrip(QWidget):
    """One line; hidden where a response is no page of a list, and empty until there was one."""

    page_wanted = Signal(object)
    """Emitted with the Request for another page."""
    all_wanted = Signal()
    """Emitted when this page and all that follow are wanted as one list."""
    stop_wanted = Signal()
    """Emitted when no further page is wanted."""
    forget_wanted = Signal()
    """Emitted when what a person pointed at is not to count any more."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        styled(self, "pages_strip", spoken=tr("Pages"))
        self._theme = theme
        self._pages: Pages | None = None
        self._content = LazyPanel(self._made)
        column_of(self, self._content, margins=0)
        self.hide()

    def _made(self) -> QWidget:
        """Return label and buttons: few responses are pages of a list."""
        self._text = ElidedLabel()
        mark(self._text, "look", "small")
        self._first = self._button(tr("First", of="page"), tr("First page"))
        self._previous = self._button(tr("Previous", of="page"), tr("Previous page"))
        self._next = self._button(tr("Next", of="page"), tr("Next page"))
        self._all = self._button(
            tr("Fetch all"), tr("Fetch this page and all that follow, as one list")
        )
        self._stop = self._button(tr("Stop"), tr("Stop fetching pages"))
        self._forget = self._button(tr("Forget"), tr("Forget what was chosen for pages"))
        steps = (self._first, self._previous, self._next)
        self._while_resting = (*steps, self._all)
        self._line = ToolLine(self._theme, (*self._while_resting, self._stop, self._forget))
        content = QWidget()
        row_of(content, (self._text, 1), self._line, margins=0, spacing=LINE)
        for button, step in zip(steps, ("first", "previous", "next"), strict=True):
            button.clicked.connect(lambda _, name=step: self._turn(name))
        self._all.clicked.connect(self.all_wanted)
        self._stop.clicked.connect(self.stop_wanted)
        self._forget.clicked.connect(self.forget_wanted)
        return content

    def _text_made(self) -> ElidedLabel:
        """Return the label; made with the buttons, if they were not there yet."""
        _ = self._content.panel
        return self._text

    @property
    def label(self) -> QLabel:
        """What says where the page is."""
        return self._text_made()

    def show_pages(self, pages: Pages | None) -> None:
        """Show where a response is among its pages; nothing where it is no page."""
        self._pages = pages
        self.setVisible(pages is not None)
        if pages is None:
            return
        place, text = _place(pages), self._text_made()
        text.setText(_words(pages, place))
        text.shorten_to(place)
        text.setToolTip(plain_tip(_source_words(pages)))
        self._first.setEnabled(pages.first is not None)
        self._previous.setEnabled(pages.previous is not None)
        self._next.setEnabled(pages.next is not None)
        self._all.setEnabled(pages.next is not None)
        self._show_fetching(is_fetching=False)

    def show_progress(self, pages: int, entries: int) -> None:
        """Show how much of the list came."""
        words = tr("Fetching. Pages: {pages:,}, entries: {entries:,}")
        self._text_made().setText(words.format(pages=pages, entries=entries))
        self._show_fetching(is_fetching=True)

    def show_done(self) -> None:
        """Show again where the response is."""
        self.show_pages(self._pages)

    def _show_fetching(self, *, is_fetching: bool) -> None:
        is_pointed = self._pages is not None and self._pages.is_pointed
        left_out = {*self._while_resting, self._forget} if is_fetching else {self._stop}
        # The line shows all the others where it has room for them.
        self._line.leave_out(left_out if is_pointed else {*left_out, self._forget})

    def _turn(self, step: str) -> None:
        request = None if self._pages is None else getattr(self._pages, step)
        if isinstance(request, Request):
            self.page_wanted.emit(request)

    def _button(self, text: str, spoken: str) -> QPushButton:
        return styled(QPushButton(text), spoken=spoken, tip=spoken, look="small")


class PagesReader(QObject):
    """Finds out which page a response is, a long one in another process, and shows it."""

    def __init__(self, scope: TaskScope, values: BodyValues | None, strip: PagesStrip) -> None:
        super().__init__(strip)
        self._scope, self._values, self.strip = scope, values, strip
        self._exchange: Exchange | None = None
        self._task = TaskName(tr("read the pages of a list"), id(self))
        scope.cancel_with(self, self._task)
        strip.forget_wanted.connect(self._forget)

    def take(self, exchange: Exchange | None) -> None:
        """Show which page another response is."""
        self._exchange = exchange
        self._scope.cancel(self._task)
        self.strip.show_pages(None)
        outcome = None if exchange is None else exchange.outcome
        if exchange is None or not isinstance(outcome, Response):
            return
        # A long body is not read here, only its headers.
        pointed = LOOKS.of(look_key(exchange.request)).pages
        self.strip.show_pages(pages_of(exchange.request, outcome, pointed))
        is_get = exchange.request.sent_method == "GET"
        if is_get and outcome.body.size_bytes > MOST_BYTES and self._values is not None:
            self._scope.start(self._task, self._read, exchange, outcome)

    def again(self) -> None:
        """Look at the same response again, after a person pointed at something."""
        self.take(self._exchange)

    async def _read(self, exchange: Exchange, response: Response) -> None:
        if self._values is None:
            return
        pointed = LOOKS.of(look_key(exchange.request)).pages
        pages = await self._values.place_in_pages(exchange.request, response, pointed)
        if self._exchange is exchange:
            self.strip.show_pages(pages)

    def _forget(self) -> None:
        if self._exchange is not None:
            key = look_key(self._exchange.request)
            LOOKS.keep(key, replace(LOOKS.of(key), pages=NOTHING_POINTED))
            self.again()


def _source_words(pages: Pages) -> str:
    if pages.is_pointed:
        return tr("Chosen for this endpoint: {source}").format(source=pages.source)
    return tr("By {source}").format(source=pages.source)


def _place(pages: Pages) -> str:
    """Return where a page is."""
    if pages.number is not None and pages.count is not None:
        return tr("Page {number:,} of {count:,}").format(number=pages.number, count=pages.count)
    if pages.number is not None:
        return tr("Page {number:,}").format(number=pages.number)
    return tr("One page of several")


def _words(pages: Pages, place: str) -> str:
    """Return where a page is, with what is known of its entries."""
    if pages.entries is None:
        return place
    if pages.total is None:
        return tr("{place} · entries: {entries:,}").format(place=place, entries=pages.entries)
    words = tr("{place} · entries: {entries:,} of {total:,}")
    return words.format(place=place, entries=pages.entries, total=pages.total)
