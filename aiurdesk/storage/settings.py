"""Read the settings and the state of the window from the two files of a profile.

This is read before the window is first painted. Writing them is ``storage.settings_writer``.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from aiurdesk.core.formats.setting import parse_group
from aiurdesk.core.problem import FilePlace, Problem
from aiurdesk.core.state.settings import Settings
from aiurdesk.core.state.window_state import SavedState, WindowState, parse_window_state
from aiurdesk.core.translation import tr
from aiurdesk.storage.paths import Places
from aiurdesk.storage.regular_file import read_regular_file

_T = TypeVar("_T")


def read_saved_state(places: Places) -> SavedState:
    """Return what was saved, with the mistakes in it; nothing is changed on disk."""
    settings, problems = _read(places.settings_file, lambda raw: parse_group(Settings, raw))
    window, more = read_window(places.window_file)
    return SavedState(settings, window, (*problems, *more))


def read_window(path: Path) -> tuple[WindowState, tuple[Problem, ...]]:
    """Return the state of a window that another process saved, with the mistakes in it."""
    return _read(path, parse_window_state)


def _read(
    path: Path, parse: Callable[[Any], tuple[_T, tuple[str, ...]]]
) -> tuple[_T, tuple[Problem, ...]]:
    defaults, _ = parse({})
    try:
        # A lone surrogate typed into a request is saved as it is; strict UTF-8 cannot encode it.
        raw = json.loads(read_regular_file(path).decode(errors="surrogatepass"))
    except FileNotFoundError:
        return defaults, ()
    except OSError as error:
        reason = tr("{strerror}; defaults are used").format(strerror=error.strerror)
        return defaults, (Problem(reason, FilePlace(str(path))),)
    # ``ValueError`` includes ``JSONDecodeError`` and ``UnicodeDecodeError``.
    except (ValueError, RecursionError):
        return defaults, (Problem(tr("it is not JSON; defaults are used"), FilePlace(str(path))),)
    value, phrases = parse(raw)
    return value, (Problem("; ".join(phrases), FilePlace(str(path))),) if phrases else ()
