"""Reads the earlier responses of a host, to try a dialect on them."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import msgspec
from msgspec.structs import replace

from aiurdesk.core.dialects.choosing import host_of
from aiurdesk.core.dialects.effect import EarlierResponse, short_verdict
from aiurdesk.core.errors import StorageError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.history.history_entry import HistoryEntry
from aiurdesk.core.history.history_filter import HistoryFilter
from aiurdesk.core.response.response import Response, ResponseBody, has_transcript
from aiurdesk.services.dialects.dialect_changes import Affected
from aiurdesk.services.history.history import History

MOST_RESPONSES = 1_000
_AT_ONCE = 50
_LONGEST_BODY = 64 * 1024
"""Bytes; a longer one says no more about a dialect, and is held up by reading it."""
_MOST_BYTES = 16 * 1024 * 1024
"""Of all bodies together: as values they take ten times as much memory."""
_LONGEST_LOOKED_AT = 4 * 1024 * 1024
"""Bytes of the one response that rows are marked in."""


class EarlierGroup(msgspec.Struct, frozen=True):
    """Some responses, the newest first."""

    responses: tuple[EarlierResponse, ...]
    has_more: bool
    """Whether there may be older ones."""
    too_long: int = 0
    """How many were left out because of a long body."""


async def earlier_responses(
    history: History, host: str, without_id: int = 0
) -> AsyncIterator[EarlierGroup]:
    """Yield the responses of a host in groups, the newest first; at most ``MOST_RESPONSES``.

    Args:
        host: With its port, where the address has one.
        without_id: The entry of a response that is looked at anyway.

    Raises:
        StorageError: The history cannot be read.
    """
    criteria = HistoryFilter(host=(host.lower(),))
    before_id, count, size_bytes = None, 0, 0
    while count < MOST_RESPONSES and size_bytes < _MOST_BYTES:
        entries = await history.page(criteria, before_id, _AT_ONCE)
        others = [entry for entry in entries if entry.id != without_id]
        short = [entry for entry in others if entry.size_bytes <= _LONGEST_BODY]
        read = [await _response(history, entry) for entry in short]
        responses = tuple(response for response in read if response is not None)
        has_more = len(entries) == _AT_ONCE
        yield EarlierGroup(responses, has_more, len(others) - len(short))
        count += len(entries)
        size_bytes += sum(entry.size_bytes for entry in short)
        if not has_more:
            return
        before_id = entries[-1].id


def looked_at(exchange: Exchange, response: Response, title: str) -> EarlierResponse:
    """Return what of an exchange a dialect is tried on. Long bodies take a moment.

    Args:
        exchange: With its request and its verdict.
        response: Its outcome.
        title: The title of its request.
    """
    return EarlierResponse(
        title=title,
        sent_at=exchange.started_at,
        before=short_verdict(exchange.verdict, response.status),
        request=exchange.request,
        response=replace(response, body=ResponseBody()),
        value=value_of(response),
        reading=exchange.reading,
    )


def value_of(response: Response) -> Any:
    """Return what the JSON of a body stands for; None where it is not JSON, or very long."""
    body = response.body
    if body.path is not None or len(body.data) > _LONGEST_LOOKED_AT:
        return None
    try:
        return json.loads(body.data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None


async def _response(history: History, entry: HistoryEntry) -> EarlierResponse | None:
    try:
        exchange = await history.exchange(entry.id)
    except StorageError:
        # Written by another version of the program: the others can still be read.
        return None
    outcome = None if exchange is None else exchange.outcome
    if exchange is None or not isinstance(outcome, Response) or has_transcript(outcome):
        return None
    return await asyncio.to_thread(looked_at, exchange, outcome, entry.title)


MOST_JUDGED = 1_000
"""Entries, the newest first; older ones keep the verdict that they had."""
_MOST_LOOKED_AT = 20_000
_JUDGING_AGAIN_AT_ONCE = 100
_JUDGING_AGAIN_LONGEST_BODY = 1024 * 1024
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
        entries = await history.page(criteria, before_id, _JUDGING_AGAIN_AT_ONCE)
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
        if len(entries) < _JUDGING_AGAIN_AT_ONCE:
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
    if entry.status is None or entry.size_bytes > _JUDGING_AGAIN_LONGEST_BODY:
        return False
    return affected.may_concern(host_of(entry.address), entry.table or "")
