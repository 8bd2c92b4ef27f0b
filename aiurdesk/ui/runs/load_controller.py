"""Sends loads from the window, and shows what came of them."""

import asyncio
import math
from collections.abc import Mapping
from contextlib import aclosing
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from aiurdesk.core.environments.environment import AskedVariable, Environment
from aiurdesk.core.errors import ProblemError, StorageError
from aiurdesk.core.load.load_report import LoadReport, LoadTally
from aiurdesk.core.translation import listed, tr, trn
from aiurdesk.services.runs.collection_runs import CollectionRuns, RunChoices
from aiurdesk.services.runs.load.load_planning import (
    HostsNotNamed,
    LoadChoices,
    LoadPlanner,
    ReadyLoad,
)
from aiurdesk.services.runs.load.load_run import LoadRun
from aiurdesk.services.runs.load_reports import LOAD_REPORTS
from aiurdesk.services.runs.run_reports import save_report
from aiurdesk.services.sending.asking import Asking
from aiurdesk.services.services import Services
from aiurdesk.ui.runs.load_form import LoadForm
from aiurdesk.ui.runs.load_results import LoadResults
from aiurdesk.ui.theme.grid import INSET
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.dialog import ThemedDialog
from aiurdesk.ui.widgets.file_dialog import open_once, save_dialog
from aiurdesk.ui.widgets.page_scroll import PageScroll
from aiurdesk.ui.widgets.question import choose
from aiurdesk.ui.window.state_saver import StateSaver

LOOKING = tr("look at what a load sends")
LOADING = tr("send a load")
SAVING = tr("save the report of a load")
_SIZE = (980, 820)
_BAR = 10
"""Width of a scroll bar, as in the style sheet."""
_SEND = tr("Send the load")


class LoadDialog(ThemedDialog):
    """Stays open beside the main window."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, "load_dialog", tr("Run as load"))
        self.form = LoadForm(theme, self)
        self.results = LoadResults(theme, self)
        content = QWidget()
        column_of(self, PageScroll(page=content), margins=0)
        margins = (INSET, INSET, INSET - _BAR, INSET)
        column_of(content, self.form, (self.results, 1), margins=margins, spacing=12)
        self.resize(theme.dialog_size(*_SIZE))

    def reject(self) -> None:
        """Stop the load with Esc, and close the window when nothing is sent."""
        # Also called by the button of the title bar: no load goes on behind a closed window.
        if self.form.is_running:
            self.form.stop_wanted.emit()
        else:
            super().reject()


class LoadController(QObject):
    """Opens the window of a load, and carries loads out."""

    def __init__(
        self, theme: Theme, window: QWidget, services: Services, saver: StateSaver, asking: Asking
    ) -> None:
        """Make the window of a load, not yet open.

        Args:
            saver: Has the settings.
            asking: Whom to ask for the values of variables, and for a credential's host.
        """
        super().__init__(window)
        self._theme, self._services, self._saver, self._asking = theme, services, saver, asking
        self._runs = CollectionRuns(services)
        self._scope = scope = saver.scope
        self._load: LoadRun | None = None
        self._is_stopped = False
        self._report: LoadReport | None = None
        self.dialog = LoadDialog(theme, window)
        form = self.dialog.form
        form.load_wanted.connect(lambda choices: scope.start(LOADING, self._run, choices))
        form.stop_wanted.connect(self._stop)
        self.dialog.results.report_wanted.connect(self._ask_for_file)

    def open(self, path: str, environment: str) -> None:
        """Open the window of a load.

        Args:
            path: The folder.
            environment: The one that the main window sends to, for a collection that names none.
        """
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        if not self.dialog.form.is_running:
            self._scope.start(LOOKING, self._look_at, path, environment)

    async def _look_at(self, path: str, environment: str) -> None:
        form = self.dialog.form
        form.is_possible = find_spec("locust") is not None
        if not path:
            form.note.show_text(tr("Open a collection, and choose it or a folder within it."))
            return
        try:
            form.show_folder(await self._runs.look(path, environment))
        except ProblemError as error:
            form.note.show_text(str(error))
            return
        if not form.is_possible:
            text = tr("A load needs further libraries. Install them: pip install '{package}'")
            form.note.show_text(text.format(package="aiurdesk[load]"))

    async def _run(self, choices: LoadChoices) -> None:
        form = self.dialog.form
        form.set_running(True)
        form.note.show_text("")
        self._is_stopped = False
        try:
            ready = await self._ready(choices)
            if ready is not None:
                form.note.show_text("\n".join(map(str, ready.remarks)))
                await self._carry_out(ready)
        except ProblemError as error:
            form.note.show_text(str(error))
        finally:
            self._load = None
            form.set_running(False)

    async def _ready(self, choices: LoadChoices) -> ReadyLoad | None:
        """Plan a load; None if the person does not want it to go to a host."""
        limits = self._saver.settings.limits
        run = await self._runs.prepare(RunChoices(choices.path, choices.environment or ""), limits)
        # A careful environment is refused, so there is nothing to ask for it.
        if run.trust_question is not None and not run.run.environment.is_careful:
            await self._asking.trust(run.trust_question)
        planner = LoadPlanner(self._services, limits, self._asking.consent, self._answers)
        try:
            return await planner.ready(choices)
        except HostsNotNamed as unnamed:
            hosts = unnamed.hosts
        # Asked each time: a load is nothing that a host gets by accident.
        words = trn(
            "{users:,} user will send to {hosts} at once.\n\nGo on only where you may do that.",
            "{users:,} users will send to {hosts} at once.\n\nGo on only where you may do that.",
            choices.users,
        ).format(users=choices.users, hosts=listed(hosts))
        title = tr("Load on a host")
        if await choose(self._theme, self.dialog, title, words, (_SEND,)) != _SEND:
            return None
        return await planner.ready(replace(choices, hosts_allowed=hosts))

    async def _answers(
        self, asked: tuple[AskedVariable, ...], environment: Environment
    ) -> Mapping[str, str]:
        answers: dict[str, str] = {}
        for variable in asked:
            answer = await self._asking.value(variable, environment)
            if answer is None:
                raise ProblemError(tr("The load was not sent."))
            answers[variable.name] = answer
        return answers

    async def _carry_out(self, ready: ReadyLoad) -> None:
        tally, results = LoadTally(), self.dialog.results
        limits, started_at = self.dialog.form.limits(), datetime.now(UTC)
        loop = asyncio.get_running_loop()
        started_s = loop.time()
        self._report = None
        results.show_report(None)
        self._load = load = LoadRun(ready.plan)
        last_s = max(math.ceil(ready.plan.for_s) - 1, 0)

        def report(duration_s: float | None = None) -> LoadReport:
            return tally.report(
                ready.name,
                environment=ready.environment,
                started_at=started_at,
                duration_s=duration_s,
                limits=limits,
                is_stopped=self._is_stopped,
            )

        try:
            # Closed here and now, so that the process ends with the load.
            async with aclosing(load.ticks()) as ticks:
                async for tick in ticks:
                    if tick.at_s > last_s:
                        # What was on its way at the end is no second of its own, which would look
                        # like a fall. Its users are counted already.
                        tick = replace(tick, at_s=last_s, users=0)
                    tally.add(tick)
                    # With many requests and outcomes it takes too long for this thread. The next
                    # tick waits, so that the tally does not change meanwhile.
                    results.show_report(await asyncio.to_thread(report))
        finally:
            elapsed_s = min(loop.time() - started_s, ready.plan.for_s)
            self._report = report(elapsed_s if self._is_stopped else ready.plan.for_s)
            results.show_report(self._report, is_over=True)

    def _stop(self) -> None:
        """End the load with the report so far; one that is not sent yet is not begun."""
        self._is_stopped = True
        if self._load is None:
            self._scope.cancel(LOADING)
        else:
            self._load.stop()

    def _ask_for_file(self, name: str) -> None:
        """Let the person choose where a report goes.

        Args:
            name: A key of ``LOAD_REPORTS``.
        """
        if self._report is None:
            return
        suffix = LOAD_REPORTS[name].suffix
        dialog = save_dialog(self.dialog, tr("Save report"), f"{self._report.name}{suffix}")
        # The suffix says which program opens the report, so a name without one gets it.
        dialog.setDefaultSuffix(suffix)
        dialog.fileSelected.connect(lambda file: self._scope.start(SAVING, self._save, name, file))
        open_once(dialog)

    async def _save(self, name: str, file: str) -> None:
        report = self._report
        if report is None:
            return
        try:
            await asyncio.to_thread(save_report, LOAD_REPORTS[name], report, Path(file))
        except StorageError as error:
            self.dialog.form.note.show_text(str(error))
        else:
            self.dialog.results.say(tr("Saved as {file}.").format(file=file))
