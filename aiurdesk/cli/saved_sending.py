"""Plans a saved request for ``aiurdesk send FILE`` and ``aiurdesk send FOLDER NAME``."""

import argparse
import asyncio
import difflib
import os
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from aiurdesk.cli.arguments import (
    NO_CREDENTIAL_NAME,
    ArgumentItem,
    SavedPlace,
    SecretSource,
    stays_here,
    values_of,
)
from aiurdesk.cli.bodies import (
    TypedBody,
    body_of,
    checked_headers,
    read_headers,
    reading,
    type_headers,
    typed_body,
)
from aiurdesk.cli.credentials import load
from aiurdesk.cli.environments import SECRET_OPTION, environment_name, given_variables
from aiurdesk.cli.given_secrets import give_secrets
from aiurdesk.cli.options import given_plain, given_route
from aiurdesk.cli.output import lines_of, tell
from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.collection.file_name import REQUEST_SUFFIX
from aiurdesk.core.collection.saved_request import request_of, with_values
from aiurdesk.core.credentials.credential import NO_CREDENTIAL
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.environments.route import DIRECT
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.request.request import Header, Request, SavedRequest, Value
from aiurdesk.core.translation import tr
from aiurdesk.services.collections.collections import (
    Selection,
    open_selection,
    with_found_files,
)
from aiurdesk.services.credentials.credential_secrets import SANDBOX_APP
from aiurdesk.services.runs.run_environment import environment_of_run
from aiurdesk.services.sending.planned_request import PlannedRequest
from aiurdesk.services.services import Services

_MOST_NEAR = 3


async def plan_of_saved(
    place: SavedPlace, arguments: argparse.Namespace, services: Services
) -> PlannedRequest:
    """Return the planned request, with what the arguments say instead of its file.

    Its environment is ``SANDBOX`` if the sandbox must be started.

    Raises:
        ProblemError: There is no such request, or an argument or value is not valid.
    """
    selection = await open_selection(place.path)
    if place.path.is_dir():
        found = _named(place, selection)
        arguments.values = arguments.values[1:]
    else:
        tell(*selection.remarks)
        if not selection.requests:
            raise ProblemError("\n".join(map(str, selection.mistakes)))
        (found,) = selection.requests
    root = Path(selection.collection.root.path)
    await asyncio.to_thread(services.library.open_collection, root)
    if arguments.trust:
        services.trust.allow(str(root))
    environment = await _environment(arguments, services, selection)
    if arguments.secret or arguments.secret_file:
        await give_secrets(arguments, services)
    request = _request(found, arguments, services, environment)
    await services.pipeline.judge.check(request)
    if request.credential:
        await load(services)
    chosen = SANDBOX_APP if environment.is_sandbox else None
    folders = (*environment.folders, str(Path(found.path).parent))
    environment = given_variables(arguments.set).over(replace(environment, folders=folders))
    plan = services.pipeline.plan(request, environment, chosen)
    if problems := plan.problems:
        raise ProblemError(lines_of(problems, plan.terminal_steps(problems)))
    return plan


def _named(place: SavedPlace, selection: Selection) -> CollectionRequest:
    """Return the request of a name, with its folders or without.

    Raises:
        ProblemError: There is none, or several have it; the text says which there are.
    """
    titles = [request.title for request in selection.requests]
    name = place.name.removesuffix(REQUEST_SUFFIX)
    for key in (str.strip, str.casefold):
        wanted = key(name)
        for same in (
            [r for r in selection.requests if key(r.title) == wanted],
            [r for r in selection.requests if key(r.name) == wanted],
        ):
            if len(same) == 1:
                return same[0]
            if same:
                text = tr("Several requests are called {name}: {titles}. Give one with its folder.")
                raise ProblemError(text.format(name=name, titles=", ".join(r.title for r in same)))
    if not name:
        text = tr("Name a request in {path}: {titles}. 'aiurdesk run {path}' runs all.")
        listed = ", ".join(titles[:_MOST_NEAR]) + (", …" if len(titles) > _MOST_NEAR else "")
        raise ProblemError(text.format(path=place.path, titles=listed or tr("it has none")))
    # Names first: the folders of a title make it longer than what was typed.
    by_name = {request.name: request.title for request in selection.requests}
    close = difflib.get_close_matches(name, [*by_name, *titles], n=_MOST_NEAR)
    near = dict.fromkeys(by_name.get(one, one) for one in close)
    question = tr(" Did you mean {near}?").format(near=tr(" or ").join(near)) if near else ""
    text = tr(
        "There is no request {name} in {path}.{question} 'aiurdesk requests {path}' lists all."
    )
    told = (
        text.format(name=name, path=place.path, question=question),
        *map(str, selection.mistakes),
    )
    raise ProblemError("\n".join(told))


async def _environment(
    arguments: argparse.Namespace, services: Services, selection: Selection
) -> Environment:
    own = await services.environments.read()
    tell(*own.mistakes)
    name = environment_name(arguments)
    environment = environment_of_run(selection.collection, name, own.by_name)
    services.connections.plain.given = given_plain(arguments)
    route = given_route(arguments)
    if route != DIRECT:
        environment = replace(environment, route=route.over(environment.route))
    return replace(environment, secret_option=SECRET_OPTION)


def _request(
    found: CollectionRequest,
    arguments: argparse.Namespace,
    services: Services,
    environment: Environment,
) -> Request:
    """Return the request of a file with what the arguments say."""
    folder = Path(os.path.abspath(found.path)).parent
    saved = with_found_files(found.saved, folder)
    # What follows reads the arguments of an address or endpoint.
    arguments.endpoint = saved.target_text
    listed = services.library.endpoint(saved.endpoint_id) if saved.endpoint_id else None
    typed, items = typed_body(arguments, listed)
    if arguments.credential is not None:
        is_none = arguments.credential.casefold() == NO_CREDENTIAL_NAME
        saved = replace(saved, credential=NO_CREDENTIAL if is_none else arguments.credential)
    saved = _with_options(saved, arguments)
    saved = _with_values(saved, typed, items, arguments, services, environment)
    return found.with_inherited(request_of(saved, services.library))


def _with_options(saved: SavedRequest, arguments: argparse.Namespace) -> SavedRequest:
    version = given_route(arguments).http_version
    return replace(
        saved,
        method=arguments.method or saved.method,
        dialect=arguments.dialect or saved.dialect,
        is_forced=arguments.anyway or saved.is_forced,
        options=replace(saved.options, http_version=version) if version else saved.options,
    )


def _with_values(
    saved: SavedRequest,
    typed: TypedBody,
    items: tuple[ArgumentItem, ...],
    arguments: argparse.Namespace,
    services: Services,
    environment: Environment,
) -> SavedRequest:
    """Return a request with values, headers and body instead of its own."""
    # With the names that were typed, each of which is a parameter of an address.
    names = tuple((item.name, "") for item in items)
    named = replace(saved, values=(*saved.values, *names))
    request = request_of(named, services.library)
    secrets = SecretSource(takes_literals=environment.is_sandbox or stays_here(request))
    given: dict[str, tuple[Value, ...]] = {}
    for name, value in values_of(request.endpoint, items, secrets):
        given[name] = (*given.get(name, ()), value)
    typed_headers = checked_headers(arguments.header)
    headers = (*type_headers(typed), *read_headers(typed_headers, secrets))
    body = body_of(typed, reading(secrets))
    if body is not None:
        saved = replace(saved, body=body)
    return replace(with_values(saved, given), headers=tuple(_over(headers, saved.headers)))


def _over(given: tuple[Header, ...], saved: tuple[Header, ...]) -> Iterator[Header]:
    """Yield the saved headers without those that were given, then these."""
    names = {header.name.casefold() for header in given}
    yield from (header for header in saved if header.name.casefold() not in names)
    yield from given
