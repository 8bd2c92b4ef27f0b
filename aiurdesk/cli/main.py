"""The list of commands, the parser, and the exit status of a command."""

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, NoReturn, cast

from aiurdesk import __version__, cli
from aiurdesk.cli import exit_statuses
from aiurdesk.cli.command import Command, add_option, add_profile
from aiurdesk.cli.output import guarded_output, output_problem
from aiurdesk.core.errors import AuthError, ProblemError, is_shortage
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.verdict import ExitCode

if TYPE_CHECKING:
    from aiurdesk.services.services import Services

COMMANDS = {
    "send": tr("Send one request and say what the response means."),
    "listen": tr("Open one WebSocket or stream, print its frames, send lines of standard input."),
    "run": tr("Run the saved requests of a collection, with their tests."),
    "requests": tr("List the saved requests of a collection."),
    "import": tr("Make a collection of what another program, such as Postman, exported."),
    "export": tr("Write a collection in a format of another program."),
    "trust": tr("Let a collection use variables of the process and files outside its folder."),
    "history": tr("List what was sent, or the part that matches a filter."),
    "endpoints": tr("List the endpoints of all services, or those that match a filter."),
    "services": tr("List, add, update and remove services made of descriptions of APIs."),
    "dialects": tr("List how services say whether a request worked, or try it on a body."),
    "codes": tr("Explain the result codes of the services, table by table."),
    "credentials": tr("List, add, test and remove the accounts that requests are sent with."),
    "environments": tr("List, add, change and remove environments: variables and addresses."),
    "certificates": tr("Trust authorities for single hosts, and keep client certificates."),
    "mock": tr("Answer as a service does: with saved examples, documented ones, or made values."),
    "load": tr("Send a collection by many users at once, and count the responses by verdict."),
    "fuzz": tr("Send valid and invalid inputs to a service, and say what goes wrong."),
    "mcp": tr("Give agents tools to find, send and explain requests, over standard input."),
    "sandbox": tr("Run the services of 2020 on this computer, with their own certificates."),
    "help": tr("Explain a command, or describe all of them as JSON, for other programs."),
}
"""Name → one sentence for ``--help``, in its order. The module in ``cli/commands`` has the name of
the command, and is imported only when the command is run: see ``load_command``."""


_LEAST_BYTES = 16 * 1024 * 1024
"""With less than this, neither a thread nor a library of some size can be started."""


class Parser(argparse.ArgumentParser):
    """Reports wrong usage in one sentence that names ``--help``.

    The words that argparse itself puts into a help text are in the language of the person.
    """

    def __init__(self, **options: Any) -> None:
        """Add ``--help``.

        Args:
            options: Arguments of ``argparse.ArgumentParser``.
        """
        super().__init__(add_help=False, **options)
        self._positionals.title = tr("arguments")
        self._optionals.title = tr("options")
        self.add_argument("-h", "--help", action="help", help=tr("show this help message and exit"))

    def format_help(self) -> str:
        """Return the help text."""
        return _in_words(super().format_help())

    def format_usage(self) -> str:
        """Return the beginning of the help text."""
        return _in_words(super().format_usage())

    def error(self, message: str) -> NoReturn:
        """End the process with status 2."""
        sys.stderr.write(f"{self.prog}: {message}. See {self.prog} --help.\n")
        sys.exit(ExitCode.USAGE)


def _in_words(text: str) -> str:
    return text.replace("usage: ", tr("usage: "), 1)


def main(argv: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    with guarded_output():
        status = _run(parse(argv))
        sys.stdout.flush()
        if problem := output_problem():
            sys.stderr.write(f"{problem.sentence}\n")
            return ExitCode.SYSTEM
    return status


def _run(arguments: argparse.Namespace) -> int:
    try:
        return int(arguments.run(arguments, lambda: _open_services(arguments.profile)))
    except ProblemError as error:
        # One sentence and no traceback: these errors are written for people.
        sys.stderr.write(f"{error}\n")
        if error.problem.fixes:
            # Not at the top: most errors need no step, and it loads the schemes.
            cli.credentials.tell_steps(error.problem)
        if is_shortage(error.__cause__):
            return ExitCode.SYSTEM
        # One status for every sign-in that failed.
        return ExitCode.REFUSED if isinstance(error, AuthError) else ExitCode.USAGE
    except KeyboardInterrupt:
        sys.stderr.write(tr("Stopped.\n"))
        # Ctrl+C while nothing is sent; a running request ends as an exchange, see ``cli.sending``.
        return ExitCode.NO_RESPONSE
    except OSError as error:
        # A refused read or write is not a mistake of the program either.
        if not is_shortage(error) and not isinstance(error, PermissionError):
            return _report_mistake(error)
        file = f" ({error.filename})" if error.filename else ""
        sys.stderr.write(
            tr("The system refused: {strerror}{file}.\n").format(strerror=error.strerror, file=file)
        )
        return ExitCode.SYSTEM
    except Exception as error:  # noqa: BLE001 - it is reported
        return _report_mistake(error)


def _report_mistake(error: Exception) -> ExitCode:
    if _is_out_of_memory(error):
        sys.stderr.write(tr("The system refused: not enough memory.\n"))
        return ExitCode.SYSTEM
    # Imported here: ``codes`` and ``endpoints`` do not need it and start faster without it.
    import logging

    logging.getLogger(__name__).debug("a command failed", exc_info=error)
    text = tr(
        "This is an error in aiurdesk itself: {name}: {error}. Please report it "
        "with the command that you ran.\n"
    )
    sys.stderr.write(text.format(name=type(error).__name__, error=error))
    return ExitCode.MISTAKE


def _is_out_of_memory(error: Exception) -> bool:
    """Tell whether an error comes from a lack of memory, which libraries report in many ways."""
    # Also of tasks that ran together.
    for cause in (error, *getattr(error, "exceptions", ())):
        traceback = cause.__traceback__
        while traceback is not None and traceback.tb_next is not None:
            traceback = traceback.tb_next
        # A thread that gets no stack is a bare RuntimeError.
        is_thread = traceback is not None and traceback.tb_frame.f_code is Thread.start.__code__
        if isinstance(cause, MemoryError) or is_thread:
            return True
    # What else fails without memory, such as loading a library, fails because of that.
    try:
        bytearray(_LEAST_BYTES)
    except MemoryError:
        return True
    return False


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Return the parsed arguments, or end the process with a sentence and status 2.

    argparse accepts positional arguments only in one group: ``name=value`` after an option is left
    over. Such arguments are added to the values here.
    """
    parser = build_parser(argv)
    arguments, left_over = parser.parse_known_args(argv)
    if arguments.open is not None or arguments.new_window:
        parser.error("--open and --new-window open the window, which takes no command")
    has_values = hasattr(arguments, "values")
    # A value cannot begin with a hyphen, because its name comes first.
    unknown = [text for text in left_over if text.startswith("-") or not has_values]
    if unknown:
        arguments.parser.error(f"{' '.join(unknown)} is not an argument of this command")
    if left_over:
        arguments.values.extend(left_over)
    return arguments


def build_parser(argv: Sequence[str]) -> Parser:
    """Return the parser with a sub-parser for each command.

    Args:
        argv: Only commands whose names are among these get their arguments.
    """
    parser = Parser(
        prog="aiurdesk",
        description=tr("Explorer for web services. Without a command, the window opens."),
        epilog=exit_statuses.epilog(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"aiurdesk {__version__}",
        help=tr("show the version and exit"),
    )
    # None only here: a sub-parser without a default leaves what was given before the command.
    add_profile(parser, default=None)
    # ``__main__`` reads these two where there is no command.
    add_option(
        parser,
        "--open TARGET",
        tr(
            "open the window with an endpoint, an address, a file or folder of a "
            "collection, or a link such as 'aiurdesk:open?endpoint=NAME'"
        ),
    )
    add_option(parser, "--new-window", tr("open a window beside one that is already open"))
    commands = parser.add_subparsers(
        metavar="COMMAND", required=True, parser_class=Parser, prog=parser.prog
    )
    for name, summary in COMMANDS.items():
        sub = commands.add_parser(name, help=summary, description=summary)
        # A value may equal a name. Then one more module is imported; nothing else changes.
        if name in argv:
            add_profile(sub)
            command = load_command(name)
            command.configure(sub)
            if sub.epilog:
                # It is a table; the usual formatter would fill its lines.
                sub.formatter_class = argparse.RawDescriptionHelpFormatter
            sub.set_defaults(run=command.run, parser=sub)
    return parser


def load_command(name: str) -> Command:
    """Import the module of a command.

    Commands are not imported at the top, because each would pay for the others: ``codes`` would
    take a third longer. With this, the modules of the commands need no late imports.
    """
    return cast("Command", importlib.import_module(f"aiurdesk.cli.commands.{name}"))


def _open_services(profile: str | None) -> "Services":
    # Not at the top: ``codes`` and ``endpoints`` need no services, and this doubles their start.
    from aiurdesk.assembly import build_services

    folder = Path(profile) if profile else None
    if folder is not None and folder.exists() and not folder.is_dir():
        text = tr("{folder} is not a folder. Name one with --profile; it may be new.")
        raise ProblemError(text.format(folder=folder))
    return build_services(folder)
