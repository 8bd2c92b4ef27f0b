"""Shows the dialect that follows from marked rows, to be edited, tried and saved."""

import json
from collections.abc import Sequence

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabWidget,
    QWidget,
)

from aiurdesk.core.dialects.choosing import Split, split_of
from aiurdesk.core.dialects.effect import Effect, ShortVerdict, effects_sentence
from aiurdesk.core.dialects.taught_dialect import SeenValue, TaughtDialect, dialect_text
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange import SEVERITY_WORDS
from aiurdesk.core.translation import tr, trn, truncate
from aiurdesk.ui.dialects.codes_table import CodesModel, CodesTable
from aiurdesk.ui.theme.grid import INSET
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.capped_line import CappedLine
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.dialog import dialog_buttons
from aiurdesk.ui.widgets.flow_layout import FlowLayout
from aiurdesk.ui.widgets.keyboard import escaped
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.widgets.rows_model import Column, RowsModel
from aiurdesk.ui.widgets.rows_table import RowsTable

_WIDTHS = (22, 26, 34)


class EffectsTable(QWidget):
    """A sentence with the counts, and a row for each response, the newest first."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._effects: tuple[Effect, ...] = ()
        self._sentence = WrappedLabel()
        self._sentence.setObjectName("effects_sentence")
        self._only_changes = QCheckBox(tr("Only those that change"))
        self._model: RowsModel[Effect] = RowsModel(_columns(theme), self)
        self.table = RowsTable(self._model, tr("Earlier responses"), _WIDTHS)
        self._only_changes.toggled.connect(self._fill)
        rows = (self._sentence, self._only_changes, (self.table, 1))
        column_of(self, *rows, margins=(0, 8, 0, 0), spacing=8)
        self._sentence.show_text(tr("Reading the earlier responses of this host…"))

    def show_effects(
        self, effects: tuple[Effect, ...], *, has_more: bool = False, too_long: int = 0
    ) -> None:
        """Show the responses that were looked at, and say which were not.

        Args:
            has_more: As in ``effects_sentence``, and so is the rest.
            too_long: The same.
        """
        self._effects = effects
        self._sentence.show_text(effects_sentence(effects, has_more=has_more, too_long=too_long))
        self._only_changes.setVisible(bool(effects))
        self.table.setVisible(bool(effects))
        self._fill()

    def _fill(self) -> None:
        is_all = not self._only_changes.isChecked()
        self._model.set_items([effect for effect in self._effects if is_all or effect.is_change])


def _columns(theme: Theme) -> tuple[Column[Effect], ...]:
    icon, tip = Qt.ItemDataRole.DecorationRole, Qt.ItemDataRole.ToolTipRole

    def sign(verdict: ShortVerdict) -> object:
        return theme.icon(f"severity-{verdict.severity}", f"{verdict.severity}_text")

    def words(verdict: ShortVerdict) -> str:
        return f"{SEVERITY_WORDS[verdict.severity]}: {verdict.words}"

    return (
        Column(tr("Sent"), lambda row: f"{row.sent_at.astimezone():%Y-%m-%d %H:%M}"),
        Column(tr("Request"), lambda row: row.title, {tip: lambda row: row.title}),
        Column(
            tr("Before"),
            lambda row: row.before.words,
            {icon: lambda row: sign(row.before), tip: lambda row: words(row.before)},
        ),
        Column(
            tr("After"),
            lambda row: row.after.words if row.is_change else tr("the same"),
            {icon: lambda row: sign(row.after), tip: lambda row: words(row.after)},
        ),
    )


_LONGEST_PATTERNS = 2_000


class PathsRow(QWidget):
    """A box and the patterns of paths; hidden until some responses lack what the dialect reads."""

    edited = Signal()
    """Emitted when other paths are wanted."""

    def __init__(self) -> None:
        super().__init__()
        self._sentence = WrappedLabel("small")
        self._sentence.setObjectName("split_sentence")
        self._only = QCheckBox(tr("Judge only these paths:"))
        self._patterns = CappedLine(most=_LONGEST_PATTERNS)
        self._patterns.setAccessibleName(tr("Patterns of paths, with commas between them"))
        self._patterns.setEnabled(False)
        self._only.toggled.connect(self._patterns.setEnabled)
        self._only.toggled.connect(self.edited)
        self._patterns.editingFinished.connect(self.edited)
        column_of(self, self._sentence, self._only, self._patterns, margins=0, spacing=4)
        self.hide()

    @property
    def paths(self) -> tuple[str, ...]:
        """The patterns that were chosen; none for all paths."""
        if not self._only.isChecked():
            return ()
        given = (pattern.strip() for pattern in self._patterns.text().split(","))
        return tuple(dict.fromkeys(filter(None, given)))

    def show_split(self, split: Split | None) -> None:
        """Offer the endpoints that the earlier responses tell apart.

        What a person chose already stays as it is.
        """
        if self._only.isChecked():
            return
        self.setVisible(split is not None)
        if split is None:
            return
        text = tr(
            "{count:,} of {total:,} responses have what it reads, all of them from these paths. "
            "The others are judged as before."
        )
        self._sentence.show_text(text.format(count=split.count, total=split.total))
        self._patterns.setText(", ".join(split.patterns))


_LONGEST_VALUE = 32
_LONGEST_TYPED = 200


class ValuesRow(QWidget):
    """Edits what means yes."""

    edited = Signal()
    """Emitted when a box was ticked or unticked, or another value typed."""

    def __init__(self, path: str, values: tuple[SeenValue, ...]) -> None:
        super().__init__()
        self._values = values
        self._boxes = [_box(value) for value in values]
        self._other = CappedLine(most=_LONGEST_TYPED)
        self._other.setAccessibleName(tr("Another value that means yes"))
        self._other.setPlaceholderText(tr("another value"))
        self._other.setMaximumWidth(self._other.fontMetrics().averageCharWidth() * 24)
        label = QLabel(tr("It worked if {path} is").format(path=truncate(path, 60)))
        # A stranger chose the names of members.
        label.setTextFormat(Qt.TextFormat.PlainText)
        mark(label, "look", "title")
        flow = FlowLayout(spacing=14, line_spacing=4)
        for box in self._boxes:
            box.toggled.connect(self.edited)
            flow.addWidget(box)
        flow.addWidget(self._other)
        self._other.editingFinished.connect(self.edited)
        column_of(self, label, flow, margins=0, spacing=4)

    @property
    def values(self) -> tuple[SeenValue, ...]:
        """The values, with what a person said of them."""
        pairs = zip(self._values, self._boxes, strict=True)
        values = tuple(replace(value, is_yes=box.isChecked()) for value, box in pairs)
        typed = _typed(self._other)
        return values if typed is None else (*values, SeenValue(typed, True))


def _box(value: SeenValue) -> QCheckBox:
    words = {"": tr("null or missing"), "…": tr("an object or a list with something in it")}
    text = words.get(value.source, truncate(value.source, _LONGEST_VALUE))
    seen = trn("{count:,} response", "{count:,} responses", value.count)
    times = seen.format(count=value.count) if value.count else tr("not seen yet")
    box = QCheckBox(escaped(f"{text} ({times})"))
    box.setAccessibleName(text)
    box.setChecked(value.is_yes)
    return box


def _typed(line: QLineEdit) -> str | None:
    """Return a typed value as JSON; what is not JSON is a text."""
    text = line.text().strip()
    if not text:
        return None
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except (ValueError, RecursionError):
        return json.dumps(text, ensure_ascii=False)


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
        self._problem = Note(theme, lines=1)
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
        except ProblemError as mistake:
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
        column_of(self, *rows, margins=INSET, spacing=12)


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
