"""The tabs of the open requests with their buttons: a new one, and the list of all."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy

from aiurdesk.core.translation import tr
from aiurdesk.ui.request.request_bar import RequestBar
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.icon_button import IconButton
from aiurdesk.ui.widgets.styled import styled

_GAP = 4


class TabRow(QFrame):
    """Gives the tabs the room that its buttons leave."""

    new_wanted = Signal()
    """Emitted when the button behind the last tab was pressed."""
    list_wanted = Signal()
    """Emitted when the list of all requests is to be opened."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        styled(self, "tab_row", look="tabs")
        self.bar = RequestBar(theme)
        self._new = styled(IconButton(theme, "plus", tr("New request")), "new_tab")
        self._new.clicked.connect(self.new_wanted)
        self._all = styled(IconButton(theme, "chevron-down", tr("Open requests")), "all_requests")
        self._all.clicked.connect(self.list_wanted)
        self._all.hide()
        # The row takes what is left in the bar of the window, whatever the tabs would like.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row_of(self, self.bar, self._new, self._all, 1, margins=0, spacing=_GAP)

    def sizeHint(self) -> QSize:
        """Return no width of its own."""
        return QSize(0, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return no width of its own."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share another width."""
        super().resizeEvent(event)
        self.refit()

    def refit(self) -> None:
        """Share the width among the tabs, and offer their list where there are several."""
        has_list = self.bar.count() > 1
        buttons = [self._new, *([self._all] if has_list else [])]
        taken = sum(button.sizeHint().width() + _GAP for button in buttons)
        room = self.width() - taken
        self.bar.share(room)
        self.bar.setMaximumWidth(max(room, 0))
        # An empty one would want some room all the same.
        self.bar.setVisible(self.bar.count() > 0)
        self._all.setVisible(has_list)
        # A sign that there are more than one sees.
        count = self.bar.count()
        self._all.rename(tr("{count} open requests").format(count=count))
        self._all.setText(str(count) if self.bar.is_crowded else "")
        style = Qt.ToolButtonStyle
        beside = style.ToolButtonTextBesideIcon if self.bar.is_crowded else style.ToolButtonIconOnly
        self._all.setToolButtonStyle(beside)
