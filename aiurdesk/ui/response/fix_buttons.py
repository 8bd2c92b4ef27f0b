"""The buttons of a verdict: one for each fix, and one that shows the rest of the verdict."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QPushButton, QWidget

from aiurdesk.core.problem import Fix, FixAction
from aiurdesk.core.translation import tr, truncate
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.ui.theme.theme import mark
from aiurdesk.ui.widgets.desktop import is_web_page, open_web_page
from aiurdesk.ui.widgets.flow_layout import FlowLayout
from aiurdesk.ui.widgets.keyboard import escaped, order_behind_neighbour
from aiurdesk.ui.widgets.styled import plain_tip, styled
from aiurdesk.ui.widgets.throttle import SECONDS, CountdownButton

_LONGEST_ON_A_BUTTON = 40
_LONGEST_ADDRESS = 400
_WAITS = (FixAction.RESEND_LATER, FixAction.WAIT_AND_RESEND)


class FixButtons(QWidget):
    """Buttons in a row that wraps to the next line."""

    def __init__(self, choose: Callable[[Fix], None], parent: QWidget | None = None) -> None:
        """Make a row without fixes.

        Args:
            choose: Called when a button is pressed, or its countdown has ended.
        """
        super().__init__(parent)
        self._choose = choose
        self._page_url = QUrl()
        self._page = QPushButton(self)
        self._page.clicked.connect(lambda: open_web_page(self._page_url))
        self._page.hide()
        self.show_all = styled(QPushButton(tr("Show all"), self), "show_all_of_verdict")
        self.show_all.setCheckable(True)
        for last in (self._page, self.show_all):
            mark(last, "look", "link")
        self._flow = FlowLayout(self)
        self._fixes: list[QPushButton] = []
        self._flow.addWidget(self.show_all)

    def show_fixes(self, fixes: Iterable[Fix], severity: Severity) -> None:
        """Show a button for each fix, in the colour of a severity."""
        self.clear()
        # Taken out and added again: a layout of this kind adds at its end only.
        for last in (self._page, self.show_all):
            self._flow.remove(last)
        for fix in fixes:
            button = self._button(fix)
            mark(button, "severity", severity.value)
            self._fixes.append(button)
        buttons = [*self._fixes, self._page, self.show_all]
        for button in buttons:
            self._flow.addWidget(button)
        # Qt puts new widgets last in the tab order of the window.
        order_behind_neighbour(self._page, buttons)
        # What is added to a layout in sight is shown one turn of the loop later.
        for button in self._fixes:
            button.show()
        self.offer_all(is_wanted=not self.show_all.isHidden())

    def offer_page(self, address: str) -> None:
        """Offer to open a page that the service names, with the host that it leads to.

        Args:
            address: Another one than of the web is not offered, nor is an empty one.
        """
        self._page_url = QUrl(address)
        host = truncate(self._page_url.host(), _LONGEST_ON_A_BUTTON)
        self._page.setText(escaped(tr("Read about it on {host}").format(host=host)))
        self._page.setToolTip(plain_tip(truncate(address, _LONGEST_ADDRESS)))
        self._page.setVisible(is_web_page(self._page_url))

    def offer_all(self, *, is_wanted: bool) -> None:
        """Offer to show more, or less if more is shown; hide the row if it has no button."""
        self.show_all.setText(tr("Show less") if self.show_all.isChecked() else tr("Show all"))
        self.show_all.setVisible(is_wanted)
        self.setVisible(is_wanted or bool(self._fixes) or not self._page.isHidden())

    def focus_first(self) -> None:
        """Give the keyboard to the first fix."""
        if self._fixes:
            self._fixes[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def is_counting(self) -> bool:
        """Tell whether a countdown runs."""
        return any(isinstance(b, CountdownButton) and b.is_counting() for b in self._fixes)

    def clear(self) -> None:
        """Remove the fixes, and stop a countdown that runs."""
        # Not deleted at once: one of them may be the button whose click led here.
        for button in self._fixes:
            self._flow.remove(button)
            button.setParent(None)
            button.deleteLater()
        self._fixes = []

    def _button(self, fix: Fix) -> QPushButton:
        # The service asked to wait: the button counts down and then sends by itself.
        if fix.action in _WAITS:
            wait_s = int(fix.target) if fix.target else SECONDS
            countdown = CountdownButton(fix.text, self, wait_s)
            countdown.elapsed.connect(lambda: self._choose(fix))
            return countdown
        # A longer text would be wider than the row; the accessible name has all of it.
        button = QPushButton(escaped(truncate(fix.text, _LONGEST_ON_A_BUTTON)), self)
        button.setAccessibleName(fix.text)
        button.clicked.connect(lambda: self._choose(fix))
        return button
