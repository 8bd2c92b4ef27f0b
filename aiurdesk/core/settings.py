"""What a person can set, and how it is kept."""

from enum import StrEnum
from typing import Annotated, Any

import msgspec

from aiurdesk.core.errors import DataMistake
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.schema import Convert, Schema, one_of, shown, validate, whole_number
from aiurdesk.core.setting import About, settings_of


class ColourScheme(StrEnum):
    """Which theme the window wears."""

    SYSTEM = "system"
    """Light or dark as the desktop is, and along with it when it changes."""
    LIGHT = "light"
    DARK = "dark"


SMALLEST_ZOOM = 60
LARGEST_ZOOM = 250
DEFAULT_ZOOM = 100
ZOOM_STEP = 10

_COLOURS = About("Colours", "Those of the system change along with it.")
_ZOOM = About("Size of text", "100 % is the desktop's own.", SMALLEST_ZOOM, LARGEST_ZOOM, " %")


class Settings(msgspec.Struct, frozen=True):
    """The choices that outlive a run."""

    colour_scheme: Annotated[ColourScheme, _COLOURS] = ColourScheme.SYSTEM
    zoom_percent: Annotated[int, _ZOOM] = DEFAULT_ZOOM
    """Size of the text, from ``SMALLEST_ZOOM`` to ``LARGEST_ZOOM``."""
    limits: Limits = Limits()


def zoomed(percent: int, steps: int) -> int:
    """Return a size of text some steps larger or smaller, within the limits."""
    return max(SMALLEST_ZOOM, min(LARGEST_ZOOM, percent + steps * ZOOM_STEP))


def settings_record(settings: Settings) -> dict[str, Any]:
    """Return the settings as plain values for a file."""
    record = msgspec.structs.asdict(settings)
    return {**record, "limits": msgspec.structs.asdict(settings.limits)}


def parse_settings(raw: Any) -> tuple[Settings, tuple[str, ...]]:
    """Return the settings that a record holds and a phrase for each mistake in it.

    What is missing or cannot be meant has its default.
    """
    values, mistakes = validate(raw, _SETTINGS)
    limit_values, limit_mistakes = validate((values or {}).pop("limits", {}), _LIMITS)
    limits = Limits(**(limit_values or {}))
    told = [*mistakes, *(f"limits: {mistake}" for mistake in limit_mistakes)]
    return Settings(limits=limits, **(values or {})), tuple(told)


def _record(raw: Any) -> dict[str, Any]:
    if isinstance(raw, dict):
        return raw
    raise DataMistake(f"should be a record with members, not {shown(raw)}")


def _between(least: float, greatest: float, convert: Convert) -> Convert:
    def check(raw: Any) -> Any:
        value = convert(raw)
        if not least <= value <= greatest:
            raise DataMistake(f"should be from {least:g} to {greatest:g}, not {shown(raw)}")
        return value

    return check


def _number(raw: Any) -> float:
    if type(raw) in (int, float):
        return float(raw)
    raise DataMistake(f"should be a number, not {shown(raw)}")


def _limit(name: str, said: About) -> Convert:
    is_whole = type(getattr(Limits(), name)) is int
    return _between(said.least, said.most, whole_number if is_whole else _number)


_SETTINGS = Schema(
    {
        "colour_scheme": one_of(ColourScheme),
        "zoom_percent": _between(SMALLEST_ZOOM, LARGEST_ZOOM, whole_number),
        "limits": _record,
    }
)
_LIMITS = Schema({name: _limit(name, said) for name, said in settings_of(Limits).items()})
