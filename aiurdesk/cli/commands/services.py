"""``aiurdesk services``: services that are made of descriptions of APIs."""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import msgspec

from aiurdesk.cli.arguments import piped
from aiurdesk.cli.command import OpenServices, add_option, add_profile
from aiurdesk.cli.logged_run import follow_settings
from aiurdesk.cli.options import add_plain_options, given_plain
from aiurdesk.cli.output import tell, write_json
from aiurdesk.core.auth.next_steps import add_command
from aiurdesk.core.credentials.credential import origin_of
from aiurdesk.core.credentials.secret import OfferedCredential
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.translation import printable, tr, trn
from aiurdesk.core.verdict.verdict import ExitCode
from aiurdesk.importers.left_out import LeftOut
from aiurdesk.services.api_services.api_services import ReadService, ServiceRow, left_out_lines
from aiurdesk.services.services import Services

_MOST_PLACES = 5
_SubParsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
_EPILOG = tr(
    "A description is OpenAPI 3.0 to 3.2 or Swagger 2.0, in JSON or YAML, or "
    "the\n/doc of a live Aiursoft service. Its endpoints are then listed by "
    "'aiurdesk\nendpoints' and sent by 'aiurdesk send NAME.GROUP.OPERATION'. "
    "Standard error says\nwhat could not be imported.\n\n'update' fetches "
    "the description again from where it came from. It keeps what\nyou "
    "changed in service.json, and says which saved requests of your "
    "collections\nuse an endpoint that is gone or different. Nothing is "
    "updated by itself.\n"
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.epilog = _EPILOG
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    _action(actions, "list", tr("list the services that were added"))
    add = _action(actions, "add", tr("make a service of a description"))
    add.add_argument(
        "source", metavar="FILE_OR_URL", help=tr("the description; - is standard input")
    )
    add.add_argument("--name", default="", help=tr("what the service is called in commands"))
    add_option(
        add,
        "--group TITLE",
        tr("only the endpoints of this group, which is a tag of the description; repeatable"),
        action="append",
        default=[],
    )
    update = _action(actions, "update", tr("fetch the description of a service again"))
    for action in (add, update):
        add_plain_options(action)
    update.add_argument("name", metavar="NAME", help=tr("as 'aiurdesk services list' prints it"))
    add_option(update, "--dry-run", tr("only say what would change"))
    remove = _action(actions, "remove", tr("delete a service; saved requests stay"))
    remove.add_argument("name", metavar="NAME", help=tr("as 'aiurdesk services list' prints it"))


def _action(actions: _SubParsers, name: str, words: str) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=words, description=words)
    add_profile(parser)
    add_option(parser, "--into COLLECTION", tr("folder of a collection whose services are meant"))
    add_option(parser, "--json", tr("print the result as JSON"))
    return parser


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Carry out one action.

    Raises:
        ProblemError: It is not possible; the text says why.
    """
    return asyncio.run(_run(arguments, _services_for(arguments, open_services)))


def _services_for(arguments: argparse.Namespace, open_services: OpenServices) -> Services:
    services = open_services()
    if arguments.action in ("add", "update"):
        services.connections.plain.given = given_plain(arguments)
    return services


async def _run(arguments: argparse.Namespace, services: Services) -> int:
    follow_settings(services, is_recorded=False)
    collection = Path(arguments.into) if arguments.into else None
    if collection is not None:
        if not collection.is_dir():
            raise ProblemError(tr("There is no folder {collection}.").format(collection=collection))
        services.library.open_collection(collection)
    try:
        match arguments.action:
            case "list":
                await _list(services, arguments.json)
            case "add":
                await _add(arguments, services, collection)
            case "update":
                await _update(arguments, services, collection)
            case _:
                await services.api_services.remove(arguments.name, collection)
                text = tr("{name} was removed. Saved requests that use it stay.")
                tell(text.format(name=arguments.name))
                _write({"name": arguments.name}, arguments.json)
    finally:
        await services.aclose()
    return ExitCode.SUCCESS


async def _list(services: Services, is_json: bool) -> None:
    rows, mistakes = await services.api_services.list()
    tell(*mistakes)
    if is_json:
        _write([_record(row) for row in rows], True)
    elif rows:
        sys.stdout.write(printable(overview(rows)))
    else:
        tell(tr("No service was added yet. Add one with 'aiurdesk services add FILE_OR_URL'."))


def overview(rows: tuple[ServiceRow, ...]) -> str:
    """Return a line for each service: name, number of endpoints, title, and where it came from."""
    name_width = max(len(row.name) for row in rows)
    title_width = max(len(row.title) for row in rows)
    return "".join(
        f"{row.name:<{name_width}}  {row.endpoint_count:>6,}  {row.title:<{title_width}}  "
        f"{row.source or tr('standard input')}\n"
        for row in rows
    )


def _record(row: ServiceRow) -> dict[str, object]:
    return {
        "name": row.name,
        "title": row.title,
        "endpoints": row.endpoint_count,
        "folder": str(row.folder),
        "source": row.source,
    }


async def _add(arguments: argparse.Namespace, services: Services, collection: Path | None) -> None:
    text = piped(arguments.source)
    own = services.api_services
    service = await own.read(arguments.source, arguments.name, collection, text)
    if groups := tuple(arguments.group):
        service = await own.chosen(service, service.read.name, collection, groups)
    environments = await own.write(service)
    count = service.read.endpoint_count
    words = trn(
        "{name} was added with {count:,} endpoint.",
        "{name} was added with {count:,} endpoints.",
        count,
    )
    tell(words.format(name=service.read.name, count=count))
    if environments:
        refusal = tr("Environments for its servers: {environments}.")
        tell(refusal.format(environments=", ".join(environments)))
    tell(*credential_lines(service))
    _tell_left_out(service)
    lines = list(left_out_lines(service.read.left_out))
    _write({"name": service.read.name, "endpoints": count, "left_out": lines}, arguments.json)


def credential_lines(service: ReadService) -> Iterator[str]:
    """Yield how a credential is added for each way to authenticate of a description."""
    address = service.read.base_url
    origin = "" if "{{" in address else origin_of(address)
    for given in service.read.security:
        if command := add_command(
            OfferedCredential(given.scheme, given.name, origin, given.values)
        ):
            yield tr("For {name}: {command}").format(name=given.name, command=command)


async def _update(
    arguments: argparse.Namespace, services: Services, collection: Path | None
) -> None:
    own = services.api_services
    searched = [Path(folder) for folder in services.trust.folders()]
    service = await own.read_update(arguments.name, collection, searched)
    if not arguments.dry_run:
        await own.write(service)
    tell(*changes_lines(service))
    _tell_left_out(service)
    changes = msgspec.to_builtins(service.read.changes)
    record = {"name": service.read.name, "endpoints": service.read.endpoint_count, **changes}
    record |= {
        "touched": list(service.touched),
        "left_out": list(left_out_lines(service.read.left_out)),
    }
    _write(record, arguments.json)


def changes_lines(service: ReadService) -> list[str]:
    """Return what an update changes, a line for each endpoint."""
    changes = service.read.changes
    lines = [tr("{name} is as it was.").format(name=service.read.name)] if changes.is_empty else []
    lines += [tr("added: {id}").format(id=id_) for id_ in changes.added]
    lines += [tr("removed: {id}").format(id=id_) for id_ in changes.removed]
    lines += [
        tr("changed: {id}: {parts}").format(id=change.id, parts=", ".join(change.what))
        for change in changes.changed
    ]
    lines += [tr("kept as you edited it: {kept}").format(kept=kept) for kept in changes.kept]
    lines += [
        tr("look at this saved request: {path}").format(path=path) for path in service.touched
    ]
    return lines


def _tell_left_out(service: ReadService) -> None:
    if service.read.left_out:
        tell(tr("Not everything was imported:"), *_summary(service.read.left_out))


def _summary(left_out: tuple[LeftOut, ...]) -> Iterator[str]:
    """Yield what was left out; of many places with the same words, the first ones."""
    by_words: dict[str, list[LeftOut]] = {}
    for omission in left_out:
        by_words.setdefault(omission.words, []).append(omission)
    for same in by_words.values():
        yield from left_out_lines(same[:_MOST_PLACES])
        if len(same) > _MOST_PLACES:
            yield tr("and the same at {value:,} more places; --json lists them").format(
                value=len(same) - _MOST_PLACES
            )


def _write(record: object, is_json: bool) -> None:
    if is_json:
        write_json(record, indent=None)
