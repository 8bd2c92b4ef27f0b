"""The log file of a profile."""

import contextlib
import logging
import os
from collections.abc import Iterator
from functools import cached_property
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.storage.paths import make_private_folder
from aiurdesk.storage.regular_file import open_regular_file

_FILE_BYTES = 1024 * 1024
_OLD_FILES = 3
_ROOT = logging.getLogger("aiurdesk")


class LogFile(logging.Handler):
    """Writes to a file that is opened with the first record: most runs have nothing to write.

    At 1 MB the file is renamed and a new one started; the last three old files stay. Without a
    place to write, such as on a full disk, the program runs without a log.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(logging.INFO)
        self._path = path
        self._has_file = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        self._file.handle(record)

    def close(self) -> None:
        """Close the file, if there was anything to write."""
        if self._has_file:
            # Closing writes what is left.
            with contextlib.suppress(OSError):
                self._file.close()
        super().close()

    @cached_property
    def _file(self) -> logging.Handler:
        # Not at the top: importing it takes 6 ms, and most runs have nothing to log.
        from logging.handlers import RotatingFileHandler

        class OwnedFile(RotatingFileHandler):
            """A file that only its owner can read, also after it is rotated."""

            def _open(self) -> TextIOWrapper:
                path = Path(self.baseFilename)
                flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
                file = os.fdopen(open_regular_file(path, flags), "a", encoding=self.encoding)
                # Earlier versions let other users read it.
                path.chmod(0o600)
                return file

            def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
                """Leave the record out; a full disk should not print a traceback."""

        try:
            make_private_folder(self._path.parent)
            file = OwnedFile(
                self._path, maxBytes=_FILE_BYTES, backupCount=_OLD_FILES, encoding="utf-8"
            )
        except OSError:
            return logging.NullHandler()
        file.setFormatter(_Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        self._has_file = True
        return file


class _Formatter(logging.Formatter):
    """Redacts what a traceback repeats: the message of an error may quote what was sent."""

    def formatException(self, ei: Any) -> str:  # noqa: N802
        """Return a traceback with dots instead of what looks secret."""
        return redact_unknown(super().formatException(ei))


def read_end_of_log(path: Path, most_bytes: int) -> str:
    """Return the last lines of the log file, empty where there is none. Blocks."""
    try:
        handle = open_regular_file(path, os.O_RDONLY)
    except OSError:
        return ""
    with os.fdopen(handle, "rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - most_bytes, 0))
        text = file.read(most_bytes).decode("utf-8", "replace")
    # The first line of a part is most likely not whole.
    return text.partition("\n")[2] if size > most_bytes else text


@contextlib.contextmanager
def logged(path: Path) -> Iterator[None]:
    """Write every record of the program of level information or above to a file meanwhile."""
    handler = LogFile(path)
    _ROOT.setLevel(logging.INFO)
    # Not the root logger: what libraries log may contain addresses, and these tokens.
    _ROOT.addHandler(handler)
    try:
        yield
    finally:
        _ROOT.removeHandler(handler)
        handler.close()
