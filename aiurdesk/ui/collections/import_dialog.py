"""Shows what an import becomes, before anything is written."""

from collections.abc import Sequence
from urllib.parse import unquote

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QWidget,
)

from aiurdesk.core.collection.file_name import REQUEST_SUFFIX
from aiurdesk.core.credentials.offered_credential import OfferedCredential
from aiurdesk.core.translation import tr
from aiurdesk.importers.imported import sentences
from aiurdesk.services.imports.importing import ImportPlan
from aiurdesk.ui.dialogs.dialog_buttons import dialog_buttons, plain_button
from aiurdesk.ui.dialogs.file_dialog import folder_dialog, open_once
from aiurdesk.ui.dialogs.line_tabs import LineTabs
from aiurdesk.ui.layout.tick_list import TickList
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, labelled, row_of
from aiurdesk.ui.widgets.note import Note, WrappedLabel

_SIZE = (760, 560)
_SECRETS = tr(
    "These secrets stand in what is imported. The files only refer to them, "
    "by these names. What is ticked goes into the keyring of this computer; "
    "what is not ticked is left out."
)
_NO_SECRETS = tr("No secret that could be kept stands in what is imported.")
_ALL = tr("Everything is carried over.")
_MERGED = tr("This folder is a collection already. What is new is added to it.")
_REPLACED = tr(" Requests of the same name are replaced: {count}.")


class ImportDialog(QDialog):
    """Ends accepted when the import is to be written."""

    folder_changed = Signal(str)
    """Emitted with the folder that the collection is to get into; ``show_plan`` answers."""

    def __init__(self, theme: Theme, parent: QWidget, plan: ImportPlan) -> None:
        super().__init__(parent)
        theme.apply_to(self)
        self.setObjectName("import_dialog")
        self.setWindowTitle(tr("Import collection"))
        self.plan: ImportPlan | None = plan
        """What is to be written; None while it is read for another folder, or cannot be."""
        self._title = WrappedLabel("title")
        self._title.setObjectName("import_title")
        self._folder = QLineEdit(str(plan.folder))
        self._folder.setObjectName("import_folder")
        self._folder.setAccessibleName(tr("Folder of the collection"))
        self._folder.setClearButtonEnabled(False)
        self._note = Note(theme)
        self._merge = WrappedLabel()
        self._merge.setObjectName("import_merge")
        self._secrets = TickList(
            _SECRETS if plan.files.credentials else _NO_SECRETS,
            [(_secret_words(offered), True) for offered in plan.files.credentials],
        )
        buttons = QDialogButtonBox.StandardButton
        box = dialog_buttons(self, buttons.Ok | buttons.Cancel)
        self._import = box.button(buttons.Ok)
        self._import.setObjectName("import_accept")
        self._lay_out(plan, box)
        self.resize(theme.dialog_size(*_SIZE))
        self._folder.textEdited.connect(self._change_folder)
        self.show_plan(plan)

    @property
    def kept(self) -> tuple[OfferedCredential, ...]:
        """The credentials whose secrets go into the keyring."""
        if self.plan is None:
            return ()
        offered = self.plan.files.credentials
        return tuple(offered[number] for number in self._secrets.ticked)

    def show_plan(self, plan: ImportPlan) -> None:
        """Show what would get into the folder that was chosen."""
        self.plan = plan
        self._note.show_text("")
        merges = plan.is_merge and plan.files.has_requests
        count = len(plan.replaced)
        replaced = _REPLACED.format(count=f"{count:,}") if count else ""
        self._merge.show_text(f"{_MERGED}{replaced}" if merges else "")
        self._title.show_text(
            tr("{headline} in {name}").format(headline=plan.headline, name=plan.source.name)
        )
        self._import.setText(tr("Merge") if merges else tr("Import"))
        self._import.setEnabled(True)

    def show_problem(self, sentence: str) -> None:
        """Say why nothing can get into the folder that was chosen."""
        self.plan = None
        self._merge.show_text("")
        self._note.show_text(sentence)
        self._import.setEnabled(False)

    def _change_folder(self, folder: str) -> None:
        self.plan = None
        self._import.setEnabled(False)
        self.folder_changed.emit(folder.strip())

    def _choose(self) -> None:
        def take(folder: str) -> None:
            self._folder.setText(folder)
            self._change_folder(folder)

        open_once(folder_dialog(self, tr("Folder of the collection"), take, self._folder.text()))

    def _lay_out(self, plan: ImportPlan, box: QDialogButtonBox) -> None:
        choose = plain_button(tr("Choose…"), self._choose)
        choose.setAccessibleName(tr("Choose folder"))
        label = labelled(tr("Folder"), self._folder)
        row = row_of(None, label, (self._folder, 1), choose, spacing=8)
        tabs = LineTabs(tr("What the import becomes"))
        tabs.add_lines(tr("Requests"), _titles(plan), nothing=tr("There are no requests."))
        tabs.add_lines(tr("Environments"), plan.files.environments, nothing=tr("There are none."))
        tabs.add_page(tr("Secrets"), len(plan.files.credentials), self._secrets)
        tabs.add_lines(tr("Not carried over"), sentences(plan.files.left_out), nothing=_ALL)
        items = (self._title, row, self._merge, self._note, (tabs, 1), box)
        column_of(self, *items, margins=(18, 16, 18, 14), spacing=12)


def _titles(plan: ImportPlan) -> Sequence[str]:
    return [
        unquote(path.removesuffix(REQUEST_SUFFIX))
        for path, _ in plan.files.files
        if path.endswith(REQUEST_SUFFIX)
    ]


def _secret_words(offered: OfferedCredential) -> str:
    users = "".join(
        tr(" of {value}").format(value=value) for name, value in offered.values if name == "user"
    )
    what = ", ".join(name for name, _ in offered.secrets)
    # A public client has none.
    return f"{offered.name}: {what or offered.scheme}{users}"
