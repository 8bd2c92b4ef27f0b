"""Where a secret comes from if not from the keyring: a command, an environment variable or a file.

Only a person says so, on the command line or in the credential manager. No file of a collection
has a place for it.
"""

import re
import shlex
from enum import StrEnum

import msgspec

from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr

PREFIX = "AIURDESK_SECRET_"
"""How the name of an environment variable begins that holds a secret without being named."""
MOST_SECRET_BYTES = 64 * 1024
"""Of a secret; a private key has some thousand."""
_LONGEST_SHOWN = 60
_NOT_OF_VARIABLE = re.compile(r"\W")
_VARIABLE = re.compile(r"[^=\0]+")


class SourceKind(StrEnum):
    """Where a secret comes from, by what stands before the colon."""

    COMMAND = "command"
    VARIABLE = "env"
    FILE = "file"


class OutsideSource(msgspec.Struct, frozen=True):
    """Says where a secret comes from; it holds no secret itself."""

    kind: SourceKind
    text: str
    """The command with its arguments, the name of the variable, or the path of the file."""

    @property
    def written(self) -> str:
        """The source as a person writes it, such as ``env:TOKEN``."""
        return f"{self.kind}:{self.text}"

    @property
    def shown(self) -> str:
        """What it is called in a sentence. Of a command only the program, for it may be long."""
        match self.kind:
            case SourceKind.COMMAND:
                arguments = command_arguments(self.text)
                program = arguments[0] if arguments else self.text
                return tr("the command {program}").format(program=program[:_LONGEST_SHOWN])
            case SourceKind.VARIABLE:
                return tr("the environment variable {name}").format(name=self.text)
            case SourceKind.FILE:
                return tr("the file {path}").format(path=self.text)

    @property
    def problem(self) -> Problem | None:
        """Why there is no such source, such as that its command is empty; None if there is."""
        text = self.text.strip()
        if not text or not text.isprintable():
            return Problem(_WANTED[self.kind])
        if self.kind is SourceKind.COMMAND and not command_arguments(text):
            return Problem(tr("A quotation mark in the command is not closed."))
        if self.kind is SourceKind.VARIABLE and not _VARIABLE.fullmatch(text):
            return Problem(_WANTED[self.kind])
        return None


_WANTED = {
    SourceKind.COMMAND: tr("Enter a program and its arguments."),
    SourceKind.VARIABLE: tr("Enter the name of an environment variable."),
    SourceKind.FILE: tr("Enter the path of a file."),
}


def source_of(text: str) -> OutsideSource | None:
    """Return the source that a text such as ``env:TOKEN`` names; None where it names none."""
    kind, colon, rest = text.partition(":")
    if not colon or kind not in set(SourceKind):
        return None
    return OutsideSource(SourceKind(kind), rest.strip())


def command_arguments(text: str) -> tuple[str, ...]:
    """Return a program and its arguments; no shell reads them.

    Empty where there is no program, or where a quotation mark is not closed.
    """
    reading = shlex.shlex(text, posix=True)
    reading.whitespace_split, reading.commenters = True, ""
    # A backslash is a part of paths on Windows.
    reading.escape = ""
    try:
        return tuple(reading)
    except ValueError:
        return ()


def variable_of(*words: str) -> str:
    """Return the environment variable that holds a secret, by a credential's name and a field's."""
    return PREFIX + "_".join(_NOT_OF_VARIABLE.sub("_", word.strip()).upper() for word in words)


class GivenSecret(msgspec.Struct, frozen=True):
    """A secret that was given for one run, as ``NAME.FIELD@HOST=SOURCE``."""

    name: str
    """With the field, and with the hosts, where these cannot be told from the name yet."""
    value: str | None = None
    """What stands behind the equals sign; None without one."""

    def readings(self) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
        """Return name, field and hosts in each way they can be read, the likeliest one first.

        A name may hold dots and at signs itself, such as ``ann@example.com``.
        """
        name, at, hosts = self.name.rpartition("@")
        whole = ((self.name, "", ()), *_with_field(self.name, ()))
        if not at or not name:
            return whole
        listed = tuple(host.strip() for host in hosts.split(",") if host.strip())
        return (*whole, (name, "", listed), *_with_field(name, listed))


def _with_field(text: str, hosts: tuple[str, ...]) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    name, dot, field = text.rpartition(".")
    return ((name, field, hosts),) if dot and name and field else ()


def given_secret(text: str) -> GivenSecret:
    """Return what ``--secret`` was given."""
    name, equals, value = text.partition("=")
    return GivenSecret(name.strip(), value if equals else None)
