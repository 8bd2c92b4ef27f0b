"""Judges what was recorded once more, after dialects or the choice of them have changed."""

from collections.abc import Awaitable, Callable

from aiurdesk.core.dialects.choosing import host_of
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.history.history_entry import HistoryEntry
from aiurdesk.core.history.history_filter import HistoryFilter
from aiurdesk.core.response.response import Response
from aiurdesk.services.dialects.dialect_changes import Affected
from aiurdesk.services.history.history import History

MOST_JUDGED = 1_000
"""Entries, the newest first; older ones keep the verdict that they had."""
_MOST_LOOKED_AT = 20_000
_AT_ONCE = 100
_LONGEST_BODY = 1024 * 1024
"""Bytes; a longer one takes a helper process some tenths of a second."""

Judge = Callable[[Exchange], Awaitable[Exchange]]


async def judge_entries(history: History, affected: Affected, judge: Judge) -> int:
    """Give entries of the history the verdicts that they have now; return how many changed.

    Args:
        history: The newest entries of it are looked at.
        affected: Which of them may be judged otherwise.
        judge: Returns an exchange with its verdict of now.

    Raises:
        StorageError: The history cannot be read or written.
    """
    hosts = affected.hosts if affected.is_of_hosts_only else ()
    criteria = HistoryFilter(host=tuple(host.lower() for host in hosts))
    before_id, looked_at, judged, changed = None, 0, 0, 0
    while affected and looked_at < _MOST_LOOKED_AT and judged < MOST_JUDGED:
        entries = await history.page(criteria, before_id, _AT_ONCE)
        concerned = [entry for entry in entries if _may_be_judged(entry, affected)]
        news: dict[int, Exchange] = {}
        for entry in concerned[: MOST_JUDGED - judged]:
            exchange = await history.whole_exchange(entry.id)
            if exchange is None or not concerns(affected, exchange):
                continue
            again = await judge(exchange)
            if again.verdict != exchange.verdict:
                news[entry.id] = again
        if news:
            await history.take_verdicts(news)
        looked_at, judged = looked_at + len(entries), judged + len(concerned)
        changed += len(news)
        if len(entries) < _AT_ONCE:
            break
        before_id = entries[-1].id
    return changed


def concerns(affected: Affected, exchange: Exchange) -> bool:
    """Tell whether the response of an exchange may be judged otherwise now."""
    outcome, request = exchange.outcome, exchange.request
    if not isinstance(outcome, Response):
        return False
    names = (exchange.verdict.dialect, request.dialect)
    return affected.concerns(host_of(outcome.url), names, request.folder)


def _may_be_judged(entry: HistoryEntry, affected: Affected) -> bool:
    if entry.status is None or entry.size_bytes > _LONGEST_BODY:
        return False
    return affected.may_concern(host_of(entry.address), entry.table or "")
