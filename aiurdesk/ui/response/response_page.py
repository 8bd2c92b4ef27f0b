"""The page of a response: the verdict, and the views below it."""

from collections.abc import Callable
from functools import cached_property

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from aiurdesk.core.verdict.verdict import Fix
from aiurdesk.ui.response.verdict_banner import VerdictBanner
from aiurdesk.ui.response.views import ResponseViews
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.window.theme import Theme

_MOST_FOR_THE_BANNER = 0.55


class ResponsePage(QWidget):
    """The verdict and the views below it."""

    save_wanted = Signal()
    """Emitted when the body is to be saved."""

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        choose_fix: Callable[[Fix], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scope = scope
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 12, 14, 8)
        self._column.setSpacing(10)
        self.banner = VerdictBanner(theme, choose_fix, self)
        self._column.addWidget(self.banner)

    @cached_property
    def views(self) -> ResponseViews:
        """The views, made with the first response or a turn of the loop before it."""
        views = ResponseViews(self._theme, self._scope, self)
        # In a low pane with large text they give way: all of the verdict has to be readable.
        views.setMinimumHeight(1)
        views.save_button.clicked.connect(self.save_wanted)
        self._column.addWidget(views, 1)
        return views

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the response its part of the height."""
        super().resizeEvent(event)
        self.banner.set_room(round(self.height() * _MOST_FOR_THE_BANNER))
