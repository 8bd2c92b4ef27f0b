"""The sidebar: one panel at a time, each below its tab."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QTabBar, QWidget

from aiurdesk.core.translation import tr
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.styled import styled

ENDPOINTS = tr("Endpoints")
"""Title of the tab of the sidebar that is there from the start."""


class Sidebar(QFrame):
    """Shows one panel; ``add_tab`` is all that another one needs.

    It is empty until ``complete``, because the first paint of the window needs none of it.
    """

    tab_changed = Signal()
    """Emitted when another tab came to the front."""

    def __init__(self) -> None:
        super().__init__()
        styled(self, "sidebar", look="panel")
        self._asked_for = ""
        self._column = column_of(self, margins=0, spacing=0)

    def complete(self) -> None:
        """Make the tab bar, which has no tabs yet."""
        self._top = styled(QFrame(), look="side-top")
        self._bar = QTabBar(expanding=False, drawBase=False, usesScrollButtons=True)
        styled(self._bar, "sidebar_bar", spoken=tr("Sidebar"))
        self._panels = QStackedWidget()
        column_of(self._top, self._bar, margins=0)
        self._column.addWidget(self._top)
        self._column.addWidget(self._panels, 1)
        # The layout would show them one turn of the loop later.
        for part in (self._top, self._panels):
            part.show()
        self._bar.currentChanged.connect(self._on_changed)

    def add_tab(self, title: str, panel: QWidget) -> None:
        """Add a tab behind the others. A ``LazyPanel`` is made when it is first looked at.

        The first tab is in front, or the one that was wanted before it was there.
        """
        # In this order: the first tab is in front as soon as it is added, and asks for its panel.
        self._panels.addWidget(panel)
        self._bar.addTab(title)
        if title == self._asked_for:
            self.show_tab(title)

    @property
    def tab(self) -> str:
        """Title of the tab in front."""
        return self._bar.tabText(self._bar.currentIndex())

    @property
    def panel(self) -> QWidget:
        """The panel in front."""
        return self._panels.currentWidget() or self._panels

    def show_tab(self, title: str) -> None:
        """Bring a tab to the front, now or when it is added."""
        # Collections and history add their tabs some time after the start.
        self._asked_for = title
        titles = [self._bar.tabText(index) for index in range(self._bar.count())]
        if title in titles:
            self._bar.setCurrentIndex(titles.index(title))

    def _on_changed(self, index: int) -> None:
        self._panels.setCurrentIndex(index)
        self._asked_for = self.tab
        self.tab_changed.emit()
