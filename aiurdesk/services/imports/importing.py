"""Reads what other programs write as requests, and makes collections of it."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ParamSpec, TypeVar

import msgspec
from msgspec.structs import replace

from aiurdesk.core.collection.folder_file import COLLECTION_FILE, FolderSettings, write_folder
from aiurdesk.core.errors import ProblemError, StorageError, storage_errors
from aiurdesk.core.preparing.address import length_problem
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import Request
from aiurdesk.core.request.rows import MOST_SHOWN_ROWS, most_rows
from aiurdesk.core.translation import listed, tr, trn
from aiurdesk.importers import IMPORTERS, Holds, importer_of
from aiurdesk.importers.imported import ImportedCollection
from aiurdesk.importers.imported import ImportedRequest as ImportedRequest
from aiurdesk.importers.left_out import LeftOut as LeftOut
from aiurdesk.importers.left_out import commands, is_whole, sentences, summary
from aiurdesk.services.imports.imported_files import ALL, ImportedFiles, imported_files
from aiurdesk.services.imports.merging import merge_files, replaced_requests
from aiurdesk.services.imports.source_folder import MOST_BYTES
from aiurdesk.services.processes.helper_process import HelperEnded, HelperRaised
from aiurdesk.services.processes.helper_processes import HelperProcesses, Purpose
from aiurdesk.services.sending.connections import Connections, fetched
from aiurdesk.services.sending.reach import collection_reach_of
from aiurdesk.services.sending.trust import Reach, Trust, is_empty
from aiurdesk.storage.collections import write_file
from aiurdesk.storage.folder import write_new_folder

_P = ParamSpec("_P")
_T = TypeVar("_T")

LOOKS_LIKE_KEY = tr("Looks like a key")
NAMED = tr("Named like a secret")
FORMATS = tuple((importer.title, importer.patterns) for importer in IMPORTERS)
"""What can be imported, and what files of it are called."""
PROGRAMS = tuple(dict.fromkeys(importer.program or importer.title for importer in IMPORTERS))
"""The same in a word for each program, in the order of the importers."""
_MOST_LOOKED_AT = 1_000_000
"""Bytes that tell the format of a file."""
_MOST_S = 120.0
"""How long a file may take; one of the length above takes less."""
_OF_FOLDERS = ("bruno.json", "opencollection.yml", "opencollection.yaml")
_SHORT = 8_000
"""Characters of a pasted text that is read at once. Commands as browsers copy them are shorter."""
_WHOLE_COLLECTION = tr(
    "This is more than one request. Save it as a file, and choose Collections › Import collection."
)


def is_short(text: str) -> bool:
    """Tell whether ``import_request`` reads a text in some milliseconds."""
    return len(text) <= _SHORT


def import_request(text: str) -> ImportedRequest | Problem | None:
    """Return the request that a text holds; None where it is of no format that can be imported."""
    importer = importer_of(text)
    if importer is None:
        return None
    imported = importer.parse(text)
    if isinstance(imported, ImportedCollection) and (alone := _alone(imported)) is not None:
        imported = replace(alone, left_out=imported.left_out)
    if isinstance(imported, ImportedCollection):
        return Problem(_WHOLE_COLLECTION)
    too_large = None
    if isinstance(imported, ImportedRequest):
        too_large = _size_problem(imported.request)
    return too_large or imported


async def read_request(text: str) -> ImportedRequest | Problem | None:
    """Return what ``import_request`` returns of a long text. Cancelling ends it at once."""
    try:
        return await _in_helper(tr("The text"), import_request, text)
    except ProblemError as error:
        return error.problem


def _size_problem(request: Request) -> Problem | None:
    """Say what no window shows in time."""
    count = most_rows(request)
    if count > MOST_SHOWN_ROWS:
        words = tr(
            "This request has {count:,} headers, parameters or rows, and {most:,} is the most. "
            "Copy one with fewer."
        ).format(count=count, most=MOST_SHOWN_ROWS)
        return Problem(words)
    return length_problem(request.url)


def _alone(imported: ImportedCollection) -> ImportedRequest | None:
    """Return the request of a collection that has no other one, and no variables."""
    root = imported.root
    if root is None or len(root.entries) != 1 or imported.variables or imported.environments:
        return None
    (entry,) = root.entries
    return entry if isinstance(entry, ImportedRequest) else None


def import_words(imported: ImportedRequest) -> str:
    """Return a message about the parts of a request that were not imported, line by line."""
    if not imported.left_out:
        return ""
    return "\n".join((_heading(imported.left_out), *sentences(imported.left_out)))


class CollectionMade(msgspec.Struct, frozen=True):
    """A folder that became a collection, or that got environments."""

    folder: Path
    request_count: int
    environments: tuple[str, ...] = ()
    """Names of those that were imported."""
    left_out: tuple[LeftOut, ...] = ()
    reach: Reach = Reach()
    """What has to be allowed before it is used: of a new folder all, of a trusted one what the
    import has brought; empty where that is nothing, or where the folder was not trusted before."""
    is_merge: bool = False

    @property
    def headline(self) -> str:
        """One sentence about the import."""
        requests, count = self.request_count, len(self.environments)
        counted = [_requests(requests)] * (requests > 0 or not count)
        counted += [_environments(count)] * (count > 0)
        words = trn(
            "{things} was imported into {folder}.",
            "{things} were imported into {folder}.",
            requests + count,
        )
        return words.format(things=tr(" and ").join(counted), folder=self.folder)

    def words(self, *, is_verbose: bool = False) -> str:
        """Return the message about the import, with what was left out as ``not_imported``."""
        lines = [self.headline]
        if not self.reach.is_empty and self.is_merge:
            lines.append(
                tr(
                    "What was imported newly uses {words}. It is sent only when you have "
                    "allowed it, with 'aiurdesk trust' or in the window."
                ).format(words=self.reach.words)
            )
        elif not self.reach.is_empty:
            lines.append(
                tr(
                    "Its requests use {words}, so the folder is not trusted. If you trust "
                    "whoever wrote them, allow it with 'aiurdesk trust' or in the window."
                ).format(words=self.reach.words)
            )
        return "\n".join((*lines, *not_imported(self.left_out, is_verbose=is_verbose)))


_NOT_EVERYTHING = tr("Not everything was imported:")
_EVERYTHING = tr("Everything was imported, but look at this:")
_FEW = 3
"""Sentences that are as short as their summary."""
_MOST_COMMANDS = 10


def _heading(left_out: tuple[LeftOut, ...]) -> str:
    return _EVERYTHING if is_whole(left_out) else _NOT_EVERYTHING


def not_imported(left_out: tuple[LeftOut, ...], *, is_verbose: bool = False) -> tuple[str, ...]:
    """Return lines for a terminal about what was left out; none where that is nothing.

    A summary by kind with the commands that add what is missing; where it is asked for, or short,
    the list of all things.
    """
    listed = sentences(left_out)
    if len(listed) <= _FEW:
        return (_heading(left_out), *listed) if listed else ()
    lines = [_heading(left_out), *summary(left_out)]
    if is_verbose:
        return (*lines, "", *listed)
    if added := commands(left_out):
        lines += [tr("To add what is missing:"), *(f"  {one}" for one in added[:_MOST_COMMANDS])]
    return (*lines, tr("--verbose lists each of them with its place."))


class ImportSource(msgspec.Struct, frozen=True):
    """A file, a folder, or a text from elsewhere that is to be imported."""

    name: str
    """As sentences name it: the path of a file or folder, an address, ``standard input``."""
    text: bytes | None = None
    """What it holds, where it is not a file or folder."""
    others: tuple[str, ...] = ()
    """Paths of further files, whose environments get into the same collection."""

    @property
    def names(self) -> str:
        """All names, for a sentence."""
        return listed((self.name, *self.others))

    @property
    def suggested_name(self) -> str:
        """A name for the folder of the collection."""
        # Postman names its exports "Name.postman_collection.json".
        stem = Path(self.name).stem if self.text is None else ""
        return stem.removesuffix(".postman_collection") or "Imported"


class ImportPlan(msgspec.Struct, frozen=True):
    """Preview of everything that an import would write."""

    source: ImportSource
    folder: Path
    files: ImportedFiles
    replaced: tuple[str, ...] = ()
    """Paths of the requests that the collection has already."""
    is_merge: bool = False
    """Whether the folder is a collection with something in it."""

    @property
    def headline(self) -> str:
        """What was found, in one sentence."""
        files = self.files
        numbers = (
            (files.request_count, _requests),
            (files.folder_count, _folders),
            (len(files.environments), _environments),
        )
        counted = [words(count) for count, words in numbers if count] or [_requests(0)]
        start = listed(counted[:-1])
        text = tr("{first} and {last}")
        return text.format(first=start, last=counted[-1]) if start else counted[-1]


async def held_in(path: Path) -> Holds | None:
    """Tell what a file or folder of another program holds, by its beginning; None if it is none.

    Raises:
        StorageError: It cannot be read.
    """
    return await asyncio.to_thread(_held_in, path)


def _held_in(file: Path) -> Holds | None:
    if file.is_dir():
        is_own = (file / COLLECTION_FILE).exists()
        is_foreign = not is_own and any((file / name).exists() for name in _OF_FOLDERS)
        return Holds.COLLECTION if is_foreign else None
    # Files of this program.
    if file.suffix == ".toml":
        return None
    refused = storage_errors(tr("{file} could not be read ({value})."), file=file)
    with refused, file.open("rb") as opened:
        text = opened.read(_MOST_LOOKED_AT).decode("utf-8-sig", errors="replace")
    importer = importer_of(text)
    return None if importer is None else importer.holds


async def source_of(paths: Sequence[str]) -> ImportSource:
    """Return files that were chosen together as one source, named like the one with requests.

    Raises:
        StorageError: One cannot be read.
    """
    if len(paths) == 1:
        return ImportSource(paths[0])
    held = {path: await held_in(Path(path)) for path in paths}
    first, *others = sorted(paths, key=lambda path: held[path] is Holds.ENVIRONMENTS)
    return ImportSource(first, others=tuple(others))


async def source_at(address: str, connections: Connections) -> ImportSource:
    """Return the source at a path or an address; an address is fetched.

    Raises:
        ProblemError: It could not be fetched.
    """
    if not address.startswith(("http://", "https://")):
        return ImportSource(address)
    return ImportSource(address, await fetched(connections, address, MOST_BYTES))


async def read_import(
    source: ImportSource, folder: Path, not_secret: Sequence[str] = ()
) -> ImportPlan:
    """Return what an import would write. Cancelling ends it at once.

    Args:
        source: What was exported.
        folder: Becomes the collection: a new folder, an empty one, or a collection.
        not_secret: As for ``imported_files``.

    Raises:
        ProblemError: The source is of no known format, too long or cannot be read, the folder
            holds something else, or the source has no secret of such a name.
    """
    name = await asyncio.to_thread(_checked_name, source, folder)
    file = source.name
    files = await _in_helper(
        file, imported_files, file, name, source.text, tuple(not_secret), source.others
    )
    if isinstance(files, Problem):
        raise ProblemError(files)
    for unknown in {*not_secret} - {*files.kept, ALL}:
        raise ProblemError(
            tr("{file} has no text {name} that looks like a secret. --dry-run lists them.").format(
                file=file, name=unknown
            )
        )
    is_merge = await asyncio.to_thread((folder / COLLECTION_FILE).is_file)
    paths = [path for path, _ in files.files]
    replaced = await asyncio.to_thread(replaced_requests, paths, folder) if is_merge else ()
    return ImportPlan(source, folder, files, replaced, is_merge)


async def _in_helper(
    file: str, function: Callable[_P, _T], *args: _P.args, **named: _P.kwargs
) -> _T:
    """Return what a function reads of a text, in a process of its own.

    Args:
        file: What the text is, for sentences.
        function: As for ``HelperProcess.call``, like the rest.
        args: Its arguments.
        named: Its arguments by name.

    Raises:
        ProblemError: It takes too long or cannot be read.
    """
    try:
        async with asyncio.timeout(_MOST_S):
            return await HelperProcesses().call_once(Purpose.IMPORTING, function, *args, **named)
    except TimeoutError:
        raise ProblemError(
            tr("{file} takes longer than {most_s:.0f} s to read. Export a part of it.").format(
                file=file, most_s=_MOST_S
            )
        ) from None
    except HelperRaised as error:
        raise ProblemError(
            tr(
                "{file} could not be read: aiurdesk failed at it ({class_name}), which is a fault "
                "of the program. Report it, if you can with the file."
            ).format(file=file, class_name=error.class_name)
        ) from None
    except HelperEnded:
        raise ProblemError(
            tr(
                "{file} could not be read: the process that reads it ended. Try again, "
                "or export a part of it."
            ).format(file=file)
        ) from None


async def write_import(plan: ImportPlan, trust: Trust, *, merges: bool = False) -> CollectionMade:
    """Write what ``read_import`` returned. Cancelling leaves nothing of it.

    Args:
        plan: What to write.
        trust: A new folder is trusted, unless what was imported makes use of that.
        merges: Whether requests may get into a collection that is there. Environments alone may
            without it.

    Raises:
        ProblemError: The folder holds something else or cannot be written.
    """
    files, folder = plan.files, plan.folder
    is_new = await asyncio.to_thread(is_empty, folder)
    stop = threading.Event()
    if not is_new:
        await asyncio.to_thread(trust.look_at, folder)
    try:
        await asyncio.to_thread(_write, files, folder, stop.is_set, merges)
    finally:
        # The thread goes on when this task is cancelled, and would write all files.
        stop.set()
    # The folder is the person's, but what a stranger wrote is not allowed by importing it.
    reach = await collection_reach_of(str(folder))
    if is_new and reach.is_empty:
        await asyncio.to_thread(trust.add, folder)
    if not is_new:
        question = await asyncio.to_thread(trust.question, (str(folder),), reach)
        reach = question.reach if question is not None and question.is_new else Reach()
    return CollectionMade(
        folder, files.request_count, files.environments, files.left_out, reach, not is_new
    )


def _checked_name(source: ImportSource, folder: Path) -> str:
    """Refuse what can be refused before the file is read, and return the name of the folder."""
    with storage_errors(tr("{filename} could not be read ({strerror}).")):
        for name in (source.name, *source.others) if source.text is None else ():
            _check_size(Path(name))
        is_taken = folder.is_file() or folder.is_dir() and any(folder.iterdir())
    # Nothing of a person's is overwritten: an import that went wrong can be deleted as a whole.
    if is_taken and not (folder / COLLECTION_FILE).is_file():
        raise StorageError(
            tr("{folder} is not empty. Name a new folder for the collection.").format(folder=folder)
        )
    return folder.resolve().name


def _check_size(file: Path) -> None:
    if file.is_dir():
        return
    if not file.is_file():
        raise StorageError(tr("There is no file {file}.").format(file=file))
    if file.stat().st_size > MOST_BYTES:
        most = MOST_BYTES // 1_000_000
        raise StorageError(
            tr("{file} is longer than {most} MB. Export a part of it.").format(file=file, most=most)
        )


def _write(
    files: ImportedFiles, folder: Path, is_stopped: Callable[[], bool], merges: bool
) -> None:
    is_collection = (folder / COLLECTION_FILE).is_file()
    if merges and is_collection:
        merge_files(files.files, folder)
    elif files.has_requests:
        write_new_folder(folder, files.files, is_stopped)
    elif not is_collection:
        own = (COLLECTION_FILE, write_folder(FolderSettings(), is_top=True))
        write_new_folder(folder, (own, *files.files), is_stopped)
    else:
        _add(files, folder)


def _add(files: ImportedFiles, folder: Path) -> None:
    """Add environments to a collection, unless one of them is there."""
    for path, _ in files.files:
        if (folder / path).exists():
            raise StorageError(
                tr(
                    "{value} is there already. Rename or delete that environment, then "
                    "import again."
                ).format(value=folder / path)
            )
    for path, text in files.files:
        write_file(folder / path, text)


def _requests(count: int) -> str:
    return trn("{count:,} request", "{count:,} requests", count).format(count=count)


def _folders(count: int) -> str:
    return trn("{count:,} folder", "{count:,} folders", count).format(count=count)


def _environments(count: int) -> str:
    return trn("{count:,} environment", "{count:,} environments", count).format(count=count)
