"""The tabs of the open requests, and the page of each."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from PySide6.QtCore import QPoint, QSignalBlocker, Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from aiurdesk.core.exchange.exchange import SEVERITY_WORDS
from aiurdesk.core.request.request_secrets import address_without_secrets
from aiurdesk.core.translation import tr, within
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.ui.request.request_page import RequestPage
from aiurdesk.ui.request.tab_badge import TabBadge
from aiurdesk.ui.request.tab_row import TabRow
from aiurdesk.ui.request.tab_titles import (
    shown_method,
    shown_titles,
    tab_titles,
    told_apart,
    truncate_title,
)
from aiurdesk.ui.request.workbench import OpenRequest
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.keyboard import escaped
from aiurdesk.ui.widgets.styled import plain_tip

MakePage = Callable[[OpenRequest, QWidget], RequestPage]
"""Makes the page of a request below a parent."""
ServiceName = Callable[[str], str]
"""Returns the name of a service by its id."""
_LAST = 9
"""Number of the key that goes to the last tab."""


class RequestTabs(QFrame):
    """Shows the request in front, and a tab for each of the others."""

    current_changed = Signal(object)
    """Emitted with the key of the request that came to the front, None when none is open."""
    close_wanted = Signal(int)
    """Emitted with the key of a request that is to be closed."""
    unpin_wanted = Signal(int)
    """Emitted with the key of a pinned request that is to be like the others again."""
    menu_wanted = Signal(int, QPoint)
    """Emitted with the key of a request and the place of its context menu on the screen."""
    new_wanted = Signal()
    """Emitted when the button behind the last tab was pressed."""
    list_wanted = Signal()
    """Emitted when the list of all requests is to be opened."""
    reordered = Signal(tuple)
    """Emitted with the keys of all requests after a tab was dragged."""

    def __init__(self, theme: Theme, make_page: MakePage, service_name: ServiceName) -> None:
        super().__init__()
        self.setObjectName("request_tabs")
        self._theme = theme
        self._make_page = make_page
        self._service_name = service_name
        self._opened: dict[int, OpenRequest] = {}
        self._pages: dict[int, RequestPage] = {}
        self._badges: dict[int, TabBadge] = {}
        self._titles: Mapping[int, str] = {}
        self._shown_titles: Mapping[int, str] = {}
        self._busy: set[int] = set()
        self._severities: dict[int, Severity] = {}
        self.bar_row = TabRow(theme)
        """The tabs with their buttons, which the window shows at its top."""
        self._bar = bar = self.bar_row.bar
        bar.currentChanged.connect(self._on_current_changed)
        bar.middle_clicked.connect(self._on_middle_clicked)
        bar.close_clicked.connect(lambda at: self.close_wanted.emit(self._keys()[at]))
        bar.unpin_clicked.connect(lambda at: self.unpin_wanted.emit(self._keys()[at]))
        bar.dropped.connect(self._keep_pinned_first)
        bar.menu_wanted.connect(lambda at, point: self.menu_wanted.emit(self._keys()[at], point))
        bar.tabMoved.connect(lambda: self.reordered.emit(tuple(self._keys())))
        self.bar_row.new_wanted.connect(self.new_wanted)
        self.bar_row.list_wanted.connect(self.list_wanted)
        self.stack = QStackedWidget()
        """What pages are made below."""
        column_of(self, self.bar_row, (self.stack, 1), margins=0, spacing=0)
        theme.changed.connect(self._apply_to)

    @property
    def page(self) -> RequestPage | None:
        """The page in front."""
        key = self._key_at(self._bar.currentIndex())
        return None if key is None else self._pages.get(key)

    @property
    def titles(self) -> Mapping[int, str]:
        """The whole titles of the tabs by the keys of their requests, from left to right."""
        return {key: self._titles[key] for key in self._keys()}

    def page_of(self, key: int) -> RequestPage | None:
        """Return the page of a request, or None when it was never in front or is closed."""
        return self._pages.get(key)

    def pages(self) -> tuple[RequestPage, ...]:
        """Return all pages that were in front."""
        return tuple(self._pages.values())

    def add(self, opened: OpenRequest) -> None:
        """Open a tab in front."""
        # The bar reports a tab as soon as it has one, when its title and badge are still missing.
        with QSignalBlocker(self._bar):
            index = self._add_tab(opened)
            self._bar.setCurrentIndex(index)
        self._show_titles()
        self._on_current_changed(index)

    def add_behind(self, opened: Iterable[OpenRequest]) -> None:
        """Open tabs whose pages are made when they are looked at."""
        # The bar arranges all its tabs for every new one, unless it is hidden.
        self._bar.hide()
        with QSignalBlocker(self._bar):
            for request in opened:
                self._add_tab(request)
            self._show_titles()

    def remove(self, key: int) -> None:
        """Close a page; its neighbour comes to the front."""
        # The bar would report the neighbour while this request is still known here.
        with QSignalBlocker(self._bar):
            self._bar.removeTab(self._index_of(key))
        for kept in (self._opened, self._badges, self._severities):
            kept.pop(key, None)
        self._busy.discard(key)
        page = self._pages.pop(key, None)
        if page is not None:
            # The keyboard leaves a field with the page, which would end what is typed there.
            page.leave_request()
        self._show_titles()
        # Before the page goes: the stack gives the keyboard of one page to the next.
        self._on_current_changed(self._bar.currentIndex())
        if page is not None:
            self.stack.removeWidget(page)
            # What Python knows of the page stays until it is collected, which may take long.
            page.response.show_nothing()
            page.deleteLater()

    def bring_to_front(self, key: int) -> None:
        """Show the page of a request."""
        index = self._index_of(key)
        if index != self._bar.currentIndex():
            self._bar.setCurrentIndex(index)
        else:
            # The bar is silent about the tab that it has in front, but a restored request may have
            # no page yet.
            self._on_current_changed(index)

    def go_to(self, number: int) -> None:
        """Show the page of a tab by its place from 1; 9 is the last one."""
        last = self._bar.count()
        self._bar.setCurrentIndex(last - 1 if number == _LAST else min(number, last) - 1)

    def go_round(self, step: int) -> None:
        """Show the page of the tab so many places further on; the first follows the last."""
        if self._bar.count():
            self._bar.setCurrentIndex((self._bar.currentIndex() + step) % self._bar.count())

    def show_changed(self, opened: OpenRequest) -> None:
        """Show badge, title and dot of a request as it is now."""
        before = self._opened[opened.key]
        self._opened[opened.key] = opened
        badge, method = self._badges[opened.key], shown_method(opened.request)
        is_wider = badge.method != method
        badge.show_method(method)
        # The title of one tab decides whether others need the name of their service.
        is_renamed = _name(before) != _name(opened)
        is_other = is_renamed or before.request.endpoint != opened.request.endpoint
        # Values only where they are a part of the titles, or may become one.
        is_other = is_other or (
            len(self._opened) > 1
            and before.request != opened.request
            and self._whole_titles() != self._titles
        )
        if is_other:
            self._show_titles()
        elif self._show_title(self._index_of(opened.key), opened.key) or is_wider:
            self.bar_row.refit()
        if before.is_pinned != opened.is_pinned:
            self._bar.pin(self._index_of(opened.key), is_pinned=opened.is_pinned)
            self._keep_pinned_first()

    def show_busy(self, key: int, *, is_busy: bool) -> None:
        """Show at its tab that a request is sending, or that it is no longer."""
        if is_busy:
            self._busy.add(key)
        else:
            self._busy.discard(key)
        self._show_outcome(key)

    def show_severity(self, key: int, severity: Severity) -> None:
        """Show at its tab how bad the response to a request is."""
        if key in self._opened:  # it may be closed by now
            self._severities[key] = severity
            self._show_outcome(key)

    @property
    def severities(self) -> Mapping[int, Severity]:
        """How bad the last responses were, by the keys of their requests."""
        return self._severities

    def _add_tab(self, opened: OpenRequest) -> int:
        self._opened[opened.key] = opened
        badge = self._badges[opened.key] = TabBadge(self._theme)
        badge.show_method(shown_method(opened.request))
        index = self._bar.add(badge)
        self._bar.setTabData(index, opened.key)
        self._bar.pin(index, is_pinned=opened.is_pinned)
        return index

    def _show_outcome(self, key: int) -> None:
        badge = self._badges.get(key)
        if badge is not None:
            before = badge.whole_width
            badge.show_outcome(self._severities.get(key), is_busy=key in self._busy)
            self._show_title(self._index_of(key), key)
            if badge.whole_width != before:
                self.bar_row.refit()

    def _whole_titles(self) -> Mapping[int, str]:
        endpoints = {key: opened.request.endpoint for key, opened in self._opened.items()}
        names = {key: name for key, opened in self._opened.items() if (name := _name(opened))}
        files = {key: opened.copy for key, opened in self._opened.items() if opened.copy}
        folders = {key: Path(copy.path).parent.name for key, copy in files.items()}
        titles = tab_titles(endpoints, self._service_name, names, folders)
        return told_apart(titles, {key: opened.request for key, opened in self._opened.items()})

    def _show_titles(self) -> None:
        self._titles = self._whole_titles()
        self._shown_titles = shown_titles(self._titles)
        for index, key in enumerate(self._keys()):
            self._show_title(index, key)
        self.bar_row.refit()

    def _show_title(self, index: int, key: int) -> bool:
        """Show the title of a tab; return whether it is another one."""
        opened, title = self._opened[key], self._titles[key]
        text = escaped(truncate_title(self._shown_titles[key])) + (" •" if opened.is_edited else "")
        is_another = text != self._bar.tabText(index)
        if is_another:
            self._bar.setTabText(index, text)
        method, edited = shown_method(opened.request), ", edited" if opened.is_edited else ""
        edited += ", pinned" if opened.is_pinned else ""
        name = f"{method} {title}{edited}{self._outcome_words(key)}"
        if name != self._bar.accessibleTabName(index):
            self._bar.setAccessibleTabName(index, name)
            address = f"{method} {address_without_secrets(opened.request.endpoint.path)}".strip()
            file = f"\n{opened.copy.path}" if opened.copy is not None else ""
            self._bar.setTabToolTip(index, plain_tip(f"{address}{edited}{file}"))
        return is_another

    def _on_middle_clicked(self, index: int) -> None:
        key = self._keys()[index]
        # It is pinned so that it stays.
        if not self._opened[key].is_pinned:
            self.close_wanted.emit(key)

    def _keep_pinned_first(self) -> None:
        """Move the pinned tabs before the others; each group keeps its order."""
        keys = self._keys()
        wanted = sorted(keys, key=lambda key: not self._opened[key].is_pinned)
        for index, key in enumerate(wanted):
            self._bar.moveTab(self._index_of(key), index)

    def _outcome_words(self, key: int) -> str:
        if key in self._busy:
            return tr(", sending")
        severity = self._severities.get(key)
        return f", {within(SEVERITY_WORDS[severity])}" if severity else ""

    def _keys(self) -> list[int]:
        # Asked of the bar, because tabs can be dragged.
        return [int(self._bar.tabData(index)) for index in range(self._bar.count())]

    def _key_at(self, index: int) -> int | None:
        return None if index < 0 else int(self._bar.tabData(index))

    def _index_of(self, key: int) -> int:
        return self._keys().index(key)

    def _on_current_changed(self, index: int) -> None:
        key = self._key_at(index)
        if key is not None:
            # Made when first looked at: a hundred restored requests must not delay the start.
            if key not in self._pages:
                self._pages[key] = self._make_page(self._opened[key], self.stack)
                self.stack.addWidget(self._pages[key])
            self._pages[key].theme.catch_up()
            self.stack.setCurrentWidget(self._pages[key])
        self.current_changed.emit(key)

    def _apply_to(self) -> None:
        self._bar.restyle()
        self.bar_row.refit()


def _name(opened: OpenRequest) -> str:
    return opened.name if opened.copy is None else opened.copy.name
