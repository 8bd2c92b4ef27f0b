"""``aiurdesk help``: the help of a command, or of all of them as one JSON object."""

import argparse
import sys
from typing import Any

import msgspec

from aiurdesk import __version__
from aiurdesk.cli.command import OpenServices, add_option
from aiurdesk.cli.described_commands import described
from aiurdesk.cli.exit_statuses import EXIT_STATUSES
from aiurdesk.cli.main import COMMANDS, build_parser
from aiurdesk.cli.output import write_json
from aiurdesk.cli.output_shapes import SHAPES, schema_of
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.translation import printable, tr
from aiurdesk.core.verdict.verdict import ExitCode

_EPILOG = tr(
    "'aiurdesk help credentials add' explains one action. With --json, each command\n"
    "has its options with kind, choices and default, and the shapes of what it\n"
    "prints as JSON, as JSON schemas.\n"
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.epilog = _EPILOG
    parser.add_argument(
        "words",
        metavar="COMMAND",
        nargs="*",
        help=tr("name of a command, and of its action; all commands without it"),
    )
    add_option(parser, "--json", tr("print commands, options, exit statuses and shapes as JSON"))


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Print the help of a command, or describe it.

    Raises:
        ProblemError: There is no such command.
    """
    parser = _parser_of(arguments.words)
    if arguments.json:
        write_json(members_of(parser, arguments.words), indent=None)
    else:
        sys.stdout.write(parser.format_help())
    return ExitCode.SUCCESS


def _parser_of(words: list[str]) -> argparse.ArgumentParser:
    """Return the parser of a command or of one of its actions; of the program without words."""
    parser: argparse.ArgumentParser = build_parser(tuple(COMMANDS))
    for word in words:
        groups = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
        choices = groups[0].choices if groups else {}
        if word not in choices:
            text = tr("There is no command {command}. 'aiurdesk help' lists all.")
            raise ProblemError(text.format(command=printable(" ".join(words))))
        parser = choices[word]
    return parser


def members_of(parser: argparse.ArgumentParser, words: list[str]) -> dict[str, Any]:
    """Return what ``--json`` prints; programs depend on the names of the members.

    Args:
        parser: Of the program, a command or an action.
        words: Which one it is.
    """
    names = words[:1] or list(SHAPES)
    return {
        "version": __version__,
        **msgspec.to_builtins(described(parser)),
        "exit_statuses": {str(int(status)): text for status, text in EXIT_STATUSES.items()},
        "shapes": {
            name: {given: schema_of(shape) for given, shape in SHAPES.get(name, {}).items()}
            for name in names
        },
    }
