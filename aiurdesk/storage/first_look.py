"""Read what the first picture of the window depends on, without ado."""

from pathlib import Path
from typing import Any, TypeVar

from aiurdesk.core.first_look import FirstLook
from aiurdesk.storage.paths import Places

_T = TypeVar("_T", str, int, bool)


def read_first_look(places: Places) -> FirstLook:
    """Return what the two files say, as far as it is of the right kind.

    ``storage.settings`` reads the same files later, in full, and tells of mistakes in them.
    """
    settings, window = _record(places.settings_file), _record(places.window_file)
    splitters = window.get("splitters")
    return FirstLook(
        colour_scheme=_value(settings, "colour_scheme", "system"),
        zoom_percent=min(max(_value(settings, "zoom_percent", 100), 60), 250),
        geometry=_value(window, "geometry", ""),
        splitter=_value(splitters if isinstance(splitters, dict) else {}, "window", ""),
        is_sidebar_visible=_value(window, "is_sidebar_visible", True),
        environment=_value(window, "environment", ""),
    )


def _record(path: Path) -> dict[str, Any]:
    try:
        content = path.read_bytes()
    except OSError:
        return {}
    # Imported here: a new profile has nothing to read.
    import json

    try:
        raw = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return raw if isinstance(raw, dict) else {}


def _value(record: dict[str, Any], name: str, default: _T) -> _T:
    value = record.get(name)
    return value if type(value) is type(default) else default
