"""Compares two exchanges with their whole bodies; long ones in a helper process."""

import asyncio

from msgspec.structs import replace

from aiurdesk.core.errors import StorageError
from aiurdesk.core.exchange.example import Example, side_of_example
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.exchange_comparison import (
    ExchangeComparison,
    compare,
    compare_sides,
    example_side,
)
from aiurdesk.core.exchange.redaction import redact
from aiurdesk.core.exchange.value_comparison import PLAIN, Matching
from aiurdesk.core.history.recording import as_recorded
from aiurdesk.core.problem import Problem
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import format_size, tr
from aiurdesk.services.processes.helper_process import HelperEnded
from aiurdesk.services.processes.helper_processes import HelperProcesses, Purpose
from aiurdesk.storage.bodies import body_chunks

_ON_A_THREAD = 256 * 1024
"""Bytes of both bodies. Reading longer ones would hold the interpreter, and so the window, up."""
MOST_SHOWN = 16 * 1024 * 1024
"""Bytes of a body that is shown whole beside the other one."""
TOO_LONG = tr("These responses are too long to be compared: there is not enough memory for it.")


async def compared(
    left: Exchange | Example,
    right: Exchange,
    processes: HelperProcesses,
    matching: Matching = PLAIN,
    *,
    is_shown: bool = False,
) -> ExchangeComparison:
    """Compare two exchanges, the earlier one or an example first. Long bodies take a moment.

    Args:
        left: The earlier one, or an example.
        right: The later one.
        processes: One of them compares long bodies.
        matching: What is left out, and how lists are compared.
        is_shown: Return both bodies too, and compare both as the history would record them.

    Raises:
        StorageError: The body's temporary file was deleted, or there is not enough memory.
    """
    if _size(left) + _size(right) <= _ON_A_THREAD:
        return await asyncio.to_thread(_compared, left, right, matching, is_shown)
    try:
        # The envelopes may be long, and are not compared.
        earlier = replace(left, envelope=None) if isinstance(left, Exchange) else left
        given = (earlier, replace(right, envelope=None), matching, is_shown)
        comparison = await processes.call_once(Purpose.COMPARING, _compared_or_why, *given)
    # Linux kills the process that takes most memory, which is the helper here.
    except HelperEnded as error:
        raise StorageError(TOO_LONG) from error
    if isinstance(comparison, Problem):
        raise StorageError(comparison)
    return comparison


def _compared_or_why(
    left: Exchange | Example, right: Exchange, matching: Matching, is_shown: bool
) -> ExchangeComparison | Problem:
    """Do it in the helper process, or return why it cannot be done."""
    try:
        return _compared(left, right, matching, is_shown)
    except StorageError as error:
        return error.problem
    except MemoryError:
        return Problem(TOO_LONG)


def _compared(
    left: Exchange | Example, right: Exchange, matching: Matching, is_shown: bool
) -> ExchangeComparison:
    # Whole bodies: an exchange holds only the beginning of a long one.
    right, body = _whole(right, is_recorded=is_shown)
    if isinstance(left, Exchange):
        left, other = _whole(left, is_recorded=is_shown)
        comparison = compare(left, right, (other, body), matching)
        secrets = (*left.prepared.secrets, *right.prepared.secrets)
        notes = _cut_notes(left, other)
    else:
        verdict, outcome = right.verdict, right.outcome
        response = outcome if isinstance(outcome, Response) else None
        side = replace(example_side(verdict.code, verdict.message, response), body=body)
        other = left.body
        comparison = compare_sides(side_of_example(left), side, matching)
        secrets, notes = right.prepared.secrets, ()
    comparison = replace(comparison, notes=(*comparison.notes, *notes))
    if not is_shown:
        return comparison
    if max(len(other), len(body)) > MOST_SHOWN:
        words = tr("A body of more than {size} is not shown whole here, only what differs.")
        note = words.format(size=format_size(MOST_SHOWN))
        comparison = replace(comparison, notes=(*comparison.notes, note))
    return redact(replace(comparison, texts=(_text(other), _text(body))), secrets)


def _text(body: bytes) -> str | None:
    is_short = 0 < len(body) <= MOST_SHOWN
    return body.decode("utf-8-sig", "replace") if is_short else None


def _cut_notes(left: Exchange, body: bytes) -> tuple[str, ...]:
    """Say that the history does not have all of a response."""
    outcome = left.outcome
    whole = outcome.body.size_bytes if isinstance(outcome, Response) else 0
    if len(body) >= whole:
        return ()
    words = tr("Of the other response only the first {size} of {whole} were kept.")
    return (words.format(size=format_size(len(body)), whole=format_size(whole)),)


def _size(exchange: Exchange | Example) -> int:
    if isinstance(exchange, Example):
        return len(exchange.body)
    outcome = exchange.outcome
    return outcome.body.size_bytes if isinstance(outcome, Response) else 0


def _whole(exchange: Exchange, *, is_recorded: bool) -> tuple[Exchange, bytes]:
    """Return an exchange with its whole body, maybe with dots for secrets as the history has."""
    outcome = exchange.outcome
    if not isinstance(outcome, Response):
        return exchange, b""
    data = b"".join(body_chunks(outcome.body))
    if is_recorded:
        outcome = replace(outcome, body=replace(outcome.body, data=data, path=None))
        exchange = as_recorded(replace(exchange, outcome=outcome))
        assert isinstance(exchange.outcome, Response), "it stays a response"
        data = exchange.outcome.body.data
    return exchange, data
