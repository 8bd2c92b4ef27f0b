"""The verdict on an exchange: what the answer means and what to do next."""

from collections.abc import Iterable
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from aiurdesk.core.exchange import Exchange
from aiurdesk.core.response import Response
from aiurdesk.core.verdict import Fix, FixAction, Severity, Verdict
from aiurdesk.core.wording import SEVERITY_WORDS, announcement, facts_line, verdict_sign
from aiurdesk.ui.response.countdown import CountdownButton
from aiurdesk.ui.response.flow_layout import FlowLayout
from aiurdesk.ui.response.message_text import MessageText
from aiurdesk.ui.theme import Theme, mark


class VerdictBanner(QFrame):
    """Shows one verdict; buttons stand there for what the window can do, and for nothing else."""

    fix_chosen = Signal(Fix)
    """Emitted when a fix button is pressed, or its countdown has ended."""

    def __init__(
        self, theme: Theme, actions: Iterable[FixAction] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._actions = frozenset(actions)
        self._exchange: Exchange | None = None
        self._sign = _label("code", "verdict-code")
        self._icon = QLabel()
        self._headline = _label("title", "verdict-headline")
        self._facts = _label("muted", "verdict-facts")
        self._severity = _label("strong", "verdict-severity")
        self._message = MessageText("Message of the service", is_quoted=True)
        self._message_all = _show_all_button(self._message)
        self._meaning = _label("", "verdict-meaning")
        self._fix = _label("", "verdict-fix")
        self._items = MessageText("What the service complains about")
        self._items_all = _show_all_button(self._items)
        self._notes = _label("small", "verdict-notes")
        self._buttons = QWidget()
        self._flow = FlowLayout(self._buttons)
        self._build()
        theme.changed.connect(self._show_icon)

    def _build(self) -> None:
        mark(self, "look", "banner")
        self.setAccessibleName("Verdict")
        self._severity.setWordWrap(False)
        self._facts.setWordWrap(False)
        self._sign.setWordWrap(False)
        self._facts.setMinimumWidth(0)
        self._fix.setTextFormat(Qt.TextFormat.RichText)
        title = QHBoxLayout()
        title.addWidget(self._headline, 1)
        title.addWidget(self._facts, 0, Qt.AlignmentFlag.AlignTop)
        severity = QHBoxLayout()
        severity.setSpacing(4)
        severity.addWidget(self._icon)
        severity.addWidget(self._severity, 1)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addLayout(title)
        column.addLayout(severity)
        for widget in (self._message, self._message_all, self._meaning, self._fix, self._items,
                       self._items_all, self._buttons, self._notes):  # fmt: skip
            column.addWidget(widget)
        outer = QGridLayout(self)
        outer.setContentsMargins(12, 10, 12, 10)
        outer.setHorizontalSpacing(14)
        outer.addWidget(self._sign, 0, 0, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(column, 0, 1)
        outer.setColumnStretch(1, 1)

    def set_available_actions(self, actions: Iterable[FixAction]) -> None:
        """Say what the window can do; other fixes have no button."""
        self._actions = frozenset(actions)
        if self._exchange is not None:
            self._show_buttons(self._exchange.verdict)

    def show_exchange(self, exchange: Exchange) -> None:
        """Show the verdict on an exchange and announce it."""
        self._exchange = exchange
        verdict, outcome = exchange.verdict, exchange.outcome
        status = outcome.status if isinstance(outcome, Response) else None
        self._mark_severity(verdict.severity)
        _show(self._sign, verdict_sign(verdict, status))
        self._headline.setText(verdict.headline)
        self._facts.setText(facts_line(exchange))
        word = SEVERITY_WORDS[verdict.severity]
        is_news = verdict.name not in ("", word)
        self._severity.setText(f"{word} · {verdict.name}" if is_news else word)
        self._show_text(self._message, self._message_all, verdict.message)
        _show(self._meaning, verdict.meaning)
        self._show_fix(verdict)
        self._show_text(self._items, self._items_all, "\n".join(_complaints(verdict)))
        _show(self._notes, "\n".join(verdict.notes))
        self._show_buttons(verdict)
        self.setAccessibleDescription(_description(verdict, self._sign.text()))
        announce(self, announcement(exchange))

    def clear(self) -> None:
        """Forget the verdict, and with it a countdown that runs."""
        self._exchange = None
        self._remove_buttons()
        self.setAccessibleDescription("")

    def _mark_severity(self, severity: Severity) -> None:
        for widget in (self, self._sign, self._headline, self._severity):
            mark(widget, "severity", severity.value)
        self._show_icon()

    def _show_icon(self) -> None:
        if self._exchange is None:
            return
        severity = self._exchange.verdict.severity
        icon = self._theme.icon(f"severity-{severity}", f"{severity}_text")
        self._icon.setPixmap(icon.pixmap(16, 16))
        self._show_fix(self._exchange.verdict)

    def _show_fix(self, verdict: Verdict) -> None:
        """Show the fixes in words, the lead in the colour of the severity."""
        colour = self._theme.colour(f"{verdict.severity}_text").name()
        texts = _fix_texts(verdict)
        lead = f'<b style="color: {colour}">Suggested fix</b>'
        _show(self._fix, f"{lead} — {escape(texts)}" if texts else "")

    def _show_text(self, view: MessageText, show_all: QPushButton, text: str) -> None:
        view.show_text(text)
        view.setVisible(bool(text))
        show_all.setChecked(False)
        show_all.setVisible(view.is_clipped())

    def _show_buttons(self, verdict: Verdict) -> None:
        self._remove_buttons()
        for fix in verdict.fixes:
            if fix.action in self._actions:
                button = self._button(fix)
                mark(button, "severity", verdict.severity.value)
                self._flow.addWidget(button)
                button.show()
        self._buttons.setVisible(self._flow.count() > 0)

    def _button(self, fix: Fix) -> QPushButton:
        if fix.action is FixAction.RESEND_LATER:
            countdown = CountdownButton(fix.text, self._buttons)
            countdown.elapsed.connect(lambda: self.fix_chosen.emit(fix))
            return countdown
        button = QPushButton(fix.text, self._buttons)
        button.clicked.connect(lambda: self.fix_chosen.emit(fix))
        return button

    def _remove_buttons(self) -> None:
        while item := self._flow.takeAt(0):
            if button := item.widget():
                button.setParent(None)
                button.deleteLater()


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say a text, where one is running."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


def _complaints(verdict: Verdict) -> list[str]:
    named = [f"{name}: {text}" for name, texts in verdict.field_errors.items() for text in texts]
    return [*named, *verdict.other_errors]


def _description(verdict: Verdict, sign: str) -> str:
    parts = [f"{sign} {SEVERITY_WORDS[verdict.severity]}: {verdict.headline}".strip()]
    if verdict.message:
        parts.append(f"“{verdict.message}”")
    parts.append(verdict.meaning)
    fixes = _fix_texts(verdict)
    parts.append(f"Suggested fix: {fixes}" if fixes else "")
    return " ".join(part for part in parts if part)


def _fix_texts(verdict: Verdict) -> str:
    return " ".join(fix.text for fix in verdict.fixes if fix.action is None)


def _label(look: str, name: str) -> QLabel:
    """Make a label for plain text that may be narrower than its longest word."""
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setMinimumWidth(1)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if look:
        mark(label, "look", look)
    return label


def _show_all_button(view: MessageText) -> QPushButton:
    button = QPushButton("Show all")
    button.setCheckable(True)
    mark(button, "look", "link")
    button.toggled.connect(view.show_all)
    view.clipped_changed.connect(button.setVisible)
    button.toggled.connect(lambda is_all: button.setText("Show less" if is_all else "Show all"))
    return button


def _show(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))
