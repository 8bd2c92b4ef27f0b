"""Form for a run of requests and its options."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QLineEdit,
    QWidget,
)

from aiurdesk.core.environments.environment import shown_name
from aiurdesk.core.formats.measure import DURATION
from aiurdesk.core.problem import Fix, Problem, add_environment
from aiurdesk.core.state.history_settings import RUN_HISTORY_WORDS, RunHistory
from aiurdesk.core.translation import tr, trn
from aiurdesk.services.runs.collection_runs import RunChoices, RunnableFolder
from aiurdesk.services.runs.kept_runs import KeptHead
from aiurdesk.ui.runs.beside_choice import BesideChoice, Offered
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import labelled, with_label
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.dialog import plain_button
from aiurdesk.ui.widgets.file_dialog import file_dialog, folder_dialog, open_once
from aiurdesk.ui.widgets.flow_layout import flowing
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.widgets.number_box import MeasureBox, NumberBox
from aiurdesk.ui.widgets.styled import styled

_MOST_REPEATS = 10_000
_MOST_JOBS = 100
_LONGEST_DELAY_S = 60
_NO_FOLDER = tr("Choose the folder of a collection, or a folder within one.")

_PASSES = 2
"""That show what changes by itself."""


class RunForm(QWidget):
    """Folder, environment, repetitions and data of a run, and the button that begins it."""

    folder_chosen = Signal(str)
    """Emitted with the path of a folder that the person chose."""
    run_wanted = Signal(RunChoices)
    """Emitted when the run is to begin."""
    stop_wanted = Signal()
    """Emitted when it is to stop."""
    fix_wanted = Signal(object)
    """Emitted with the Fix that a person chose for what is wrong."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._folder: RunnableFolder | None = None
        self.is_running = False
        # A path is chosen, because what is in the folder is read at once.
        line = QLineEdit(placeholderText=_NO_FOLDER, readOnly=True)
        self._path = styled(line, spoken=tr("Folder"))
        self._count = WrappedLabel("muted")
        self._choose = plain_button(tr("Choose folder…"), self.open_chooser)
        self.environment = styled(ChoiceBox(), spoken=tr("Run in environment"))
        # In characters: it is empty at first, and would become wider with its folder.
        self.environment.setMinimumContentsLength(18)
        self.beside = BesideChoice(self)
        self.beside.chosen.connect(self._learn_by_passes)
        self.repeat = _number(tr("Repeat"), _MOST_REPEATS)
        self.jobs = _number(tr("Requests at once"), _MOST_JOBS)
        self.delay = styled(MeasureBox(DURATION), spoken=tr("Delay"))
        self.delay.setRange(0, _LONGEST_DELAY_S)
        rows_help = tr("CSV or JSON file; the collection runs once for each row")
        self.data = styled(QLineEdit(placeholderText=rows_help), spoken=tr("Data file"))
        self._choose_data = plain_button(
            tr("Choose file…"),
            lambda: open_once(
                file_dialog(self, tr("Data file"), self.data.setText, self.data.text())
            ),
        )
        self.history = styled(ChoiceBox(), spoken=tr("Record in history"))
        self.history.addItems(list(RUN_HISTORY_WORDS.values()))
        self.stops = QCheckBox(tr("Stop on failure"))
        self.button = styled(plain_button(tr("Run"), self._on_button), "run")
        self.note = Note(theme)
        """Says what is wrong."""
        self._fix: Fix | None = None
        self._fix_button = plain_button("", self._choose_fix)
        self._fix_button.hide()
        self._lay_out()
        self.set_running(False)

    def show_folder(self, folder: RunnableFolder) -> None:
        """Show what can be run; the environment of the collection is chosen."""
        # The same folder again, such as by “Run…” in the tree, keeps what was chosen for it.
        is_same = self._folder is not None and self._folder.path == folder.path
        chosen = (is_same and self.environment.currentData()) or folder.environment
        self._folder = folder
        self._path.setText(folder.path)
        self._path.setCursorPosition(0)
        count = folder.request_count
        words = trn("{name} · {count} request", "{name} · {count} requests", count)
        self._count.show_text(words.format(name=folder.name, count=count))
        self.environment.clear()
        for name in folder.environments:
            self.environment.addItem(shown_name(name), name)
        # A name of the file has no regard to case.
        flags = Qt.MatchFlag.MatchFixedString
        role = Qt.ItemDataRole.UserRole
        self.environment.setCurrentIndex(self.environment.findData(chosen, role, flags))
        self.show_kept(folder.kept)
        problem = _missing_environment(folder) if self.environment.currentIndex() < 0 else None
        self.show_problem(problem or Problem("\n".join(map(str, folder.mistakes))))
        self._enable()

    def show_kept(self, kept: Sequence[KeptHead]) -> None:
        """Offer kept runs to compare with, beside the environments."""
        self.beside.show(() if self._folder is None else self._folder.environments, kept)

    def offer_comparison(self, offered: Offered) -> None:
        """Open the list of what a run can be compared with."""
        problem = self.beside.offer(offered, self.environment.currentData() or "")
        if problem is not None:
            self.show_problem(problem)

    def _learn_by_passes(self) -> None:
        # Two answers of the same side show what changes by itself.
        if self.repeat.value() == 1:
            self.repeat.setValue(_PASSES)

    def show_problem(self, problem: Problem) -> None:
        """Say what is wrong, with a button for what helps."""
        self.note.show_text(problem.sentence)
        self._fix = next(iter(problem.fixes), None)
        self._fix_button.setVisible(self._fix is not None)
        self._fix_button.setText("" if self._fix is None else self._fix.text.replace("&", "&&"))

    def _choose_fix(self) -> None:
        if (fix := self._fix) is not None:
            self.show_problem(Problem(""))
            self.fix_wanted.emit(fix)

    def show_history(self, history: RunHistory) -> None:
        """Show what the history records of a run."""
        self.history.setCurrentText(RUN_HISTORY_WORDS[history])

    def set_running(self, is_running: bool) -> None:
        """Offer to stop, or to run."""
        self.is_running = is_running
        self.button.setText(tr("Stop") if is_running else tr("Run"))
        self.button.setAccessibleName(tr("Stop the run") if is_running else tr("Run"))
        mark(self.button, "look", "cancel" if is_running else "primary")
        self._enable()

    def choices(self) -> RunChoices:
        """Return what was chosen."""
        return RunChoices(
            path="" if self._folder is None else self._folder.path,
            environment=self.environment.currentData() or "",
            repeat=round(self.repeat.value()),
            jobs=round(self.jobs.value()),
            delay_ms=round(self.delay.value() * 1000),
            data_file=self.data.text().strip(),
            is_stopped_by_failure=self.stops.isChecked(),
            history=list(RUN_HISTORY_WORDS)[self.history.currentIndex()],
            beside=self.beside.wish,
        )

    def open_chooser(self) -> None:
        """Let the person choose a folder."""
        path = "" if self._folder is None else self._folder.path
        open_once(folder_dialog(self, tr("Run collection"), self.folder_chosen.emit, path))

    def _on_button(self) -> None:
        if self.is_running:
            self.stop_wanted.emit()
        else:
            self.run_wanted.emit(self.choices())

    def _enable(self) -> None:
        is_ready = self._folder is not None and self._folder.request_count > 0
        self.button.setEnabled(self.is_running or is_ready)
        numbers = (self.repeat, self.jobs, self.delay)
        chosen = (self._choose, self.environment, self.history, self.data, self._choose_data)
        for field in (*numbers, *chosen, *self.beside.fields, self.stops):
            # They would say something else than what is being run.
            field.setEnabled(not self.is_running)

    def _lay_out(self) -> None:
        numbers = flowing(
            with_label(tr("&Repeat"), self.repeat),
            with_label(tr("Requests &at once"), self.jobs),
            with_label(tr("&Delay"), self.delay),
        )
        record = with_label(tr("Re&cord"), self.history)
        options = flowing(self.stops, self.beside.coverage, self.beside.drift, record)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        labels = (
            (tr("&Folder"), self._path, 0),
            (tr("&Environment"), self.environment, 2),
            (tr("Compare &with"), self.beside.other, 3),
            (tr("Da&ta"), self.data, 5),
        )
        for text, field, line in labels:
            grid.addWidget(labelled(text, field), line, 0)
        # In this order, which Tab follows, too.
        grid.addWidget(self._path, 0, 1)
        grid.addWidget(self._choose, 0, 2)
        grid.addWidget(self._count, 1, 1, 1, 2)
        grid.addWidget(self.environment, 2, 1)
        grid.addWidget(self.beside.other, 3, 1)
        grid.addWidget(self.beside.kept, 3, 2)
        grid.addWidget(numbers, 4, 1, 1, 2)
        grid.addWidget(self.data, 5, 1)
        grid.addWidget(self._choose_data, 5, 2)
        grid.addWidget(options, 6, 1)
        grid.addWidget(self.button, 6, 2)
        grid.addWidget(self.note, 7, 0, 1, 2)
        grid.addWidget(self._fix_button, 7, 2)
        grid.setColumnStretch(1, 1)


def _missing_environment(folder: RunnableFolder) -> Problem | None:
    """Return what to do about an environment that the collection names and nobody has."""
    if not folder.environment:
        return None
    text = tr("There is no environment {name}. Choose another one, or add it.")
    fixes = (add_environment(folder.environment),)
    return Problem(text.format(name=folder.environment), fixes=fixes)


def _number(name: str, most: int, least: int = 1) -> NumberBox:
    box = styled(NumberBox(), spoken=name)
    box.setDecimals(0)
    # A run of no pass, or of no request at once, means nothing.
    box.setRange(least, most)
    return box
