"""Prints what a filter gives of a body, and lists in it as a table or as CSV."""

import argparse
import sys

from aiurdesk.cli import response_text
from aiurdesk.cli.output import tell, write_data
from aiurdesk.core.body_views.table_text import TableFormat
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.expectations.expressions import path_problem
from aiurdesk.core.formats.json.raw import text_of
from aiurdesk.core.problem import Problem
from aiurdesk.core.response.body_format import JSON_FORMAT, format_of
from aiurdesk.core.response.response import Response, ResponseBody, has_transcript
from aiurdesk.core.translation import tr, trn
from aiurdesk.services.services import Services

_TABLES = (TableFormat.ALIGNED, TableFormat.CSV)


def reads_values(arguments: argparse.Namespace) -> bool:
    """Tell whether values of the body are printed, and not the body itself."""
    return arguments.filter is not None or arguments.show in _TABLES


def check_filter(arguments: argparse.Namespace) -> None:
    """Refuse a filter before anything is sent for it.

    Raises:
        ProblemError: It is no path, or something else is to be printed.
    """
    if arguments.filter is None:
        return
    if arguments.show in ("all", "json"):
        raise ProblemError(tr("--filter goes with --show body, table or csv, not with the others."))
    problem = path_problem(arguments.filter)
    if problem is not None:
        raise ProblemError(f"--filter: {problem.sentence}")


async def print_values(
    exchange: Exchange, arguments: argparse.Namespace, services: Services
) -> bool:
    """Print what was asked for to standard output, the verdict to standard error.

    Returns:
        Whether there was something to print.
    """
    text = await _text(exchange, arguments, services)
    if not isinstance(text, Problem):
        write_data(text)
    sys.stderr.write(response_text.exchange_text(exchange))
    if isinstance(text, Problem):
        tell(text)
    return not isinstance(text, Problem)


async def _text(
    exchange: Exchange, arguments: argparse.Namespace, services: Services
) -> str | Problem:
    outcome = exchange.outcome
    if not isinstance(outcome, Response):
        return Problem(tr("There is no response, so there is nothing to print."))
    if has_transcript(outcome):
        return Problem(tr("A stream has no single body that could be filtered or be a table."))
    body, form = outcome.body, format_of(outcome)
    if arguments.filter is not None:
        result = await services.body_values.filtered(arguments.filter, body, form)
        if isinstance(result, Problem):
            return result
        if arguments.show not in _TABLES:
            # A text alone is its content: it goes into variables of a shell.
            return f"{text_of(result.json)}\n"
        body, form = ResponseBody(result.json, size_bytes=len(result.json)), JSON_FORMAT
    steps = () if arguments.filter is not None else None
    table = services.body_values.table(body, steps, form)
    written = await table.written(TableFormat(arguments.show))
    if isinstance(written, Problem):
        return written
    if written.marked:
        text = trn(
            "{count} cell begins with =, +, - or @ and has an apostrophe before it, so that no "
            "spreadsheet carries it out.",
            "{count} cells begin with =, +, - or @ and have an apostrophe before them, so that no "
            "spreadsheet carries them out.",
            written.marked,
        )
        tell(text.format(count=written.marked))
    return written.text
