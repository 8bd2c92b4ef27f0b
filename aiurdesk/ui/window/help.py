"""The Help menu: the manual, the log, a report of a problem, and the version."""

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QWidget

from aiurdesk.core.translation import tr
from aiurdesk.services.profile_writer import ProfileWriter
from aiurdesk.ui import window
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.dialog import answer_of
from aiurdesk.ui.window.main_window import MainWindow
from aiurdesk.ui.window.messages import Message

_TASK = tr("show help")


class Help:
    """Opens dialogs above the window."""

    def __init__(
        self,
        window: MainWindow,
        scope: TaskScope,
        profile: ProfileWriter,
        tell: Callable[[Message], None],
    ) -> None:
        self._window = window
        self._scope = scope
        self._profile = profile
        self._tell = tell

    def show_about(self) -> None:
        """Show the versions of the program and of what it is made with."""
        self._scope.start(_TASK, self._show, window.help_dialogs.AboutDialog)

    def show_documentation(self) -> None:
        """Show the manual, which is there without a network."""
        self._scope.start(_TASK, self._show, window.help_dialogs.DocumentationDialog)

    def show_log(self) -> None:
        """Show the end of the log."""
        self._scope.start(_TASK, self._show_log)

    def report_problem(self) -> None:
        """Show what a report of a problem should hold, so that it can be copied."""
        self._scope.start(_TASK, self._report_problem)

    def _open(self, url: QUrl, instead: str) -> None:
        # Qt says False where no program is known for it, not where that program fails.
        if not QDesktopServices.openUrl(url):
            self._tell(
                Message(tr("The desktop could not open it. {instead}").format(instead=instead))
            )

    async def _show_log(self) -> None:
        log, file = await asyncio.to_thread(self._profile.log_text), self._profile.log_file

        def make(theme: Theme, parent: QWidget) -> QDialog:
            dialog = window.help_dialogs.LogDialog(theme, parent, file, log)
            dialog.opening_requested.connect(
                lambda: self._open(
                    QUrl.fromLocalFile(file), tr("The log is in {file}.").format(file=file)
                )
            )
            return dialog

        await self._show(make)

    async def _report_problem(self) -> None:
        crash = await asyncio.to_thread(self._profile.crash_text)
        log = await asyncio.to_thread(self._profile.log_text)
        report = window.help_dialogs.report_text(crash, log)
        dialog = window.help_dialogs.ReportDialog
        await self._show(lambda theme, parent: dialog(theme, parent, report))

    async def _show(self, make: Callable[[Theme, QWidget], QDialog]) -> None:
        # Made here: a task that is replaced at once makes none.
        dialog = make(self._window.theme, self._window)
        await answer_of(dialog, dialog.result)
