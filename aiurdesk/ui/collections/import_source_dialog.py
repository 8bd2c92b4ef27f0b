"""Asks for what is to be imported: a file, a folder, an address, or the clipboard."""

from itertools import chain

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from aiurdesk.core.translation import tr
from aiurdesk.services.imports.importing import FORMATS, ImportSource
from aiurdesk.ui.dialogs.dialog_buttons import plain_button
from aiurdesk.ui.dialogs.file_dialog import file_dialog, folder_dialog, open_once
from aiurdesk.ui.dialogs.line_dialog import LineDialog, LineWords
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.note import WrappedLabel

_WORDS = LineWords(
    id="import_source_dialog",
    title=tr("Import collection"),
    label=tr("Address, file or folder to import"),
    field=tr("Address, file or folder"),
    button=tr("Continue"),
    placeholder="https://example.com/collection.json",
)
_WIDTH = 600
_HELP = tr(
    "{formats}. You see what it becomes, and which secrets are in it, before anything is written."
)


class ImportSourceDialog(LineDialog):
    """Takes an address or a path; buttons choose a file, a folder or what was copied."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, _WORDS, "")
        self.pasted: bytes | None = None
        """The text that was copied, where the person chose that."""
        row = QWidget()
        file = plain_button(tr("Choose file…"), self._choose_file)
        folder = plain_button(tr("Choose folder…"), self._choose_folder)
        paste = plain_button(tr("Use clipboard"), self._use_clipboard)
        row_of(row, file, folder, paste, 1, margins=0, spacing=8)
        paste.setEnabled(bool(QGuiApplication.clipboard().text().strip()))
        text = WrappedLabel("muted")
        titles = ", ".join(title for title, _ in FORMATS)
        text.show_text(_HELP.format(formats=f"{titles[:1].upper()}{titles[1:]}"))
        self.add_below(row, text)
        # Nothing is wrong before anything is typed, but there is nothing to go on with, either.
        self.line.textChanged.connect(self._enable)
        self._enable()
        theme.fit_dialog(self, _WIDTH)

    async def source(self) -> ImportSource | None:
        """Open the dialog, wait, and delete it; return what was chosen."""
        name = await self.answer()
        if name is None:
            return None
        return ImportSource(tr("the clipboard"), self.pasted) if self.pasted else ImportSource(name)

    def _enable(self) -> None:
        self.ok.setEnabled(bool(self.text()))

    def _choose_file(self) -> None:
        dialog = file_dialog(self, tr("File to import"), self.line.setText)
        dialog.setNameFilters(_name_filters())
        open_once(dialog)

    def _choose_folder(self) -> None:
        open_once(folder_dialog(self, tr("Folder to import"), self.line.setText))

    def _use_clipboard(self) -> None:
        self.pasted = QGuiApplication.clipboard().text().encode(errors="replace")
        self.accept()


def _name_filters() -> list[str]:
    """Return what a dialog shows of a folder: all formats together, and one after the other."""
    together = dict.fromkeys(chain.from_iterable(patterns for _, patterns in FORMATS))
    rows = ((tr("all that can be imported"), together), *FORMATS, (tr("all files"), ("*",)))
    return [f"{title[0].upper()}{title[1:]} ({' '.join(patterns)})" for title, patterns in rows]
