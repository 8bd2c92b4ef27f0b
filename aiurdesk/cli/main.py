"""Arguments in, exit status out: the parser and the list of commands."""

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from aiurdesk import __version__
from aiurdesk.cli.command import Command, add_profile
from aiurdesk.cli.commands import codes, credentials, endpoints, sandbox, send
from aiurdesk.cli.exit_codes import ExitCode
from aiurdesk.core.errors import AiurdeskError

if TYPE_CHECKING:
    from aiurdesk.services.services import Services

COMMANDS: tuple[Command, ...] = (send, endpoints, codes, credentials, sandbox)
"""In the order of ``--help``; written out, so that the list is the overview."""


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence and names the help."""

    def error(self, message: str) -> NoReturn:
        """End the process with status 2."""
        sys.stderr.write(f"{self.prog}: {message}. See {self.prog} --help.\n")
        sys.exit(ExitCode.USAGE)


def main(argv: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    arguments = parse(argv)
    try:
        return int(arguments.run(arguments, lambda: _open_services(arguments.profile)))
    except AiurdeskError as error:
        sys.stderr.write(f"{error}\n")
        return ExitCode.USAGE
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        return ExitCode.NO_ANSWER
    except BrokenPipeError:
        # The reader (head, less) has seen enough; Python must not complain at exit.
        sys.stdout = None
        return ExitCode.SUCCESS
    except Exception as error:
        # Imported here: the lists of codes and endpoints print sooner without it.
        import logging

        logging.getLogger(__name__).debug("a command failed", exc_info=True)
        sys.stderr.write(
            f"This is a mistake in aiurdesk, not yours: {type(error).__name__}: {error}. "
            "Please report it with the command that you ran.\n"
        )
        return ExitCode.MISTAKE


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Return the parsed arguments, or end the process with a sentence and status 2.

    argparse takes ``name=value`` only in one piece; behind an option they are left over.
    """
    parser = build_parser()
    arguments, left_over = parser.parse_known_args(argv)
    has_values = hasattr(arguments, "values")
    unknown = [text for text in left_over if text.startswith("-") or not has_values]
    if unknown:
        parser.error(f"{' '.join(unknown)} is not known here")
    if left_over:
        arguments.values.extend(left_over)
    return arguments


def _open_services(profile: str | None) -> "Services":
    # Imported here: all of this takes longer to import than ``aiurdesk codes`` takes to answer.
    from pathlib import Path

    from aiurdesk.assembly import build_services

    return build_services(Path(profile) if profile else None)


def build_parser() -> Parser:
    """Return the parser with one sub-parser for each command."""
    parser = Parser(
        prog="aiurdesk",
        description="Explorer for the Aiursoft web services. Without a command: the window.",
    )
    parser.add_argument("--version", action="version", version=f"aiurdesk {__version__}")
    add_profile(parser, default=None)
    commands = parser.add_subparsers(
        metavar="COMMAND", required=True, parser_class=Parser, prog=parser.prog
    )
    for command in COMMANDS:
        sub = commands.add_parser(command.NAME, help=command.HELP, description=command.HELP)
        add_profile(sub)
        command.configure(sub)
        sub.set_defaults(run=command.run)
    return parser
