"""Makes a collection of a file of another program, from the window."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from aiurdesk.core.errors import AiurdeskError
from aiurdesk.services.importing import import_file
from aiurdesk.services.trust import Trust
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.widgets.file_dialog import file_dialog, save_dialog
from aiurdesk.ui.window.messages import Message

_TASK = "import a collection"
_MOST_SAID = 12
"""Lines of what was not carried over."""


class CollectionImport:
    """Asks for the file and for the new folder, then imports and opens the collection."""

    def __init__(
        self,
        parent: QWidget,
        scope: TaskScope,
        open_folder: Callable[[str], None],
        tell: Callable[[Message], None],
        trust: Trust,
    ) -> None:
        """Prepare; nothing is asked yet.

        Args:
            parent: The window.
            scope: Runs the import.
            open_folder: Opens a collection.
            tell: Shows what was imported, or why nothing was.
            trust: As for ``import_file``.
        """
        self._trust = trust
        self._parent = parent
        self._scope = scope
        self._open_folder = open_folder
        self._tell = tell

    def ask(self) -> None:
        """Let the person choose what is to be imported."""
        dialog = file_dialog(self._parent, "Import collection", self._ask_where)
        # Else the closed dialog would stay in memory for as long as the window.
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def start(self, file: str, folder: str) -> None:
        """Import a file into a new folder."""
        self._scope.start(_TASK, self._import, Path(file), Path(folder))

    def _ask_where(self, file: str) -> None:
        # Postman names its exports "Name.postman_collection.json".
        name = Path(file).stem.removesuffix(".postman_collection")
        dialog = save_dialog(self._parent, "Folder of the new collection", name)
        dialog.setLabelText(QFileDialog.DialogLabel.Accept, "Import")
        dialog.fileSelected.connect(lambda folder: self.start(file, folder))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    async def _import(self, file: Path, folder: Path) -> None:
        try:
            made = await import_file(file, folder, self._trust)
        except AiurdeskError as error:
            self._tell(Message(str(error), "input"))
            return
        self._open_folder(str(folder))
        lines = made.words.splitlines()
        more = len(lines) - 1 - _MOST_SAID
        if more > 0:
            # One more, because the first line says what was imported.
            lines = [*lines[: _MOST_SAID + 1], f"and {more} more."]
        self._tell(Message("\n".join(lines)))
