"""Adds services of descriptions, updates and removes them, from the window."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import Enum
from functools import partial
from pathlib import Path
from typing import ParamSpec

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from aiurdesk.core.api.endpoint import OWN_GENERATION, SecurityScheme, Service
from aiurdesk.core.credentials.credential import origin_of
from aiurdesk.core.credentials.secret import OfferedCredential
from aiurdesk.core.environments.plain_http import plain_host
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import listed, tr, trn, truncate
from aiurdesk.services.api_services.api_services import ReadService, left_out_lines
from aiurdesk.services.services import Services
from aiurdesk.ui.api_services.service_dialogs import (
    AddChoice,
    AddDialog,
    ServicesDialog,
    SourceDialog,
    UpdateDialog,
    update_summary,
)
from aiurdesk.ui.environments.environment_choice import EnvironmentChoice
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.widgets.desktop import open_file
from aiurdesk.ui.widgets.dialog import answer_of
from aiurdesk.ui.widgets.popup_menu import PopupMenu
from aiurdesk.ui.widgets.question import Destructive, choose
from aiurdesk.ui.window.main_window import MainWindow
from aiurdesk.ui.window.messages import Message, problem_message


class ServiceCommand(Enum):
    """A command on a service; the value is its entry of the menu."""

    MOCK = tr("Mock this service")
    PAGE = tr("Export as page…")
    UPDATE = tr("Update…")
    OPEN = tr("Open description")
    REMOVE = tr("Remove service…")
    HIDE = tr("Hide this service")
    CHOOSE = tr("Services…")


_OF_OWN = (
    ServiceCommand.MOCK,
    ServiceCommand.PAGE,
    ServiceCommand.UPDATE,
    ServiceCommand.OPEN,
    ServiceCommand.REMOVE,
)
_OF_BUILT_IN = (
    ServiceCommand.MOCK,
    ServiceCommand.PAGE,
    ServiceCommand.HIDE,
    ServiceCommand.CHOOSE,
)


def service_menu(
    parent: QWidget, service: Service, on_chosen: Callable[[ServiceCommand, str], object]
) -> PopupMenu:
    """Return the menu of a service; a built-in one is not updated and not removed.

    Args:
        on_chosen: Called with the command and the id of the service.
    """
    menu = PopupMenu(parent)
    for command in _OF_OWN if service.generation == OWN_GENERATION else _OF_BUILT_IN:
        if command is ServiceCommand.REMOVE:
            menu.addSeparator()
        menu.addAction(command.value, partial(on_chosen, command, service.id))
    return menu


_P = ParamSpec("_P")
_ADDING = tr("add an API description")
_CHANGING = tr("change a service")
_LOOKING = tr("look for updates of services")
_CANCEL = tr("Cancel reading")
_REMOVE = Destructive(tr("Remove"))
_PROFILE = tr("Own services")
_MOST_SHOWN = 40
"""Characters of a name that a stranger chose."""
_MOST_NAMED = 3


class ServiceActions(QObject):
    """Reads a description, shows what it becomes, and writes what the person confirms."""

    changed = Signal(str)
    """Emitted with the id of a service that was added or updated; empty where one was removed."""

    def __init__(
        self,
        window: MainWindow,
        services: Services,
        scope: TaskScope,
        collections: Callable[[], tuple[tuple[str, Path], ...]],
        ask_for_credential: Callable[[OfferedCredential], Awaitable[str]],
        environments: EnvironmentChoice,
    ) -> None:
        """Prepare; nothing is asked yet.

        Args:
            window: Dialogs and messages are above it.
            services: The services of the profile.
            scope: Runs what takes a while.
            collections: Returns the names and folders of the open collections.
            ask_for_credential: Lets the person fill in a credential.
            environments: Where requests go.
        """
        super().__init__(window)
        self._window = window
        self._theme = window.theme
        self._services = services
        self._scope = scope
        self._collections = collections
        self._ask_for_credential = ask_for_credential
        self._environments = environments

    def ask_for_source(self, name: str = "") -> None:
        """Let the person name a file or an address, then show what it becomes.

        Args:
            name: What the service has to be called, as something names it; empty for any.
        """
        self._scope.start(_ADDING, self._told, self._ask_for_source, name)

    def add(self, source: str, text: bytes | None = None) -> None:
        """Show what a description becomes, and add it if the person wants.

        Args:
            source: A URL or the path of a file; empty with ``text``.
            text: The description itself.
        """
        self._scope.start(_ADDING, self._told, self._add, source, text, "")

    def carry_out(self, command: ServiceCommand, name: str) -> None:
        """Do what a person chose for a service."""
        work = {
            ServiceCommand.UPDATE: self._update,
            ServiceCommand.OPEN: self._open,
            ServiceCommand.REMOVE: self._remove,
        }[command]
        self._scope.start(_CHANGING, self._told, work, name)

    def look_for_updates(self) -> None:
        """Offer to update the services of the person whose description has changed."""
        self._scope.start(_LOOKING, self._look_for_updates)

    async def _look_for_updates(self) -> None:
        own = self._services.api_services
        rows, _ = await own.list()
        changed: dict[str, ReadService] = {}
        for row in rows:
            # A stranger may have written the address that a service of a collection came from.
            if self._collection_of(row.name) is not None or not row.source:
                continue
            # Nobody is asked at the start.
            host = plain_host(row.source)
            if host and not self._services.connections.plain.allowed().allows(host):
                continue
            try:
                service = await own.read_update(row.name)
            except ProblemError:
                # Such as a server that does not run now, which is no news.
                continue
            if not service.read.changes.is_empty:
                changed[row.name] = service
        if not changed:
            return
        words = tr("The description of {listed} has changed.").format(
            listed=_listed(tuple(service.read.title for service in changed.values()))
        )
        if len(changed) == 1:
            words += f" {update_summary(*changed.values())}"
        update = partial(self._scope.start, _CHANGING, self._told, self._update_each, changed)
        self._tell(Message(words, action=ServiceCommand.UPDATE.value, on_action=update))

    async def _update_each(self, names: Iterable[str]) -> None:
        for name in names:
            await self._update(name)

    def choose_services(
        self, hidden: frozenset[str], hide: Callable[[Iterable[str]], None]
    ) -> None:
        """Let a person choose which built-in services are listed; see ``ServiceOpener``."""
        self._scope.start(_CHANGING, self._choose_services, hidden, hide)

    async def _choose_services(
        self, hidden: frozenset[str], hide: Callable[[Iterable[str]], None]
    ) -> None:
        catalogue = self._services.library.with_code_lab
        dialog = ServicesDialog(self._theme, self._window, catalogue.descriptions, hidden)
        chosen = await answer_of(dialog, lambda: dialog.hidden)
        if chosen is not None:
            hide(chosen)

    async def _ask_for_source(self, name: str) -> None:
        source = await SourceDialog(self._theme, self._window).answer()
        if source:
            await self._add(source, None, name)

    async def _add(self, source: str, text: bytes | None, name: str) -> None:
        title = source or tr("the pasted description")
        own = self._services.api_services
        with self._cancellable(tr("Reading {title}…").format(title=title), _ADDING):
            read = await own.read(source, name, text=text, is_named_later=True)
            left_out = await asyncio.to_thread(left_out_lines, read.read.left_out)
        titles = [_PROFILE, *(name for name, _ in self._collections())]
        folders = [None, *(folder for _, folder in self._collections())]

        def problem_of(name: str, target: int) -> Problem | None:
            return own.name_problem(name, folders[target])

        dialog = AddDialog(self._theme, self._window, read.read, left_out, titles, problem_of)
        choice = await answer_of(dialog, lambda: dialog.choice)
        if choice is not None:
            await self._write(read, choice, folders[choice.target])

    async def _write(self, read: ReadService, choice: AddChoice, collection: Path | None) -> None:
        own = self._services.api_services
        with self._cancellable(tr("Adding {title}…").format(title=read.read.title), _ADDING):
            service = await own.chosen(read, choice.name, collection, choice.groups)
            environments = await own.write(service, choice.servers)
        self.changed.emit(service.read.name)
        self._tell_added(service, environments)
        for scheme in choice.schemes:
            await self._ask_for_credential(_offered(service, scheme))

    def _tell_added(self, service: ReadService, environments: tuple[str, ...]) -> None:
        count = service.read.endpoint_count
        title = truncate(service.read.title, _MOST_SHOWN)
        words = trn(
            "{title} was added with {count:,} endpoint.",
            "{title} was added with {count:,} endpoints.",
            count,
        ).format(title=title, count=count)
        if environments:
            words += tr(" Environments for its servers: {listed}.").format(
                listed=_listed(environments)
            )
        # One of its servers is where it goes without any choice.
        if not environments:
            self._tell(Message(words))
            return
        name = environments[0]

        def choose_it() -> None:
            self._environments.choose(self._environments.named(name))

        button = tr("Choose {name}").format(name=truncate(name, _MOST_SHOWN)).replace("&", "&&")
        self._tell(Message(words, action=button, on_action=choose_it))

    async def _update(self, name: str) -> None:
        own, collection = self._services.api_services, self._collection_of(name)
        searched = [path for _, path in self._collections()]
        words = tr("Reading the description of {name}…").format(name=name)
        with self._cancellable(words, _CHANGING):
            service = await own.read_update(name, collection, searched)
            left_out = await asyncio.to_thread(left_out_lines, service.read.left_out)
        if service.read.changes.is_empty:
            self._tell(Message(update_summary(service)))
            return
        dialog = UpdateDialog(self._theme, self._window, service, left_out)
        if await answer_of(dialog, dialog.result):
            await own.write(service)
            self.changed.emit(name)
            self._tell(Message(tr("{title} was updated.").format(title=service.read.title)))

    async def _open(self, name: str) -> None:
        path = await self._services.api_services.description_file(name, self._collection_of(name))
        if not open_file(str(path)):
            words = tr("No program opens {path}. Open it yourself.").format(path=path)
            self._tell(Message(words, "notice"))

    async def _remove(self, name: str) -> None:
        words = tr(
            "Remove the service {name}?\n\nIts endpoints and its description are "
            "deleted. Saved requests, environments and credentials stay."
        ).format(name=name)
        answer = await choose(self._theme, self._window, tr("Remove service"), words, [_REMOVE])
        if answer == _REMOVE:
            await self._services.api_services.remove(name, self._collection_of(name))
            self.changed.emit("")
            self._tell(Message(tr("The service {name} was removed.").format(name=name)))

    async def _told(
        self, work: Callable[_P, Awaitable[None]], *args: _P.args, **named: _P.kwargs
    ) -> None:
        """Do something, and say why where it is not possible."""
        try:
            await work(*args, **named)
        except ProblemError as error:
            self._tell(problem_message(error.problem))

    def _collection_of(self, name: str) -> Path | None:
        """Return the folder of the collection that has a service; None for the profile."""
        return self._services.library.own.collection_of(name)

    @contextmanager
    def _cancellable(self, words: str, task: str) -> Iterator[None]:
        """Say what is done, with a button that cancels it."""

        def cancel() -> None:
            self._scope.cancel(task)
            self._tell(Message(tr("It was cancelled. Nothing was written.")))

        running = Message(words, action=_CANCEL, on_action=cancel, stays=True)
        self._tell(running)
        try:
            yield
        finally:
            self._window.message_bar.withdraw(running)

    def _tell(self, message: Message) -> None:
        self._window.message_bar.tell(message)


def _listed(names: tuple[str, ...]) -> str:
    first = listed(truncate(name, _MOST_SHOWN) for name in names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return tr("{first} and {more} more").format(first=first, more=more) if more > 0 else first


def _offered(service: ReadService, scheme: SecurityScheme) -> OfferedCredential:
    address = service.read.base_url
    origin = "" if "{{" in address else origin_of(address)
    name = f"{service.read.title} {scheme.name}"[:80]
    return OfferedCredential(scheme.scheme, name, origin, scheme.values)
