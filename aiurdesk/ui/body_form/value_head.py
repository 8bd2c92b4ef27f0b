"""The head of a value in the form of a body: its name, and whether it is sent."""

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QToolButton, QWidget

from aiurdesk.core.translation import tr
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.fold_button import FoldButton
from aiurdesk.ui.widgets.note import breakable, breakable_name
from aiurdesk.ui.widgets.styled import plain_tip, styled

_LONG_NAME = 90
"""In pixels: with the box and the star, a longer one has no room in a line."""


class HeadFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the head of a value shows, whatever the value is."""

    name: str
    is_frame: bool
    """The values within fold below it."""
    is_optional: bool
    is_starred: bool
    is_nullable: bool


class ValueHead(QWidget):
    """The name of a value, whether it is sent, and how much is in it."""

    ticked = Signal(bool)
    """Emitted when the person chose whether the value is sent."""
    null_chosen = Signal(bool)
    """Emitted when the person chose whether the value is null."""
    folded = Signal()
    """Emitted when the values within come into sight, or go."""

    def __init__(self, theme: Theme, facts: HeadFacts, parent: QWidget) -> None:
        super().__init__(parent)
        self._facts = facts
        self.is_sent = self._sent_box() if facts.is_optional else None
        self.fold: FoldButton | None = None
        self._summary: QLabel | None = None
        if facts.is_frame:
            self.fold = FoldButton(theme, self)
            self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            self.fold.toggled.connect(lambda _: self.folded.emit())
            self._summary = styled(QLabel(self), look="muted")
        self._label = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self._label.setText(breakable_name(facts.name))
        self._label.setToolTip(plain_tip(facts.name))
        self._label.setVisible(bool(facts.name))
        self._star = styled(QLabel("*", self), tip=tr("Required"), look="required")
        self._star.setVisible(facts.is_starred)
        self.null = self._null_button(parent) if facts.is_nullable else None
        self.tools = row_of(None, margins=0, spacing=4)
        line = row_of(self, margins=0, spacing=4)
        if facts.is_frame:
            self._lay_out_frame(line)
        else:
            self._lay_out_name(line, theme)

    def open(self) -> None:
        """Bring the values within into sight."""
        if self.fold is not None:
            self.fold.setChecked(True)

    def name_controls(self, spoken: str) -> None:
        """Name what can be pressed for screen readers."""
        for button, form in (
            (self.is_sent, tr("Send {name}")),
            (self.null, tr("{name} is null")),
            (self.fold, tr("Fields of {name}")),
        ):
            if button is not None:
                button.setAccessibleName(form.format(name=spoken))

    def show_presence(self, source: str | None) -> None:
        """Show whether the value is sent, and whether it is null."""
        if self.is_sent is not None:
            self.is_sent.setChecked(source is not None)
        if self.null is not None:
            self.null.setChecked(source == "null")

    def show_summary(self, words: str, *, can_open: bool) -> None:
        """Say what the value is, and whether there is anything in it to be seen."""
        if self._summary is not None and self.fold is not None:
            self._summary.setText(breakable(words))
            self.fold.setEnabled(can_open)

    def controls(self) -> list[QWidget]:
        """Return what stands for the value where nothing edits it."""
        is_fold = self.fold is not None and self.fold.isEnabled()
        parts = (self.fold if is_fold else None, self.is_sent)
        return [part for part in parts if part is not None]

    def stops(self) -> list[QWidget]:
        """Return the widgets that Tab stops at, in order."""
        parts = (self.is_sent, self.fold, self.null if self._facts.is_frame else None)
        return [part for part in parts if part is not None]

    def _sent_box(self) -> QCheckBox:
        tip = tr("Send this field. Without a tick it is left out.")
        box = styled(QCheckBox(self), tip=tip)
        box.clicked.connect(self.ticked)
        return box

    def _null_button(self, parent: QWidget) -> QToolButton:
        # Beside the editor, where it is no frame.
        button = styled(QToolButton(parent), look="switch", tip=tr("Send null"))
        button.setText("null")
        button.setCheckable(True)
        button.clicked.connect(self.null_chosen)
        return button

    def _lay_out_frame(self, line: QHBoxLayout) -> None:
        self._label.setProperty("look", "title")
        before = (self.is_sent, self.fold, self._label, self._star, self._summary)
        for part in before:
            if part is not None:
                line.addWidget(part)
        line.addStretch(1)
        if self.null is not None:
            line.addWidget(self.null)
        line.addLayout(self.tools)

    def _lay_out_name(self, line: QHBoxLayout, theme: Theme) -> None:
        top = Qt.AlignmentFlag.AlignTop
        if self.is_sent is not None:
            line.addWidget(self.is_sent, 0, top)
        # A long one wraps; the star is beside the end of a short one.
        metrics = self._label.fontMetrics()
        is_long = metrics.horizontalAdvance(self._facts.name) > theme.length(_LONG_NAME)
        self._label.setWordWrap(is_long)
        line.addWidget(self._label, int(is_long), top)
        line.addWidget(self._star, 0, top)
        line.addStretch(int(not is_long))
        # As deep as the text of an editor, as in the fields of parameters.
        line.setContentsMargins(0, 5 + theme.length(2), 0, 0)
