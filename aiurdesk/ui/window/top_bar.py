"""The bar at the top: where requests go, and the credential that they are sent with."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel

from aiurdesk.core.request.built_in_environments import SANDBOX
from aiurdesk.ui.credentials.credential_chooser import CredentialChooser
from aiurdesk.ui.window.environment_chooser import EnvironmentChooser
from aiurdesk.ui.window.theme import Theme, mark

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent, QObject

    from aiurdesk.core.request.environment import Environment

_REAL_SERVICES = "Requests go to real services"
_SHORT = "Real services"
_GAP, _MARGIN = 8, 12


class TopBar(QFrame):
    """Holds the two choosers; tinted while requests go to real services."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("top_bar")
        self.setProperty("look", "bar")
        self.environments = EnvironmentChooser(theme)
        self.credentials = CredentialChooser()
        self._warning = QLabel(_REAL_SERVICES)
        self._warning.setObjectName("real_services")
        self._warning.hide()
        self._careful = ""
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(_MARGIN, 7, _MARGIN, 7)
        row.setSpacing(_GAP)
        row.addWidget(self.environments)
        row.addSpacing(_GAP)
        row.addWidget(self.credentials)
        row.addStretch(1)
        row.addWidget(self._warning)

    def restore(self, environment: "Environment") -> None:
        """Tint the bar for its first paint; styling it again after that takes 15 ms."""
        for part in (self, self._warning):
            part.setProperty("environment", _tint(environment))

    def show_environment(self, environment: "Environment") -> None:
        """Show where requests go, with a word and a tint where that is a real service."""
        self.environments.show_environment(environment.name)
        for part in (self, self._warning):
            mark(part, "environment", _tint(environment))
        self._careful = " · careful" if environment.is_careful else ""
        self._warning.setText(f"{_REAL_SERVICES}{self._careful}")
        self._warning.setVisible(not environment.is_sandbox)
        self.fit()

    def furnish(self) -> None:
        """Follow other texts and fonts from now on; the first paint does without."""
        for box in (self.environments.box, self.credentials.box):
            box.currentTextChanged.connect(self.fit)
        self.installEventFilter(self)
        self.fit()

    def eventFilter(self, watched: "QObject", event: "QEvent") -> bool:  # noqa: N802
        """Fit into another width."""
        if event.type() is event.Type.Resize:
            self.fit()
        return super().eventFilter(watched, event)

    def fit(self) -> None:
        """Shorten what a narrow window, or large text, leaves no room for.

        First the warning and the labels; where the names do not fit side by side then, each has a
        line of its own.
        """
        choosers = (self.environments, self.credentials)
        room = self.contentsRect().width() - 2 * _MARGIN
        # From the longest to the shortest: the first that fits is taken.
        for warning, has_label in ((_REAL_SERVICES, True), (_SHORT, True), (_SHORT, False)):
            self._warning.setText(f"{warning}{self._careful}")
            widths = [chooser.needed_width(has_label=has_label) for chooser in choosers]
            if not self._warning.isHidden():
                widths.append(self._warning.sizeHint().width() + _GAP)
            is_wide_enough = sum(widths) + 3 * _GAP <= room
            if is_wide_enough:
                break
        for chooser in choosers:
            chooser.fit(room, has_label=has_label)
        self._warning.setToolTip(_REAL_SERVICES if warning == _SHORT else "")
        direction = QBoxLayout.Direction
        wanted = direction.LeftToRight if is_wide_enough else direction.TopToBottom
        if self._row.direction() is not wanted:
            self._row.setDirection(wanted)


def _tint(environment: "Environment") -> str:
    # An environment of the person may be based on the sandbox, and have another colour.
    return "" if environment.colour == SANDBOX.colour else environment.colour
