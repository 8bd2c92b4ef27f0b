"""``aiurdesk endpoints``: list the endpoints of the catalogue."""

import argparse
import sys
from typing import TYPE_CHECKING

from aiurdesk.cli.command import OpenServices
from aiurdesk.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from aiurdesk.core.api.catalogue import Catalogue
    from aiurdesk.core.api.endpoint import Endpoint

NAME = "endpoints"
HELP = "List the endpoints of all services, or those that a filter finds."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "filter",
        metavar="FILTER",
        nargs="*",
        help="words that occur in an endpoint's path, names or texts, or a result code such as -7",
    )
    parser.add_argument(
        "--json", action="store_true", help="print an array with all that is known as JSON"
    )


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Print what the filter finds."""
    from aiurdesk.services.library import load_catalogue

    return tell(load_catalogue(), " ".join(arguments.filter), arguments.json)


def tell(catalogue: "Catalogue", needle: str, is_json: bool) -> int:
    """Print what a filter finds in a catalogue, and what is wrong with the catalogue's files."""
    for mistake in catalogue.mistakes:
        sys.stderr.write(f"{mistake}\n")
    found = find(catalogue, needle)
    if is_json:
        sys.stdout.write(as_json(found))
    elif found:
        sys.stdout.write(overview(found))
    else:
        sys.stderr.write(f"No endpoint matches {needle}. Try fewer or shorter words.\n")
    return ExitCode.SUCCESS


def find(catalogue: "Catalogue", needle: str) -> "list[Endpoint]":
    """Return the endpoints that a filter shows, in the order of the catalogue."""
    from aiurdesk.core.api.endpoint_filter import matches, searchable_text

    return [
        endpoint
        for description in catalogue.descriptions
        for endpoint in description.endpoints
        if matches(needle, searchable_text(endpoint, description.service))
    ]


def overview(endpoints: "list[Endpoint]") -> str:
    """Return id, method, path and title of each endpoint, a line each."""
    id_width = max(len(endpoint.id) for endpoint in endpoints)
    path_width = max(len(endpoint.path) for endpoint in endpoints)
    return "".join(
        f"{endpoint.id:<{id_width}}  {endpoint.method:<5}  "
        f"{endpoint.path:<{path_width}}  {endpoint.title}\n"
        for endpoint in endpoints
    )


def as_json(endpoints: "list[Endpoint]") -> str:
    """Return everything about the endpoints; scripts build on the names of the members."""
    import json

    import msgspec

    return json.dumps(msgspec.to_builtins(endpoints), ensure_ascii=False, indent=2) + "\n"
