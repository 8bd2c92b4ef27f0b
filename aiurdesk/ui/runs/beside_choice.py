"""What a person wants to find out beside the results of a run: another side, coverage, drift."""

from collections.abc import Sequence
from enum import Enum
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from aiurdesk.core.environments.environment import shown_name
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr, truncate
from aiurdesk.services.runs.kept_runs import KeptHead
from aiurdesk.services.runs.run_beside import BesideWish
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.popup_menu import PopupMenu
from aiurdesk.ui.widgets.styled import styled

_TIP = tr("Send everything there too, or compare with answers that were kept")
_NO_KEPT = tr("No run is kept yet. Run it, then choose “Keep this run as…” under “Kept runs”.")
_NO_OTHER = tr("There is no other environment. Add one, then compare.")
_RUN, _ENVIRONMENT = "run:", "environment:"
"""As the option of the terminal has them."""
_LONGEST_NAME = 60
_LEAST_CHARACTERS = 18


class Offered(Enum):
    """What a run is to be compared with."""

    ENVIRONMENT = _ENVIRONMENT
    KEPT_RUN = _RUN


class BesideChoice(QObject):
    """The fields of a form for it, which lays them out."""

    chosen = Signal()
    """Emitted when a person chose another side."""
    keep_wanted = Signal()
    """Emitted when the last run is to be kept under a name."""
    forget_wanted = Signal(str)
    """Emitted with the name of the kept run that is to be removed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._kept: tuple[KeptHead, ...] = ()
        self.can_keep = False
        """Whether there is a run that can be kept."""
        self.other = styled(ChoiceBox(), spoken=tr("Compare with"), tip=_TIP)
        policy = ChoiceBox.SizeAdjustPolicy
        self.other.setSizeAdjustPolicy(policy.AdjustToMinimumContentsLengthWithIcon)
        self.other.setMinimumContentsLength(_LEAST_CHARACTERS)
        self.kept = QPushButton(tr("Kept runs"), autoDefault=False)
        menu = PopupMenu(parent)
        menu.aboutToShow.connect(lambda: self.fill_menu(menu))
        self.kept.setMenu(menu)
        self.coverage = QCheckBox(tr("Co&verage"))
        self.coverage.setToolTip(tr("Say which documented codes and statuses were never seen"))
        self.drift = QCheckBox(tr("Dr&ift"))
        self.drift.setToolTip(tr("Say what was never so before in the history"))
        self.other.activated.connect(self._on_chosen)
        self.show((), ())

    @property
    def fields(self) -> tuple[QWidget, ...]:
        """All of them, in their order."""
        return (self.other, self.kept, self.coverage, self.drift)

    @property
    def wish(self) -> BesideWish:
        """What was chosen."""
        data = self.other.currentData() or ""
        return BesideWish(
            environment=_named(data, _ENVIRONMENT),
            kept_run=_named(data, _RUN),
            has_coverage=self.coverage.isChecked(),
            has_drift=self.drift.isChecked(),
        )

    def _on_chosen(self) -> None:
        if self.other.currentData():
            self.chosen.emit()

    def show(self, environments: Sequence[str], kept: Sequence[KeptHead]) -> None:
        """Offer environments and kept runs to compare with; what was chosen stays."""
        chosen = self.other.currentData()
        self._kept = tuple(kept)
        self.other.clear()
        self.other.addItem(tr("Nothing"), "")
        for name in environments:
            words = tr("Environment {name}").format(name=shown_name(name))
            self.other.addItem(words, f"{_ENVIRONMENT}{name}")
        for head in self._kept:
            words = tr("Kept run {words}").format(words=head.words)
            self.other.addItem(words, f"{_RUN}{head.name}")
        self.other.setCurrentIndex(max(0, self.other.findData(chosen)))

    def offer(self, offered: Offered, here: str) -> Problem | None:
        """Open the list at the kind that was asked for; return why there is none of it.

        Args:
            here: The environment of the run, which cannot be compared with itself.
        """
        own = f"{_ENVIRONMENT}{here}"
        data = [self.other.itemData(at) or "" for at in range(self.other.count())]
        found = [n for n, one in enumerate(data) if one.startswith(offered.value) and one != own]
        if not found:
            self.kept.setFocus()
            return Problem(_NO_KEPT if offered is Offered.KEPT_RUN else _NO_OTHER)
        if self.other.currentIndex() not in found:
            self.other.setCurrentIndex(found[0])
            self.chosen.emit()
        self.other.setFocus()
        self.other.showPopup()
        return None

    def fill_menu(self, menu: PopupMenu) -> None:
        """Offer what can be done with kept runs."""
        menu.clear()
        keep = menu.addAction(tr("Keep this run as…"), self.keep_wanted.emit)
        keep.setEnabled(self.can_keep)
        menu.addSeparator()
        for head in self._kept:
            words = tr("Forget {name}…").format(name=truncate(head.name, _LONGEST_NAME))
            action = menu.addAction(words.replace("&", "&&"))
            action.triggered.connect(partial(self.forget_wanted.emit, head.name))


def _named(data: str, kind: str) -> str:
    """Return the name in what was chosen, where it is of a kind."""
    return data.removeprefix(kind) if data.startswith(kind) else ""
