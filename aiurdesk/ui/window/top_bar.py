"""The bar at the top: where requests go, and the credential that they are sent with."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from aiurdesk.core.request.built_in_environments import SANDBOX
from aiurdesk.ui.credentials.credential_chooser import CredentialChooser
from aiurdesk.ui.window.environment_chooser import EnvironmentChooser
from aiurdesk.ui.window.theme import Theme, mark

if TYPE_CHECKING:
    from aiurdesk.core.request.environment import Environment

_REAL_SERVICES = "Requests go to real services"


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
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 7, 12, 7)
        row.addWidget(self.environments)
        row.addSpacing(8)
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
        careful = " · careful" if environment.is_careful else ""
        self._warning.setText(f"{_REAL_SERVICES}{careful}")
        self._warning.setVisible(not environment.is_sandbox)


def _tint(environment: "Environment") -> str:
    # An environment of the person may be based on the sandbox, and have another colour.
    return "" if environment.colour == SANDBOX.colour else environment.colour
