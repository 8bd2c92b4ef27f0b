"""The Auth tab: the credential of this request, and what it does."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from aiurdesk.core.auth import SCHEMES
from aiurdesk.core.auth.scheme import AuthScheme
from aiurdesk.core.credentials.credential import NO_CREDENTIAL
from aiurdesk.core.credentials.secret import OfferedCredential
from aiurdesk.core.translation import tr
from aiurdesk.ui.credentials.auth_summary import AuthSummary
from aiurdesk.ui.credentials.scheme_fields import SchemeFields
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, labelled
from aiurdesk.ui.widgets.elided_label import ElidedBox
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.widgets.styled import styled
from aiurdesk.ui.window.chooser import truncate_name
from aiurdesk.ui.window.credential_chooser import NONE_TEXT

_FILLED_IN = ("basic", "digest", "bearer", "api-key", "aws")
_NEW = tuple(scheme for scheme in SCHEMES if scheme.id in _FILLED_IN)
"""Those that are filled in here: they need no sign-in, and go to the host of the request."""
_KEPT = tr("Saving or sending the request keeps this in the keyring, as a credential for {} alone.")
_NO_HOST = tr("Enter the address of the request first: the credential is kept for its host.")


class AuthPanel(QWidget):
    """Shows and chooses the credential of one request."""

    credential_chosen = Signal(object)
    """Emitted with a name, with ``NO_CREDENTIAL``, or with None for the one chosen above."""
    manage_wanted = Signal()
    """Emitted when a person wants to see the list of credentials."""
    filled = Signal(object, object)
    """Emitted with an OfferedCredential to be kept, and with what is called afterwards."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._choices: tuple[str | None, ...] = ()
        self._kinds: tuple[AuthScheme, ...] = ()
        self._summary = AuthSummary(None)
        self._origin = ""
        self._fields: SchemeFields | None = None
        self._box = styled(ElidedBox(), "request_credential")
        self._box.setSizeAdjustPolicy(
            ElidedBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._box.setMinimumContentsLength(12)
        self._trouble = Note(theme)
        self._effect = WrappedLabel()
        self._effect.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        manage = QPushButton(tr("Manage credentials…"))
        manage.clicked.connect(self.manage_wanted)
        self._kept = WrappedLabel("small")
        self._kept.hide()
        self._new = QVBoxLayout()
        self._column = column_of(
            self,
            # Above the box, because a narrow pane has no room for both in one line.
            labelled(tr("Credential of &this request"), self._box),
            self._box,
            self._trouble,
            self._effect,
            self._new,
            self._kept,
            manage,
            1,
            margins=(14, 12, 14, 14),
            spacing=10,
        )
        self._column.setAlignment(manage, Qt.AlignmentFlag.AlignLeft)
        self._box.activated.connect(self._on_chosen)

    def show_summary(self, summary: AuthSummary) -> None:
        """Show how the request is authenticated."""
        gone = summary.chosen
        # Listed although it was deleted: the box has to show what the request names.
        names = (*summary.names, *((gone,) if gone and gone not in summary.names else ()))
        self._summary = summary
        self._choices = (None, NO_CREDENTIAL, *names)
        self._kinds = _NEW if summary.can_add else ()
        above = truncate_name(summary.chosen_above) or "none"
        texts = [
            tr("As chosen above ({above})").format(above=above),
            NONE_TEXT,
            *(truncate_name(name) for name in names),
        ]
        texts += [tr("New: {title}").format(title=scheme.title) for scheme in self._kinds]
        # Filling an open list again would close it.
        if texts != [self._box.itemText(row) for row in range(self._box.count())]:
            self._box.clear()
            self._box.addItems(texts)
        # What a person fills in stays, unless the request names a credential by now.
        if self._fields is not None and (summary.chosen or not summary.can_add):
            self._drop_fields()
        self._show()

    def set_origin(self, origin: str) -> None:
        """Take where the request goes; empty while that is not known."""
        self._origin = origin
        self._show()

    def settle(self, then: Callable[[], None]) -> bool:
        """Call a function once what was filled in is a credential of the request.

        Returns:
            False where it cannot be kept as it is; what is wrong is marked.
        """
        if self._fields is None or not any(s.reveal() for _, s in self._fields.typed()[1]):
            then()
            return True
        errors = self._fields.errors()
        if errors or not self._origin:
            self._fields.show_errors(errors)
            self._trouble.show_text("" if self._origin else _NO_HOST)
            return False
        values, secrets = self._fields.typed()
        host = self._origin.partition("://")[2]
        offered = OfferedCredential(self._fields.scheme.id, host, self._origin, values, secrets)
        self.filled.emit(offered, then)
        return True

    def _on_chosen(self, row: int) -> None:
        if row < len(self._choices):
            self._drop_fields()
            self.credential_chosen.emit(self._choices[row])
            return
        scheme = self._kinds[row - len(self._choices)]
        if self._fields is None:
            self._fields = SchemeFields(self._theme, scheme)
            self._new.addWidget(self._fields)
            # The layout would show it one turn of the loop later, too late for the keyboard.
            self._fields.show()
        self._fields.show_scheme(scheme)
        self._show()
        self._fields.focus_first()

    def _drop_fields(self) -> None:
        if self._fields is not None:
            self._new.removeWidget(self._fields)
            self._fields.hide()
            self._fields.deleteLater()
            self._fields = None

    def _show(self) -> None:
        fields, summary = self._fields, self._summary
        if fields is None:
            self._box.setCurrentIndex(self._choices.index(summary.chosen))
        else:
            self._box.setCurrentIndex(len(self._choices) + self._kinds.index(fields.scheme))
        # The room that is left goes to the fields, or to the end.
        self._column.setStretchFactor(self._new, 0 if fields is None else 1)
        self._column.setStretch(self._column.count() - 1, 1 if fields is None else 0)
        kept = _KEPT.format(self._origin) if self._origin else _NO_HOST
        self._kept.show_text("" if fields is None else kept)
        self._trouble.show_text("" if fields else summary.trouble)
        self._effect.show_text("" if fields else summary.effect)
