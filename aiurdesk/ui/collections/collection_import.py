"""Makes a collection of what another program exported, from the window."""

from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtCore import QDir
from PySide6.QtWidgets import QWidget

from aiurdesk.core.errors import AiurdeskError
from aiurdesk.core.translation import tr
from aiurdesk.importers.imported import sentences
from aiurdesk.services.imports.importing import (
    CollectionMade,
    ImportPlan,
    ImportSource,
    read_import,
    source_at,
    write_import,
)
from aiurdesk.services.imports.kept_credentials import keep_credentials
from aiurdesk.services.services import Services
from aiurdesk.ui.collections.import_dialog import ImportDialog
from aiurdesk.ui.collections.import_source_dialog import ImportSourceDialog
from aiurdesk.ui.dialogs.ask import answer_of
from aiurdesk.ui.dialogs.file_dialog import LAST_FOLDER
from aiurdesk.ui.dialogs.lines_dialog import LinesDialog
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.window.messages import Message, MessageBar

_TASK = "import a collection"
_AGAIN = tr("read an import for another folder")
_CANCEL = tr("Cancel import")
_SHOW = tr("Show what is missing")


class CollectionImport(msgspec.Struct, frozen=True):
    """Asks what is imported, shows what it becomes, then writes and opens the collection."""

    parent: QWidget
    theme: Theme
    scope: TaskScope
    open_folder: Callable[[str], None]
    """Opens a collection."""
    messages: MessageBar
    """Shows what was imported, or why nothing was."""
    services: Services
    """Fetch what is at an address, and keep secrets."""

    def ask(self) -> None:
        """Let the person choose what is to be imported."""
        self.scope.start(_TASK, self._ask)

    def take(self, path: str) -> None:
        """Import a file or folder, after showing what it becomes."""
        self.scope.start(_TASK, self._import, ImportSource(path))

    async def _ask(self) -> None:
        source = await ImportSourceDialog(self.theme, self.parent).source()
        if source is not None:
            await self._import(source)

    async def _import(self, source: ImportSource) -> None:
        running = Message(
            tr("Reading {name}…").format(name=source.name), action=_CANCEL, on_action=self._cancel
        )
        self.messages.tell(running)
        try:
            if source.text is None:
                source = await source_at(source.name, self.services.connections)
            plan = await self._first_plan(source)
        except AiurdeskError as error:
            self.messages.tell(Message(str(error), "input"))
            return
        finally:
            self.messages.withdraw(_CANCEL)
        await self._confirm(plan)

    async def _first_plan(self, source: ImportSource) -> ImportPlan:
        around = Path(LAST_FOLDER.path or QDir.homePath())
        folder = around / source.suggested_name
        for number in range(2, 100):
            # A folder that is there may be what is imported, or something else of the person.
            if not folder.exists():
                break
            folder = around / f"{source.suggested_name} {number}"
        return await read_import(source, folder)

    async def _confirm(self, plan: ImportPlan) -> None:
        dialog = ImportDialog(self.theme, self.parent, plan)

        async def read_again(folder: str) -> None:
            try:
                dialog.show_plan(await read_import(plan.source, Path(folder)))
            except AiurdeskError as error:
                dialog.show_problem(str(error))

        def start(folder: str) -> None:
            if Path(folder).is_absolute():
                self.scope.start(_AGAIN, read_again, folder)
            else:
                self.scope.cancel(_AGAIN)
                dialog.show_problem(tr("Choose a folder for the collection."))

        dialog.folder_changed.connect(start)
        try:
            chosen, kept = await answer_of(dialog, lambda: (dialog.plan, dialog.kept)) or (None, ())
        finally:
            self.scope.cancel(_AGAIN)
        if chosen is not None:
            try:
                made = await write_import(chosen, self.services.trust, merges=True)
                problems = await keep_credentials(kept, self.services.accounts) if kept else ()
            except AiurdeskError as error:
                self.messages.tell(Message(str(error), "input"))
                return
            self.open_folder(str(made.folder))
            self._tell(made, problems)

    def _cancel(self) -> None:
        self.scope.cancel(_TASK)
        self.messages.tell(Message(tr("The import was cancelled. Nothing was written.")))

    def _tell(self, made: CollectionMade, problems: tuple[str, ...]) -> None:
        lines = (*problems, *sentences(made.left_out))
        if not lines:
            self.messages.tell(Message(made.headline))
            return

        def show() -> None:
            LinesDialog(self.theme, self.parent, tr("Not imported"), made.headline, lines).open()

        count = (
            tr("1 thing was")
            if len(lines) == 1
            else tr("{lines_count:,} things were").format(lines_count=len(lines))
        )
        words = tr("{headline} {count} not taken over.").format(headline=made.headline, count=count)
        self.messages.tell(Message(words, action=_SHOW, on_action=show))
