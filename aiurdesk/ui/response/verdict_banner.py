"""The verdict on an exchange: what the response means and what to do next."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QToolButton, QWidget

from aiurdesk.core.exchange.exchange import (
    SEVERITY_WORDS,
    Exchange,
    announcement,
    code_line,
    facts_line,
    failed_tests_line,
    headline_beside_sign,
    shown_message,
    verdict_sign,
)
from aiurdesk.core.problem import Fix, FixAction
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.fixes import DoneFix
from aiurdesk.core.verdict.verdict import Severity, Verdict
from aiurdesk.ui.layout.flow_layout import FlowLayout
from aiurdesk.ui.response.dialect_edge import DialectEdge, DialectOffer
from aiurdesk.ui.response.fix_buttons import FixButtons
from aiurdesk.ui.response.message_text import (
    LEVELS,
    OPEN_LEVELS,
    DetailLevel,
    MessageText,
    PlainLabel,
    description,
    suggestion,
)
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.elided_label import ElidedLabel
from aiurdesk.ui.widgets.styled import announce, plain_tip

_NARROW = 440
"""Pixels; a narrower banner has code and facts where they cost no width."""
_USUAL_SIGN = 60
"""Pixels of a code that is a number."""
_LONG_SIGN = 8
"""Characters; a longer code is written smaller, to leave room for the headline."""
_ANY_ROOM = 100_000
_MORE_ROOM_WHEN_OPEN = 1.4
_MORE_LINES = 10
_BESIDE_SIGN = 14
_SELECTION = Qt.TextInteractionFlag.TextSelectableByMouse
_NO_SELECTION = Qt.TextInteractionFlag.NoTextInteraction
"""A click on such a label reaches the banner."""


class VerdictBanner(QFrame):
    """Shows one verdict, with a button for each fix that the window can carry out.

    It shows as much as there is room for. Headline, message, fix and buttons are always shown.
    """

    def __init__(
        self, theme: Theme, choose_fix: Callable[[Fix], None], parent: QWidget | None = None
    ) -> None:
        """Show nothing yet.

        Args:
            choose_fix: Called when a fix button is pressed, or its countdown has ended.
        """
        super().__init__(parent)
        self._theme = theme
        self._actions: frozenset[FixAction] = frozenset()
        self._done: frozenset[DoneFix] = frozenset()
        self._exchange: Exchange | None = None
        self._room = _ANY_ROOM
        self._arranged_height = 0
        self._is_narrow: bool | None = None
        self._is_folded = self._is_below_sign = False
        self._sign = PlainLabel("verdict-code", "code")
        self._icon = QLabel()
        self._icon.setObjectName("verdict-icon")
        self._headline = PlainLabel("verdict-headline", "title")
        self._facts = PlainLabel("verdict-facts", "muted")
        self._severity = PlainLabel("verdict-severity", "strong")
        self._code = ElidedLabel()
        """What an unknown server calls a code, beside its status."""
        self._tests = PlainLabel("verdict-tests", "strong")
        self._message = MessageText(tr("Message of the service"), is_quoted=True)
        self._meaning = PlainLabel("verdict-meaning")
        self._fix = PlainLabel("verdict-fix")
        self._items = MessageText(tr("Errors from the service"))
        self._notes = PlainLabel("verdict-notes", "small")
        self.edge = DialectEdge(theme)
        self._buttons = FixButtons(choose_fix)
        self.offer = DialectOffer()
        self._fold = QToolButton()
        # Beside sign and button, the headline has one line.
        self._short_headline = ElidedLabel()
        self._grid = QGridLayout(self)
        self._build()
        self._show_fold()
        theme.changed.connect(self._show_icon)
        theme.changed.connect(self._show_fold)
        theme.changed.connect(self._arrange)

    def _build(self) -> None:
        self._title = row_of(None, (self._headline, 1), (self._short_headline, 1))
        self._mood, self._below, self._head = QWidget(), QWidget(), QWidget()
        row_of(self._mood, self._icon, self._severity, margins=0, spacing=4)
        self._subtitle = FlowLayout(spacing=10, line_spacing=4)
        self._subtitle.addWidget(self._mood)
        self._subtitle.addWidget(self._code)
        self._second = row_of(None, (self._subtitle, 1))
        self._head_column = column_of(self._head, self._title, self._second, margins=0, spacing=4)
        texts = (self._tests, self._message, self._meaning, self._items, self._fix)
        below = (self._buttons, self.offer, self._notes)
        self._texts = column_of(self._below, *texts, *below, margins=0, spacing=4)
        mark(self, "look", "banner")
        self.setAccessibleName(tr("Verdict"))
        # Short, and beside others: wrapped they would become columns of letters.
        for label in (self._severity, self._facts, self._sign):
            label.setWordWrap(False)
        self._code.setObjectName("verdict-body-code")
        self._code.setTextFormat(Qt.TextFormat.PlainText)
        self._code.setTextInteractionFlags(_SELECTION)
        mark(self._code, "look", "muted")
        # Its lead is bold; ``suggestion`` escapes the rest.
        self._fix.setTextFormat(Qt.TextFormat.RichText)
        self._buttons.show_all.toggled.connect(self._arrange)
        mark(self._fold, "look", "step")
        self._fold.setObjectName("fold_verdict")
        self._fold.clicked.connect(lambda: self._set_folded(not self._is_folded))
        self._short_headline.setObjectName("verdict-short-headline")
        self._short_headline.setTextFormat(Qt.TextFormat.PlainText)
        mark(self._short_headline, "look", "title")
        self._short_headline.hide()
        self._grid.setContentsMargins(12, 10, 12, 10)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._place_head(is_below_sign=False)
        self._grid.addWidget(self._fold, 0, 3)
        self._align()
        self._put_parts(is_narrow=False)

    def set_available_actions(
        self, actions: Iterable[FixAction], done: frozenset[DoneFix] = frozenset()
    ) -> None:
        """Say what the window can do; other fixes have no button.

        Args:
            done: Fixes that were carried out, which have no button either.
        """
        self._actions, self._done = frozenset(actions), done
        if self._exchange is not None:
            self._show_buttons(self._exchange)
            self._arrange()

    def offer_dialect(self, title: str) -> None:
        """Ask whether to judge the host by the dialect that the response looks like."""
        if self._exchange is not None:
            self.offer.offer(title)
            self._arrange()

    def choose_dialect(self) -> None:
        """Let a person choose the dialect that judges, at the edge."""
        self._set_folded(False)
        self.edge.choose()

    def set_room(self, height: int) -> None:
        """Say how many pixels high the banner may be before it leaves something out."""
        if height != self._room:
            self._room = height
            self._arrange()

    def fold(self) -> None:
        """Show one line from now on, unless a countdown runs, which a person is to see."""
        if not self._buttons.is_counting():
            self._set_folded(True)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show all again if one line is shown."""
        super().mousePressEvent(event)
        self._set_folded(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as the width has room for."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._arrange()

    def event(self, event: QEvent) -> bool:
        """Arrange the texts again if one of them needs another height than expected."""
        is_handled = super().event(event)
        is_asked = event.type() == QEvent.Type.LayoutRequest
        if is_asked and self._grid.heightForWidth(self.width()) != self._arranged_height:
            self._arrange()
        return is_handled

    def show_exchange(self, exchange: Exchange) -> None:
        """Show the verdict on an exchange and announce it."""
        self._exchange = exchange
        verdict, status = exchange.verdict, exchange.status
        self._mark_severity(exchange.severity)
        self._tests.show_text(failed_tests_line(exchange))
        self._sign.show_text(verdict_sign(verdict, status))
        self._mark_sign()
        self._grid.setHorizontalSpacing(_BESIDE_SIGN if self._sign.text() else 0)
        headline = headline_beside_sign(verdict, status)
        self._headline.setText(headline)
        self._short_headline.setText(headline)
        self._facts.setText(facts_line(exchange))
        word = SEVERITY_WORDS[exchange.severity]
        # A name that only repeats the severity is left out.
        name = "" if verdict.name == word else verdict.name
        self._severity.setText(" · ".join(filter(None, (word, name))))
        code = code_line(verdict)
        self._code.setText(code)
        self._code.setToolTip(plain_tip(code))
        self._code.setVisible(bool(code))
        title = verdict.title or verdict.dialect or verdict.table or ""
        self.edge.show_dialect(title, can_explain=bool(verdict.paths))
        self._show_edge()
        self.offer.offer("")
        self._message.show_text(shown_message(verdict))
        self._meaning.setText(verdict.meaning)
        self._show_fix(exchange)
        self._notes.setText("\n".join(verdict.notes))
        self._show_buttons(exchange)
        # These arrange only where they change something.
        self._buttons.show_all.setChecked(False)
        self._set_folded(False)
        self._arrange()
        # Screen readers would read label after label otherwise.
        self.setAccessibleDescription(description(exchange, self._sign.text(), headline))
        announce(self, announcement(exchange))

    def clear(self) -> None:
        """Forget the verdict, and with it a countdown that runs."""
        self._exchange = None
        self._buttons.clear()
        self.setAccessibleDescription("")

    def _show_buttons(self, exchange: Exchange) -> None:
        self._buttons.offer_page(exchange.verdict.docs)
        fixes = [fix for fix in exchange.verdict.fixes if fix.action in self._actions]
        left = [fix for fix in fixes if (fix.action, fix.target) not in self._done]
        self._buttons.show_fixes(left, exchange.severity)

    def _arrange(self) -> None:
        if self._exchange is None:
            return
        verdict = self._exchange.verdict
        if self._is_folded:
            self._show_line()
            return
        beside_sign = self.width() - self._sign.sizeHint().width() * (not self._sign.isHidden())
        self._put_parts(is_narrow=beside_sign < self._theme.length(_NARROW - _USUAL_SIGN))
        if self._buttons.show_all.isChecked():
            room = round(self._room * _MORE_ROOM_WHEN_OPEN)
            level = self._show_most(verdict, OPEN_LEVELS, room)
            # The room that the level leaves goes to the message.
            spare = room - self._wanted_height()
            more = max(0, spare // self._message.fontMetrics().lineSpacing())
            self._message.set_most_lines(level.lines + min(more, _MORE_LINES), is_scrolling=True)
        else:
            self._show_most(verdict, LEVELS, self._room)
        self._arranged_height = self._wanted_height()

    def _set_folded(self, is_folded: bool) -> None:
        if is_folded == self._is_folded:
            return
        self._is_folded = is_folded
        self._is_narrow = None
        self._mood.setVisible(not is_folded)
        for label in (self._headline, self._facts, self._fix, self._tests, self._code):
            label.setVisible(not is_folded and bool(label.text()))
        self._show_edge()
        self._short_headline.setVisible(is_folded)
        self._align()
        self._mark_sign()
        for selectable in (self._sign, self._short_headline):
            selectable.setTextInteractionFlags(_NO_SELECTION if is_folded else _SELECTION)
        self.setCursor(
            Qt.CursorShape.PointingHandCursor if is_folded else Qt.CursorShape.ArrowCursor
        )
        self._buttons.show_only_first(is_wanted=is_folded)
        self._show_fold()
        self._arrange()

    def _show_edge(self) -> None:
        """Name the dialect where there is a response, unless one line is shown."""
        has_response = self._exchange is not None and self._exchange.status is not None
        self.edge.setVisible(has_response and not self._is_folded)

    def _mark_sign(self) -> None:
        usual = "code" if len(self._sign.text()) <= _LONG_SIGN else "heading"
        mark(self._sign, "look", "title" if self._is_folded else usual)

    def _align(self) -> None:
        align = Qt.AlignmentFlag.AlignVCenter if self._is_folded else Qt.AlignmentFlag.AlignTop
        for widget in (self._sign, self._fold):
            self._grid.setAlignment(widget, align)

    def _show_line(self) -> None:
        """Show sign, headline and the first button, in one line where they fit."""
        for widget in (self._message, self._meaning, self._items, self._notes, self.offer):
            widget.hide()
        self._place_head(is_below_sign=False)
        self._buttons.show_only_first(is_wanted=True)
        self._buttons.offer_all(is_wanted=False)
        beside = (self._sign, self._short_headline, self._buttons, self._fold)
        widths = sum(w.sizeHint().width() + _BESIDE_SIGN for w in beside if not w.isHidden())
        room = self.width() - self._grid.contentsMargins().left() * 2
        self._grid.removeWidget(self._below)
        if widths - self._short_headline.sizeHint().width() + self._theme.length(80) <= room:
            self._grid.addWidget(self._below, 0, 2)
        else:
            self._grid.addWidget(self._below, 2, 0, 1, 4)
        self._arranged_height = self._wanted_height()

    def _show_fold(self) -> None:
        what, icon = tr("Fold the verdict"), "arrow-up"
        if self._is_folded:
            what, icon = tr("Show the whole verdict"), "arrow-down"
        self._fold.setAccessibleName(what)
        self._fold.setToolTip(what)
        self._fold.setIconSize(self._theme.icon_size(14))
        self._fold.setIcon(self._theme.icon(icon, "text"))

    def _show_most(
        self, verdict: Verdict, levels: tuple[DetailLevel, ...], room: int
    ) -> DetailLevel:
        """Show the first level that there is room for, else the last one."""
        for level in levels:
            self._show_level(verdict, level)
            if self._wanted_height() <= room:
                break
        return level

    def _show_level(self, verdict: Verdict, level: DetailLevel) -> None:
        is_open = self._buttons.show_all.isChecked()
        self._message.set_most_lines(level.lines)
        self._message.setVisible(bool(shown_message(verdict)))
        self.offer.show_if_offered()
        self._meaning.setVisible(level.has_meaning and bool(verdict.meaning))
        details = level.details(verdict)
        self._items.show_text("\n".join(details))
        self._items.set_most_lines(level.detail_lines, is_scrolling=is_open)
        self._items.setVisible(level.has_details and bool(details))
        has_notes = level.has_details and not level.is_packed
        self._notes.setVisible(has_notes and bool(verdict.notes))
        self._wanted_height()  # gives the texts their widths
        texts = (self._message, self._items) if level.has_details else (self._message,)
        is_less = any(text.is_clipped() for text in texts) or level.leaves_out(verdict)
        self._buttons.offer_all(is_wanted=is_less or is_open)

    def _wanted_height(self) -> int:
        # Texts that get another width ask for another height, which asks once more.
        inner = (self._head_column, self._texts)
        for layout in (self._grid, *inner, self._grid, *inner, self._grid):
            layout.activate()
        return self._grid.heightForWidth(self.width())

    def _put_parts(self, *, is_narrow: bool) -> None:
        """Put the texts below the code, and the facts below the headline, or beside them."""
        is_below_sign = is_narrow and len(self._sign.text()) > _LONG_SIGN
        if (is_narrow, is_below_sign) == (self._is_narrow, self._is_below_sign):
            return
        self._is_narrow = is_narrow
        self._place_head(is_below_sign=is_below_sign)
        # From both, as it may be in either; a FlowLayout has a method of its own for that.
        self._title.removeWidget(self._facts)
        self._second.removeWidget(self.edge)
        for widget in (self._facts, self.edge):
            self._subtitle.remove(widget)
        self._grid.removeWidget(self._below)
        if is_narrow:
            self._subtitle.addWidget(self._facts)
            self._subtitle.addWidget(self.edge)
            self._grid.addWidget(self._below, 2, 0, 1, 4)
        else:
            self._title.addWidget(self._facts, 0, Qt.AlignmentFlag.AlignTop)
            self._second.addWidget(self.edge, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(self._below, 2, 1, 1, 3)
        mark(self._facts, "look", "small" if is_narrow else "muted")

    def _place_head(self, *, is_below_sign: bool) -> None:
        """Put the headline below the sign, or beside it."""
        self._is_below_sign = is_below_sign
        for widget in (self._sign, self._head):
            self._grid.removeWidget(widget)
        self._grid.addWidget(self._sign, 0, 0, 1, 3 if is_below_sign else 1)
        cell = (1, 0, 1, 4) if is_below_sign else (0, 1, 1, 1)
        self._grid.addWidget(self._head, *cell)
        self._align()

    def _mark_severity(self, severity: Severity) -> None:
        headlines = (self._sign, self._headline, self._short_headline)
        for widget in (self, *headlines, self._severity, self._tests, self._message):
            mark(widget, "severity", severity.value)
        self._show_icon()

    def _show_icon(self) -> None:
        if self._exchange is None:
            return
        severity = self._exchange.severity
        icon = self._theme.icon(f"severity-{severity}", f"{severity}_text")
        self._icon.setPixmap(icon.pixmap(self._theme.icon_size()))
        # Its colour stands in its text, which no style sheet reaches.
        self._show_fix(self._exchange)
        self._fix.setVisible(not self._is_folded and bool(self._fix.text()))

    def _show_fix(self, exchange: Exchange) -> None:
        """Show the fixes in words, the lead in the colour of the severity."""
        colour = self._theme.colour(f"{exchange.severity}_text").name()
        self._fix.show_text(suggestion(exchange.verdict, colour))
