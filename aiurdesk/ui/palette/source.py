"""Interface of the sources of the command palette: a row, and a source of rows of one kind."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.endpoint_filter import Where, place_in_name
from aiurdesk.core.exchange.exchange import SEVERITY_WORDS
from aiurdesk.core.translation import listed
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.ui.palette.scope import Scope

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from aiurdesk.services.library import Library
    from aiurdesk.ui.collections.collections_controller import CollectionsController
    from aiurdesk.ui.credentials.choice import CredentialChoice
    from aiurdesk.ui.endpoints.services_section import ServicesSection
    from aiurdesk.ui.environments.environment_choice import EnvironmentChoice
    from aiurdesk.ui.keys.action_keys import ActionKeys
    from aiurdesk.ui.request.workbench import Workbench


class PaletteRow(msgspec.Struct, frozen=True):
    """Something to go to, or to do."""

    kind: str
    """The kind of its source, in words."""
    id: str
    """Identifies it among the rows of its kind as long as the program runs."""
    title: str
    run: Callable[[], object]
    """Called when it is chosen, with the keyboard where it was before the palette was opened."""
    detail: str = ""
    """Where it belongs, and what matched where that was not the title."""
    method: str = ""
    """Text of the badge of a request or endpoint."""
    keys: str = ""
    """The keys that do the same, as the platform spells them."""
    severity: Severity | None = None
    """How bad the last response was, drawn as a dot; None without one."""
    is_muted: bool = False
    """It cannot be reached in the chosen environment."""
    where: Where = Where.WHOLE_NAME
    """Where the text that was typed stands in it; names come before everything else."""


class PaletteParts(NamedTuple):
    """Parts of the window that sources of the palette use."""

    workbench: "Workbench"
    titles: Callable[[], Mapping[int, str]]
    """Returns the titles of the tabs by the keys of their requests, in their order."""
    severities: Callable[[], Mapping[int, Severity]]
    """Returns how bad the last responses of open requests were, by the keys of those."""
    endpoints: "ServicesSection"
    collections: "Callable[[], CollectionsController | None]"
    """Returns the open collections; None before there are any."""
    environments: "EnvironmentChoice"
    credentials: "CredentialChoice"
    library: "Library"
    menus: "Mapping[str, QMenu]"
    """Title → menu of the window."""
    keys: "ActionKeys"
    open_custom_url: Callable[[str], None]
    """Opens a request to an address, and gives the keyboard to its address."""
    focus_page: Callable[[], None]
    """Gives the keyboard to the form of the request in front, or to Send."""


class Source(ABC):
    """The rows of one kind."""

    kind: ClassVar[str]
    """What each row is, such as ``Endpoint``; every row shows it."""
    scopes: ClassVar[tuple[Scope, ...]] = (Scope.ALL,)
    """Where its rows are searched."""
    suggested_in: ClassVar[tuple[Scope, ...]] = ()
    """Where its rows are listed while nothing is typed."""

    def __init__(self, uses: PaletteParts) -> None:
        self.uses = uses

    @abstractmethod
    def rows(self) -> Iterable[PaletteRow]:
        """Return everything that there is now."""

    def matches(self, text: str, most: int) -> Iterable[PaletteRow]:  # noqa: ARG002
        """Return what has every word of a text in its title or detail.

        Sources with thousands of rows have another way to search them.

        Args:
            text: Not empty.
            most: How many rows are listed at most.
        """
        words = text.casefold().split()
        for row in self.rows():
            searched = f"{row.title}\n{row.detail}".casefold()
            if all(word in searched for word in words):
                yield replace(row, where=place_in_name(row.title, text))

    def row_of(self, row_id: str) -> PaletteRow | None:
        """Return the current row with an id; None if it is gone."""
        return next((row for row in self.rows() if row.id == row_id), None)


def spoken_row(row: PaletteRow) -> str:
    """Return everything that a row shows, in words."""
    title = f"{row.method} {row.title}".strip()
    verdict = "" if row.severity is None else SEVERITY_WORDS[row.severity]
    parts = (title, verdict, row.detail, row.keys, row.kind)
    return listed((part for part in parts if part), of="clauses")
