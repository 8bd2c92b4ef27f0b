"""Gives credentials the secrets that arguments name, for one call."""

import argparse
import asyncio
from collections.abc import Callable, Iterable
from typing import IO

from aiurdesk.cli.arguments import FROM_STANDARD_INPUT, SecretSource
from aiurdesk.cli.credentials import load
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.secret_source import (
    GivenSecret,
    OutsideSource,
    SourceKind,
    given_secret,
    source_of,
)
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.translation import tr
from aiurdesk.services.credentials.credentials import Credentials
from aiurdesk.services.credentials.given_secrets import give_file, give_secret
from aiurdesk.services.credentials.secret_sources import absolute_source
from aiurdesk.services.processes.process_variables import OF_THIS_PROCESS
from aiurdesk.services.services import Services

_LITERAL = tr(
    "{name} is a secret, and other programs can see arguments, which the shell also stores. Write "
    "{name}=env:VARIABLE, {name}=file:PATH, '{name}=command:PROGRAM ARGUMENTS' or {name}=- for a "
    "line of standard input."
)
_EMPTY = tr(
    "{name}: the environment variable {variable} is empty. A CI service leaves it empty where its "
    "secret is not set, or where the run may not have it, such as one for a fork."
)


async def give_secrets(
    arguments: argparse.Namespace, services: Services, standard_input: IO[str] | None = None
) -> None:
    """Give what ``--secret`` and ``--secret-file`` say.

    Raises:
        ProblemError: An argument is not valid, or names what is not there.
        StorageError: A file cannot be read.
    """
    await load(services)
    credentials = services.credentials
    for path in arguments.secret_file:
        await asyncio.to_thread(give_file, credentials, path)
    # After those of files: what is nearer to the call counts.
    give_typed(credentials, arguments.secret, OF_THIS_PROCESS.take, standard_input)


def give_typed(
    credentials: Credentials,
    texts: Iterable[str],
    variable: Callable[[str], str | None],
    standard_input: IO[str] | None = None,
) -> None:
    """Give what arguments say.

    Args:
        credentials: Those that are known.
        texts: Each ``NAME=SOURCE``, ``NAME@HOST=SOURCE`` or ``NAME@HOST``.
        variable: Returns an environment variable.
        standard_input: Has the secret of ``NAME=-``; None means the process's own.

    Raises:
        ProblemError: One is not valid, or names what is not there.
    """
    for text in texts:
        given = given_secret(text)
        value = None
        if given.value is not None:
            value = _value_of(given, given.value, variable, standard_input)
        give_secret(credentials, given, value)


def _value_of(
    given: GivenSecret,
    typed: str,
    variable: Callable[[str], str | None],
    standard_input: IO[str] | None,
) -> Secret | OutsideSource:
    if typed == FROM_STANDARD_INPUT:
        source = SecretSource(takes_literals=False, standard_input=standard_input)
        return Secret(source.read(given.name, typed))
    named = source_of(typed)
    if named is None:
        raise ProblemError(_LITERAL.format(name=given.name))
    if problem := named.problem:
        raise ProblemError(f"{given.name}: {problem}")
    if named.kind is not SourceKind.VARIABLE:
        return absolute_source(named)
    value = variable(named.text)
    if value is None:
        text = tr("{name}: there is no environment variable {variable}.")
        raise ProblemError(text.format(name=given.name, variable=named.text))
    # At once: nothing is sent where CI has no secret for it.
    if not value:
        raise ProblemError(_EMPTY.format(name=given.name, variable=named.text))
    return Secret(value)
