"""Notices that dialects, or the choice of them for hosts, were changed here or elsewhere."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from aiurdesk.core.translation import tr
from aiurdesk.ui.collections.folder_watch import FolderWatch
from aiurdesk.ui.tasks import TaskScope

if TYPE_CHECKING:
    from aiurdesk.services.dialects.dialect_changes import Affected, DialectChanges

_LOOKING = tr("look for other dialects")


class DialectWatch(QObject):
    """Watches a person's files, and those of the open collections."""

    # Its class is imported with the first look, on a thread: no start waits for it.
    changed = Signal(object)
    """Emitted with the ``Affected``, the responses that may be judged otherwise now."""

    def __init__(
        self,
        parent: QObject,
        scope: TaskScope,
        make_changes: "Callable[[], DialectChanges]",
        collections: Callable[[], tuple[str, ...]],
    ) -> None:
        """Prepare; nothing is looked at yet.

        Args:
            parent: Owns it.
            scope: Looks.
            make_changes: Returns what compares with how it was before; called on a thread.
            collections: Returns the folders of the open collections.
        """
        super().__init__(parent)
        self._scope = scope
        self._make_changes = make_changes
        self._changes: DialectChanges | None = None
        self._collections = collections
        self._is_stale = self._is_looking = False
        self._watch = FolderWatch(self)
        self._watch.noticed.connect(self.look)

    def look(self) -> None:
        """Look what has changed, such as after a file was written or a collection was opened."""
        # Starting the task again would cancel it, and with it what it has found.
        self._is_stale = True
        if not self._is_looking:
            self._is_looking = True
            self._scope.start(_LOOKING, self._look)

    async def _look(self) -> None:
        try:
            while self._is_stale:
                self._is_stale = False
                affected, *watched = await asyncio.to_thread(self._look_at, self._collections())
                self._watch.watch(*watched)
                if affected:
                    self.changed.emit(affected)
        finally:
            # In the same step as the last question whether there is more to look at.
            self._is_looking = False

    def _look_at(
        self, collections: tuple[str, ...]
    ) -> "tuple[Affected, tuple[str, ...], tuple[str, ...]]":
        """Return what has changed, and what is to be watched. Blocks."""
        self._changes = self._changes or self._make_changes()
        return self._changes.look(collections), *self._changes.watched()
