"""The undo stack of changes of the structure."""

from aiurdesk.services.collections.collection_plans import Change, Plan, make_change, take_back
from aiurdesk.ui.collections.trash import move_to_trash

# The oldest cannot be undone any more; what it moved to the trash stays there.
_MOST_CHANGES = 100


class Structure:
    """Changes the structure of collections, and takes changes back."""

    def __init__(self) -> None:
        self._done: list[Change] = []
        self._undone: list[Change] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether a change was taken back that can be made again."""
        return bool(self._undone)

    async def make(self, plan: Plan) -> Change:
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

    async def undo(self) -> Change | None:
        """Take the last change back; None where there is none.

        Raises:
            StorageError: It could not be done; everything is as it was.
        """
        return await _taken_back(self._done, self._undone)

    async def redo(self) -> Change | None:
        """Make the change again that was taken back last; None where there is none.

        Raises:
            StorageError: It could not be done; everything is as it was.
        """
        return await _taken_back(self._undone, self._done)


async def _taken_back(changes: list[Change], others: list[Change]) -> Change | None:
    if not changes:
        return None
    # Taken off also if it fails: what is in the way stays there.
    change = await take_back(changes.pop(), move_to_trash)
    others.append(change)
    return change
