"""Keeps the last results of each folder that was run, one file a folder."""

import contextlib
import hashlib
from pathlib import Path

import msgspec

from aiurdesk.core.collection.run_comparison import PastRun
from aiurdesk.storage.files import write_atomically

_MOST_RUNS = 50
_MOST_RESULTS = 20_000


class PastRuns:
    """The last run of each folder, in files of a folder of the profile."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, path: str) -> PastRun | None:
        """Return the last run of a folder; None if there is none, or if it cannot be read."""
        try:
            run = msgspec.json.decode(self._file(path).read_bytes(), type=PastRun)
        except (OSError, msgspec.MsgspecError):
            # What was kept is only there to be compared with; the next run replaces it.
            return None
        # File names are digests, and a file may have been copied.
        return run if run.path == path else None

    def write(self, run: PastRun) -> None:
        """Replace the previous run of the same path, and delete the oldest runs.

        Raises:
            StorageError: The file cannot be written.
        """
        kept = msgspec.structs.replace(run, results=run.results[:_MOST_RESULTS])
        write_atomically(self._file(run.path), msgspec.json.encode(kept))
        with contextlib.suppress(OSError):
            files = sorted(self._folder.glob("*.json"), key=lambda file: file.stat().st_mtime)
            for file in files[:-_MOST_RUNS]:
                file.unlink()

    def _file(self, path: str) -> Path:
        name = hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:24]
        return self._folder / f"{name}.json"
