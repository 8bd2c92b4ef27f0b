"""The values of variables that no environment holds.

They come from the clock, the process, the keyring, and the person who sends.
"""

import asyncio
import os
import random
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from msgspec.structs import replace

from aiurdesk import core, libraries, storage
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import (
    OF_KEYRING,
    OF_PROCESS,
    AskedVariable,
    Environment,
    Literal,
    StandIn,
)
from aiurdesk.core.environments.scope import (
    MOST_RANDOM,
    NOTHING_USED,
    Used,
    dynamic_values,
)
from aiurdesk.core.errors import ProblemError, StorageError
from aiurdesk.core.problem import Problem, replace_secret
from aiurdesk.core.translation import tr
from aiurdesk.services.credentials.accounts import Accounts
from aiurdesk.services.processes.process_variables import OF_THIS_PROCESS
from aiurdesk.services.sending.asking import AskValue
from aiurdesk.services.sending.trust import NotTrusted, Reach, Trust


class GivenVariables:
    """Finds these values."""

    def __init__(self, accounts: Accounts, trust: Trust) -> None:
        self._accounts = accounts
        self._trust = trust

    def stand_ins(self, used: Used, environment: Environment) -> Environment:
        """Return the environment with something to show for what is only known when it is sent.

        Neither keyring nor person is asked; a file with variables may be read.
        """
        if used == NOTHING_USED:
            return environment
        # Latin-1, because a header may hold them.
        values: dict[str, str] = {asked.name: StandIn(f"«{asked.name}»") for asked in used.asked}
        values |= {name: StandIn(value) for name, value in _values_of_this_moment(used).items()}
        credentials = {name: self.credential(name) for name in used.of_keyring}
        hidden = {
            OF_KEYRING + name: StandIn(tr("the secret of {id}").format(id=credential.id))
            for name, credential in credentials.items()
            if credential is not None
        }
        secrets = (Secret(text) for text in hidden.values())
        environment = _with(environment, {**values, **hidden}, secrets)
        if not self._trust.is_known(environment.folders, Reach(used.of_process)):
            # Not even read, so that none is shown before a person knows that it is used.
            hidden = {OF_PROCESS + name: StandIn(f"«{name}»") for name in used.of_process}
            return _with(environment, hidden)
        try:
            return _of_process(used, environment, StandIn)
        except StorageError:
            return environment  # ``settled`` says what is wrong with the file

    async def settled(self, used: Used, environment: Environment) -> Environment:
        """Return the environment with the values of this moment and of the process.

        They stay the same from now on.

        Raises:
            NotTrusted: They use variables of the process, and come from a folder that may not.
            StorageError: A file with variables could not be read.
        """
        if used.of_process and environment.folders:
            reach = Reach(used.of_process)
            ask = self._trust.question
            if question := await asyncio.to_thread(ask, environment.folders, reach):
                raise NotTrusted(question)
        environment = _with(environment, _values_of_this_moment(used))
        if used.of_process and environment.env_files:
            return await asyncio.to_thread(_of_process, used, environment, Literal)
        return _of_process(used, environment, Literal)

    async def asked(
        self, used: Used, environment: Environment, ask: AskValue
    ) -> Environment | None:
        """Return the environment with what the person is asked for.

        None where the person does not want to send.
        """
        for variable in used.asked:
            value = await ask(variable, environment)
            if value is None:
                return None
            environment = with_value(environment, variable, value)
        return environment

    async def of_keyring(self, used: Used, environment: Environment) -> Environment:
        """Return the environment with the secrets of the keyring that are used.

        Raises:
            KeyringFailure: A secret could not be read.
        """
        values: dict[str, str] = {}
        for name in used.of_keyring:
            credential = self.credential(name)
            if credential is None:
                continue
            field = _secret_field(credential)
            secret = await self._accounts.credentials.secrets.get(credential, field)
            if secret is None or not secret.reveal():
                text = tr("The keyring has no secret of {name}. Enter it again.")
                fixes = (replace_secret(credential.name),)
                raise ProblemError(Problem(text.format(name=credential.name), fixes=fixes))
            values[OF_KEYRING + name] = Literal(secret.reveal())
        return _with(environment, values, map(Secret, values.values()))

    async def load_credentials(self) -> None:
        """Read the credentials from the disk; the command line may not have done it.

        Raises:
            StorageError: There is a file that cannot be read.
        """
        await self._accounts.credentials.load()

    def credentials(self, used: Used) -> tuple[Credential, ...]:
        """Return the credentials whose secrets are used."""
        credentials = map(self.credential, used.of_keyring)
        return tuple(credential for credential in credentials if credential is not None)

    def names(self) -> tuple[str, ...]:
        """Return the names of all variables of the process, and of all secrets."""
        credentials = (credential.name for credential in self._accounts.credentials.all)
        secrets = (OF_KEYRING + name for name in credentials if self.credential(name))
        return (*secrets, *(OF_PROCESS + name for name in sorted(os.environ)))

    def credential(self, name: str) -> Credential | None:
        """Return the credential of a name, if it has one secret; None if it has more or none."""
        credential = self._accounts.credentials.by_name(name)
        return credential if credential is not None and _secret_field(credential) else None


def with_value(environment: Environment, variable: AskedVariable, value: str) -> Environment:
    """Return an environment with the value that a person gave."""
    secrets = (Secret(value),) if variable.is_secret and value else ()
    return _with(environment, {variable.name: Literal(value)}, secrets)


def _with(
    environment: Environment, values: Mapping[str, str], secrets: Iterable[Secret] = ()
) -> Environment:
    if not values:
        return environment
    return replace(
        environment,
        variables={**environment.variables, **values},
        secrets=(*environment.secrets, *secrets),
    )


def _values_of_this_moment(used: Used) -> dict[str, Literal]:
    if not used.dynamic:
        return {}
    # Not a secret: the server sees the number.
    number = random.randint(0, MOST_RANDOM)
    values = dynamic_values(datetime.now(UTC), str(libraries.uuid.uuid4()), number)
    return {name: values[name] for name in used.dynamic}


def _of_process(used: Used, environment: Environment, kind: type[Literal]) -> Environment:
    """Add the variables of the process, and of files where it does not have them, as secrets."""
    if not used.of_process:
        return environment
    of_process = ((name, OF_THIS_PROCESS.value(name)) for name in used.of_process)
    texts = {name: text for name, text in of_process if text is not None}
    if len(texts) < len(used.of_process) and environment.env_files:
        in_files = storage.env_files.read_env_files(environment.env_files)
        texts = {**{n: in_files[n] for n in used.of_process if n in in_files}, **texts}
    values = {OF_PROCESS + name: kind(text) for name, text in texts.items()}
    return _with(environment, values, map(Secret, filter(None, texts.values())))


def _secret_field(credential: Credential) -> str:
    """Return the name of the one secret of a credential; empty where there are more or none."""
    scheme = core.auth.scheme_of(credential.scheme)
    fields = () if scheme is None else scheme.secret_fields
    return fields[0].name if len(fields) == 1 else ""
