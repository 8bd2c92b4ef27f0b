"""The variables that captures took from responses, for what the window sends later."""

from collections.abc import Mapping

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.variables.environment import Environment
from aiurdesk.core.variables.scope import VariableScope


class CapturedVariables:
    """Holds captured values as long as the program runs; they may be secrets.

    Each environment has its own: a token of one must not be sent to the servers of another.
    """

    def __init__(self) -> None:
        self._values: dict[str, dict[str, str]] = {}
        self._secrets: dict[str, dict[str, Secret]] = {}

    def of(self, environment: Environment) -> Mapping[str, str]:
        """Return the values that were captured in an environment."""
        return dict(self._values.get(environment.name, {}))

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
        values = self._values.setdefault(environment.name, {})
        values.update(variables)
        # By value, because a secret does not say which variable it came from.
        hidden = {secret.reveal() for secret in secrets}
        known = self._secrets.setdefault(environment.name, {})
        for name, value in variables:
            # The value before may have been a secret, and the new one none.
            known.pop(name, None)
            if value in hidden:
                known[name] = Secret(value)
        return values != before

    def forget(self, environment: Environment) -> None:
        """Forget what was captured in an environment."""
        self._values.pop(environment.name, None)
        self._secrets.pop(environment.name, None)

    def added_to(
        self, environment: Environment, given: Mapping[str, str] | None = None
    ) -> Environment:
        """Return an environment in which captured variables replace those of the same name.

        Args:
            given: The variables that a person set, which no capture replaces.
        """
        values = self._values.get(environment.name)
        if not values:
            return environment
        secrets = tuple(self._secrets[environment.name].values())
        return VariableScope(captured=values, given=given or {}, secrets=secrets).over(environment)
