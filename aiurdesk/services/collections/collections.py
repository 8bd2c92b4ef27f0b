"""Opens collections, and saves requests into them."""

import asyncio
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.catalogue import SERVICE_FILE, SERVICES_FOLDER
from aiurdesk.core.collection.cases import with_cases
from aiurdesk.core.collection.collection import Collection, in_order
from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.collection.environment_file import ENVIRONMENTS_FOLDER, name_in_files
from aiurdesk.core.collection.file_name import (
    EXAMPLES_SUFFIX,
    REQUEST_SUFFIX,
    file_name,
    folded_name,
    name_of,
)
from aiurdesk.core.collection.folder_file import (
    COLLECTION_FILE,
    FOLDER_FILE,
    FolderSettings,
    write_folder,
)
from aiurdesk.core.collection.literal_secrets import literal_secrets, secret_addresses
from aiurdesk.core.collection.request_file import parse_request, write_request
from aiurdesk.core.collection.saved_request import paths_of, saved_request, with_paths
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import ProblemError, StorageError, problems_of_file, storage_errors
from aiurdesk.core.formats.toml.toml_reading import read_toml
from aiurdesk.core.formats.toml.toml_text import toml_text
from aiurdesk.core.problem import FilePlace, Problem
from aiurdesk.core.request.field import FieldUse
from aiurdesk.core.request.request import (
    Request,
    SavedRequest,
    members_of,
    said_fields,
    with_socket_fields,
)
from aiurdesk.core.translation import tr
from aiurdesk.services import sending
from aiurdesk.services.collections.folder_files import folder_file, settings_of
from aiurdesk.services.own_services import OwnServices
from aiurdesk.services.sending.trust import Trust, is_empty
from aiurdesk.storage.collections import (
    left_out,
    link_out,
    read_collection,
    read_file,
    read_on_thread,
    request_names,
    root_of,
    write_file,
)
from aiurdesk.storage.file_lock import locked_folder
from aiurdesk.storage.service_folders import (
    DESCRIPTION_FILES,
    FILES_FOLDER,
    SCHEMAS_FILE,
    SOURCE_FILE,
    other_files,
    read_service_file,
    write_service,
)

_FOLDER_FILES = (COLLECTION_FILE, FOLDER_FILE)
"""What they say holds for all requests below."""


def link_problem(folder: Path) -> Problem | None:
    """Return that a folder is a link out of its collection; None if it is not."""
    if link_out(folder) != folder:
        return None
    return Problem(left_out(str(folder)), FilePlace(str(folder)))


class Selection(msgspec.Struct, frozen=True):
    """Requests of a collection, in their order."""

    collection: Collection
    requests: tuple[CollectionRequest, ...]
    mistakes: tuple[Problem, ...] = ()
    """A problem for each file that could not be used, without requests that were not chosen."""
    remarks: tuple[Problem, ...] = ()
    """The same for what has no effect in files that are used."""

    @property
    def with_cases(self) -> "Selection":
        """The same with the cases of each request behind it."""
        requests = (case for request in self.requests for case in with_cases(request))
        return replace(self, requests=tuple(requests))


def collection_root(path: Path) -> Path:
    """Return the folder of the collection that a file or folder belongs to, without links."""
    return root_of(path).resolve()


async def open_selection(path: Path) -> Selection:
    """Read a collection, and return the requests in a folder or file of it.

    Args:
        path: The folder of a collection, a folder within it, or the file of one request.

    Raises:
        StorageError: There is no such folder or file, or it cannot be read.
    """
    # Such as of a relative path, where the current folder was deleted.
    with storage_errors(tr("{path} could not be read ({value})."), path=path):
        return await read_on_thread(partial(_select, path))


def _select(path: Path, is_stopped: Callable[[], bool]) -> Selection:
    if not path.exists():
        raise StorageError(tr("There is no folder or file {path}.").format(path=path))
    if path.is_file() and not path.name.endswith(REQUEST_SUFFIX):
        raise StorageError(
            tr(
                "{path} is not a saved request; their names end with {request_suffix}. "
                "Name the folder of a collection, or a saved request."
            ).format(path=path, request_suffix=REQUEST_SUFFIX)
        )
    link = link_out(path)
    if link is not None:
        raise StorageError(
            tr("{link} is a link that leads out of its collection. Name what it leads to.").format(
                link=link
            )
        )
    root = root_of(path)
    collection = read_collection(root, is_stopped=is_stopped)
    target = str(_place_in(root, path))
    within = os.path.join(target, "")

    def is_chosen(file: str) -> bool:
        # By their names: what a link leads to may be anywhere.
        absolute = os.path.abspath(file)
        return absolute == target or absolute.startswith(within)

    def concerns(file: str) -> bool:
        """Tell whether what is wrong with a file or folder matters to the requests."""
        top, absolute = os.path.abspath(root), os.path.abspath(file)
        environments = os.path.join(top, ENVIRONMENTS_FOLDER)
        if is_chosen(file) or absolute in (top, environments):
            return True
        folder, name = os.path.split(absolute)
        is_above = target.startswith(os.path.join(folder, "")) and name in _FOLDER_FILES
        return is_above or folder == environments

    mistakes, remarks = (
        tuple(mistake for mistake in told if concerns(mistake.path))
        for told in (collection.mistakes, collection.remarks)
    )
    chosen = tuple(item for item in in_order(collection.root) if is_chosen(item.path))
    return Selection(collection, chosen, mistakes, remarks)


def _place_in(root: Path, path: Path) -> Path:
    """Return the path of a file or folder as seen from its collection."""
    top, named = Path(os.path.abspath(root)), Path(os.path.abspath(path))
    if named == top or top in named.parents:
        return named
    # A link led to it, and the collection was found where it really is.
    return path.resolve() if path.is_dir() else path.parent.resolve() / path.name


class Saving(msgspec.Struct, frozen=True):
    """A request to be saved, and the file that it goes to."""

    file: Path
    """``…/NAME.request.toml``. The folder becomes a collection if it belongs to none."""
    request: Request
    environment: str = ""
    """Name of the environment of a new collection."""
    not_secret: tuple[str, ...] = ()
    """Places that are not secrets although they look so."""
    secrets: tuple[Secret, ...] = ()
    """Secrets that must not get into the file."""


async def save_request(saving: Saving, trust: Trust) -> tuple[str, ...]:
    """Save a request, and put a new one at the end of its folder's order if that has all others.

    The tests, captures, messages and notes of a request that is replaced stay.

    Args:
        saving: What is saved, and where.
        trust: A collection that this makes of a new folder is trusted.

    Returns:
        The files outside of the collection that the request names, by their whole paths.

    Raises:
        ProblemError: It holds a secret, has no valid name, or cannot be written.
    """
    return await asyncio.to_thread(_save, saving, trust)


def _save(saving: Saving, trust: Trust) -> tuple[str, ...]:
    file = checked_file(saving.file)
    # What is refused is refused before a folder is made for it.
    _texts(file, saving)
    text = tr("{parent} could not be made ({value}). Allow writing there, then try again.")
    with storage_errors(text, parent=file.parent):
        file.parent.mkdir(parents=True, exist_ok=True)
    # Several that save at once would each write an order without the others.
    with locked_folder(file.parent):
        current, text = _texts(file, saving)
        write_file(file, text)
        # Only a new request: an old one has its place in the order.
        if not current:
            add_to_folder(file, saving.environment, trust)
        learn_written(file, text, trust)
    # Within a collection, paths are relative.
    return tuple(path for path in paths_of(parse_request(text)) if os.path.isabs(path))


def learn_written(file: Path, text: str, trust: Trust) -> None:
    """Let a trusted collection use what a person has just saved in it; blocks."""
    folder = str(file.parent)
    trust.learn(folder, sending.reach.written_reach(parse_request(text), folder))


def _texts(file: Path, saving: Saving) -> tuple[str, str]:
    """Return what a file holds, and what it is to hold."""
    current = read_file(file)
    with problems_of_file(file):
        before = parse_request(current) if current else SavedRequest()
        saved = _merged(saved_request(saving.request), before, saving)
        _refuse_secrets(saved, saving)
        # Into the text that there is, so that comments and unknown keys stay.
        return current, write_request(with_relative_files(saved, file.parent), current)


def checked_file(file: Path) -> Path:
    """Return the file if every computer can hold it.

    Raises:
        StorageError: Its name says why not.
        ProblemError: The name is empty or too long.
    """
    if not file.name.endswith(REQUEST_SUFFIX):
        raise StorageError(
            tr("Name the file of a saved request NAME{request_suffix}, not {name}.").format(
                request_suffix=REQUEST_SUFFIX, name=file.name
            )
        )
    name = file.name.removesuffix(REQUEST_SUFFIX)
    if file_name(name_of(name)) != name:
        raise StorageError(
            tr(
                "Not every computer can hold a file {name}. Name it {file_name}{request_suffix}."
            ).format(
                name=file.name, file_name=file_name(name_of(name)), request_suffix=REQUEST_SUFFIX
            )
        )
    for folder in file.parents:
        refuse_name_of_environments(folder)
    if not file.exists():
        # Before it is written: it could not be put into the order of such a folder.
        settings_of(file.parent)
    return file


def refuse_name_of_environments(folder: Path) -> None:
    """Refuse the folders that hold environments or examples; no request is read there.

    Raises:
        StorageError: It is such a folder.
    """
    request = folder.name.removesuffix(EXAMPLES_SUFFIX) + REQUEST_SUFFIX
    if folder.name.endswith(EXAMPLES_SUFFIX) and folder.with_name(request).is_file():
        text = tr(
            "The folder {name} holds the examples of a request, and no requests. "
            "Choose another name."
        )
        raise StorageError(text.format(name=folder.name))
    is_it = folded_name(folder.name) == ENVIRONMENTS_FOLDER
    if is_it and (folder.parent / COLLECTION_FILE).is_file():
        raise StorageError(
            tr(
                "The folder {name} holds the environments of the collection, and no "
                "requests. Choose another name."
            ).format(name=folder.name)
        )


def _merged(saved: SavedRequest, before: SavedRequest, saving: Saving) -> SavedRequest:
    # The command line saves what is sent; the rest is written in the file or in the window.
    not_secret = tuple(dict.fromkeys((*before.not_secret, *saving.not_secret)))
    kept = members_of(before, FieldUse.WRITTEN) | {"not_secret": not_secret}
    # What was not said stands for "as it was".
    return with_socket_fields(replace(saved, **kept), **said_fields(saved))


def _refuse_secrets(saved: SavedRequest, saving: Saving) -> None:
    # Many patterns, which a run does not need.
    literals = literal_secrets(saved, saving.request.endpoint, saving.secrets)
    if literals:
        raise ProblemError("\n".join(secret.sentence for secret in literals))


def with_relative_files(saved: SavedRequest, folder: Path) -> SavedRequest:
    """Return the request with the paths of files as seen from its own folder."""
    top = _top_of(folder)

    def relative(typed: str) -> str:
        if not _is_path(typed):
            return typed
        path = Path(typed).resolve()
        if not path.is_relative_to(top):
            return str(path)
        # With slashes on every system: the file may be opened on another one.
        return Path(os.path.relpath(path, folder.resolve())).as_posix()

    return with_paths(saved, relative)


def is_outside(path: str, folder: str) -> bool:
    """Tell whether a file lies outside the collection of a request, so that others lack it.

    Args:
        path: As it was typed.
        folder: The request's folder; empty where it has no file yet, and then nothing is outside.
    """
    if not folder or not path or not _is_path(path):
        return False
    return not Path(path).resolve().is_relative_to(_top_of(Path(folder)))


def _is_path(typed: str) -> bool:
    # A variable may hold a whole path, and no file has a name with a zero in it.
    return not typed.startswith("{{") and "\0" not in typed


def _top_of(folder: Path) -> Path:
    root = root_of(folder)
    # A folder that is still to be made becomes a collection where it belongs to none.
    return (root if (root / COLLECTION_FILE).is_file() else folder).resolve()


def with_found_files(saved: SavedRequest, folder: Path) -> SavedRequest:
    """Return the request with absolute paths of its files."""
    return with_paths(saved, lambda path: os.path.normpath(folder / path))


def add_to_folder(file: Path, environment: str, trust: Trust) -> None:
    """Name a new request in the order of its folder; make a collection if it belongs to none.

    Args:
        file: The request.
        environment: The environment of a new collection.
        trust: Told of a collection in which only this person has put anything.

    Raises:
        StorageError: The file of the folder cannot be read or written.
    """
    folder = file.parent
    settings_file, current, settings = folder_file(folder)
    is_top = settings_file.name == COLLECTION_FILE
    if is_top and not current:
        settings = FolderSettings(environment=name_in_files(environment))
    with problems_of_file(settings_file):
        name = name_of(file.name.removesuffix(REQUEST_SUFFIX))
        others = {*request_names(folder)} - {*settings.order, name}
        # Where others follow by name, so does this one: it must not come before them.
        added = () if others or name in settings.order else (name,)
        order = (*settings.order, *added)
        text = write_folder(replace(settings, order=order), current, is_top=is_top)
    is_new = is_top and not current and is_empty(folder, file)
    write_file(settings_file, text)
    if is_new:
        trust.add(folder)


SERVICE_SAVED = tr(
    "The description of {service} was saved in the collection, so that the request runs elsewhere."
)


async def carry_service(own: OwnServices, request: Request, file: Path) -> str:
    """Put the service of a saved request into its collection, so that others can run it, too.

    A service that is there stays as it is.

    Args:
        own: The services of the person and of collections.
        request: What was saved.
        file: Its file.

    Returns:
        The title of the service; empty where nothing was written.

    Raises:
        StorageError: A file cannot be read or written.
    """
    if request.is_typed:
        return ""
    return await asyncio.to_thread(_carry_service, own, request.endpoint.service_id, file)


def _carry_service(own: OwnServices, service_id: str, file: Path) -> str:
    root = collection_root(file) / SERVICES_FOLDER
    service = None if (root / service_id).exists() else own.service(service_id)
    # None also for a built-in service, which everybody has.
    if service is None:
        return ""
    write_service(root, service_id, _carried_files(service.folder))
    return service.description.service.name


def _carried_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a service as others can use them."""
    for name in (SERVICE_FILE, SCHEMAS_FILE, SOURCE_FILE, *DESCRIPTION_FILES):
        if not (folder / name).is_file():
            continue
        content = read_service_file(folder, name)
        if name == SOURCE_FILE:
            source = read_toml(content.decode())
            address = str(source.get("address", ""))
            # Nobody else has a path of this computer, nor is to have a password in an address.
            if "://" not in address or secret_addresses([(folder.name, address)]):
                content = toml_text({**source, "address": ""}).encode()
        yield name, content
    for name, content in other_files(folder):
        yield f"{FILES_FOLDER}/{name}", content
