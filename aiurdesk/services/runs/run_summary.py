"""The results of a run in few words, the same in the window, on the command line and in reports."""

from collections.abc import Iterator

from aiurdesk.core.collection.run_comparison import PastResult
from aiurdesk.core.exchange.exchange_text import facts_line
from aiurdesk.core.exchange.report import verdict_lines
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import tr
from aiurdesk.core.wording import format_code
from aiurdesk.services.runs.runner import RunResult


def headline_of(result: RunResult) -> str:
    """Return the verdict in one line, or why the request was not sent."""
    exchange = result.exchange
    if exchange is None:
        return result.errors[0] if result.errors else tr("Not sent.")
    return f"{next(verdict_lines(exchange))} · {facts_line(exchange)}"


def further_lines(result: RunResult) -> Iterator[str]:
    """Yield the rest of the verdict, or the further errors."""
    if result.exchange is None:
        yield from result.errors[1:]
        return
    lines = verdict_lines(result.exchange)
    # The first line is the headline.
    next(lines)
    yield from lines


def past_result(result: RunResult) -> PastResult:
    """Return what is kept of a result."""
    return PastResult(result.title, result.pass_number, result.passed, _summary(result))


def _summary(result: RunResult) -> str:
    exchange = result.exchange
    if exchange is None:
        return tr("not sent")
    verdict = exchange.verdict
    # A code that is text comes from the server; only numbers and our own words are kept.
    if isinstance(verdict.code, int):
        return f"{format_code(verdict.code)} {verdict.name}".rstrip()
    if isinstance(exchange.outcome, Response):
        return f"HTTP {exchange.outcome.status}"
    return tr("no response: {replace}").format(replace=exchange.outcome.kind.replace("_", " "))
