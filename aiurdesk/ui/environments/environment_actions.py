"""Shows the environments, and saves what the person changes in them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

import msgspec
from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from aiurdesk.core.collection.environment_file import BASES, SavedEnvironment
from aiurdesk.core.errors import AiurdeskError
from aiurdesk.services.environments import Environments, OwnEnvironments
from aiurdesk.ui.environments.environment_editor import Change
from aiurdesk.ui.environments.environments_dialog import EnvironmentsDialog, ShownEnvironment
from aiurdesk.ui.request.environment_choice import EnvironmentChoice
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.widgets.ask import ask, discard
from aiurdesk.ui.window.theme import Theme

_NEW_NAME = "New environment"
_TASK = "change environments"


class _Done(msgspec.Struct, frozen=True):
    """Something that was done and can be undone."""

    words: str
    undo: Callable[[], Awaitable[str]]
    """Returns the name of the environment to select."""


class EnvironmentActions:
    """Runs the changes one after another, in the order in which they were made."""

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        environments: Environments,
        choice: EnvironmentChoice,
        services: Iterable[str],
    ) -> None:
        """Prepare; no dialog is open yet.

        Args:
            services: Ids of the services that can have another address.
        """
        self._theme = theme
        self._scope = scope
        self._environments = environments
        self._choice = choice
        self._services = tuple(services)
        self._done: list[_Done] = []
        self._turn = asyncio.Lock()
        self._number = 0

    async def show(self, parent: QWidget, selected: str = "") -> None:
        """Show the dialog until it is closed.

        Args:
            selected: Name of the environment that is selected at first.
        """
        dialog = EnvironmentsDialog(self._theme, self._services, parent)
        self._done = []
        dialog.add_wanted.connect(lambda: self._start(dialog, self._add))
        dialog.duplicate_wanted.connect(
            lambda shown: self._start(dialog, lambda: self._duplicate(shown))
        )
        dialog.delete_wanted.connect(lambda name: self._start(dialog, lambda: self._delete(name)))
        dialog.renamed.connect(
            lambda name, wanted: self._start(dialog, lambda: self._rename(name, wanted))
        )
        dialog.changed.connect(
            lambda name, change: self._start(dialog, lambda: self._change(name, change))
        )
        dialog.undo_wanted.connect(lambda: self._start(dialog, self._undo))
        own = await self._environments.read()
        self._show(dialog, own, selected)
        try:
            await ask(dialog)
        finally:
            # A field that still has the keyboard is left now, which may have begun a change.
            async with self._turn:
                self._choice.set_own(self._environments.known.environments)
            discard(dialog)

    def _start(self, dialog: EnvironmentsDialog, action: Callable[[], Awaitable[str]]) -> None:
        # A name of its own: a task of the same name would cancel the one before it.
        self._number += 1
        self._scope.start(f"{_TASK} {self._number}", self._run, dialog, action)

    async def _run(self, dialog: EnvironmentsDialog, action: Callable[[], Awaitable[str]]) -> None:
        async with self._turn:
            trouble, selected, before = "", "", len(self._done)
            try:
                selected = await action()
            except AiurdeskError as error:
                trouble = str(error)
            own = await self._environments.read()
            self._choice.set_own(own.environments)
        if not dialog.isVisible():
            return
        self._show(dialog, own, selected)
        dialog.show_trouble("\n".join(filter(None, (trouble, *own.mistakes))))
        dialog.show_done(self._done[-1].words if self._done else "")
        if action == self._add or len(self._done) > before and selected.startswith(_NEW_NAME):
            dialog.edit_name()

    def _show(self, dialog: EnvironmentsDialog, own: OwnEnvironments, selected: str) -> None:
        built_in = [
            ShownEnvironment(
                SavedEnvironment(name, based_on=name, colour=base.colour), is_own=False
            )
            for name, base in BASES.items()
        ]
        dialog.show_environments(
            [*built_in, *(ShownEnvironment(each, is_own=True) for each in own.saved)], selected
        )

    async def _add(self) -> str:
        return await self._create(SavedEnvironment(self._free_name(_NEW_NAME)), "Added")

    async def _duplicate(self, shown: ShownEnvironment) -> str:
        saved = shown.saved
        # A copy of a built-in one follows it, so that its colour need not be written.
        saved = saved if shown.is_own else replace(saved, colour="")
        name = self._free_name(f"{saved.name} copy")
        return await self._create(replace(saved, name=name), "Added")

    async def _create(self, saved: SavedEnvironment, word: str) -> str:
        await self._environments.create(saved)

        async def undo() -> str:
            await self._environments.delete(saved.name)
            return ""

        self._done.append(_Done(f"{word} {saved.name}.", undo))
        return saved.name

    async def _delete(self, name: str) -> str:
        text = await self._environments.delete(name)
        was_chosen = self._choice.environment.name == name

        async def undo() -> str:
            await self._environments.restore(name, text)
            own = await self._environments.read()
            self._choice.set_own(own.environments)
            if was_chosen:
                self._choice.choose(self._choice.named(name))
            return name

        self._done.append(_Done(f"Deleted {name}.", undo))
        return ""

    async def _rename(self, name: str, wanted: str) -> str:
        await self._move(name, wanted)

        async def undo() -> str:
            await self._move(wanted, name)
            return name

        self._done.append(_Done(f"Renamed {name} to {wanted}.", undo))
        return wanted

    async def _move(self, name: str, wanted: str) -> None:
        is_chosen = self._choice.environment.name == name
        await self._environments.rename(name, wanted)
        own = await self._environments.read()
        if is_chosen:
            # Before the old one disappears, which would choose another one.
            self._choice.choose(own.by_name[wanted])
        self._choice.set_own(own.environments)

    async def _change(self, name: str, change: Change) -> str:
        before = next((each for each in self._environments.known.saved if each.name == name), None)
        await self._environments.change(name, change)

        async def undo() -> str:
            if before is not None:
                await self._environments.change(name, lambda _: before)
            return name

        self._done.append(_Done(f"Changed {name}.", undo))
        return name

    async def _undo(self) -> str:
        if not self._done:
            return ""
        last = self._done.pop()
        return await last.undo()

    def _free_name(self, wanted: str) -> str:
        taken = {each.name.casefold() for each in self._environments.known.saved}
        names = (wanted, *(f"{wanted} {number}" for number in range(2, len(taken) + 3)))
        return next(name for name in names if name.casefold() not in taken)
