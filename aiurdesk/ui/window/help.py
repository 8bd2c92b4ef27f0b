"""What the Help menu opens: the documentation, the log, and the version of the program."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QWidget

from aiurdesk.ui import window
from aiurdesk.ui.dialogs.ask import ask, discard
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.window.main_window import MainWindow
from aiurdesk.ui.window.messages import Message

_TASK = "show help"


class Help:
    """Opens dialogs above the window, and the log in the program of the desktop."""

    def __init__(
        self,
        window: MainWindow,
        scope: TaskScope,
        log_file: str,
        tell: Callable[[Message], None],
    ) -> None:
        self._window = window
        self._scope = scope
        self._log_file = log_file
        self._tell = tell

    def show_about(self) -> None:
        """Show the versions of the program and of what it is made with."""
        self._scope.start(_TASK, self._show, window.about_dialog.AboutDialog)

    def show_documentation(self) -> None:
        """Open the home page of the program, or the manual where it has no home page."""
        documentation = window.documentation_dialog.DocumentationDialog
        address = documentation.home_page()
        if address:
            self._open(QUrl(address), f"Open {address} in a browser.")
            return
        self._scope.start(_TASK, self._show, documentation)

    def open_log(self) -> None:
        """Open the log file in the program that the desktop opens text files with."""
        # The file is made with its first line, and most runs write none.
        if Path(self._log_file).exists():
            self._open(QUrl.fromLocalFile(self._log_file), f"The log is in {self._log_file}.")
        else:
            self._tell(Message(f"The log is empty. It will be in {self._log_file}."))

    def _open(self, url: QUrl, instead: str) -> None:
        # Qt says False where no program is known for it, not where that program fails.
        if not QDesktopServices.openUrl(url):
            self._tell(Message(f"The desktop could not open it. {instead}"))

    async def _show(self, make: Callable[[Theme, QWidget], QDialog]) -> None:
        # Made here: a task that is replaced at once makes none.
        dialog = make(self._window.theme, self._window)
        try:
            await ask(dialog)
        finally:
            discard(dialog)
