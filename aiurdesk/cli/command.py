"""What a command of the command line looks like."""

import argparse
from typing import Protocol

from aiurdesk.services.services import Services


class Command(Protocol):
    """A module in ``cli.commands``; it imports what is heavy inside ``run``."""

    NAME: str
    HELP: str
    """One sentence for the list of commands."""

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own arguments."""
        ...

    def run(self, arguments: argparse.Namespace, services: Services) -> int:
        """Do it and return the exit status; data to standard output, words to standard error."""
        ...
