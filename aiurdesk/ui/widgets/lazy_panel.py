"""Parts of the window that are made when they are first needed, and panels that are first shown."""

from collections.abc import Callable
from functools import cached_property
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.keyboard import order_behind_neighbour
from aiurdesk.ui.widgets.page_scroll import PageScroll

_Part = TypeVar("_Part")
_Panel = TypeVar("_Panel", bound=QWidget)


class LazyPart(Generic[_Part]):
    """Makes a part when it is first asked for."""

    def __init__(self, make: Callable[[], _Part]) -> None:
        self._make = make
        self._when_made: list[Callable[[_Part], object]] = []
        self.is_made = False

    @cached_property
    def part(self) -> _Part:
        """The part, made now if it was not there yet."""
        part = self._make()
        self.is_made = True
        # They get the part: asking for ``self.part`` before this returns would make another one.
        for connect in self._when_made:
            connect(part)
        return part

    def when_made(self, function: Callable[[_Part], object]) -> None:
        """Call a function with the part once it is made, or now; to connect it to others."""
        self._when_made.append(function)
        if self.is_made:
            function(self.part)


class LazyPanel(QWidget, Generic[_Panel]):
    """Placeholder for a panel that is made when it is first shown or asked for."""

    def __init__(
        self, make: Callable[[], _Panel], parent: QWidget | None = None, *, scrolls: bool = False
    ) -> None:
        """Create the place.

        Args:
            scrolls: The panel does not scroll itself where it is too high for its place.
        """
        super().__init__(parent)
        self._lazy = LazyPart(make)
        self._scrolls = scrolls
        self._fillings: dict[str, Callable[[_Panel], None]] = {}
        self._column = column_of(self, margins=0)
        self._content: QWidget = self
        self._lazy.when_made(self._add_to_layout)

    @property
    def is_made(self) -> bool:
        """Whether the panel is there."""
        return self._lazy.is_made

    @cached_property
    def panel(self) -> _Panel:
        """The panel, made now if it was not there yet."""
        panel = self._lazy.part
        # One of them may ask for the panel again.
        fillings, self._fillings = self._fillings, {}
        for fill in fillings.values():
            fill(panel)
        return panel

    def _add_to_layout(self, panel: _Panel) -> None:
        # Before it is added: then its chain of focus holds nothing but its own widgets.
        stops = _stops(panel)
        self._content = PageScroll(page=panel, is_edge_to_edge=True) if self._scrolls else panel
        self._column.addWidget(self._content)
        order_behind_neighbour(self, stops)

    def fill(self, function: Callable[[_Panel], None], what: str = "") -> None:
        """Call a function with the panel, now or when it is made.

        Args:
            what: What it fills in; of several functions for the same, the last one counts.
        """
        # Kept only until it is called: it may hold a response of many megabytes.
        if self.is_made:
            function(self.panel)
        else:
            self._fillings[what] = function

    def forget(self) -> None:
        """Forget what the panel was to be filled with when it is made."""
        self._fillings.clear()

    def when_made(self, function: Callable[[_Panel], object]) -> None:
        """Call a function with the panel once it is made, or now; to connect it to others."""
        self._lazy.when_made(function)

    def showEvent(self, event: QShowEvent) -> None:
        """Make the panel."""
        self.panel.show()
        self._content.show()
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
