"""What is said about a long body, and search in all of it."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator

from PySide6.QtCore import QObject, Signal

from aiurdesk.core.body_views.find import FindQuery
from aiurdesk.core.body_views.part import TextPart, cut_note
from aiurdesk.core.body_views.view import PLAIN_TEXT, Drawing, Rendering
from aiurdesk.core.response.response import ResponseBody
from aiurdesk.core.translation import tr, trn
from aiurdesk.ui.response.body_reader import BodyReader
from aiurdesk.ui.response.body_rows import BodyRows, Form
from aiurdesk.ui.response.body_strip import BodyStrip
from aiurdesk.ui.response.find_bar import FindBar
from aiurdesk.ui.response.long_tree import LongTree
from aiurdesk.ui.response.view_pages import Tab, ViewPages

_MOST_CHARACTERS = 4 * 1024 * 1024
"""A tree that has so many is not made longer: all of it is in memory, and is searched at once."""
_MOST_LINES = 1_000_000
"""The same; so many take some 40 MB."""
_MOST_TREE_MATCHES = 20_000
_MARKED_IN_WHOLE = 500
"""Matches that are marked on the scroll bar of the tree of a whole long body."""


class ShownBody(QObject):
    """Lets the tree go on part by part, and goes to the matches in the whole body."""

    counted = Signal()
    """Emitted when the number of matches is shown, which takes room."""
    text_wanted = Signal()
    """Emitted when a match is to be shown that only the tab of the text can show."""

    def __init__(
        self,
        pages: ViewPages,
        find: FindBar,
        strip: BodyStrip,
        rows: BodyRows,
        reader: BodyReader,
        long: LongTree,
    ) -> None:
        super().__init__(pages)
        self.rendering = Rendering(PLAIN_TEXT)
        self._pages = pages
        self._find = find
        self._strip = strip
        self._rows = rows
        self._reader = reader
        self._long = long
        self._body = ResponseBody()
        self._tree_part = TextPart("")
        self._tree_bytes = 0
        """How much of the body the tree shows."""
        self._in_tree = 0
        """Lines of the tree that have a match."""
        self._is_further_in = False
        """The rows of the tree begin with a value that is not the outermost one."""
        self._wanted: int | None = None
        """Where a match begins that is gone to when the text has been searched up to there."""
        find.search_requested.connect(lambda _: self._search_anew())
        find.chosen.connect(self._go_to)
        pages.text_changed.connect(self._on_text_changed)
        strip.more_wanted.connect(lambda: rows.read_part(self._tree_part.end))
        rows.part_read.connect(self._go_on)
        strip.cancelled.connect(self._on_cancelled)
        pages.tree.tree.top_changed.connect(self._on_top_changed)
        long.changed.connect(self._on_long_changed)
        rows.searched.connect(self._on_searched)

    def clear(self) -> None:
        """Let go of the body, so that nothing of it arrives among the parts of the next one."""
        self._wanted = None
        self._long.take(ResponseBody(), Rendering(PLAIN_TEXT))
        self._rows.set_body(ResponseBody(), Rendering(PLAIN_TEXT))

    def forget(self) -> None:
        """Let go of the body, while no other one follows."""
        self.clear()
        self._rows.forget()
        self._long.forget()

    def take(self, body: ResponseBody, rendering: Rendering) -> None:
        """Show another body from its beginning."""
        self.rendering = rendering
        self._body = body
        self._rows.set_body(body, rendering)
        self._long.take(body, rendering)
        self.show_tree_part(TextPart(rendering.text, is_last=not rendering.is_cut))
        self.show_strip()

    def show_tree_part(self, part: TextPart) -> None:
        """Take what the tree was read from."""
        self._tree_part = part
        self._tree_bytes = len(part.text.encode("utf-8", "replace"))

    def show_strip(self) -> None:
        """Say what of a long body is not shown, or not yet."""
        tab, strip = self._tab(), self._strip
        if self._rows.find_problem and self._searches_body():
            strip.say(self._rows.find_problem)
            return
        if tab is Tab.TEXT and self._has_text():
            form = self._form()
            if progress := self._rows.progress(form):
                strip.say(progress, can_cancel=True)
            else:
                strip.say(self._rows.problem(Form.RECEIVED) or self._rows.problem(Form.LAID_OUT))
            return
        if tab is Tab.TREE and self._long.is_going_on:
            strip.say(self._long.progress, can_cancel=True)
            return
        around = self._pages.tree.tree.levels_around if tab is Tab.TREE else 0
        if around or self._long.whole is not None:
            strip.say(_around_note(around) if around else "")
            return
        # Only where the tree ends is it known whether it can go on.
        is_open = self._reader.is_reading or self.rendering.source is None
        if tab is not Tab.TREE or is_open or self._tree_part.is_last:
            strip.say("")
            return
        size = max(self._body.size_bytes, len(self._body.data))
        sentence = cut_note(self._tree_bytes, size)
        goes_on = self._tree_goes_on()
        if not goes_on:
            sentence += tr(" All of it is in the {tab} tab.").format(tab=self.rendering.kind.tab)
        strip.say(sentence, has_more=goes_on)

    def search_again(self) -> None:
        """Search what is shown now for the text that was searched before."""
        if self._find.needle():
            self._search()

    def _search_anew(self) -> None:
        self._wanted = None
        self._search()

    def _search(self) -> None:
        self.offer_options()
        view, query = self._pages.view(), self._find.query()
        if not self._searches_body():
            found = view.search(query.text) if view is not None else 0
            self._find.show_count(found)
            self.counted.emit()
            return
        if self._is_whole_tree():
            self._rows.search(query, Form.RECEIVED)
            self._on_searched()
            return
        # What the tree shows is searched at once; all of the body only where more is in it.
        is_tree_enough = view is not None and query.is_usual
        self._in_tree = view.search(query.text) if view is not None and is_tree_enough else 0
        is_enough = is_tree_enough and self._tree_part.is_last
        self._rows.search(FindQuery() if is_enough else query, self._form())
        self._on_searched()

    def offer_options(self) -> None:
        """Let the field offer the ways in which what is shown can be searched."""
        is_json = self.rendering.kind.drawing is Drawing.TREE
        is_there = self._searches_body() and not self.rendering.kind.columns
        self._find.offer_options(is_there=is_there, has_keys=is_there and is_json)

    def _on_searched(self) -> None:
        if not self._searches_body():
            return
        rows = self._rows
        count = len(rows.starts)
        if self._is_whole_tree():
            self._mark_in_whole()
        elif self._tab() is Tab.TREE:
            if not self._find.query().is_usual:
                self._mark_in_tree()
            count = self._in_tree + self._behind_tree()
        else:
            self._pages.text.panel.text.mark_matches(rows.starts, rows.ends)
            self._go_to_wanted()
        self._find.show_count(
            count, self._find.match, is_searching=rows.is_searching, problem=rows.find_problem
        )
        self.show_strip()
        self.counted.emit()

    def _mark_in_tree(self) -> None:
        """Mark the lines of the tree on which matches are that were found in the whole body."""
        tree, starts, query = self._pages.tree.tree, self._rows.starts, self._find.query()
        found = starts[: min(bisect_left(starts, self._tree_bytes), _MOST_TREE_MATCHES)]
        text = tree.shown_tree.text
        places = found if text.isascii() else _characters(text, found)
        needle = "" if query.is_expression else query.text
        self._in_tree = tree.mark_lines(tree.shown_tree.lines_of(places), needle)
        tree.viewport().update()

    def _mark_in_whole(self) -> None:
        """Mark the matches in the rows of a whole long body, and about where each is."""
        starts, query, whole = self._rows.starts, self._find.query(), self._long.whole
        some = starts[:: max(1, len(starts) // _MARKED_IN_WHOLE)]
        lines = [] if whole is None else [whole.line_near(start) for start in some]
        self._pages.tree.tree.mark_lines(lines, "" if query.is_expression else query.text)

    def _is_whole_tree(self) -> bool:
        return self._tab() is Tab.TREE and self._long.whole is not None

    def _on_long_changed(self) -> None:
        self.show_strip()
        if self._is_whole_tree():
            # What the beginning has is counted in another way.
            self._search_anew()

    def _on_top_changed(self) -> None:
        around = self._pages.tree.tree.levels_around
        if bool(around) or self._is_further_in:
            self._is_further_in = bool(around)
            self.show_strip()

    def _on_cancelled(self) -> None:
        if self._tab() is Tab.TREE:
            self._long.cancel()
        else:
            self._rows.stop(self._form())

    def _behind_tree(self) -> int:
        """Return how many matches lie behind what the tree shows."""
        starts = self._rows.starts
        return len(starts) - bisect_left(starts, self._tree_bytes)

    def _go_to(self, match: int) -> None:
        view = self._pages.view()
        if not self._searches_body():
            if view is not None:
                view.go_to(match)
            return
        if view is None:
            self._pages.text.panel.text.go_to(match)
            return
        if self._is_whole_tree():
            self._long.go_to_byte(self._rows.starts[match])
            return
        if match < self._in_tree:
            view.go_to(match)
            return
        # Counted from the end: in the tree, a line with several matches counts once.
        start = self._rows.starts[
            len(self._rows.starts) - self._behind_tree() + match - self._in_tree
        ]
        self._wanted = start
        self._pages.text.panel.show_received()
        self.text_wanted.emit()

    def _go_to_wanted(self) -> None:
        starts = self._rows.starts
        if self._wanted is None or not starts or starts[-1] < self._wanted:
            return
        match, self._wanted = bisect_left(starts, self._wanted), None
        self._pages.text.panel.text.go_to(match)
        self._find.match = match

    def _on_text_changed(self) -> None:
        self.show_strip()
        if self._tab() is Tab.TEXT:
            self.search_again()

    def _searches_body(self) -> bool:
        tab = self._tab()
        if tab is Tab.TREE:
            # A tree of XML has other places than the text of the body.
            return self._pages.tree.has_tree() and self.rendering.kind.drawing is Drawing.TREE
        return tab is Tab.TEXT and self._has_text()

    def _has_text(self) -> bool:
        return self._pages.text.is_made and self._pages.text.panel.is_text

    def _form(self) -> Form:
        if self._tab() is Tab.TEXT and self._has_text():
            return self._pages.text.panel.form
        return Form.RECEIVED

    def _tree_goes_on(self) -> bool:
        """Tell whether the next part of the body can be shown in the tree."""
        tree = self._pages.tree.tree.shown_tree
        is_long = len(tree) >= _MOST_LINES or len(tree.text) >= _MOST_CHARACTERS
        return self._reader.can_go_on and not is_long

    def _tab(self) -> Tab:
        return list(Tab)[self._pages.currentIndex()]

    def _go_on(self, part: TextPart) -> None:
        if self._reader.can_go_on:
            self._reader.go_on(part.text, is_cut=not part.is_last)


def _around_note(levels: int) -> str:
    return trn(
        "{count:,} level is around the first row. Home shows it.",
        "{count:,} levels are around the first row. Home shows them.",
        levels,
    ).format(count=levels)


def _characters(text: str, offsets: "array[int]") -> Iterator[int]:
    """Yield which character of a text each byte begins, for bytes in order."""
    data, before, count = text.encode("utf-8", "replace"), 0, 0
    for offset in offsets:
        count += len(data[before:offset].decode("utf-8", "replace"))
        before = offset
        yield count
