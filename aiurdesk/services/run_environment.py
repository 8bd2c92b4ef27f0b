"""The environment that a collection is run in: a built-in one or one of its own."""

from collections.abc import Iterable, Mapping

import msgspec
from msgspec.structs import replace

from aiurdesk.core.collection.collection import Collection, InheritedSettings
from aiurdesk.core.collection.environment_file import SavedEnvironment
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.errors import AiurdeskError
from aiurdesk.core.request.built_in_environments import (
    CUSTOM_URLS,
    PRODUCTION,
    PRODUCTION_2020,
    SANDBOX,
)
from aiurdesk.core.request.environment import Environment
from aiurdesk.services.credentials import SANDBOX_APP
from aiurdesk.services.library import Library
from aiurdesk.services.sandbox_host import ENVIRONMENT_NAME
from aiurdesk.services.services import Services

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_BUILT_IN = {ENVIRONMENT_NAME: SANDBOX, **{e.name: e for e in (PRODUCTION_2020, PRODUCTION)}}


class RunEnvironment(msgspec.Struct, frozen=True):
    """An environment with what a run has to know of it."""

    environment: Environment
    chosen: Credential | None = None
    """The credential for requests that name none."""
    is_careful: bool = False


def find_environment(collection: Collection, name: str | None) -> RunEnvironment:
    """Return an environment by its name, which has no regard to case.

    Args:
        collection: Its own environments come before the built-in ones.
        name: None means that of the collection.

    Raises:
        AiurdeskError: No environment has this name.
    """
    wanted = collection.root.settings.environment if name is None else name
    own = _by_name(collection.environments, wanted)
    base = _built_in(own.based_on if own else wanted, collection)
    variables = dict(collection.root.settings.variables)
    if own is None:
        return RunEnvironment(replace(base, variables=variables))
    environment = replace(
        base,
        name=own.name,
        base_urls={**base.base_urls, **dict(own.base_urls)},
        variables=variables | dict(own.variables),
        colour=own.colour or base.colour,
    )
    return RunEnvironment(environment, is_careful=own.is_careful)


async def start_environment(found: RunEnvironment, services: Services) -> RunEnvironment:
    """Start the sandbox where the environment needs it, and return the environment to send with.

    Raises:
        AiurdeskError: The sandbox cannot start.
    """
    environment = found.environment
    if not environment.is_sandbox:
        return found
    sandbox = (await services.start_sandbox()).environment
    environment = replace(
        environment,
        base_urls={**sandbox.base_urls, **environment.base_urls},
        page_urls=sandbox.page_urls,
    )
    chosen = services.credentials.by_id(SANDBOX_APP.id)
    return replace(found, environment=environment, chosen=chosen)


def careful_refusal(
    requests: Iterable[InheritedSettings], found: RunEnvironment, library: Library
) -> str:
    """Say which request may change something in a careful environment; empty where none may."""
    if not found.is_careful:
        return ""
    for each in requests:
        saved = each.request.saved
        endpoint = library.with_code_lab.endpoint(saved.endpoint_id) if saved.endpoint_id else None
        method = saved.method or (endpoint.method if endpoint else "")
        if method.upper() not in _SAFE_METHODS:
            return (
                f"{each.title} may change something ({method} {saved.target}), and the environment "
                f"{found.environment.name} is careful."
            )
    return ""


def _built_in(name: str, collection: Collection) -> Environment:
    if not name:
        return CUSTOM_URLS
    found = next((e for key, e in _BUILT_IN.items() if key.casefold() == name.casefold()), None)
    if found is None:
        known = ", ".join((*collection.environments, *_BUILT_IN))
        raise AiurdeskError(f"There is no environment {name}. There are {known}.")
    return found


def _by_name(environments: Mapping[str, SavedEnvironment], name: str) -> SavedEnvironment | None:
    folded = name.casefold()
    return next((e for key, e in environments.items() if key.casefold() == folded), None)
