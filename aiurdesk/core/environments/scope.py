"""The values of variables beside an environment's own, and which of them counts."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain

import msgspec
from msgspec.structs import astuple, replace

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import (
    OF_KEYRING,
    OF_PROCESS,
    AskedVariable,
    Environment,
    Literal,
    StandIn,
    ValueOrigin,
    used_names,
)
from aiurdesk.core.translation import tr


class VariableScope(msgspec.Struct, frozen=True):
    """Values of variables by where they come from; each counts before those above it.

    The values of the environment itself stand between the collection's and captured ones.
    """

    collection: Mapping[str, str] = {}
    """What the folders of a saved request set."""
    captured: Mapping[str, str] = {}
    """What captures took from responses."""
    captured_by: Mapping[str, str] = {}
    """Name of a captured variable → name of the request, where it is known."""
    data: Mapping[str, str] = {}
    """A row of the data of a run."""
    given: Mapping[str, str] = {}
    """What a person set or was asked for."""
    given_by: Mapping[str, ValueOrigin] = {}
    """Name of a given variable → how it was given, where it was not set by hand."""
    secrets: tuple[Secret, ...] = ()
    """Values that are shown as dots."""

    def over(self, environment: Environment) -> Environment:
        """Return an environment with these values; a person is asked for none of them."""
        # As text: a server must not be able to ask for another variable.
        captured = {name: Literal(value) for name, value in self.captured.items()}
        values = {**captured, **self.data, **self.given}
        if not (values or self.collection or self.secrets):
            return environment
        return replace(
            environment,
            variables={**self.collection, **environment.variables, **values},
            origins=self._origins(environment),
            captured_by={**environment.captured_by, **self.captured_by},
            asked=tuple(asked for asked in environment.asked if asked.name not in values),
            secrets=(*environment.secrets, *self.secrets),
        )

    def _origins(self, environment: Environment) -> dict[str, ValueOrigin]:
        below = self.collection.keys() - environment.variables.keys()
        return {
            **dict.fromkeys(below, ValueOrigin.COLLECTION),
            **environment.origins,
            **dict.fromkeys(self.captured, ValueOrigin.CAPTURED),
            **dict.fromkeys(self.data, ValueOrigin.DATA),
            **{name: self.given_by.get(name, ValueOrigin.GIVEN) for name in self.given},
        }

    def with_answers(
        self, answers: Mapping[str, str], asked: tuple[AskedVariable, ...]
    ) -> "VariableScope":
        """Return the same values with what a person answered, which is text.

        Args:
            answers: Name → value.
            asked: The variables that the person was asked for.
        """
        hidden = {variable.name for variable in asked if variable.is_secret}
        secrets = (Secret(value) for name, value in answers.items() if name in hidden)
        literals = {name: Literal(value) for name, value in answers.items()}
        return replace(self, given={**self.given, **literals}, secrets=(*self.secrets, *secrets))


class CapturedVariables:
    """Holds captured values as long as the program runs; they may be secrets.

    Each environment has its own: a token of one must not be sent to the servers of another.
    """

    def __init__(self) -> None:
        self._scopes: dict[str, VariableScope] = {}

    def of(self, environment: Environment) -> VariableScope:
        """Return what was captured in an environment."""
        return self._scopes.get(environment.name, VariableScope())

    def keep(
        self,
        environment: Environment,
        variables: tuple[tuple[str, str], ...],
        secrets: tuple[Secret, ...] = (),
        request: str = "",
    ) -> bool:
        """Hold the variables that a response gave, and return whether that changes anything.

        Args:
            secrets: The values that are shown as dots.
            request: Name of the request.
        """
        before = self.of(environment)
        captured = {**before.captured, **dict(variables)}
        captured_by = {**before.captured_by, **{name: request for name, _ in variables}}
        # By value, because a secret does not say which variable it came from. One of an earlier
        # response, which no variable has any more, is forgotten.
        hidden = {secret.reveal(): secret for secret in (*before.secrets, *secrets)}
        kept = tuple(hidden[text] for text in dict.fromkeys(captured.values()) if text in hidden)
        scope = VariableScope(captured=captured, captured_by=captured_by, secrets=kept)
        self._scopes[environment.name] = scope
        return (captured, captured_by) != (before.captured, before.captured_by)

    def forget(self, environment: Environment) -> None:
        """Forget what was captured in an environment."""
        self._scopes.pop(environment.name, None)

    def added_to(self, environment: Environment, given: Mapping[str, str]) -> Environment:
        """Return an environment in which captured variables replace others of the same name.

        Args:
            given: The variables that a person set, which no capture replaces.
        """
        scope = self.of(environment)
        return replace(scope, given=given).over(environment) if scope.captured else environment


def asked_in(texts: Iterable[str], environment: Environment) -> tuple[AskedVariable, ...]:
    """Return the variables that a person has to be asked for, in the order of the environment."""
    if not environment.asked:
        return ()
    used = used_names(texts, environment.variables)
    return tuple(variable for variable in environment.asked if variable.name in used)


DYNAMIC = {
    "$uuid": tr("a random UUID"),
    "$timestamp": tr("the time in seconds since 1970"),
    "$isoTimestamp": tr("the time, such as 2026-01-31T12:00:00.000Z"),
    "$randomInt": tr("a random number from 0 to 1000"),
}
"""Name → what its value is; it has another value whenever a request is sent."""
MOST_RANDOM = 1000


def dynamic_values(now: datetime, uuid: str, number: int) -> dict[str, Literal]:
    """Return the values of all dynamic variables for one request.

    Args:
        now: Timezone-aware, in UTC.
        uuid: A random UUID.
        number: A random number from 0 to ``MOST_RANDOM``.
    """
    iso = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    texts = (uuid, str(int(now.timestamp())), iso, str(number))
    return {name: Literal(text) for name, text in zip(DYNAMIC, texts, strict=True)}


class Used(msgspec.Struct, frozen=True):
    """What is to be put into a request beside the variables of its environment."""

    asked: tuple[AskedVariable, ...] = ()
    dynamic: tuple[str, ...] = ()
    of_process: tuple[str, ...] = ()
    of_keyring: tuple[str, ...] = ()
    """Names of credentials."""

    def joined(self, *others: "Used") -> "Used":
        """Return what this and others use."""
        added = [other for other in others if other != NOTHING_USED]
        if not added:
            return self
        members = zip(*map(astuple, (self, *added)), strict=True)
        return Used(*(tuple(dict.fromkeys(chain(*each))) for each in members))


NOTHING_USED = Used()
_NOT_OF_ENVIRONMENT = ("$", OF_PROCESS, OF_KEYRING)
"""How the names of variables begin that are not asked for, and that no environment holds."""


def used_in(texts: Iterable[str], environment: Environment) -> Used:
    """Return what texts use, without what the environment has the final value of."""
    variables = environment.variables
    names = {name for name in used_names(texts, variables) if not _is_final(variables.get(name))}
    asked = tuple(variable for variable in environment.asked if variable.name in names)
    if not any(name.startswith(_NOT_OF_ENVIRONMENT) for name in names):
        return Used(asked) if asked else NOTHING_USED
    return Used(
        asked=asked,
        dynamic=tuple(name for name in DYNAMIC if name in names),
        of_process=_without(OF_PROCESS, names),
        of_keyring=_without(OF_KEYRING, names),
    )


def _is_final(value: str | None) -> bool:
    return isinstance(value, Literal) and not isinstance(value, StandIn)


def _without(prefix: str, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(name.removeprefix(prefix) for name in names if name.startswith(prefix)))
