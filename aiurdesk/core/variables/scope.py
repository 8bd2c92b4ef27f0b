"""The values of variables beside an environment's own, and which of them counts."""

from collections.abc import Iterable, Mapping

import msgspec
from msgspec.structs import replace

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.variables.environment import AskedVariable, Environment, Literal, used_names


class VariableScope(msgspec.Struct, frozen=True):
    """Values of variables by where they come from; each counts before those above it.

    The values of the environment itself stand between the collection's and captured ones.
    """

    collection: Mapping[str, str] = {}
    """What the folders of a saved request set."""
    captured: Mapping[str, str] = {}
    """What captures took from responses."""
    data: Mapping[str, str] = {}
    """A row of the data of a run."""
    given: Mapping[str, str] = {}
    """What a person set or was asked for."""
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
            asked=tuple(asked for asked in environment.asked if asked.name not in values),
            secrets=(*environment.secrets, *self.secrets),
        )

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
    ) -> bool:
        """Hold the variables that a response gave, and return whether that changes anything.

        Args:
            secrets: The values that are shown as dots.
        """
        before = self.of(environment)
        captured = {**before.captured, **dict(variables)}
        # By value, because a secret does not say which variable it came from. One of an earlier
        # response, which no variable has any more, is forgotten.
        hidden = {secret.reveal(): secret for secret in (*before.secrets, *secrets)}
        kept = tuple(hidden[text] for text in dict.fromkeys(captured.values()) if text in hidden)
        self._scopes[environment.name] = VariableScope(captured=captured, secrets=kept)
        return captured != before.captured

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
