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
from aiurdesk.core.exchange.value_comparison import PLAIN, Matching
from aiurdesk.core.problem import Problem
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import tr
from aiurdesk.services.processes.helper_process import HelperEnded
from aiurdesk.services.processes.helper_processes import HelperProcesses, Purpose
from aiurdesk.storage.bodies import body_chunks

_ON_A_THREAD = 256 * 1024
"""Bytes of both bodies. Reading longer ones would hold the interpreter, and so the window, up."""
TOO_LONG = tr("These responses are too long to be compared: there is not enough memory for it.")


async def compared(
    left: Exchange | Example,
    right: Exchange,
    processes: HelperProcesses,
    matching: Matching = PLAIN,
) -> ExchangeComparison:
    """Compare two exchanges, the earlier one or an example first. Long bodies take a moment.

    Raises:
        StorageError: The body's temporary file was deleted, or there is not enough memory.
    """
    if _size(left) + _size(right) <= _ON_A_THREAD:
        return await asyncio.to_thread(_compared, left, right, matching)
    try:
        # The envelopes may be long, and are not compared.
        earlier = replace(left, envelope=None) if isinstance(left, Exchange) else left
        given = (earlier, replace(right, envelope=None), matching)
        comparison = await processes.call_once(Purpose.COMPARING, _compared_or_why, *given)
    # Linux kills the process that takes most memory, which is the helper here.
    except HelperEnded as error:
        raise StorageError(TOO_LONG) from error
    if isinstance(comparison, Problem):
        raise StorageError(comparison)
    return comparison


def _compared_or_why(
    left: Exchange | Example, right: Exchange, matching: Matching
) -> ExchangeComparison | Problem:
    """Do it in the helper process, or return why it cannot be done."""
    try:
        return _compared(left, right, matching)
    except StorageError as error:
        return error.problem
    except MemoryError:
        return Problem(TOO_LONG)


def _compared(left: Exchange | Example, right: Exchange, matching: Matching) -> ExchangeComparison:
    # Whole bodies: an exchange holds only the beginning of a long one.
    body = _whole_body(right)
    if isinstance(left, Exchange):
        return compare(left, right, (_whole_body(left), body), matching)
    verdict, outcome = right.verdict, right.outcome
    response = outcome if isinstance(outcome, Response) else None
    side = replace(example_side(verdict.code, verdict.message, response), body=body)
    return compare_sides(side_of_example(left), side, matching)


def _size(exchange: Exchange | Example) -> int:
    if isinstance(exchange, Example):
        return len(exchange.body)
    outcome = exchange.outcome
    return outcome.body.size_bytes if isinstance(outcome, Response) else 0


def _whole_body(exchange: Exchange) -> bytes:
    outcome = exchange.outcome
    return b"".join(body_chunks(outcome.body)) if isinstance(outcome, Response) else b""
