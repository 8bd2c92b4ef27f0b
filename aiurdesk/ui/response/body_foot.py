"""The line below a body: tools of the view, and ways to keep what came."""

from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from aiurdesk.core.translation import tr
from aiurdesk.ui.response.body_handle import BodyHandle
from aiurdesk.ui.theme.grid import GAP, LINE
from aiurdesk.ui.theme.theme import mark
from aiurdesk.ui.widgets.boxes import row_of


class BodyFoot:
    """Leaves out what the body can be dragged by where tools of the view have no room beside it."""

    def __init__(self, tools: QStackedWidget, opener: QPushButton, parent: QWidget) -> None:
        """Build.

        Args:
            tools: Those of each view; the current ones are seen.
            opener: Opens the body elsewhere.
            parent: What it is the lowest line of.
        """
        self._tools, self._opener, self._around = tools, opener, parent
        self._keep: QWidget | None = None
        self._handle: BodyHandle | None = None
        self.save_button = QPushButton(tr("Save body…"), parent)
        mark(self.save_button, "look", "small")
        self.row = row_of(None, (tools, 1), opener, self.save_button, spacing=2)

    def add_handle(self, handle: BodyHandle) -> None:
        """Put what the body can be dragged by beside the button that saves it."""
        self._handle = handle
        self.fit()
        self.row.insertWidget(1, handle)

    def add_keep(self, button: QWidget) -> None:
        """Put what offers other ways to keep the response beside the button that saves its body."""
        self._keep = button
        button.setHidden(self.save_button.isHidden())
        self.row.addWidget(button)

    def show_name(self, name: str) -> None:
        """Say what the file will be called that the body is dragged as."""
        if self._handle is not None:
            self._handle.show_name(name)
            # It may have no room now.
            self.fit()

    def offer(self, *, is_there: bool) -> None:
        """Offer to keep the body, if there is one."""
        self.save_button.setVisible(is_there)
        if self._keep is not None:
            self._keep.setVisible(is_there)
        tools = self._tools.currentWidget()
        if self._handle is not None and tools is not None:
            # In a narrow pane it would push tools of the view into their menu.
            mine = (self._opener, self.save_button, self._keep)
            buttons = [b for b in mine if b is not None and not b.isHidden()]
            parts = (tools, self._handle, *buttons)
            needed = sum(part.sizeHint().width() + LINE for part in parts) + 2 * GAP
            self._handle.setVisible(is_there and needed <= self._around.width())

    def fit(self) -> None:
        """Fit another width, or other tools."""
        self.offer(is_there=not self.save_button.isHidden())
