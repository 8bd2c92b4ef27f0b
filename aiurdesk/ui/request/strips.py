"""The strips of a request: why it was not sent, and offers to keep its secrets."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QPushButton, QWidget

from aiurdesk.core.credentials.secret import OfferedCredential, Secret
from aiurdesk.core.preparing.secret_offer import offer_of, without_offered
from aiurdesk.core.problem import Fix, Problem
from aiurdesk.core.request.request import Request
from aiurdesk.core.translation import listed, tr
from aiurdesk.core.verdict.fixes import DoneFix
from aiurdesk.ui.theme.grid import GAP, LINE
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.icon_button import IconButton, IconLabel
from aiurdesk.ui.widgets.keyboard import escaped, order_behind_neighbour
from aiurdesk.ui.widgets.styled import announce, styled

_WORDS = {
    "basic": tr("a user name and a password"),
    "digest": tr("a user name and a password"),
    "aws": tr("an access key"),
    "oauth1": tr("a consumer key"),
    "bearer": tr("a token"),
    "api-key": tr("a key"),
    "header": tr("a secret"),
}


class OfferStrip(QFrame):
    """Shown until it is dismissed, or until the credential is made."""

    offer_taken = Signal(OfferedCredential)
    """Emitted when a credential is to be made."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offer: OfferedCredential | None = None
        self._is_dismissed = False
        styled(self, "offer", look="strip", severity="notice")
        self._text = styled(QLabel(wordWrap=True), "offer_text", severity="notice")
        make = styled(QPushButton(tr("Make a credential…")), severity="notice")
        make.clicked.connect(self._on_make)
        dismiss = IconButton(theme, "close", tr("Dismiss the offer"))
        dismiss.clicked.connect(self._on_dismissed)
        icon = IconLabel(theme, "lock", "notice_text")
        row_of(self, icon, (self._text, 1), make, dismiss, margins=(GAP, LINE, LINE, LINE))
        self.hide()

    def show_offer(self, offer: OfferedCredential | None) -> None:
        """Offer to make a credential, or hide where there is nothing to make it of."""
        self._offer = offer
        self._is_dismissed = False
        if offer is not None:
            self._text.setText(
                tr(
                    "This request contains {what}. It is not saved with the request. Make a "
                    "credential to store it in the system keyring."
                ).format(what=_what(offer))
            )
        self.setVisible(offer is not None)

    def follow(self, request: Request) -> None:
        """Hide as long as a request does not hold the secret of the offer."""
        if self._offer is not None and not self._is_dismissed:
            offer = offer_of(request)
            self.setVisible(offer is not None and _secrets(offer) == _secrets(self._offer))

    def without_secret(self, request: Request) -> Request:
        """Return a request without what the credential holds now."""
        # The one that was shown, because the request may hold a second secret by now.
        return request if self._offer is None else without_offered(request, self._offer)

    def _on_make(self) -> None:
        if self._offer is not None:
            self.offer_taken.emit(self._offer)

    def _on_dismissed(self) -> None:
        self._is_dismissed = True
        self.hide()


def _secrets(offer: OfferedCredential) -> list[Secret]:
    # Not by their names: what curl calls a password may be the key of another kind.
    return [secret for _, secret in offer.secrets]


def _what(offer: OfferedCredential) -> str:
    """Return what the secret is, and where it stands."""
    what = _WORDS.get(offer.scheme, "a secret")
    if offer.header:
        return tr("{what} in the header {header}").format(what=what, header=offer.header)
    if offer.query:
        return tr("{what} in the parameter {query}").format(what=what, query=offer.query)
    return tr("{what} in the address").format(what=what) if offer.is_in_address else what


_NARROW = 24
"""Fewer characters in a line make the text so high that the window has no room for it."""


class RefusalStrip(QFrame):
    """Shown until the request is sent or the strip is dismissed."""

    send_anyway_wanted = Signal()
    """Emitted when the request is to be sent as it is."""
    fix_chosen = Signal(Fix)
    """Emitted when the button of a fix was pressed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        styled(self, "refusal", look="strip", severity="input")
        # What was typed stands in it, and Qt would take "<b>" for markup.
        text = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._text = styled(text, "refusal_text", severity="input")
        self._fixes: list[QPushButton] = []
        self._offered: tuple[Fix, ...] = ()
        tip = tr("Send it as it is, to see the response of the server")
        self._send = styled(
            QPushButton(tr("Send anyway")), "send_anyway", tip=tip, severity="input"
        )
        self._send.clicked.connect(self.send_anyway_wanted)
        dismiss = IconButton(theme, "close", tr("Dismiss"), token="input_text")
        dismiss.clicked.connect(self.hide)
        icon = IconLabel(theme, "severity-input", "input_text")
        self._buttons = row_of(None, self._send)
        # The buttons are below the text where they would leave too little room beside it.
        self._middle = row_of(None, (self._text, 1), self._buttons)
        row_of(self, icon, (self._middle, 1), dismiss, margins=(GAP, LINE, LINE, LINE))
        self.hide()

    def show_errors(
        self, errors: tuple[Problem, ...], fixes: tuple[Fix, ...] = (), *, is_final: bool = False
    ) -> None:
        """Say what is wrong.

        Args:
            fixes: Shown as buttons, beside those that the problems bring.
            is_final: The request cannot be sent as it is, so "Send anyway" is not offered.
        """
        # What is wrong at a field is said there, too: one line that names the fields is enough
        # here.
        others = [error.sentence for error in errors if not error.field.parameter]
        at_fields = [error for error in errors if error.field.parameter]
        if is_final:
            texts = [*others, *(error.named_sentence for error in at_fields)]
        elif at_fields:
            texts = [*others, _summary(list(dict.fromkeys(e.field.parameter for e in at_fields)))]
        else:
            texts = others
        self._text.setText("\n".join(texts))
        # Only rules about values and about JSON can be broken on purpose.
        has_other = any(not error.field.parameter and not error.field.is_body for error in errors)
        self._send.setVisible(not is_final and not has_other)
        of_errors = (fix for error in errors for fix in error.fixes)
        self._show_fixes(tuple(dict.fromkeys((*of_errors, *fixes))))
        self._fold()
        self.show()
        # The keyboard may be in the field already, so that nothing else would be said.
        offer = tr(" It can be sent anyway.") if self.offers_sending else ""
        announce(self, f"{self._text.text()}{offer}")

    @property
    def offers_sending(self) -> bool:
        """Whether the request can be sent as it is."""
        return not self.isHidden() and not self._send.isHidden()

    def is_settled(self, done: frozenset[DoneFix]) -> bool:
        """Tell whether it is shown although one of its fixes has been done."""
        is_done = any((fix.action, fix.target) in done for fix in self._offered)
        return is_done and not self.isHidden()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit into another width."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        buttons = self._buttons.sizeHint().width()
        beside = self._middle.geometry().width() - self._middle.spacing() - buttons
        is_narrow = beside < _NARROW * self._text.fontMetrics().averageCharWidth()
        direction = QBoxLayout.Direction
        self._middle.setDirection(direction.TopToBottom if is_narrow else direction.LeftToRight)
        # On a line of its own a button would be stretched over the whole width.
        side = Qt.AlignmentFlag.AlignLeft if is_narrow else Qt.AlignmentFlag(0)
        self._middle.setAlignment(self._buttons, side)

    def _show_fixes(self, fixes: tuple[Fix, ...]) -> None:
        # Not deleted at once: one of them may be the button whose click led here.
        for button in self._fixes:
            self._buttons.removeWidget(button)
            button.deleteLater()
        self._offered = fixes
        self._fixes = [QPushButton(escaped(fix.text), self) for fix in fixes]
        for button, fix in zip(self._fixes, fixes, strict=True):
            styled(button, f"fix_{fix.action}", severity="input")
            button.clicked.connect(partial(self.fix_chosen.emit, fix))
            self._buttons.insertWidget(self._buttons.indexOf(self._send), button)
        order_behind_neighbour(self._send, [*self._fixes, self._send])


def _summary(fields: list[str]) -> str:
    # Missing or wrong: each field says which.
    names = tr(" and ").join(filter(None, (listed(fields[:-1]), fields[-1])))
    return tr("Not sent yet: check {names}.").format(names=names)
