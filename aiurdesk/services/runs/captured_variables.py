"""The variables that captures took from responses, for what the window sends later."""

from collections.abc import Mapping

from msgspec.structs import replace

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.variables.environment import Environment
from aiurdesk.core.variables.scope import VariableScope

_NOTHING = VariableScope()


class CapturedVariables:
    """Holds captured values as long as the program runs; they may be secrets.

    Each environment has its own: a token of one must not be sent to the servers of another.
    """

    def __init__(self) -> None:
        self._scopes: dict[str, VariableScope] = {}

    def of(self, environment: Environment) -> VariableScope:
        """Return what was captured in an environment."""
        return self._scopes.get(environment.name, _NOTHING)

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
