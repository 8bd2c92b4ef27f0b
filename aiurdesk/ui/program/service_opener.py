"""The way to the services that a person adds, whose parts are made when they are first needed."""

import os
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal

from aiurdesk.core.api.description_text import is_description_address
from aiurdesk.core.api.endpoint import Service
from aiurdesk.core.translation import tr
from aiurdesk.services import imports
from aiurdesk.services.services import Services
from aiurdesk.ui import api_services
from aiurdesk.ui.collections.collections_tab import CollectionsTab
from aiurdesk.ui.credentials.credential_controller import CredentialController
from aiurdesk.ui.environments.environment_choice import EnvironmentChoice
from aiurdesk.ui.imports import import_in_turns, import_on_a_thread
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.widgets.lazy_panel import LazyPart
from aiurdesk.ui.window.main_window import MainWindow

if TYPE_CHECKING:
    from aiurdesk.ui.api_services.mock_actions import MockActions
    from aiurdesk.ui.api_services.service_actions import ServiceActions, ServiceCommand

_ADDING = tr("load what adds services")
_WITHOUT_QT = ("aiurdesk.services.api_services.api_services",)
_WITH_QT = (
    "aiurdesk.ui.api_services.service_dialogs",
    "aiurdesk.ui.api_services.service_dialogs",
    "aiurdesk.ui.api_services.service_actions",
)


class ServiceOpener(QObject):
    """Takes descriptions that are named, pasted or dropped, and what is chosen for a service."""

    import_wanted = Signal(list)
    """Emitted with the paths of what another program exported and a person dropped together."""
    hide_wanted = Signal(str)
    """Emitted with the id of a built-in service that is not to be listed."""
    page_wanted = Signal(str)
    """Emitted with the id of a service that is to be written as a page."""
    list_wanted = Signal()
    """Emitted when a person wants to choose which built-in services are listed."""
    offered = Signal()
    """Emitted when services of collections are offered, or no longer are."""

    def __init__(
        self,
        window: MainWindow,
        services: Services,
        scope: TaskScope,
        collections: CollectionsTab,
        credentials: CredentialController,
        environments: EnvironmentChoice,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._services = services
        self._scope = scope
        self._collections_tab = collections
        self._environments = environments
        self.actions: LazyPart[ServiceActions] = LazyPart(
            lambda: api_services.service_actions.ServiceActions(
                window, services, scope, self._collections, credentials.ask_for, environments
            )
        )
        """Adds, updates and removes services."""

    def add(self, source: str) -> None:
        """Add the description of a file or an address; empty lets the person choose one."""
        self._start(lambda actions: actions.add(source) if source else actions.ask_for_source())

    def add_named(self, name: str) -> None:
        """Let the person choose the description of the service that something names."""
        self._start(lambda actions: actions.ask_for_source(name))

    def add_pasted(self, text: str) -> None:
        """Add a description that was pasted, or that is at the address that was pasted."""
        if is_description_address(text):
            self.add(text.strip())
        else:
            self._start(lambda actions: actions.add("", text.encode(errors="replace")))

    def take_files(self, paths: list[str]) -> None:
        """Add descriptions, import what another program exported, and open collections."""
        self._scope.start("open a file", self._take_files, paths)

    def open_menu(self, service: Service, point: QPoint) -> None:
        """Open the menu of a service at a point of the screen."""

        def carry_out(command: "ServiceCommand", name: str) -> None:
            room = api_services.service_actions.ServiceCommand
            if command is room.HIDE:
                self.hide_wanted.emit(name)
            elif command is room.PAGE:
                self.page_wanted.emit(name)
            elif command is room.CHOOSE:
                self.list_wanted.emit()
            elif command is room.MOCK:
                self._mocks.mock(name)
            else:
                self._start(lambda actions: actions.carry_out(command, name))

        api_services.service_actions.service_menu(self._window, service, carry_out).open_once(point)

    @cached_property
    def _mocks(self) -> "MockActions":
        """Made with the first mock."""
        return api_services.mock_actions.MockActions(
            self._window, self._services, self._scope, self._environments, self._collections
        )

    def look_for_updates(self) -> None:
        """Find out which services of the person have another description by now."""
        self._start(lambda actions: actions.look_for_updates())

    def choose_services(
        self, hidden: frozenset[str], hide: "Callable[[Iterable[str]], None]"
    ) -> None:
        """Let a person choose which built-in services are listed.

        Args:
            hidden: Ids of those that are not listed now.
            hide: Called with the ids of those that are not to be listed.
        """
        self._start(lambda actions: actions.choose_services(hidden, hide))

    def follow_collections(self) -> None:
        """Show the services of the collections that are open now."""
        self._scope.start("read the services of collections", self._follow_collections)

    def _collections(self) -> tuple[tuple[str, Path], ...]:
        tab = self._collections_tab
        # Naming the collections would make them.
        opened = tab.collections.collections if tab.saved_work.is_made else ()
        return tuple((collection.name, Path(collection.path)) for collection in opened)

    def _start(self, work: "Callable[[ServiceActions], object]") -> None:
        self._scope.start(_ADDING, self._load, work)

    async def _load(self, work: "Callable[[ServiceActions], object]") -> None:
        # In turns of the loop: importing all of it at once would hold the window up.
        await import_on_a_thread(_WITHOUT_QT)
        await import_in_turns(_WITH_QT)
        work(self.actions.part)

    async def _take_files(self, paths: list[str]) -> None:
        await import_on_a_thread(_WITHOUT_QT)
        foreign = []
        for path in map(os.path.expanduser, paths):
            if await self._services.api_services.holds_description(path):
                self.add(path)
            elif await imports.importing.held_in(Path(path)) is not None:
                foreign.append(path)
            else:
                self._collections_tab.open_folder(path)
        if foreign:
            self.import_wanted.emit(foreign)

    async def _follow_collections(self) -> None:
        titles = {path: title for title, path in self._collections()}
        if await self._services.library.offer_collections(titles):
            self.offered.emit()
