"""What a command of the command line looks like."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from aiurdesk.services.services import Services

OpenServices: TypeAlias = "Callable[[], Services]"
"""Returns the use cases; commands that only look things up do not call it, and start fast."""
ENVIRONMENT_HELP = "Sandbox, 'Production 2020' or Production; without it each service's own address"


class Command(Protocol):
    """A module in ``cli.commands``; it imports what is heavy inside ``run``."""

    NAME: str
    HELP: str
    """One sentence for the list of commands."""

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own arguments."""
        ...

    def run(self, arguments: argparse.Namespace, open_services: OpenServices) -> int:
        """Run it and return the exit status; data to standard output, words to standard error."""
        ...


def add_profile(parser: argparse.ArgumentParser, default: object = argparse.SUPPRESS) -> None:
    """Accept ``--profile`` in this place, too."""
    parser.add_argument(
        "--profile",
        metavar="DIR",
        default=default,
        help="keep settings and everything else below this folder",
    )
