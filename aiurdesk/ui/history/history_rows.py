"""The rows of the history: a heading for each day, and the entries of that day below it."""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from http import HTTPStatus

import msgspec
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QTreeView

from aiurdesk.core.api.endpoint import SOCKET_METHOD
from aiurdesk.core.exchange.exchange import AGENT, BY_AGENT, SEVERITY_WORDS
from aiurdesk.core.history.history_entry import HistoryEntry, day_title
from aiurdesk.core.translation import format_code, format_duration, listed, titled, tr, truncate
from aiurdesk.ui.theme.theme import method_mark
from aiurdesk.ui.widgets.row_delegate import FOLD_UNITS, GAP, ROW_SPACE, Index, RowDelegate
from aiurdesk.ui.widgets.rows_model import ItemRole

_LONGEST_SIGN = 10
_LONGEST_TIP = 600
_SHARE_OF_QUERY = 0.45
"""Of the width of a row, at most, where its name needs the rest."""


class Day(msgspec.Struct, frozen=True):
    """A heading with what was sent on a day, the newest first."""

    day: date
    title: str
    entries: tuple[HistoryEntry, ...]


HistoryRow = Day | HistoryEntry


def days_of(entries: Iterable[HistoryEntry], today: date) -> tuple[Day, ...]:
    """Return entries by days, in their order."""
    days: dict[date, list[HistoryEntry]] = {}
    for entry in entries:
        days.setdefault(entry.day, []).append(entry)
    return tuple(Day(day, day_title(day, today), tuple(of_day)) for day, of_day in days.items())


def children_of(row: HistoryRow) -> Sequence[HistoryRow]:
    """Return the entries of a day."""
    return row.entries if isinstance(row, Day) else ()


def sign_of(entry: HistoryEntry) -> str:
    """Return the result code, or the HTTP status of a response without one."""
    if entry.code is not None:
        return truncate(format_code(entry.code), _LONGEST_SIGN)
    return "" if entry.status is None else str(entry.status)


def detail_of(entry: HistoryEntry) -> str:
    """Return the second line of an entry: when it was sent, and what the service said."""
    # Messages may have several lines; a row has one for them.
    message = " ".join((entry.message or entry.headline).split())
    sender = f" · {tr('agent')}" if entry.sender == AGENT else ""
    return f"{entry.started_at.astimezone():%H:%M}{sender} · {message}"


def method_of(entry: HistoryEntry) -> str:
    """Return the method as lists show it."""
    # Earlier versions recorded the method of the handshake.
    return SOCKET_METHOD if entry.status == HTTPStatus.SWITCHING_PROTOCOLS else entry.method


def spoken_row(row: HistoryRow) -> str:
    """Return what a screen reader says of a row."""
    if isinstance(row, Day):
        return row.title
    # By itself, a bare 404 could be a result code.
    sign = sign_of(row) if row.code is not None or row.status is None else f"HTTP {row.status}"
    word = SEVERITY_WORDS[row.severity]
    words = (row.title, row.query, method_of(row), sign, word, detail_of(row))
    return listed((part for part in words if part), of="clauses")


def tool_tip_of(entry: HistoryEntry) -> str:
    """Return all that is known of an entry, in lines."""
    moment = entry.started_at.astimezone()
    word = SEVERITY_WORDS[entry.severity]
    code = "" if entry.code is None else f"{format_code(entry.code)} "
    facts = [f"{moment:%H:%M:%S}", entry.environment, format_duration(entry.elapsed_ms)]
    if entry.status is not None:
        facts.append(f"HTTP {entry.status}")
    lines = (
        f"{method_of(entry)} {entry.address}",
        " · ".join(fact for fact in facts if fact),
        titled(word, f"{code}{entry.headline}"),
        entry.message,
        tr(BY_AGENT) if entry.sender == AGENT else "",
    )
    return "\n".join(truncate(line, _LONGEST_TIP) for line in lines if line)


def authority_of(entry: HistoryEntry) -> str:
    """Return host and port that an entry was sent to."""
    return re.split("[/?#]", entry.address.partition("://")[2], maxsplit=1)[0]


def title_beside(entry: HistoryEntry, authorities: Collection[str]) -> str:
    """Return the name of an entry; of a custom URL its path, where all have one authority."""
    path = entry.title.removeprefix(authority_of(entry))
    is_path = not entry.endpoint_id and len(authorities) == 1
    return path if is_path and path.startswith("/") and path != "/" else entry.title


def paint_title(
    delegate: RowDelegate, painter: QPainter, rect: QRect, title: str, query: str
) -> None:
    """Draw a name, and the query behind it: a long name leaves room for that."""
    wanted = delegate.small.metrics.horizontalAdvance(query) + GAP if query else 0
    kept = min(wanted, round(rect.width() * _SHARE_OF_QUERY))
    width = delegate.draw(painter, rect.adjusted(0, 0, -kept, 0), title, delegate.plain, "text")
    if query:
        rest = rect.adjusted(width + GAP, 0, 0, 0)
        delegate.draw(painter, rest, query, delegate.small, "muted")


_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_MARGIN = 10
"""Pixels at the right, beside the verdict."""
_ICON_UNITS = 12


class HistoryDelegate(RowDelegate):
    """Draws two lines for an entry: method, title and verdict, then time and message."""

    with_two_lines = HistoryEntry

    def tool_tip(self, entry: object) -> str:
        """Return all that is known of an entry."""
        return tool_tip_of(entry) if isinstance(entry, HistoryEntry) else ""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a row, with the arrow before a day."""
        super().paint(painter, option, index)
        view = option.widget
        if isinstance(index.data(ItemRole), Day) and isinstance(view, QTreeView):
            is_open = view.isExpanded(index.model().index(index.row(), 0))
            self.paint_arrow(painter, option.rect.adjusted(GAP, 0, 0, 0), is_open=is_open)

    def paint_entry(self, painter: QPainter, rect: QRect, entry: object) -> None:  # noqa: D102
        if isinstance(entry, Day):
            fold = self._theme.icon_size(FOLD_UNITS).width()
            rect = rect.adjusted(2 * GAP + fold, 0, 0, 0)
            width = self.draw(painter, rect, entry.title, self.bold, "text")
            rest = rect.adjusted(width + GAP, 0, 0, 0)
            self.draw(painter, rest, str(len(entry.entries)), self.small, "muted")
        elif isinstance(entry, HistoryEntry):
            self._paint_exchange(
                painter, rect.adjusted(2 * GAP, ROW_SPACE // 2, -_MARGIN, 0), entry
            )

    def _paint_exchange(self, painter: QPainter, rect: QRect, entry: HistoryEntry) -> None:
        upper, lower = self.lines_of(rect)
        room = self._paint_verdict(painter, upper, entry)
        painter.setFont(self.badge.font)
        method = method_of(entry)
        painter.setPen(self._theme.colour(method_mark(method)))
        painter.drawText(upper, _LEFT, method)
        # Not as wide as the longest one: in a narrow sidebar, each character of the title counts.
        badge = self.badge.metrics.horizontalAdvance(method) + GAP
        named = upper.adjusted(badge, 0, -room, 0)
        paint_title(self, painter, named, entry.title, entry.query)
        self.draw(painter, lower, detail_of(entry), self.small, "muted")

    def _paint_verdict(self, painter: QPainter, rect: QRect, entry: HistoryEntry) -> int:
        """Draw icon and code at the right, and return the room that they take."""
        sign, token = sign_of(entry), f"{entry.severity}_text"
        painter.setFont(self.bold.font)
        painter.setPen(self._theme.colour(token))
        painter.drawText(rect, _RIGHT, sign)
        taken = self.bold.metrics.horizontalAdvance(sign)
        size = self._theme.icon_size(_ICON_UNITS)
        icon = QRect(0, 0, size.width(), size.height())
        icon.moveCenter(rect.center())
        # Without a code or a status, the icon takes their place.
        icon.moveRight(rect.right() - taken - (4 if taken else 0))
        self._theme.icon(f"severity-{entry.severity}", token).paint(painter, icon)
        return rect.right() - icon.left() + GAP
