"""``aiurdesk trust``: the collections that may use variables of the process and files outside."""

import argparse
import asyncio
import sys
from pathlib import Path

from aiurdesk.cli.arguments import WrongUsage
from aiurdesk.cli.command import OpenServices
from aiurdesk.cli.report import tell
from aiurdesk.core.errors import StorageError
from aiurdesk.core.verdict.exit_codes import ExitCode
from aiurdesk.core.wording import printable
from aiurdesk.services.sending.reach import collection_reach
from aiurdesk.services.sending.trust import Trust

_EPILOG = """\
The requests of a folder that somebody else wrote are sent only if they use
neither {{env:VARIABLE}} nor a file outside the folder, until you trust it. The
folder stays trusted even if it is changed or replaced later. Folders in
it are trusted with it. What you make yourself, in the window or with --save or
'aiurdesk import', is trusted from the start.

'aiurdesk run --trust' and 'pytest --aiurdesk-trust' trust for one command.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EPILOG
    parser.add_argument(
        "folder",
        metavar="FOLDER",
        nargs="?",
        help="folder of a collection, or one with several; without it, those that are trusted "
        "are listed",
    )
    parser.add_argument("--remove", action="store_true", help="trust the folder no longer")


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Trust a folder, or no longer, or list the folders that are trusted.

    Raises:
        AiurdeskError: There is no such folder, or the list cannot be read or written.
    """
    trust = open_services().trust
    if arguments.folder is None and not arguments.remove:
        sys.stdout.write("".join(f"{printable(folder)}\n" for folder in trust.folders()))
    elif not arguments.folder:
        raise WrongUsage("Name the folder of a collection; . is this folder.")
    elif arguments.remove:
        if not trust.remove(arguments.folder):
            raise WrongUsage(
                f"{arguments.folder} is not trusted by itself. 'aiurdesk trust' lists the folders "
                "that are."
            )
        tell(f"{arguments.folder} is trusted no longer.")
    else:
        _add(arguments.folder, trust)
    return ExitCode.SUCCESS


def _add(folder: str, trust: Trust) -> None:
    if not Path(folder).exists():
        raise StorageError(f"There is no folder {folder}.")
    root = trust.add(folder)
    reach = asyncio.run(collection_reach(root))
    uses = "" if reach.is_empty else f" Its requests use {reach.words}."
    tell(f"{root} is trusted.{uses}")
