"""A section of the sidebar: its heading, and what fills it."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Protocol

import msgspec
from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem

from aiurdesk.ui.sidebar.sidebar_model import BRANCH, PLAIN, row_item
from aiurdesk.ui.widgets.row_delegate import RowDelegate

ENTRY_DRAG, ENDPOINT_DRAG, HISTORY_DRAG = "entry ", "endpoint ", "history "
"""What a drag of a row begins with; the path of an entry or an id follows."""


class Part(StrEnum):
    """The sections, from the top; the value is what the state of the window calls it."""

    COLLECTIONS = "collections"
    SERVICES = "services"
    HISTORY = "history"


class Heading(msgspec.Struct, frozen=True):
    """The row that a section hangs from."""

    part: Part
    title: str


class Hint(msgspec.Struct, frozen=True):
    """A line of words below the heading of an empty section."""

    text: str
    tip: str = ""
    """More words, for the tool tip."""


class Link(msgspec.Struct, frozen=True):
    """A row that does something, as a button does."""

    text: str
    do: Callable[[], object]


class HitsHeading(msgspec.Struct, frozen=True):
    """What stands above the hits of a section."""

    title: str
    count: str


SectionRow = Heading | Hint | Link | HitsHeading


class Content(Protocol):
    """What fills a section; the tree hands over everything that concerns its rows."""

    @property
    def painter(self) -> RowDelegate:
        """Draws its rows and its hits."""

    @property
    def kinds(self) -> tuple[type, ...]:
        """The classes of its rows and its hits."""

    def title_of(self, entry: object) -> str:
        """Return the name of a row or a hit."""

    def is_branch(self, entry: object) -> bool:
        """Return whether a row can be unfolded."""

    def enter(self, entry: object, *, by_keyboard: bool) -> None:
        """Open what a row stands for."""

    def show_menu(self, entry: object, place: QPoint) -> None:
        """Open the context menu of a row, if it has one, at a place on the screen."""

    def take_key(self, event: QKeyEvent) -> bool:
        """Do what a key means in a row of it; return whether it means anything."""

    def drag_text(self, entry: object) -> str:
        """Return what a drag of a row carries, empty for one that cannot be dragged."""

    def hits(self, text: str) -> tuple[Sequence[object], int]:
        """Return what matches a filter, the best first, and how much was searched."""

    def links_for(self, text: str) -> Sequence[Link]:
        """Return what stands below the hits of a filter."""

    def spoken(self, hit: object, text: str) -> str:
        """Return everything that the row of a hit shows, in words."""


class Section(QObject):
    """A heading of the tree with its rows; what fills it may come later."""

    wanted = Signal(QPoint)
    """Emitted when the button in its heading was pressed, with the place for a menu."""

    def __init__(
        self, part: Part, title: str, button: tuple[str, str], empty: tuple[str, str]
    ) -> None:
        """Build.

        Args:
            button: The icon in the heading, and what it does in words.
            empty: What the section is for: in a few words, and in whole sentences.
        """
        super().__init__()
        self.part, self.title = part, title
        self.icon, self.button = button
        self._empty = empty
        self.item: QStandardItem = row_item(title, Heading(part, title), title, BRANCH)
        self.content: Content | None = None

    def show_rows(self, rows: Sequence[QStandardItem]) -> None:
        """Show other rows."""
        self.item.removeRows(0, self.item.rowCount())
        if rows:
            # All at once: each ``appendRow`` emits signals of its own.
            self.item.appendRows(rows)

    def show_empty(self, *links: Link) -> None:
        """Say what the section is for, with what fills it."""
        hint, tip = self._empty
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        words = row_item(hint, Hint(hint, tip), tip, flags)
        self.show_rows((words, *(link_row(link) for link in links)))


def link_row(link: Link) -> QStandardItem:
    """Return a row that does something."""
    return row_item(link.text, link, link.text, PLAIN)
