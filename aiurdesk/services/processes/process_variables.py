"""The environment variables of this process, and those that were taken out of them."""

import os
from collections.abc import MutableMapping


class ProcessVariables:
    """Environment variables, and those that were taken out of them."""

    def __init__(self, variables: MutableMapping[str, str]) -> None:
        self._variables = variables
        # A second place of a request may name the same variable.
        self._taken: dict[str, str] = {}

    def take(self, name: str) -> str | None:
        """Return a variable, and remove it, so that child processes do not inherit it."""
        if name in self._variables:
            self._taken[name] = self._variables.pop(name)
        return self._taken.get(name)

    def value(self, name: str) -> str | None:
        """Return a variable, also one that was taken."""
        return self._variables.get(name, self._taken.get(name))


OF_THIS_PROCESS = ProcessVariables(os.environ)
"""One for all: what one part of the program has taken, another one may still be asked for."""
