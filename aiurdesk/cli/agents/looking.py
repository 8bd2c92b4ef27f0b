"""The tools that look things up: the history, and what a result code means."""

import asyncio
from collections.abc import Iterator

from aiurdesk.cli.agents.arguments import ExplainCode, History
from aiurdesk.cli.agents.results import (
    Entry,
    Explained,
    ExplainResult,
    HistoryResult,
    items_of,
)
from aiurdesk.cli.agents.sent import cleaned, result_of
from aiurdesk.cli.agents.workspace import Kept, Workspace
from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.expectations.expressions import path_problem
from aiurdesk.core.history.history_entry import HistoryEntry
from aiurdesk.core.translation import joined_sentences, printable, tr
from aiurdesk.core.verdict.dialect import CodeRow, Dialect

_ENTRIES = 60


async def history(given: History, workspace: Workspace) -> HistoryResult:
    """Return entries of the history, or one exchange of it or of this session.

    Raises:
        ProblemError: There is no such entry, or the filter has a mistake.
    """
    if given.path and (problem := path_problem(given.path)) is not None:
        raise ProblemError(problem)
    if given.id != "":
        kept = await _kept(given.id, workspace)
        result = await result_of(kept, workspace.services, given.path, given.offset)
        return HistoryResult(exchange=result, next_offset=result.next_offset)
    records = workspace.services.history
    criteria, problems = records.filter_of(given.filter)
    if problems:
        raise ProblemError(joined_sentences(one.named_sentence for one in problems))
    if not criteria.is_empty:
        await records.update()
    # The offset is the id of the entry that was the last one.
    page = await records.page(criteria, before_id=given.offset or None, limit=_ENTRIES)
    entries, cut = items_of(map(_entry, page), 0)
    has_more = cut is not None or len(page) == _ENTRIES
    return HistoryResult(entries, next_offset=entries[-1].id if entries and has_more else None)


async def _kept(wanted: str | int, workspace: Workspace) -> Kept:
    if isinstance(wanted, str) and not wanted.isdecimal():
        return workspace.kept(wanted)
    exchange = await workspace.services.history.exchange(min(int(wanted), 2**63 - 1))
    if exchange is None:
        text = tr("The history has no entry {id}. Without an id, this tool lists the ids.")
        raise ProblemError(text.format(id=printable(str(wanted))))
    # What an earlier version has recorded is cleaned by the rules of this one.
    return await asyncio.to_thread(cleaned, exchange)


def _entry(entry: HistoryEntry) -> Entry:
    return Entry(
        id=entry.id,
        started_at=entry.started_at.isoformat(timespec="seconds"),
        title=redact_unknown(entry.title),
        method=entry.method,
        url=redact_unknown(entry.address),
        environment=entry.environment,
        severity=str(entry.severity),
        code=entry.code,
        headline=redact_unknown(entry.headline),
        status=entry.status,
        by=entry.sender,
    )


def explain_code(given: ExplainCode, workspace: Workspace) -> ExplainResult:
    """Return what a code means in each dialect that has it, or in one.

    Raises:
        ProblemError: There is no dialect of that name.
    """
    dialects = workspace.services.library.dialects
    if given.dialect and given.dialect not in dialects:
        text = tr("There is no dialect {name}. There are {names}.")
        known = ", ".join(dialects)
        raise ProblemError(text.format(name=printable(given.dialect), names=known))
    if not given.dialect:
        dialects.read_all()
    names = [given.dialect] if given.dialect else list(dialects)
    found = [one for name in names for one in _explained(dialects[name], given.code)]
    codes, following = items_of(found, given.offset)
    return ExplainResult(codes, following)


def _explained(dialect: Dialect, wanted: str | int) -> Iterator[Explained]:
    text = str(wanted).replace("\N{MINUS SIGN}", "-").strip()
    number = int(text) if text.removeprefix("-").isdecimal() and len(text) < 20 else None
    for row in dialect.rows:
        if _has(row, text, number):
            yield Explained(
                dialect=dialect.name,
                code=text if number is None else number,
                name=row.name,
                headline=row.headline,
                severity="" if row.severity is None else str(row.severity),
                status=row.status,
                meaning=row.meaning,
                fixes=[fix.text for fix in row.fixes],
            )


def _has(row: CodeRow, text: str, number: int | None) -> bool:
    if row.name and row.name.casefold() == text.casefold():
        return True
    if any(str(code).casefold() == text.casefold() for code in row.codes):
        return True
    if row.prefix and text.startswith(row.prefix):
        return True
    is_range = number is not None and row.first is not None and row.last is not None
    return is_range and row.first <= number <= row.last  # type: ignore[operator]
