"""The collections in the window, whose parts are made when they are first needed."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from aiurdesk.core.environments.environment import SANDBOX
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.verdict import SEVERITIES_OF_VERDICTS
from aiurdesk.services.environments import id_in_collection
from aiurdesk.services.services import Services
from aiurdesk.ui import collections
from aiurdesk.ui.environments.environment_choice import EnvironmentChoice
from aiurdesk.ui.imports import import_in_turns, import_on_a_thread
from aiurdesk.ui.request.workbench import Workbench
from aiurdesk.ui.sidebar.section import Link
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.widgets.lazy_panel import LazyPart
from aiurdesk.ui.window.main_window import MainWindow

if TYPE_CHECKING:
    from aiurdesk.core.exchange.exchange import Exchange
    from aiurdesk.services.imports.importing import CollectionMade
    from aiurdesk.ui.collections.collections_controller import CollectionsController
    from aiurdesk.ui.collections.saving import SavedWork, SavingController

_MOST_VERDICTS = 500
_LOADING = tr("load the collections")

_FOR_COLLECTIONS_WITHOUT_QT = (
    "aiurdesk.core.collection.request_file",
    "aiurdesk.core.collection.literal_secrets",
    "aiurdesk.services.collections.saved_files",
    "aiurdesk.services.collections.collection_folders",
    "aiurdesk.services.collections.collection_plans",
    "aiurdesk.services.sending.planned_request",
)
_FOR_COLLECTIONS = (
    "aiurdesk.ui.collections.collections_section",
    "aiurdesk.ui.collections.collections_controller",
    "aiurdesk.ui.collections.saving",
)


async def load_collections() -> None:
    """Load what shows collections and saves into them; nothing of it is needed before that."""
    await import_on_a_thread(_FOR_COLLECTIONS_WITHOUT_QT)
    await import_in_turns(_FOR_COLLECTIONS)


class CollectionsTab:
    """Their modules take a tenth of the start, which a person without collections is spared."""

    def __init__(
        self,
        window: MainWindow,
        scope: TaskScope,
        services: Services,
        workbench: Workbench,
        environments: EnvironmentChoice,
    ) -> None:
        """Say in the sidebar what collections are for; nothing else is made yet.

        Args:
            window: Has the sidebar; dialogs are above it.
            scope: Reads and writes files.
            services: The services of the profile.
            workbench: The open requests, which may be saved in collections.
            environments: Has the environment for a new collection.
        """
        self._window = window
        self._scope = scope
        self._services = services
        self._workbench = workbench
        self._environments = environments
        self.saved_work: LazyPart[SavedWork] = LazyPart(self._make_saved_work)
        self._of_last_run: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self.verdicts: dict[str, str] = {}
        """Path of a saved request → severity of its last verdict, the latest one last."""
        self._section = window.sidebar.sections.collections
        self._section.wanted.connect(self._open_menu)
        link = Link(tr("New collection…"), lambda: self.collections.ask_for_new())
        self._section.show_empty(link)

    @property
    def collections(self) -> "CollectionsController":
        """The open collections, made when they are first needed."""
        return self.saved_work.part.collections

    @property
    def saving(self) -> "SavingController":
        """Saves requests into collections."""
        return self.saved_work.part.saving

    @property
    def open_collections(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The folders of the open collections, and the unfolded entries in them."""
        if not self.saved_work.is_made:
            return self._of_last_run
        return self.collections.paths, self.collections.expanded

    # Conditions are asked at the start, and naming ``collections`` would make them.
    @property
    def has_collections(self) -> bool:
        """Whether a collection is open."""
        return bool(self.open_collections[0])

    @property
    def can_undo(self) -> bool:
        """Whether a change of a collection can be undone."""
        return self.saved_work.is_made and self.collections.structure.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether an undone change of a collection can be redone."""
        return self.saved_work.is_made and self.collections.structure.can_redo

    @property
    def has_focus(self) -> bool:
        """Whether the tree of the collections has the keyboard."""
        return self.saved_work.is_made and self.collections.section.has_focus()

    def restore(self, paths: tuple[str, ...], expanded: tuple[str, ...]) -> None:
        """Open the collections of the last run, and look at the files of the open requests.

        Args:
            paths: The folders.
            expanded: The unfolded entries in them.
        """
        self._of_last_run = (paths, expanded)
        if paths or any(opened.copy for opened in self._workbench.open_requests):
            self._scope.start(_LOADING, self._restore)

    def show(self) -> None:
        """Give the keyboard to the collections."""
        self._window.show_sidebar(True)
        self._window.sidebar.go_to(self._section)

    def show_saved(self, path: str) -> bool:
        """Mark the file of the request in front; return whether the tree has it."""
        # Looking at ``collections`` would make them, with all their modules.
        return self.saved_work.is_made and self.collections.section.reveal(path)

    def restore_verdicts(self, verdicts: Mapping[str, str]) -> None:
        """Take the last verdicts of an earlier run; a severity that no verdict has is left out."""
        known = ((path, word) for path, word in verdicts.items() if word in SEVERITIES_OF_VERDICTS)
        self.verdicts.update(islice(known, _MOST_VERDICTS))

    def note_exchange(self, key: int, exchange: "Exchange") -> None:
        """Remember the verdict on an open request, if it has a file."""
        opened = self._workbench.opened(key)
        if opened is not None and opened.copy is not None:
            self.note_verdict(opened.copy.path, exchange)

    def note_verdict(self, path: str, exchange: "Exchange") -> None:
        """Remember the verdict on a saved request, and show it in the tree."""
        self.verdicts.pop(path, None)
        self.verdicts[path] = str(exchange.verdict.severity)
        while len(self.verdicts) > _MOST_VERDICTS:
            del self.verdicts[next(iter(self.verdicts))]
        if self.saved_work.is_made:
            self.collections.section.show_verdicts(self.verdicts)

    def follow_moves(self, moves: Sequence[tuple[str, str]]) -> None:
        """Keep the verdicts of requests that were renamed or moved."""
        after = {
            collections.tab_files.path_after(path, moves): verdict
            for path, verdict in self.verdicts.items()
        }
        self.verdicts.clear()
        self.verdicts.update(after)

    def open_made(self, made: "CollectionMade") -> None:
        """Open what was imported, and choose its environment where it has only one."""
        if len(made.environments) == 1:
            made_id = id_in_collection(made.environments[0], str(made.folder))
            self._environments.choose_when_offered(made_id)
        self.collections.open(str(made.folder))
        self.show()

    def run_all(self, folder: Path) -> None:
        """Run a collection at once; one that may change something waits for a button."""
        self.collections.run_all_wanted.emit(str(folder))

    def open_folder(self, path: str) -> None:
        """Open the collection of a folder or a saved request, and show it."""
        self._window.show_sidebar(True)
        self._window.sidebar.show_sections()
        self.collections.open(path)

    def rename_entry(self) -> None:
        """Let a person type another name of the current entry.

        While the keyboard is not in the tree, that is the request in front, if it has a file.
        """
        if not self.saved_work.is_made:
            return
        section, front = self.collections.section, self._workbench.current
        if front is not None and front.copy is not None and not section.has_focus():
            section.tree.select(front.copy.path)
        if section.tree.current is not None:
            # A name cannot be typed out of sight.
            self._window.show_sidebar(True)
            self._window.sidebar.show_sections()
            section.tree.select(section.tree.current.path, is_edited=True)

    def duplicate_entry(self) -> None:
        """Copy the current entry."""
        plan = self.collections.section.tree.duplication()
        if plan is not None:
            self.collections.carry_out(plan)

    def _open_menu(self, place: QPoint) -> None:
        self.collections.section.menu_of(None).open_once(place)

    async def _restore(self) -> None:
        # In turns of the loop: importing all of it at once would hold the window up.
        await load_collections()
        paths, expanded = self._of_last_run
        self.collections.restore(paths, expanded)

    def _make_saved_work(self) -> "SavedWork":
        window, scope, services = self._window, self._scope, self._services
        method_of = partial(collections.outline.method_of, services.library)
        section = collections.collections_section.CollectionsSection(
            window.sidebar.sections, window.keys, method_of
        )
        section.show_verdicts(self.verdicts)
        opened = collections.collections_controller.CollectionsController(
            scope, services.library, self._workbench, section, window, services.trust
        )
        environments = self._environments
        saving = collections.saving.SavingController(
            window.theme,
            window,
            scope,
            opened,
            services.accounts,
            # No other one: a colleague may have none of that name, or another one.
            lambda: SANDBOX.name if environments.environment.name == SANDBOX.name else "",
        )
        settings = collections.folder_settings.FolderSettingsEditing(
            window.theme,
            window,
            scope,
            opened,
            services,
            lambda: collections.folder_settings.FolderSettingsDialog,
        )
        return collections.saving.SavedWork(opened, saving, settings)
