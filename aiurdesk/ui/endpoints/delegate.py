"""Paint a row of the endpoints: badge, title and count, or a hit with what matched in it."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.api.ranking import Hit
from aiurdesk.ui.endpoints.outline import Branch, Level, hit_origin, tool_tip_of
from aiurdesk.ui.tables.row_delegate import GAP, ROW_SPACE, RowDelegate
from aiurdesk.ui.theme.theme import Theme


class EntryDelegate(RowDelegate):
    """Draws branches, endpoints and hits."""

    with_two_lines = Hit

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.unreachable: frozenset[str] = frozenset()
        """Ids of the endpoints that are muted."""

    def tool_tip(self, entry: object) -> str:
        """Return method and path, and what matched."""
        if isinstance(entry, Hit):
            return f"{tool_tip_of(entry.endpoint)}\n{hit_origin(entry, self.needle)}"
        return tool_tip_of(entry) if isinstance(entry, Branch | Endpoint) else ""

    def paint_entry(self, painter: QPainter, rect: QRect, entry: object) -> None:  # noqa: D102
        if isinstance(entry, Branch):
            self._paint_branch(painter, rect, entry)
        elif isinstance(entry, Hit):
            self._paint_hit(painter, rect, entry)
        elif isinstance(entry, Endpoint):
            self._paint_endpoint(painter, rect, entry)

    def _paint_branch(self, painter: QPainter, rect: QRect, branch: Branch) -> None:
        is_service = branch.level is Level.SERVICE
        face = self.bold if is_service else self.plain
        # Services stand out among the headings; what cannot be reached is muted with all below it.
        token = "text" if is_service and branch.is_available else "muted"
        count = str(branch.endpoint_count)
        # The count is short and stays readable; the title is shortened to make room for it.
        room = self.small.metrics.horizontalAdvance(count) + GAP + 2
        width = self.draw(painter, rect.adjusted(0, 0, -room, 0), branch.title, face, token)
        rest = rect.adjusted(width + GAP + 2, 0, 0, 0)
        self.draw(painter, rest, count, self.small, "muted")

    def _paint_hit(self, painter: QPainter, rect: QRect, hit: Hit) -> None:
        upper, lower = self.lines_of(rect.adjusted(0, ROW_SPACE // 2, 0, 0))
        self._paint_endpoint(painter, upper, hit.endpoint)
        lower.adjust(self.badge_width + GAP, 0, 0, 0)
        self.draw(painter, lower, hit_origin(hit, self.needle), self.small, "muted")

    def _paint_endpoint(self, painter: QPainter, rect: QRect, endpoint: Endpoint) -> None:
        method = endpoint.shown_method
        is_muted = endpoint.id in self.unreachable
        rest = self.paint_badge(painter, rect, method, is_muted=is_muted)
        token = "muted" if is_muted or endpoint.is_deprecated else "text"
        width = self.draw(painter, rest, endpoint.shown_title, self.plain, token)
        if endpoint.is_deprecated:
            middle = rest.center().y() + 1
            painter.drawLine(rest.left(), middle, rest.left() + width, middle)
