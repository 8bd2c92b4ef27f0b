"""The verdict on an exchange: what the response means and what to do next.

A success is one line; anything else says all that there is room for.
"""

from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QToolButton, QWidget

from aiurdesk.core.exchange.exchange import (
    SEVERITY_WORDS,
    Exchange,
    announcement,
    code_line,
    facts_beside_sign,
    failed_tests_line,
    headline_beside_sign,
    shown_message,
    verdict_sign,
)
from aiurdesk.core.problem import Fix, FixAction
from aiurdesk.core.translation import in_quotes, tr, truncate
from aiurdesk.core.verdict.fixes import DoneFix
from aiurdesk.core.verdict.verdict import Severity, Verdict
from aiurdesk.ui.response.dialect_edge import DialectEdge, DialectOffer
from aiurdesk.ui.response.fix_buttons import FixButtons
from aiurdesk.ui.response.message_text import (
    LEVELS,
    OPEN_LEVELS,
    DetailLevel,
    MessageText,
    PlainLabel,
    description,
    shortened,
    suggestion,
)
from aiurdesk.ui.theme.grid import GAP, LINE, STEP
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.elided_label import ElidedLabel
from aiurdesk.ui.widgets.flow_layout import FlowLayout
from aiurdesk.ui.widgets.styled import announce, plain_tip

_LEAST_HEADLINE = 220
"""Pixels; where less is left of the first line, the facts get one of their own."""
_LONG_SIGN = 8
"""Characters; a longer code is written smaller, to leave room for the headline."""
_ANY_ROOM = 100_000
_MORE_ROOM_WHEN_OPEN = 1.4
_MORE_LINES = 10
_LONGEST_ON_A_LINE = 200
_FOR_CREDENTIAL = (FixAction.ADD_CREDENTIAL, FixAction.CHOOSE_CREDENTIAL)
"""Fixes of a verdict that asks for a credential."""
_SELECTION = Qt.TextInteractionFlag.TextSelectableByMouse
_NO_SELECTION = Qt.TextInteractionFlag.NoTextInteraction
"""A click on such a label reaches the banner."""
_ICON, _SIGN, _HEAD, _RIGHT, _FOLD = range(5)
_ALL = 5
"""The columns of the banner, and how many there are."""
_BETWEEN = " · "
"""As ``facts_beside_sign`` joins them."""
_LEAST_FACTS = 2
"""Time and the last one."""


class VerdictBanner(QFrame):
    """Shows one verdict, with a button for each fix that the window can carry out.

    It shows as much as there is room for. Headline, message, fix and buttons of what failed are
    always shown. Whether it is one line or all of it, it stays until the next response.
    """

    _new: tuple[str, ...] = ()
    """What was found in the response a moment after its verdict."""

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
        self._all_facts = ""
        self._resend: Fix | None = None
        """Offered once the credential that the verdict asks for was added."""
        self._is_narrow: bool | None = None
        self._is_folded = self._is_below_sign = False
        self._icon = QLabel()
        self._icon.setObjectName("verdict-icon")
        self._sign = PlainLabel("verdict-code", "code")
        self._headline = PlainLabel("verdict-headline", "title")
        self._severity = PlainLabel("verdict-severity", "strong")
        self._facts = PlainLabel("verdict-facts", "small")
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
        # In one line, headline and message end where the room does.
        self._short_headline = ElidedLabel()
        self._short_message = ElidedLabel()
        self._grid = QGridLayout(self)
        self._build()
        self._show_fold()
        theme.changed.connect(self._show_icon)
        theme.changed.connect(self._show_fold)
        theme.changed.connect(self._arrange)

    def _build(self) -> None:
        # What moves between lines stays a child of the banner: Qt would hide it for a turn of the
        # loop if it got another parent.
        self._below = QWidget()
        short = (self._short_headline, (self._short_message, 1))
        self._line = row_of(None, *short, spacing=LINE)
        self._right = row_of(None, self._severity, self._facts, spacing=LINE)
        self._subtitle = FlowLayout(spacing=LINE, line_spacing=2)
        self._subtitle.addWidget(self._code)
        texts = (self._tests, self._message, self._meaning, self._items, self._fix)
        self._words = column_of(None, self._subtitle, *texts, spacing=STEP)
        self._beside = row_of(None, (self._words, 1), spacing=LINE)
        below = (self._buttons, self.offer, self._notes)
        self._rest = column_of(self._below, *below, margins=0, spacing=STEP)
        mark(self, "look", "banner")
        self.setAccessibleName(tr("Verdict"))
        # Short, and beside others: wrapped they would become columns of letters.
        for label in (self._severity, self._facts, self._sign):
            label.setWordWrap(False)
        for elided, name, look in (
            (self._code, "body-code", "muted"),
            (self._short_headline, "short-headline", "title"),
            (self._short_message, "short-message", "muted"),
        ):
            elided.setObjectName(f"verdict-{name}")
            elided.setTextFormat(Qt.TextFormat.PlainText)
            elided.setTextInteractionFlags(_SELECTION)
            mark(elided, "look", look)
        # Its lead is bold; ``suggestion`` escapes the rest.
        self._fix.setTextFormat(Qt.TextFormat.RichText)
        self._buttons.show_all.toggled.connect(self._arrange)
        mark(self._fold, "look", "step")
        self._fold.setObjectName("fold_verdict")
        self._fold.clicked.connect(lambda: self._set_folded(not self._is_folded))
        self._short_headline.hide()
        self._short_message.hide()
        self._grid.setContentsMargins(GAP, LINE, LINE, LINE)
        self._grid.setVerticalSpacing(STEP)
        self._grid.setHorizontalSpacing(LINE)
        self._grid.setColumnStretch(_HEAD, 1)
        self._grid.addWidget(self._icon, 0, _ICON)
        self._grid.addLayout(self._line, 0, _HEAD)
        self._grid.addLayout(self._right, 0, _RIGHT)
        self._grid.addWidget(self._fold, 0, _FOLD)
        self._grid.addLayout(self._beside, 2, 0, 1, _ALL)
        self._grid.addWidget(self._below, 3, 0, 1, _ALL)
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

    def offer_resend(self, credential: str) -> bool:
        """Offer to send again with a credential, instead of adding one; return whether it does.

        Args:
            credential: Its name; empty takes the offer back. Where the verdict asks for none,
                nothing is offered.
        """
        fixes = () if self._exchange is None else self._exchange.verdict.fixes
        if self._exchange is None or not any(fix.action in _FOR_CREDENTIAL for fix in fixes):
            return False
        words = tr("Resend with {name}").format(name=credential)
        self._resend = Fix(words, FixAction.RESEND) if credential else None
        self._show_buttons(self._exchange)
        self._arrange()
        return True

    def focus_first_fix(self) -> None:
        """Give the keyboard to the button of the first fix, if there is one."""
        self._set_folded(False)
        self._buttons.focus_first()

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

    def show_entries(self, count: int | None) -> None:
        """Say how many entries a response lists that went well, once that is known."""
        if self._exchange is not None and self._exchange.severity is Severity.SUCCESS:
            self._take_facts(facts_beside_sign(self._exchange, count))
            self._arrange()

    def _take_facts(self, facts: str) -> None:
        self._all_facts = facts
        self._facts.setText(facts)
        self._facts.setToolTip(facts)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show all if one line is shown."""
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
        self._exchange, self._resend = exchange, None
        verdict, status = exchange.verdict, exchange.status
        self._mark_severity(exchange.severity)
        self._tests.show_text(failed_tests_line(exchange))
        self._sign.show_text(verdict_sign(verdict, status))
        headline = headline_beside_sign(verdict, status)
        self._headline.setText(headline)
        self._short_headline.setText(headline)
        self._take_facts(facts_beside_sign(exchange))
        word = SEVERITY_WORDS[exchange.severity]
        # A name that only repeats the severity is left out.
        name = "" if verdict.name == word else verdict.name
        self._severity.setText(" · ".join(filter(None, (word, name))))
        code = code_line(verdict)
        self._code.setText(code)
        self._code.setToolTip(plain_tip(code))
        title = verdict.title or verdict.dialect or verdict.table or ""
        self.edge.show_dialect(title, can_explain=bool(verdict.paths))
        self.offer.offer("")
        message = shown_message(verdict)
        self._message.show_text(message)
        line = " ".join(shortened(message).split())
        line = truncate(line, _LONGEST_ON_A_LINE)
        self._short_message.setText(in_quotes(line) if line else "")
        self._short_message.setToolTip(plain_tip(self._short_message.text()))
        self._meaning.setText(verdict.meaning)
        self._show_fix(exchange)
        self._new = ()
        self._notes.setText("\n".join(verdict.notes))
        self._show_buttons(exchange)
        # It arranges only where it changes something.
        self._buttons.show_all.setChecked(False)
        self._is_folded = exchange.severity is Severity.SUCCESS
        self._show_parts()
        # Screen readers would read label after label otherwise.
        self.setAccessibleDescription(description(exchange, self._sign.text(), headline))
        announce(self, announcement(exchange))

    def add_notes(self, lines: tuple[str, ...]) -> None:
        """Say more about the response below the verdict, which was found a moment later."""
        if self._exchange is None:
            return
        self._new = lines
        self._notes.setText("\n".join((*self._exchange.verdict.notes, *lines)))
        self._show_parts()

    def _has_notes(self, verdict: Verdict) -> bool:
        return bool(verdict.notes or self._new)

    def clear(self) -> None:
        """Forget the verdict, and with it a countdown that runs."""
        self._exchange = None
        self._buttons.clear()
        self.setAccessibleDescription("")

    def _show_buttons(self, exchange: Exchange) -> None:
        self._buttons.offer_page(exchange.verdict.docs)
        fixes = [fix for fix in exchange.verdict.fixes if fix.action in self._actions]
        left = [fix for fix in fixes if (fix.action, fix.target) not in self._done]
        if self._resend is not None:
            left = [fix for fix in left if fix.action not in (*_FOR_CREDENTIAL, FixAction.RESEND)]
            left.insert(0, self._resend)
        self._buttons.show_fixes(left, exchange.severity)

    def _arrange(self) -> None:
        if self._exchange is None:
            return
        verdict = self._exchange.verdict
        if self._is_folded:
            self._show_line(verdict)
            return
        self._facts.setText(self._all_facts)
        self._put_parts(is_narrow=self._lacks_room_beside())
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

    def _lacks_room_beside(self) -> bool:
        """Tell whether the headline would have little room beside the facts."""
        return self._lacks_room(self._icon, self._sign, self._severity, self._facts, self._fold)

    def _lacks_room(self, *beside: QWidget, also: int = 0) -> bool:
        """Tell whether the headline would have little room beside widgets, and some pixels."""
        widths = sum(w.sizeHint().width() + LINE for w in beside if not w.isHidden())
        headline = self._headline.fontMetrics().horizontalAdvance(self._headline.text())
        wanted = min(headline + LINE, self._theme.length(_LEAST_HEADLINE))
        return widths + wanted + also + GAP + LINE > self.width()

    def _set_folded(self, is_folded: bool) -> None:
        if is_folded != self._is_folded and self._exchange is not None:
            self._is_folded = is_folded
            self._show_parts()

    def _show_parts(self) -> None:
        """Show what one line has, or what all has."""
        is_folded = self._is_folded
        self._is_narrow = None
        for label in (self._headline, self._severity, self._fix, self._tests, self._code):
            label.setVisible(not is_folded and bool(label.text()))
        self._show_edge()
        for short in (self._short_headline, self._short_message):
            short.setVisible(is_folded and bool(short.text()))
        self._mark_sign()
        for selectable in (self._sign, self._short_headline, self._short_message):
            selectable.setTextInteractionFlags(_NO_SELECTION if is_folded else _SELECTION)
        self.setCursor(
            Qt.CursorShape.PointingHandCursor if is_folded else Qt.CursorShape.ArrowCursor
        )
        mark(self, "look", "pill" if is_folded else "banner")
        self._show_fold()
        self._arrange()

    def _show_edge(self) -> None:
        """Name the dialect where there is a response, unless one line is shown."""
        has_response = self._exchange is not None and self._exchange.status is not None
        self.edge.setVisible(has_response and not self._is_folded)

    def _mark_sign(self) -> None:
        is_usual = not self._is_folded and len(self._sign.text()) <= _LONG_SIGN
        mark(self._sign, "look", "code" if is_usual else "title")

    def _show_line(self, verdict: Verdict) -> None:
        """Show one line; below it, what is never left out: a question, and what else happened."""
        for widget in (self._message, self._meaning, self._items):
            widget.hide()
        signs = (self._icon, self._sign, self._facts, self._fold)
        self._put_parts(is_narrow=False)
        for facts in _fewer_facts(self._all_facts):
            self._facts.setText(facts)
            if not self._lacks_room(*signs):
                break
        # What the service said is the first to go: the body below has it too.
        least = self._short_message.minimumSizeHint().width() + LINE
        fits = not self._lacks_room(*signs, also=least)
        self._short_message.setVisible(fits and bool(self._short_message.text()))
        self.offer.show_if_offered()
        self._notes.setVisible(self._has_notes(verdict))
        if self.property("severity") == Severity.SUCCESS:
            # What can be done next, such as to open the socket whose address came.
            self._buttons.offer_all(is_wanted=False)
        else:
            # A countdown that runs is seen, and can be stopped.
            self._buttons.setVisible(self._buttons.is_counting())
        self._below.setVisible(
            self._has_notes(verdict) or not self.offer.isHidden() or not self._buttons.isHidden()
        )
        self._arranged_height = self._wanted_height()

    def _show_fold(self) -> None:
        what, icon = tr("Fold the verdict"), "arrow-up"
        if self._is_folded:
            what, icon = tr("Show the whole verdict"), "arrow-down"
        self._fold.setAccessibleName(what)
        self._fold.setToolTip(what)
        self._fold.setIconSize(self._theme.icon_size(14))
        self._fold.setIcon(self._theme.icon(icon, "muted"))

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
        self._notes.setVisible(has_notes and self._has_notes(verdict))
        self._below.show()
        self._wanted_height()  # gives the texts their widths
        texts = (self._message, self._items) if level.has_details else (self._message,)
        is_less = any(text.is_clipped() for text in texts) or level.leaves_out(verdict)
        self._buttons.offer_all(is_wanted=is_less or is_open)

    def _wanted_height(self) -> int:
        # Texts that get another width ask for another height, which asks once more.
        inner = (self._line, self._words, self._beside, self._rest)
        for layout in (self._grid, *inner, self._grid, *inner, self._grid):
            layout.activate()
        return self._grid.heightForWidth(self.width())

    def _put_parts(self, *, is_narrow: bool) -> None:
        """Put the texts below the code, and the facts below the headline, or beside them."""
        is_long = len(self._sign.text()) > _LONG_SIGN
        beside_headline = (self._icon, self._sign, self._fold)
        is_below_sign = (
            is_narrow and is_long and not self._is_folded and self._lacks_room(*beside_headline)
        )
        self._indent(0 if is_narrow else self._beside_head())
        if (is_narrow, is_below_sign) == (self._is_narrow, self._is_below_sign):
            return
        self._is_narrow, self._is_below_sign = is_narrow, is_below_sign
        for label in (self._sign, self._headline):
            self._grid.removeWidget(label)
        self._grid.addWidget(self._sign, 0, _SIGN, 1, 2 if is_below_sign else 1)
        cell = (1, 0, 1, _ALL) if is_below_sign else (0, _HEAD, 1, 1)
        self._grid.addWidget(self._headline, *cell)
        movable: tuple[QWidget, ...] = (self._severity, self._facts, self.edge)
        # From each, as it may be in any; a FlowLayout has a method of its own for that.
        for widget in movable:
            self._right.removeWidget(widget)
            self._beside.removeWidget(widget)
            self._subtitle.remove(widget)
        self._subtitle.remove(self._code)
        if is_narrow:
            for widget in movable:
                self._subtitle.addWidget(widget)
        else:
            self._right.addWidget(self._severity)
            self._right.addWidget(self._facts)
            self._beside.addWidget(self.edge, 0, Qt.AlignmentFlag.AlignTop)
        self._subtitle.addWidget(self._code)

    def _beside_head(self) -> int:
        """Return the pixels that icon and sign take, with the room behind them."""
        sign = 0 if self._sign.isHidden() else self._sign.sizeHint().width()
        return self._icon.sizeHint().width() + LINE + sign + LINE

    def _indent(self, pixels: int) -> None:
        for layout in (self._beside, self._rest):
            if layout.contentsMargins().left() != pixels:
                layout.setContentsMargins(pixels, 0, 0, 0)

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


def _fewer_facts(facts: str) -> Iterator[str]:
    """Yield facts, and then less of them: the time stays longest, the protocol goes first."""
    parts = facts.split(_BETWEEN)
    yield facts
    parts = [part for part in parts if not part.startswith("HTTP/")]
    while parts:
        yield _BETWEEN.join(parts)
        # How many entries there are says more than the size.
        parts.pop(-2 if len(parts) > _LEAST_FACTS else -1)
    yield ""
