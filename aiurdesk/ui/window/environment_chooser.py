"""The top bar's choice of where requests go."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from aiurdesk.ui.window.theme import Theme

if TYPE_CHECKING:
    from aiurdesk.core.request.environment import Environment

_DOT = 10


class EnvironmentChooser(QWidget):
    """Shows the environments with their colours."""

    environment_chosen = Signal(object)
    """Emitted with the Environment that a person chose."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._environments: tuple[Environment, ...] = ()
        self._box = QComboBox()
        self._box.setObjectName("environment")
        self._box.setIconSize(QSize(_DOT, _DOT))
        self._box.setMinimumWidth(220)
        self._box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        label = QLabel("&Environment")
        label.setProperty("look", "muted")
        # On Linux a combo box is found by its label; a name of its own is not passed on.
        label.setBuddy(self._box)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label)
        layout.addWidget(self._box)
        self._box.activated.connect(
            lambda row: self.environment_chosen.emit(self._environments[row])
        )
        theme.changed.connect(self._paint_dots)

    def set_environments(self, environments: "Sequence[Environment]") -> None:
        """Offer these."""
        self._environments = tuple(environments)
        self._box.clear()
        self._box.addItems([environment.name for environment in environments])
        self._paint_dots()

    def show_environment(self, name: str) -> None:
        """Select an environment without telling, the first where there is none of that name."""
        self._box.setCurrentIndex(max(self._box.findText(name), 0))

    def open_list(self) -> None:
        """Give the keyboard to the list of environments."""
        self._box.setFocus()
        self._box.showPopup()

    def _paint_dots(self) -> None:
        for row, environment in enumerate(self._environments):
            self._box.setItemIcon(row, self._theme.dot(environment.colour or "muted"))
