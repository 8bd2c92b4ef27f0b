"""What a person can set, with its default and its words in the field."""

from dataclasses import dataclass, field
from enum import StrEnum

from aiurdesk.core.limits import Limits


class ColourScheme(StrEnum):
    """Which theme the window wears."""

    SYSTEM = "system"
    """Light or dark as the desktop is, and along with it when it changes."""
    LIGHT = "light"
    DARK = "dark"


SMALLEST_ZOOM = 60
LARGEST_ZOOM = 250


@dataclass(frozen=True, slots=True)
class Settings:
    """The choices that outlive a run."""

    colour_scheme: ColourScheme = ColourScheme.SYSTEM
    zoom_percent: int = 100
    """Size of the text, from ``SMALLEST_ZOOM`` to ``LARGEST_ZOOM``."""
    limits: Limits = field(default_factory=Limits)
