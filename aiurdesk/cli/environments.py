"""Finds environments by the name that was typed, and asks for variables on a terminal."""

import argparse
import getpass
import sys
from collections.abc import Iterable, Mapping
from typing import IO

from aiurdesk.cli.arguments import (
    FROM_STANDARD_INPUT,
    FROM_VARIABLE,
    SecretSource,
    asked_line,
    interrupted_at_once,
    split_pairs,
)
from aiurdesk.cli.output import tell
from aiurdesk.core.credentials.credential import allowed_words
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.environments.environment import (
    CUSTOM_URLS,
    PRODUCTION,
    PRODUCTION_2020,
    SANDBOX,
    AskedVariable,
    Environment,
    ValueOrigin,
    is_variable_name,
)
from aiurdesk.core.environments.plain_http import plain_host
from aiurdesk.core.environments.scope import VariableScope
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.problem import Problem, add_environment
from aiurdesk.core.translation import in_quotes, tr
from aiurdesk.services.credentials.credential_secrets import is_ready_made
from aiurdesk.services.sending.asking import (
    Asking,
    Consent,
    ConsentQuestion,
    every_message_is_confirmed,
    everything_is_confirmed,
    refuse_value,
)
from aiurdesk.services.services import Services

SANDBOX_NAME = "Sandbox"
SECRET_OPTION = "--secret"
_NAMED = (CUSTOM_URLS, PRODUCTION_2020, PRODUCTION)


async def environment_named(name: str | None, services: Services) -> Environment:
    """Return the environment of a name without regard to case; ``SANDBOX`` does not run yet.

    Raises:
        ProblemError: No environment has this name.
    """
    # Without a name each service is called at its own address.
    if name is None:
        return CUSTOM_URLS
    folded = name.casefold()
    if folded == SANDBOX_NAME.casefold():
        return SANDBOX
    environment = next((e for e in _NAMED if e.name.casefold() == folded), None)
    if environment is not None:
        return environment
    own = await services.environments.read()
    tell(*own.mistakes)
    environment = next((e for e in own.environments if e.name.casefold() == folded), None)
    if environment is None:
        names = ", ".join((SANDBOX_NAME, *(e.name for e in (*_NAMED, *own.environments))))
        text = tr("There is no environment {name}. There are {names}.")
        fixes = (add_environment(name),)
        raise ProblemError(Problem(text.format(name=name, names=names), fixes=fixes))
    return environment


def environment_name(arguments: argparse.Namespace) -> str | None:
    """Return the name of the environment that ``--environment`` or ``--sandbox`` chooses.

    Raises:
        ProblemError: Two environments were named.
    """
    name: str | None = arguments.environment
    if not arguments.sandbox:
        return name
    if name is not None and name.casefold() != SANDBOX_NAME.casefold():
        raise ProblemError(
            tr(
                "--sandbox and --environment {name} are two environments. Name one of them; a file "
                'of an environment that has based_on = "Sandbox" uses the sandbox, too.'
            ).format(name=name)
        )
    return SANDBOX_NAME


def given_variables(texts: Iterable[str], standard_input: IO[str] | None = None) -> VariableScope:
    """Return the variables of ``--set``; values read from the process are secrets.

    Raises:
        ProblemError: A text is not ``name=value``, or holds a secret itself.
    """
    given: dict[str, str] = {}
    given_by: dict[str, ValueOrigin] = {}
    secrets: list[Secret] = []
    for name, text in split_pairs(texts, "variables"):
        check_variable_name(name)
        takes_literals = not is_secret_name(name)
        source = SecretSource(takes_literals, standard_input=standard_input)
        given[name] = source.read(name, text)
        is_of_process = text.startswith(FROM_VARIABLE)
        given_by[name] = ValueOrigin.PROCESS if is_of_process else ValueOrigin.COMMAND_LINE
        # A value kept out of the command line is meant as a secret under any name.
        if is_of_process or text == FROM_STANDARD_INPUT:
            secrets.append(Secret(given[name]))
    return VariableScope(given=given, given_by=given_by, secrets=tuple(secrets))


def check_variable_name(name: str) -> None:
    """Check that a variable can have this name.

    Raises:
        ProblemError: It cannot.
    """
    if not is_variable_name(name):
        words = tr(
            "A variable cannot be called {name}: its name has letters, digits, dots, "
            "hyphens and underscores only."
        )
        raise ProblemError(words.format(name=name))


def asking(*, is_yes: bool) -> Asking:
    """Return whom to ask: the person at the terminal, if there is one.

    Args:
        is_yes: Whether requests and messages may change something in a careful environment.
    """
    if not is_yes:
        return Asking(value=_ask_on_terminal, consent=ask_consent)
    return Asking(
        value=_ask_on_terminal,
        consent=ask_consent,
        careful=everything_is_confirmed,
        message=every_message_is_confirmed,
    )


async def ask_consent(question: ConsentQuestion) -> Consent:
    """Ask at the terminal, if there is one, whether a credential may go to one more host.

    What is allowed is remembered, as in the window.
    """
    credential = question.credential
    # What comes with the sandbox cannot be bound to anything else.
    if not has_terminal() or is_ready_made(credential):
        return Consent.REFUSE
    words = tr(
        "Send credential {name} to {origin}? It is {allowed}.\nType yes to allow it from now on"
    ).format(
        name=in_quotes(credential.name),
        origin=question.origin,
        allowed=allowed_words(credential.origins),
    )
    if plain_host(question.origin):
        words += tr(", though others on the network can read it")
    if not question.is_variable:
        words += tr(", without to send the request without it")
    answer = asked_line(f"\n{words}: ").strip().casefold()
    if answer in ("y", "yes"):
        return Consent.ALLOW
    # Otherwise it is said how it is allowed for one run.
    is_without = answer == "without" and not question.is_variable
    return Consent.WITHOUT if is_without else Consent.REFUSE


def has_terminal() -> bool:
    """Tell whether a person can be asked at a terminal."""
    # Python sets ``sys.stdin`` to None if it is closed.
    return sys.stdin is not None and sys.stdin.isatty()


async def ask_for(
    variables: Iterable[AskedVariable], environment: Environment
) -> Mapping[str, str]:
    """Ask the person at the terminal for the values of variables, and return them.

    Raises:
        ProblemError: There is no terminal.
    """
    answers: dict[str, str] = {}
    for variable in variables:
        answers[variable.name] = await _ask_on_terminal(variable, environment) or ""
    return answers


async def _ask_on_terminal(variable: AskedVariable, environment: Environment) -> str | None:
    if not has_terminal():
        return await refuse_value(variable, environment)
    offered = f" [{variable.value}]" if variable.value and not variable.is_secret else ""
    words = tr("{variable} in {environment}{offered}: ").format(
        variable=variable.name, environment=environment.name, offered=offered
    )
    if variable.is_secret:
        try:
            with interrupted_at_once():
                return getpass.getpass(words) or variable.value
        except EOFError:  # Ctrl+D
            sys.stderr.write("\n")
            return await refuse_value(variable, environment)
    line = asked_line(words)
    if not line:
        return await refuse_value(variable, environment)
    return line.rstrip("\r\n") or variable.value
