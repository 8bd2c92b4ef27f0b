"""Keep the settings and the state of the window in two files of the profile."""

import asyncio
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from aiurdesk.core.saved_state import SavedState
from aiurdesk.core.settings import Settings, parse_settings, settings_record
from aiurdesk.core.window_state import WindowState, parse_window_state, window_record
from aiurdesk.storage.files import set_aside, write_atomically
from aiurdesk.storage.paths import Places

_T = TypeVar("_T")


class SettingsStore:
    """Reads both files at the start and writes them whenever something changed."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._lock = threading.Lock()
        self._newest: dict[Path, int] = {}

    def read(self) -> SavedState:
        """Return what is kept; a file with mistakes is set aside, so that nothing is lost."""
        settings, told = _read(self._places.settings_file, parse_settings)
        window, more = _read(self._places.window_file, parse_window_state)
        return SavedState(settings, window, (*told, *more))

    async def write_settings(self, settings: Settings) -> None:
        """Keep the settings.

        Raises:
            StorageError: The file could not be written.
        """
        await self._write(self._places.settings_file, settings_record(settings))

    async def write_window(self, state: WindowState) -> None:
        """Keep the state of the window.

        Raises:
            StorageError: The file could not be written.
        """
        await self._write(self._places.window_file, window_record(state))

    async def _write(self, path: Path, record: dict[str, Any]) -> None:
        number = self._newest[path] = self._newest.get(path, 0) + 1
        content = json.dumps(record, ensure_ascii=False, indent=1).encode(errors="surrogatepass")
        await asyncio.to_thread(self._write_newest, path, number, content)

    def _write_newest(self, path: Path, number: int, content: bytes) -> None:
        # A cancelled call leaves its thread behind, which must not overwrite what came later.
        with self._lock:
            if number == self._newest[path]:
                write_atomically(path, content)


def _read(
    path: Path, parse: Callable[[Any], tuple[_T, tuple[str, ...]]]
) -> tuple[_T, tuple[str, ...]]:
    try:
        raw = json.loads(path.read_bytes().decode(errors="surrogatepass"))
    except FileNotFoundError:
        return parse({})[0], ()
    except OSError as error:
        return parse({})[0], (f"{path} could not be read ({error.strerror}); defaults are used.",)
    except (ValueError, RecursionError):
        return parse({})[0], (_set_aside(path, "it is no JSON; defaults are used"),)
    value, mistakes = parse(raw)
    return value, (_set_aside(path, "; ".join(mistakes)),) if mistakes else ()


def _set_aside(path: Path, reason: str) -> str:
    try:
        aside = set_aside(path)
    except OSError:
        return f"{path} could not be read as it is: {reason}."
    return f"{path.name} could not be read as it is: {reason}. It was kept as {aside}."
