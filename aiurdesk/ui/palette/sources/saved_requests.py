"""The saved requests of the open collections, to open one."""

from collections.abc import Iterator
from functools import partial

from aiurdesk.core.api.endpoint_filter import place_in_name
from aiurdesk.core.collection.collection import SearchRow, matching
from aiurdesk.core.translation import tr
from aiurdesk.ui.collections.collection_tree import Act, EntryCommand
from aiurdesk.ui.collections.collections_controller import CollectionsController
from aiurdesk.ui.collections.outline import hit_origin, method_of
from aiurdesk.ui.palette.scope import Scope
from aiurdesk.ui.palette.source import PaletteRow, Source


class SavedRequestSource(Source):
    """Finds saved requests as the filter of the collections does."""

    kind = tr("Saved request")
    scopes = (Scope.ALL, Scope.REQUESTS)

    def rows(self) -> Iterator[PaletteRow]:
        """Yield all of them, from top to bottom."""
        return self._rows_of(self._searched())

    def matches(self, text: str, most: int) -> Iterator[PaletteRow]:
        """Yield those that match, the best first."""
        return self._rows_of(matching(self._searched(), text)[:most], text)

    def row_of(self, row_id: str) -> PaletteRow | None:
        """Return the request of a file."""
        same = [row for row in self._searched() if row.request.path == row_id]
        return next(self._rows_of(same), None)

    def _searched(self) -> list[SearchRow]:
        collections = self.uses.collections()
        opened = () if collections is None else collections.collections
        return [row for collection in opened for row in collection.rows]

    def _rows_of(self, rows: list[SearchRow], text: str = "") -> Iterator[PaletteRow]:
        collections = self.uses.collections()
        if collections is None:
            return
        for row in rows:
            request = row.request
            yield PaletteRow(
                self.kind,
                request.path,
                request.name,
                partial(_open, collections, request.path),
                detail=hit_origin(row, text),
                method=method_of(collections.library, request.saved),
                where=place_in_name(request.name, text),
            )


def _open(collections: CollectionsController, path: str) -> None:
    collections.carry_out(EntryCommand(Act.OPEN_REQUEST, path))
