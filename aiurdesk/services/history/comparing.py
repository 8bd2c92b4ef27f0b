"""Compares two exchanges with their whole bodies; long ones in a helper process."""

import asyncio

from msgspec.structs import replace

from aiurdesk.core.errors import StorageError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.exchange_comparison import ExchangeComparison, compare
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
    left: Exchange, right: Exchange, processes: HelperProcesses
) -> ExchangeComparison:
    """Compare two exchanges, the earlier one first. Long bodies take a moment.

    Raises:
        StorageError: The body's temporary file was deleted, or there is not enough memory.
    """
    if _size(left) + _size(right) <= _ON_A_THREAD:
        return await asyncio.to_thread(_compared, left, right)
    try:
        # The envelopes may be long, and are not compared.
        given = (replace(left, envelope=None), replace(right, envelope=None))
        comparison = await processes.call_once(Purpose.COMPARING, _compared_or_why, *given)
    # Linux kills the process that takes most memory, which is the helper here.
    except HelperEnded as error:
        raise StorageError(TOO_LONG) from error
    if isinstance(comparison, Problem):
        raise StorageError(comparison)
    return comparison


def _compared_or_why(left: Exchange, right: Exchange) -> ExchangeComparison | Problem:
    """Do it in the helper process, or return why it cannot be done."""
    try:
        return _compared(left, right)
    except StorageError as error:
        return error.problem
    except MemoryError:
        return Problem(TOO_LONG)


def _compared(left: Exchange, right: Exchange) -> ExchangeComparison:
    # Whole bodies: an exchange holds only the beginning of a long one.
    return compare(left, right, (_whole_body(left), _whole_body(right)))


def _size(exchange: Exchange) -> int:
    outcome = exchange.outcome
    return outcome.body.size_bytes if isinstance(outcome, Response) else 0


def _whole_body(exchange: Exchange) -> bytes:
    outcome = exchange.outcome
    return b"".join(body_chunks(outcome.body)) if isinstance(outcome, Response) else b""
