"""Tells how a run goes on, on standard error: a bar on a terminal, a line a request elsewhere."""

from collections.abc import Iterator
from typing import TextIO

from aiurdesk.core.translation import format_duration, printable, tr, trn
from aiurdesk.services.runs.run_reports.run_record import ResultRecord, RunRecord

_WIDTH = 24


class RunProgress:
    """Writes as results come."""

    def __init__(self, stream: TextIO, size: int, *, has_passes: bool = False) -> None:
        """Begin.

        Args:
            stream: Where to write.
            size: How many results there will be.
            has_passes: Whether requests are sent several times, so that their names are not enough.
        """
        self._stream = stream
        self._size = size
        self._has_passes = has_passes
        self._count = 0
        self._failed = 0
        self._has_bar = stream.isatty()
        self._bar = ""

    def show(self, result: ResultRecord) -> None:
        """Tell of one more result; on a terminal those that passed only move the bar."""
        self._count += 1
        self._failed += not result.passed
        told = result_lines(result, has_passes=self._has_passes)
        if not self._has_bar:
            self._write("".join(f"{line}\n" for line in told))
            return
        text = "" if result.passed else "".join(f"{line}\n" for line in told)
        done = _WIDTH * self._count // max(1, self._size)
        bar = "#" * done + "." * (_WIDTH - done)
        failed = tr(" · {count} failed").format(count=self._failed) if self._failed else ""
        erased = self._erased()
        self._bar = f"[{bar}] {self._count}/{self._size}{failed}"
        self._write(f"{erased}{text}{self._bar}")

    def end(self, run: RunRecord) -> None:
        """Say how it went as a whole."""
        self._write((self._erased() if self._has_bar else "") + f"{summary(run)}\n")

    def _erased(self) -> str:
        # With spaces: consoles of Windows, and dumb terminals, show an escape sequence as it is.
        return f"\r{' ' * len(self._bar)}\r"

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def result_lines(result: ResultRecord, *, has_passes: bool = False) -> Iterator[str]:
    """Yield a result as text; of one that failed also why.

    Each is one line without control characters: names of files, and what a server sent, could
    change the terminal with these.
    """
    verdict = tr("passed") if result.passed else tr("FAILED")
    number = (
        tr(" · pass {pass_number}").format(pass_number=result.pass_number) if has_passes else ""
    )
    yield _one_line(f"{verdict}  {result.title}{number} · {result.headline}")
    if result.passed:
        return
    lines = (*_failed_tests(result), *result.lines)
    yield from (_one_line(f"        {line}") for line in lines)


def failure_lines(result: ResultRecord) -> Iterator[str]:
    """Yield why a result did not pass, the shortest reason first, as ``result_lines`` does."""
    lines = (*_failed_tests(result), result.headline, *result.lines)
    yield from map(_one_line, lines)


def _failed_tests(result: ResultRecord) -> Iterator[str]:
    for finding in result.findings:
        if not finding.passed:
            yield f"{finding.title}: {finding.found}"


def _one_line(text: str) -> str:
    return printable(text.replace("\r\n", " ").replace("\n", " "))


def summary(run: RunRecord) -> str:
    """Return the counts of a run in one line."""
    count, failed = len(run.results), len(run.failed)
    requests = trn("{count} request", "{count} requests", count).format(count=count)
    stopped = tr("Stopped. ") if run.is_stopped else ""
    not_run = (
        tr(", {not_run_count} not run").format(not_run_count=len(run.not_run))
        if run.not_run
        else ""
    )
    # They were named before the first request, which may be a thousand lines above.
    left_out = (
        tr(", {mistakes_count} left out").format(mistakes_count=len(run.mistakes))
        if run.mistakes
        else ""
    )
    return tr(
        "{stopped}{requests} in {elapsed_ms}: {value} passed, {failed} failed{not_run}{left_out}."
    ).format(
        stopped=stopped,
        requests=requests,
        elapsed_ms=format_duration(run.elapsed_ms),
        value=count - failed,
        failed=failed,
        not_run=not_run,
        left_out=left_out,
    )
