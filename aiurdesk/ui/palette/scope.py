"""What the command palette can be opened for; actions name it before the palette is loaded."""

from enum import Enum, auto

OPENS_PALETTE = "opens_palette"
"""Property of the actions that open the palette: they are not searched in it."""


class Scope(Enum):
    """What is looked for."""

    ALL = auto()
    REQUESTS = auto()
    """Endpoints and requests only."""
