"""Reads the data files of the program, from a wheel, a frozen build or a checkout."""

import os.path

# Neither importlib.resources nor pathlib: importing them takes a third of the time of
# ``aiurdesk codes``.
_PACKAGE = os.path.dirname(os.path.abspath(__file__))
_PACKAGED = os.path.join(_PACKAGE, "_resources")
_ROOT = _PACKAGED if os.path.isdir(_PACKAGED) else os.path.join(_PACKAGE, os.pardir, "resources")


def read_bytes(name: str) -> bytes:
    """Return the content of a resource; ``name`` is relative and uses ``/``.

    Raises:
        FileNotFoundError: There is no such resource.
    """
    with open(folder_path(name), "rb") as file:
        return file.read()


def read_text(name: str) -> str:
    """Return the content of a UTF-8 text resource."""
    return read_bytes(name).decode()


def list_names(folder: str) -> list[str]:
    """Return the names of the files in a resource folder, sorted, as ``folder/name``."""
    return sorted(f"{folder}/{entry}" for entry in os.listdir(folder_path(folder)))


def folder_path(folder: str) -> str:
    """Return the path of a resource folder, for Qt, which reads files itself."""
    return os.path.normpath(os.path.join(_ROOT, folder))
