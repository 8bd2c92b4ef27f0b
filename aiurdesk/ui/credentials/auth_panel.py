"""The Auth tab: the credential of this request, and what it does."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from aiurdesk.core.credentials.credential import NO_CREDENTIAL
from aiurdesk.ui.credentials.auth_summary import AuthSummary
from aiurdesk.ui.credentials.credential_chooser import NONE_TEXT
from aiurdesk.ui.widgets.elided_box import ElidedBox
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.window.chooser import truncate_name
from aiurdesk.ui.window.theme import Theme


class AuthPanel(QWidget):
    """Shows and chooses the credential of one request."""

    credential_chosen = Signal(object)
    """Emitted with a name, with ``NO_CREDENTIAL``, or with None for the one chosen above."""
    manage_wanted = Signal()
    """Emitted when a person wants to see the list of credentials."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: tuple[str | None, ...] = ()
        self._box = ElidedBox()
        self._box.setObjectName("request_credential")
        self._box.setSizeAdjustPolicy(
            ElidedBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._box.setMinimumContentsLength(12)
        label = QLabel("Credential of &this request")
        label.setBuddy(self._box)
        self._trouble = Note(theme)
        self._effect = WrappedLabel()
        self._effect.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        manage = QPushButton("Manage credentials…")
        manage.clicked.connect(self.manage_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 14)
        column.setSpacing(10)
        # The label is above the box, because a narrow pane has no room for both in one line.
        column.addWidget(label)
        column.addWidget(self._box)
        column.addWidget(self._trouble)
        column.addWidget(self._effect)
        column.addWidget(manage, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self._box.activated.connect(lambda row: self.credential_chosen.emit(self._choices[row]))

    def show_summary(self, summary: AuthSummary) -> None:
        """Show how the request is authenticated."""
        gone = summary.chosen
        # Listed although it was deleted: the box has to show what the request names.
        known = (*summary.names, *((gone,) if gone and gone not in summary.names else ()))
        self._choices = (None, NO_CREDENTIAL, *known)
        above = truncate_name(summary.chosen_above) or "none"
        texts = [f"As chosen above ({above})", NONE_TEXT, *(truncate_name(name) for name in known)]
        # Filling an open list anew would close it.
        if texts != [self._box.itemText(row) for row in range(self._box.count())]:
            self._box.clear()
            self._box.addItems(texts)
        self._box.setCurrentIndex(self._choices.index(summary.chosen))
        self._trouble.show_text(summary.trouble)
        self._effect.show_text(summary.effect)
