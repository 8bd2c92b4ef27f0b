"""Reads ``.env`` files, which hold variables that a process has beside its own."""

import errno
import io
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from dotenv.parser import parse_stream

from aiurdesk.core.errors import StorageError, storage_errors
from aiurdesk.core.translation import tr

_MOST_BYTES = 1_000_000
_OF_COLLECTION = tr(
    "{path} could not be read ({value}). Make this file, or take its name out of env_file."
)


def read_env_files(paths: Iterable[str]) -> dict[str, str]:
    """Return the variables of some files; the first one that has a variable counts.

    A ``${NAME}`` in a value is text: expanding it would bring in other variables.

    Raises:
        StorageError: A file is missing, or cannot be read.
    """
    variables: dict[str, str] = {}
    for path in paths:
        variables = {**_read(Path(path), _OF_COLLECTION), **variables}
    return variables


def read_secret_file(path: str) -> dict[str, str]:
    """Return the secrets of a file that a person names, by what stands before each equals sign.

    Raises:
        StorageError: The file is missing, or cannot be read.
    """
    return _read(Path(path), tr("{path} could not be read ({value}). Name a file of secrets."))


def _read(path: Path, text: str) -> dict[str, str]:
    with storage_errors(text, path=path):
        if "\0" in str(path):
            raise OSError(errno.EINVAL, tr("its path contains the character NUL"))
        change = path.stat()
        # A file named by a collection of others: it must not fill the memory.
        if change.st_size > _MOST_BYTES or not path.is_file():
            raise StorageError(tr("{path} is not a file with variables.").format(path=path))
        try:
            return _parsed(path, change.st_mtime_ns, change.st_size)
        except UnicodeDecodeError as error:
            raise StorageError(tr("{path} is not UTF-8 text.").format(path=path)) from error


@lru_cache(maxsize=8)
def _parsed(path: Path, _changed_at_ns: int, _size_bytes: int) -> dict[str, str]:
    """Read a file; the preview of a request asks at every key that is typed."""
    text = path.read_bytes().decode().removeprefix("\ufeff")
    # Not ``dotenv_values``: it warns of a line that is not a variable,
    # which names neither the file nor what the variable would be for.
    pairs = (pair for pair in parse_stream(io.StringIO(text)) if not pair.error)
    return {pair.key: pair.value for pair in pairs if pair.key and pair.value is not None}
