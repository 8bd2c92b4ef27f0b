"""The endpoints of the chosen environment, to open one."""

from collections.abc import Iterable, Iterator
from functools import partial

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.api.endpoint_filter import Hit, Where, place_in_name
from aiurdesk.core.translation import tr
from aiurdesk.ui.endpoints.outline import hit_origin
from aiurdesk.ui.palette.scope import Scope
from aiurdesk.ui.palette.source import PaletteRow, Source


class EndpointSource(Source):
    """Finds endpoints as the filter of the sidebar does."""

    kind = tr("Endpoint")
    scopes = (Scope.ALL, Scope.REQUESTS)
    suggested_in = (Scope.REQUESTS,)

    def rows(self) -> Iterator[PaletteRow]:
        """Yield all of them in the order of the tree."""
        return self._rows_of(self.uses.endpoints.ranking.hits(""))

    def matches(self, text: str, most: int) -> Iterator[PaletteRow]:
        """Yield those that match, the best first."""
        return self._rows_of(self.uses.endpoints.ranking.hits(text)[:most], text)

    def _rows_of(self, hits: Iterable[Hit], text: str = "") -> Iterator[PaletteRow]:
        unreachable = self.uses.endpoints.unreachable
        for hit in hits:
            endpoint, title = hit.endpoint, hit.endpoint.shown_title
            yield PaletteRow(
                self.kind,
                endpoint.id,
                title,
                partial(self._open, endpoint),
                detail=hit_origin(hit, text),
                method=endpoint.shown_method,
                is_muted=endpoint.id in unreachable,
                where=_rank(hit, title, text),
            )

    def _open(self, endpoint: Endpoint) -> None:
        self.uses.workbench.open(endpoint)
        self.uses.focus_page()


def _rank(hit: Hit, title: str, text: str) -> Where:
    where = place_in_name(title, text)
    # An endpoint has names that the row does not show, such as ``CreateChannel``.
    return where if where <= Where.NAME else max(hit.where, Where.NAME)
