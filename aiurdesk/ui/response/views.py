"""Tree, Text, Headers, Timing and Tests of an exchange, with the field that finds text in them."""

from functools import partial
from urllib.parse import urlsplit

from msgspec.structs import replace
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QWidget

from aiurdesk.core.body_views import pick
from aiurdesk.core.body_views.hex_dump import HexView
from aiurdesk.core.body_views.part import TextPart
from aiurdesk.core.body_views.view import (
    PLAIN_TEXT,
    Content,
    Drawing,
    Rendering,
    content_of,
    content_of_type,
)
from aiurdesk.core.dialects.pointing import Marks
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.formats.json.tree import JsonLines, JsonTree
from aiurdesk.core.formats.json.tree_path import PickedValue
from aiurdesk.core.response.examination import Examination
from aiurdesk.core.response.header_meanings import missing_headers
from aiurdesk.core.response.response import Failure, Response, ResponseBody, cookies_set_by
from aiurdesk.core.translation import format_size, tr
from aiurdesk.core.verdict.verdict import DialectItem
from aiurdesk.services.body_views.body_parts import PartList
from aiurdesk.ui.keys.action_keys import ActionKeys
from aiurdesk.ui.response.body_foot import BodyFoot
from aiurdesk.ui.response.body_pages import TextPage
from aiurdesk.ui.response.body_reader import READ_AT_ONCE, BodyAccess, BodyReader
from aiurdesk.ui.response.body_rows import BodyRows
from aiurdesk.ui.response.body_strip import BodyStrip
from aiurdesk.ui.response.chosen_tab import ChosenTab
from aiurdesk.ui.response.compare_page import CompareWish
from aiurdesk.ui.response.examination_page import ExaminationPage, counted_title
from aiurdesk.ui.response.file_offer import FileOffer
from aiurdesk.ui.response.find_bar import FindBar
from aiurdesk.ui.response.headers_page import items_title
from aiurdesk.ui.response.long_tree import LongTree
from aiurdesk.ui.response.pages_strip import PagesReader, PagesStrip
from aiurdesk.ui.response.parts_page import PartsPage, PartsReader, PartViews
from aiurdesk.ui.response.picture_view import PictureDialog
from aiurdesk.ui.response.shown_body import ShownBody
from aiurdesk.ui.response.svg_drawing import draw_svg
from aiurdesk.ui.response.tree_marks import TreeMarks
from aiurdesk.ui.response.tree_rows import OPENED_ROWS
from aiurdesk.ui.response.value_views import TableOffer, ValueViews
from aiurdesk.ui.response.view_pages import Tab, ViewPages
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme.grid import GAP, INSET, LINE, STEP
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.card_tabs import CardTabs
from aiurdesk.ui.widgets.styled import styled

_READ_FIRST = 8 * 1024
"""Characters of a long body that are read at once, in some milliseconds: more than a screen has."""
_OPENED_FIRST = 200
"""Rows of a long body that are open at first: more than a screen has."""
_NO_RESPONSE = tr("There is no response, so there is nothing to show here.")
_NO_BODY = tr("The response has no body.")
_DEEPEST_PARTS = 5
"""Parts within parts are taken apart so often."""
_EVENTS = tr("The events of this stream are on the tab beside.")


class ResponseViews(QWidget):
    """Shows what came back; long JSON is read in slices, so that the window stays responsive."""

    value_picked = Signal(PickedValue)
    """As in ``TreeView``."""
    compare_wished = Signal(CompareWish)
    """As in ``ComparePage``."""
    filled = Signal()
    """Emitted when tree and text of an exchange are shown."""

    def __init__(
        self,
        theme: Theme,
        keys: ActionKeys,
        scope: TaskScope,
        bodies: BodyAccess,
        parent: QWidget | None = None,
        depth: int = 0,
    ) -> None:
        """Build.

        Args:
            depth: How many views of parts are around these.
        """
        super().__init__(parent)
        # First: what is inside is styled by it, some of it while it is made.
        styled(self, look="views")
        self._theme = theme
        self._scope = scope
        # Every open request has its own views.
        self._image_task = tr("show image {id}").format(id=id(self))
        scope.cancel_with(self, self._image_task)
        self._exchange: Exchange | None = None
        self._test_again = ""
        self._is_text_shown, self._is_tree_first = False, True
        self._is_rest_due = False
        self._no_body = _NO_BODY
        self._head = QGridLayout()
        # Every part gets its parent at once: a widget that moves later is styled twice.
        self._tabs = CardTabs(theme, self)
        self._tab = ChosenTab(self._tabs)
        self.find_bar = FindBar(theme, keys, self)
        self._entry_count: int | None = None
        self._is_table = self._is_in_parts = False
        self._notes = QLabel(self)
        self._strip = BodyStrip(self)
        rows = BodyRows(scope, bodies.texts, self)
        self.pages = ViewPages(theme, rows, self)
        self._tree, self._text = self.pages.tree, self.pages.text
        self.values = ValueViews(theme, scope, bodies, self.pages, self)
        self._parts_note = self._file_note = ""
        self.file = FileOffer(scope, bodies, self)
        self._make_files = bodies.files
        self._parts = PartsReader(scope, bodies.parts if depth < _DEEPEST_PARTS else None, self)
        self.pages.make_parts = lambda: PartsPage(
            theme,
            scope,
            bodies,
            lambda page: _views_of_a_part(theme, keys, scope, bodies, page, depth),
        )
        self.marks = TreeMarks(self._tree.tree, self)
        self.pages_reader = PagesReader(scope, bodies.values, PagesStrip(theme, self))
        self.foot = BodyFoot(self.pages.tools, self.file.button, self)
        self._reader = BodyReader(self)
        self._long = LongTree(scope, bodies, self._tree.tree, rows, self)
        self._body = ShownBody(
            self.pages, self.find_bar, self._strip, rows, self._reader, self._long
        )
        self._build()
        self._connect()

    def _build(self) -> None:
        styled(self._tabs, "response_views", spoken=tr("Response views"))
        self._notes.setObjectName("notes")
        self._notes.setWordWrap(True)
        self._notes.setTextFormat(Qt.TextFormat.PlainText)
        mark(self._notes, "look", "small")
        self._head.setHorizontalSpacing(6)
        for column, part in enumerate((self._tabs, self.values.button, self.find_bar.button)):
            self._head.addWidget(part, 0, column)
        self._head.setColumnStretch(0, 1)
        self._arrange()
        self._head.setContentsMargins(INSET, 0, GAP, 0)
        # Over the whole width: it belongs to the card and not to the tabs.
        line = styled(QFrame(self), look="line")
        line.setFixedHeight(1)
        strips = (self.pages_strip, self.values.bar, self._notes, self._strip)
        above = column_of(None, *strips, margins=(INSET, 0, GAP, 0), spacing=STEP)
        self.foot.row.setContentsMargins(GAP, 0, GAP, LINE)
        body = column_of(None, (self.pages, 1), margins=(STEP, 0, STEP, 0))
        # Below the body, whose rows stay in place while they are marked.
        below = (self.marks.why, self.marks.strip)
        teaching = column_of(None, *below, margins=(INSET, STEP, INSET, STEP))
        parts = (self._head, line, above, (body, 1), teaching, self.foot.row)
        column_of(self, *parts, margins=0, spacing=0)

    def name_file(self, name: str) -> None:
        """Say what the file will be called that the body is dragged as."""
        self.file.name_file(name)
        self.foot.show_name(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the find field below the tabs where there is no room beside them."""
        super().resizeEvent(event)
        self.foot.fit()
        self._arrange()

    def hasHeightForWidth(self) -> bool:
        """Deny it: Qt would take the preferred height as the minimum."""
        return False

    def minimumSizeHint(self) -> QSize:
        """Return the least height at the width that there is, where rows may wrap."""
        size, layout = super().minimumSizeHint(), self.layout()
        if layout is not None and layout.hasHeightForWidth():
            size.setHeight(layout.minimumHeightForWidth(self.width()))
        return size

    def sizeHint(self) -> QSize:
        """Ask for no more than needed; the pane gives what is left over."""
        return self.minimumSizeHint()

    def _arrange(self) -> None:
        margins, find = self._head.contentsMargins(), self.find_bar
        room = self.width() - margins.left() - margins.right()
        # The table has a field of its own, which leaves rows out, and a part is searched in.
        has_own = self._tabs.currentIndex() in (Tab.TABLE.position, Tab.PARTS.position)
        # Measured each time: titles have counts in them, and the count of matches has a width.
        words = [self._tabs.sizeHint().width()]
        if not self.values.button.isHidden():
            words.append(self.values.button_width())
        # In one line, as it is where there is room for it.
        find.fit(room)
        if not has_own:
            words.append(find.sizeHint().width())
        is_narrow = sum(words) + (len(words) - 1) * self._head.horizontalSpacing() > room
        self.values.fold_button(is_folded=is_narrow)
        find.fit(room - (0 if is_narrow else sum(words[:2])))
        find.button.setVisible(is_narrow and not has_own)
        find.setVisible(not has_own and (find.is_open or not is_narrow))
        self._head.removeWidget(find)
        cell = (1, 0, 1, 4) if is_narrow else (0, 3, 1, 1)
        self._head.addWidget(find, *cell, Qt.AlignmentFlag.AlignRight)
        self.updateGeometry()

    def _connect(self) -> None:
        self._tabs.currentChanged.connect(self._on_tab_changed)
        self.find_bar.left.connect(self.pages.setFocus)
        self._body.counted.connect(self._arrange)
        # At once, and not only when the first matches are counted: it would be cut off until then.
        self.find_bar.reshaped.connect(self._arrange)
        self.pages.copy_refused.connect(self._tell)
        self._long.refused.connect(self._tell)
        self._long.given_up.connect(self._read_rest)
        self._long.changed.connect(self._on_whole_shown)
        self._body.text_wanted.connect(lambda: self.show_tab(Tab.TEXT))
        self._reader.finished.connect(self._on_tree_read)
        self._reader.continued.connect(self._on_tree_continued)
        self._tree.tree.value_picked.connect(self._on_value_picked)
        self.values.body_wanted.connect(self._show_filtered)
        self.values.whole_wanted.connect(self._show_whole)
        self.values.table_offered.connect(self._on_table_offered)
        self.values.tree_read.connect(lambda text: self._reader.read(text, is_cut=False))
        self.values.tree_refused.connect(self._on_tree_refused)
        self._parts.read.connect(self._on_parts_read)
        self.file.told.connect(self._on_file_told)
        self.file.failed.connect(self._tell)
        self.pages.drawing_wanted.connect(self._draw)
        # Other buttons of the page take other room.
        self.pages.text_changed.connect(self.foot.fit)
        self.pages.compare.when_made(lambda page: page.wished.connect(self.compare_wished))
        self._tree.tree.picture_wanted.connect(self._open_picture)

    @property
    def save_button(self) -> QPushButton:
        """Saves the body."""
        return self.foot.save_button

    @property
    def pages_strip(self) -> PagesStrip:
        """Which page of a list the response is."""
        return self.pages_reader.strip

    @property
    def entry_count(self) -> int | None:
        """How many entries the body lists; None where that is not known."""
        # Not of what a filter gives.
        if not self.values.path:
            self._entry_count = self._tree.tree.shown_tree.entry_count()
        return self._entry_count

    def show_exchange(self, exchange: Exchange) -> None:
        """Show another exchange, in the tab that was chosen last if it has something there."""
        # First of all, so that nothing of the exchange before arrives among the parts of this one.
        self._reader.stop()
        self._scope.cancel(self._image_task)
        self._exchange = exchange
        self._body.clear()
        self.values.take(exchange)
        self._offer_table(None)
        outcome = exchange.outcome
        self._forget_parts()
        self._parts.take(outcome)
        self._file_note = ""
        self.file.take(outcome)
        self.pages_reader.take(exchange)
        host = urlsplit(outcome.url).netloc if isinstance(outcome, Response) else ""
        self.marks.show_verdict(exchange.verdict, host)
        self.pages.timing.fill(lambda page: page.show_outcome(outcome))
        self._show_examination(exchange.examination)
        self._show_items(exchange.verdict.items)
        if isinstance(outcome, Response):
            headers, cookies = outcome.headers, cookies_set_by(outcome)
            trailers, missing = outcome.trailers, missing_headers(outcome)
            self.pages.headers.fill(
                lambda page: page.show_headers(headers, cookies, trailers, missing)
            )
            self._tab.name(Tab.HEADERS, f"{Tab.HEADERS.default_title} {len(headers)}")
            self._show_body(outcome)
            return
        self.pages.headers.fill(lambda page: page.show_nothing(_NO_RESPONSE))
        self._tab.name(Tab.HEADERS)
        if outcome.undecoded:
            self._show_undecoded(outcome.undecoded)
        elif outcome.received:
            self._show_received(outcome)
        else:
            self._show_no_body(_NO_RESPONSE)

    def show_changed_tests(self, again: str) -> None:
        """Say that the tests were changed since, as ``ExaminationPage.show_changed``."""
        # Asked for after each key that is typed.
        if again != self._test_again:
            self._test_again = again
            self._fill_tests()

    def show_only_body(self, nothing: str, save: str) -> None:
        """Leave out the tabs that only a whole response has, as for a frame of a socket.

        Args:
            nothing: Said where the body is empty.
            save: On the button that saves the body.
        """
        self._no_body = nothing
        # They are about a whole response, too.
        for action in self._tree.tree.use_actions.values():
            action.setVisible(False)
        self.save_button.setText(save)
        self._tab.leave_out(Tab.ITEMS, Tab.HEADERS, Tab.TIMING, Tab.COMPARE, Tab.TESTS)

    def show_nothing(self) -> None:
        """Let go of the exchange: a tree of a megabyte takes 40 MB."""
        self._reader.stop()
        self._scope.cancel(self._image_task)
        self._exchange = None
        self._body.forget()
        self.values.take(None)
        self.pages_reader.take(None)
        self._forget_parts()
        self._parts.take(None)
        self._file_note = ""
        self.file.take(None)
        self._offer_table(None)
        self._show_no_body("")
        self._text.fill(lambda page: page.forget())
        for lazy in (
            self._text,
            self.pages.headers,
            self.pages.timing,
            self.pages.compare,
            self.pages.tests,
            self.pages.items,
        ):
            lazy.forget()

    def show_tab(self, name: str) -> None:
        """Show the tab of that name, also where another one was chosen by hand."""
        self._tab.bring(Tab(name))

    def teach(self, marks: "Marks | None" = None) -> None:
        """Let a person mark rows of the tree, to teach a dialect.

        Args:
            marks: As for ``TreeMarks.teach``.
        """
        self.show_tab(Tab.TREE)
        self.marks.teach(marks)
        self.pages.setFocus()

    def explain(self) -> None:
        """Say in the tree which path of the dialect gave what, or say it no longer."""
        self.show_tab(Tab.TREE)
        self.marks.explain()

    def _on_value_picked(self, picked: PickedValue) -> None:
        if not self.marks.take(picked):
            self.value_picked.emit(picked)

    def _show_body(self, response: Response) -> None:
        content = content_of(response)
        if not content.size_bytes:
            self._show_no_body(_EVENTS if response.is_stream else self._no_body)
            return
        self.save_button.setToolTip(
            tr("{size_bytes} as received").format(size_bytes=format_size(content.size_bytes))
        )
        self.foot.offer(is_there=True)
        self._show_rendering(response.body, pick(content).render(content))

    def _show_undecoded(self, data: bytes) -> None:
        """Show bytes that were to be decoded first, and could not be."""
        self.foot.offer(is_there=False)
        rendering = HexView().render(Content(data, size_bytes=len(data)))
        note = tr("The first {data} as received, before decompression.").format(
            data=format_size(len(data))
        )
        self._show_rendering(
            ResponseBody(data, size_bytes=len(data)), replace(rendering, notes=(note,))
        )

    def _show_received(self, failure: Failure) -> None:
        """Show what came of a body before it was cancelled."""
        data = failure.received
        self.foot.offer(is_there=False)
        # One byte more, which is missing: a text or JSON that ends early is no mistake.
        content = content_of_type(failure.content_type, data, len(data) + 1)
        rendering = pick(content).render(content)
        note = tr("The first {size}: it was cancelled before the rest came.").format(
            size=format_size(len(data))
        )
        # One byte more here, too.
        self._show_rendering(
            ResponseBody(data, size_bytes=len(data) + 1),
            replace(rendering, notes=(*rendering.notes, note)),
        )

    def _show_rendering(self, body: ResponseBody, rendering: Rendering) -> None:
        kind = rendering.kind
        self._body.take(body, rendering)
        self._show_notes(rendering.notes)
        self._tab.name(Tab.TEXT, kind.tab)
        self._is_tree_first = True
        if kind.drawing is Drawing.TREE:
            self._tree.show_nothing(tr("Reading the JSON…"))
            # The text of a long body does not wait for the tree.
            self._is_text_shown = len(rendering.text) > READ_AT_ONCE
            if self._is_text_shown:
                self._text.fill(lambda page: page.show_rendering(rendering, None, may_be_json=True))
            self._choose_tab(has_tree=True)
            self._read_tree(rendering)
            self._body.show_strip()
            return
        self._tree.show_nothing(
            tr("The body is {noun}; the {tab} tab shows it.").format(noun=kind.noun, tab=kind.tab)
        )
        if kind.drawing is Drawing.PICTURE:
            self._text.fill(lambda page: self._show_picture(page, rendering))
        else:
            self._text.fill(lambda page: page.show_rendering(rendering, None))
        self._offer_table(self.values.offer_of_rows())
        # Of a drawing in XML, the image is looked at first.
        self._is_tree_first = kind.drawing is Drawing.TEXT and not kind.is_drawing
        has_tree = self.values.has_tree
        self._choose_tab(has_tree=has_tree and self._is_tree_first)
        if has_tree:
            self._is_text_shown = True
            self._tree.show_nothing(tr("Reading the XML…"))
            self.values.read_tree()
        else:
            self._finish()

    def _read_tree(self, rendering: Rendering) -> None:
        """Read the tree, or what is in sight of one that is looked through meanwhile."""
        self._is_rest_due = self._long.is_going_on
        if self._is_rest_due:
            self._body.show_tree_part(TextPart(rendering.text[:_READ_FIRST], is_last=False))
            self._reader.read(rendering.text[:_READ_FIRST], is_cut=True, is_at_once=True)
        else:
            self._reader.read(rendering.text, is_cut=rendering.is_cut)

    def _read_rest(self) -> None:
        """Read what else of a long body is shown where it has no whole tree."""
        rendering = self._body.rendering
        if self._is_rest_due and self._reader.can_go_on:
            self._reader.go_on(rendering.text[_READ_FIRST:], is_cut=rendering.is_cut)

    def _show_examination(self, examination: Examination | None) -> None:
        """Show what the tests found."""
        self._fill_tests()
        title = Tab.TESTS.default_title
        self._tab.offer(Tab.TESTS, counted_title(title, examination) if examination else "")
        self._mark_tests()

    def _show_items(self, items: tuple[DialectItem, ...]) -> None:
        """Show how each part of a batch went."""
        self.pages.items.fill(lambda page: page.show_items(items))
        self._tab.offer(Tab.ITEMS, items_title(Tab.ITEMS.default_title, items) if items else "")

    def _mark_tests(self) -> None:
        examination = None if self._exchange is None else self._exchange.examination
        has_failed = examination is not None and bool(examination.failed)
        self._tabs.colour_count(Tab.TESTS.position, "test_text" if has_failed else "")

    def _fill_tests(self) -> None:
        examination = None if self._exchange is None else self._exchange.examination
        again = self._test_again

        def fill(page: ExaminationPage) -> None:
            page.show_examination(examination)
            page.show_changed(again)

        self.pages.tests.fill(fill)

    def _show_no_body(self, reason: str) -> None:
        self._body.take(ResponseBody(), Rendering(PLAIN_TEXT))
        self._show_notes(())
        self.foot.offer(is_there=False)
        self._tab.name(Tab.TEXT)
        self._tree.show_nothing(reason)
        self._text.fill(lambda page: page.show_nothing(reason))
        self._choose_tab(has_tree=True)
        self._finish()

    def _on_tree_read(self, tree: JsonTree) -> None:
        if self._exchange is None:
            return
        if self._body.rendering.kind.drawing is not Drawing.TREE:
            # Read from other text, so that nothing of it follows behind the tree.
            self._body.show_tree_part(TextPart(tree.text))
        problem = () if tree.problem is None else (tree.problem.sentence,)
        self._show_notes((*self._body.rendering.notes, *problem))
        if len(tree):
            # All that is open of a long one is opened once more in the whole tree.
            most_rows = _OPENED_FIRST if self._is_rest_due else OPENED_ROWS
            self._tree.show_tree(tree, self._remarks(tree), most_rows)
            self._long.begin()
            self._offer_table(self.values.offer_of(tree))
        else:
            self._tree.show_nothing(tr("The body is not JSON; the Text tab shows it."))
        rendering, laid_out = self._body.rendering, None if problem else tree
        if not self._is_text_shown:
            self._text.fill(lambda page: page.show_rendering(rendering, laid_out))
        # Without a line, Text is in front, also for a person who chose Tree.
        self._choose_tab(has_tree=len(tree) > 0 and self._is_tree_first)
        if not self._long.is_going_on and self._long.whole is None:
            # It was given up before.
            self._read_rest()
        self._body.show_strip()
        self._finish()

    def _on_tree_refused(self, reason: str) -> None:
        """Say why a body of XML has no tree, and show its text."""
        self._tell(reason)
        self._tree.show_nothing(reason)
        self._choose_tab(has_tree=False)
        self._finish()

    def _on_tree_continued(self, tree: JsonTree) -> None:
        if self._exchange is None:
            return
        self._body.show_tree_part(TextPart(tree.text, is_last=not tree.is_cut))
        if tree.problem is not None:
            self._show_notes((*self._body.rendering.notes, tree.problem.sentence))
        if self._is_rest_due:
            self._is_rest_due = False
            self._tree.tree.show_whole(tree)
            self._tree.tree.show_remarks(self._remarks(tree))
        else:
            self._tree.tree.show_longer(tree, self._remarks(tree))
        self._body.show_strip()
        self._body.search_again()

    def _on_whole_shown(self) -> None:
        if self._long.whole is not None:
            self._tree.tree.show_remarks(self._remarks(self._long.whole))

    def _remarks(self, tree: JsonLines) -> dict[int, str]:
        # They are about the whole body.
        return {} if self.values.path else self.marks.remarks(tree)

    def _show_filtered(self, body: ResponseBody) -> None:
        """Show what a filter gives in place of the body."""
        self._reader.stop()
        self._body.clear()
        self._offer_table(None)
        content = content_of_type("application/json", body.data, body.size_bytes)
        self._show_rendering(body, pick(content).render(content))

    def _show_whole(self) -> None:
        """Show the whole body again."""
        outcome = None if self._exchange is None else self._exchange.outcome
        if isinstance(outcome, Response):
            self._reader.stop()
            self._body.clear()
            self._offer_table(None)
            self._show_body(outcome)

    def _offer_table(self, offer: "TableOffer | None") -> None:
        """Offer the tab of a table, which comes first where the body is a list of objects."""
        self._is_table = offer is not None and offer.is_whole
        title = Tab.TABLE.default_title
        count = "" if offer is None or offer.count is None else f" {offer.count:,}"
        self._tab.offer(Tab.TABLE, f"{title}{count}" if offer is not None else "")

    def _forget_parts(self) -> None:
        self._parts_note, self._is_in_parts = "", False
        self._tab.offer(Tab.PARTS, "")
        self.pages.parts.forget()
        if self.pages.parts.is_made:
            self.pages.parts.panel.forget()

    def _on_parts_read(self, found: PartList) -> None:
        """Offer the tab of the parts, which comes first where the body is nothing but them."""
        exchange = self._exchange
        if exchange is None or not isinstance(exchange.outcome, Response):
            return
        if not found.parts:
            self._parts_note = found.note
            self._show_notes(self._body.rendering.notes)
            return
        self.pages.parts.fill(lambda page: page.show_parts(exchange, found))
        self._tab.offer(Tab.PARTS, f"{Tab.PARTS.default_title} {len(found.parts):,}")
        self._arrange()
        self._is_in_parts = exchange.outcome.in_parts is None
        if self._is_in_parts and not self._tab.is_by_person:
            self._tab.bring(Tab.PARTS)

    def _on_table_offered(self, offer: "TableOffer") -> None:
        self._offer_table(offer)
        self.show_tab(Tab.TABLE)

    def find_text(self) -> None:
        """Let the person type what to find: in a table, what to search its rows for."""
        if self._tab.in_front is Tab.TABLE:
            self.pages.table.panel.focus_needle()
        elif self._tab.in_front is Tab.PARTS:
            self.pages.parts.panel.find_text()
        else:
            self.find_bar.activate()

    def _on_file_told(self, words: str) -> None:
        self._file_note = words
        self._show_notes(self._body.rendering.notes)

    def _draw(self) -> None:
        """Draw the SVG that is the text."""
        outcome = None if self._exchange is None else self._exchange.outcome
        if isinstance(outcome, Response) and self._make_files is not None:
            drawing = partial(self._make_files().drawn, draw_svg, outcome.body.data)
            picture = self.pages.text.panel.picture
            self._scope.start(self._image_task, lambda: picture.show_drawing(drawing()))

    def _show_picture(self, page: TextPage, rendering: Rendering) -> None:
        page.show_picture()
        self._scope.start(self._image_task, page.picture.show_picture, rendering.picture)

    def _open_picture(self, data: bytes) -> None:
        """Show an image that a text of the response holds."""
        dialog = PictureDialog(self._theme, self)
        task = tr("show image {id}").format(id=id(dialog))
        self._scope.cancel_with(dialog, task)
        dialog.open()
        self._scope.start(task, dialog.picture.show_picture, data)

    def _finish(self) -> None:
        self.marks.follow_tree()
        self._body.search_again()
        self.filled.emit()
        self._compare_in_sight()

    def _choose_tab(self, *, has_tree: bool) -> None:
        first = Tab.PARTS if self._is_in_parts else Tab.TABLE if self._is_table else Tab.TREE
        self._tab.choose(has_tree=has_tree, first=first)
        # For the titles that this response has.
        self._arrange()

    def _show_notes(self, notes: tuple[str, ...]) -> None:
        notes = tuple(filter(None, (self._parts_note, self._file_note, *notes)))
        self._notes.setText("\n".join(notes))
        self._notes.setVisible(bool(notes))

    def _tell(self, sentence: str) -> None:
        """Add a sentence to the notes of the body, until the next one is shown."""
        self._show_notes((*self._body.rendering.notes, sentence))

    def _compare_in_sight(self) -> None:
        """Compare where it is looked at: an earlier response is read from the history for it."""
        if self._exchange is not None and self._tab.in_front is Tab.COMPARE:
            self.pages.compare.panel.ask()

    def _on_tab_changed(self, index: int) -> None:
        self._arrange()
        self.pages.setCurrentIndex(index)
        self.pages.tools.setCurrentIndex(index)
        self.foot.fit()
        self._body.show_strip()
        self._body.search_again()
        self._compare_in_sight()


def _views_of_a_part(
    theme: Theme,
    keys: ActionKeys,
    scope: TaskScope,
    bodies: BodyAccess,
    parent: QWidget,
    depth: int,
) -> PartViews:
    views = ResponseViews(theme, keys, scope, bodies, parent, depth + 1)
    views.show_only_body(tr("This part is empty."), tr("Save part…"))

    def show(exchange: Exchange, name: str) -> None:
        views.show_exchange(exchange)
        views.name_file(name)

    return PartViews(views, show, views.show_nothing, views.find_text, views.save_button)
