"""``aiurdesk trust``: the collections that may use variables of the process and files outside."""

import argparse
import sys
from pathlib import Path

from aiurdesk.cli.command import OpenServices, add_option
from aiurdesk.cli.output import tell
from aiurdesk.core.errors import ProblemError, StorageError
from aiurdesk.core.translation import printable, tr
from aiurdesk.core.verdict.verdict import ExitCode
from aiurdesk.services.sending.reach import collection_reach
from aiurdesk.services.sending.trust import Trust, collection_of, is_within

_EPILOG = tr(
    "The requests of a folder that somebody else wrote are sent only if they use\n"
    "neither {{env:VARIABLE}} nor a file outside the folder, until you trust it.\n"
    "Folders in it are trusted with it. What a later change or import newly uses\n"
    "is refused until you trust the folder again. What you make yourself, in the\n"
    "window or with --save or 'aiurdesk import', is trusted from the start.\n"
    "\n"
    "'aiurdesk run --trust' and 'pytest --aiurdesk-trust' trust for one command.\n"
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.epilog = _EPILOG
    parser.add_argument(
        "folder",
        metavar="FOLDER",
        nargs="?",
        help=tr(
            "folder of a collection, or one with several; without it, those that are "
            "trusted are listed"
        ),
    )
    add_option(parser, "--remove", tr("trust the folder no longer"))


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Trust a folder, or no longer, or list the folders that are trusted.

    Raises:
        ProblemError: There is no such folder, or the list cannot be read or written.
    """
    trust = open_services().trust
    if arguments.folder is None and not arguments.remove:
        sys.stdout.write("".join(f"{printable(folder)}\n" for folder in trust.folders()))
    elif not arguments.folder:
        raise ProblemError(tr("Name the folder of a collection; . is this folder."))
    elif arguments.remove:
        if not trust.remove(arguments.folder):
            text = tr(
                "{folder} is not trusted by itself. 'aiurdesk trust' lists the folders that are."
            )
            raise ProblemError(text.format(folder=arguments.folder))
        tell(tr("{folder} is trusted no longer.").format(folder=arguments.folder))
    else:
        _add(arguments.folder, trust)
    return ExitCode.SUCCESS


def _add(folder: str, trust: Trust) -> None:
    if not Path(folder).exists():
        raise StorageError(tr("There is no folder {folder}.").format(folder=folder))
    root = collection_of(folder)
    reach = collection_reach(root)
    named = trust.add(folder)
    uses = "" if reach.is_empty else tr(" Its requests use {words}.").format(words=reach.words)
    tell(tr("{root} is trusted.{uses}").format(root=printable(named), uses=uses))
    if not is_within(root, named):
        text = tr(
            "It is a part of the collection {root}, which is not trusted: 'aiurdesk trust {root}' "
            "trusts all of it."
        )
        tell(text.format(root=printable(root)))
