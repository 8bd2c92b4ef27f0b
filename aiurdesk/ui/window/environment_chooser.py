"""The choice of where requests go."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from aiurdesk.core.environments.environment import shown_name
from aiurdesk.core.translation import tr, truncate
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.window.chooser import CHIP_LENGTHS, Chooser, truncate_name

if TYPE_CHECKING:
    from aiurdesk.core.environments.environment import Environment

MANAGE_TEXT = tr("Manage environments…")
COOKIES_TEXT = tr("Cookies…")
_DOT = 10


class EnvironmentChooser(Chooser):
    """Shows the environments with their colours."""

    environment_chosen = Signal(object)
    """Emitted with the Environment that a person chose."""
    manage_wanted = Signal()
    """Emitted when a person wants to see and change the environments."""
    cookies_wanted = Signal()
    """Emitted when a person wants to see the cookies of the environment."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(tr("E&nvironment"), "environment")
        self._theme = theme
        self._environments: tuple[Environment, ...] = ()
        self._name = ""
        self.box.activated.connect(self._on_activated)
        theme.changed.connect(self._paint_dots)

    def show_before_the_list(self, name: str) -> None:
        """Show a name in the first paint, before there is a list to choose from."""
        self._name = name
        self.box.addItem(truncate_name(shown_name(name)))
        self._show_name()

    def set_environments(self, environments: "Sequence[Environment]") -> None:
        """Set the environments to choose from."""
        self._environments = tuple(environments)
        self.box.clear()
        self.box.addItems([truncate_name(environment.shown_name) for environment in environments])
        # A row as well, like those behind it: they come after the environments.
        self.box.insertSeparator(self.box.count())
        self.box.addItems([MANAGE_TEXT, COOKIES_TEXT])
        self._paint_dots()
        self.show_environment(self._name)

    def show_environment(self, name: str) -> None:
        """Select an environment without a signal; the first if none has that name."""
        # Kept, because the environment may be offered only later, as a collection's are.
        self._name = name
        names = [environment.name for environment in self._environments]
        self.box.setCurrentIndex(names.index(name) if name in names else 0)
        self._show_name()

    def _show_name(self) -> None:
        names = [environment.name for environment in self._environments]
        shown = shown_name(self._name if self._name in names or not names else names[0])
        texts = (truncate(shown, most) if most else "" for most in CHIP_LENGTHS)
        tip = tr("Environment: {name}").format(name=shown)
        self._show_texts(tuple(texts), tip)

    def _on_activated(self, row: int) -> None:
        if row < len(self._environments):
            self.environment_chosen.emit(self._environments[row])
            return
        signal = self.cookies_wanted if self.box.itemText(row) == COOKIES_TEXT else None
        # The last entries open a dialog. Behind it the box has to show where requests go.
        self.show_environment(self._name)
        (signal or self.manage_wanted).emit()

    def _paint_dots(self) -> None:
        self.box.setIconSize(self._theme.icon_size(_DOT))
        for row, environment in enumerate(self._environments):
            self.box.setItemIcon(row, self._theme.dot(environment.colour or "muted"))
        self.refitted.emit()
