"""Lets a person change the settings of a collection or a folder."""

from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QWidget,
)

from aiurdesk.core.collection.environment_file import BASES, name_in_files
from aiurdesk.core.collection.folder_file import FolderSettings
from aiurdesk.core.collection.literal_secrets import folder_secrets
from aiurdesk.core.credentials.credential import NO_CREDENTIAL
from aiurdesk.core.environments.environment import shown_name
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import Header
from aiurdesk.core.translation import tr
from aiurdesk.services.collections.collection_plans import ChangeSettings
from aiurdesk.services.collections.folder_files import FolderFile, read_settings
from aiurdesk.services.services import Services
from aiurdesk.ui.collections.collections_controller import CollectionsController
from aiurdesk.ui.environments.entry_rows import EntryRow, EntryRows, EntryRules
from aiurdesk.ui.environments.environment_editor import variable_problem
from aiurdesk.ui.form.pairs_panel import HEADERS
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme.grid import INSET, LINE, STEP
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, labelled
from aiurdesk.ui.widgets.capped_line import CappedLine
from aiurdesk.ui.widgets.choice_box import ChoiceBox, NameBox
from aiurdesk.ui.widgets.dialog import answer_of, dialog_buttons
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.widgets.page_scroll import PageScroll
from aiurdesk.ui.window.chooser import truncate_name
from aiurdesk.ui.window.messages import Message

_WIDTH, _HEIGHT, _HEIGHT_OF_FOLDER = 600, 620, 400
_AS_CHOSEN, _AS_ABOVE, _NONE = (
    tr("As chosen in the window"),
    tr("As in the folder above"),
    tr("No credential"),
)
_WORDS = tr(
    "Written into {}, with its comments kept. Requests that say something else go before it."
)


class FolderSettingsDialog(QDialog):
    """Edits environment, credential, headers and variables; Save waits until all can be read."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        folder_file: FolderFile,
        credentials: Sequence[str],
        environments: Sequence[str],
    ) -> None:
        """Build.

        Args:
            credentials: Names that can be chosen.
            environments: Names that can be chosen.
        """
        super().__init__(parent)
        theme.apply_to(self)
        self.setObjectName("folder_settings")
        self.setWindowTitle(
            tr("Settings of {truncate_name}").format(truncate_name=truncate_name(folder_file.name))
        )
        self._file = folder_file
        settings = folder_file.settings
        named = settings.credential
        # Listed although this computer has none of that name: the file is shared.
        others = (named,) if named and named not in credentials else ()
        self._choices: tuple[str | None, ...] = (None, NO_CREDENTIAL, *credentials, *others)
        self._credential = ChoiceBox()
        self._credential.setObjectName("folder_credential")
        first = _AS_CHOSEN if folder_file.is_top else _AS_ABOVE
        texts = [first, _NONE, *(truncate_name(name) for name in (*credentials, *others))]
        self._credential.addItems(texts)
        self._credential.setCurrentIndex(self._choices.index(named))
        self._environment = NameBox(_AS_CHOSEN, environments, _environment_text)
        self._environment.show_name(settings.environment)
        self._env_file = CappedLine()
        self._env_file.setText(settings.env_file)
        self._env_file.setPlaceholderText(".env")
        self._headers = EntryRows(
            EntryRules(
                "header",
                tr("header"),
                tr("Value"),
                tr("No headers. Those added here are sent with each request."),
                _header_problem,
                HEADERS.known_names,
                may_repeat=True,
            ),
            theme,
        )
        self._variables = EntryRows(
            EntryRules(
                "variable", tr("variable"), tr("Value"), tr("No variables yet."), variable_problem
            ),
            theme,
        )
        headers = tuple(EntryRow(header.name, header.value) for header in settings.headers)
        self._headers.show_entries(headers, is_locked=False)
        self._variables.show_entries((EntryRow(*v) for v in settings.variables), is_locked=False)
        self._note = Note(theme)
        self._buttons = dialog_buttons(
            self,
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel,
            self._on_save,
        )
        self._lay_out()
        height = _HEIGHT if folder_file.is_top else _HEIGHT_OF_FOLDER
        self.resize(theme.dialog_size(_WIDTH, height))

    def settings(self) -> FolderSettings:
        """Return the settings as they are filled in."""
        given = replace(
            self._file.settings,
            credential=self._choices[self._credential.currentIndex()],
            headers=tuple(Header(entry.name, entry.value) for entry in self._headers.entries()),
        )
        if not self._file.is_top:
            return given
        return replace(
            given,
            environment=name_in_files(self._environment.name),
            env_file=self._env_file.text().strip(),
            variables=tuple((entry.name, entry.value) for entry in self._variables.entries()),
        )

    def _on_save(self) -> None:
        # All of them, so that each says what is wrong with it.
        are_valid = [rows.settle() for rows in (self._headers, self._variables)]
        secrets = folder_secrets(self.settings()) if all(are_valid) else ()
        self._note.show_text("\n".join(secret.sentence for secret in secrets))
        if all(are_valid) and not secrets:
            self.accept()

    def _lay_out(self) -> None:
        page = QWidget()
        page.setObjectName("formPage")
        column = column_of(page, margins=(INSET, INSET, INSET, LINE), spacing=8)
        lines: list[tuple[str, QWidget]] = [(tr("&Credential"), self._credential)]
        if self._file.is_top:
            lines += [
                (tr("&Environment"), self._environment),
                (tr("Environment &file"), self._env_file),
            ]
        for text, editor in lines:
            column.addWidget(labelled(text, editor))
            column.addWidget(editor)
        lists = [(tr("Headers"), self._headers), (tr("Variables"), self._variables)]
        for title, rows in lists if self._file.is_top else lists[:1]:
            heading = QLabel(title)
            heading.setProperty("look", "title")
            column.addSpacing(6)
            column.addWidget(heading)
            column.addWidget(rows)
        column.addStretch(1)
        scroll = PageScroll()
        scroll.setWidget(page)
        words = WrappedLabel("small")
        foot = column_of(
            None, self._note, words, self._buttons, margins=(INSET, STEP, INSET, INSET), spacing=8
        )
        column_of(self, (scroll, 1), foot, margins=0, spacing=0)
        # Not before it has a parent: it would be shown as a window for a moment.
        words.show_text(_WORDS.format(self._file.file))


def _environment_text(name: str) -> str:
    return truncate_name(shown_name(name))


_CHANGE = tr("change the settings of a folder")


class FolderSettingsEditing(QObject):
    """Asks for the settings of a folder, and lets the collections write them."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        scope: TaskScope,
        collections: CollectionsController,
        services: Services,
        dialog_class: "Callable[[], type[FolderSettingsDialog]]",
    ) -> None:
        """Prepare.

        Args:
            dialog_class: Loads the dialog when it is first wanted.
        """
        super().__init__()
        self._theme = theme
        self._parent = parent
        self._scope = scope
        self._collections = collections
        self._credentials = services.credentials
        self._environments = services.environments
        self._dialog_class = dialog_class
        collections.settings_wanted.connect(self._on_wanted)

    def _on_wanted(self, path: str) -> None:
        # Starting it again would close the open dialog, with what is typed in it.
        if not self._scope.is_busy(_CHANGE):
            self._scope.start(_CHANGE, self._change, path)

    async def _change(self, path: str) -> None:
        try:
            in_file = await read_settings(Path(path))
        except ProblemError as error:
            self._collections.told.emit(Message(str(error), "input"))
            return
        credentials = [credential.name for credential in self._credentials.all]
        own = [
            name
            for opened in self._collections.collections
            if opened.path == path and opened.collection is not None
            for name in opened.collection.environments
        ]
        environments = (*own, *self._environments.last_read.by_name, *BASES)
        dialog = self._dialog_class()(self._theme, self._parent, in_file, credentials, environments)
        settings = await answer_of(dialog, dialog.settings)
        if settings is not None and settings != in_file.settings:
            self._collections.carry_out(ChangeSettings(path, in_file.settings, settings))


def _header_problem(entry: EntryRow) -> Problem | None:
    return HEADERS.problem_of(entry.name, entry.value)
