"""The top bar's choice of where requests go."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from aiurdesk.ui.widgets.choice_box import ListBox
from aiurdesk.ui.window.chooser import Chooser
from aiurdesk.ui.window.theme import Theme

if TYPE_CHECKING:
    from aiurdesk.core.request.environment import Environment

_DOT = 10


class EnvironmentChooser(Chooser):
    """Shows the environments with their colours."""

    environment_chosen = Signal(object)
    """Emitted with the Environment that a person chose."""

    def __init__(self, theme: Theme) -> None:
        super().__init__("&Environment", ListBox(), "environment", 220)
        self._theme = theme
        self._environments: tuple[Environment, ...] = ()
        self.box.activated.connect(
            lambda row: self.environment_chosen.emit(self._environments[row])
        )
        theme.changed.connect(self._paint_dots)

    def set_environments(self, environments: "Sequence[Environment]") -> None:
        """Set the environments to choose from."""
        self._environments = tuple(environments)
        self.box.clear()
        self.box.addItems([environment.name for environment in environments])
        self._paint_dots()

    def show_environment(self, name: str) -> None:
        """Select an environment without a signal; the first if none has that name."""
        self.box.setCurrentIndex(max(self.box.findText(name), 0))

    def _paint_dots(self) -> None:
        self.box.setIconSize(self._theme.icon_size(_DOT))
        for row, environment in enumerate(self._environments):
            self.box.setItemIcon(row, self._theme.dot(environment.colour or "muted"))
