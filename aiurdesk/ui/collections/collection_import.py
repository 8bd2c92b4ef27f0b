"""Makes a collection of a file of another program, from the window."""

from collections.abc import Callable
from itertools import chain
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from aiurdesk.core.errors import AiurdeskError
from aiurdesk.services.imports.importing import (
    FORMATS,
    CollectionMade,
    holds_environments,
    import_file,
)
from aiurdesk.services.sending.trust import Trust
from aiurdesk.ui.dialogs.file_dialog import file_dialog, folder_dialog, open_once, save_dialog
from aiurdesk.ui.dialogs.lines_dialog import LinesDialog
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.window.messages import Message, MessageBar

_TASK = "import a collection"
_LOOKING = "look at a file to import"
_CANCEL = "Cancel import"
_SHOW = "Show what is missing"


class CollectionImport:
    """Asks for the file and for the folder, then imports and opens the collection."""

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        scope: TaskScope,
        open_folder: Callable[[str], None],
        messages: MessageBar,
        trust: Trust,
    ) -> None:
        """Prepare; nothing is asked yet.

        Args:
            parent: The window.
            theme: That of the window.
            scope: Runs the import.
            open_folder: Opens a collection.
            messages: Shows what was imported, or why nothing was.
            trust: As for ``import_file``.
        """
        self._trust = trust
        self._parent = parent
        self._theme = theme
        self._scope = scope
        self._open_folder = open_folder
        self._messages = messages

    def ask(self) -> None:
        """Let the person choose what is to be imported."""
        dialog = file_dialog(self._parent, "Import collection", self._look_at)
        dialog.setNameFilters(_name_filters())
        open_once(dialog)

    def _look_at(self, file: str) -> None:
        self._scope.start(_LOOKING, self._ask_where, Path(file))

    async def _ask_where(self, file: Path) -> None:
        """Ask for the folder; environments alone may get into a collection that is there."""

        def start(folder: str) -> None:
            self._scope.start(_TASK, self._import, file, Path(folder))

        try:
            has_only_environments = await holds_environments(file)
        except AiurdeskError as error:
            self._messages.tell(Message(str(error), "input"))
            return
        if has_only_environments:
            title = "Collection that gets the environment"
            dialog = folder_dialog(self._parent, title, start)
        else:
            # Postman names its exports "Name.postman_collection.json".
            name = file.stem.removesuffix(".postman_collection")
            dialog = save_dialog(self._parent, "Folder of the new collection", name)
            dialog.fileSelected.connect(start)
        dialog.setLabelText(QFileDialog.DialogLabel.Accept, "Import")
        open_once(dialog)

    async def _import(self, file: Path, folder: Path) -> None:
        running = Message(f"Importing {file.name}…", action=_CANCEL, on_action=self._cancel)
        self._messages.tell(running)
        try:
            made = await import_file(file, folder, self._trust)
        except AiurdeskError as error:
            self._messages.tell(Message(str(error), "input"))
            return
        finally:
            self._messages.withdraw(_CANCEL)
        self._open_folder(str(folder))
        self._tell(made)

    def _cancel(self) -> None:
        self._scope.cancel(_TASK)
        self._messages.tell(Message("The import was cancelled. Nothing was written."))

    def _tell(self, made: CollectionMade) -> None:
        lines = made.left_out_lines
        if not lines:
            self._messages.tell(Message(made.headline))
            return

        def show() -> None:
            LinesDialog(self._theme, self._parent, "Not imported", made.headline, lines).open()

        count = "1 thing was" if len(lines) == 1 else f"{len(lines):,} things were"
        words = f"{made.headline} {count} not taken over."
        self._messages.tell(Message(words, action=_SHOW, on_action=show))


def _name_filters() -> list[str]:
    """Return what a dialog shows of a folder: all formats together, and one after the other."""
    together = dict.fromkeys(chain.from_iterable(patterns for _, patterns in FORMATS))
    rows = (("all that can be imported", together), *FORMATS, ("all files", ("*",)))
    return [f"{title[0].upper()}{title[1:]} ({' '.join(patterns)})" for title, patterns in rows]
