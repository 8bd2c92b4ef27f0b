"""Reads and writes the folders of collections."""

import codecs
import errno
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TypeAlias, TypeVar

import msgspec

from aiurdesk import libraries
from aiurdesk.core.api.catalogue import SERVICE_FILE, SERVICES_FOLDER
from aiurdesk.core.collection.collection import Collection, CollectionFolder
from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.collection.environment_file import (
    ENVIRONMENT_SUFFIX,
    ENVIRONMENTS_FOLDER,
    SavedEnvironment,
    parse_environment,
)
from aiurdesk.core.collection.file_name import (
    EXAMPLE_SUFFIX,
    EXAMPLES_SUFFIX,
    REQUEST_SUFFIX,
    example_name,
    examples_folder,
    folded_name,
    name_of,
)
from aiurdesk.core.collection.folder_file import (
    COLLECTION_FILE,
    FOLDER_FILE,
    FolderSettings,
    parse_folder,
)
from aiurdesk.core.collection.request_file import parse_request
from aiurdesk.core.errors import ProblemError, StorageError, storage_errors
from aiurdesk.core.formats.toml.toml_reading import MOST_BYTES
from aiurdesk.core.problem import FilePlace, Problem
from aiurdesk.core.translation import format_size, tr
from aiurdesk.storage.files import (
    UNFINISHED,
    mode_to_write,
    remove_left_over,
    write_atomically,
)
from aiurdesk.storage.regular_file import read_regular_file

_SETTLED_NS = 50_000_000
"""Age of a change from which the next one has another time on any usual file system."""
_DEEPEST = 100
MOST_BYTES_IN_ALL = 64 * 1024 * 1024
"""Of all files of a collection: what is in them is in memory."""
MOST_ENTRIES = 100_000
"""Files and folders of any kind that are looked at in a collection."""
MOST_EXAMPLES = 200
"""Of one request; more are not listed."""
_UNREADABLE = tr("{path} could not be read ({value}).")
_LEADS_OUT = tr(
    "{link} is a link that leads out of the collection, so it is left out. "
    "Copy what it leads to into the collection if it belongs there."
)
_T = TypeVar("_T")
_Parse: TypeAlias = Callable[[str, Callable[[str], None]], _T]
"""Takes the text of a file, and a function that is told what has no effect in it."""


def root_of(path: Path) -> Path:
    """Return the folder of the collection that a file or folder belongs to.

    It is the nearest one with a ``collection.toml``; without one, the folder itself. A file above
    the folder that belongs to another person does not count: anybody may put one into ``/tmp``.
    """
    folder = path if path.is_dir() else path.parent
    for candidate in _with_those_above(folder, folder.resolve().parents):
        file = candidate / COLLECTION_FILE
        if file.is_file() and (candidate is folder or _is_of_owner(file, folder)):
            return candidate
    return folder


def _with_those_above(folder: Path, above: Sequence[Path]) -> Iterator[Path]:
    """Yield a folder, then those above it that may be the top of its collection.

    None of them holds everything of a computer, of a person or of a file system, so that one file
    lying about there does not make a collection of it all.
    """
    yield folder
    home = os.path.realpath(os.path.expanduser("~"))  # noqa: PTH111 - fails for nobody
    inner = os.path.realpath(folder)
    for candidate in above:
        is_top = candidate.parent == candidate
        if is_top or home in (inner, os.path.realpath(candidate)) or os.path.ismount(inner):
            return
        yield candidate
        inner = os.path.realpath(candidate)


def _is_of_owner(file: Path, folder: Path) -> bool:
    """Tell whether a file belongs to this person, or to the owner of a folder below it."""
    try:
        # As Git does for its repositories. On Windows all have the same number.
        owner = file.stat().st_uid
        return owner in (folder.stat().st_uid, getattr(os, "geteuid", lambda: owner)())
    except OSError:
        return False


def link_out(path: Path) -> Path | None:
    """Return the link by which a path leaves the collection that it is named in, or None."""
    named = Path(os.path.abspath(path))
    for link in (named, *named.parents):
        if link.is_symlink():
            folders = _with_those_above(link.parent, link.parent.parents)
            root = next((p for p in folders if (p / COLLECTION_FILE).is_file()), None)
            if root is not None and leads_out(str(link), root.resolve()):
                return link
    return None


def leads_out(path: str, root: Path) -> bool:
    """Tell whether a file or folder of a collection lies elsewhere.

    Args:
        path: The file or folder.
        root: The folder of the collection, without links.
    """
    # Not Path.resolve(), which fails with a link to itself.
    return os.path.islink(path) and not Path(os.path.realpath(path)).is_relative_to(root)


def left_out(link: str) -> str:
    """Return the message for a link that leads out of its collection."""
    return _LEADS_OUT.format(link=link)


class KnownFile(msgspec.Struct, frozen=True, gc=False):
    """A file that was read before, with what its text was parsed to."""

    stamp: tuple[int, int, int]
    """Time of the last change, size and number of the file: another text has another one."""
    content: object
    remarks: tuple[str, ...] = ()
    """What has no effect in it."""


def _never() -> bool:
    return False


async def read_on_thread(read: Callable[[Callable[[], bool]], _T]) -> _T:
    """Read collections on a thread, and stop when this task is cancelled.

    The program ends only when its threads do, also after Ctrl+C.

    Args:
        read: Takes what ``read_collection`` has as ``is_stopped``.
    """
    stop = threading.Event()
    try:
        return await libraries.asyncio.to_thread(read, stop.is_set)
    finally:
        stop.set()


def read_collection(
    folder: Path,
    known_files: dict[str, KnownFile] | None = None,
    is_stopped: Callable[[], bool] = _never,
    most_bytes: int = MOST_BYTES_IN_ALL,
    most_entries: int = MOST_ENTRIES,
) -> Collection:
    """Read all files of a collection. Blocks while reading.

    A file that cannot be used is left out, with a sentence in ``mistakes``.

    Args:
        folder: The collection.
        known_files: By path, what was read before. Only other files are read; they are added to it.
        is_stopped: Tells whether the collection is not needed any more. Then no further file is
            read: a file system may have millions.
        most_bytes: How long all files may be together. Others are left out.
        most_entries: How many files and folders are looked at. Others are left out.

    Raises:
        StorageError: The folder cannot be read.
    """
    with storage_errors(_UNREADABLE, path=folder):
        identity = folder.stat()
        # Now, because a folder that cannot be listed would look like an empty collection.
        os.scandir(folder).close()
    reading = _Reading(
        folder.resolve(), known_files, is_stopped, most_bytes, most_entries, most_entries
    )
    root = reading.folder(str(folder), folder.resolve().name, COLLECTION_FILE, (identity,))
    environments = reading.environments(str(folder / ENVIRONMENTS_FOLDER))
    # A file system lists files in any order.
    mistakes, remarks = (
        tuple(sorted(told, key=lambda mistake: mistake.path))
        for told in (reading.mistakes, reading.remarks)
    )
    return Collection(root, environments, mistakes, remarks)


def _holds_services(folder: CollectionFolder) -> bool:
    """Tell whether a folder holds services that were added to the collection, and nothing else."""
    if folder.requests or os.path.basename(folder.path) != SERVICES_FOLDER:
        return False
    return bool(folder.folders) and all(
        os.path.isfile(f"{inner.path}/{SERVICE_FILE}") and not inner.requests
        for inner in folder.folders
    )


class _Reading(msgspec.Struct):
    """Reads folder after folder, and collects the mistakes."""

    root: Path
    known_files: dict[str, KnownFile] | None
    is_stopped: Callable[[], bool]
    most_bytes: int
    most_entries: int
    entries_left: int
    read_bytes: int = 0
    mistakes: list[Problem] = []
    remarks: list[Problem] = []

    def folder(
        self, path: str, name: str, file: str, above: tuple[os.stat_result, ...]
    ) -> CollectionFolder:
        """Read a folder and those in it.

        Args:
            path: The folder.
            name: What it is called.
            file: Name of the file with its settings.
            above: The folder itself and those that it lies in, to notice a loop.
        """
        requests: list[CollectionRequest] = []
        folders: list[CollectionFolder] = []
        settings: FolderSettings | None = FolderSettings()
        entries = self._entries(path)
        examples = self._examples(entries)
        entries = [e for e in entries if e.name not in examples] if examples else entries
        for entry in entries:
            if self.is_stopped():
                break
            if entry.name.endswith(REQUEST_SUFFIX):
                is_file = self._is_file(entry)
                saved = self._parsed(entry.path, parse_request) if is_file else None
                if saved is not None:
                    title = name_of(entry.name.removesuffix(REQUEST_SUFFIX))
                    # Nearly no request has some, and a collection may have 10,000.
                    names = examples.get(examples_folder(entry.name), ()) if examples else ()
                    requests.append(
                        CollectionRequest(title, entry.path, saved, folder=path, examples=names)
                    )
            elif entry.name == file:
                is_file = self._is_file(entry)
                settings = self._parsed(entry.path, parse_folder) if is_file else None
            elif file != COLLECTION_FILE or entry.name != ENVIRONMENTS_FOLDER:
                inner = self._inner(entry, above)
                is_top = file == COLLECTION_FILE
                if inner is not None and not (is_top and _holds_services(inner)):
                    folders.append(inner)
        return CollectionFolder(
            name,
            path,
            settings or FolderSettings(),
            tuple(requests),
            tuple(folders),
            is_broken=settings is None,
        )

    def _examples(self, entries: "list[os.DirEntry[str]]") -> dict[str, tuple[str, ...]]:
        """Return the folders of examples among the entries of a folder, with the examples' names.

        A folder of such a name that holds requests is one like any other.
        """
        folders = [entry for entry in entries if entry.name.endswith(EXAMPLES_SUFFIX)]
        requests = {entry.name for entry in entries} if folders else set()
        found: dict[str, tuple[str, ...]] = {}
        for entry in folders:
            stem = entry.name.removesuffix(EXAMPLES_SUFFIX)
            if f"{stem}{REQUEST_SUFFIX}" not in requests:
                continue
            if not entry.is_dir() or self._leads_out(entry):
                continue
            inner = self._entries(entry.path)
            if any(e.name.endswith(REQUEST_SUFFIX) for e in inner):
                continue
            files = [e for e in inner if e.name.endswith(EXAMPLE_SUFFIX) and self._is_file(e)]
            names = sorted((example_name(e.name) for e in files), key=folded_name)
            if len(names) > MOST_EXAMPLES:
                text = tr("{path} has {count:,} examples, and the first {most:,} are listed.")
                self._add(entry.path, text, count=len(names), most=MOST_EXAMPLES)
            found[entry.name] = tuple(names[:MOST_EXAMPLES])
        return found

    def _inner(
        self, entry: "os.DirEntry[str]", above: tuple[os.stat_result, ...]
    ) -> CollectionFolder | None:
        """Return a folder within another one; None where the entry is not a folder."""
        try:
            # Not entry.stat(): on Windows that does not say which folder it is.
            identity = Path(entry.path).stat() if entry.is_dir() else None
        except OSError as error:
            self._add_unreadable(entry.path, error)
            return None
        if identity is None or self._leads_out(entry):
            return None
        if any(os.path.samestat(identity, folder_above) for folder_above in above):
            text = tr("{path} is a link to a folder that it lies in, so it is left out.")
            self._add(entry.path, text)
            return None
        # No real collection is so deep, and everything that goes through folders is recursive.
        if len(above) > _DEEPEST:
            text = tr("{path} lies more than {deepest} folders deep, so it is left out.")
            self._add(entry.path, text, deepest=_DEEPEST)
            return None
        return self.folder(entry.path, name_of(entry.name), FOLDER_FILE, (*above, identity))

    def _is_file(self, entry: "os.DirEntry[str]") -> bool:
        """Return whether an entry can be read; a pipe would never end, and a link may be broken."""
        if self._leads_out(entry):
            return False
        try:
            if entry.is_file():
                return True
        except OSError:
            pass  # reported like any other invalid file
        self._add(entry.path, tr("{path} is not a file, so it is left out."))
        return False

    def _leads_out(self, entry: "os.DirEntry[str]") -> bool:
        """Tell whether an entry is a link to what is not of this collection, and note it."""
        # The first question needs no call of the system, and nearly nothing is a link.
        is_out = entry.is_symlink() and leads_out(entry.path, self.root)
        if is_out:
            self._add(entry.path, _LEADS_OUT, link=entry.path)
        return is_out

    def _entries(self, path: str) -> "list[os.DirEntry[str]]":
        if self.is_stopped() or self.entries_left < 0:
            return []
        try:
            with os.scandir(path) as entries:
                visible = []
                for entry in entries:
                    self.entries_left -= 1
                    if self.entries_left < 0:
                        self._add_too_many()
                        break
                    # Hidden files belong to Git or an editor, or are unfinished saves.
                    if not entry.name.startswith("."):
                        visible.append(entry)
                    elif entry.name.endswith(UNFINISHED):
                        remove_left_over(entry.path)
                return visible
        except OSError as error:
            self._add_unreadable(path, error)
            return []

    def environments(self, path: str) -> dict[str, SavedEnvironment]:
        """Read the environments of a collection, by name."""
        if not Path(path).is_dir():
            return {}
        if leads_out(path, self.root):
            self._add(path, _LEADS_OUT, link=path)
            return {}
        environments: dict[str, SavedEnvironment] = {}
        for entry in sorted(self._entries(path), key=lambda entry: entry.name):
            if entry.name.endswith(ENVIRONMENT_SUFFIX) and self._is_file(entry):
                name = name_of(entry.name.removesuffix(ENVIRONMENT_SUFFIX))
                environment = self._parsed(entry.path, partial(parse_environment, name))
                if environment is not None:
                    environments[name] = environment
        return environments

    def _add(self, path: str, sentence: str, **names: object) -> None:
        self.mistakes.append(Problem(sentence.format(path=path, **names), FilePlace(path)))

    def _add_too_many(self) -> None:
        text = tr(
            "{path} has more than {most:,} files and folders, so not all of them are shown. "
            "Open a folder within it."
        )
        self._add(str(self.root), text, most=self.most_entries)

    def _add_unreadable(self, path: str, error: OSError) -> None:
        self._add(path, _UNREADABLE, value=error.strerror or error)

    def _parsed(self, path: str, parse: "_Parse[_T]") -> _T | None:
        try:
            content, remarks = self._content(path, parse)
        except OSError as error:
            self._add_unreadable(path, error)
        except UnicodeDecodeError as error:
            text = tr("{path} is not UTF-8 text: byte {value} is invalid.")
            self._add(path, text, value=error.start + 1)
        except ProblemError as error:
            self.mistakes.append(error.problem.in_file(path))
        else:
            self.remarks += [Problem(f"{path}, {remark}", FilePlace(path)) for remark in remarks]
            return content
        return None

    def _text(self, path: str) -> str:
        content = read_regular_file(path, MOST_BYTES)
        self._count(path, len(content))
        return content.decode().removeprefix("\ufeff")

    def _count(self, path: str, size: int) -> None:
        """Refuse a file where all of the collection are too long together."""
        if self.read_bytes + size > self.most_bytes:
            most = format_size(self.most_bytes)
            raise OSError(
                errno.EFBIG, tr("all files would be longer than {most}").format(most=most), path
            )
        self.read_bytes += size

    def _content(self, path: str, parse: "_Parse[_T]") -> tuple[_T, tuple[str, ...]]:
        """Return a file with what has no effect in it; parse it unless it was read before."""
        known_files = self.known_files
        if known_files is None:
            return _with_remarks(parse, self._text(path))
        status = os.stat(path)  # noqa: PTH116 - four times as fast as Path.stat
        stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
        before = known_files.get(path)
        if before is not None and before.stamp == stamp:
            self._count(path, status.st_size)
            return before.content, before.remarks  # type: ignore[return-value]
        parsed, remarks = _with_remarks(parse, self._text(path))
        # A file that was changed just now may change again without another time.
        if time.time_ns() - status.st_mtime_ns > _SETTLED_NS:
            known_files[path] = KnownFile(stamp, parsed, remarks)
        else:
            known_files.pop(path, None)
        return parsed, remarks


def _with_remarks(parse: "_Parse[_T]", text: str) -> tuple[_T, tuple[str, ...]]:
    remarks: list[str] = []
    return parse(text, remarks.append), tuple(remarks)


def request_names(folder: Path) -> list[str]:
    """Return the names of the requests in a folder, without those in inner folders."""
    with os.scandir(folder) as entries:
        files = [entry.name for entry in entries if not entry.name.startswith(".")]
    return [
        name_of(name.removesuffix(REQUEST_SUFFIX))
        for name in files
        if name.endswith(REQUEST_SUFFIX)
    ]


def is_examples_folder(path: Path) -> bool:
    """Tell whether a folder holds the examples of the request beside it."""
    stem = path.name.removesuffix(EXAMPLES_SUFFIX)
    if stem == path.name or not path.with_name(f"{stem}{REQUEST_SUFFIX}").is_file():
        return False
    return path.is_dir() and not any(path.glob(f"*{REQUEST_SUFFIX}"))


def examples_of(request_file: Path) -> Path | None:
    """Return the folder with the examples of a request; None where there is none."""
    folder = Path(examples_folder(str(request_file)))
    return folder if is_examples_folder(folder) else None


def entry_names(folder: Path) -> list[str]:
    """Return the names of the requests in a folder, and of its folders with a slash at the end."""
    with os.scandir(folder) as entries:
        visible = [entry for entry in entries if not entry.name.startswith(".")]
    is_top = any(entry.name == COLLECTION_FILE for entry in visible)
    names = []
    for entry in visible:
        if is_examples_folder(Path(entry.path)):
            continue
        if entry.name.endswith(REQUEST_SUFFIX):
            names.append(name_of(entry.name.removesuffix(REQUEST_SUFFIX)))
        elif entry.is_dir() and not (is_top and entry.name == ENVIRONMENTS_FOLDER):
            names.append(f"{name_of(entry.name)}/")
    return names


def read_file(path: Path, most_bytes: int = MOST_BYTES) -> str:
    """Return the text of a file; empty where there is no such file.

    Raises:
        StorageError: It cannot be read, is longer than ``most_bytes``, or is not UTF-8.
    """
    with storage_errors(_UNREADABLE, path=path):
        try:
            content = read_regular_file(path, most_bytes)
        except FileNotFoundError:
            return ""
    try:
        return content.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise StorageError(
            tr("{path} is not UTF-8 text, so it is left as it is.").format(path=path)
        ) from error


def write_file(path: Path, text: str) -> None:
    """Write a file whole or not at all. A new one has the permissions of its folder.

    Of one that is replaced, permissions and a byte order mark stay.

    Raises:
        StorageError: It cannot be written, or another file's name differs by case only.
    """
    # A link stays a link; the file that it leads to is replaced.
    target = path.resolve() if path.is_symlink() else path
    _check_siblings(target)
    refused = tr("{target} could not be written ({value}). Allow writing there, then try again.")
    with storage_errors(refused, target=target):
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = mode_to_write(target)
    write_atomically(target, _mark_of(target) + text.encode(), mode)


def _mark_of(path: Path) -> bytes:
    """Return the byte order mark of a file; empty where it has none."""
    try:
        with path.open("rb") as file:
            return codecs.BOM_UTF8 if file.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8 else b""
    except OSError:
        return b""


def _check_siblings(path: Path) -> None:
    """Refuse a name that some systems cannot tell apart, and delete what killed saves left."""
    folded = folded_name(path.name)
    try:
        entries = list(os.scandir(path.parent))
    except OSError:
        return  # Writing says why.
    for entry in entries:
        if entry.name != path.name and folded_name(entry.name) == folded:
            # On a system that ignores case it is the same file, under the name that it has.
            text = tr(
                "{path} has this name but for case or accents, and not every computer "
                "can hold both. Choose another name."
            )
            raise StorageError(text.format(path=entry.path))
        if entry.name.endswith(UNFINISHED):
            remove_left_over(entry.path)
