"""Follows the Git folders of the open collections, and opens what changed in them.

Nothing runs by itself but a look at what changed, after something happened in the window or in the
files; nothing at all in a folder that is not trusted, and nothing over the network.
"""

import asyncio
import os
from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from aiurdesk.core.errors import StorageError
from aiurdesk.core.git.git_state import ChangeKind, GitState
from aiurdesk.core.translation import printable, tr
from aiurdesk.services.git.git_folder import GitFolder, find_top, stamp_of
from aiurdesk.ui.collections.collections_controller import CollectionsController
from aiurdesk.ui.git.changes_dialog import ChangesDialog
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.dialog import ask, discard
from aiurdesk.ui.widgets.question import choose
from aiurdesk.ui.window.messages import Message

_READ, _LOOK, _SHOW = tr("read the Git folder"), tr("look at the Git folder"), tr("show changes")
_TRUST, _NOT_NOW = tr("Trust this folder"), tr("Not now")


class GitController(QObject):
    """Marks what changed in the tree, and shows it."""

    told = Signal(Message)
    """Emitted with what could not be done."""

    def __init__(
        self, theme: Theme, parent: QWidget, scope: TaskScope, collections: CollectionsController
    ) -> None:
        """Prepare; nothing is read.

        Args:
            theme: Of the window.
            parent: The window, which dialogs belong to.
            scope: Runs Git.
            collections: The open ones.
        """
        super().__init__(parent)
        self._theme, self._parent = theme, parent
        self._scope, self._collections = scope, collections
        self._is_reading = self._is_stale = False
        self._stamps: tuple[object, ...] = ()

    def refresh(self) -> None:
        """Read what changed, and mark it in the tree."""
        # Starting the task again would end the Git that runs, over and over. The name of a task is
        # busy a turn of the loop longer than the task asks whether it is to read once more.
        if self._is_reading:
            self._is_stale = True
        else:
            self._scope.start(_READ, self._read)

    def look(self) -> None:
        """Read again only if something was committed or staged elsewhere."""
        if not self._scope.is_busy(_READ) and not self._scope.is_busy(_LOOK):
            self._scope.start(_LOOK, self._look)

    def open(self, path: str) -> None:
        """Show what changed in the Git folder of a request, a folder or a collection."""
        self._scope.start(_SHOW, self._open, path)

    async def _look(self) -> None:
        if await asyncio.to_thread(self._stamps_now) != self._stamps:
            self.refresh()

    def _stamps_now(self) -> tuple[object, ...]:
        tops = filter(None, map(find_top, self._collections.paths))
        return tuple((top, stamp_of(top)) for top in dict.fromkeys(tops))

    async def _read(self) -> None:
        self._is_reading = self._is_stale = True
        try:
            while self._is_stale:
                self._is_stale = False
                self._stamps = await asyncio.to_thread(self._stamps_now)
                await self._mark()
        finally:
            self._is_reading = False

    async def _mark(self) -> None:
        paths = self._collections.paths
        tops = dict(zip(paths, await asyncio.to_thread(_tops, paths), strict=True))
        marks: dict[str, ChangeKind] = {}
        for top in filter(None, dict.fromkeys(tops.values())):
            folder = GitFolder(top, self._collections.trust)
            if await asyncio.to_thread(folder.is_trusted):
                within = [path for path in paths if tops[path] == top]
                state = await folder.state(within)
                if isinstance(state, GitState):
                    marks |= await asyncio.to_thread(marks_of, state, top, within)
        self._collections.section.show_changes([p for p in paths if tops[p]], marks)

    async def _open(self, path: str) -> None:
        top = await asyncio.to_thread(find_top, path)
        if not top:
            return
        folder = GitFolder(top, self._collections.trust)
        if not await asyncio.to_thread(folder.is_trusted) and not await self._is_trusted_now(top):
            return
        self.refresh()
        dialog = ChangesDialog(self._theme, self._parent, self._scope, folder)
        dialog.changed.connect(self._collections.refresh)
        dialog.changed.connect(self.refresh)
        dialog.file_wanted.connect(self._collections.open)
        dialog.read(await asyncio.to_thread(_path_within, path, top))
        try:
            await ask(dialog)
        finally:
            discard(dialog)

    async def _is_trusted_now(self, top: str) -> bool:
        words = tr(
            "Do you trust the Git folder {folder}?\n\nGit runs programs that the folder names, "
            "such as hooks and filters, and its requests may use variables of the process and "
            "files outside it. Trust the folder if you made it, or know who did."
        ).format(folder=printable(top))
        title = tr("Trust a folder")
        if await choose(self._theme, self._parent, title, words, (_TRUST,), _NOT_NOW) != _TRUST:
            return False
        try:
            await asyncio.to_thread(self._collections.trust.add, top)
        except StorageError as error:
            self.told.emit(Message(str(error), "input"))
            return False
        return True


def _tops(paths: Iterable[str]) -> list[str]:
    return list(map(find_top, paths))


def _path_within(path: str, top: str) -> str:
    return os.path.relpath(os.path.realpath(path), top)


def marks_of(state: GitState, top: str, collections: Iterable[str]) -> Mapping[str, ChangeKind]:
    """Return what is marked in the tree: changed files, and the folders that they lie in.

    Args:
        state: Of the Git folder.
        top: The Git folder.
        collections: The paths of open collections in it, as the tree has them.
    """
    marks: dict[str, ChangeKind] = {}
    for collection in collections:
        inner = os.path.relpath(os.path.realpath(collection), top)
        before = "" if inner == "." else f"{inner.replace(os.sep, '/')}/"
        for file in state.files:
            if not file.path.startswith(before):
                continue
            path = os.path.join(collection, file.path.removeprefix(before))
            marks[path] = file.kind
            within = ChangeKind.CONFLICT if file.kind is ChangeKind.CONFLICT else ChangeKind.CHANGED
            above = os.path.dirname(path)
            # A conflict below counts more than any other change.
            while len(above) >= len(collection) and marks.get(above) not in (
                within,
                ChangeKind.CONFLICT,
            ):
                marks[above] = within
                above = os.path.dirname(above)
    return marks
