"""Shows the dialect that follows from marked rows, to be edited, tried and saved."""

from collections.abc import Sequence

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QPlainTextEdit,
    QTabWidget,
    QWidget,
)

from aiurdesk.core.dialects.effect import Effect
from aiurdesk.core.dialects.endpoint_split import split_of
from aiurdesk.core.dialects.taught_dialect import TaughtDialect, dialect_text
from aiurdesk.core.errors import DataMistake
from aiurdesk.core.exchange.exchange_text import SEVERITY_WORDS
from aiurdesk.core.translation import tr
from aiurdesk.ui.dialects.codes_table import CodesModel, CodesTable
from aiurdesk.ui.dialects.effects_table import EffectsTable
from aiurdesk.ui.dialects.paths_row import PathsRow
from aiurdesk.ui.dialects.values_row import ValuesRow
from aiurdesk.ui.dialogs.dialog_buttons import dialog_buttons
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.capped_line import CappedLine
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.note import Note, WrappedLabel

_SIZE = (820, 620)
_LONGEST_TITLE = 80
_EFFECTS = 1
_NO_CODE = tr(
    "No code was marked, so there is no table. The message of the service says what happened."
)
_NOTHING_MEANS_YES = tr("No value means that it worked. Choose one, or write it.")


class TeachDialog(QDialog):
    """Ends accepted when the dialect is to be saved."""

    edited = Signal()
    """Emitted when ``taught`` is another one."""

    def __init__(
        self, theme: Theme, parent: QWidget, taught: TaughtDialect, folders: Sequence[str]
    ) -> None:
        """Show a dialect.

        Args:
            folders: What the places are called that it can be saved into.
        """
        super().__init__(parent)
        theme.apply_to(self)
        self.setObjectName("teach_dialog")
        self.setWindowTitle(tr("Teach a dialect"))
        self.taught = taught
        """The dialect as it was edited."""
        self._title = CappedLine(most=_LONGEST_TITLE)
        self._title.setText(taught.title)
        self._values = ValuesRow(taught.worked, taught.values)
        self._paths = PathsRow()
        self._this = WrappedLabel()
        self._this.setObjectName("this_response")
        self._of_this: tuple[Effect, ...] = ()
        self._problem = Note(theme)
        self._model = CodesModel(theme, self)
        self._model.set_items(taught.codes)
        self._codes = CodesTable(self._model)
        self._effects = EffectsTable(theme)
        self._file = QPlainTextEdit()
        self._file.setAccessibleName(tr("File of the dialect"))
        self._file.setReadOnly(True)
        mark(self._file, "look", "mono")
        self._folders = ChoiceBox()
        self._folders.addItems(list(folders))
        self._tabs = QTabWidget()
        buttons = QDialogButtonBox.StandardButton
        self._buttons = dialog_buttons(self, buttons.Save | buttons.Cancel)
        self._lay_out()
        self.resize(*_SIZE)
        self._title.textEdited.connect(self._on_edited)
        self._values.edited.connect(self._on_edited)
        self._paths.edited.connect(self._on_edited)
        self._model.edited.connect(self._on_edited)
        self._on_edited()

    @property
    def folder(self) -> int:
        """Which of the places was chosen, from 0."""
        return self._folders.currentIndex()

    def show_this(self, effect: Effect) -> None:
        """Show what the dialect says of the response with the marks."""
        self._of_this = (effect,)
        before, after = effect.before, effect.after
        self._this.show_text(
            tr("This response: {before}, {words_before} → {after}, {words_after}").format(
                before=SEVERITY_WORDS[before.severity],
                words_before=before.words,
                after=SEVERITY_WORDS[after.severity],
                words_after=after.words,
            )
        )
        mark(self._this, "severity", after.severity.value)

    def show_effects(
        self, effects: tuple[Effect, ...], *, has_more: bool = False, too_long: int = 0
    ) -> None:
        """Show what it says of earlier responses, as in ``EffectsTable``."""
        self._effects.show_effects(effects, has_more=has_more, too_long=too_long)
        read = [effect.path for effect in (*self._of_this, *effects) if effect.is_read]
        unread = [effect.path for effect in (*self._of_this, *effects) if not effect.is_read]
        self._paths.show_split(split_of(read, unread))
        changed = sum(effect.is_change for effect in effects)
        title = tr("Earlier responses {changed}/{effects_count}").format(
            changed=changed, effects_count=len(effects)
        )
        self._tabs.setTabText(_EFFECTS, title)

    def _on_edited(self) -> None:
        title = self._title.text().strip() or self.taught.name
        self.taught = replace(
            self.taught,
            title=title,
            values=self._values.values,
            codes=self._model.items,
            paths=self._paths.paths,
        )
        problem = "" if self.taught.is_usable else _NOTHING_MEANS_YES
        try:
            self._file.setPlainText(dialect_text(self.taught))
        except DataMistake as mistake:
            problem = str(mistake)
        self._problem.show_text(problem)
        self._buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(not problem)
        self.edited.emit()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow(tr("Name of the service"), self._title)
        host = QLabel(self.taught.host)
        host.setTextFormat(Qt.TextFormat.PlainText)
        form.addRow(tr("Judges responses of"), host)
        paths = WrappedLabel("small")
        paths.show_text(_paths_sentence(self.taught))
        form.addRow(tr("Reads"), paths)
        codes: QWidget = self._codes
        if not self.taught.codes:
            codes = WrappedLabel("muted")
            codes.show_text(_NO_CODE)
        count = len(self.taught.codes)
        self._tabs.addTab(codes, tr("Codes {codes_count}").format(codes_count=count))
        self._tabs.addTab(self._effects, tr("Earlier responses"))
        self._tabs.addTab(self._file, tr("File"))
        self._tabs.setAccessibleName(tr("Parts of the dialect"))
        end = QFormLayout()
        end.addRow(tr("Save into"), self._folders)
        above = (form, self._values, self._paths, self._this, self._problem)
        rows = (*above, (self._tabs, 1), end, self._buttons)
        column_of(self, *rows, margins=(18, 16, 18, 14), spacing=12)


def _paths_sentence(taught: TaughtDialect) -> str:
    fields = (taught.fields.path,) if taught.fields else ()
    read = {
        "code": taught.code,
        "message": taught.message,
        tr("field errors"): fields,
        tr("request id"): taught.request_id,
        "wait": taught.retry_after,
    }
    named = (f"{name}: {tr(' or ').join(paths)}" for name, paths in read.items() if paths)
    return " · ".join(named) or tr("only whether it worked")
