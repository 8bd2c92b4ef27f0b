"""Does what a person wants of dialects: choose one, take an offer, teach one."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import Enum, auto
from pathlib import Path
from typing import TypeVarTuple
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget
from shiboken6 import isValid

from aiurdesk.core.dialects.choosing import host_of
from aiurdesk.core.dialects.pointing import Marks, Role
from aiurdesk.core.dialects.recognising import recognised_marks
from aiurdesk.core.dialects.taught_dialect import TaughtDialect, dialect_text
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.history.history_entry import id_at
from aiurdesk.core.response.response import Response, has_transcript
from aiurdesk.core.translation import tr, truncate
from aiurdesk.core.verdict.dialect import HTTP, Dialect
from aiurdesk.services.collections.collection_plans import ChangeSettings
from aiurdesk.services.collections.folder_files import read_settings
from aiurdesk.services.dialects.dialect_changes import Affected
from aiurdesk.services.dialects.taught_files import (
    collection_folder,
    name_taught_for,
    own_folder,
    save_dialect,
)
from aiurdesk.services.history.earlier_responses import concerns, judge_entries, looked_at
from aiurdesk.services.services import Services
from aiurdesk.ui.dialects.teaching import Lesson, teach
from aiurdesk.ui.request.request_page import RequestPage
from aiurdesk.ui.request.request_tabs import RequestTabs
from aiurdesk.ui.request.workbench import OpenRequest, Workbench
from aiurdesk.ui.response.dialect_edge import DialectWish, DialectWishKind
from aiurdesk.ui.tasks import TaskName, TaskScope
from aiurdesk.ui.widgets.keyboard import escaped
from aiurdesk.ui.widgets.popup_menu import PopupMenu
from aiurdesk.ui.window.main_window import MainWindow
from aiurdesk.ui.window.messages import Message

AS_USUAL = tr("Default")
BY_STATUS = tr("HTTP status only")
_LONGEST_NAME = 40


class DialectScope(Enum):
    """Extent of the choice of a dialect: one request, a host, or a collection."""

    REQUEST = auto()
    HOST = auto()
    COLLECTION = auto()


class DialectChoices(msgspec.Struct, frozen=True):
    """Dialects to choose from, and the chosen one."""

    titles: tuple[tuple[str, str], ...]
    """Name and title of each dialect, those that a response looks like first."""
    host: str
    of_request: str | None = None
    """The name that was chosen; None where nothing was. So for the others."""
    of_host: str | None = None
    of_collection: str | None = None
    collection: str = ""
    """Name of the collection that the request is in; empty where it is in none."""


class Done(msgspec.Struct, frozen=True):
    """Functions for the entries of the menu of dialects."""

    choose: Callable[[DialectScope, str | None], None]
    teach: Callable[[], None]
    explain: Callable[[], None] | None
    """None where there is nothing to be explained."""


def dialect_menu(parent: QWidget, choices: DialectChoices, done: Done) -> PopupMenu:
    """Return the menu, not yet open."""
    menu = PopupMenu(parent)
    menu.setAccessibleName(tr("Dialect"))
    chosen = {
        DialectScope.REQUEST: (tr("Judge this request by"), choices.of_request),
        DialectScope.HOST: (
            tr("Judge {short} by").format(short=_short(choices.host)),
            choices.of_host,
        ),
    }
    if choices.collection:
        title = tr("Judge the collection {short} by").format(short=_short(choices.collection))
        chosen[DialectScope.COLLECTION] = (title, choices.of_collection)
    for scope, (title, name) in chosen.items():
        menu.addMenu(_scope_menu(menu, title, scope, name, choices, done))
    menu.addSeparator()
    menu.addAction(tr("Teach…")).triggered.connect(lambda: done.teach())
    if done.explain is not None:
        explain = done.explain
        menu.addAction(tr("Why?")).triggered.connect(lambda: explain())
    return menu


def _scope_menu(
    parent: QMenu,
    title: str,
    scope: DialectScope,
    chosen: str | None,
    choices: DialectChoices,
    done: Done,
) -> QMenu:
    menu = PopupMenu(escaped(title), parent)
    group = QActionGroup(menu)
    entries = ((None, AS_USUAL), (HTTP, BY_STATUS), *choices.titles)
    for name, text in entries:
        if name not in (None, HTTP) and len(menu.actions()) == 2:
            menu.addSeparator()
        action = menu.addAction(escaped(_short(text)))
        action.setCheckable(True)
        action.setChecked(name == chosen)
        action.triggered.connect(lambda _checked, name=name: done.choose(scope, name))
        group.addAction(action)
    return menu


def _short(text: str) -> str:
    return truncate(text, _LONGEST_NAME)


_Arguments = TypeVarTuple("_Arguments")
_CHOOSING, _TEACHING = tr("choose a dialect"), tr("teach a dialect")
_JUDGING, _JUDGING_ALL = tr("judge again"), tr("judge earlier responses again")
ChangeCollection = Callable[[ChangeSettings], None]
"""Changes the settings of a collection, as a step of undo."""


class DialectController(QObject):
    """Serves the pages of all open requests."""

    told = Signal(Message)
    """Emitted with what was done, and with trouble of the disk."""
    done = Signal()
    """Emitted when other dialects may judge now, because a person chose or taught one."""
    judged = Signal(int, Exchange)
    """Emitted with the key of an open request and its last exchange, when that has another verdict
    than before."""

    def __init__(
        self,
        window: MainWindow,
        services: Services,
        scope: TaskScope,
        workbench: Workbench,
        tabs: RequestTabs,
        change_collection: ChangeCollection,
    ) -> None:
        super().__init__(window)
        self._affected = Affected()
        self._is_judging = False
        self._services = services
        self._scope = scope
        self._workbench = workbench
        self._tabs = tabs
        self._change_collection = change_collection
        self._window = window

    def fulfil(self, key: int, page: RequestPage, wish: DialectWish) -> None:
        """Do what is wanted on the page of an open request."""
        exchange = self._workbench.exchange(key)
        if exchange is None or not isinstance(exchange.outcome, Response):
            return
        host = host_of(exchange.outcome.url)
        match wish.kind:
            case DialectWishKind.CHOOSE:
                at = wish.at or page.response
                self._start(_CHOOSING, self._offer_choices, key, page, at)
            case DialectWishKind.ACCEPT:
                name = next(iter(exchange.verdict.looks_like), "")
                self._start(_CHOOSING, self._choose_for_host, host, name)
            case DialectWishKind.DECLINE:
                self._start(_CHOOSING, self._services.host_dialects.decline, host)
            case DialectWishKind.BY_STATUS:
                self._start(_CHOOSING, self._judge_by_status, host)
            case DialectWishKind.TEACH:
                self._start(_TEACHING, self._teach_recognised, key, page, exchange)
            case DialectWishKind.REVIEW:
                self._start(_TEACHING, self._teach, key, page, exchange, wish.marks)

    def _start(
        self,
        name: str,
        function: Callable[[*_Arguments], Awaitable[None]],
        *arguments: *_Arguments,
    ) -> None:
        """Start a task, and tell about trouble of the disk."""

        async def run() -> None:
            try:
                await function(*arguments)
            except ProblemError as error:
                self.told.emit(Message(str(error), "server"))

        self._scope.start(name, run)

    def offer(self, key: int, exchange: Exchange) -> None:
        """Offer the dialect that a response looks like, unless it was declined for its host."""
        page, outcome = self._tabs.page_of(key), exchange.outcome
        name = next(iter(exchange.verdict.looks_like), "")
        if page is None or not isinstance(outcome, Response) or not name:
            return
        if not self._services.host_dialects.is_declined(host_of(outcome.url)):
            heads = self._services.library.dialects.heads
            title = next((head.title for head in heads if head.name == name), name)
            page.response.offer_dialect(title)

    def follow(self, opened: OpenRequest) -> None:
        """Judge the last exchange of a request again, which names another dialect now."""
        self._scope.start(TaskName(_JUDGING, opened.key), self._judge, opened.key)

    def judge_again(self, affected: Affected) -> None:
        """Judge the open responses that are concerned, and then those of the history."""
        # What an earlier task has not come to yet is not given up.
        self._affected = self._affected.joined(affected)
        if not self._is_judging:
            self._is_judging = True
            self._start(_JUDGING_ALL, self._judge_all)

    async def _judge_all(self) -> None:
        try:
            while affected := self._affected:
                self._affected = Affected()
                for opened in self._workbench.open_requests:
                    exchange = self._workbench.exchange(opened.key)
                    if exchange is not None and concerns(affected, exchange):
                        await self._judge(opened.key)
                await judge_entries(self._services.history, affected, self._judged)
        finally:
            self._is_judging = False

    async def _judged(self, exchange: Exchange) -> Exchange:
        return await self._services.pipeline.judged_again(exchange, exchange.request)

    async def _offer_choices(self, key: int, page: RequestPage, at: QWidget) -> None:
        opened, exchange = self._workbench.opened(key), self._workbench.exchange(key)
        if opened is None or exchange is None or not isinstance(exchange.outcome, Response):
            return
        choices = await self._choices(opened, exchange, exchange.outcome)
        if not isValid(at):
            return
        done = Done(
            choose=lambda scope, name: self._choose(key, page, scope, name),
            teach=lambda: page.response.teach(),
            explain=page.response.explain if exchange.verdict.paths else None,
        )
        menu = dialect_menu(at, choices, done)
        # The button's direction is reversed: its arrow stands behind its text.
        menu.setLayoutDirection(at.window().layoutDirection())
        menu.open_once(at.mapToGlobal(QPoint(0, at.height())))

    async def _choices(
        self, opened: OpenRequest, exchange: Exchange, response: Response
    ) -> DialectChoices:
        heads, collection = await asyncio.to_thread(self._looked_up, opened)
        likely = exchange.verdict.looks_like
        ordered = sorted(heads, key=lambda head: (head.name not in likely, head.title.casefold()))
        host = host_of(response.url)
        copy = opened.copy
        return DialectChoices(
            titles=tuple((head.name, head.title) for head in ordered),
            host=host,
            of_request=opened.request.dialect or None,
            of_host=self._services.host_dialects.name_for(host) or None,
            of_collection=(copy.inherited.dialect or None) if copy is not None else None,
            collection="" if collection is None else collection.parent.name,
        )

    def _looked_up(self, opened: OpenRequest) -> tuple[tuple[Dialect, ...], Path | None]:
        """Return all dialects, and the folder of the ones of the request's collection. Blocks."""
        heads = self._services.library.dialects.heads
        return heads, None if opened.copy is None else collection_folder(opened.copy.path)

    def _choose(self, key: int, page: RequestPage, scope: DialectScope, name: str | None) -> None:
        opened, exchange = self._workbench.opened(key), self._workbench.exchange(key)
        if opened is None or exchange is None or not isinstance(exchange.outcome, Response):
            return
        match scope:
            case DialectScope.REQUEST:
                # Judged again by ``follow``, as after undo.
                if isValid(page):
                    page.change_fields(dialect=name or "")
            case DialectScope.HOST:
                host = host_of(exchange.outcome.url)
                self._start(_CHOOSING, self._choose_for_host, host, name or "")
            case DialectScope.COLLECTION if opened.copy is not None:
                file = opened.copy.path
                self._start(_CHOOSING, self._choose_for_collection, file, name or "")

    async def _choose_for_host(self, host: str, name: str) -> None:
        await self._services.host_dialects.choose(host, name)
        self.done.emit()

    async def _judge_by_status(self, host: str) -> None:
        before = self._services.host_dialects.name_for(host)
        await self._choose_for_host(host, HTTP)

        def undo() -> None:
            self._start(_CHOOSING, self._choose_for_host, host, before)

        words = tr("Responses of {host} are judged by their HTTP status from now on.")
        self.told.emit(Message(words.format(host=host), "success", tr("Undo"), undo))

    async def _choose_for_collection(self, file: str, name: str) -> None:
        root = (await asyncio.to_thread(collection_folder, file)).parent
        before = (await read_settings(root)).settings
        # Its requests are read again then, and judged by ``follow``.
        change = ChangeSettings(str(root), before, replace(before, dialect=name))
        self._change_collection(change)

    async def _judge(self, key: int) -> None:
        """Judge the last exchange of an open request again, also in the history."""
        opened, exchange = self._workbench.opened(key), self._workbench.exchange(key)
        if opened is None or exchange is None or has_transcript(exchange.outcome):
            return
        request = replace(exchange.request, dialect=opened.effective.dialect)
        judged = await self._judged(replace(exchange, request=request))
        if self._workbench.exchange(key) is exchange and judged != exchange:
            self.judged.emit(key, judged)
            await self._services.history.take_verdicts({opened.entry_id: judged})

    async def _teach_recognised(self, key: int, page: RequestPage, exchange: Exchange) -> None:
        """Mark what was recognised; where that is enough for a dialect, show it."""
        data = exchange.outcome.body.data if isinstance(exchange.outcome, Response) else b""
        marks = await asyncio.to_thread(recognised_marks, data, exchange.verdict)
        if not isValid(page):
            return
        page.response.teach(marks)
        if Role.WORKED in marks or Role.CODE in marks:
            await self._teach(key, page, exchange, marks)

    async def _teach(self, key: int, page: RequestPage, exchange: Exchange, marks: Marks) -> None:
        opened = self._workbench.opened(key)
        if opened is None or not isinstance(exchange.outcome, Response):
            return
        heads, collection = await asyncio.to_thread(self._looked_up, opened)
        folders = {tr("My dialects, for all requests"): own_folder(self._services.profile)}
        if collection is not None:
            name = collection.parent.name
            folders[tr("The collection {name}, for its requests").format(name=name)] = collection
        host = host_of(exchange.outcome.url)
        paths = tuple(folders.values())
        path = urlsplit(exchange.outcome.url).path
        before = await asyncio.to_thread(name_taught_for, paths[0], host, path)
        lesson = Lesson(
            marks=marks,
            marked=await asyncio.to_thread(
                looked_at, exchange, exchange.outcome, exchange.request.endpoint.shown_title
            ),
            host=host,
            entry_id=id_at(exchange.started_at),
            names=tuple({head.name for head in heads} - {before}),
            folders=tuple(folders),
        )

        async def save(taught: TaughtDialect, folder: int) -> None:
            await self._save(taught, paths[folder])
            await self._let_judge(key, page, taught)

        window, history = self._window, self._services.history
        if await teach(window.theme, window, history, self._scope, lesson, save):
            if isValid(page):
                page.response.stop_teaching()
            self.done.emit()

    async def _save(self, taught: TaughtDialect, folder: Path) -> None:
        path = await asyncio.to_thread(save_dialect, folder, taught.name, dialect_text(taught))
        words = tr("Saved {path}. It judges the responses of {host}.").format(
            path=path, host=taught.host
        )
        self.told.emit(Message(words, "success"))

    async def _let_judge(self, key: int, page: RequestPage, taught: TaughtDialect) -> None:
        """Replace the dialect that was chosen before, which would win."""
        hosts, opened = self._services.host_dialects, self._workbench.opened(key)
        if hosts.name_for(taught.host):
            # One for some paths leaves the rest of the host to others.
            await hosts.choose(taught.host, "" if taught.paths else taught.name)
        # A known service has a dialect of its own.
        is_given = opened is not None and (
            opened.effective.dialect or opened.request.endpoint.service_id
        )
        if is_given and isValid(page):
            page.change_fields(dialect=taught.name)
