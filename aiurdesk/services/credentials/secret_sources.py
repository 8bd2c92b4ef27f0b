"""Reads secrets from where a person has said that they come from, instead of the keyring."""

import asyncio
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from aiurdesk.core.auth.command import errors_of
from aiurdesk.core.auth.scheme import CommandOutput
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.secret_source import (
    MOST_SECRET_BYTES,
    OutsideSource,
    SourceKind,
    command_arguments,
    variable_of,
)
from aiurdesk.core.errors import AuthError
from aiurdesk.core.translation import Phrase, marked
from aiurdesk.services.processes.command_run import LONGEST_S, CommandRun
from aiurdesk.services.processes.process_variables import OF_THIS_PROCESS
from aiurdesk.storage.regular_file import read_regular_file

_NO_SECRET = marked("{name} has no secret: {source} {problem}.{said}")
_LINE_ENDS = "\r\n"


class _Reading(msgspec.Struct):
    """What is known of one source while the program runs."""

    lock: asyncio.Lock = msgspec.field(default_factory=asyncio.Lock)
    secret: Secret | None = None
    failure: AuthError | None = None


class SecretSources:
    """Reads each source once while the program runs; several that need it at once wait for it."""

    def __init__(
        self,
        longest_s: float = LONGEST_S,
        variable: Callable[[str], str | None] = OF_THIS_PROCESS.value,
    ) -> None:
        """Prepare; nothing is read or started.

        Args:
            longest_s: How long a command may take.
            variable: Returns the value of an environment variable.
        """
        self.keeps_failures = True
        """Whether a source that gave nothing is not tried again, as in a run of many requests. The
        window tries again, where a person may have changed something since."""
        self._longest_s = longest_s
        self.variable = variable
        self._readings: dict[OutsideSource, _Reading] = {}

    async def secret(self, source: OutsideSource, name: str) -> Secret:
        """Return the secret of a source.

        Args:
            source: Where it comes from.
            name: Of the credential, for the sentence where there is none.

        Raises:
            AuthError: There is none; the text says why, and nothing of what was read.
        """
        reading = self._readings.setdefault(source, _Reading())
        async with reading.lock:
            if reading.secret is not None:
                return reading.secret
            if reading.failure is not None:
                raise reading.failure.with_traceback(None)
            try:
                reading.secret = await self._read(source, name)
            except AuthError as failure:
                reading.failure = failure if self.keeps_failures else None
                raise
            return reading.secret

    def forget(self, credential: Credential) -> None:
        """Read the sources of a credential again when they are next needed."""
        for field, _ in credential.sources:
            if (source := credential.source(field)) is not None:
                self._readings.pop(source, None)

    def of_process(self, *words: str) -> OutsideSource | None:
        """Return the environment variable of a secret that is not named; None if it is not set.

        Args:
            words: As for ``variable_of``.
        """
        variable = variable_of(*words)
        is_set = self.variable(variable) is not None
        return OutsideSource(SourceKind.VARIABLE, variable) if is_set else None

    async def _read(self, source: OutsideSource, name: str) -> Secret:
        match source.kind:
            case SourceKind.COMMAND:
                output = await self._printed(source)
                if output.problem:
                    # What it printed may be half a secret, which its errors may repeat.
                    said = "" if output.output.reveal().strip() else errors_of(output)
                    raise _failed(source, name, output.problem, said)
                text = output.output.reveal()
            case SourceKind.VARIABLE:
                value = self.variable(source.text)
                if value is None:
                    raise _failed(source, name, Phrase(marked("is not set")))
                text = value
            case SourceKind.FILE:
                text = await asyncio.to_thread(_content, source, name)
        # As a shell does: the last line of a file or an output has an end, too.
        text = text.rstrip(_LINE_ENDS)
        if not text:
            raise _failed(source, name, Phrase(marked("is empty")))
        return Secret(text)

    async def _printed(self, source: OutsideSource) -> CommandOutput:
        run = CommandRun(command_arguments(source.text), self._longest_s, MOST_SECRET_BYTES)
        try:
            printed = await asyncio.to_thread(run.printed)
        finally:
            # If this was cancelled, the thread only goes on until the command has ended.
            run.kill()
        problem = printed.problem
        try:
            output = printed.output.decode()
        except UnicodeDecodeError:
            output, problem = "", problem or Phrase(marked("printed what is not UTF-8 text"))
        errors = printed.errors.decode("utf-8", "replace")
        return CommandOutput(Secret(output), errors, datetime.now(UTC), problem)


def _content(source: OutsideSource, name: str) -> str:
    try:
        # Not within the folder where the program was started: there a stranger may have put files.
        path = Path.home() / Path(source.text).expanduser()
        return read_regular_file(path, MOST_SECRET_BYTES).decode()
    except UnicodeDecodeError:
        raise _failed(source, name, Phrase(marked("is not UTF-8 text"))) from None
    except (OSError, RuntimeError) as error:
        words = error.strerror if isinstance(error, OSError) else None
        text = marked("could not be read ({value})")
        raise _failed(source, name, Phrase(text, {"value": words or str(error)})) from None


def _failed(
    source: OutsideSource, name: str, problem: str | Phrase, said: str | Phrase = ""
) -> AuthError:
    values = {"name": name, "source": source.shown, "problem": problem, "said": said}
    return AuthError(Phrase(_NO_SECRET, values))


def absolute_source(source: OutsideSource) -> OutsideSource:
    """Return a source as it is stored: a file by its whole path, from the current folder."""
    if source.kind is not SourceKind.FILE:
        return source
    return OutsideSource(source.kind, os.path.abspath(os.path.expanduser(source.text)))
