"""Scopes of the command palette; actions name them before the palette is loaded."""

from enum import Enum, auto

OPENS_PALETTE = "opens_palette"
"""Property of the actions that open the palette: they are not searched in it."""


class Scope(Enum):
    """Rows that the command palette searches: all, or some kinds only."""

    ALL = auto()
    REQUESTS = auto()
    """Endpoints and requests only."""
    OPEN = auto()
    """The open requests only."""
