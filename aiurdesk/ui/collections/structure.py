"""The undo stack of changes of the structure."""

from pathlib import Path

from aiurdesk.core.collection.saved_request import SavedRequest
from aiurdesk.services.collections import collection_plans
from aiurdesk.services.collections.collection_plans import Change, Plan, make_change, take_back
from aiurdesk.ui.collections.trash import move_to_trash
from aiurdesk.ui.collections.wishes import (
    ChangeSettings,
    Delete,
    Duplicate,
    GiveName,
    MoveTo,
    NewFolder,
    NewRequest,
    Redo,
    Undo,
    Wish,
)

# The oldest cannot be undone any more; what it moved to the trash stays there.
_MOST_CHANGES = 100
NEW_REQUEST = SavedRequest(method="GET", url="https://")
"""What a request holds that was created in the tree."""


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

    async def fulfil(self, wish: Wish) -> Change | None:
        """Do what was wished for; None where it changes no structure.

        Raises:
            StorageError: It could not be done; everything is as it was.
        """
        if isinstance(wish, Undo):
            return await self._step(self._done, self._undone)
        if isinstance(wish, Redo):
            return await self._step(self._undone, self._done)
        plan = plan_of(wish)
        return None if plan is None else await self.make(plan)

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

    async def _step(self, taken: list[Change], given: list[Change]) -> Change | None:
        if not taken:
            return None
        # Taken off also if it fails: what is in the way stays there.
        change = await take_back(taken.pop(), move_to_trash)
        given.append(change)
        return change


def plan_of(wish: Wish) -> Plan | None:
    """Return how a wish is fulfilled; None where it changes no structure."""
    match wish:
        case NewFolder(parent):
            return collection_plans.new_folder(Path(parent), "New folder")
        case NewRequest(parent):
            return collection_plans.new_request(Path(parent), "New request", NEW_REQUEST)
        case GiveName(path, name):
            return collection_plans.renamed(Path(path), name)
        case ChangeSettings(path, before_settings, after):
            return collection_plans.with_settings(Path(path), before_settings, after)
        case MoveTo(paths, folder, before):
            return collection_plans.moved([Path(each) for each in paths], Path(folder), before)
        case Duplicate(path):
            return collection_plans.duplicated(Path(path))
        case Delete(paths):
            return collection_plans.deleted([Path(each) for each in paths])
    return None
