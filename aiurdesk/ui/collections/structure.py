"""The undo stack of changes of the structure, and the trash of the desktop."""

from pathlib import Path

from PySide6.QtCore import QDir, QFile, QStandardPaths

from aiurdesk.core.errors import StorageError
from aiurdesk.core.translation import tr
from aiurdesk.services.collections.collection_plans import (
    Plan,
    StructureChange,
    make_change,
    take_back,
)

# The oldest cannot be undone any more; what it moved to the trash stays there.
_MOST_CHANGES = 100


class Structure:
    """Changes the structure of collections, and takes changes back."""

    def __init__(self) -> None:
        self._done: list[StructureChange] = []
        self._undone: list[StructureChange] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether a change was taken back that can be made again."""
        return bool(self._undone)

    async def make(self, plan: Plan) -> StructureChange:
        """Carry a plan out.

        Raises:
            StorageError: It could not be done; everything is as it was.
        """
        # Deleting moves to the trash of the desktop, so it can be undone here and there.
        change = await make_change(plan, move_to_trash)
        self._done = [*self._done, change][-_MOST_CHANGES:]
        # As in an editor: after something new, what was undone cannot be done again.
        self._undone.clear()
        return change

    def is_done(self, change: StructureChange) -> bool:
        """Tell whether a change stands, so that it can be taken back."""
        return change in self._done

    async def undo(self, change: StructureChange | None = None) -> StructureChange | None:
        """Take a change back; None where nothing is left, or where it does not stand any more.

        Args:
            change: None for the last one.

        Raises:
            StorageError: It could not be done; everything is as it was.
        """
        if change is None or self._done[-1:] == [change]:
            return await _taken_back(self._done, self._undone)
        if not self.is_done(change):
            return None
        self._done.remove(change)
        self._undone.append(await take_back(change, move_to_trash, is_last=False))
        return self._undone[-1]

    async def redo(self) -> StructureChange | None:
        """Make the change again that was taken back last; None where nothing is left.

        Raises:
            StorageError: It could not be done; everything is as it was.
        """
        return await _taken_back(self._undone, self._done)


async def _taken_back(
    changes: list[StructureChange], others: list[StructureChange]
) -> StructureChange | None:
    if not changes:
        return None
    # Taken off also if it fails: what is in the way stays there.
    change = await take_back(changes.pop(), move_to_trash)
    others.append(change)
    return change


def move_to_trash(path: Path) -> Path:
    """Move a file or folder to the trash, and return where it is there. Blocks meanwhile.

    Raises:
        StorageError: The desktop has no trash for it; nothing was changed.
    """
    # A new account may have no data folder yet. The trash lies in it, and Qt does not make it.
    data = QStandardPaths.StandardLocation.GenericDataLocation
    QDir().mkpath(QStandardPaths.writableLocation(data))
    file = QFile(str(path))
    if not file.moveToTrash():
        raise StorageError(
            tr(
                "{path} could not be moved to the trash, so it is left as it is. Not "
                "every disk has a trash. Delete it with your file manager."
            ).format(path=path)
        )
    # Qt gives the object the name that the file has in the trash.
    return Path(file.fileName())
