"""Shows which rows of a response were marked to teach a dialect, and marks further ones."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from aiurdesk.core.dialects.pointing import Role
from aiurdesk.core.translation import tr
from aiurdesk.core.wording import truncate
from aiurdesk.ui.layout.flow_layout import FlowLayout
from aiurdesk.ui.theme.theme import mark
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.mnemonics import escaped
from aiurdesk.ui.widgets.note import WrappedLabel

ROLE_WORDS = {
    Role.WORKED: tr("Whether it worked"),
    Role.CODE: tr("Code"),
    Role.MESSAGE: tr("Message"),
    Role.FIELDS: tr("Field errors"),
    Role.RETRY: tr("Wait this long"),
}
_FIRST = tr(
    "Choose a row of the tree, then say what it is. Begin with whether it worked, or the code."
)
_MORE = tr("Mark further rows, or go on to see what they say of this and earlier responses.")
_NO_ROWS = tr("This response has no rows that could be marked, because its body is not JSON.")
_LONGEST_PATH = 32


class TeachingStrip(QFrame):
    """A button for each thing that a row may say; a marked one is pressed and names its path."""

    role_chosen = Signal(Role)
    """Emitted when the chosen row of the tree is to be marked, or no longer."""
    review_wanted = Signal()
    """Emitted when the dialect is to be shown that follows from the marks."""
    left = Signal()
    """Emitted when a person no longer wants to teach."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("teaching")
        self.setAccessibleName(tr("Teach"))
        mark(self, "look", "strip")
        mark(self, "severity", "notice")
        self._text = WrappedLabel()
        self._roles = {role: self._role_button(role) for role in Role}
        self._review = QPushButton(tr("Review and save…"))
        mark(self._review, "look", "primary")
        self._leave = QPushButton(tr("Stop teaching"))
        self._review.clicked.connect(self.review_wanted)
        self._leave.clicked.connect(self.left)
        roles, ends = FlowLayout(spacing=4), FlowLayout(spacing=6)
        for button in self._roles.values():
            roles.addWidget(button)
        for button in (self._review, self._leave):
            ends.addWidget(button)
        column_of(self, self._text, roles, ends, margins=(10, 8, 10, 8), spacing=6)
        self.hide()

    def show_marks(self, marks: Mapping[Role, str], *, has_rows: bool = True) -> None:
        """Show what is marked.

        Args:
            marks: The path of each row.
            has_rows: Whether there are rows to mark.
        """
        for role, button in self._roles.items():
            path = marks.get(role, "")
            words = ROLE_WORDS[role]
            button.setText(escaped(f"{words}: {truncate(path, _LONGEST_PATH)}" if path else words))
            button.setChecked(bool(path))
            button.setEnabled(has_rows)
            button.setAccessibleName(f"{words}: {path}" if path else words)
        is_enough = Role.WORKED in marks or Role.CODE in marks
        self._review.setEnabled(is_enough)
        self._text.show_text(_MORE if is_enough else _FIRST if has_rows else _NO_ROWS)

    def _role_button(self, role: Role) -> QPushButton:
        button = QPushButton()
        button.setCheckable(True)
        mark(button, "look", "role")
        button.clicked.connect(lambda: self.role_chosen.emit(role))
        return button
