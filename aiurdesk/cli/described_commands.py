"""Commands as values: what help texts, the manual page and agents say of them, from the parser."""

import argparse
from collections.abc import Iterator

import msgspec


class ArgumentHelp(msgspec.Struct, frozen=True):
    """An option, or a value that stands by its place."""

    names: tuple[str, ...]
    """All spellings of an option; empty for a value that stands by its place."""
    value: str
    """What its value is called; empty for a switch."""
    kind: str
    """``switch``, ``number``, ``choice`` or ``text``."""
    choices: tuple[str, ...]
    default: str | int | bool | None
    is_required: bool
    is_repeated: bool
    """Whether several can be given."""
    help: str
    invocation: str
    """Its names with what its value is called, as a help text shows them."""


class CommandHelp(msgspec.Struct, frozen=True):
    """A command, or one of its actions."""

    name: str
    """With the names of the program and of the command that it belongs to."""
    usage: str
    summary: str
    details: str
    """What its help says below the options; lines are not to be filled."""
    arguments: tuple[ArgumentHelp, ...]
    commands: "tuple[CommandHelp, ...]"


def described(parser: argparse.ArgumentParser) -> CommandHelp:
    """Return what a parser takes, with all of its commands and what they take."""
    return CommandHelp(
        name=parser.prog,
        usage=_usage(parser),
        summary=parser.description or "",
        details=parser.epilog or "",
        arguments=tuple(_arguments(parser)),
        commands=tuple(described(command) for command in _commands(parser)),
    )


def _commands(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.values()


def _usage(parser: argparse.ArgumentParser) -> str:
    """Return the arguments in one line, without the name of the command."""
    usage = " ".join(parser.format_usage().split())
    _, name, arguments = usage.partition(f"{parser.prog} ")
    return arguments if name else ""


def _arguments(parser: argparse.ArgumentParser) -> Iterator[ArgumentHelp]:
    formatter = parser._get_formatter()
    for action in parser._actions:
        is_hidden = action.help == argparse.SUPPRESS
        if is_hidden or isinstance(action, argparse._SubParsersAction):
            continue
        default = action.default
        is_plain = isinstance(default, str | int) and default is not argparse.SUPPRESS
        # A number of values: None for one, a letter for any number, 0 for a switch.
        is_switch = action.nargs == 0
        yield ArgumentHelp(
            names=tuple(action.option_strings),
            value="" if is_switch else str(action.metavar or action.dest),
            kind=_kind(action, is_switch=is_switch),
            choices=tuple(map(str, action.choices or ())),
            default=default if is_plain and not is_switch else None,
            is_required=action.required,
            is_repeated=action.nargs in ("*", "+") or isinstance(action, argparse._AppendAction),
            help=formatter._expand_help(action) if action.help else "",
            invocation=formatter._format_action_invocation(action),
        )


def _kind(action: argparse.Action, *, is_switch: bool) -> str:
    if is_switch:
        return "switch"
    if action.choices:
        return "choice"
    return "number" if _is_number(action) else "text"


def _is_number(action: argparse.Action) -> bool:
    read = action.type
    # A function that checks a value says what it returns.
    kind = getattr(read, "__annotations__", {}).get("return", read)
    return kind in (int, float)
