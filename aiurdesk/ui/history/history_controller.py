"""Fills the history in the sidebar, and does what is asked there."""

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from aiurdesk import services
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange import AGENT, BY_AGENT, Exchange
from aiurdesk.core.history.history_entry import FROM_HISTORY, HistoryEntry
from aiurdesk.core.translation import Phrase, tr, trn
from aiurdesk.services.history.history import Deleted, History
from aiurdesk.ui import history, request
from aiurdesk.ui.imports import import_in_turns
from aiurdesk.ui.request.workbench import OpenRequest, Workbench
from aiurdesk.ui.tasks import TaskName, TaskScope
from aiurdesk.ui.widgets.dialog import answer_of
from aiurdesk.ui.widgets.file_dialog import open_once, save_dialog
from aiurdesk.ui.widgets.lazy_panel import LazyPanel, LazyPart
from aiurdesk.ui.widgets.question import Destructive, choose
from aiurdesk.ui.window.main_window import MainWindow
from aiurdesk.ui.window.messages import Message

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from aiurdesk.ui.endpoints.docs_panel import DocsPanel
    from aiurdesk.ui.history.compare_dialog import CompareDialog
    from aiurdesk.ui.history.history_panel import HistoryAction, HistoryPanel
    from aiurdesk.ui.history.history_section import HistorySection

RECENT = 10
"""How many entries the section of the sidebar shows."""
PAGE = 100
"""How many entries are fetched at once."""
_LISTING_RECENT = tr("list what was sent last")
_LISTING, _LISTING_OLDER = tr("list the history"), tr("list older entries of the history")
_UPDATING = tr("update the history")
_ACTING, _SEEN = tr("use the history"), tr("list the codes of the history")
_CLEAR = Destructive(tr("Delete all"))
_CLEAR_QUESTION = tr(
    "Delete the whole history?\n\nAll entries are deleted for good, also those "
    "that the filter does not show."
)


class HistoryController(QObject):
    """Owns the section of the history, and its whole list, made when it is first looked at."""

    told = Signal(Message)
    """Emitted with trouble of the disk, and with what can be taken back."""
    save_wanted = Signal(int, str)
    """Emitted with the key of an open request that is to be saved into a collection, and with the
    folder for it, empty where the person is to be asked."""

    def __init__(
        self, window: MainWindow, history: History, scope: TaskScope, workbench: Workbench
    ) -> None:
        super().__init__(window)
        self._window = window
        self._history = history
        self._scope = scope
        self._workbench = workbench
        self._docs: list[DocsPanel] = []
        self._is_updated = False
        self._compared: _Compared | None = None
        # So that a damaged history is told once.
        self._reading = asyncio.Lock()
        self.panel: LazyPanel[HistoryPanel] = LazyPanel(self._make_panel)
        self.section: LazyPart[HistorySection] = LazyPart(self._make_section)
        window.sidebar.sections.history.wanted.connect(lambda _place: self.focus_filter())

    def follow(self) -> None:
        """Show what is recorded from now on."""
        self._history.on_recorded = lambda _entries: self._on_changed()
        self._history.on_judged = self._on_judged
        self._history.on_trouble = lambda sentence: self.told.emit(Message(sentence))

    def focus_filter(self) -> None:
        """Show the whole history in place of the sections, with the cursor in its filter."""
        self._window.show_sidebar(True)
        self._window.sidebar.show_page(self.panel)
        self.panel.panel.focus_filter()

    def show_all(self, text: str) -> None:
        """Show the whole history, filtered by a text."""
        self.focus_filter()
        self.panel.panel.filter_by(text)

    def show_recent(self) -> None:
        """Show in the sidebar what was sent last."""
        self._start(_LISTING_RECENT, self._fetch_recent)

    async def _fetch_recent(self) -> None:
        # In turns of the loop: importing all of it at once would hold the window up.
        await import_in_turns(("aiurdesk.ui.history.history_section",))
        criteria, _ = self._history.filter_of("")
        async with self._reading:
            entries = await self._history.page(criteria, None, RECENT)
        self.section.part.show_entries(entries)

    def _make_section(self) -> "HistorySection":
        section = history.history_section.HistorySection(self._window.sidebar.sections)
        section.action_requested.connect(self._do)
        section.all_wanted.connect(self.show_all)
        section.request_wanted.connect(lambda: self._workbench.open_custom_url())
        return section

    def serve_docs(self, docs: "DocsPanel") -> None:
        """Tell the docs of an endpoint which codes it gave, now and later."""
        self._docs.append(docs)
        # The object in Python outlives the widget of Qt, and using it then raises an error.
        docs.destroyed.connect(lambda: self._docs.remove(docs))
        docs.endpoint_shown.connect(lambda _id: self._list_seen(docs))
        docs.entry_chosen.connect(self.open)
        self._list_seen(docs)

    def open(self, entry_id: int) -> None:
        """Open the request of an entry, with its response."""
        self._act(self._open, entry_id)

    def show_last(self, key: int | None) -> None:
        """Show the last response to a request that was closed, or open at the last end."""
        opened = self._workbench.current
        if opened is not None and opened.key == key and self._lacks_response(opened):
            self._act(self._show_last, opened)

    def _lacks_response(self, opened: OpenRequest) -> bool:
        has_response = self._workbench.exchange(opened.key) is not None
        return bool(opened.entry_id) and not has_response and not opened.is_sent

    def _make_panel(self) -> "HistoryPanel":
        panel = history.history_panel.HistoryPanel(self._window.theme)
        panel.entries_wanted.connect(self._list)
        panel.action_requested.connect(self._do)
        panel.request_wanted.connect(lambda: self._workbench.open_custom_url())
        panel.left.connect(self._leave)
        return panel

    def _leave(self) -> None:
        sidebar = self._window.sidebar
        sidebar.go_to(sidebar.sections.history)

    async def _update(self) -> None:
        if await self._history.update():
            self._list(self.panel.panel.filter_text)

    def _on_judged(self) -> None:
        self._on_changed()
        if self._compared is not None:
            self._act(self._show_comparison, self._compared)

    def _on_changed(self) -> None:
        # A panel that is not seen asks for the entries when it is shown.
        if self.panel.is_made and self.panel.panel.isVisible():
            self._list(self.panel.panel.filter_text)
        self.show_recent()
        for docs in self._docs:
            if docs.isVisible():
                self._list_seen(docs)

    def _list(self, text: str, before_id: object = None) -> None:
        if isinstance(before_id, int):
            # What is being searched for takes the place of the entries that these would follow.
            if not self._scope.is_busy(_LISTING):
                self._start(_LISTING_OLDER, self._fetch_older, text, before_id)
            return
        # An earlier search is given up: only the last text counts.
        self._scope.cancel(_LISTING_OLDER)
        self._start(_LISTING, self._fetch, text)

    async def _fetch(self, text: str) -> None:
        panel = self.panel.panel
        criteria, problems = self._history.filter_of(text)
        # As many as are shown, so that a person who has scrolled down stays there.
        limit = max(PAGE, len(panel.entries))
        async with self._reading:
            entries = await self._history.page(criteria, None, limit)
        panel.show_entries(entries, problems, has_more=len(entries) == limit)
        panel.show_first(None if criteria.is_empty else await self._history.first(criteria))
        # Afterwards, so that a damaged history is reported once.
        if not self._is_updated:
            self._is_updated = True
            self._start(_UPDATING, self._update)

    async def _fetch_older(self, text: str, before_id: int) -> None:
        criteria, _ = self._history.filter_of(text)
        older = await self._history.page(criteria, before_id, PAGE)
        self.panel.panel.append_entries(older, has_more=len(older) == PAGE)

    def _list_seen(self, docs: "DocsPanel") -> None:
        # Each docs panel by its own: two tabs may list their codes at the same time.
        self._scope.start(TaskName(_SEEN, id(docs)), self._show_seen, docs)

    async def _show_seen(self, docs: "DocsPanel") -> None:
        endpoint_id = docs.endpoint_id
        try:
            seen = await self._history.seen_codes(endpoint_id) if endpoint_id else ()
        except ProblemError:
            # The tab History tells it; the docs can be read without.
            return
        # The tab may be closed by now, or show another endpoint.
        if docs in self._docs and docs.endpoint_id == endpoint_id:
            docs.show_seen(seen)

    def _do(self, action: "HistoryAction", chosen: tuple[HistoryEntry, ...]) -> None:
        ids = tuple(entry.id for entry in chosen)
        # By name: the class is in the module of the panel, which is imported when that is made.
        match action.name:
            case "OPEN":
                self._act(self._open, ids[0])
            case "COMPARE":
                self._act(self._compare, ids)
            case "SAVE":
                self._act(self._save, ids[0])
            case "CURL":
                self._act(self._copy_as_curl, ids[0])
            case "EXPORT":
                self._ask_where(ids)
            case "DELETE":
                self._act(self._delete, ids)
            case _:
                self._act(self._clear)

    def _act(self, function: "Callable[..., Awaitable[None]]", *arguments: object) -> None:
        # Each kind by its own: opening an entry must not cancel that another one is restored.
        self._start(TaskName(_ACTING, function.__name__), function, *arguments)

    def _start(
        self, name: object, function: "Callable[..., Awaitable[None]]", *arguments: object
    ) -> None:
        """Start a task whose trouble with the disk is told."""

        async def told_if_failed() -> None:
            try:
                await function(*arguments)
            except ProblemError as error:
                self.told.emit(Message(str(error), "server"))

        self._scope.start(name, told_if_failed)

    async def _exchange(self, entry_id: int) -> Exchange | None:
        exchange = await self._history.exchange(entry_id)
        if exchange is None:
            self.told.emit(Message(tr("This entry of the history was deleted.")))
        return exchange

    async def _open(self, entry_id: int) -> None:
        exchange = await self._exchange(entry_id)
        if exchange is not None:
            self._workbench.open_exchange(_with_moment(exchange))

    async def _show_last(self, opened: OpenRequest) -> None:
        exchange = await self._history.exchange(opened.entry_id)
        # Meanwhile it may be closed, or sent again. What was not recorded is not missed.
        now = self._workbench.opened(opened.key)
        if exchange is not None and now is not None and self._lacks_response(now):
            self._workbench.sending.exchange_finished.emit(opened.key, _with_moment(exchange))

    async def _compare(self, ids: tuple[int, ...]) -> None:
        current = self._workbench.current
        # Ids count up, so the older one comes first, whichever was chosen first.
        compared = _Compared(sorted(ids), None if current is None else current.key)
        await self._show_comparison(compared)
        if compared.dialog is None:
            return
        self._compared = compared
        try:
            await answer_of(compared.dialog, compared.dialog.result)
        finally:
            self._compared = None

    async def _show_comparison(self, compared: "_Compared") -> None:
        """Compare, and show it in the dialog, which is made when it is not open yet."""
        in_front = None if compared.key is None else self._workbench.exchange(compared.key)
        exchanges = [await self._exchange(entry_id) for entry_id in compared.ids]
        if None in exchanges:
            # Another window deleted it. What is in front must not take its place unasked.
            return
        both = [exchange for exchange in (*exchanges, in_front) if exchange is not None][:2]
        if len(both) < 2:
            self.told.emit(
                Message(tr("Choose a second entry with Ctrl, or open a request that was sent."))
            )
            return
        # Long bodies are compared in a helper process, so this may take a while.
        comparison = await self._history.compare(both[0], both[1])
        if compared.dialog is None:
            compared.dialog = history.compare_dialog.CompareDialog(
                self._window.theme, self._window, (both[0], both[1]), comparison
            )
        elif compared is self._compared:
            compared.dialog.show_comparison((both[0], both[1]), comparison)

    def save_into(self, entry_id: int, folder: str) -> None:
        """Save the request of an entry into the folder of a collection."""
        self._act(self._save, entry_id, folder)

    async def _save(self, entry_id: int, folder: str = "") -> None:
        exchange = await self._exchange(entry_id)
        if exchange is None:
            # Another window deleted it, and the request in front is not the one to be saved.
            return
        self._workbench.open_exchange(_with_moment(exchange))
        if self._workbench.current is not None:
            self.save_wanted.emit(self._workbench.current.key, folder)

    def _ask_where(self, ids: tuple[int, ...]) -> None:
        """Ask for the file that entries are written to."""
        dialog = save_dialog(self._window, tr("Export as HAR"), "history.har")
        dialog.fileSelected.connect(lambda file: self._act(self._export, ids, file))
        open_once(dialog)

    async def _export(self, ids: tuple[int, ...], file: str) -> None:
        read = [await self._history.exchange(entry_id) for entry_id in sorted(ids)]
        # Of those that another window deleted there is nothing to write.
        exchanges = [exchange for exchange in read if exchange is not None]
        await asyncio.to_thread(services.exports.exporting.write_har, Path(file), exchanges)
        self.told.emit(Message(tr("{name} was written.").format(name=Path(file).name)))

    async def _copy_as_curl(self, entry_id: int) -> None:
        exchange = await self._exchange(entry_id)
        if exchange is not None:
            self.told.emit(request.text_import.copy_as_curl(exchange.prepared))

    async def _delete(self, ids: tuple[int, ...]) -> None:
        deleted = await self._history.delete(ids)
        count = len(deleted)
        words = trn(
            "{count:,} entry of the history was deleted.",
            "{count:,} entries of the history were deleted.",
            count,
        ).format(count=count)
        undo = partial(self._act, self._restore, deleted)
        self.told.emit(Message(words, "notice", tr("Undo"), undo))
        self._refresh()

    async def _restore(self, deleted: Deleted) -> None:
        await self._history.restore(deleted)
        self._refresh()

    async def _clear(self) -> None:
        theme, window = self._window.theme, self._window
        # The only thing here without an undo.
        if await choose(theme, window, tr("Delete history"), _CLEAR_QUESTION, (_CLEAR,)) != _CLEAR:
            return
        await self._history.clear()
        self._refresh()

    def _refresh(self) -> None:
        if self.panel.is_made:
            self._list(self.panel.panel.filter_text)
        self.show_recent()
        for docs in self._docs:
            self._list_seen(docs)


class _Compared:
    """Which exchanges are compared: two entries, or one and the last one of an open request."""

    def __init__(self, ids: list[int], key: int | None) -> None:
        self.ids, self.key = ids, key
        self.dialog: CompareDialog | None = None


def _with_moment(exchange: Exchange) -> Exchange:
    """Say in the notes when a response came: it looks like one that came just now."""
    moment = exchange.started_at.astimezone()
    if exchange.sender == AGENT:
        exchange = exchange.with_note(Phrase(BY_AGENT))
    return exchange.with_note(Phrase(FROM_HISTORY, {"moment": f"{moment:%Y-%m-%d %H:%M:%S}"}))
