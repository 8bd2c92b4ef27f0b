"""Work that can wait: panels that nobody looks at yet, and steps between two turns of the loop."""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from aiurdesk.ui.widgets.keyboard_focus import order_behind_neighbour

_Panel = TypeVar("_Panel", bound=QWidget)
_END = object()


class LazyPanel(QWidget, Generic[_Panel]):
    """Keeps the place of a panel that is made when it is first looked at or asked for."""

    def __init__(self, make: Callable[[], _Panel], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self._fill: Callable[[_Panel], None] | None = None
        self._when_made: list[Callable[[_Panel], object]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.is_made = False

    @cached_property
    def panel(self) -> _Panel:
        """The panel, made now if it was not there yet."""
        panel = self._make()
        self.is_made = True
        stops = _stops(panel)
        self._column.addWidget(panel)
        order_behind_neighbour(self, stops)
        for connect in self._when_made:
            connect(panel)
        if self._fill is not None:
            self._fill(panel)
        return panel

    def fill(self, function: Callable[[_Panel], None]) -> None:
        """Call a function with the panel, now or when it is made; the last one counts."""
        self._fill = function
        if self.is_made:
            function(self.panel)

    def when_made(self, function: Callable[[_Panel], object]) -> None:
        """Call a function with the panel once it is made, or now; to connect it to others."""
        self._when_made.append(function)
        if self.is_made:
            function(self.panel)

    def showEvent(self, event: QShowEvent) -> None:
        """Make the panel: somebody looks."""
        self.panel.show()
        super().showEvent(event)


def _stops(panel: QWidget) -> list[QWidget]:
    """Return what Tab stops at in a panel that is not below anything yet, in order."""
    stops = []
    widget: QWidget | None = panel
    while widget is not None:
        if widget.focusPolicy() is not Qt.FocusPolicy.NoFocus:
            stops.append(widget)
        widget = widget.nextInFocusChain()
        if widget is panel:
            break
    return stops


class IdleSteps(QObject):
    """Takes one step a turn of the loop, so that what adds up to long holds nothing up.

    The steps are a generator; each ``yield`` ends one.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: Iterator[None] = iter(())
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._step)

    def start(self, steps: Iterator[None]) -> None:
        """Begin to take steps; earlier ones that are left are not taken any more."""
        self._steps = steps
        self._timer.start()

    def _step(self) -> None:
        if next(self._steps, _END) is _END:
            self._timer.stop()
