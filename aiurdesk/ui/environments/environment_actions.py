"""Shows the environments, and saves what the person changes in them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from functools import partial

import msgspec
from msgspec.structs import replace
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from aiurdesk.core.collection.environment_file import BASES, SavedEnvironment
from aiurdesk.core.collection.file_name import free_name
from aiurdesk.core.collection.moved_secrets import secrets_at, with_choice
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.translation import tr
from aiurdesk.services.collections.collection_folders import EnvironmentPlace, EnvironmentPlaces
from aiurdesk.services.credentials.accounts import Accounts
from aiurdesk.services.credentials.proxy_login import proxy_credentials
from aiurdesk.services.environments import secrets_in
from aiurdesk.services.sending.kept_secrets import keep_secret
from aiurdesk.ui.environments.environment_choice import EnvironmentChoice
from aiurdesk.ui.environments.environment_editor import Change
from aiurdesk.ui.environments.environments_dialog import (
    EnvironmentsDialog,
    Group,
    ShownEnvironment,
)
from aiurdesk.ui.environments.secrets_dialog import SecretsDialog
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.dialog import answer_of, ask, discard

Key = tuple[str | None, str] | None
"""Place and name of an environment; None keeps the selection."""
_BUILT_IN = tr("Built-in")
_NEW_NAME = tr("New environment")
_TASK = tr("change environments")
_WORDS = tr(
    "The file of an environment must not hold secrets. In the keyring they "
    "are safe, and a reference such as {{secret:NAME}} takes their place."
)


class _Done(msgspec.Struct, frozen=True):
    """Something that was done and can be undone."""

    words: str
    undo: Callable[[], Awaitable[Key]]
    """Returns the environment to select."""


class EnvironmentActions(msgspec.Struct):
    """Runs the changes one after another, in the order in which they were made."""

    theme: Theme
    scope: TaskScope
    places: EnvironmentPlaces
    choice: EnvironmentChoice
    """Is told of other environments."""
    reread: Callable[[], Awaitable[None]]
    """Reads the open collections again, so that their environments are offered."""
    accounts: Accounts
    """Gets the secrets that are moved to the keyring."""
    has_kept_secrets: bool = False
    _done: list[_Done] = []
    # Fair: who waits first comes first, so changes keep the order in which they were made.
    _turn: asyncio.Lock = msgspec.field(default_factory=asyncio.Lock)
    _number: int = 0
    _waiting: int = 0
    _trouble: str = ""
    _selected: Key = None
    _added: Key = None

    async def show(self, parent: QWidget, services: Iterable[str]) -> None:
        """Show the dialog until it is closed; the chosen environment is selected at first.

        Args:
            parent: The window.
            services: Ids of the services that can have another address.
        """
        # Before there is a dialog: another wish to see it replaces this task.
        await self._read()
        name = self.choice.environment.name
        match = await self.places.find(name)
        chosen: Key = (match[0].collection, match[1]) if match else (None, name)
        credentials = proxy_credentials(self.accounts.credentials)
        dialog = EnvironmentsDialog(self.theme, services, parent, credentials)
        self._done = []
        start = partial(self._start, dialog)
        dialog.add_wanted.connect(partial(start, self._add))
        dialog.duplicate_wanted.connect(partial(start, self._duplicate))
        dialog.delete_wanted.connect(partial(start, self._delete))
        dialog.renamed.connect(partial(start, self._rename))
        dialog.changed.connect(partial(start, partial(self._change, dialog)))
        dialog.undo_wanted.connect(partial(start, self._undo))
        follow = partial(start, None)
        self._show(dialog, chosen)
        self.choice.offered_changed.connect(follow)
        try:
            await ask(dialog)
        finally:
            self.choice.offered_changed.disconnect(follow)
            # A field that still has the keyboard is left now, which may have begun a change.
            async with self._turn:
                self._offer()
            discard(dialog)

    def _start(
        self,
        dialog: EnvironmentsDialog,
        action: Callable[..., Awaitable[Key]] | None,
        *given: object,
    ) -> None:
        """Run an action with what is given to it; None shows what another program changed."""
        # A name of its own: a task of the same name would cancel the one before it.
        self._number += 1
        self._waiting += 1
        self.scope.start(
            f"{_TASK} {self._number}", self._run, dialog, action and partial(action, *given)
        )

    async def _run(
        self, dialog: EnvironmentsDialog, action: Callable[[], Awaitable[Key]] | None
    ) -> None:
        async with self._turn:
            try:
                mistakes = await (self._do(action) if action else self._read())
            finally:
                self._waiting -= 1
        # What was started while the dialog closed may run after it was deleted.
        is_open = isValid(dialog) and dialog.isVisible()
        # The next change shows what it leads to; what is there before it would undo what is typed.
        if not is_open or self._waiting:
            return
        selected, self._selected = self._selected, None
        self._show(dialog, selected)
        dialog.trouble.show_text("\n".join(filter(None, (self._trouble, *mistakes))))
        dialog.show_done(self._done[-1].words if self._done else "")
        if selected and selected == self._added:
            dialog.edit_name()
        self._added = None

    async def _do(self, action: Callable[[], Awaitable[Key]]) -> tuple[str, ...]:
        """Do what a person wants, and return the mistakes in the files afterwards."""
        self._trouble = ""
        try:
            self._selected = await action()
        except ProblemError as error:
            self._trouble = str(error)
        mistakes = await self._read()
        self._offer()
        # Environments of collections are offered by the controller that reads the folders.
        if any(item.collection for item in self.places.all):
            await self.reread()
        self.choice.follow_rename("", "")
        return mistakes

    async def _read(self) -> tuple[str, ...]:
        """Read all environments that can be changed, and return the mistakes in their files."""
        results = [await owner.environments.read() for owner in self.places.all]
        return tuple(one.sentence for result in results for one in result.mistakes)

    def _offer(self) -> None:
        """Offer the environments of the profile as they are now."""
        self.choice.set_own(self.places.all[0].environments.last_read.environments)

    def _show(self, dialog: EnvironmentsDialog, selected: Key) -> None:
        built_in = tuple(
            SavedEnvironment(name, based_on=name, colour=base.colour)
            for name, base in BASES.items()
        )
        own = (
            Group(owner.title, owner.environments.last_read.saved, owner.collection)
            for owner in self.places.all
        )
        dialog.show_groups([Group(_BUILT_IN, built_in), *own], selected)

    def _owner(self, folder: str | None) -> EnvironmentPlace:
        matches = (item for item in self.places.all if item.collection == folder)
        owner = next(matches, None)
        if owner is None:
            raise ProblemError(
                tr("The collection {folder} is not open any more.").format(folder=folder)
            )
        return owner

    async def _add(self, folder: str) -> Key:
        name = self._free_name(self._owner(folder), _NEW_NAME)
        self._added = await self._create(folder, SavedEnvironment(name))
        return self._added

    async def _duplicate(self, row: ShownEnvironment) -> Key:
        saved = row.saved
        # A copy of a built-in one follows it, so that its colour need not be written.
        saved = saved if row.is_own else replace(saved, colour="")
        folder = row.folder or ""
        name = self._free_name(self._owner(folder), tr("{name} copy").format(name=saved.name))
        return await self._create(folder, replace(saved, name=name))

    async def _create(self, folder: str, saved: SavedEnvironment) -> Key:
        await self._owner(folder).environments.create(saved)

        async def undo() -> Key:
            await self._owner(folder).delete(saved.name)
            return None

        # Only now: what failed cannot be undone.
        self._done.append(_Done(tr("Added {name}.").format(name=saved.name), undo))
        return folder, saved.name

    async def _delete(self, row: ShownEnvironment) -> Key:
        folder, name = row.key
        # Looked up for each change, because a collection may have been closed meanwhile.
        owner = self._owner(folder)
        offered = owner.offered_name(name)
        was_chosen = self.choice.environment.name == offered
        # The text of the file, so that undo brings comments and unknown keys back, too.
        text = await owner.delete(name)

        async def undo() -> Key:
            await self._owner(folder).environments.restore(name, text)
            # The watch of the files may have offered it already.
            if was_chosen and self.choice.restore(offered).name == offered:
                self.choice.choose(self.choice.named(offered))
            return row.key

        self._done.append(_Done(tr("Deleted {name} and its cookies.").format(name=name), undo))
        return None

    async def _rename(self, row: ShownEnvironment, new_name: str) -> Key:
        folder, name = row.key
        await self._move(folder, name, new_name)

        async def undo() -> Key:
            await self._move(folder, new_name, name)
            return row.key

        self._done.append(
            _Done(tr("Renamed {name} to {new_name}.").format(name=name, new_name=new_name), undo)
        )
        return folder, new_name

    async def _move(self, folder: str | None, name: str, new_name: str) -> None:
        owner = self._owner(folder)
        self.choice.follow_rename(owner.offered_name(name), owner.offered_name(new_name))
        await owner.rename(name, new_name)

    async def _change(
        self, dialog: EnvironmentsDialog, row: ShownEnvironment, change: Change
    ) -> Key:
        folder, name = row.key
        all_saved = self._owner(folder).environments.last_read.saved
        saved = next((item for item in all_saved if item.name == name), None)
        if saved is not None:
            change = await self._settled(dialog, change(saved), change)
        made = await self._owner(folder).environments.change(name, change)

        async def undo() -> Key:
            await self._owner(folder).environments.take_back(name, made)
            return row.key

        self._done.append(_Done(tr("Changed {name}.").format(name=name), undo))
        return row.key

    async def _settled(
        self, dialog: EnvironmentsDialog, changed: SavedEnvironment, change: Change
    ) -> Change:
        """Ask what becomes of the secrets in a changed environment; return the change without.

        Where the person wants neither, the change is returned as it is, and is refused later.
        """
        secrets = secrets_at(changed)
        names = {
            literal: secrets[literal.location]
            and f"{changed.name} {literal.location.removeprefix('variable ')}"
            for literal in secrets_in(changed)
        }
        if not names:
            return change
        # Leaving the field may have begun the change while the dialog was closed.
        parent = None if dialog.isVisible() else dialog.parentWidget()
        question = SecretsDialog(self.theme, parent or dialog, names, _WORDS)
        choice = await answer_of(question, question.choice)
        if choice is None:
            return change
        for variable, name in choice.moved:
            await keep_secret(self.accounts, name, Secret(secrets[variable]))
            self.has_kept_secrets = True
        return lambda saved: with_choice(change(saved), choice)

    async def _undo(self) -> Key:
        if not self._done:
            return None
        last = self._done.pop()
        return await last.undo()

    def _free_name(self, owner: EnvironmentPlace, name: str) -> str:
        return free_name(name, (saved.name for saved in owner.environments.last_read.saved))
