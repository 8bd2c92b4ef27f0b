"""Offers to let a dialect judge some endpoints of its host only."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from aiurdesk.core.dialects.endpoint_split import Split
from aiurdesk.core.translation import tr
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.capped_line import CappedLine
from aiurdesk.ui.widgets.note import WrappedLabel

_LONGEST_PATTERNS = 2_000


class PathsRow(QWidget):
    """A box and the patterns of paths; hidden until some responses lack what the dialect reads."""

    edited = Signal()
    """Emitted when other paths are wanted."""

    def __init__(self) -> None:
        super().__init__()
        self._sentence = WrappedLabel("small")
        self._sentence.setObjectName("split_sentence")
        self._only = QCheckBox(tr("Judge only these paths:"))
        self._patterns = CappedLine(most=_LONGEST_PATTERNS)
        self._patterns.setAccessibleName(tr("Patterns of paths, with commas between them"))
        self._patterns.setEnabled(False)
        self._only.toggled.connect(self._patterns.setEnabled)
        self._only.toggled.connect(self.edited)
        self._patterns.editingFinished.connect(self.edited)
        column_of(self, self._sentence, self._only, self._patterns, margins=0, spacing=4)
        self.hide()

    @property
    def paths(self) -> tuple[str, ...]:
        """The patterns that were chosen; none for all paths."""
        if not self._only.isChecked():
            return ()
        given = (pattern.strip() for pattern in self._patterns.text().split(","))
        return tuple(dict.fromkeys(filter(None, given)))

    def show_split(self, split: Split | None) -> None:
        """Offer the endpoints that the earlier responses tell apart.

        What a person chose already stays as it is.
        """
        if self._only.isChecked():
            return
        self.setVisible(split is not None)
        if split is None:
            return
        text = tr(
            "{count:,} of {total:,} responses have what it reads, all of them from these paths. "
            "The others are judged as before."
        )
        self._sentence.show_text(text.format(count=split.count, total=split.total))
        self._patterns.setText(", ".join(split.patterns))
