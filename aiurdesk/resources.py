"""Read the program's own data files, from a wheel, a frozen build or a checkout."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


@cache
def _root() -> Traversable:
    packaged = files("aiurdesk") / "_resources"
    if packaged.is_dir():
        return packaged
    return Path(__file__).resolve().parent.parent / "resources"


def read_bytes(name: str) -> bytes:
    """Return the content of a resource; ``name`` is relative and uses ``/``.

    Raises:
        FileNotFoundError: There is no such resource.
    """
    return (_root() / name).read_bytes()


def read_text(name: str) -> str:
    """Return the content of a UTF-8 text resource."""
    return read_bytes(name).decode()


def list_names(folder: str) -> list[str]:
    """Return the names of the files in a resource folder, sorted, as ``folder/name``."""
    return sorted(f"{folder}/{entry.name}" for entry in (_root() / folder).iterdir())


def folder_path(folder: str) -> str:
    """Return where a resource folder lies on disk, for Qt, which reads files by itself."""
    return str(_root() / folder)
