"""Offers to make a credential of a secret that stands in a request."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from aiurdesk.core.addresses.secret_offer import offer_of, without_offered
from aiurdesk.core.credentials.offered_credential import OfferedCredential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.request import Request
from aiurdesk.core.translation import tr
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.icon_button import IconButton, IconLabel
from aiurdesk.ui.widgets.styled import styled

_WORDS = {
    "basic": tr("a user name and a password"),
    "digest": tr("a user name and a password"),
    "aws": tr("an access key"),
    "bearer": tr("a token"),
    "api-key": tr("a key"),
    "header": tr("a secret"),
}


class OfferStrip(QFrame):
    """Shown above the form until it is dismissed, or until the credential is made."""

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
        row_of(self, icon, (self._text, 1), make, dismiss, margins=(10, 6, 6, 6))
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
