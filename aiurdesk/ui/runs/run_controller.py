"""Runs collections from the window, and shows their results."""

import asyncio
from contextlib import aclosing, suppress
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from aiurdesk.core.collection.run_comparison import RunComparison
from aiurdesk.core.environments.environment import shown_name
from aiurdesk.core.errors import ProblemError, StorageError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.problem import Problem
from aiurdesk.core.state.history_settings import RunHistory
from aiurdesk.core.translation import tr
from aiurdesk.services.runs.collection_runs import (
    CollectionRuns,
    FinishedRun,
    ReadyRun,
    RunChoices,
)
from aiurdesk.services.runs.run_reports import RUN_REPORTS
from aiurdesk.services.runs.run_reports.run_record import ResultRecord, past_result, result_record
from aiurdesk.services.runs.runner import RunResult
from aiurdesk.services.sending.asking import Asking
from aiurdesk.services.sending.trust import NotTrusted
from aiurdesk.services.services import Services
from aiurdesk.ui.runs.run_form import RunForm
from aiurdesk.ui.runs.run_results import RunResults
from aiurdesk.ui.runs.run_rows import run_row
from aiurdesk.ui.theme.grid import INSET
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.dialog import ThemedDialog
from aiurdesk.ui.widgets.file_dialog import open_once, save_dialog
from aiurdesk.ui.widgets.page_scroll import PageScroll
from aiurdesk.ui.widgets.question import choose
from aiurdesk.ui.window.messages import fix_of
from aiurdesk.ui.window.state_saver import StateSaver

LOOKING = tr("look at a collection")
RUNNING = tr("run a collection")
SAVING = tr("save the report of a run")
_SIZE = (940, 660)
_BAR = 10
"""Width of a scroll bar, as in the style sheet."""
_SEND = tr("Run it")
_MOST_KEPT = 2000
"""So many results keep their exchange, the last ones."""


class RunDialog(ThemedDialog):
    """Stays open beside the main window, in which the exchanges are shown."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, "run_dialog", tr("Run collection"))
        self.form = RunForm(theme, self)
        self.results = RunResults(theme, self)
        # With large text, both need more than a small window has.
        content = QWidget()
        column_of(self, PageScroll(page=content), margins=0)
        # The scroll bar is a part of the room at the right.
        margins = (INSET, INSET, INSET - _BAR, INSET)
        column_of(content, self.form, (self.results, 1), margins=margins, spacing=12)
        # Not modal: the main window shows the exchanges meanwhile.
        self.resize(theme.dialog_size(*_SIZE))

    def showEvent(self, event: QShowEvent) -> None:
        """Let the main window come in front of this one, as it does when it shows a response."""
        super().showEvent(event)
        handle = self.windowHandle()
        if handle is not None:
            # Otherwise, window managers keep a dialog above the window that it belongs to.
            handle.setTransientParent(None)  # type: ignore[arg-type]  # none, says Qt

    def reject(self) -> None:
        """Stop the run with Esc, and close the window when nothing runs."""
        # Also called by the button of the title bar: a run does not go on behind a closed window.
        if self.form.is_running:
            self.form.stop_wanted.emit()
        else:
            super().reject()


class RunController(QObject):
    """Opens the window of a run, carries runs out, and keeps their exchanges to be looked at."""

    exchange_opened = Signal(Exchange)
    """Emitted with an exchange that is to be shown in the main window."""

    sent = Signal(str, Exchange)
    """Emitted with the file of a saved request that was sent, and with the exchange."""

    curl_wanted = Signal(str)
    """Emitted with the file of a request that is to be copied as a command of curl."""

    curl_of_sent_wanted = Signal(Exchange)
    """Emitted with an exchange whose request is to be copied so."""

    request_wanted = Signal(str)
    """Emitted with the file of a saved request that is to be opened."""

    fix_wanted = Signal(object)
    """Emitted with the Fix that a person chose for what is wrong."""

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        services: Services,
        saver: StateSaver,
        asking: Asking,
    ) -> None:
        """Make the window of a run, not yet open.

        Args:
            saver: Has the settings; what is recorded of a run is remembered there.
            asking: Whom to ask for the values of variables, and for trust.
        """
        super().__init__(window)
        self._theme = theme
        self._runs = CollectionRuns(services)
        self._saver = saver
        self._scope = scope = saver.scope
        self._asking = asking
        self._environment = ""
        self._results: dict[int, RunResult] = {}
        self._paths: tuple[str, ...] = ()
        # Positions of results whose exchange is in a tab.
        self._opened: set[int] = set()
        self._earlier: list[tuple[int, ResultRecord]] = []
        self._last_run: ReadyRun | None = None
        self._elapsed_ms = 0.0
        self.dialog = RunDialog(theme, window)
        form = self.dialog.form
        form.folder_chosen.connect(self._look)
        form.fix_wanted.connect(self.fix_wanted)
        form.run_wanted.connect(lambda choices: scope.start(RUNNING, self._run, choices))
        form.stop_wanted.connect(lambda: scope.cancel(RUNNING))
        self.dialog.results.opened.connect(self._open_result)
        self.dialog.results.request_wanted.connect(self._open_request)
        self.dialog.results.curl_wanted.connect(self._copy_as_curl)
        self.dialog.results.report_wanted.connect(self._ask_for_file)

    def open(self, path: str, environment: str, *, is_begun: bool = False) -> None:
        """Open the window of a run.

        Args:
            path: The folder; if it is empty the person is asked, unless one was chosen before.
            environment: The one that the main window sends to, for a collection that names none.
            is_begun: Whether it runs at once, where all of its requests only read.
        """
        self._environment = environment
        self.dialog.form.show_history(self._saver.settings.history.of_runs)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        if path:
            self._look(path, is_begun=is_begun)
        elif not self.dialog.form.choices().path:
            self.dialog.form.open_chooser()

    def look_again(self) -> None:
        """Read the folder again, such as after an environment was added."""
        if self.dialog.isVisible() and (path := self.dialog.form.choices().path):
            self._look(path)

    def _look(self, path: str, *, is_begun: bool = False) -> None:
        self._scope.start(LOOKING, self._look_at, path, is_begun)

    async def _look_at(self, path: str, is_begun: bool) -> None:
        form, results = self.dialog.form, self.dialog.results
        try:
            folder = await self._runs.look(path, self._environment)
        except ProblemError as error:
            form.show_problem(error.problem)
            return
        form.show_folder(folder)
        before = await self._runs.before(folder.path)
        # Results of this session say more than results of an earlier one.
        if before is not None and not self._results:
            passed = sum(result.passed for result in before.results)
            results.say(
                tr(
                    "The last run, {started_at:%Y-%m-%d %H:%M} UTC in {environment}: {passed} "
                    "passed, {failed} failed."
                ).format(
                    started_at=before.started_at,
                    environment=shown_name(before.environment) or tr("no environment"),
                    passed=passed,
                    failed=len(before.results) - passed,
                )
            )
        if is_begun and folder.only_reads:
            form.button.click()

    async def _run(self, choices: RunChoices) -> None:
        self.dialog.form.set_running(True)
        self.dialog.form.show_problem(Problem(""))
        self._remember(choices.history)
        try:
            ready = await self._runs.prepare(choices, self._saver.settings.limits)
            # They are not among the results, so they stay told.
            self.dialog.form.show_problem(Problem("\n".join(map(str, ready.selection.mistakes))))
            may_begin = ready.warning is None or await self._may(ready.warning.sentence)
            answers = await self._answers(ready) if may_begin else None
            if answers is not None:
                # With any answer the rest can run: the results say which requests were not sent.
                with suppress(NotTrusted):
                    if ready.trust_question is not None:
                        await self._asking.trust(ready.trust_question)
                await self._carry_out(replace(ready, run=ready.run.with_answers(answers)))
        except ProblemError as error:
            self.dialog.form.show_problem(error.problem)
        finally:
            self.dialog.form.set_running(False)

    def _remember(self, history: RunHistory) -> None:
        settings = self._saver.settings
        if settings.history.of_runs is not history:
            changed = replace(settings.history, of_runs=history)
            self._saver.change(replace(settings, history=changed))

    async def _may(self, warning: str) -> bool:
        """Ask whether to send what may change something."""
        words = tr("{warning}\n\nIf you go on, every request of the folder is sent.").format(
            warning=warning
        )
        title = tr("Careful environment")
        answer = await choose(self._theme, self.dialog, title, words, (_SEND,))
        return answer == _SEND

    async def _answers(self, ready: ReadyRun) -> dict[str, str] | None:
        """Ask for the variables that the environment asks for; None if the person does not want."""
        answers: dict[str, str] = {}
        for variable in ready.run.asked:
            answer = await self._asking.value(variable, ready.run.environment)
            if answer is None:
                return None
            # Once for the whole run, not for each request.
            answers[variable.name] = answer
        return answers

    async def _carry_out(self, ready: ReadyRun) -> None:
        results = self.dialog.results
        # Read before the first result: at its end the run takes the place of the one before.
        before = await self._runs.before(ready.choices.path)
        comparison = RunComparison(before)
        self._forget()
        self._last_run = ready
        results.start(ready.run.size)
        self._paths = tuple(item.path for item in ready.run.requests)
        kept = []
        lacking: Problem | None = None
        loop = asyncio.get_running_loop()
        started_s = loop.time()
        try:
            # Closed here and now: a generator that is only dropped ends at some later time.
            async with aclosing(self._runs.results(ready.run, self._asking.consent)) as arriving:
                async for result in arriving:
                    # The few facts that the next run is compared with, not the whole result.
                    kept.append(past_result(result))
                    lacking = lacking or _lacking(result)
                    self._hold(result)
                    if result.exchange is not None and not result.errors:
                        self.sent.emit(result.request.path, result.exchange)
                    results.add(run_row(result, comparison))
        except asyncio.CancelledError:
            # "Stop" cancels the task. What was done is shown and kept like any other run.
            pass
        self._elapsed_ms = (loop.time() - started_s) * 1000
        if lacking is not None:
            # The rows say all; this is the first thing that can be added.
            self.dialog.form.show_problem(lacking)
        left = ready.run.size - len(kept)
        stopped = tr("Stopped before its end: {left} not run. ").format(left=left) if left else ""
        results.finish(stopped + comparison.summary(kept))
        if kept:
            try:
                await self._runs.keep(ready, tuple(kept), before)
            except StorageError as error:
                self.dialog.form.note.show_text(str(error))

    def _ask_for_file(self, name: str) -> None:
        """Let the person choose where a report goes.

        Args:
            name: A key of ``RUN_REPORTS``.
        """
        if self._last_run is None:
            return
        report = RUN_REPORTS[name]
        dialog = save_dialog(
            self.dialog,
            tr("Save report"),
            f"{self._last_run.selection.collection.name}{report.suffix}",
        )
        # The suffix says which program opens the report, so a name without one gets it.
        dialog.setDefaultSuffix(report.suffix)
        dialog.fileSelected.connect(lambda file: self._scope.start(SAVING, self._save, name, file))
        open_once(dialog)

    async def _save(self, name: str, file: str) -> None:
        if self._last_run is None:
            return
        finished = FinishedRun(
            self._last_run, self._elapsed_ms, tuple(self._results.values()), tuple(self._earlier)
        )
        try:
            await self._runs.save_report(name, finished, Path(file))
        except StorageError as error:
            self.dialog.form.note.show_text(str(error))
        else:
            self.dialog.results.say(tr("Saved as {file}.").format(file=file))

    def _hold(self, result: RunResult) -> None:
        """Keep the exchange of a result to be opened; only the last ones stay in memory."""
        self._results[result.position] = result
        # A dict has its keys in the order in which they were added.
        if len(self._results) > _MOST_KEPT:
            oldest = next(iter(self._results))
            dropped = self._results.pop(oldest)
            self._earlier.append((oldest, result_record(dropped, has_exchange=False)))
            self._release(dropped)

    def _forget(self) -> None:
        for result in self._results.values():
            self._release(result)
        self._results.clear()
        self._earlier.clear()
        self._opened.clear()

    def _release(self, result: RunResult) -> None:
        # The tab in which an exchange was opened owns its file from then on.
        if result.position not in self._opened:
            self._runs.release(result)

    def _open_result(self, position: int) -> None:
        result = self._results.get(position)
        if result is None or result.exchange is None:
            self.dialog.form.note.show_text(
                tr(
                    "Only the last {most_kept} responses of a run are kept. Run the request alone."
                ).format(most_kept=_MOST_KEPT)
            )
            return
        self._opened.add(position)
        ready = self._last_run
        exchange = result.exchange
        self.exchange_opened.emit(exchange if ready is None else ready.opened(exchange))
        window = self.dialog.parentWidget()
        if window is not None:
            window.raise_()
            window.activateWindow()

    def _open_request(self, position: int) -> None:
        self.request_wanted.emit(self._path_of(position))

    def _copy_as_curl(self, position: int) -> None:
        """Copy what was sent, or what would be where nothing is kept of that."""
        result = self._results.get(position)
        if result is None or result.exchange is None:
            self.curl_wanted.emit(self._path_of(position))
        else:
            self.curl_of_sent_wanted.emit(result.exchange)

    def _path_of(self, position: int) -> str:
        # Positions count from 1 through all passes, and each pass has the same requests.
        return self._paths[(position - 1) % len(self._paths)]


def _lacking(result: RunResult) -> Problem | None:
    """Return what a request lacked and can be given; None where it lacked no such thing."""
    for problem in result.errors:
        if (fix := fix_of(problem)) is not None:
            return replace(problem, fixes=(fix,))
    return None
