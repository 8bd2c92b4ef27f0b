"""Finds out what requests use of this computer beside the files of their collection."""

import asyncio
import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from aiurdesk import storage
from aiurdesk.core import expectations
from aiurdesk.core.collection.collection import in_order
from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.collection.environment_file import SavedEnvironment, route_of
from aiurdesk.core.collection.file_name import REQUEST_SUFFIX
from aiurdesk.core.collection.folder_file import FolderSettings
from aiurdesk.core.collection.saved_request import saved_texts
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.environments.scope import Used, used_in
from aiurdesk.core.preparing.json_template import resolve_path
from aiurdesk.core.request.field import PATHS, TextKind
from aiurdesk.core.request.request import Request, SavedRequest
from aiurdesk.core.request.request_text import RequestText
from aiurdesk.services.sending.planned_request import PlannedRequest
from aiurdesk.services.sending.trust import Reach, collection_of, is_within, real_file
from aiurdesk.storage.collections import read_on_thread


async def reach_of(plan: PlannedRequest) -> Reach:
    """Return what a request uses with its tests and messages.

    A path with a variable that has no value yet is left out: it is looked at when it is opened.

    Args:
        plan: Its request has absolute paths; the files may lie in the folders of its environment.
    """
    request, texts = plan.request, plan.texts
    files = (*_files(texts.paths), *_schemas(request, request.folder))
    return await _reach(plan.needs.all, files, plan.environment)


async def saved_reach(
    request: CollectionRequest, texts: tuple[str, ...], environment: Environment
) -> Reach:
    """Return what a saved request uses with its tests and messages.

    Args:
        texts: The texts of the request, its tests and messages.
    """
    files = tuple(_files_of_saved(request))
    return await _reach(used_in(texts, environment), files, environment)


async def _reach(used: Used, files: tuple[str, ...], environment: Environment) -> Reach:
    variables = tuple(sorted(used.of_process))
    # Most requests use nothing: then no thread is waited for.
    if not (variables or files):
        return Reach(routes=_routes(environment))
    return await asyncio.to_thread(_looked_up, variables, files, environment)


def requests_reach(
    requests: Iterable[CollectionRequest],
    environment: Environment,
    *,
    keeps_unresolved: bool = False,
) -> Reach:
    """Return what saved requests use with their tests and messages; blocks.

    Args:
        keeps_unresolved: Whether paths with variables that have no value yet count as well.
    """
    texts: list[str] = []
    files: list[str] = []
    for request in requests:
        texts += request.texts
        files += _files_of_saved(request)
    variables = used_in(texts, environment).of_process
    return _looked_up(variables, files, environment, keeps_unresolved=keeps_unresolved)


def _looked_up(
    variables: tuple[str, ...],
    paths: Iterable[str],
    environment: Environment,
    *,
    keeps_unresolved: bool = False,
) -> Reach:
    resolved = ((path, resolve_path(path, environment.variables)) for path in paths)
    files = (
        after if isinstance(after, str) else path
        for path, after in resolved
        if keeps_unresolved or isinstance(after, str)
    )
    env_files = environment.env_files if variables else ()
    outside = _outside(files, env_files, map(collection_of, environment.folders))
    return Reach(variables, outside, _routes(environment))


def _routes(environment: Environment) -> tuple[str, ...]:
    """Return where a collection leads requests; what the person chose is nothing to ask about."""
    return environment.route.diversions if environment.route.folder else ()


def written_reach(saved: SavedRequest, folder: str) -> Reach:
    """Return what the texts of a request in a folder use themselves; blocks.

    What they use by variables of the collection is not looked at: others may have written those.
    """
    texts = (text.text for text in saved_texts(saved))
    paths = (*_files(saved_texts(saved)), *_schemas(saved, folder))
    files = [os.path.normpath(os.path.join(folder, path)) for path in paths]
    environment = Environment("", folders=(folder,))
    variables = used_in(texts, environment).of_process
    return _looked_up(variables, files, environment, keeps_unresolved=True)


def _never() -> bool:
    return False


def collection_reach(
    folder: str, is_stopped: Callable[[], bool] = _never, *, keeps_unresolved: bool = False
) -> Reach:
    """Return what all requests and environments of a collection use; blocks.

    Args:
        folder: The collection.
        is_stopped: As for ``read_collection``.
        keeps_unresolved: As for ``requests_reach``.

    Raises:
        StorageError: It cannot be read.
    """
    collection = storage.collections.read_collection(Path(folder), None, is_stopped)
    settings, environments = collection.root.settings, collection.environments.values()
    reach = Reach()
    # A request may be sent in each of them, and in none of them.
    for saved in (SavedEnvironment(""), *environments):
        own = {variable.name: variable.value for variable in saved.variables}
        named = (settings.env_file, saved.env_file)
        environment = Environment(
            saved.name,
            variables={**dict(settings.variables), **own},
            env_files=tuple(os.path.join(folder, name) for name in named if name),
            folders=(folder,),
            route=route_of(saved, folder),
        )
        requests = (one for one in in_order(collection.root) if not is_stopped())
        reach = reach.joined(
            requests_reach(requests, environment, keeps_unresolved=keeps_unresolved)
        )
    addresses = (url for saved in environments for _, url in saved.base_urls)
    return reach.joined(Reach(used_in(addresses, Environment("")).of_process))


def environment_reach(saved: SavedEnvironment, folder: str) -> Reach:
    """Return what the texts of an environment of a collection use themselves."""
    texts = (
        *(variable.value for variable in saved.variables),
        *(url for _, url in saved.base_urls),
    )
    variables = used_in(texts, Environment("")).of_process
    return Reach(variables, routes=route_of(saved, folder).diversions)


def settings_reach(settings: FolderSettings) -> Reach:
    """Return what the texts of the settings of a folder use themselves."""
    texts = (
        *(value for _, value in settings.variables),
        *(header.value for header in settings.headers),
    )
    return Reach(used_in(texts, Environment("")).of_process)


async def collection_reach_of(folder: str) -> Reach:
    """Return what ``collection_reach`` does; the thread for it stops when this task is cancelled.

    Raises:
        StorageError: The folder cannot be read.
    """
    return await read_on_thread(partial(collection_reach, folder))


def _files_of_saved(request: CollectionRequest) -> Iterator[str]:
    beside = os.path.dirname(request.path)
    # As ``with_found_files`` makes them, which is what is opened.
    for path in _files(saved_texts(request.saved)):
        yield os.path.normpath(os.path.join(beside, path))
    yield from _schemas(request.saved, beside)


def _files(texts: Iterable[RequestText]) -> Iterator[str]:
    """Yield the paths of the files that a request sends; rows that are off send none."""
    for text in texts:
        if text.kind in PATHS and text.is_sent and text.text:
            yield text.text + (REQUEST_SUFFIX if text.kind is TextKind.REQUEST_PATH else "")


def _schemas(request: Request | SavedRequest, folder: str) -> Iterator[str]:
    """Yield the paths of the files that the tests of a request need."""
    if not request.tests:
        return
    yield from (
        os.path.join(folder, expectations.response_tests.file_of(test))
        for test in request.tests
        if expectations.response_tests.file_of(test)
    )


def _outside(
    files: Iterable[str], env_files: Iterable[str], folders: Iterable[str]
) -> tuple[str, ...]:
    roots = tuple(folders)
    # Their names begin with a dot, and a file of the folder itself holds nothing of others.
    foreign = [
        path
        for path in env_files
        # Python refuses to look for a path with NUL, which leads nowhere.
        if "\0" in path or not any(is_within(os.path.realpath(path), r) for r in roots)
    ]
    foreign += [path for path in files if "{{" in path or not real_file(path, roots)]
    return tuple(sorted({*map(os.path.abspath, foreign)}))
