"""The environment that a collection is run in: its own, one of the profile, or a built-in one."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.collection.collection import Collection
from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.collection.environment_file import (
    BASES,
    SavedEnvironment,
    base_named,
    environment_of,
)
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.environments.environment import Environment, shown_name
from aiurdesk.core.environments.scope import VariableScope
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.preparing.address import origin_of_request
from aiurdesk.core.problem import Problem, add_environment
from aiurdesk.core.request.methods import may_write
from aiurdesk.core.request.request import Request, SavedRequest
from aiurdesk.core.request.typed import Typed, is_socket_address
from aiurdesk.core.translation import printable, tr
from aiurdesk.services.credentials.credential_secrets import SANDBOX_APP
from aiurdesk.services.environments import id_in_collection
from aiurdesk.services.library import Library
from aiurdesk.services.services import Services

_Found = TypeVar("_Found", Environment, SavedEnvironment)
NO_ENVIRONMENTS: Mapping[str, Environment] = {}


class StartedEnvironment(msgspec.Struct, frozen=True):
    """An environment with what a run has to know of it."""

    environment: Environment
    chosen: Credential | None = None
    """The credential for requests that name none."""


def environment_of_run(
    collection: Collection,
    name: str | None,
    of_profile: Mapping[str, Environment] = NO_ENVIRONMENTS,
) -> Environment:
    """Return an environment by its name, which has no regard to case.

    Args:
        collection: Its own environments come first.
        name: None means the one that the collection names.
        of_profile: Name → environment of the profile; these come before the built-in ones.

    Raises:
        ProblemError: No environment has this name.
    """
    # As a shell gives it for a variable without a value: the run might go to another place.
    if name is not None and not name.strip():
        raise ProblemError(tr("Name an environment, or leave the option out."))
    settings = collection.root.settings
    name = settings.environment if name is None else name
    own = _by_name(collection.environments, name)
    folder = Path(collection.root.path)
    if own is not None:
        environment = environment_of(own, settings.variables, os.path.realpath(folder))
        environment = replace(environment, id=id_in_collection(own.name, str(folder)))
    else:
        base = _by_name(of_profile, name) or base_named(name)
        if base is None:
            names = ", ".join((*collection.environments, *of_profile, *BASES))
            text = tr("There is no environment {name}. There are {names}.")
            fixes = (add_environment(name),)
            raise ProblemError(Problem(text.format(name=name, names=names), fixes=fixes))
        # The environment is nearer to the run than the collection, so its values win.
        environment = VariableScope(collection=dict(settings.variables)).over(base)
    # Files of the profile have a full path already.
    files = [str(folder / file) for file in (*environment.env_files, settings.env_file) if file]
    # Also for an environment of the profile: what is sent with it is the collection's.
    folders = (os.path.realpath(folder),) if collection.root.path else ()
    return replace(environment, env_files=tuple(files), folders=folders)


def check_other(
    collection: Collection,
    other: str,
    name: str | None,
    of_profile: Mapping[str, Environment] = NO_ENVIRONMENTS,
) -> None:
    """Refuse to compare an environment with itself.

    Args:
        other: Its name, which there is.
        name: Of the environment that the run uses; None means the one that the collection names.

    Raises:
        ProblemError: They are the same one.
    """
    here = environment_of_run(collection, name, of_profile)
    there = environment_of_run(collection, other, of_profile)
    if there.id == here.id:
        words = tr("{name} is the environment that the run uses already. Name another one.")
        raise ProblemError(words.format(name=printable(shown_name(there.name))))


async def start_environment(environment: Environment, services: Services) -> StartedEnvironment:
    """Start the sandbox where the environment needs it, and return the environment to send with.

    Raises:
        ProblemError: The sandbox cannot start.
    """
    if not environment.is_sandbox:
        return StartedEnvironment(environment)
    sandbox = (await services.start_sandbox()).environment
    # The app of the sandbox is chosen there by default, as in the window.
    credential = services.credentials.by_id(SANDBOX_APP.id)
    return StartedEnvironment(environment.in_sandbox(sandbox), credential)


def careful_problem(
    requests: Iterable[CollectionRequest], environment: Environment, library: Library
) -> Problem | None:
    """Return which request may change something in a careful environment; None where none may.

    Args:
        requests: What is to be sent.
        environment: Where, with the variables that are set for the run. They may say where a
            request goes; its secrets are not shown.
        library: Knows the endpoints.
    """
    if not environment.is_careful:
        return None
    hidden = {secret.reveal() for secret in environment.secrets}
    told = {name: value for name, value in environment.variables.items() if value not in hidden}
    environment = replace(environment, variables=told)
    for request in requests:
        if (what := change_by(request, library)) is not None:
            saved = request.saved
            endpoint = library.endpoint(saved.endpoint_id) if saved.endpoint_id else None
            host = _host_of(saved, endpoint, environment, library) or saved.target_text
            words = tr(
                "{title} may change something ({what} to {host}), and the environment "
                "{name} is careful."
            )
            return Problem(
                words.format(title=request.title, what=what, host=host, name=environment.name)
            )
    return None


def change_by(request: CollectionRequest, library: Library) -> str | None:
    """Return what of a request may change something; None where it only reads."""
    saved = request.saved
    endpoint = library.endpoint(saved.endpoint_id) if saved.endpoint_id else None
    method = saved.method or (endpoint.method if endpoint else "")
    # The handshake is a GET also where the file says something else.
    if is_socket_address(saved.url):
        method = "GET"
    if saved.messages:
        return tr("it sends messages")
    return method if may_write(method, saved.body) else None


def _host_of(
    saved: SavedRequest, endpoint: Endpoint | None, environment: Environment, library: Library
) -> str:
    """Return where a request goes; empty while it is not settled."""
    if endpoint is None:
        endpoint = Request(Typed(saved.url)).endpoint
    service = library.service(endpoint.service_id)
    return origin_of_request(endpoint, service, environment).partition("://")[2]


def _by_name(environments: Mapping[str, _Found], name: str) -> _Found | None:
    folded = name.casefold()
    return next((e for key, e in environments.items() if key.casefold() == folded), None)
