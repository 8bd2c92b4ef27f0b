"""The visible part of a long body, and search in all of it."""

import msgspec
from PySide6.QtCore import QObject, Signal

from aiurdesk.core.body_views.part import TextPart
from aiurdesk.core.body_views.view import PLAIN_TEXT, Rendering
from aiurdesk.core.response.response import ResponseBody
from aiurdesk.core.translation import tr
from aiurdesk.ui.response.body_parts import BodyParts, PartStrip
from aiurdesk.ui.response.body_reader import BodyReader
from aiurdesk.ui.response.find_bar import FindBar
from aiurdesk.ui.response.view_pages import Tab, ViewPages

_MOST_CHARACTERS = 4 * 1024 * 1024
"""A tree that has so many is not made longer: all of it is in memory, and is searched at once."""
_MOST_LINES = 1_000_000
"""The same; so many take some 40 MB."""


class _VisiblePart(msgspec.Struct, frozen=True):
    """What is visible of a body."""

    part: TextPart
    end: int
    """Where the visible text ends in the body, which may be before the end of the part."""

    @property
    def is_all(self) -> bool:
        """Return whether nothing is left out."""
        return self.part.start == 0 and self.part.is_last and self.end == self.part.end


class ShownBody(QObject):
    """Shows one part of a body after the other, and goes to the matches in any of them."""

    counted = Signal()
    """Emitted when the number of matches is shown, which takes room."""
    text_wanted = Signal()
    """Emitted when a part is to be shown that only the tab of the text can show."""

    def __init__(
        self,
        pages: ViewPages,
        find: FindBar,
        strip: PartStrip,
        body_parts: BodyParts,
        reader: BodyReader,
    ) -> None:
        super().__init__(pages)
        self.rendering = Rendering(PLAIN_TEXT)
        self.tree_part = TextPart("")
        """What the tree was read from."""
        self._pages = pages
        self._find = find
        self._part_strip = strip
        self._body_parts = body_parts
        self._reader = reader
        self._size_bytes = 0
        self._text_part = _VisiblePart(TextPart(""), 0)
        self._is_for_tree = False
        """The part that is being read goes to the tree."""
        self._wanted_match: int | None = None
        """The match whose part is being read."""
        self._target: int | None = None
        """The match to select when the text is filled in."""
        self._counts = (0, 0, 0)
        """Matches before what is shown, in it, and behind it."""
        find.search_requested.connect(self._search)
        find.chosen.connect(self._go_to)
        pages.text_filled.connect(self._on_text_filled)
        pages.part_shown.connect(self._on_part_shown)
        strip.part_requested.connect(self._read_part)
        body_parts.part_read.connect(self._show_part)
        body_parts.searched.connect(lambda: self._show_count(self._find.match))

    def clear(self) -> None:
        """Let go of the body, so that nothing of it arrives among the parts of the next one."""
        self._target = self._wanted_match = None
        self._body_parts.set_body(ResponseBody(), None)

    def take(self, body: ResponseBody, rendering: Rendering) -> None:
        """Show another body from its beginning."""
        self.rendering = rendering
        self.tree_part = TextPart(rendering.text, is_last=not rendering.is_cut)
        self._size_bytes = max(body.size_bytes, len(body.data))
        self._body_parts.set_body(body, rendering.source)
        self.show_strip()

    def show_strip(self) -> None:
        """Say which part is shown, where it is not all of the body."""
        visible, source = self._visible_part(), self.rendering.source
        # Only where the tree ends is it known whether it can go on.
        is_open = self._current_tab() is Tab.TREE and self._reader.is_reading
        if visible is None or source is None or is_open:
            self._part_strip.hide()
            return
        sentence = source.note(visible.part, visible.end, self._size_bytes)
        if self._current_tab() is Tab.TREE and not self._tree_goes_on():
            tab = self.rendering.kind.tab
            # A tree begins with the first character, and may be too long already.
            sentence += tr(" “Show more” goes on in the {tab} tab.").format(tab=tab)
        self._part_strip.show_part(visible.part, visible.end, sentence)

    def search_again(self) -> None:
        """Search what is shown now for the text that was searched before."""
        if self._find.needle():
            self._search(self._find.needle())

    def _search(self, needle: str) -> None:
        visible = self._visible_part()
        is_partial = visible is not None and not visible.is_all
        # What is shown is searched at once below; all of the body only where more is in it.
        self._body_parts.search(needle if is_partial else "")
        self._counts = (0, self._pages.view().search(needle), 0)
        self._show_count()

    def _show_count(self, at: int = -1) -> None:
        """Show how many matches there are; some of them may be in other parts of the body."""
        visible = self._visible_part()
        before = behind = 0
        if visible is not None:
            before, behind = self._body_parts.matches_outside(visible.part.start, visible.end)
        self._counts = (before, self._counts[1], behind)
        self._find.show_count(sum(self._counts), at, is_searching=self._body_parts.is_searching)
        self.counted.emit()

    def _visible_part(self) -> "_VisiblePart | None":
        """Return what is visible of the body; None on the tabs beside it."""
        rendering, tab = self.rendering, self._current_tab()
        if rendering.source is None or tab not in (Tab.TREE, Tab.TEXT):
            return None
        if tab is Tab.TREE:
            return _VisiblePart(self.tree_part, self.tree_part.end)
        return self._text_part

    def _tree_goes_on(self) -> bool:
        """Tell whether the next part of the body is shown in the tree, too."""
        tree = self._pages.tree.tree.shown_tree
        is_long = len(tree) >= _MOST_LINES or len(tree.text) >= _MOST_CHARACTERS
        return self._reader.can_go_on and not is_long and self._current_tab() is Tab.TREE

    def _current_tab(self) -> Tab:
        return list(Tab)[self._pages.currentIndex()]

    def _go_to(self, match: int) -> None:
        before, here, _ = self._counts
        if before <= match < before + here:
            self._pages.view().go_to(match - before)
            return
        # Counted from the end: in the tree, a line with several matches counts once.
        is_before = match < before
        number = match if is_before else self._body_parts.count - (sum(self._counts) - match)
        self._wanted_match, self._is_for_tree = number, False
        self._body_parts.read_match(number)

    def _read_part(self, start: int) -> None:
        self._wanted_match, self._is_for_tree = None, self._tree_goes_on()
        self._body_parts.read_from(start)

    def _show_part(self, part: TextPart) -> None:
        """Show a part that was asked for; only the text can begin in the middle of a body."""
        if self._is_for_tree:
            self._reader.go_on(part.text, is_cut=not part.is_last)
            return
        page = self._pages.text.panel
        self.text_wanted.emit()
        # Only now: until here, the text of the part before may still have been filled in.
        self._target, self._wanted_match = self._wanted_match, None
        page.show_part(part)

    def _on_part_shown(self, part: TextPart, shown_end: int) -> None:
        self._text_part = _VisiblePart(part, shown_end)
        self.show_strip()

    def _on_text_filled(self) -> None:
        at = self._find.match
        self.search_again()
        target, self._target = self._target, None
        before, here, _ = self._counts
        if target is not None and here:
            self._pages.view().go_to(min(max(target - before, 0), here - 1))
            at = target
        # The person may have gone to a match before all of the text was there.
        self._show_count(at)
