"""The place of the chosen value of a tree: what is around it, which can be chosen as well."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from aiurdesk.core.body_views.signs import shown
from aiurdesk.core.translation import CUT, tr, truncate
from aiurdesk.ui.theme.grid import LINE
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.styled import styled

_LONGEST = 32
"""Characters of a step."""
_BETWEEN = " › "
_LEAST_COLUMNS = 8


class Breadcrumb(QLabel):
    """One line, also while nothing is chosen, so that nothing around it moves."""

    step_chosen = Signal(int)
    """Emitted with the number of a step, from the outermost one, 0."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._steps: tuple[str, ...] = ()
        self.setContentsMargins(LINE, 0, LINE, 0)
        styled(self, spoken=tr("Place of the value"), look="small")
        self.setTextFormat(Qt.TextFormat.RichText)
        by_mouse_and_keys = Qt.TextInteractionFlag.LinksAccessibleByMouse
        self.setTextInteractionFlags(
            by_mouse_and_keys | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.linkActivated.connect(lambda link: self.step_chosen.emit(int(link)))
        theme.changed.connect(self._show)

    def show_steps(self, steps: Sequence[str]) -> None:
        """Show the steps to a value, from the outermost one; none where nothing is chosen."""
        if tuple(steps) == self._steps:
            return
        self._steps = tuple(steps)
        self.setAccessibleDescription(_BETWEEN.join(self._steps))
        self._show()

    def steps(self) -> tuple[str, ...]:
        """Return what is shown."""
        return self._steps

    def sizeHint(self) -> QSize:
        """Return the size of a line; its text takes the width that there is."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return a size that needs the last step only."""
        metrics = self.fontMetrics()
        return QSize(metrics.averageCharWidth() * _LEAST_COLUMNS, metrics.height() + 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many steps as there is room for."""
        super().resizeEvent(event)
        self._show()

    def _show(self) -> None:
        metrics, room = self.fontMetrics(), self.contentsRect().width()
        words = [shown(truncate(" ".join(step.split()), _LONGEST)) for step in self._steps]
        first = len(words)
        used = metrics.horizontalAdvance(f"{CUT}{_BETWEEN}")
        # The last steps say more than the first, which are the same for most values.
        while first > 0:
            used += metrics.horizontalAdvance(f"{words[first - 1]}{_BETWEEN}")
            if used > room and first < len(words):
                break
            first -= 1
        colour = self._theme.colour("muted").name()
        links = [
            f'<a href="{at}" style="color:{colour};text-decoration:none">{escape(words[at])}</a>'
            for at in range(first, len(words))
        ]
        if first > 0:
            links.insert(0, CUT)
        self.setText(escape(_BETWEEN).join(links))
