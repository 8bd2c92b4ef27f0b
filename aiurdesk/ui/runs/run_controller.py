"""Runs collections from the window, and shows their results."""

import asyncio
from contextlib import aclosing, suppress
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from aiurdesk.core.collection.run_comparison import PastResult, RunComparison
from aiurdesk.core.environments.environment import shown_name
from aiurdesk.core.errors import ProblemError, StorageError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.problem import Problem
from aiurdesk.core.state.history_settings import RunHistory
from aiurdesk.core.translation import printable, tr
from aiurdesk.services.collections.collection_plans import ChangeSettings
from aiurdesk.services.collections.folder_files import read_settings
from aiurdesk.services.runs.collection_runs import (
    CollectionRuns,
    FinishedRun,
    ReadyRun,
    RunChoices,
)
from aiurdesk.services.runs.run_beside import Beside, RunBeside
from aiurdesk.services.runs.run_differences import summary_line
from aiurdesk.services.runs.run_reports import RUN_REPORTS
from aiurdesk.services.runs.run_reports.run_record import ResultRecord, past_result, result_record
from aiurdesk.services.runs.runner import RunResult
from aiurdesk.services.sending.asking import Asking
from aiurdesk.services.sending.trust import NotTrusted
from aiurdesk.services.services import Services
from aiurdesk.ui.runs.beside_choice import Offered
from aiurdesk.ui.runs.run_form import RunForm
from aiurdesk.ui.runs.run_results import RunResults
from aiurdesk.ui.runs.run_rows import run_row
from aiurdesk.ui.theme.grid import INSET
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.dialog import ThemedDialog
from aiurdesk.ui.widgets.file_dialog import open_once, save_dialog
from aiurdesk.ui.widgets.line_dialog import LineDialog, LineWords
from aiurdesk.ui.widgets.page_scroll import PageScroll
from aiurdesk.ui.widgets.question import Destructive, choose
from aiurdesk.ui.window.messages import fix_of
from aiurdesk.ui.window.state_saver import StateSaver

LOOKING = tr("look at a collection")
RUNNING = tr("run a collection")
KEEPING = tr("keep a run")
IGNORING = tr("ignore a value")
SAVING = tr("save the report of a run")
_SIZE = (980, 820)
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

    settings_changed = Signal(object)
    """Emitted with the ``ChangeSettings`` of a collection that is to be written."""

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
        self._beside: RunBeside | None = None
        self._found = Beside()
        self._is_whole = False
        self._elapsed_ms = 0.0
        self.dialog = RunDialog(theme, window)
        form = self.dialog.form
        form.folder_chosen.connect(self._look)
        form.fix_wanted.connect(self.fix_wanted)
        form.run_wanted.connect(lambda choices: scope.start(RUNNING, self._run, choices))
        form.stop_wanted.connect(lambda: scope.cancel(RUNNING))
        beside = form.beside
        beside.keep_wanted.connect(lambda: scope.start(KEEPING, self._keep))
        beside.forget_wanted.connect(lambda name: scope.start(KEEPING, self._forget_kept, name))
        self.dialog.results.details.ignore_wanted.connect(
            lambda path: scope.start(IGNORING, self._ignore, path)
        )
        self.dialog.results.opened.connect(self._open_result)
        self.dialog.results.request_wanted.connect(self._open_request)
        self.dialog.results.curl_wanted.connect(self._copy_as_curl)
        self.dialog.results.report_wanted.connect(self._ask_for_file)

    def open(
        self,
        path: str,
        environment: str,
        *,
        is_begun: bool = False,
        offered: Offered | None = None,
    ) -> None:
        """Open the window of a run.

        Args:
            offered: What is offered to compare with.
            path: The folder; if it is empty the person is asked, unless one was chosen before.
            environment: The one that the main window sends to, for a collection that names none.
            is_begun: Whether it runs at once, where all of its requests only read.
        """
        self._environment = environment
        self.dialog.form.show_history(self._saver.settings.history.of_runs)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        if offered is not None:
            path = path or self.dialog.form.choices().path
        if path:
            self._look(path, is_begun=is_begun, offered=offered)
        elif not self.dialog.form.choices().path:
            self.dialog.form.open_chooser()

    def look_again(self) -> None:
        """Read the folder again, such as after an environment was added."""
        if self.dialog.isVisible() and (path := self.dialog.form.choices().path):
            self._look(path)

    def _look(self, path: str, *, is_begun: bool = False, offered: Offered | None = None) -> None:
        self._scope.start(LOOKING, self._look_at, path, is_begun, offered)

    async def _look_at(self, path: str, is_begun: bool, offered: Offered | None) -> None:
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
        if offered is not None and not form.is_running:
            form.offer_comparison(offered)
        if is_begun and folder.only_reads:
            form.button.click()

    async def _run(self, choices: RunChoices) -> None:
        self.dialog.form.beside.can_keep = False
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
                await self._carry_out(
                    replace(
                        ready,
                        run=ready.run.with_answers(answers),
                        other=None if ready.other is None else ready.other.with_answers(answers),
                    )
                )
        except ProblemError as error:
            self.dialog.form.show_problem(error.problem)
        finally:
            # Of a longer run, only the last responses are there.
            is_compared = self._found.differences is not None
            self.dialog.form.beside.can_keep = self._is_whole and (is_compared or not self._earlier)
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
        for run in ready.runs:
            for variable in run.asked:
                if variable.name in answers:
                    continue
                answer = await self._asking.value(variable, run.environment)
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
        self._last_run, self._found, self._is_whole = ready, Beside(), False
        beside = self._beside = self._runs.beside(ready)
        results.start(ready.run.size, is_compared=ready.choices.beside.is_compared)
        self._paths = tuple(item.path for item in ready.run.requests)
        kept: list[PastResult] = []
        loop = asyncio.get_running_loop()
        started_s = loop.time()
        try:
            # "Stop" cancels the task. What was done is shown and kept like any other run.
            with suppress(asyncio.CancelledError):
                await self._send_all(ready, beside, comparison, kept)
            self._elapsed_ms = (loop.time() - started_s) * 1000
            left = ready.run.size - len(kept)
            self._is_whole = not left
            self._found = await beside.ended(ready.started_at, is_stopped=bool(left))
        finally:
            beside.close()
        lacking = next((one for one in map(_lacking, self._results.values()) if one), None)
        if lacking is not None:
            # The rows say all; this is the first thing that can be added.
            self.dialog.form.show_problem(lacking)
        stopped = tr("Stopped before its end: {left} not run. ").format(left=left) if left else ""
        results.show_beside(self._found, beside.gone(self._found.differences))
        results.finish(stopped + self._summary(comparison.summary(kept)))
        if kept:
            try:
                await self._runs.keep(ready, tuple(kept), before)
            except StorageError as error:
                self.dialog.form.note.show_text(str(error))

    async def _send_all(
        self,
        ready: ReadyRun,
        beside: RunBeside,
        comparison: RunComparison,
        kept: list[PastResult],
    ) -> None:
        """Send everything, in the other environment first where one is compared with."""
        results, consent = self.dialog.results, self._asking.consent
        if (other := ready.other) is not None:
            name, count, started_at = other.environment.name, 0, datetime.now(UTC)
            words = tr("First in {name}: {count:,} of {all:,}")
            results.say(words.format(name=shown_name(name), count=0, all=other.size))
            async with aclosing(self._runs.results(other, consent)) as arriving:
                async for result in arriving:
                    count += 1
                    results.say(words.format(name=shown_name(name), count=count, all=other.size))
                    await beside.add_before(result, name)
                    self._runs.release(result)
            beside.begin(name, started_at)
            results.say("")
        # Closed here and now: a generator that is only dropped ends at some later time.
        async with aclosing(self._runs.results(ready.run, consent)) as arriving:
            async for result in arriving:
                # The few facts that the next run is compared with, not the whole result.
                kept.append(past_result(result))
                self._hold(result)
                if result.exchange is not None and not result.errors:
                    self.sent.emit(result.request.path, result.exchange)
                results.add(run_row(result, comparison, beside.answer_before(result)))
                await beside.add(result, ready.run.history)

    def _summary(self, since: str) -> str:
        """Return in some sentences what differs from the other side, or from the last run."""
        found = self._found.differences
        if found is None:
            return since
        return " ".join((summary_line(found), *found.remarks))

    async def _ignore(self, path: str) -> None:
        """Leave a value out of all comparisons of the collection, this one included."""
        ready, beside = self._last_run, self._beside
        if ready is None or beside is None:
            return
        root = ready.selection.collection.root.path
        try:
            before = (await read_settings(Path(root))).settings
        except ProblemError as error:
            self.dialog.form.show_problem(error.problem)
            return
        if path not in before.ignore:
            after = replace(before, ignore=(*before.ignore, path))
            self.settings_changed.emit(ChangeSettings(root, before, after))
        beside.ignored = tuple(dict.fromkeys((*beside.ignored, path)))
        self._found = replace(self._found, differences=await beside.differences())
        self.dialog.results.show_beside(self._found, beside.gone(self._found.differences))
        self.dialog.results.say(self._summary(""))

    async def _keep(self) -> None:
        """Ask for a name, and keep the last run under it."""
        ready, beside, form = self._last_run, self._beside, self.dialog.form
        if ready is None or beside is None:
            return
        words = LineWords(
            "keep_run_dialog",
            tr("Keep this run"),
            tr("What the services answered is kept in the profile, without secrets."),
            tr("Name of the run"),
            tr("Keep"),
        )
        name = await LineDialog(self._theme, self.dialog, words, tr("before")).answer()
        if not name:
            return
        taken = name in (head.name for head in await self._runs.kept_heads())
        if taken:
            question = tr("There is a kept run {name}. Replace it?").format(name=printable(name))
            replacing = Destructive(tr("Replace"))
            if await choose(self._theme, self.dialog, words.title, question, (replacing,)) != (
                replacing
            ):
                return
        try:
            results = tuple(self._results[position] for position in sorted(self._results))
            collection = ready.selection.collection.name
            run = await beside.kept(name, collection, results, ready.started_at)
            await self._runs.keep_as(run)
        except ProblemError as error:
            form.show_problem(error.problem)
            return
        form.show_kept(await self._runs.kept_heads())
        told = tr("Kept as {name}. Choose it at “Compare with” to see what a later run changes.")
        self.dialog.results.say(" ".join((told.format(name=printable(name)), *run.remarks)))

    async def _forget_kept(self, name: str) -> None:
        """Remove a kept run, after a question: it cannot be taken back."""
        question = tr("Forget the kept run {name}?\n\nThis cannot be taken back.")
        forget = Destructive(tr("Forget"))
        title = tr("Forget a kept run")
        words = question.format(name=printable(name))
        if await choose(self._theme, self.dialog, title, words, (forget,)) != forget:
            return
        try:
            await self._runs.forget(name)
        except ProblemError as error:
            self.dialog.form.show_problem(error.problem)
        self.dialog.form.show_kept(await self._runs.kept_heads())

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
            self._last_run,
            self._elapsed_ms,
            tuple(self._results.values()),
            tuple(self._earlier),
            self._found,
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
