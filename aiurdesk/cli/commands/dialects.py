"""``aiurdesk dialects``: how services say whether a request worked, and what a body would mean."""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from aiurdesk.cli.command import OpenServices, add_option
from aiurdesk.cli.commands.codes import table_members
from aiurdesk.cli.output import tell, write_json
from aiurdesk.cli.response_text import exchange_text
from aiurdesk.core.dialects.choosing import host_of
from aiurdesk.core.dialects.dialect_file import parse_dialect, path_problems
from aiurdesk.core.dialects.effect import Effect, effect_of, effects_sentence, paths_without
from aiurdesk.core.errors import ProblemError, StorageError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.request.request import Header, PreparedRequest, Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.core.translation import printable, tr, trn
from aiurdesk.core.verdict.dialect import HTTP, Dialect, Reason
from aiurdesk.core.verdict.verdict import ExitCode
from aiurdesk.services.dialects.dialect_files import DialectFiles, dialect_files
from aiurdesk.services.history.earlier_responses import earlier_responses
from aiurdesk.services.sending import exchange_record
from aiurdesk.services.sending.dialect_trial import DialectTrial, Tried, try_dialect
from aiurdesk.services.services import Services

_SUFFIX = ".toml"
_MOST_HOSTS = 3
_EPILOG = tr(
    "aiurdesk dialects                 lists all of them\naiurdesk dialects "
    "slack           shows one, with its mistakes and its codes\naiurdesk "
    "dialects try < body      judges a body: says which dialect would read\n  "
    "                                it and why, and what it means\naiurdesk "
    "dialects try slack < body\naiurdesk dialects try my.toml --status 404 "
    "--header 'Retry-After:5' < body\n\nYour own dialects are files in the "
    "folder 'dialects' of the settings folder;\nthose of a collection lie in "
    "its folder 'dialects'. The manual says how to\nwrite one.\n"
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.epilog = _EPILOG
    parser.add_argument(
        "words",
        metavar="NAME",
        nargs="*",
        help=tr("name of a dialect; or try, and then a name or a file, or nothing"),
    )
    add_option(parser, "--host H", tr("try: host of the response"), default="")
    add_option(parser, "--status N", tr("try: HTTP status (200)"), type=_status, default=200)
    add_option(
        parser,
        "--header N:V",
        tr("try: header of the response; may be repeated"),
        type=_header,
        action="append",
        default=[],
    )
    add_option(parser, "--json", tr("print JSON"))


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """List dialects, or judge standard input.

    Raises:
        ProblemError: There is no such dialect or file.
    """
    match arguments.words:
        case ["try"] | ["try", _]:
            return _try("".join(arguments.words[1:]), arguments, open_services)
        case [] | [_]:
            return _list(arguments)
    raise ProblemError(
        tr("Give one name, or try and a name or file. See aiurdesk dialects --help.")
    )


def _status(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) == 3 and 100 <= int(text) <= 599:
        return int(text)
    raise argparse.ArgumentTypeError(tr("{text} is not an HTTP status").format(text=text))


def _header(text: str) -> Header:
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        raise argparse.ArgumentTypeError(
            tr("{text} is not a header, which is written NAME:VALUE").format(text=text)
        )
    return Header(name.strip(), value.strip())


def _list(arguments: argparse.Namespace) -> int:
    files = dialect_files(Path(arguments.profile) if arguments.profile else None)
    names = arguments.words or list(files)
    dialects = [_named(name, files) for name in names]
    # Paths are only looked at here: what reads them is slow to import, and most are not used.
    of_paths = (m for dialect in dialects for m in path_problems(dialect, "", dialect.name))
    mistakes = (*files.mistakes, *of_paths)
    tell(*mistakes)
    if arguments.json:
        write_json([_members(dialect) for dialect in dialects])
    elif arguments.words:
        sys.stdout.write(printable(_description(dialects[0])))
    else:
        longest = max(map(len, names))
        lines = (f"{d.name:<{longest}}  {d.title}{_hosts(d)}\n" for d in dialects)
        sys.stdout.write(printable("".join(lines)))
    # A script that checks a file of its own learns by the status that it has mistakes.
    return ExitCode.USAGE if mistakes else ExitCode.SUCCESS


def _named(name: str, files: DialectFiles) -> Dialect:
    dialect = files.get(name)
    if dialect is None:
        text = tr("There is no dialect {name}. There are {files}.")
        raise ProblemError(text.format(name=name, files=", ".join(files)))
    return dialect


def _hosts(dialect: Dialect) -> str:
    hosts = dialect.match.hosts
    rest = len(hosts) - _MOST_HOSTS
    first = ", ".join(hosts[:_MOST_HOSTS]) + (
        tr(" and {rest} more").format(rest=rest) if rest > 0 else ""
    )
    return f" · {first}" if first else ""


def _members(dialect: Dialect) -> dict[str, Any]:
    """Return a dialect as members of a JSON object; scripts depend on their names."""
    match = dialect.match
    return {
        **table_members(dialect),
        "hosts": list(match.hosts),
        "content_types": list(match.content_types),
        "paths": list(match.paths),
        "shape": match.shape,
        "sure": match.is_sure,
        "reader": str(dialect.reader),
        "read": {key: list(paths) for key, paths in _rules(dialect)},
    }


def _rules(dialect: Dialect) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the members that a dialect reads, with their paths."""
    for key, paths in msgspec.structs.asdict(dialect.rules).items():
        if isinstance(paths, tuple) and paths and key != "fields":
            yield key, paths


def _description(dialect: Dialect) -> str:
    match = dialect.match
    facts = {
        "hosts": ", ".join(match.hosts),
        "content types": ", ".join(match.content_types),
        "paths": ", ".join(match.paths),
        "shape": match.shape + (" (sure)" if match.is_sure else ""),
        **{key: " | ".join(paths) for key, paths in _rules(dialect)},
        "source": dialect.source,
    }
    lines = (f"  {key.replace('_', ' ')}: {text}\n" for key, text in facts.items() if text)
    count = len(dialect.rows)
    codes = trn(
        "'aiurdesk codes --dialect {name}' explains its table of {count:,} row.\n",
        "'aiurdesk codes --dialect {name}' explains its table of {count:,} rows.\n",
        count,
    ).format(name=dialect.name, count=count)
    return f"{dialect.name}: {dialect.title}\n{''.join(lines)}{codes if count else ''}"


def _try(name: str, arguments: argparse.Namespace, open_services: OpenServices) -> int:
    services = open_services()
    library = services.library
    own = _of_file(name) if name.endswith(_SUFFIX) else None
    if name and own is None and name != HTTP:
        _named(name, library.dialects)
    url = _url(arguments.host)
    # An address has to have a host, but no dialect is for the one that stands for none.
    host = host_of(url) if arguments.host else ""
    data = sys.stdin.buffer.read()
    body = ResponseBody(data, None, len(data), len(data))
    response = Response(arguments.status, "HTTP/1.1", tuple(arguments.header), body, url)
    request = Request(Typed(url))
    given = own.name if own else name or services.host_dialects.name_for(host)
    trial = DialectTrial(response, request, host, given, own)
    tried = try_dialect(trial, library)
    if arguments.json:
        write_json(_tried_members(tried, _nothing_at(tried, own, library.dialects)))
        return ExitCode.SUCCESS
    sys.stdout.write(printable(f"{_choice_words(tried, library.dialects)}\n"))
    prepared = PreparedRequest("GET", url)
    exchange = Exchange(request, prepared, response, None, tried.verdict, datetime.now(UTC))
    sys.stdout.write(exchange_text(exchange))
    if own is not None and (nothing_at := _nothing_at(tried, own, library.dialects)):
        # The person who writes the file sees which paths do not fit.
        named = ", ".join(f"{key} ({' | '.join(paths)})" for key, paths in nothing_at.items())
        text = tr("Nothing in this response is at: {named}\n")
        sys.stdout.write(printable(text.format(named=named)))
    if own is not None and host:
        sys.stdout.write(printable(f"{asyncio.run(_earlier_words(own, host, services))}\n"))
    return ExitCode.SUCCESS


async def _earlier_words(dialect: Dialect, host: str, services: Services) -> str:
    """Return what a dialect makes of the earlier responses of a host, and what never gave any."""
    effects: list[Effect] = []
    has_more, too_long = False, 0
    try:
        async for group in earlier_responses(services.history, host):
            effects += (effect_of(dialect, response) for response in group.responses)
            has_more, too_long = group.has_more, too_long + group.too_long
    except StorageError as error:
        return str(error)
    finally:
        await services.aclose()
    return effects_sentence(tuple(effects), has_more=has_more, too_long=too_long)


def _nothing_at(tried: Tried, own: Dialect | None, files: DialectFiles) -> dict[str, list[str]]:
    """Return the paths of the dialect that gave nothing, by what they are for."""
    dialect = own or files.get(tried.choice.dialect or "")
    if dialect is None:
        return {}
    paths = paths_without(dialect, tried.reading.paths)
    return {key: list(given) for key, given in paths.items()}


def _of_file(name: str) -> Dialect:
    """Read a dialect from a file of its own, and print its mistakes."""
    try:
        source = Path(name).read_text("utf-8-sig")
        dialect = parse_dialect(source, name)
    except OSError as error:
        raise ProblemError(
            tr("{name} could not be read ({strerror}).").format(name=name, strerror=error.strerror)
        ) from None
    except UnicodeDecodeError:
        raise ProblemError(tr("{name} is not UTF-8 text.").format(name=name)) from None
    tell(*dialect.mistakes, *path_problems(dialect, source, name))
    return dialect


def _url(host: str) -> str:
    """Return an address of a host, which may be given with scheme, port and path."""
    # Without a path: one that nobody typed would not fit the paths of a dialect.
    typed = host if "//" in host else f"https://{host or 'example.invalid'}"
    try:
        urlsplit(typed).hostname  # noqa: B018 - raises for half of an IPv6 address
    except ValueError:
        raise ProblemError(tr("{host} is not a host.").format(host=host)) from None
    return typed


def _tried_members(tried: Tried, nothing_at: dict[str, list[str]]) -> dict[str, Any]:
    """Return what came of a trial as members of a JSON object; scripts depend on their names."""
    reading = tried.reading
    return {
        "dialect": tried.choice.dialect,
        "why": str(tried.choice.why),
        "looks_like": list(tried.choice.looks_like),
        "outcome": str(reading.outcome),
        "verdict": exchange_record.verdict_members(tried.verdict),
        "field_errors": exchange_record.named_errors(reading.field_errors),
        "warning": reading.warning or None,
        # With their messages they are in the verdict.
        "items": [
            {"ok": item.is_ok, "code": item.code, "label": item.label} for item in reading.items
        ],
        "retry_after_s": exchange_record.number(reading.retry_after_s),
        "request_id": reading.request_id or None,
        "nothing_at": nothing_at,
    }


_WHY = {
    Reason.GIVEN: tr("as you said"),
    Reason.HOST: tr("by the host"),
    Reason.CONTENT_TYPE: tr("by the content type"),
    Reason.SHAPE: tr("by the shape of the body, which only it has"),
}


def _choice_words(tried: Tried, files: DialectFiles) -> str:
    choice = tried.choice
    if choice.dialect is not None:
        title = tried.verdict.title or choice.dialect
        also = (
            tr("; also fitting: {also}").format(also=", ".join(choice.also)) if choice.also else ""
        )
        return tr("Dialect: {title} ({dialect}), chosen {value}{also}").format(
            title=title, dialect=choice.dialect, value=_WHY[choice.why], also=also
        )
    titles = ", ".join(f"{files[name].title} ({name})" for name in choice.looks_like)
    return tr("Dialect: none{value}").format(
        value=tr("; looks like {titles}").format(titles=titles) if titles else ""
    )
