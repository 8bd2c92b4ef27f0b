"""The window of a run: what is run, and its results."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from aiurdesk.core.translation import tr
from aiurdesk.ui.layout.page_scroll import PageScroll
from aiurdesk.ui.runs.run_form import RunForm
from aiurdesk.ui.runs.run_results import RunResults
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of

_SIZE = (940, 660)


class RunDialog(QDialog):
    """Stays open beside the main window, in which the exchanges are shown."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        theme.apply_to(self)
        self.setObjectName("run_dialog")
        self.setWindowTitle(tr("Run collection"))
        self.form = RunForm(theme, self)
        self.results = RunResults(theme, self)
        self._is_running = False
        # With large text, both need more than a small window has.
        content, area = QWidget(), PageScroll(self)
        area.setWidget(content)
        column_of(self, area, margins=0)
        column_of(content, self.form, (self.results, 1), spacing=12)
        # Not modal: the main window shows the exchanges meanwhile.
        self.resize(theme.dialog_size(*_SIZE))

    def showEvent(self, event: QShowEvent) -> None:
        """Let the main window come in front of this one, as it does when it shows a response."""
        super().showEvent(event)
        handle = self.windowHandle()
        if handle is not None:
            # Otherwise, window managers keep a dialog above the window that it belongs to.
            handle.setTransientParent(None)  # type: ignore[arg-type]  # none, says Qt

    def set_running(self, is_running: bool) -> None:
        """Show whether a run goes on."""
        self._is_running = is_running
        self.form.set_running(is_running)

    def reject(self) -> None:
        """Stop the run with Esc, and close the window when nothing runs."""
        # Also called by the button of the title bar: a run does not go on behind a closed window.
        if self._is_running:
            self.form.stop_wanted.emit()
        else:
            super().reject()
