"""``aiurdesk import``: make a collection of what another program exported."""

import argparse
import asyncio
from pathlib import Path

from aiurdesk.cli.command import OpenServices
from aiurdesk.cli.report import tell
from aiurdesk.core.verdict.exit_codes import ExitCode
from aiurdesk.services.imports.importing import FORMATS, import_file

_EPILOG = """\
formats:
{formats}

A secret in the file does not get into the collection: a reference to a
credential takes its place. Standard error says what was not carried over, such
as scripts. Environments alone can be imported into a collection that is there.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    formats = "\n".join(f"  {title} ({', '.join(patterns)})" for title, patterns in FORMATS)
    parser.epilog = _EPILOG.format(formats=formats)
    parser.add_argument("file", metavar="FILE", help="what was exported")
    parser.add_argument(
        "--into", metavar="FOLDER", required=True, help="becomes the collection; new or empty"
    )


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Write the collection, and say what is not in it."""
    trust = open_services().trust
    made = asyncio.run(import_file(Path(arguments.file), Path(arguments.into), trust))
    tell(made.words)
    return ExitCode.SUCCESS
