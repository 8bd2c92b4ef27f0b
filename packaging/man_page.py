"""Makes the manual page of the command line from its parser."""

import argparse
import time
from collections.abc import Iterator

_EXIT_STATUS = "The page “The command line” of the manual lists what each exit status means."


def man_page(parser: argparse.ArgumentParser, version: str, day_s: float) -> str:
    """Return the page in roff, as man(7) describes it.

    Args:
        parser: Has all commands with their arguments.
        version: Of the program.
        day_s: When it is made, in seconds since 1970.
    """
    day = time.strftime("%Y-%m-%d", time.gmtime(day_s))
    name = parser.prog
    lines = [
        f'.TH {name.upper()} 1 {day} "{name} {version}" "User Commands"',
        ".SH NAME",
        rf"{name} \- explorer for web services",
        ".SH SYNOPSIS",
        *_synopsis(parser),
        ".SH DESCRIPTION",
        _escaped(parser.description or ""),
        ".SH OPTIONS",
        *_arguments(parser),
        ".SH COMMANDS",
        *(line for command in _commands(parser) for line in _command(command)),
        ".SH EXIT STATUS",
        "0 where the verdict is a success, otherwise another number.",
        _escaped(_EXIT_STATUS),
    ]
    return "\n".join(lines) + "\n"


def _command(parser: argparse.ArgumentParser) -> Iterator[str]:
    yield f'.SS "{_escaped(parser.prog)}"'
    yield from _synopsis(parser)
    yield ".PP"
    yield _escaped(parser.description or "")
    yield from _arguments(parser)
    if parser.epilog:
        yield from (".PP", ".nf", *map(_escaped, parser.epilog.splitlines()), ".fi")
    for command in _commands(parser):
        yield from _command(command)


def _commands(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.values()


def _synopsis(parser: argparse.ArgumentParser) -> Iterator[str]:
    usage = " ".join(parser.format_usage().removeprefix("usage: ").split())
    name, _, arguments = usage.partition(f"{parser.prog} ")
    yield rf"\fB{_escaped(parser.prog)}\fR {_escaped(arguments or name)}"


def _arguments(parser: argparse.ArgumentParser) -> Iterator[str]:
    formatter = parser._get_formatter()
    for action in parser._actions:
        is_hidden = action.help == argparse.SUPPRESS
        if is_hidden or isinstance(action, argparse._SubParsersAction):
            continue
        yield ".TP"
        yield rf"\fB{_escaped(formatter._format_action_invocation(action))}\fR"
        yield _escaped(formatter._expand_help(action)) if action.help else r"\&"


def _escaped(text: str) -> str:
    r"""Return a text as roff takes it for text: no escape, no request, and real hyphens."""
    escaped = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{escaped}" if escaped.startswith((".", "'")) else escaped
