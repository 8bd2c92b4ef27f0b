"""The folders of services that were added: one folder each, which is replaced as a whole."""

import contextlib
import secrets
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from aiurdesk.core.api.catalogue import SERVICE_FILE as SERVICE_FILE
from aiurdesk.core.api.description_text import is_description
from aiurdesk.core.errors import StorageError, storage_errors
from aiurdesk.core.translation import tr
from aiurdesk.storage.collections import leads_out
from aiurdesk.storage.regular_file import read_regular_file

SCHEMAS_FILE = "schemas.json"
SOURCE_FILE = "source.toml"
DESCRIPTION_FILES = ("description.json", "description.yaml")
"""The names that the file of the description may have."""
FILES_FOLDER = "files"
"""Other files that the description refers to."""
MOST_BYTES = 64 * 1024 * 1024


class FolderStamp(NamedTuple):
    """Fingerprint of a service's files, which changes when they do."""

    name: str
    changed_ns: int
    size_bytes: int


def service_stamps(root: Path) -> tuple[FolderStamp, ...]:
    """Return the services of a folder, sorted by name; a missing folder has none."""
    stamps = []
    # A folder that cannot be listed has none, either.
    with contextlib.suppress(OSError):
        real = root.resolve()
        for folder in root.iterdir():
            if folder.name.startswith(".") or leads_out(str(folder), real):
                continue
            with contextlib.suppress(OSError):
                status = (folder / SERVICE_FILE).stat()
                stamps.append(FolderStamp(folder.name, status.st_mtime_ns, status.st_size))
    return tuple(sorted(stamps))


def read_service_file(folder: Path, name: str = SERVICE_FILE) -> bytes:
    """Return the content of one file of a service.

    Raises:
        StorageError: It cannot be read, or it leads out of the folder.
    """
    path = folder / name
    if leads_out(str(path), folder.resolve()):
        text = tr("{path} is a link that leads out of its folder. Copy the file there.")
        raise StorageError(text.format(path=path))
    with storage_errors(tr("{path} could not be read ({value})."), path=path):
        return read_regular_file(path, MOST_BYTES)


def description_name(folder: Path) -> str:
    """Return the name of the file of the description in a folder of a service.

    Raises:
        StorageError: There is none.
    """
    for name in DESCRIPTION_FILES:
        if (folder / name).is_file():
            return name
    raise StorageError(
        tr("{folder} holds no description any more. Add the service again.").format(folder=folder)
    )


def other_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the paths and contents of the other files of a description.

    Raises:
        StorageError: One cannot be read.
    """
    root = folder / FILES_FOLDER
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        if path.is_file() and not leads_out(str(path), folder.resolve()):
            name = path.relative_to(root).as_posix()
            yield name, read_service_file(folder, f"{FILES_FOLDER}/{name}")


def is_description_file(path: Path) -> bool:
    """Tell whether a file seems to be a description; one that cannot be read is not."""
    if path.suffix.lower() not in (".json", ".yaml", ".yml"):
        return False
    try:
        return is_description(read_regular_file(path, MOST_BYTES))
    except OSError:
        return False


def write_service(root: Path, name: str, files: Iterable[tuple[str, bytes]]) -> None:
    """Write the folder of a service; one that is there is replaced in one step.

    Raises:
        StorageError: It cannot be written. What was there stays.
    """
    made = root / f".aiurdesk-{secrets.token_hex(4)}"
    old = root / f".aiurdesk-{secrets.token_hex(4)}"
    folder = root / name
    text = tr(
        "{folder} could not be written ({value}). Free some disk space or allow "
        "writing there, then try again."
    )
    with storage_errors(text, folder=folder):
        root.mkdir(parents=True, exist_ok=True)
        try:
            for path, content in files:
                (made / path).parent.mkdir(parents=True, exist_ok=True)
                (made / path).write_bytes(content)
            if folder.exists():
                folder.rename(old)
            made.rename(folder)
        finally:
            if old.exists() and not folder.exists():
                old.rename(folder)
            shutil.rmtree(made, ignore_errors=True)
            shutil.rmtree(old, ignore_errors=True)


def remove_service(root: Path, name: str) -> None:
    """Delete the folder of a service.

    Raises:
        StorageError: It cannot be deleted, or there is none.
    """
    folder = root / name
    if name not in [stamp.name for stamp in service_stamps(root)]:
        raise StorageError(tr("There is no service {name} in {root}.").format(name=name, root=root))
    gone = root / f".aiurdesk-{secrets.token_hex(4)}"
    text = tr("{folder} could not be deleted ({value}). Allow it, then try again.")
    with storage_errors(text, folder=folder):
        # In one step: a service of which half is deleted could not be read.
        folder.rename(gone)
        shutil.rmtree(gone)
