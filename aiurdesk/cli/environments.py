"""Finds environments by the name that was typed."""

from aiurdesk.cli.arguments import WrongUsage
from aiurdesk.core.request.built_in_environments import CUSTOM_URLS, PRODUCTION, PRODUCTION_2020
from aiurdesk.core.request.environment import Environment

SANDBOX_NAME = "Sandbox"
_NAMED = (PRODUCTION_2020, PRODUCTION)


def environment_of(name: str | None) -> Environment | None:
    """Return the environment of that name; None means the sandbox, which must be started first.

    Raises:
        WrongUsage: No environment has this name.
    """
    # Without a name each service is called at its own address.
    if name is None:
        return CUSTOM_URLS
    if name.casefold() == SANDBOX_NAME.casefold():
        return None
    found = next((e for e in _NAMED if e.name.casefold() == name.casefold()), None)
    if found is None:
        known = ", ".join((SANDBOX_NAME, *(e.name for e in _NAMED)))
        raise WrongUsage(f"There is no environment {name}. There are {known}.")
    return found
