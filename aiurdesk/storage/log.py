"""The log file of a profile."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

_FILE_BYTES = 1024 * 1024
_OLD_FILES = 3
_ROOT = logging.getLogger("aiurdesk")


def start_log(path: Path) -> logging.Handler:
    """Write every record of the program of level information or above to a file.

    At 1 MB the file is put away and a new one begun; three old ones are kept. Where nothing can
    be written the program goes on without a log. ``end_log`` ends it.
    """
    handler: logging.Handler
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            path, maxBytes=_FILE_BYTES, backupCount=_OLD_FILES, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.setLevel(logging.INFO)
    _ROOT.setLevel(logging.INFO)
    _ROOT.addHandler(handler)
    return handler


def end_log(handler: logging.Handler) -> None:
    """Write nothing more to a file that ``start_log`` gave."""
    _ROOT.removeHandler(handler)
    handler.close()
