"""Write the settings and the state of the window to the two files of a profile."""

import asyncio
import itertools
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from aiurdesk.core.formats.setting import groups_of
from aiurdesk.core.problem import Problem
from aiurdesk.core.state.settings import Settings
from aiurdesk.core.state.window_state import WindowState, window_record
from aiurdesk.core.translation import tr
from aiurdesk.storage.files import set_aside, write_atomically
from aiurdesk.storage.paths import Places
from aiurdesk.storage.regular_file import read_regular_file


class SettingsWriter:
    """Writes each file on a thread; of several writes at once, the newest wins."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self.window_file = places.window_file
        self.taken_over: tuple[Path, ...] = ()
        """Files whose content is part of the next state that is written; they are deleted then."""
        self._lock = threading.Lock()
        self._calls = itertools.count(1)
        self._written: dict[Path, int] = {}
        """Number of the last call that wrote a file."""

    async def write_settings(self, settings: Settings) -> None:
        """Save the settings.

        Members of the file that are not settings stay in it: a later version wrote them.

        Raises:
            StorageError: The file could not be written.
        """
        path = self._places.settings_file
        record = msgspec.to_builtins(settings)
        await self._write(path, lambda: _merged(Settings, _record_in(path), record))

    async def write_window(self, state: WindowState) -> None:
        """Save the state of the window.

        Members of the file that this version does not know stay in it: a later version wrote them.

        Raises:
            StorageError: The file could not be written.
        """
        replaced = tuple(file for file in self.taken_over if file != self.window_file)
        files = (self.window_file, *replaced)
        await self._write(
            self.window_file,
            lambda: window_record(state, tuple(_record_in(file) for file in files)),
            replaced,
        )

    async def _write(
        self, path: Path, make_record: Callable[[], dict[str, Any]], replaced: tuple[Path, ...] = ()
    ) -> None:
        number = next(self._calls)

        def write() -> None:
            # A cancelled call may leave its thread running, and that thread must not overwrite what
            # a later call wrote. It may also never start, so an earlier call has to write too.
            with self._lock:
                if number > self._written.get(path, 0):
                    # Made at the last moment: another run of the program may have written the file.
                    text = json.dumps(make_record(), ensure_ascii=False, indent=1)
                    write_atomically(path, text.encode(errors="surrogatepass"))
                    self._written[path] = number
                    for other in replaced:
                        other.unlink(missing_ok=True)

        await asyncio.to_thread(write)


def set_aside_wrong(problem: Problem) -> str:
    """Rename a file with wrong content, so that the next write loses nothing.

    One that the disk does not let read stays where it is.

    Returns:
        A sentence with the name of the file, what is wrong with it and where it is now.
    """
    path = Path(problem.path)
    told = tr("{path} could not be read in full: {reason}.").format(
        path=path, reason=problem.sentence
    )
    try:
        read_regular_file(path)
        aside = set_aside(path)
    except OSError:
        return told
    return tr("{name} could not be read in full: {reason}. It was renamed to {aside}.").format(
        name=path.name, reason=problem.sentence, aside=aside
    )


def _record_in(path: Path) -> dict[str, Any]:
    """Return the record in a file; empty when there is none that can be read."""
    try:
        raw = json.loads(read_regular_file(path).decode(errors="surrogatepass"))
    except (OSError, ValueError, RecursionError):
        return {}
    return raw if isinstance(raw, dict) else {}


def _merged(
    group: type[msgspec.Struct], old: dict[str, Any], new: dict[str, Any]
) -> dict[str, Any]:
    """Return the new record with the members that only the old one has, in groups too."""
    merged = {**old, **new}
    for name, inner in groups_of(group).items():
        if isinstance(old.get(name), dict):
            merged[name] = _merged(inner, old[name], new[name])
    return merged
