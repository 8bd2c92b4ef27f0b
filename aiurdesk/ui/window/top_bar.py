"""The bar at the top: where requests go, what they are sent with, and where a person goes."""

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel

from aiurdesk.core.environments.environment import OWN_COLOURS, SANDBOX
from aiurdesk.core.translation import tr
from aiurdesk.ui import window
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.styled import styled
from aiurdesk.ui.window.credential_chooser import CredentialChooser
from aiurdesk.ui.window.environment_chooser import EnvironmentChooser

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent, QObject

    from aiurdesk.core.environments.environment import Environment
    from aiurdesk.ui.keys.action_keys import ActionKeys
    from aiurdesk.ui.window.go_to_field import GoToField

_REAL_SERVICES = tr("Requests go to real services")
_SHORT = tr("Real services")
_GAP, _MARGIN = 8, 12


class _Step(NamedTuple):
    """What is shown at some width."""

    warning: str
    has_label: bool
    shortened: int
    """Which of the texts of the field is shown; 0 is the longest."""


_STEPS = (
    _Step(_REAL_SERVICES, has_label=True, shortened=0),
    _Step(_REAL_SERVICES, has_label=True, shortened=1),
    _Step(_SHORT, has_label=True, shortened=1),
    _Step(_SHORT, has_label=False, shortened=1),
    _Step(_SHORT, has_label=False, shortened=2),
)


class TopBar(QFrame):
    """Holds two choosers and the field that opens the command palette.

    It is tinted while requests go to real services.
    """

    palette_wanted = Signal()
    """Emitted when the field was pressed."""

    def __init__(self, theme: Theme, keys: "ActionKeys") -> None:
        super().__init__()
        self._theme = theme
        self._keys = keys
        styled(self, "top_bar", look="bar")
        self.environments = EnvironmentChooser(theme)
        self.credentials = CredentialChooser()
        self._warning = styled(QLabel(_REAL_SERVICES), "real_services")
        self._warning.hide()
        self._careful = ""
        self._shown: tuple[Environment, bool] | None = None
        self._go_to: GoToField | None = None
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(_MARGIN, 7, _MARGIN, 7)
        row.setSpacing(_GAP)
        row.addWidget(self.environments)
        row.addSpacing(_GAP)
        row.addWidget(self.credentials)
        row.addStretch(1)
        # They stay side by side where the choosers are below each other.
        self._tail = row_of(None, self._warning, spacing=2 * _GAP)
        row.addLayout(self._tail)

    def restore(self, environment: "Environment") -> None:
        """Tint the bar for its first paint; styling it again after that takes 15 ms."""
        for part in (self, self._warning):
            part.setProperty("environment", _tint(environment))

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
        tint = "" if is_local and environment.colour not in OWN_COLOURS else _tint(environment)
        for part in (self, self._warning):
            mark(part, "environment", tint)
        self._careful = " · careful" if environment.is_careful else ""
        self._warning.setText(f"{_REAL_SERVICES}{self._careful}")
        self._warning.setVisible(not (environment.is_sandbox or is_local))
        self.fit()

    def complete(self) -> None:
        """Make what the first paint does without, and follow other texts from now on."""
        self._go_to = window.go_to_field.GoToField(self._theme, self._keys)
        self._go_to.clicked.connect(self.palette_wanted)
        self._tail.addWidget(self._go_to)
        # The layout would show it one turn of the loop later.
        self._go_to.show()
        # Behind the field, which has another width by then.
        self._keys.changed.connect(self.fit)
        for box in (self.environments.box, self.credentials.box):
            box.currentTextChanged.connect(self.fit)
        self.installEventFilter(self)
        self.fit()

    def follow_theme(self) -> None:
        """Fit in the size of the text, which the theme has changed."""
        if self._go_to is not None:
            self._go_to.follow_theme()
        self.fit()

    def eventFilter(self, watched: "QObject", event: "QEvent") -> bool:  # noqa: N802
        """Fit into another width."""
        if event.type() is event.Type.Resize:
            self.fit()
        return super().eventFilter(watched, event)

    def fit(self) -> None:
        """Shorten what a narrow window, or large text, leaves no room for.

        First the field of the command palette, then the warning and the labels; where the names do
        not fit side by side then, each has a line of its own.
        """
        choosers = (self.environments, self.credentials)
        room = self.contentsRect().width() - 2 * _MARGIN
        # From the longest to the shortest: the first that fits is taken.
        for step in _STEPS:
            self._warning.setText(f"{step.warning}{self._careful}")
            widths = [chooser.needed_width(has_label=step.has_label) for chooser in choosers]
            is_wide_enough = sum(widths) + 3 * _GAP + self._tail_width(step.shortened) <= room
            if is_wide_enough:
                break
        for chooser in choosers:
            chooser.fit(room, has_label=step.has_label)
        self._warning.setToolTip(_REAL_SERVICES if step.warning == _SHORT else "")
        direction = QBoxLayout.Direction
        fitting = direction.LeftToRight if is_wide_enough else direction.TopToBottom
        if self._row.direction() is not fitting:
            self._row.setDirection(fitting)
        # After the direction: a key that is shown has Qt lay out the bar at once. In a line of its
        # own there may be room for the whole text.
        whole = [] if is_wide_enough else [n for n in range(3) if self._tail_width(n) <= room]
        if self._go_to is not None:
            self._go_to.show_text(self._go_to.texts[min(whole, default=step.shortened)])

    def _tail_width(self, shortened: int) -> int:
        """Return the width of warning and field, with the gap before them.

        Args:
            shortened: Which of the texts of the field is shown; 0 is the longest.
        """
        width = 0 if self._warning.isHidden() else self._warning.sizeHint().width() + _GAP
        if self._go_to is not None:
            text = self._go_to.texts[shortened]
            width += self._go_to.needed_width(text) + self._tail.spacing()
        return width


def _tint(environment: "Environment") -> str:
    # An environment of the person may be based on the sandbox, and have another colour.
    return "" if environment.colour == SANDBOX.colour else environment.colour
