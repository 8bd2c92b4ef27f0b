"""The response tree: received JSON line by line, to be folded, searched and copied from."""

from bisect import bisect_right
from collections.abc import Callable
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from aiurdesk.core.body_views.level_parts import LevelPart
from aiurdesk.core.body_views.levels import Level
from aiurdesk.core.body_views.meanings import Inside
from aiurdesk.core.body_views.whole_tree import WholeTree
from aiurdesk.core.collection.offered_tests import offer_words
from aiurdesk.core.formats.json.tree import (
    JsonLines,
    JsonRow,
    JsonTree,
    LineKind,
)
from aiurdesk.core.formats.json.tree_path import (
    TEACHING_USES,
    PickedValue,
    ValueUse,
    path_within,
    picked_value,
)
from aiurdesk.core.translation import tr
from aiurdesk.ui.response.marked_bar import MOST_MARKS, MarkedBar
from aiurdesk.ui.response.open_groups import OpenGroups
from aiurdesk.ui.response.tree_delegate import TreeDelegate
from aiurdesk.ui.response.tree_depth import OPENED_LEVELS, TreeDepth
from aiurdesk.ui.response.tree_model import JsonTreeModel
from aiurdesk.ui.response.tree_paths import PathCopier, steps_to
from aiurdesk.ui.response.tree_rows import OPENED_ROWS, TreeRows
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.keyboard import escaped
from aiurdesk.ui.widgets.page_scroll import keep_scroll_bar

_MOST_USED_LEVELS = 500
"""A value in more of them is only looked at and copied: nothing evaluates longer paths."""
_USES = {
    ValueUse.EXPECT: tr("Add test"),
    ValueUse.CAPTURE: tr("Capture as variable…"),
    ValueUse.OPEN: tr("Open as request"),
    ValueUse.NEXT_PAGE: tr("Use as next page…"),
    ValueUse.ENTRIES: tr("Use as paged list"),
    ValueUse.WORKED: tr("This says whether it worked"),
    ValueUse.CODE: tr("This is the code"),
    ValueUse.MESSAGE: tr("This is the message"),
    ValueUse.FIELDS: tr("These are field errors"),
    ValueUse.RETRY: tr("Wait this long"),
}


class TreeView(QTreeView):
    """Shows lines of JSON; reads no further than it is opened."""

    value_picked = Signal(PickedValue)
    """Emitted with a value and what a person wants to do with it."""
    picture_wanted = Signal(bytes)
    """Emitted with the image that a text holds."""
    table_wanted = Signal(int)
    """Emitted with the line of a list that is to be shown as a table."""
    group_wanted = Signal(Level, int)
    """As in ``JsonTreeModel``; ``take_group`` gives it."""
    source_wanted = Signal(int, int)
    """Emitted with the first byte of a value and the one behind it, to be copied from the body."""
    place_changed = Signal()
    """Emitted when another value was chosen, or none."""
    top_changed = Signal()
    """Emitted when the rows begin with another value."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        # The delegate draws fold marks and indentation itself: beside the line numbers, and only
        # down to some depth.
        super().__init__(parent, headerHidden=True, rootIsDecorated=False, indentation=0)
        self._model = JsonTreeModel(self)
        self._delegate = TreeDelegate(self, self._model, theme)
        self._depth = TreeDepth(self, self._model, self.show_from)
        self._rows = TreeRows(self, self._model)
        self._open_groups = OpenGroups(self, self._model)
        self._paths = PathCopier(self)
        self._beginning = JsonTree("")
        self._matches: list[int] = []
        self._revealed: int | None = None
        """The line that is brought into sight when what is around it was read."""
        self._is_to_end = False
        """The same is to be done with the last value of all."""
        self._to_open: set[JsonRow] = set()
        """Rows that are opened when they were read."""
        # Many rows are opened at once.
        self._marking = QTimer(self, singleShot=True, interval=0)
        self._marking.timeout.connect(self._mark_bar)
        self.filter_path = ""
        """What the tree was filtered by; empty for the whole body."""
        self.picked: PickedValue | None = None
        """The value on the chosen row; None where no path leads to it."""
        self.bar = MarkedBar(theme, tr("Place in the tree"), self)
        self._build()
        self._add_actions()
        self._connect()
        # Rows have another height after a zoom, which a tree with uniform rows asks for once.
        theme.changed.connect(self.doItemsLayout)

    def _build(self) -> None:
        self.setObjectName("response_tree")
        self.setVerticalScrollBar(self.bar)
        self.setAccessibleName(tr("Response tree"))
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        # Otherwise Qt asks the delegate, which is in Python, for the height of every row.
        self.setUniformRowHeights(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        # By item, one step would be as wide as the whole column.
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # A stretched column is no wider than the view, and long lines could not be scrolled to.
        self.header().setStretchLastSection(False)
        self.header().setResizeContentsPrecision(0)  # as wide as the visible rows
        self.header().setSectionResizeMode(self.header().ResizeMode.ResizeToContents)
        # A bar for a long line would hide this line, and go with it, and show it again.
        keep_scroll_bar(self, Qt.Orientation.Horizontal)

    def _add_actions(self) -> None:
        self.copy_value_action = self._action(
            tr("Copy value"), QKeySequence(QKeySequence.StandardKey.Copy), self.copy_value
        )
        self.copy_path_action = self._action(
            tr("Copy path"), QKeySequence("Ctrl+Shift+C"), self.copy_path
        )
        self.use_actions: dict[ValueUse, QAction] = {}
        for use, text in _USES.items():
            if use is TEACHING_USES[0]:
                self._add_line()
            self.use_actions[use] = self._action(text, QKeySequence(), partial(self._use, use))
        self._add_line()
        self.picture_action = self._action(
            tr("Show image"), QKeySequence("Ctrl+Return"), self._show_picture
        )
        self.open_level_action = self._action(
            tr("Expand one level"), QKeySequence("Shift+Right"), self._rows.expand_one
        )
        self.close_level_action = self._action(
            tr("Collapse one level"), QKeySequence("Shift+Left"), self._rows.collapse_one
        )
        self.inwards_action = self._action(
            tr("Show from here"), QKeySequence("Ctrl+Shift+Right"), self._show_from_here
        )
        self.outwards_action = self._action(
            tr("Show from the outermost value"), QKeySequence("Ctrl+Shift+Left"), self.show_all
        )
        self.outwards_action.setEnabled(False)
        self.table_action = self._action(tr("Show as table"), QKeySequence(), self._show_table)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _connect(self) -> None:
        for changed in (self.expanded, self.collapsed):
            changed.connect(lambda _: self._marking.start())
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        self.expanded.connect(self._open_text)
        self._model.group_wanted.connect(self.group_wanted)
        self._model.rowsInserted.connect(self._open_again)
        self._model.modelReset.connect(self.top_changed)

    @property
    def shown_tree(self) -> JsonTree:
        """The lines that are shown, or the first of them where these are of a whole long body."""
        return self._beginning

    @property
    def lines(self) -> JsonLines:
        """The lines that are shown."""
        return self._model.tree

    @property
    def levels_around(self) -> int:
        """How many objects and lists are around the value that the rows begin with."""
        return self._depth.around

    def show_all(self) -> None:
        """Let the rows begin with the outermost value again."""
        if self._model.top:
            self.show_from(0, 0)
            self._rows.open(self._model.index(0, 0), OPENED_ROWS)

    def _show_from_here(self) -> None:
        index = self.currentIndex()
        if self.inwards_action.isEnabled() and index.isValid():
            line = self._model.node_at(index).line
            self.show_from(line, line)
            self.expand(self._model.index(0, 0))

    def show_from(self, top: int, chosen: int) -> None:
        """Let the rows begin with the value on a line, and choose the row of one."""
        tree, opened = self._model.tree, self._opened_nodes()
        self._to_open = set()
        self._model.set_tree(tree, self._model.remarks, top)
        if isinstance(tree, WholeTree):
            tree.drop_around(top)
        self._open_anew(opened)
        if self._is_known(chosen):
            self._choose(self._model.index_of(chosen))
        else:
            self._on_current_changed(QModelIndex())
        self._mark_bar()

    def _choose(self, index: QModelIndex) -> None:
        """Choose a row, and open those above it."""
        at = index.parent()
        while at.isValid():
            self.expand(at)
            at = at.parent()
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def _opened_nodes(self) -> list[JsonRow]:
        opened: list[JsonRow] = []

        def note(index: QModelIndex) -> bool:
            is_open = self.isExpanded(index) and not self._model.is_within_text(index)
            if is_open:
                opened.append(self._model.node_at(index))
            return is_open

        self._walk(note)
        return opened

    def show_tree(
        self,
        tree: JsonTree,
        remarks: dict[int, str] | None = None,
        most_rows: int = OPENED_ROWS,
    ) -> None:
        """Show other lines from their beginning, opened as far as is fast."""
        self._forget_places()
        self._beginning = tree
        self._model.set_tree(tree, remarks)
        if len(tree):
            self._rows.open(self._model.index(0, 0), most_rows)
        # Resetting the model takes the current row away without a signal.
        self._on_current_changed(QModelIndex())

    def show_remarks(self, remarks: dict[int, str]) -> None:
        """Say other things about the lines that are shown."""
        self._model.set_remarks(remarks)
        self.viewport().update()

    def show_longer(self, tree: JsonTree, remarks: dict[int, str] | None = None) -> None:
        """Show more lines behind those that are shown, and go to the first of them.

        Args:
            tree: One that begins with the lines that are shown, all but the last.
        """
        before = self._beginning
        opened = self.opened_rows(tree)
        self._forget_places()
        self._beginning = tree
        self._model.set_tree(tree, remarks)
        self._open_anew(opened)
        self.reveal(min(len(before), len(tree)) - 1)
        self.scrollTo(self.currentIndex(), self.ScrollHint.PositionAtTop)

    def show_whole(self, whole: JsonTree | WholeTree) -> None:
        """Show more lines, or all, in place of the first of them, and leave the view as it is."""
        at, current = self.indexAt(QPoint(0, 0)), self.currentIndex()
        top, chosen = self._line_near(at), self._line_near(current)
        opened, left = self.opened_rows(whole), self.horizontalScrollBar().value()
        self._forget_places()
        if isinstance(whole, JsonTree):
            self._beginning = whole
        begin = self._model.top
        is_there = not isinstance(whole, WholeTree) or whole.wanted(begin) is None
        self._model.set_tree(whole, self._model.remarks, begin if is_there else 0)
        self._open_anew(opened)
        if chosen is not None and self._is_known(chosen):
            self.setCurrentIndex(self._model.index_of(chosen))
        else:
            self._on_current_changed(QModelIndex())
        if top is not None and self._is_known(top):
            self.scrollTo(self._model.index_of(top), self.ScrollHint.PositionAtTop)
        self.horizontalScrollBar().setValue(left)

    def _is_known(self, line: int) -> bool:
        tree = self._model.tree
        if not self._depth.is_shown(line):
            return False
        top = self._model.top
        return not isinstance(tree, WholeTree) or tree.wanted_to_show(line, top) is None

    def _line_near(self, index: QModelIndex) -> int | None:
        """Return the line of a row, or of the one that it is within."""
        while index.isValid() and self._model.is_within_text(index):
            index = index.parent()
        return self._rows.first_line(index) if index.isValid() else None

    def _forget_places(self) -> None:
        self._matches, self._revealed, self._is_to_end = [], None, False
        self._to_open = set()
        self.bar.mark_rows(())

    def opened_rows(self, longer: JsonTree | WholeTree) -> list[JsonRow]:
        """Return the rows that are open, and those that take their place in a longer tree."""
        opened: list[JsonRow] = []

        def note(index: QModelIndex) -> bool:
            if not self.isExpanded(index) or self._model.is_within_text(index):
                return False
            node = self._model.node_at(index)
            if isinstance(longer, WholeTree) and longer.wanted(node.line) is not None:
                return False
            was_divided = self._beginning.has_groups(node.line)
            if node.group >= 0:
                opened.extend(longer.rows_above(node.line, node.group))
            elif longer.has_groups(node.line) and not was_divided:
                # Its members are divided into groups now.
                opened.extend(longer.rows_above(node.line, 0))
            opened.append(node)
            return True

        self._walk(note)
        return opened

    def _open_anew(self, rows: list[JsonRow]) -> None:
        """Open rows, some of which may not be read yet."""
        self._to_open = set(rows)
        self._walk(self._reopen)

    def _reopen(self, index: QModelIndex) -> bool:
        is_open = self._model.node_at(index) in self._to_open
        if is_open:
            self._to_open.discard(self._model.node_at(index))
            self.expand(index)
        return is_open

    def _open_again(self, parent: QModelIndex, first: int, last: int) -> None:
        if self._to_open:
            for row in range(first, last + 1):
                self._walk(self._reopen, self._model.index(row, 0, parent))

    def ask_for(self, level: Level, group: int) -> None:
        """Ask for a group of a whole body, unless that was done already."""
        self._model.ask_for(level, group)

    def take_group(self, level: Level, group: int, part: LevelPart | None) -> None:
        """Take a group that was wanted; None where it cannot be read."""
        self._model.take_group(level, group, part)
        if part is None:
            self._revealed, self._is_to_end = None, False
        elif self._is_to_end:
            self._go_to_end()
        elif self._revealed is not None:
            self.reveal(self._revealed)
        else:
            self._open_groups.close_first()

    def _walk(
        self, enters: Callable[[QModelIndex], bool], start: QModelIndex | None = None
    ) -> None:
        """Visit the rows from the outermost inwards; below a row only where that is wanted."""
        waiting = [self._model.index(0, 0) if start is None else start]
        # Not recursive, because a body may nest without end.
        for at in waiting:
            # In this order, because most rows are not entered.
            if enters(at) and self._model.has_members(at):
                rows = range(self._model.rowCount(at))
                waiting += [self._model.index(row, 0, at) for row in rows]

    def search(self, needle: str) -> int:
        """Mark a text in all lines and return the number of lines; empty text unmarks."""
        return self.mark_lines(self._beginning.find(needle) if needle else [], needle)

    def mark_lines(self, lines: list[int], needle: str) -> int:
        """Take the lines with matches of a search, and return how many there are.

        Args:
            lines: In order.
            needle: Marked within the rows; empty for none.
        """
        self._delegate.needle = needle
        self._matches = lines
        self.viewport().update()
        self._mark_bar()
        return len(self._matches)

    def _mark_bar(self) -> None:
        """Mark the rows on the scroll bar that matches are on, or within while they are closed."""
        shown = [line for line in self._matches if self._depth.is_shown(line)]
        some = shown[:: max(1, len(shown) // MOST_MARKS)]
        rows = self._rows.in_order() if some else []
        places = [bisect_right(rows, line) - 1 for line in some] if rows else some
        count = max(len(rows) or len(self._model.tree), 1)
        self.bar.mark_rows([place / count for place in places])

    def go_to(self, match: int) -> None:
        """Open and choose the line of a match."""
        self.reveal(self._matches[match])

    def reveal(self, line: int) -> bool:
        """Open the rows above a line, and bring it into sight; return whether that was possible.

        Where something is yet to be read for it, that is done when it was.
        """
        tree, self._revealed = self._model.tree, None
        if isinstance(tree, WholeTree):
            wanted = tree.wanted(line)
            if wanted is None:
                wanted = tree.wanted_to_show(line, self._depth.top_for(line))
            if wanted is not None:
                self._revealed = line
                self.ask_for(*wanted)
                return False
        top = self._depth.top_for(line)
        if top == self._model.top:
            self._choose(self._model.index_of(line))
        else:
            self.show_from(top, line)
        return True

    def expand_all(self) -> None:
        """Open everything below the chosen row, up to some thousand rows."""
        index = self.currentIndex()
        self._rows.open(index if index.isValid() else self._model.index(0, 0), OPENED_ROWS * 10)

    def collapse_all(self) -> None:
        """Close everything but the outermost, and let go of what was read of it."""
        self._to_open = set()
        self.collapseAll()
        self.expand(self._model.index(0, 0))
        self._marking.start()

    def steps(self) -> list[str]:
        """Return the steps to the chosen value, from the outermost one; empty without one.

        Of very many, the last ones, and one for all before them.
        """
        return [step for step, _ in steps_to(self._model, self.currentIndex())]

    def choose_step(self, number: int) -> None:
        """Choose the value that a step leads to."""
        place = steps_to(self._model, self.currentIndex())
        if 0 <= number < len(place):
            at = place[number][1]
            if isinstance(at, int):
                self.reveal(at)
            else:
                self.setCurrentIndex(at)
                self.scrollTo(at)
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def copy_value(self) -> None:
        """Copy the chosen value: the content of a text, all of an object or list."""
        index = self.currentIndex()
        if not index.isValid():
            return
        tree, line = self._model.tree_at(index), self._model.line_at(index)
        place = None
        if line is not None and isinstance(tree, WholeTree):
            place = tree.left_out(line.number)
        if place is None:
            self._copy(tree.plain)
        else:
            self.source_wanted.emit(*place)

    def copy_path(self) -> None:
        """Copy the path that leads to the chosen value."""
        index = self.currentIndex()
        line = self._model.line_at(index) if index.isValid() else None
        if line is not None and self.copy_path_action.isEnabled():
            self._paths.copy(self._model.tree, line.number, self.filter_path)

    def path_of(self, line: int) -> str:
        """Return the path of the value on a line in the whole body."""
        return path_within(self.filter_path, self._model.tree.path(line))

    def _copy(self, text_of: Callable[[int], str]) -> None:
        index = self.currentIndex()
        line = self._model.line_at(index) if index.isValid() else None
        if line is not None:
            QGuiApplication.clipboard().setText(text_of(line.number))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Fold or unfold where the mark is pressed."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._model.hasChildren(index):
            area = self._delegate.mark_area(index, self.visualRect(index))
            if area.contains(event.position().toPoint()):
                self.setExpanded(index, not self.isExpanded(index))
                return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open all with ``*``, as other trees do, up to a limit."""
        if event.text() == "*":
            self.expand_all()
            return
        if event.key() == Qt.Key.Key_End and self._go_to_end():
            return
        if self._model.top and event.key() == Qt.Key.Key_Home:
            self.show_all()
            return
        is_at_top = self._model.top and self.currentIndex() == self._model.index(0, 0)
        if is_at_top and event.key() == Qt.Key.Key_Left:
            self._depth.move_outwards()
            return
        super().keyPressEvent(event)

    def _go_to_end(self) -> bool:
        """Choose the last value, which may be yet to be read; return whether that is the end.

        Of lines that all are here, the end is the last row, unless the last value is too far
        inwards to be opened to.
        """
        tree, self._is_to_end = self._model.tree, False
        if not isinstance(tree, JsonTree | WholeTree):
            return False
        last = tree.last_value()
        if isinstance(tree, JsonTree) and tree.depth(tree.last_value()) <= OPENED_LEVELS:
            return False
        if not isinstance(last, int):
            self._is_to_end = True
            self.ask_for(*last)
        elif self.reveal(last):
            self.scrollToBottom()
        else:
            self._is_to_end = True
        return True

    def _add_line(self) -> None:
        line = QAction(self)
        line.setSeparator(True)
        self.addAction(line)

    def _action(self, text: str, key: QKeySequence, function: Callable[[], None]) -> QAction:
        action = QAction(text, self)
        action.setShortcut(key)
        # Only while the tree has the keyboard: elsewhere the same keys copy something else.
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda: function())
        self.addAction(action)
        return action

    def _open_text(self, index: QModelIndex) -> None:
        """Open what a text holds together with the row of the text."""
        if not self._model.has_members(index):
            self._rows.open(self._model.index(0, 0, index), OPENED_ROWS)

    def _on_current_changed(self, index: QModelIndex) -> None:
        line = self._model.line_at(index) if index.isValid() else None
        # No path leads into a text.
        is_own = line is not None and not self._model.is_within_text(index)
        self.copy_value_action.setEnabled(line is not None)
        self.copy_path_action.setEnabled(is_own)
        own = line if is_own else None
        is_used = own is not None and self._model.tree.depth(own.number) <= _MOST_USED_LEVELS
        picked = self._picked(own.number) if own is not None and is_used else None
        self.picked = picked
        is_list = own is not None and own.kind == LineKind.ARRAY
        self.table_action.setEnabled(is_list and is_used)
        self.inwards_action.setEnabled(own is not None and own.member_count > 0)
        meaning = self._model.meaning(index) if line is not None else None
        has_picture = meaning is not None and meaning.inside is Inside.PICTURE
        self.picture_action.setVisible(has_picture)
        self.picture_action.setEnabled(has_picture)
        self.place_changed.emit()
        for use, action in self.use_actions.items():
            action.setEnabled(picked is not None and _is_of_use(use, picked))
        words = (
            _USES[ValueUse.EXPECT] if picked is None else offer_words(picked.path, picked.source)
        )
        self.use_actions[ValueUse.EXPECT].setText(escaped(words))

    def _picked(self, line: int) -> PickedValue | None:
        return picked_value(self._model.tree, line, self.filter_path)

    def _show_table(self) -> None:
        index = self.currentIndex()
        line = self._model.line_at(index) if index.isValid() else None
        if line is not None and self.table_action.isEnabled():
            self.table_wanted.emit(line.number)

    def _show_picture(self) -> None:
        index = self.currentIndex()
        meaning = self._model.meaning(index) if index.isValid() else None
        if meaning is not None and meaning.picture:
            self.picture_wanted.emit(meaning.picture)

    def _use(self, use: ValueUse) -> None:
        if self.picked is not None:
            self.value_picked.emit(replace(self.picked, use=use))


def _is_of_use(use: ValueUse, picked: PickedValue) -> bool:
    """Tell whether something can be done with a value, by what it is."""
    match use:
        case ValueUse.OPEN:
            return bool(picked.address)
        case ValueUse.NEXT_PAGE:
            return not picked.source.startswith(("{", "[", "t", "f", "n"))
        case ValueUse.ENTRIES:
            return picked.source.startswith("[")
        case _:
            return True
