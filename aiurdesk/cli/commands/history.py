"""``aiurdesk history``: list or show what was sent from the window and the command line."""

import argparse
import asyncio
import re
import sys
from datetime import date, datetime
from typing import Any

from aiurdesk.cli.command import OpenServices, add_option
from aiurdesk.cli.options import whole_number
from aiurdesk.cli.output import tell, write_json
from aiurdesk.cli.sending import show
from aiurdesk.core.exchange.exchange import AGENT, SEVERITY_WORDS
from aiurdesk.core.history.history_entry import HistoryEntry, day_title
from aiurdesk.core.history.history_filter import FILTER_KEYS
from aiurdesk.core.translation import format_code, format_duration, printable, tr, truncate
from aiurdesk.core.verdict.verdict import ExitCode
from aiurdesk.services.library import Library
from aiurdesk.services.services import Services

_EPILOG = tr(
    'filter:\n  word "two words"   texts of the request and its response that '
    "contain all of\n                     them; words in quotation marks "
    "follow one another\n  -7, code:-7,-8     result codes, or their names: "
    "code:NotFound\n  endpoint:gateway.* also service:, host:, method:, "
    "environment:, status:; a\n                     star stands for any text, "
    "and commas separate alternatives\n  severity:input     success, notice, "
    "wait, credential, input, capacity, server,\n                     "
    "unexpected, failure\n  since:2026-03-01   also until: and on:, with a "
    "day, a moment\n                     (2026-03-01T14:30), today, "
    "yesterday, 24h or 7d\n  by:agent           sent by an agent, with 'aiurdesk "
    "mcp'\n\nWhen did -7 first appear?   aiurdesk history -7 "
    "--first\n\nexit status:\n  0 also if nothing matches · 2 wrong usage, or "
    "the history cannot be read ·\n  71 the system refused, such as a full "
    "disk\n"
)
_TITLE_WIDTH = 48
_WITH_SPACES = {"environment", "since", "until", "on"}
"""Keys whose values may hold spaces."""
_KEY = re.compile(rf"(?i)\b({'|'.join(FILTER_KEYS)}):")

_SEVERITY_WIDTH = max(map(len, SEVERITY_WORDS.values()))


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.epilog = _EPILOG
    parser.add_argument("filter", metavar="FILTER", nargs="*", help=tr("what to list; see below"))
    add_option(parser, "--first", tr("only the oldest entry"))
    add_option(
        parser,
        "--limit N",
        tr("the newest N entries (default 100)"),
        type=whole_number,
        default=100,
    )
    add_option(
        parser,
        "--show ID",
        tr("print the response of one entry, or the frames of a socket; --json lists the ids"),
        type=whole_number,
    )
    add_option(parser, "--json", tr("print as JSON"))


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Print the entries that match the filter, the newest first; or all of one entry."""
    act = _list if arguments.show is None else _show
    return asyncio.run(act(arguments, open_services()))


async def _show(arguments: argparse.Namespace, services: Services) -> ExitCode:
    if arguments.filter or arguments.first:
        tell(tr("--show prints one entry, so it goes without a filter and without --first."))
        return ExitCode.USAGE
    services.history.on_trouble = tell
    try:
        exchange = await services.history.exchange(arguments.show)
        if exchange is None:
            text = tr("The history has no entry {show}. --json lists the ids.")
            tell(text.format(show=arguments.show))
            return ExitCode.USAGE
        show(exchange, "json" if arguments.json else "body", services)
    finally:
        await services.aclose()
    return ExitCode.SUCCESS


async def _list(arguments: argparse.Namespace, services: Services) -> ExitCode:
    words = map(_as_typed, arguments.filter)
    criteria, problems = services.history.filter_of(" ".join(words))
    tell(*problems)
    if problems:
        return ExitCode.USAGE
    services.history.on_trouble = tell
    try:
        if not criteria.is_empty:
            await services.history.update()
        if arguments.first:
            first = await services.history.first(criteria)
            entries: tuple[HistoryEntry, ...] = () if first is None else (first,)
        else:
            entries = await services.history.page(criteria, limit=arguments.limit)
    finally:
        await services.aclose()
    if arguments.json:
        write_json([members_of(entry) for entry in entries])
    elif entries:
        sys.stdout.write(overview(entries, datetime.now().astimezone().date(), services.library))
    else:
        # Status 0 all the same: an empty list is an answer to the question.
        nothing = tr("Nothing was recorded.")
        tell(nothing if criteria.is_empty else tr("Nothing in the history matches."))
    return ExitCode.SUCCESS


def _as_typed(word: str) -> str:
    """Return an argument with the quotation marks around two words, which the shell has removed."""
    if " " not in word:
        return word
    key, colon, value = word.partition(":")
    if colon and key.lower() in _WITH_SPACES:
        return f'{key}:"{value}"'
    # A whole filter in one argument.
    if _KEY.search(word):
        return word
    return f'"{word}"'


def overview(entries: tuple[HistoryEntry, ...], today: date, library: Library) -> str:
    """Return a line for each entry, below the day that it was sent on."""
    lines: list[str] = []
    day = None
    targets = [_target(entry, library) for entry in entries]
    width = min(_TITLE_WIDTH, max(map(len, targets)))
    for entry, target in zip(entries, targets, strict=True):
        if entry.day != day:
            day = entry.day
            lines += ["", day_title(day, today)] if lines else [day_title(day, today)]
        lines.append(printable(_line(entry, target, width)))
    return "\n".join(lines) + "\n"


def _target(entry: HistoryEntry, library: Library) -> str:
    """Return the name of a saved request, else the id of the endpoint or the address."""
    endpoint = library.endpoint(entry.endpoint_id) if entry.endpoint_id else None
    if endpoint is not None and entry.title != endpoint.shown_title:
        return entry.title
    return entry.endpoint_id or entry.title


def _line(entry: HistoryEntry, target: str, width: int) -> str:
    moment = entry.started_at.astimezone()
    if len(target) > width:
        target = truncate(target, width - 1)
    sign = "" if entry.code is None else format_code(entry.code)
    if entry.code is None and entry.status is not None:
        sign = f"HTTP {entry.status}"
    said = entry.message or entry.headline
    columns = (
        f"  {moment:%H:%M:%S}",
        f"{truncate(sign, 12):>8}",
        f"{SEVERITY_WORDS[entry.severity]:<{_SEVERITY_WIDTH}}",
        f"{entry.method:<6}",
        f"{target:<{width}}",
        f"{format_duration(entry.elapsed_ms):>8}",
        f"{tr('agent')} · {said}" if entry.sender == AGENT else said,
    )
    # A message of several lines must not break the list.
    return " ".join("  ".join(columns).splitlines())


def members_of(entry: HistoryEntry) -> dict[str, Any]:
    """Return the members of an entry in JSON; scripts depend on their names."""
    return {
        "id": entry.id,
        "started_at": entry.started_at.isoformat(),
        "endpoint": entry.endpoint_id or None,
        "method": entry.method,
        "url": entry.address,
        "environment": entry.environment,
        "by": entry.sender or None,
        "table": entry.table,
        "code": entry.code,
        "name": entry.name,
        "severity": str(entry.severity),
        "headline": entry.headline,
        "message": entry.message,
        "status": entry.status,
        "elapsed_ms": round(entry.elapsed_ms, 3),
        "size_bytes": entry.size_bytes,
    }
