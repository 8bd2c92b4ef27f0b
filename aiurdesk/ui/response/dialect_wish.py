"""What a person wants of the dialect that judged a response."""

from collections.abc import Mapping
from enum import Enum, auto

import msgspec
from PySide6.QtWidgets import QWidget

from aiurdesk.core.dialects.pointing import Role


class DialectWishKind(Enum):
    """What is to be done."""

    CHOOSE = auto()
    """Offer the dialects that there are; ``DialectWish.at`` is where."""
    ACCEPT = auto()
    """Judge the host by the dialect that its response looks like."""
    DECLINE = auto()
    """Do not offer it for this host again."""
    BY_STATUS = auto()
    """Judge the host by its HTTP status alone: a body that says it failed is a success there."""
    TEACH = auto()
    """Show the dialect that follows from what was recognised in the response."""
    REVIEW = auto()
    """Show the dialect that follows from ``DialectWish.marks``."""


class DialectWish(msgspec.Struct, frozen=True):
    """A wish about the dialect of a response, such as to teach it."""

    kind: DialectWishKind
    at: QWidget | None = None
    marks: Mapping[Role, str] = msgspec.field(default_factory=dict)
