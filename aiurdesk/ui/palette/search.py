"""What the command palette lists for a text, and what it was used for before."""

from collections.abc import Iterable, Iterator, Sequence

from aiurdesk.core.api.ranking import Where
from aiurdesk.ui.palette.scope import Scope
from aiurdesk.ui.palette.source import PaletteRow, Source

MOST_OF_A_KIND = 30
"""More rows than anybody looks through; each takes time at every key."""
_MOST_RECENT = 5


class PaletteSearch:
    """Asks each source, and puts what they have into one order."""

    def __init__(self, sources: Sequence[Source]) -> None:
        """Remember the sources.

        Args:
            sources: In the order in which equal matches of several kinds are listed.
        """
        self._sources = {source.kind: source for source in sources}
        self._recent: list[tuple[str, str]] = []

    def remember(self, row: PaletteRow) -> None:
        """Remember that a row was chosen: it is listed first while nothing is typed."""
        used = (row.kind, row.id)
        others = [other for other in self._recent if other != used]
        self._recent = [used, *others][:_MOST_RECENT]

    def listing_for(self, text: str, scope: Scope) -> tuple[tuple[PaletteRow, ...], bool]:
        """Return the rows for a text, the best first; for an empty one, what a person may want.

        Also return whether more of a kind match than are listed.
        """
        every = scope is Scope.ALL
        sources = [item for item in self._sources.values() if every or item.is_of_requests]
        if not text.split():
            return _without_repeats(self._suggested(sources, scope)), False
        all_rows: list[PaletteRow] = []
        is_cut = False
        for source in sources:
            # One more than are listed tells whether there are more.
            rows = sorted(source.matches(text, MOST_OF_A_KIND + 1), key=_rank)
            is_cut = is_cut or len(rows) > MOST_OF_A_KIND
            all_rows += rows[:MOST_OF_A_KIND]
        # A stable sort: equal matches stay in the order of the sources, and of each source.
        return tuple(sorted(all_rows, key=_rank)), is_cut

    def _suggested(self, sources: Sequence[Source], scope: Scope) -> Iterator[PaletteRow]:
        kinds = {source.kind for source in sources}
        for kind, row_id in self._recent:
            row = self._sources[kind].row_of(row_id) if kind in kinds else None
            if row is not None:
                yield row
        for source in sources:
            if scope in source.suggested_in:
                yield from source.rows()


def _rank(row: PaletteRow) -> Where:
    # Outside of names, the fields of endpoints and actions cannot be compared.
    return min(row.where, Where.SERVICE)


def _without_repeats(rows: Iterable[PaletteRow]) -> tuple[PaletteRow, ...]:
    first: dict[tuple[str, str], PaletteRow] = {}
    for row in rows:
        first.setdefault((row.kind, row.id), row)
    return tuple(first.values())
