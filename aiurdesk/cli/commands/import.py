"""``aiurdesk import``: make a collection of what another program exported."""

import argparse
import asyncio
from pathlib import Path

from aiurdesk.cli.arguments import piped
from aiurdesk.cli.command import OpenServices, add_option
from aiurdesk.cli.logged_run import follow_settings
from aiurdesk.cli.options import add_route_options, given_plain, given_route
from aiurdesk.cli.output import tell, write_json
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.verdict import ExitCode
from aiurdesk.importers.left_out import LeftOut, summary
from aiurdesk.services.imports.importing import (
    FORMATS,
    LOOKS_LIKE_KEY,
    NAMED,
    ImportPlan,
    ImportSource,
    not_imported,
    read_import,
    source_at,
    write_import,
)
from aiurdesk.services.services import Services

_EPILOG = tr(
    "formats:\n{formats}\n\nA secret in the file does not get into the "
    "collection: a reference to a\ncredential takes its place. Standard error "
    "says what was not imported, such\nas scripts. Environments alone can "
    "be imported into a collection that is there;\nrequests are added to one "
    "with --merge, and replace those of the same name.\n"
)

_NOT_SECRET = tr(
    "Those that are none stay in the file with --not-secret NAME, or all of them with "
    "--not-secret all."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    formats = "\n".join(f"  {title} ({', '.join(patterns)})" for title, patterns in FORMATS)
    parser.epilog = _EPILOG.format(formats=formats)
    parser.add_argument(
        "source", metavar="SOURCE", help=tr("a file, a folder or a URL; - is standard input")
    )
    add_option(parser, "--into FOLDER", tr("becomes the collection; new or empty"), required=True)
    add_option(parser, "--merge", tr("add to the collection that is in FOLDER"))
    add_option(
        parser,
        "--not-secret NAME",
        tr("keep a text that looks like a secret, by the name in the list; all for each of them"),
        action="append",
        default=[],
    )
    add_option(parser, "--dry-run", tr("say what would be imported, and write nothing"))
    add_option(
        parser, "--verbose", tr("list each thing that is not imported, not only how many of a kind")
    )
    add_option(parser, "--json", tr("print the result as JSON"))
    add_route_options(parser)


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Write the collection, and say what is not in it.

    Raises:
        ProblemError: It is not possible; the text says why.
    """
    return asyncio.run(_run(arguments, open_services()))


async def _run(arguments: argparse.Namespace, services: Services) -> int:
    try:
        services.connections.given_route = given_route(arguments)
        services.connections.plain.given = given_plain(arguments)
        follow_settings(services, is_recorded=False)
        data = await asyncio.to_thread(piped, arguments.source)
        if data is not None:
            source = ImportSource(tr("standard input"), data)
        else:
            source = await source_at(arguments.source, services.connections)
        plan = await read_import(source, Path(arguments.into), arguments.not_secret)
        if arguments.dry_run:
            _tell_plan(plan, is_verbose=arguments.verbose)
        elif plan.is_merge and plan.files.has_requests and not arguments.merge:
            text = tr(
                "{folder} is a collection already. Add to it with --merge, or name a new folder."
            )
            raise ProblemError(text.format(folder=plan.folder))
        else:
            made = await write_import(plan, services.trust, merges=arguments.merge)
            tell(made.words(is_verbose=arguments.verbose))
    finally:
        await services.aclose()
    if arguments.json:
        write_json(_record(plan), indent=None)
    return ExitCode.SUCCESS


def _tell_plan(plan: ImportPlan, *, is_verbose: bool) -> None:
    text = tr("{headline} would be imported into {folder}.")
    tell(text.format(headline=plan.headline, folder=plan.folder))
    tell(*(tr("Replaced: {path}").format(path=path) for path in plan.replaced))
    for heading, names in ((LOOKS_LIKE_KEY, plan.files.by_looks), (NAMED, plan.files.by_name)):
        if names:
            tell(f"{heading}:", *(f"  {name}" for name in names))
    if plan.files.by_looks or plan.files.by_name:
        tell(_NOT_SECRET)
    tell(*not_imported(plan.files.left_out, is_verbose=is_verbose))


def _record(plan: ImportPlan) -> dict[str, object]:
    files = plan.files
    return {
        "requests": files.request_count,
        "environments": len(files.environments),
        "summary": list(summary(files.left_out)),
        "left_out": list(map(_left_out_record, files.left_out)),
        "secrets": {"looks_like_key": files.by_looks, "named_like_one": files.by_name},
    }


def _left_out_record(entry: LeftOut) -> dict[str, object]:
    record = {
        "kind": entry.kind.value,
        "in": entry.title,
        "at": entry.source,
        "what": entry.words,
        "count": entry.count,
        "purpose": entry.purpose.value if entry.purpose else "",
        "next_step": entry.next_step,
        "command": entry.command,
    }
    return {name: value for name, value in record.items() if value}
