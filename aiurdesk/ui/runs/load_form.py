"""Form for a load: how many users, for how long, and what it has to keep to."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from aiurdesk.core.environments.environment import shown_name
from aiurdesk.core.formats.measure import DURATION
from aiurdesk.core.load.load_report import LoadLimits
from aiurdesk.core.translation import tr, trn
from aiurdesk.services.runs.collection_runs import RunnableFolder
from aiurdesk.services.runs.load.load_planning import LoadChoices
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import labelled, with_label
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.dialog import plain_button
from aiurdesk.ui.widgets.flow_layout import flowing
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.widgets.number_box import MeasureBox, NumberBox
from aiurdesk.ui.widgets.styled import styled

_MOST_USERS = 10_000
_LONGEST_S = 86_400
_USUAL_USERS, _USUAL_S = 10, 60


class LoadForm(QWidget):
    """What is chosen for a load, and the button that begins it."""

    load_wanted = Signal(LoadChoices)
    """Emitted when the load is to begin."""
    stop_wanted = Signal()
    """Emitted when it is to stop."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._folder: RunnableFolder | None = None
        self.is_running = False
        self.is_possible = True
        self._path = styled(QLineEdit(readOnly=True), spoken=tr("Folder"))
        self._count = WrappedLabel("muted")
        self.environment = styled(ChoiceBox(), spoken=tr("Send in environment"))
        self.environment.setMinimumContentsLength(18)
        self.users = _number(tr("Users"), 1, _MOST_USERS, _USUAL_USERS)
        self.length = styled(MeasureBox(DURATION), spoken=tr("Duration"))
        self.length.setRange(1, _LONGEST_S)
        self.length.setValue(_USUAL_S)
        self.spawn = _number(tr("Users that begin each second"), 0, _MOST_USERS, 0)
        self.spawn.setSpecialValueText(tr("all at once"))
        self.fail_above = _number(tr("Share that may fail"), 0, 100, 0)
        self.fail_above.setDecimals(1)
        self.fail_above.setSuffix(" %")
        self.p95_below = styled(MeasureBox(DURATION), spoken=tr("Limit of p95"))
        self.p95_below.setRange(0, _LONGEST_S)
        self.p95_below.setSpecialValueText(tr("no limit"))
        self.button = styled(plain_button(tr("Start"), self._on_button), "load")
        self.note = Note(theme)
        """Says what is wrong."""
        self._lay_out()
        self.set_running(False)

    def show_folder(self, folder: RunnableFolder) -> None:
        """Show what can be sent; the environment of the collection is chosen."""
        self._folder = folder
        self._path.setText(folder.path)
        self._path.setCursorPosition(0)
        count = folder.request_count
        words = trn("{name} · {count} request", "{name} · {count} requests", count)
        self._count.show_text(words.format(name=folder.name, count=count))
        self.environment.clear()
        for name in folder.environments:
            self.environment.addItem(shown_name(name), name)
        flags, role = Qt.MatchFlag.MatchFixedString, Qt.ItemDataRole.UserRole
        self.environment.setCurrentIndex(self.environment.findData(folder.environment, role, flags))
        self.note.show_text("\n".join(map(str, folder.mistakes)))
        self._enable()

    def set_running(self, is_running: bool) -> None:
        """Offer to stop, or to start."""
        self.is_running = is_running
        self.button.setText(tr("Stop") if is_running else tr("Start"))
        self.button.setAccessibleName(tr("Stop the load") if is_running else tr("Start the load"))
        mark(self.button, "look", "cancel" if is_running else "primary")
        self._enable()

    def choices(self) -> LoadChoices:
        """Return what was chosen."""
        return LoadChoices(
            path="" if self._folder is None else self._folder.path,
            users=round(self.users.value()),
            for_s=self.length.value(),
            spawn_per_s=self.spawn.value(),
            environment=self.environment.currentData(),
        )

    def limits(self) -> LoadLimits:
        """Return what the load has to keep to."""
        p95_ms = self.p95_below.value() * 1000
        return LoadLimits(self.fail_above.value() / 100, p95_ms or None)

    def _on_button(self) -> None:
        if self.is_running:
            self.stop_wanted.emit()
        else:
            self.load_wanted.emit(self.choices())

    def _enable(self) -> None:
        is_ready = self._folder is not None and self._folder.request_count > 0
        self.button.setEnabled(self.is_running or (is_ready and self.is_possible))
        numbers = (self.users, self.length, self.spawn, self.fail_above, self.p95_below)
        for field in (*numbers, self.environment):
            # They would say something else than what is being sent.
            field.setEnabled(not self.is_running)

    def _lay_out(self) -> None:
        numbers = flowing(
            with_label(tr("&Users"), self.users),
            with_label(tr("Fo&r"), self.length),
            with_label(tr("&Begin each second"), self.spawn),
        )
        limits = flowing(
            with_label(tr("&May fail"), self.fail_above),
            with_label(tr("&p95 below"), self.p95_below),
        )
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        grid.addWidget(labelled(tr("&Folder"), self._path), 0, 0)
        grid.addWidget(self._path, 0, 1, 1, 2)
        grid.addWidget(self._count, 1, 1, 1, 2)
        grid.addWidget(labelled(tr("&Environment"), self.environment), 2, 0)
        grid.addWidget(self.environment, 2, 1, 1, 2)
        grid.addWidget(numbers, 3, 1, 1, 2)
        grid.addWidget(limits, 4, 1)
        grid.addWidget(self.button, 4, 2)
        grid.addWidget(self.note, 5, 0, 1, 3)
        grid.setColumnStretch(1, 1)


def _number(name: str, least: int, most: int, usual: int) -> NumberBox:
    box = styled(NumberBox(), spoken=name)
    box.setDecimals(0)
    box.setRange(least, most)
    box.setValue(usual)
    return box
