"""The buttons of a verdict: a fix each, and the one that shows the rest of it."""

from collections.abc import Container
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from aiurdesk.core.verdict.verdict import Fix, FixAction, Verdict
from aiurdesk.ui.widgets.countdown import CountdownButton
from aiurdesk.ui.widgets.flow_layout import FlowLayout
from aiurdesk.ui.window.theme import mark

_LONGEST_ON_A_BUTTON = 40


class FixButtons(QWidget):
    """A row of buttons that goes on below where the room ends."""

    fix_chosen = Signal(Fix)
    """Emitted when a button is pressed, or its countdown has ended."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.show_all = QPushButton("Show all", self)
        self.show_all.setCheckable(True)
        mark(self.show_all, "look", "link")
        self._flow = FlowLayout(self)
        self._fixes: list[QPushButton] = []
        self._flow.addWidget(self.show_all)

    def show_fixes(self, verdict: Verdict, actions: Container[FixAction]) -> None:
        """Show a button for each fix whose action is among those that can be done."""
        self.clear()
        self._flow.remove(self.show_all)
        for fix in verdict.fixes:
            if fix.action is not None and fix.action in actions:
                button = self._button(fix)
                mark(button, "severity", verdict.severity.value)
                self._fixes.append(button)
        for button in (*self._fixes, self.show_all):
            self._flow.addWidget(button)
        self._order_stops()
        for button in self._fixes:
            button.show()
        self.offer_all(is_wanted=not self.show_all.isHidden())

    def offer_all(self, *, is_wanted: bool) -> None:
        """Offer to show more, or less where more is shown; without any button be gone."""
        self.show_all.setText("Show less" if self.show_all.isChecked() else "Show all")
        self.show_all.setVisible(is_wanted)
        self.setVisible(is_wanted or bool(self._fixes))

    def clear(self) -> None:
        """Take the fixes away, and with them a countdown that runs."""
        for button in self._fixes:
            self._flow.remove(button)
            button.setParent(None)
            button.deleteLater()
        self._fixes = []

    def _button(self, fix: Fix) -> QPushButton:
        if fix.action is FixAction.RESEND_LATER:
            countdown = CountdownButton(fix.text, self)
            countdown.elapsed.connect(lambda: self.fix_chosen.emit(fix))
            return countdown
        button = QPushButton(_shortened(fix.text), self)
        button.setAccessibleName(fix.text)
        button.clicked.connect(lambda: self.fix_chosen.emit(fix))
        return button

    def _order_stops(self) -> None:
        """Let Tab reach new buttons here, not behind everything else in the window."""
        stops: list[QWidget] = [*self._fixes, self.show_all]
        before = self.show_all.previousInFocusChain()
        while before is not None and before.focusPolicy() is Qt.FocusPolicy.NoFocus:
            before = before.previousInFocusChain()
        if before is not None and before not in stops:
            stops.insert(0, before)
        for first, second in pairwise(stops):
            QWidget.setTabOrder(first, second)


def _shortened(text: str) -> str:
    """Cut what would be wider than the row; the accessible name has all of it."""
    return text if len(text) <= _LONGEST_ON_A_BUTTON else f"{text[:_LONGEST_ON_A_BUTTON]}…"
