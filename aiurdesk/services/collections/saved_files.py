"""Opens the files of saved requests in tabs, and saves tabs into them."""

import asyncio
import contextlib
import hashlib
import itertools
import os
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.catalogue import Catalogue
from aiurdesk.core.collection.collection_request import (
    NOTHING_INHERITED,
    CollectionRequest,
    request_name,
)
from aiurdesk.core.collection.folder_file import COLLECTION_FILE, FOLDER_FILE, parse_folder
from aiurdesk.core.collection.literal_secrets import LiteralSecret, literal_secrets
from aiurdesk.core.collection.request_file import parse_request, write_request
from aiurdesk.core.collection.saved_request import as_written_before, request_of, saved_request
from aiurdesk.core.errors import ProblemError, StorageError, storage_errors
from aiurdesk.core.problem import FilePlace, Problem
from aiurdesk.core.request.request import Request, SavedRequest
from aiurdesk.core.request.rows import MOST_SHOWN_ROWS, most_rows
from aiurdesk.core.translation import tr
from aiurdesk.services.collections.collections import (
    add_to_folder,
    checked_file,
    learn_written,
    with_found_files,
    with_relative_files,
)
from aiurdesk.services.sending.trust import Trust
from aiurdesk.storage.collections import (
    leads_out,
    left_out,
    link_out,
    read_file,
    root_of,
    write_file,
)
from aiurdesk.storage.file_lock import locked_folder


class MissingFile(msgspec.Struct, frozen=True):
    """The file does not exist any more."""


# Values instead of exceptions: each of them is a question to the person.
class ChangedOutside(msgspec.Struct, frozen=True):
    """The file does not hold what it held when it was read; nothing was written."""

    current: "CollectionRequest | MissingFile | Problem"


class SecretsFound(msgspec.Struct, frozen=True):
    """The request holds secrets; nothing was written."""

    literals: tuple[LiteralSecret, ...]


FileState = CollectionRequest | MissingFile | Problem
"""A problem where the file cannot be read or holds a mistake."""


async def read_copy(path: str, catalogue: Catalogue) -> FileState:
    """Read the file of a saved request."""
    return await asyncio.to_thread(_read, path, catalogue)


async def read_shown_copy(path: str, catalogue: Catalogue) -> FileState:
    """Read the file of a saved request that is to be shown in a window."""
    return await asyncio.to_thread(_read_shown, path, catalogue)


async def read_copies(paths: Iterable[str], catalogue: Catalogue) -> dict[str, FileState]:
    """Read the files of several saved requests that are shown in a window, by path."""
    all_paths = tuple(paths)
    return await asyncio.to_thread(
        lambda: {path: _read_shown(path, catalogue) for path in all_paths}
    )


async def save_copy(
    file: Path,
    request: Request,
    catalogue: Catalogue,
    trust: Trust,
    version: str = "",
    environment: str = "",
) -> CollectionRequest | ChangedOutside | SecretsFound:
    """Save a request.

    Args:
        file: Where to.
        request: What is saved, with its tests, captures and notes.
        catalogue: Knows the endpoints.
        trust: A collection that this makes of a new folder is trusted.
        version: The digest of what the file held when it was read; empty for a new file.
        environment: The environment of a new collection.

    Raises:
        StorageError: The file has no valid name, or could not be written.
    """
    return await asyncio.to_thread(_save, file, request, catalogue, trust, version, environment)


_MOST_ENTRIES = 10_000


async def entries_of(folder: Path) -> dict[str, bool]:
    """Return the names of what lies in a folder, each with whether it is a collection.

    Of a folder that cannot be read, or of what is more than somebody keeps by hand, nothing.
    """

    def entries() -> dict[str, bool]:
        with contextlib.suppress(OSError), os.scandir(folder) as found:
            return {
                entry.name: os.path.isfile(os.path.join(entry.path, COLLECTION_FILE))
                for entry in itertools.islice(found, _MOST_ENTRIES)
            }
        return {}

    return await asyncio.to_thread(entries)


async def make_folder(folder: Path) -> None:
    """Make a folder, unless it is there.

    Raises:
        StorageError: The system refuses it.
    """

    def make() -> None:
        refused = tr("{folder} could not be made ({value}). Choose another folder.")
        with storage_errors(refused, folder=folder):
            folder.mkdir(parents=True, exist_ok=True)

    await asyncio.to_thread(make)


def _read_shown(path: str, catalogue: Catalogue) -> FileState:
    state = _read(path, catalogue)
    opened = state.opened if isinstance(state, CollectionRequest) else None
    count = most_rows(opened) if opened else 0
    if count <= MOST_SHOWN_ROWS:
        return state
    text = tr(
        "{path} has a list of {count:,} rows, and the window shows at most {most:,}. "
        "`aiurdesk run` takes it as it is; edit it in a text editor."
    )
    told = text.format(path=path, count=count, most=MOST_SHOWN_ROWS)
    return Problem(told, FilePlace(path))


def _read(path: str, catalogue: Catalogue) -> FileState:
    file = Path(path)
    if link := link_out(file):
        return Problem(left_out(str(link)), FilePlace(path))
    try:
        text = read_file(file)
        if not text:
            if not file.exists():
                return MissingFile()
            return Problem(tr("{path} is empty.").format(path=path), FilePlace(path))
        saved = with_found_files(parse_request(text), file.parent)
        request = request_of(saved, catalogue)
    except StorageError as error:
        return Problem(str(error), FilePlace(path))
    except ProblemError as error:
        return error.problem.in_file(path)
    return _read_copy(path, text, saved, request)


def version_of(text: str) -> str:
    """Return the digest of the text of a file."""
    # Of the text and not of the time: a checkout writes files again without changing them.
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _read_copy(path: str, text: str, saved: SavedRequest, request: Request) -> CollectionRequest:
    """Return a request for a tab, with what its folders say; a broken one says nothing."""
    file = Path(path).resolve()
    folder = str(file.parent)
    inherited = NOTHING_INHERITED
    top = root_of(Path(path)).resolve()
    folders = [parent for parent in file.parents if parent.is_relative_to(top)]
    # From the outermost folder inwards, so that the nearest one has the last word.
    for above in reversed(folders):
        name = COLLECTION_FILE if above == top else FOLDER_FILE
        if leads_out(str(above / name), top):
            continue
        try:
            settings = parse_folder(read_file(above / name))
        except ProblemError:
            continue
        inherited = inherited.within(settings)
        if above == top:
            env_files = (str(top / settings.env_file),) if settings.env_file else ()
            inherited = replace(inherited, variables=settings.variables, env_files=env_files)
    return CollectionRequest(
        request_name(path),
        path,
        saved,
        inherited,
        folder=folder,
        version=version_of(text),
        # A copy of its tab has no file, and is still not what a person composed.
        opened=replace(request, folder=folder),
    )


def _save(
    file: Path, request: Request, catalogue: Catalogue, trust: Trust, version: str, environment: str
) -> CollectionRequest | ChangedOutside | SecretsFound:
    checked_file(file)
    # Writing would make the folder again, where the request is not looked for any more.
    if not file.parent.is_dir():
        raise StorageError(
            tr("The folder {parent} is not there any more. Use Save as to save elsewhere.").format(
                parent=file.parent
            )
        )
    with locked_folder(file.parent):
        current = read_file(file)
        if current and version_of(current) != version:
            return ChangedOutside(_read(str(file), catalogue))
        saved = saved_request(request)
        # Before anything is written: what was once in a file may be in Git for ever.
        literals = literal_secrets(saved, request.endpoint)
        if literals:
            return SecretsFound(literals)
        try:
            if current and saved.url:
                saved = as_written_before(saved, parse_request(current))
            text = write_request(with_relative_files(saved, file.parent), current)
        except ProblemError as error:
            raise StorageError(
                tr("{request_name} is not saved: {mistake}").format(
                    request_name=request_name(str(file)), mistake=error
                )
            ) from error
        write_file(file, text)
        if not current:
            add_to_folder(file, environment, trust)
        learn_written(file, text, trust)
        return _read_copy(str(file), text, saved, request)
