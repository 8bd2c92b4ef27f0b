"""The open collections: shows them, changes them, and follows changes from outside."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.collection.file_name import REQUEST_SUFFIX
from aiurdesk.core.errors import StorageError
from aiurdesk.core.translation import tr
from aiurdesk.services.collections.collection_folders import (
    CollectionFolders,
    OpenCollection,
    root_for,
)
from aiurdesk.services.collections.collection_plans import (
    ChangeSettings,
    Delete,
    MakeCollection,
    NewFolder,
    NewRequest,
    Plan,
    SaveExamples,
    StructureChange,
)
from aiurdesk.services.collections.saved_files import read_shown_copy
from aiurdesk.services.library import Library
from aiurdesk.services.sending.trust import Trust, is_empty
from aiurdesk.ui.collections.collection_tree import Act, CollectionCommand, EntryCommand
from aiurdesk.ui.collections.folder_watch import FolderWatch
from aiurdesk.ui.collections.structure import Structure
from aiurdesk.ui.collections.tab_files import TabFiles, path_after
from aiurdesk.ui.request.workbench import OpenRequest, Workbench
from aiurdesk.ui.tasks import TaskName, TaskScope
from aiurdesk.ui.widgets.file_dialog import folder_dialog, open_once, save_dialog
from aiurdesk.ui.window.messages import Message, problem_message

if TYPE_CHECKING:
    from aiurdesk.ui.collections.collections_section import CollectionsSection

_REFRESH, _CHANGE = tr("read the collections"), tr("change a collection")
UNDO = tr("Undo")
_TRUST_NO_LONGER = tr("Trust it no longer")
_NOWHERE = tr("This collection cannot be read. Select another one, then try again.")


class CollectionsController(QObject):
    """Holds the open collections."""

    told = Signal(Message)
    """Emitted with what was changed outside, and with what could not be done."""
    changed = Signal()
    """Emitted when other collections are open, or when there is something else in one."""
    settings_wanted = Signal(str)
    """Emitted with the path of the collection or folder whose settings are to be shown."""
    run_wanted = Signal(str)
    """Emitted with the path of what is to be run."""
    compare_wanted = Signal(str, str)
    """Emitted with such a path, and whether an ``environment`` or a ``run`` is chosen."""
    load_wanted = Signal(str)
    """Emitted with the path of what is to be sent as a load."""
    run_all_wanted = Signal(str)
    """Emitted with the path of a collection that is to be run at once, where it only reads."""
    export_wanted = Signal(str)
    """Emitted with the path of what is to be written for another program."""
    changes_wanted = Signal(str)
    """Emitted with the path of what is to be compared with the last commit."""
    example_wanted = Signal(Act, str)
    """Emitted with what is to be done with an example, and its path."""
    services_offered = Signal()
    """Emitted when the services of other collections can be used."""
    moved = Signal(tuple)
    """Emitted with old and new paths of what was renamed or moved."""
    withdrawn = Signal(Message)
    """Emitted with what was told, and offers what cannot be done any more."""
    undo_changed = Signal()
    """Emitted when another change, or none, can be taken back or made again."""

    def __init__(
        self,
        scope: TaskScope,
        library: Library,
        bench: Workbench,
        section: "CollectionsSection",
        parent: QWidget,
        trust: Trust,
    ) -> None:
        """Prepare; nothing is read yet.

        Args:
            section: Shows them.
            parent: The window, which dialogs belong to.
            trust: Told of collections that the person makes or trusts.
        """
        super().__init__()
        self._scope = scope
        self.library = library
        self.bench = bench
        self._parent = parent
        self.trust = trust
        self._folders = CollectionFolders()
        self.structure = Structure()
        self._offers: dict[StructureChange, Message] = {}
        """Deletions with the messages that offer to take each back."""
        self.paths: tuple[str, ...] = ()
        """The folders of the open collections, in their order."""
        # Held while the structure is changed, and while folders are read.
        self._lock = asyncio.Lock()
        self._commands = 0
        # Whether something was changed while folders were read.
        self._is_stale = False
        # Whether the program has changed files that were not read since.
        self._has_own_change = False
        self._told_remarks: frozenset[str] = frozenset()
        self.collections: tuple[OpenCollection, ...] = ()
        self.tabs = TabFiles(bench, library)
        self.watch = FolderWatch(self)
        self.section = section

    @property
    def expanded(self) -> tuple[str, ...]:
        """The paths of the unfolded entries."""
        return self.section.tree.expanded_keys()

    def restore(self, paths: Iterable[str], expanded: Iterable[str]) -> None:
        """Open the collections of the last run, and look at the files of the open requests."""
        self.paths = tuple(paths)
        self._expand(expanded)
        if self.paths or any(opened.copy for opened in self.bench.open_requests):
            self.refresh()

    def show_request(self, path: str) -> None:
        """Select the file of the request in front, unless a person works in the tree."""
        if path:
            self.section.reveal(path)

    def carry_out(self, command: CollectionCommand) -> None:
        """Do what a person wants."""
        if not isinstance(command, EntryCommand):
            self._start(self._change, partial(self.structure.make, command), command)
            return
        path = command.path
        acts: Mapping[Act, Callable[[], object]] = {
            Act.OPEN_REQUEST: lambda: self._start(self._open_request, path),
            Act.OPEN_EXAMPLE: lambda: self.example_wanted.emit(command.act, path),
            Act.COMPARE: lambda: self.example_wanted.emit(command.act, path),
            Act.EXPECT: lambda: self.example_wanted.emit(command.act, path),
            Act.OPEN_FOLDER: lambda: self.open(path) if path else self.ask_to_open(),
            Act.NEW_COLLECTION: self.ask_for_new,
            Act.CLOSE: lambda: self.close(path),
            Act.LOAD: lambda: self.load_wanted.emit(path),
            Act.RUN: lambda: self.run_wanted.emit(path),
            Act.COMPARE_ENVIRONMENT: lambda: self.compare_wanted.emit(path, "environment"),
            Act.COMPARE_RUN: lambda: self.compare_wanted.emit(path, "run"),
            Act.CURL: lambda: self.copy_as_curl(path),
            Act.EXPORT: lambda: self.export_wanted.emit(path),
            Act.CHANGES: lambda: self.changes_wanted.emit(path),
            Act.TRUST: lambda: self._start(self._set_trusted, path, True),
            Act.SETTINGS: lambda: self.settings_wanted.emit(path),
            Act.UNDO: self.undo,
            Act.REDO: self.redo,
        }
        acts[command.act]()

    def show_settings(self, folders: Iterable[str]) -> bool:
        """Show the settings of the open collection that folders are in; return whether one is."""
        wanted = [Path(os.path.realpath(folder)) for folder in folders]
        for opened in self.collections:
            top = Path(os.path.realpath(opened.path))
            if any(folder == top or top in folder.parents for folder in wanted):
                self.settings_wanted.emit(opened.path)
                return True
        return False

    def copy_as_curl(self, path: str) -> None:
        """Copy the request of a file as a command of curl."""
        self._start(self._with_request, path, self.bench.copy_saved_as_curl)

    def open(self, path: str) -> None:
        """Open the collection that a folder or a saved request belongs to."""
        self._start(self._open, path)

    def make_folder(self) -> None:
        """Make a folder where something new goes."""
        self._make_in_folder(NewFolder)

    def make_request(self) -> None:
        """Make a request where something new goes."""
        self._make_in_folder(NewRequest)

    def undo(self) -> None:
        """Take the last change of the structure back."""
        self._start(self._change, self.structure.undo)

    def redo(self) -> None:
        """Make the change again that was taken back last."""
        self._start(self._change, self.structure.redo)

    def close(self, path: str) -> None:
        """Show a collection no longer; its files and its tabs stay."""
        # At once, without reading: a folder on a network drive may take long.
        self.paths = tuple(other for other in self.paths if other != path)
        self.collections = tuple(opened for opened in self.collections if opened.path != path)
        self._show()

    def refresh(self) -> None:
        """Look for changes from outside."""
        # Starting the task again would cancel it, and a folder that changes all the time would
        # never be read to its end.
        if self._scope.is_busy(_REFRESH):
            self._is_stale = True
        else:
            self._scope.start(_REFRESH, self._refresh)

    @contextlib.asynccontextmanager
    async def changing(self) -> AsyncIterator[Callable[[], None]]:
        """Let nothing be read while a file is written; yield what is to be called if one was.

        Otherwise it may be noticed before ``note_saved``, and told as a change from outside.
        """

        def note_own_change() -> None:
            self._has_own_change = True

        async with self._lock:
            yield note_own_change

    async def note_saved(self, path: str) -> None:
        """Show a file that the program has written."""
        # It may have been saved outside of every open collection: then its own is opened.
        if not any(Path(path).is_relative_to(root) for root in self.paths):
            self._add(await root_for(path))
        await self.read_again(is_told=False)

    def folder_for_new(self) -> str:
        """Return the folder that something new goes into, or empty text."""
        if self.collections:
            return self.section.folder_for_new()
        # They are still being read.
        return self.paths[0] if self.paths else ""

    def _make_in_folder(self, plan: type[NewFolder | NewRequest]) -> None:
        folder = self.folder_for_new()
        if folder:
            self.carry_out(plan(folder))
        else:
            # An empty path would be the folder in which the program was started.
            self.told.emit(Message(_NOWHERE, "input"))

    def _add(self, root: str) -> None:
        """Add a collection, unfolded: a person wants to see what is in it."""
        self.paths = (*self.paths, root)
        self._expand((*self.expanded, root))

    def _expand(self, paths: Iterable[str]) -> None:
        self.section.tree.expand_keys(paths)

    def examples_of(self, request_path: str) -> tuple[str, ...]:
        """Return the names of the examples of a saved request."""
        rows = (row for opened in self.collections for row in opened.rows)
        found = (row.request.examples for row in rows if row.request.path == request_path)
        return next(found, ())

    def capturing(self, variable: str, name: str) -> str:
        """Return the path of the saved request of a name that captures a variable, or nothing."""
        rows = (row.request for opened in self.collections for row in opened.rows)
        found = (
            request.path
            for request in rows
            if request.name == name
            and any(capture.variable == variable for capture in request.saved.captures)
        )
        return next(found, "")

    async def _open(self, path: str) -> None:
        root = await root_for(path)
        if root not in self.paths:
            self._add(root)
        await self.read_again(is_told=False)
        # Who opens a file wants to see it, not only the collection around it.
        if path.endswith(REQUEST_SUFFIX):
            await self._open_request(path)

    async def _change(
        self, make: Callable[[], Awaitable[StructureChange | None]], plan: Plan | None = None
    ) -> None:
        try:
            # One change at a time, and none while folders are read: half of it would be shown as
            # done by another program.
            async with self.changing() as note_own_change:
                change = await make()
                note_own_change()
        finally:
            self.undo_changed.emit()
        if change is not None:
            await self._show_change(change, plan)

    async def _show_change(self, change: StructureChange, plan: Plan | None) -> None:
        self.tabs.follow(change.moves)
        self._expand(path_after(path, change.moves) for path in self.expanded)
        self.moved.emit(change.moves)
        # While the tree still has what is deleted. Not its folder: Del again would delete that.
        gone = plan.paths if isinstance(plan, Delete) else ()
        beside = self.section.tree.beside(gone) if gone else ""
        if isinstance(plan, ChangeSettings):
            # Where it cannot be written down, it is asked about.
            with contextlib.suppress(StorageError):
                await asyncio.to_thread(self.trust.learn, plan.folder, plan.new_reach)
        await self.read_again(is_told=False)
        self._withdraw_offers(is_all=plan is not None and not isinstance(plan, Delete))
        if isinstance(plan, NewRequest):
            # Before the tree takes the keyboard for the name: a new page would take it.
            await self._open_request(change.path)
        if change.path:
            is_named = isinstance(plan, NewFolder | NewRequest)
            self.section.tree.select(beside or change.path, is_edited=is_named)
        if isinstance(plan, SaveExamples):
            self.told.emit(Message(f"{change.title}.", "success", UNDO, self.undo))
        # Other changes can be undone too, but only what is gone is missed.
        if isinstance(plan, Delete):
            text = f"{change.title}. {self.tabs.left_of(plan.paths)}".strip()
            undo = partial(self._start, self._change, partial(self.structure.undo, change))
            self._offers[change] = Message(text, "notice", UNDO, undo)
            self.told.emit(self._offers[change])

    def _withdraw_offers(self, *, is_all: bool) -> None:
        """Withdraw what is taken back already, or all: after a move files would come back wrong."""
        for change in tuple(self._offers):
            if is_all or not self.structure.is_done(change):
                self.withdrawn.emit(self._offers.pop(change))

    async def _open_request(self, path: str) -> None:
        await self._with_request(path, self.bench.open_saved)

    async def _with_request(self, path: str, do: Callable[[CollectionRequest], None]) -> None:
        copy = await read_shown_copy(path, self.library.with_code_lab)
        if isinstance(copy, CollectionRequest):
            do(copy)
        else:
            self.told.emit(problem_message(self.tabs.problem(path, copy)))

    async def opened_request(self, path: str) -> OpenRequest | None:
        """Open a saved request, and return it; None where it cannot be read, which is told."""
        await self._open_request(path)
        return self.bench.with_file(path)

    async def _refresh(self) -> None:
        self._is_stale = True
        while self._is_stale:
            self._is_stale = False
            await self.read_again()

    async def read_again(self, *, is_told: bool = True) -> None:
        """Read what was changed, and show it.

        Args:
            is_told: The program did not change anything, so the person is told what did.
        """
        async with self._lock:
            is_own = self._has_own_change
            is_told = is_told and not is_own
            self._has_own_change = False
            reading = await self._folders.read(self.paths, self.collections)
            # A person may have closed one of them meanwhile.
            self.collections = tuple(
                opened for opened in reading.collections if opened.path in self.paths
            )
            # Before requests are read that use them.
            titles = {Path(opened.path): opened.name for opened in self.collections}
            if await self.library.offer_collections(titles):
                self.services_offered.emit()
            if reading.is_new:
                self._show()
            # Before ``look``, which would take a moved file for a deleted one.
            self.tabs.follow(reading.changes.moved)
            told = await self.tabs.look(is_own_change=is_own)
        self.watch.watch(
            (path for opened in self.collections for path in opened.watched()), self.tabs.paths
        )
        for message in told:
            self.told.emit(message)
        if is_told:
            for text in reading.changes.sentences(self._name_of):
                self.told.emit(Message(text))
        self._tell_remarks()

    def _tell_remarks(self) -> None:
        """Tell what has no effect in files, once for each file and key."""
        read = [opened.collection for opened in self.collections if opened.collection]
        remarks = [remark.sentence for collection in read for remark in collection.remarks]
        news = [remark for remark in remarks if remark not in self._told_remarks]
        self._told_remarks = frozenset(remarks)
        if news:
            rest = (
                tr(" More such keys: {value}.").format(value=len(news) - 1) if len(news) > 1 else ""
            )
            self.told.emit(Message(f"{news[0]}{rest}", "notice"))

    def _name_of(self, path: str) -> str:
        file = Path(path)
        return next((c.name for c in self.collections if file.is_relative_to(c.path)), path)

    def _show(self) -> None:
        self.section.set_collections(self.collections)
        self.changed.emit()

    def ask_to_open(self) -> None:
        """Let the person choose the folder of a collection."""
        open_once(folder_dialog(self._parent, tr("Open collection"), self.open))

    def ask_for_new(self) -> None:
        """Let the person choose where a new collection goes."""
        dialog = save_dialog(self._parent, tr("New collection"), tr("My collection"))
        dialog.setLabelText(QFileDialog.DialogLabel.Accept, tr("Create"))
        dialog.fileSelected.connect(self.create)
        open_once(dialog)

    def create(self, path: str) -> None:
        """Make a folder a collection, and open it."""
        self._start(self._create, path)

    def _start(self, work: Callable[..., Awaitable[None]], *given: object) -> None:
        """Start a task whose trouble with the disk is told."""

        async def told_if_failed() -> None:
            try:
                await work(*given)
            except StorageError as error:
                self.told.emit(Message(str(error), "input"))

        # One never replaces another.
        self._commands += 1
        self._scope.start(TaskName(_CHANGE, self._commands), told_if_failed)

    async def _set_trusted(self, path: str, is_trusted: bool) -> None:
        name = self._name_of(path)
        await asyncio.to_thread(self.trust.add if is_trusted else self.trust.remove, path)
        if not is_trusted:
            text = tr("The folder of {name} is trusted no longer.").format(name=name)
            self.told.emit(Message(text))
            return
        text = tr(
            "The folder of {name} is trusted: its requests may use variables of the "
            "process and files outside it."
        ).format(name=name)
        undo = partial(self._start, self._set_trusted, path, False)
        self.told.emit(Message(text, "notice", _TRUST_NO_LONGER, undo))

    async def _create(self, path: str) -> None:
        folder = Path(path)
        async with self._lock:
            is_new = await asyncio.to_thread(is_empty, folder)
            await self.structure.make(MakeCollection(path, folder.name))
            # What others have put there before is theirs.
            if is_new:
                await asyncio.to_thread(self.trust.add, folder)
        # As if a person had opened it: one way to show a collection.
        await self._open(path)
