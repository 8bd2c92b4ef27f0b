"""Reads ``name=value`` arguments as the values of an endpoint, and secrets from their sources."""

import atexit
import contextlib
import getpass
import mimetypes
import os
import re
import signal
import sys
import tempfile
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import msgspec

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter
from aiurdesk.core.collection.file_name import REQUEST_SUFFIX
from aiurdesk.core.environments.environment import is_reference
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.preparing.address import is_loopback
from aiurdesk.core.request.request import ANY_BYTES, FileValue, Request, Value
from aiurdesk.core.translation import printable, tr
from aiurdesk.services.processes.process_variables import OF_THIS_PROCESS, ProcessVariables

FROM_VARIABLE = "env:"
FROM_STANDARD_INPUT = "-"
FILE_MARK = "@"
NO_CREDENTIAL_NAME = "none"
"""Typed as the name of a credential to send without one."""
# DOTALL, because a value may have several lines.
_ITEM = re.compile(r"(?P<name>[^=@]*?)(?P<mark>:=|=|@)(?P<text>.*)", re.DOTALL)


class Mark(StrEnum):
    """Separator between the name and the value of an argument: it says how the value is read."""

    TEXT = "="
    FILE = FILE_MARK
    JSON = ":="


class ArgumentItem(msgspec.Struct, frozen=True):
    """An argument ``name=value``, ``name@file`` or ``name:=json``."""

    name: str
    mark: Mark
    text: str


class SavedPlace(msgspec.Struct, frozen=True):
    """Where a saved request is."""

    path: Path
    """Its file, or a folder."""
    name: str = ""
    """Its name in the folder."""


def saved_place(typed: str, values: Sequence[str]) -> SavedPlace | None:
    """Return where the saved request is that was typed; None where an address or endpoint was.

    What exists as a file, or has the name of one, is no host.

    Args:
        typed: The first argument.
        values: Those that follow.
    """
    if "://" in typed or not typed:
        return None
    has_folder = any(sign in typed for sign in {"/", os.sep})
    if typed.endswith(REQUEST_SUFFIX) or (has_folder and os.path.isfile(typed)):
        return SavedPlace(Path(typed))
    if has_folder and os.path.isfile(f"{typed}{REQUEST_SUFFIX}"):
        return SavedPlace(Path(f"{typed}{REQUEST_SUFFIX}"))
    # A value has a mark in it; a name may have one, too.
    is_named = bool(values) and not any(mark in values[0] for mark in "=@")
    is_own = has_folder or is_named or typed in (".", "..")
    if os.path.isdir(typed) and (is_own or os.path.isfile(Path(typed) / "collection.toml")):
        return SavedPlace(Path(typed), values[0] if values else "")
    return None


def stays_here(request: Request) -> bool:
    """Tell whether a request goes to a custom URL of this computer."""
    try:
        host = urlsplit(request.url).hostname or ""
    except ValueError:
        return False
    return is_loopback(host)


class SecretSource:
    """Reads secrets from environment variables and from lines of standard input."""

    def __init__(
        self,
        takes_literals: bool,
        variables: MutableMapping[str, str] | None = None,
        standard_input: IO[str] | None = None,
    ) -> None:
        """Create a source; without arguments it uses the process's own.

        Args:
            takes_literals: Whether a secret itself may be an argument, as for requests to this
                computer.
            variables: Environment variables; those that are read are removed.
            standard_input: Has one secret in each line.
        """
        self._takes_literals = takes_literals
        self._variables = OF_THIS_PROCESS if variables is None else ProcessVariables(variables)
        self._standard_input = standard_input

    def read(self, name: str, text: str, between: str = "=") -> str:
        """Return the secret that an argument points to.

        Args:
            name: The name of the parameter or header.
            text: What was typed.
            between: Stands between them in the argument.

        Raises:
            ProblemError: The source does not exist, or the argument is the secret itself.
        """
        if text == FROM_STANDARD_INPUT:
            return self._next_line(name)
        if text.startswith(FROM_VARIABLE):
            return self._from_variable(name, text.removeprefix(FROM_VARIABLE))
        self.check(name, text, between)
        return text

    def _from_variable(self, name: str, variable: str) -> str:
        """Remove a variable from the environment, so that child processes do not inherit it."""
        value = self._variables.take(variable)
        if value is None:
            text = tr("{name}: there is no environment variable {variable}.")
            raise ProblemError(text.format(name=name, variable=variable))
        return value

    def check(self, name: str, text: str, between: str = "=") -> None:
        """Check that an argument names a source. Reads nothing.

        Raises:
            ProblemError: The argument is the secret itself.
        """
        is_source = text == FROM_STANDARD_INPUT or text.startswith(FROM_VARIABLE)
        # A variable such as {{secret:Work}} only names a secret.
        is_source = is_source or is_reference(text)
        if text and not is_source and not self._takes_literals:
            words = tr(
                "{name} is a secret, and other programs can see arguments, which the "
                "shell also stores. Write {name}{between}{from_variable}VARIABLE for an "
                "environment variable or {name}{between}{from_standard_input} for a line "
                "of standard input."
            )
            raise ProblemError(
                words.format(
                    name=name,
                    between=between,
                    from_variable=FROM_VARIABLE,
                    from_standard_input=FROM_STANDARD_INPUT,
                )
            )

    def _next_line(self, name: str) -> str:
        stream: IO[str] | None = self._standard_input or sys.stdin
        line = ""
        try:
            # Python sets ``sys.stdin`` to None if it is closed.
            if stream is not None and stream.isatty():
                with interrupted_at_once(), contextlib.suppress(EOFError):
                    line = getpass.getpass(f"{name}: ") + "\n"
            elif stream is not None:
                line = stream.readline()
        except UnicodeDecodeError:
            raise ProblemError(
                tr("{name}: the line of standard input is not UTF-8.").format(name=name)
            ) from None
        if not line:
            raise ProblemError(tr("{name}: standard input has no line for it.").format(name=name))
        # Only the line end: spaces may belong to a password.
        return line.rstrip("\r\n")


@contextlib.contextmanager
def interrupted_at_once() -> Iterator[None]:
    """Let Ctrl+C raise ``KeyboardInterrupt``, as it does without an event loop.

    asyncio cancels its task at the first one, which takes effect only after the prompt.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def asked_line(words: str) -> str:
    """Return the line that a person at the terminal types after some words; empty at the end."""
    sys.stderr.write(printable(words))
    sys.stderr.flush()
    with interrupted_at_once():
        return sys.stdin.readline()


def split_pairs(texts: Iterable[str], noun: str = "parameters") -> tuple[tuple[str, str], ...]:
    """Split each ``name=value`` at its first equals sign.

    Args:
        noun: What they are.

    Raises:
        ProblemError: A text has no name or no equals sign.
    """
    pairs = []
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise ProblemError(
                tr("Write {noun} as name=value, not as {text!r}.").format(noun=noun, text=text)
            )
        pairs.append((name, value))
    return tuple(pairs)


def split_items(texts: Iterable[str]) -> tuple[ArgumentItem, ...]:
    """Split each argument at its first mark.

    Raises:
        ProblemError: An argument has no name or no mark.
    """
    items = []
    for text in texts:
        match = _ITEM.fullmatch(text)
        if match is None or not match["name"]:
            raise ProblemError(
                tr("Write parameters as name=value, not as {text!r}.").format(text=text)
            )
        items.append(ArgumentItem(match["name"], Mark(match["mark"]), match["text"]))
    return tuple(items)


def values_of(
    endpoint: Endpoint, items: Iterable[ArgumentItem], secrets: SecretSource
) -> tuple[tuple[str, Value], ...]:
    """Return the values of an endpoint, in the order of their arguments.

    The texts of a list that goes on the wire as one text are joined.

    Raises:
        ProblemError: A file or the source of a secret does not exist.
    """
    values: list[tuple[str, Value]] = []
    lists: dict[str, int] = {}
    for item in items:
        name, text = item.name, item.text
        parameter = endpoint.parameter(name)
        key = parameter.name if parameter else name
        value = _value(parameter, key, item, secrets)
        if parameter is None or not parameter.separator:
            values.append((key, value))
        elif key in lists:
            # Joined at the place of the first text, so the order of the other values stays.
            values[lists[key]] = (key, (*values[lists[key]][1], text))  # type: ignore[misc]
        else:
            lists[key] = len(values)
            values.append((key, (text,)))
    return tuple(values)


def _value(
    parameter: Parameter | None, name: str, item: ArgumentItem, secrets: SecretSource
) -> Value:
    if parameter is not None and _takes_file(parameter):
        return _file(name, item)
    if item.mark is Mark.FILE:
        return _file_elsewhere(parameter, name, item)
    if parameter is not None and parameter.traits.is_secret:
        return secrets.read(name, item.text)
    return item.text


def _takes_file(parameter: Parameter) -> bool:
    is_part = parameter.traits.is_file and parameter.location is Location.MULTIPART
    return is_part or parameter.is_file_body


def _file(name: str, item: ArgumentItem) -> Value:
    if item.mark is Mark.FILE:
        return file_value(item.text, name)
    # As with curl's -F. Empty text passes, and is refused by the rules of the form.
    if not item.text.startswith(FILE_MARK):
        if not item.text:
            return item.text
        text = tr("{name} is a file: write {name}={mark}PATH.")
        raise ProblemError(text.format(name=name, mark=FILE_MARK))
    return file_value(item.text.removeprefix(FILE_MARK), name)


def _file_elsewhere(parameter: Parameter | None, name: str, item: ArgumentItem) -> Value:
    """Return the file that was typed for a parameter that is not described as one."""
    # A form with files carries one in any part, and descriptions are often wrong about it. A name
    # that the endpoint does not have is refused by the rules of the form.
    if parameter is None or parameter.location is Location.MULTIPART:
        return file_value(item.text, name)
    text = tr("{name} takes no file. Write {name}=TEXT, also for TEXT that begins with @.")
    raise ProblemError(text.format(name=name))


def file_value(file: str, name: str) -> FileValue:
    """Return the content of a file as a value.

    Raises:
        ProblemError: There is no such file.
    """
    path = existing(file, name)
    return FileValue(readable_twice(path), path.name, type_of(path))


def existing(file: str, name: str) -> Path:
    """Return the path of an existing file that an argument names, or of a pipe such as ``<(…)``.

    Raises:
        ProblemError: There is no such file.
    """
    path = Path(file)
    if not path.is_file() and not path.is_fifo():
        raise ProblemError(tr("{name}: there is no file {path}.").format(name=name, path=path))
    return path


def readable_twice(path: Path) -> str:
    """Return a path that can be read twice: of a pipe, that of a copy of its content."""
    return kept(path.read_bytes()) if path.is_fifo() else str(path)


def kept(data: bytes) -> str:
    """Write bytes into a temporary file, because a body in memory is text; return its path."""
    with tempfile.NamedTemporaryFile(prefix="aiurdesk-", delete=False) as file:
        file.write(data)
    atexit.register(os.unlink, file.name)
    return file.name


def piped(file: str) -> bytes | None:
    """Return what comes from standard input or another pipe; None where a file is named."""
    if file == FROM_STANDARD_INPUT:
        return sys.stdin.buffer.read()
    path = Path(file)
    return path.read_bytes() if path.is_fifo() else None


def type_of(path: Path) -> str:
    """Return the content type that belongs to the suffix of a file."""
    return mimetypes.guess_type(path.name)[0] or ANY_BYTES
