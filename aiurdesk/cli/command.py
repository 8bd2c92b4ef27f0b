"""The interface of a command of the command line."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from aiurdesk.core.translation import tr

if TYPE_CHECKING:
    from aiurdesk.services.services import Services

OpenServices: TypeAlias = "Callable[[], Services]"
"""Returns the use cases. Commands that only list data do not call it, because it takes time."""
ENVIRONMENT_HELP = tr(
    "Sandbox, 'Production 2020', Production or one of yours; without it each service's own address"
)


class Command(Protocol):
    """A module in ``cli.commands``; its name and its summary are in ``cli.main.COMMANDS``."""

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own arguments."""
        ...

    def run(self, arguments: argparse.Namespace, open_services: OpenServices) -> int:
        """Run the command and return its exit status.

        Data goes to standard output, messages go to standard error.
        """
        ...


def add_option(parser: argparse.ArgumentParser, usage: str, words: str, **settings: Any) -> None:
    """Add an option.

    Args:
        usage: Its name, and what its value is called, such as ``--limit N``; a name alone is a
            switch.
        words: What its help says.
        settings: As for ``add_argument``.
    """
    name, _, value = usage.partition(" ")
    kind: dict[str, Any] = {"metavar": value} if value else {"action": "store_true"}
    parser.add_argument(name, help=words, **kind, **settings)


def add_profile(parser: argparse.ArgumentParser, default: object = argparse.SUPPRESS) -> None:
    """Add ``--profile``, which may be given before and after the name of a command."""
    add_option(
        parser,
        "--profile DIR",
        tr("store settings and everything else in this folder"),
        default=default,
    )
