"""``aiurdesk export``: a collection in a format of another program, or as a page."""

import argparse
import asyncio
import sys
from pathlib import Path

from aiurdesk.cli.command import OpenServices, add_option
from aiurdesk.cli.options import file_name
from aiurdesk.cli.output import tell
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.verdict import ExitCode
from aiurdesk.services.exports.exporting import (
    FORMATS,
    PAGE,
    export_collection,
    export_service,
    save_export,
)

_EPILOG = tr(
    "formats:\n{formats}\n\nSecrets are in the keyring and not in the "
    "collection, so they are in no format.\nStandard error says what else was "
    "not exported.\n"
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    formats = "\n".join(f"  {one.id:10} {one.title}" for one in FORMATS.values())
    parser.epilog = _EPILOG.format(formats=formats)
    parser.add_argument(
        "collection",
        metavar="COLLECTION|SERVICE",
        help=tr(
            "the folder of a collection, a folder in it, or the file of one request; for html also "
            "the name of a service"
        ),
    )
    parser.add_argument(
        "--as",
        dest="form",
        choices=tuple(FORMATS),
        required=True,
        help=tr("the format, as it is named below"),
    )
    add_option(parser, "--to FILE", tr("write this file; without it, print"), type=file_name)


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Write the collection, and say what is not in it.

    Raises:
        ProblemError: The collection cannot be read, or the file not be written.
    """
    library = open_services().library
    path, form = Path(arguments.collection), FORMATS[arguments.form]
    # A folder comes first: a name without a slash may be either.
    exported = None
    if form is PAGE and not path.exists():
        exported = export_service(arguments.collection, library)
    if exported is None:
        exported = asyncio.run(export_collection(path, form, library))
    if arguments.to:
        save_export(Path(arguments.to), exported)
    else:
        sys.stdout.write(exported.text)
    if exported.left_out:
        tell(tr("Not exported:"))
    tell(*(f"- {sentence}" for sentence in exported.left_out))
    return ExitCode.SUCCESS
