"""The verdict on an exchange: what the response means and what to do next."""

from collections.abc import Callable, Iterable
from html import escape

import msgspec
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.exchange_text import (
    SEVERITY_WORDS,
    announcement,
    facts_line,
    failed_tests_line,
    headline_beside_sign,
    verdict_sign,
)
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.fixes import DoneFix
from aiurdesk.core.verdict.verdict import Fix, FixAction, Severity, Verdict
from aiurdesk.ui.layout.flow_layout import FlowLayout
from aiurdesk.ui.response.dialect_edge import DialectEdge, DialectOffer
from aiurdesk.ui.response.fix_buttons import FixButtons
from aiurdesk.ui.response.message_text import FEW_LINES, MessageText, shortened
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.announcing import announce
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.elided_label import ElidedLabel

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


class _Level(msgspec.Struct, frozen=True):
    """How much is shown at once; the rest comes with "Show all"."""

    lines: int
    """Of the message."""
    has_meaning: bool
    has_details: bool
    """Errors from the service, and the notes."""
    is_packed: bool = False
    """Meaning, complaints and notes are one text that scrolls: each by itself has no room."""
    detail_lines: int = FEW_LINES

    @property
    def has_notes(self) -> bool:
        """Whether notes stand by themselves."""
        return self.has_details and not self.is_packed


# From most to least: the first one that fits is shown.
_LEVELS = (_Level(FEW_LINES, True, True), _Level(2, True, False), _Level(2, False, False))
# With "Show all", nothing may be left out: what has no room of its own scrolls.
_OPEN_LEVELS = (_LEVELS[0], _Level(2, False, True, is_packed=True, detail_lines=3))


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
        self._is_folded = False
        self._sign = _label("code", "verdict-code")
        self._icon = QLabel()
        self._icon.setObjectName("verdict-icon")
        self._headline = _label("title", "verdict-headline")
        self._facts = _label("muted", "verdict-facts")
        self._severity = _label("strong", "verdict-severity")
        self._tests = _label("strong", "verdict-tests")
        self._message = MessageText(tr("Message of the service"), is_quoted=True)
        self._meaning = _label("", "verdict-meaning")
        self._fix = _label("", "verdict-fix")
        self._items = MessageText(tr("Errors from the service"))
        self._notes = _label("small", "verdict-notes")
        self.edge = DialectEdge(theme)
        self._buttons = FixButtons(choose_fix)
        self.offer = DialectOffer()
        self._show_all = self._buttons.show_all
        self._fold = QToolButton()
        # Beside sign and button, the headline has one line.
        self._short_headline = ElidedLabel()
        self._title, self._second = QHBoxLayout(), QHBoxLayout()
        self._subtitle = FlowLayout(spacing=10, line_spacing=4)
        self._below = QWidget()
        self._texts = QVBoxLayout(self._below)
        self._is_below_sign, self._head = False, QWidget()
        self._head_column = QVBoxLayout(self._head)
        self._grid = QGridLayout(self)
        self._build()
        self._show_fold()
        theme.changed.connect(self._show_icon)
        theme.changed.connect(self._show_fold)
        theme.changed.connect(self._arrange)

    def _build(self) -> None:
        mark(self, "look", "banner")
        self.setAccessibleName(tr("Verdict"))
        # Short, and beside others: wrapped they would become columns of letters.
        for label in (self._severity, self._facts, self._sign):
            label.setWordWrap(False)
        # Its lead is bold; ``_suggestion`` escapes the rest.
        self._fix.setTextFormat(Qt.TextFormat.RichText)
        self._show_all.toggled.connect(self._arrange)
        mark(self._fold, "look", "step")
        self._fold.setObjectName("fold_verdict")
        self._fold.clicked.connect(lambda: self._set_folded(not self._is_folded))
        self._short_headline.setObjectName("verdict-short-headline")
        self._short_headline.setTextFormat(Qt.TextFormat.PlainText)
        mark(self._short_headline, "look", "title")
        self._short_headline.hide()
        self._title.addWidget(self._headline, 1)
        self._title.addWidget(self._short_headline, 1)
        self._mood = _side_by_side(self._icon, self._severity)
        self._subtitle.addWidget(self._mood)
        head = self._head_column
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(4)
        head.addLayout(self._title)
        self._second.addLayout(self._subtitle, 1)
        head.addLayout(self._second)
        self._texts.setContentsMargins(0, 0, 0, 0)
        self._texts.setSpacing(4)
        for widget in (self._tests, self._message, self._meaning, self._items, self._fix,
                       self._buttons, self.offer, self._notes):  # fmt: skip
            self._texts.addWidget(widget)
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
        verdict, outcome = exchange.verdict, exchange.outcome
        status = outcome.status if isinstance(outcome, Response) else None
        self._mark_severity(exchange.severity)
        _show(self._tests, failed_tests_line(exchange))
        _show(self._sign, verdict_sign(verdict, status))
        self._mark_sign()
        self._grid.setHorizontalSpacing(_BESIDE_SIGN if self._sign.text() else 0)
        headline = headline_beside_sign(verdict, status)
        self._headline.setText(headline)
        self._short_headline.setText(headline)
        self._facts.setText(facts_line(exchange))
        word = SEVERITY_WORDS[exchange.severity]
        # A name that only repeats the severity is left out.
        is_news = verdict.name not in ("", word)
        self._severity.setText(f"{word} · {verdict.name}" if is_news else word)
        title = verdict.title or verdict.dialect or verdict.table or ""
        self.edge.show_dialect(title, can_explain=bool(verdict.paths))
        self._show_edge()
        self.offer.offer("")
        self._message.show_text(verdict.message)
        self._meaning.setText(verdict.meaning)
        self._show_fix(exchange)
        self._notes.setText("\n".join(verdict.notes))
        self._show_buttons(exchange)
        # These arrange only where they change something.
        self._show_all.setChecked(False)
        self._set_folded(False)
        self._arrange()
        # The banner as one text for screen readers, which otherwise read label after label.
        self.setAccessibleDescription(_description(exchange, self._sign.text(), headline))
        announce(self, announcement(exchange))

    def clear(self) -> None:
        """Forget the verdict, and with it a countdown that runs."""
        self._exchange = None
        self._buttons.clear()
        self.setAccessibleDescription("")

    def _show_buttons(self, exchange: Exchange) -> None:
        self._buttons.offer_page(exchange.verdict.docs)
        self._buttons.show_fixes(
            [
                fix
                for fix in exchange.verdict.fixes
                if fix.action in self._actions and (fix.action, fix.target) not in self._done
            ],
            exchange.severity,
        )

    def _arrange(self) -> None:
        if self._exchange is None:
            return
        verdict = self._exchange.verdict
        if self._is_folded:
            self._show_line()
            return
        beside_sign = self.width() - self._sign.sizeHint().width() * (not self._sign.isHidden())
        self._put_parts(is_narrow=beside_sign < self._theme.length(_NARROW - _USUAL_SIGN))
        if self._show_all.isChecked():
            room = round(self._room * _MORE_ROOM_WHEN_OPEN)
            level = self._show_most(verdict, _OPEN_LEVELS, room)
            # The room that the level leaves goes to the message.
            spare = room - self._wanted_height()
            more = max(0, spare // self._message.fontMetrics().lineSpacing())
            self._message.set_most_lines(level.lines + min(more, _MORE_LINES), is_scrolling=True)
        else:
            self._show_most(verdict, _LEVELS, self._room)
        self._arranged_height = self._wanted_height()

    def _set_folded(self, is_folded: bool) -> None:
        if is_folded == self._is_folded:
            return
        self._is_folded = is_folded
        self._is_narrow = None
        for widget in (self._headline, self._facts, self._mood, self._fix, self._tests):
            widget.setVisible(not is_folded and not _is_empty(widget))
        self._show_edge()
        self._short_headline.setVisible(is_folded)
        self._align()
        self._mark_sign()
        for label in (self._sign, self._short_headline):
            label.setTextInteractionFlags(_NO_SELECTION if is_folded else _SELECTION)
        self.setCursor(
            Qt.CursorShape.PointingHandCursor if is_folded else Qt.CursorShape.ArrowCursor
        )
        self._buttons.show_only_first(is_wanted=is_folded)
        self._show_fold()
        self._arrange()

    def _show_edge(self) -> None:
        """Name the dialect where there is a response, unless one line is shown."""
        outcome = None if self._exchange is None else self._exchange.outcome
        self.edge.setVisible(isinstance(outcome, Response) and not self._is_folded)

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
        what = tr("Show the whole verdict") if self._is_folded else tr("Fold the verdict")
        self._fold.setAccessibleName(what)
        self._fold.setToolTip(what)
        self._fold.setIconSize(self._theme.icon_size(14))
        self._fold.setIcon(
            self._theme.icon("arrow-down" if self._is_folded else "arrow-up", "text")
        )

    def _show_most(self, verdict: Verdict, levels: tuple[_Level, ...], room: int) -> _Level:
        """Show the first level that there is room for, else the last one."""
        for level in levels:
            self._show_level(verdict, level)
            if self._wanted_height() <= room:
                break
        return level

    def _show_level(self, verdict: Verdict, level: _Level) -> None:
        is_open = self._show_all.isChecked()
        self._message.set_most_lines(level.lines)
        self._message.setVisible(bool(verdict.message))
        self.offer.show_if_offered()
        self._meaning.setVisible(level.has_meaning and bool(verdict.meaning))
        details = _packed(verdict) if level.is_packed else _complaints(verdict)
        self._items.show_text("\n".join(details))
        self._items.set_most_lines(level.detail_lines, is_scrolling=is_open)
        self._items.setVisible(level.has_details and bool(details))
        self._notes.setVisible(level.has_notes and bool(verdict.notes))
        self._wanted_height()  # gives the texts their widths
        texts = (self._message, self._items) if level.has_details else (self._message,)
        is_less = any(text.is_clipped() for text in texts) or _leaves_out(level, verdict)
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
        for widget in (
            self, self._sign, self._headline, self._short_headline, self._severity, self._tests,
            self._message,
        ):  # fmt: skip
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
        self._fix.setVisible(not self._is_folded and not _is_empty(self._fix))

    def _show_fix(self, exchange: Exchange) -> None:
        """Show the fixes in words, the lead in the colour of the severity."""
        colour = self._theme.colour(f"{exchange.severity}_text").name()
        _show(self._fix, _suggestion(exchange.verdict, colour))


def _complaints(verdict: Verdict) -> list[str]:
    named = [f"{name}: {text}" for name, texts in verdict.field_errors.items() for text in texts]
    return [*named, *verdict.other_errors]


def _packed(verdict: Verdict) -> list[str]:
    return [text for text in (verdict.meaning, *_complaints(verdict), *verdict.notes) if text]


def _description(exchange: Exchange, sign: str, headline: str) -> str:
    verdict = exchange.verdict
    parts = [f"{sign} {SEVERITY_WORDS[exchange.severity]}: {headline}".strip()]
    parts.append(failed_tests_line(exchange))
    # In quotes, as it is seen: it is what the service says, not this program.
    if verdict.message:
        parts.append(f"“{shortened(verdict.message)}”")
    parts.append(verdict.meaning)
    fixes = _fix_texts(verdict)
    parts.append(tr("Suggested fix: {fixes}").format(fixes=fixes) if fixes else "")
    return " ".join(part for part in parts if part)


def _leaves_out(level: _Level, verdict: Verdict) -> bool:
    has_details = bool(_complaints(verdict) or verdict.notes)
    is_meaning_missing = bool(verdict.meaning) and not level.has_meaning
    return is_meaning_missing or (has_details and not level.has_details)


def _suggestion(verdict: Verdict, colour: str) -> str:
    texts = _fix_texts(verdict)
    lead = f'<b style="color: {colour}">{tr("Suggested fix")}</b>'
    return f"{lead} — {escape(texts)}" if texts else ""


def _fix_texts(verdict: Verdict) -> str:
    # A fix with an action is a button, which says the same.
    return " ".join(fix.text for fix in verdict.fixes if fix.action is None)


def _label(look: str, name: str) -> QLabel:
    """Return a label for plain text that may be narrower than its longest word."""
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setMinimumWidth(1)
    label.setTextInteractionFlags(_SELECTION)
    if look:
        mark(label, "look", look)
    return label


def _side_by_side(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    row = row_of(holder, margins=0, spacing=4)
    for widget in widgets:
        row.addWidget(widget)
    return holder


def _is_empty(widget: QWidget) -> bool:
    return isinstance(widget, QLabel) and not widget.text()


def _show(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))
