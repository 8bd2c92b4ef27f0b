"""Makes the manual page of the command line from its parser."""

import argparse
import time
from collections.abc import Iterator

from aiurdesk.cli.described_commands import ArgumentHelp, CommandHelp, described
from aiurdesk.cli.exit_statuses import EXIT_STATUSES

_MORE = "The help of a command says more where its statuses mean more."


def man_page(parser: argparse.ArgumentParser, version: str, day_s: float) -> str:
    """Return the page in roff, as man(7) describes it.

    Args:
        parser: Has all commands with their arguments.
        version: Of the program.
        day_s: When it is made, in seconds since 1970.
    """
    day = time.strftime("%Y-%m-%d", time.gmtime(day_s))
    program = described(parser)
    name = program.name
    lines = [
        f'.TH {name.upper()} 1 {day} "{name} {version}" "User Commands"',
        ".SH NAME",
        rf"{name} \- explorer for web services",
        ".SH SYNOPSIS",
        *_synopsis(program),
        ".SH DESCRIPTION",
        _escaped(program.summary),
        ".SH OPTIONS",
        *_arguments(program.arguments),
        ".SH COMMANDS",
        *(line for command in program.commands for line in _command(command)),
        ".SH EXIT STATUS",
        *_statuses(),
    ]
    return "\n".join(lines) + "\n"


def _statuses() -> Iterator[str]:
    for status, words in EXIT_STATUSES.items():
        yield from (".TP", rf"\fB{int(status)}\fR", _escaped(words))
    yield from (".PP", _escaped(_MORE))


def _command(command: CommandHelp) -> Iterator[str]:
    yield f'.SS "{_escaped(command.name)}"'
    yield from _synopsis(command)
    yield ".PP"
    yield _escaped(command.summary)
    yield from _arguments(command.arguments)
    if command.details:
        yield from (".PP", ".nf", *map(_escaped, command.details.splitlines()), ".fi")
    for action in command.commands:
        yield from _command(action)


def _synopsis(command: CommandHelp) -> Iterator[str]:
    yield rf"\fB{_escaped(command.name)}\fR {_escaped(command.usage)}"


def _arguments(arguments: tuple[ArgumentHelp, ...]) -> Iterator[str]:
    for argument in arguments:
        yield ".TP"
        yield rf"\fB{_escaped(argument.invocation)}\fR"
        yield _escaped(argument.help) if argument.help else r"\&"


def _escaped(text: str) -> str:
    r"""Return a text as roff takes it for text: no escape, no request, and real hyphens."""
    escaped = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{escaped}" if escaped.startswith((".", "'")) else escaped
