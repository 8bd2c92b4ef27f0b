"""The command palette above the window: a line, the list of what it finds, and a hint."""

from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QMainWindow,
    QTreeView,
    QWidget,
)
from shiboken6 import isValid

from aiurdesk.core.api.endpoint_filter import Where
from aiurdesk.core.translation import tr, trn
from aiurdesk.ui.palette.palette_delegate import PaletteDelegate, PaletteLine
from aiurdesk.ui.palette.scope import Scope
from aiurdesk.ui.palette.source import PaletteRow, Source, spoken_row
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.rows_model import Column, ItemRole, RowsModel
from aiurdesk.ui.widgets.styled import announce, styled

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
        sources = [item for item in self._sources.values() if scope in item.scopes]
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


NAME = tr("Command palette")
"""What screen readers and tools call it; it stays as it is."""
_WIDTH = 660
"""In pixels, where the text has its usual size."""
_MARGIN = 20
"""Least distance to the edges of the window, in pixels."""
_MOST_ROWS = 12
"""Visible at once; the others are scrolled to."""
_LEAST_ROWS = 3
_WORDS = {
    Scope.ALL: tr("Go to endpoint, saved request, action"),
    Scope.REQUESTS: tr("Go to endpoint or saved request"),
    Scope.OPEN: tr("Go to open request"),
}
_KEYS_HINT = tr("↑ ↓ to move, Return to choose, Esc to close")
_SPOKEN_AFTER_MS = 400
"""How long a typed letter waits for the next one before a screen reader says what was found."""
_CUT_HINT = tr(
    "The first {most_of_a_kind} of a kind are listed. Type more to find the others."
).format(most_of_a_kind=MOST_OF_A_KIND)
_NOTHING = tr("Nothing matches. Try part of a name, a path or a parameter, or a whole URL.")


class Palette(QWidget):
    """Lies over the whole window while it is open, and takes its keys and clicks.

    No window of its own: the keyboard goes back at once to where it was, and what is chosen may
    act on the widget there.
    """

    def __init__(
        self,
        theme: Theme,
        window: QMainWindow,
        sources: Sequence[Source],
        passed_on: Sequence[QAction],
    ) -> None:
        """Build; it is hidden at first.

        Args:
            sources: Of its rows, as for ``PaletteSearch``.
            passed_on: The actions of the window whose keys work while it is open.
        """
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._search = PaletteSearch(sources)
        self._focus_before: tuple[QWidget, ...] = ()
        self.scope = Scope.ALL
        self.hide()
        self._card = QFrame(self)
        self._line = PaletteLine(theme, passed_on)
        self._model: RowsModel[PaletteRow] = RowsModel((_COLUMN,), self)
        self._delegate = PaletteDelegate(theme, self)
        # Otherwise Qt asks the delegate, which is in Python, for the height of every row.
        self._list = QTreeView(uniformRowHeights=True, headerHidden=True, indentation=0)
        self._nothing = styled(QLabel(_NOTHING, wordWrap=True), look="muted")
        self._hint = styled(QLabel(_KEYS_HINT, wordWrap=True), look="small")
        self._spoken = ""
        # A screen reader would say the hits of every letter, one after the other.
        self._typing_pause = QTimer(self, singleShot=True, interval=_SPOKEN_AFTER_MS)
        self._typing_pause.timeout.connect(lambda: announce(self._line, self._spoken))
        self._lay_out()
        self._connect()
        theme.apply_to(self)
        theme.changed.connect(self._on_theme_changed)

    def open_for(self, scope: Scope) -> None:
        """Open it empty, with the keyboard in its line; close it if it is open for the same.

        If it is open for something else, what is typed is searched there.
        """
        is_open = self.is_open
        if is_open and scope is self.scope:
            self.close_palette()
            return
        self.scope = scope
        self._line.setPlaceholderText(f"{_WORDS[scope]}…")
        self._line.setAccessibleName(_WORDS[scope])
        if not is_open:
            popup = QApplication.activePopupWidget()
            if popup is not None:
                # A list of completions lets the keys of the window pass, and takes what is typed.
                popup.close()
            self._focus_before = tuple(_with_ancestors(self._window.focusWidget()))
            # Without a signal of its own: it is searched below, also where it was empty.
            with QSignalBlocker(self._line):
                self._line.clear()
        self._list_rows()
        self._window.installEventFilter(self)
        self.show()
        self.raise_()
        self._fit()
        # As to a menu: a field keeps its selection, which Copy in the palette is about.
        self._line.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_palette(self) -> None:
        """Close it, and give the keyboard back to where it was."""
        before, self._focus_before = self._focus_before, ()
        self._close()
        # A line in which a name of a list was being typed is gone: the list has it then.
        there = next((widget for widget in before if isValid(widget) and widget.isVisible()), None)
        if there is not None:
            there.setFocus(Qt.FocusReason.PopupFocusReason)

    @property
    def is_open(self) -> bool:
        """Whether it is open, also while the window is minimized."""
        return not self.isHidden()

    def refresh(self) -> None:
        """Search again while it is open, because there is something else to find."""
        if self.is_open:
            self._list_rows(is_again=True)

    def _list_rows(self, *, is_again: bool = False) -> None:
        """List what there is for the text; Return runs the first.

        Args:
            is_again: For the same text: Return runs the same row as before, if it is still there.
        """
        text = self._line.text()
        rows, is_cut = self._search.listing_for(text, self.scope)
        before = self._list.currentIndex().data(ItemRole) if is_again else None
        chosen = (before.kind, before.id) if isinstance(before, PaletteRow) else None
        position = next((n for n, row in enumerate(rows) if (row.kind, row.id) == chosen), 0)
        self._delegate.set_filter(text)
        self._delegate.make_room({row.method for row in rows if row.method})
        self._model.set_items(rows)
        self._list.setCurrentIndex(self._model.index(position, 0))
        self._list.setVisible(bool(rows))
        self._nothing.setVisible(not rows)
        self._hint.setText(_CUT_HINT if is_cut else _KEYS_HINT)
        self._fit()
        if text and not is_again:
            count = trn("{count} hit", "{count} hits", len(rows)).format(count=len(rows))
            self._spoken = f"{count}. {spoken_row(rows[0])}" if rows else _NOTHING
            self._typing_pause.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the window."""
        if event.type() is QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Close at a click beside it, which does nothing else."""
        if not self._card.geometry().contains(event.position().toPoint()):
            self.close_palette()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Make way for a command line, which the line does not take: the window opens it."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.close_palette()
        super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self.setObjectName("palette")
        styled(self._card, "command_palette", spoken=NAME, look="palette")
        spoken = tr("Rows of the command palette")
        styled(self._list, "palette_rows", spoken=spoken, look="palette")
        self._list.setModel(self._model)
        self._list.setItemDelegate(self._delegate)
        self._list.setMouseTracking(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The keyboard stays in the line, whose arrow keys move in the list.
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for label in (self._nothing, self._hint):
            label.setContentsMargins(4, 2, 4, 2)
        self._line.setObjectName("palette_line")
        widgets = (self._line, self._list, self._nothing, self._hint)
        self._column = column_of(self._card, *widgets, margins=(8, 8, 8, 6), spacing=6)

    def _connect(self) -> None:
        self._line.textChanged.connect(lambda: self._list_rows())
        self._line.moved.connect(self._move)
        self._line.cancelled.connect(self.close_palette)
        self._line.focus_lost.connect(self._close)
        self._line.returnPressed.connect(lambda: self._choose(self._list.currentIndex()))
        self._list.clicked.connect(self._choose)

    def _close(self) -> None:
        """Close it; the keyboard is somewhere else already, or goes there now."""
        if self.is_open:
            self._typing_pause.stop()
            self._window.removeEventFilter(self)
            # Hidden with the keyboard in it, it would hand it to the next widget in the window.
            self._line.clearFocus()
            self.hide()

    def _choose(self, index: QModelIndex) -> None:
        row = index.data(ItemRole)
        if isinstance(row, PaletteRow):
            self.close_palette()
            self._search.remember(row)
            row.run()

    def _move(self, action: QTreeView.CursorAction) -> None:
        index = self._list.moveCursor(action, Qt.KeyboardModifier.NoModifier)
        if index.isValid():
            self._list.setCurrentIndex(index)
            self._typing_pause.stop()
            announce(self._line, spoken_row(index.data(ItemRole)))

    def _fit(self) -> None:
        """Give the list the height of its rows, and the palette its place below the menus."""
        self.setGeometry(self._window.rect())
        top = self._window.menuBar().geometry().bottom() + 8
        width = min(self._theme.length(_WIDTH), self.width() - 2 * _MARGIN)
        # Not the size hint, which is for texts on one line.
        others = self._column.totalHeightForWidth(width)
        if not self._list.isHidden():
            others -= self._list.maximumHeight()
        row_height = self._delegate.row_height
        room = self.height() - top - _MARGIN - others
        most = max(_LEAST_ROWS, min(_MOST_ROWS, room // row_height))
        list_height = min(self._model.rowCount(), most) * row_height
        self._list.setFixedHeight(list_height)
        height = others + (0 if self._list.isHidden() else list_height)
        self._card.setGeometry((self.width() - width) // 2, top, width, height)

    def _on_theme_changed(self) -> None:
        self._list.doItemsLayout()
        self._fit()


def _with_ancestors(focused: QWidget | None) -> Iterator[QWidget]:
    """Yield a widget, and those around it that can have the keyboard."""
    if focused is None:
        return
    yield focused
    around = focused.parentWidget()
    while around is not None:
        if around.focusPolicy() is not Qt.FocusPolicy.NoFocus:
            yield around
        around = around.parentWidget()


_COLUMN: Column[PaletteRow] = Column(
    tr("Row"), lambda row: row.title, {Qt.ItemDataRole.AccessibleTextRole: spoken_row}
)
