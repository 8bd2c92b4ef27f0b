"""What requests are sent with: environment and credential as chips, and a word of warning."""

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from aiurdesk.core.environments.environment import OWN_COLOURS, SANDBOX
from aiurdesk.core.translation import tr
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.styled import styled
from aiurdesk.ui.window.credential_chooser import CredentialChooser
from aiurdesk.ui.window.environment_chooser import EnvironmentChooser

if TYPE_CHECKING:
    from aiurdesk.core.environments.environment import Environment

_WARNING = tr("Real services")
_REAL_SERVICES = tr("Requests go to real services")
_GAP = 4


class _Step(NamedTuple):
    """What is shown at some width."""

    has_warning: bool
    text: int
    """Which of the texts of each chip; 0 is the longest."""


_STEPS = (
    _Step(has_warning=True, text=0),
    _Step(has_warning=True, text=1),
    _Step(has_warning=False, text=1),
    _Step(has_warning=False, text=2),
    _Step(has_warning=False, text=3),
)
CHIP_STEPS = range(len(_STEPS))
"""From the widest to the narrowest."""


class RequestChips(QFrame):
    """The two chips, which lie in the address row in front; the window has them once.

    They have the colour of the environment while requests go to real services.
    """

    changed = Signal()
    """Emitted when something has another width or another colour: show a step that fits."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        styled(self, "request_chips")
        self.environments = EnvironmentChooser(theme)
        self.credentials = CredentialChooser(theme)
        self.tint = ""
        """The colour of the environment, empty where it is that of the sandbox."""
        self._warning = styled(QLabel(_WARNING), "real_services", tip=_REAL_SERVICES)
        self._warning.hide()
        self._is_real = False
        self._step = 0
        self._shown: tuple[Environment, bool] | None = None
        parts = (self._warning, self.environments, self.credentials)
        row_of(self, *parts, margins=0, spacing=_GAP)
        for chooser in (self.environments, self.credentials):
            chooser.refitted.connect(self.changed)

    def restore(self, environment: "Environment") -> None:
        """Take the colour of the first paint; styling it again after that takes longer."""
        self.tint = _tint(environment)
        for part in self._tinted():
            part.setProperty("environment", self.tint)

    def complete(self) -> None:
        """Make what the first paint does without."""
        self.credentials.complete()

    def show_environment(self, environment: "Environment", *, is_local: bool = False) -> None:
        """Show where requests go, with a word and a tint where that is a real service.

        Args:
            is_local: Whether requests go to this computer.
        """
        shown = (environment, is_local)
        if shown == self._shown:
            return
        self._shown = shown
        self.environments.show_environment(environment.name)
        is_quiet = is_local and environment.colour not in OWN_COLOURS
        self.tint = "" if is_quiet else _tint(environment)
        for part in self._tinted():
            mark(part, "environment", self.tint)
        self._is_real = not (environment.is_sandbox or is_local)
        careful = tr("{warning} · careful").format(warning=_REAL_SERVICES)
        warning = careful if environment.is_careful else _REAL_SERVICES
        self._warning.setToolTip(warning)
        # Where there is no room for the word, this is what a screen reader says.
        self.environments.box.setAccessibleDescription(warning if self._is_real else "")
        self.show_step(self._step)
        self.changed.emit()

    def needed_width(self, step: int) -> int:
        """Return the width that one of ``CHIP_STEPS`` takes."""
        has_warning, text = _STEPS[step]
        width = self.environments.needed_width(text) + self.credentials.needed_width(text) + _GAP
        if has_warning and self._is_real:
            width += self._warning.sizeHint().width() + _GAP
        return width

    def show_step(self, step: int) -> None:
        """Show one of ``CHIP_STEPS``."""
        self._step = step
        has_warning, text = _STEPS[step]
        self._warning.setVisible(has_warning and self._is_real)
        for chooser in (self.environments, self.credentials):
            chooser.show_step(text)

    def _tinted(self) -> tuple[QWidget, ...]:
        return (self._warning, self.environments.box)


def _tint(environment: "Environment") -> str:
    # An environment of the person may be based on the sandbox, and have another colour.
    return "" if environment.colour == SANDBOX.colour else environment.colour
