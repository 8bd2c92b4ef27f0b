"""``aiurdesk endpoints``: list the endpoints of the catalogue."""

import argparse
import sys
from pathlib import Path

import msgspec

from aiurdesk.cli.command import OpenServices, add_option
from aiurdesk.cli.output import tell, write_json
from aiurdesk.core.api.catalogue import Catalogue
from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.api.endpoint_filter import matches, searchable_text
from aiurdesk.core.translation import printable, tr
from aiurdesk.core.verdict.verdict import ExitCode
from aiurdesk.services.library import Library
from aiurdesk.services.own_services import own_services


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "filter",
        metavar="FILTER",
        nargs="*",
        help=tr(
            "words that occur in an endpoint's path, names or texts, or a result code such as -7"
        ),
    )
    add_option(parser, "--sandbox", tr("include its code lab"))
    add_option(parser, "--json", tr("print all data of the endpoints as a JSON array"))


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Print the endpoints that match the filter."""
    # Without services: the catalogue alone is read, and the list appears at once.
    profile = Path(arguments.profile) if arguments.profile else None
    library = Library(own=own_services(profile))
    catalogue = library.with_code_lab if arguments.sandbox else library.catalogue
    return print_endpoints(catalogue, " ".join(arguments.filter), arguments.json)


def print_endpoints(catalogue: Catalogue, needle: str, is_json: bool) -> int:
    """Print the endpoints that match a filter, and the mistakes in the catalogue's files."""
    tell(*catalogue.mistakes)
    endpoints = [
        endpoint
        for description in catalogue.descriptions
        for endpoint in description.endpoints
        if matches(needle, searchable_text(endpoint, description.service))
    ]
    if is_json:
        # All data of the endpoints; scripts depend on the names of the members.
        write_json(msgspec.to_builtins(endpoints))
    elif endpoints:
        sys.stdout.write(overview(endpoints))
    else:
        # Status 0 all the same: an empty list is an answer to the question.
        sys.stderr.write(
            tr("No endpoint matches {needle}. Try fewer or shorter words.\n").format(needle=needle)
        )
    return ExitCode.SUCCESS


def overview(endpoints: list[Endpoint]) -> str:
    """Return a line for each endpoint: id, method, path and title."""
    id_width = max(len(endpoint.id) for endpoint in endpoints)
    path_width = max(len(endpoint.path) for endpoint in endpoints)
    lines = (
        f"{endpoint.id:<{id_width}}  {endpoint.shown_method:<5}  "
        f"{endpoint.path:<{path_width}}  {endpoint.title}\n"
        for endpoint in endpoints
    )
    return printable("".join(lines))
