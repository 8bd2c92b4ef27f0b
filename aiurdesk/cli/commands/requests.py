"""``aiurdesk requests``: list the saved requests of a collection."""

import argparse
import asyncio
import sys
from pathlib import Path

from aiurdesk.cli.command import OpenServices, add_option
from aiurdesk.cli.output import tell, write_json
from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.environments.environment import variable_names
from aiurdesk.core.translation import printable, tr
from aiurdesk.core.verdict.verdict import ExitCode
from aiurdesk.services.collections.collections import Selection, open_selection

_EPILOG = tr(
    "A name stands with its folders, as 'aiurdesk send FOLDER NAME' takes it.\n"
    "\n"
    "exit status:\n"
    "  0 all were read · 2 there is no such folder, or a file cannot be used\n"
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.epilog = _EPILOG
    parser.add_argument(
        "folder", metavar="FOLDER", help=tr("folder of a collection, or a folder within one")
    )
    add_option(
        parser,
        "--json",
        tr("print each as a JSON object, with its file, variables, credential, cases and examples"),
    )


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Print the requests in their order."""
    selection = asyncio.run(open_selection(Path(arguments.folder)))
    tell(*selection.remarks, *selection.mistakes)
    if arguments.json:
        write_json([
            {
                "name": request.title,
                "file": request.path,
                "method": request.saved.method,
                "target": request.saved.target_text,
                "notes": request.saved.notes,
                "credential": request.effective.credential or None,
                "variables": list(variables_of(request)),
                "tests": len(request.saved.tests),
                "cases": [case.name for case in request.saved.cases],
                "examples": request.examples,
            }
            for request in selection.requests
        ])  # fmt: skip
    else:
        sys.stdout.write(overview(selection))
    return ExitCode.USAGE if selection.mistakes else ExitCode.SUCCESS


def variables_of(request: CollectionRequest) -> tuple[str, ...]:
    """Return the names of the variables in a request, its headers and its tests."""
    names = (name for text in request.texts for name in variable_names(text))
    return tuple(dict.fromkeys(names))


def overview(selection: Selection) -> str:
    """Return a line for each request: its name with its folders, its method and its target.

    Its examples have a line each below it.
    """
    rows = [(one.title, one.saved.method, one.saved.target_text) for one in selection.requests]
    width = max((len(title) for title, _, _ in rows), default=0)
    most = max((len(method) for _, method, _ in rows), default=0)
    lines = []
    for (title, method, target), request in zip(rows, selection.requests, strict=True):
        lines.append(f"{title:<{width}}  {method:<{most}}  {target}")
        lines += [tr("  example {name}").format(name=name) for name in request.examples]
    return printable("".join(f"{line.rstrip()}\n" for line in lines))
