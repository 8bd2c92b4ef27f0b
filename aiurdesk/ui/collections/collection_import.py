"""Makes a collection of what another program exported, from the window."""

from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

import msgspec
from PySide6.QtCore import QDir, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QWidget,
)

from aiurdesk.core.collection.file_name import REQUEST_SUFFIX
from aiurdesk.core.credentials.secret import OfferedCredential
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.translation import listed, titled, tr
from aiurdesk.importers.left_out import LeftOut, sentences, summary
from aiurdesk.services.imports.imported_files import ImportedFiles
from aiurdesk.services.imports.importing import (
    FORMATS,
    LOOKS_LIKE_KEY,
    NAMED,
    PROGRAMS,
    CollectionMade,
    ImportPlan,
    ImportSource,
    read_import,
    source_at,
    source_of,
    write_import,
)
from aiurdesk.services.imports.merging import keep_credentials
from aiurdesk.services.services import Services
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme.grid import INSET
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, labelled, row_of
from aiurdesk.ui.widgets.dialog import answer_of, dialog_buttons, plain_button
from aiurdesk.ui.widgets.file_dialog import LAST_FOLDER, files_dialog, folder_dialog, open_once
from aiurdesk.ui.widgets.line_dialog import LineDialog, LinesDialog, LineTabs, LineWords
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.widgets.tick_list import TickList
from aiurdesk.ui.window.message_bar import MessageBar
from aiurdesk.ui.window.messages import Message

_SIZE = (760, 560)
_SECRETS = tr(
    "These secrets stand in what is imported. What is ticked goes into the keyring of this "
    "computer, and the files only refer to it by this name. What is not ticked stays in the "
    "files as text; the secret of an authentication is not imported."
)
_BOUND = tr(" They may be sent to {hosts}.")
_MOST_HOSTS = 4
_TEST_DATA = tr("All of these are test data")
_NO_SECRETS = tr("No secret that could be kept stands in what is imported.")
_ALL = tr("Everything is imported.")
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
        self._note = Note(theme, lines=1)
        self._merge = WrappedLabel()
        self._merge.setObjectName("import_merge")
        self._secrets = TickList(_secrets_words(plan) if plan.files.credentials else _NO_SECRETS)
        self._order = self._add_secrets(plan.files)
        """The number of the credential of each box."""
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
        return tuple(offered[self._order[number]] for number in self._secrets.ticked)

    @property
    def not_secret(self) -> tuple[str, ...]:
        """The names of the secrets that stay in the files as text."""
        if self.plan is None:
            return ()
        files, kept = self.plan.files, {offered.name for offered in self.kept}
        return tuple(name for name in (*files.by_looks, *files.by_name) if name not in kept)

    def show_plan(self, plan: ImportPlan) -> None:
        """Show what would get into the folder that was chosen."""
        self.plan = plan
        self._note.show_text("")
        merges = plan.is_merge and plan.files.has_requests
        count = len(plan.replaced)
        replaced = _REPLACED.format(count=f"{count:,}") if count else ""
        self._merge.show_text(f"{_MERGED}{replaced}" if merges else "")
        self._title.show_text(
            tr("{headline} in {name}").format(headline=plan.headline, name=plan.source.names)
        )
        self._import.setText(tr("Merge") if merges else tr("Import"))
        self._import.setEnabled(True)

    def show_problem(self, sentence: str) -> None:
        """Say why nothing can get into the folder that was chosen."""
        self.plan = None
        self._merge.show_text("")
        self._note.show_text(sentence)
        self._import.setEnabled(False)

    def _add_secrets(self, files: ImportedFiles) -> list[int]:
        """Add a box for each secret, and return the numbers of their credentials."""
        numbers = {offered.name: number for number, offered in enumerate(files.credentials)}
        found = (files.by_looks, files.by_name)
        sure = tuple(name for name in numbers if not any(name in names for names in found))
        groups = (
            (tr("Authentication"), sure, ""),
            (LOOKS_LIKE_KEY, files.by_looks, _TEST_DATA),
            (NAMED, files.by_name, _TEST_DATA),
        )
        order = []
        for title, names, none in groups:
            group = [numbers[name] for name in names if name in numbers]
            rows = [(_secret_words(files.credentials[number]), True) for number in group]
            if rows:
                self._secrets.add_group(title, rows, none)
            order += group
        return order

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
        # A secret with a tick is imported: it is on the page of the secrets.
        left_out = _without(plan.files.left_out, plan.files.credentials)
        lines = sentences(left_out)
        tabs.add_lines(tr("Not imported"), lines, nothing=_ALL, summary=summary(left_out))
        items = (self._title, row, self._merge, self._note, (tabs, 1), box)
        column_of(self, *items, margins=INSET, spacing=12)


def _titles(plan: ImportPlan) -> Sequence[str]:
    return [
        unquote(path.removesuffix(REQUEST_SUFFIX))
        for path, _ in plan.files.files
        if path.endswith(REQUEST_SUFFIX)
    ]


def _secrets_words(plan: ImportPlan) -> str:
    hosts = [origin.removeprefix("https://") for origin in plan.files.origins[:_MOST_HOSTS]]
    more = ["…"] * (len(plan.files.origins) > _MOST_HOSTS)
    return _SECRETS + (_BOUND.format(hosts=listed((*hosts, *more))) if hosts else "")


def _secret_words(offered: OfferedCredential) -> str:
    users = "".join(
        tr(" of {value}").format(value=value) for name, value in offered.values if name == "user"
    )
    what = listed(name for name, _ in offered.secrets)
    # A public client has none.
    return titled(offered.name, f"{what or offered.scheme}{users}")


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
        self.files: list[str] = []
        """The files that were chosen together, where there are several."""
        row = QWidget()
        file = plain_button(tr("Choose file…"), self._choose_file)
        folder = plain_button(tr("Choose folder…"), self._choose_folder)
        paste = plain_button(tr("Use clipboard"), self._use_clipboard)
        row_of(row, file, folder, paste, 1, margins=0, spacing=8)
        paste.setEnabled(bool(QGuiApplication.clipboard().text().strip()))
        text = WrappedLabel("muted")
        text.show_text(_HELP.format(formats=listed(PROGRAMS)))
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
        if self.files:
            return await source_of(self.files)
        return ImportSource(tr("the clipboard"), self.pasted) if self.pasted else ImportSource(name)

    def _enable(self) -> None:
        self.ok.setEnabled(bool(self.text()))

    def _choose_file(self) -> None:
        def take(paths: list[str]) -> None:
            if len(paths) == 1:
                self.line.setText(paths[0])
            else:
                self.files = paths
                self.accept()

        dialog = files_dialog(self, tr("Files to import"), take)
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


_TASK = "import a collection"
_AGAIN = tr("read an import for another folder")
_CANCEL = tr("Cancel import")
_SHOW = tr("Show all")
_MOST_KINDS = 3
"""Sentences that a message has room for."""
_RUN_ALL = tr("Run all")


class CollectionImport(msgspec.Struct, frozen=True):
    """Asks what is imported, shows what it becomes, then writes and opens the collection."""

    parent: QWidget
    theme: Theme
    scope: TaskScope
    open_made: Callable[[CollectionMade], None]
    """Opens the collection that was made."""
    run_all: Callable[[Path], None]
    """Runs all requests of the collection in a folder."""
    messages: MessageBar
    """Shows what was imported, or why nothing was."""
    services: Services
    """Fetch what is at an address, and keep secrets."""

    def ask(self) -> None:
        """Let the person choose what is to be imported."""
        self.scope.start(_TASK, self._ask)

    def take(self, paths: Sequence[str]) -> None:
        """Import files or a folder, after showing what they become together."""
        self.scope.start(_TASK, self._take, paths)

    async def _take(self, paths: Sequence[str]) -> None:
        await self._import(await source_of(paths))

    async def _ask(self) -> None:
        source = await ImportSourceDialog(self.theme, self.parent).source()
        if source is not None:
            await self._import(source)

    async def _import(self, source: ImportSource) -> None:
        running = Message(
            tr("Reading {name}…").format(name=source.names),
            action=_CANCEL,
            on_action=self._cancel,
            stays=True,
        )
        self.messages.tell(running)
        try:
            if source.text is None and not source.others:
                source = await source_at(source.name, self.services.connections)
            plan = await self._first_plan(source)
        except ProblemError as error:
            self.messages.tell(Message(str(error), "input"))
            return
        finally:
            self.messages.withdraw(running)
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
            except ProblemError as error:
                dialog.show_problem(str(error))

        def start(folder: str) -> None:
            if Path(folder).is_absolute():
                self.scope.start(_AGAIN, read_again, folder)
            else:
                self.scope.cancel(_AGAIN)
                dialog.show_problem(tr("Choose a folder for the collection."))

        dialog.folder_changed.connect(start)
        try:
            answer = await answer_of(dialog, lambda: (dialog.plan, dialog.kept, dialog.not_secret))
        finally:
            self.scope.cancel(_AGAIN)
        chosen, kept, not_secret = answer or (None, (), ())
        if chosen is not None:
            try:
                if not_secret:
                    chosen = await read_import(chosen.source, chosen.folder, not_secret)
                made = await write_import(chosen, self.services.trust, merges=True)
                origins = chosen.files.origins
                accounts = self.services.accounts
                problems = await keep_credentials(kept, accounts, origins) if kept else ()
            except ProblemError as error:
                self.messages.tell(Message(str(error), "input"))
                return
            self.open_made(made)
            self._tell(made, _without(made.left_out, kept), problems)

    def _cancel(self) -> None:
        self.scope.cancel(_TASK)
        self.messages.tell(Message(tr("The import was cancelled. Nothing was written.")))

    def _tell(
        self, made: CollectionMade, left_out: tuple[LeftOut, ...], problems: tuple[str, ...]
    ) -> None:
        kinds, listed = summary(left_out), sentences(left_out)

        def run_all() -> None:
            self.run_all(made.folder)

        if not (problems or listed):
            runs = made.request_count > 0
            message = Message(made.headline, action=_RUN_ALL if runs else "", on_action=run_all)
            self.messages.tell(message)
            return

        def show() -> None:
            headline = "\n".join((made.headline, *kinds))
            lines = (*problems, *listed)
            LinesDialog(self.theme, self.parent, tr("Not imported"), headline, lines).open()

        told = [*problems, *kinds]
        more = [tr("And more.")] * (len(told) > _MOST_KINDS)
        words = " ".join((made.headline, *told[:_MOST_KINDS], *more))
        also = _RUN_ALL if made.request_count else ""
        message = Message(words, action=_SHOW, on_action=show, also=also, on_also=run_all)
        self.messages.tell(message)


def _without(
    left_out: tuple[LeftOut, ...], kept: Sequence[OfferedCredential]
) -> tuple[LeftOut, ...]:
    """Return what is missing besides the credentials that were kept."""
    names = {offered.name for offered in kept}
    return tuple(e for e in left_out if e.missing is None or e.missing.name not in names)
