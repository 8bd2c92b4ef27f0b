"""Which values of a row mean that a request worked: a box for each value that was seen."""

import json

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QWidget

from aiurdesk.core.dialects.taught_dialect import SeenValue
from aiurdesk.core.translation import tr, trn
from aiurdesk.core.wording import truncate
from aiurdesk.ui.layout.flow_layout import FlowLayout
from aiurdesk.ui.theme.theme import mark
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.capped_line import CappedLine
from aiurdesk.ui.widgets.mnemonics import escaped

_LONGEST_VALUE = 32
_LONGEST_TYPED = 200


class ValuesRow(QWidget):
    """Edits what means yes."""

    edited = Signal()
    """Emitted when a box was ticked or unticked, or another value typed."""

    def __init__(self, path: str, values: tuple[SeenValue, ...]) -> None:
        super().__init__()
        self._values = values
        self._boxes = [_box(value) for value in values]
        self._other = CappedLine(most=_LONGEST_TYPED)
        self._other.setAccessibleName(tr("Another value that means yes"))
        self._other.setPlaceholderText(tr("another value"))
        self._other.setMaximumWidth(self._other.fontMetrics().averageCharWidth() * 24)
        label = QLabel(tr("It worked if {path} is").format(path=truncate(path, 60)))
        # A stranger chose the names of members.
        label.setTextFormat(Qt.TextFormat.PlainText)
        mark(label, "look", "title")
        flow = FlowLayout(spacing=14, line_spacing=4)
        for box in self._boxes:
            box.toggled.connect(self.edited)
            flow.addWidget(box)
        flow.addWidget(self._other)
        self._other.editingFinished.connect(self.edited)
        column_of(self, label, flow, margins=0, spacing=4)

    @property
    def values(self) -> tuple[SeenValue, ...]:
        """The values, with what a person said of them."""
        pairs = zip(self._values, self._boxes, strict=True)
        values = tuple(replace(value, is_yes=box.isChecked()) for value, box in pairs)
        typed = _typed(self._other)
        return values if typed is None else (*values, SeenValue(typed, True))


def _box(value: SeenValue) -> QCheckBox:
    words = {"": tr("null or missing"), "…": tr("an object or a list with something in it")}
    text = words.get(value.source, truncate(value.source, _LONGEST_VALUE))
    seen = trn("{count:,} response", "{count:,} responses", value.count)
    times = seen.format(count=value.count) if value.count else tr("not seen yet")
    box = QCheckBox(escaped(f"{text} ({times})"))
    box.setAccessibleName(text)
    box.setChecked(value.is_yes)
    return box


def _typed(line: QLineEdit) -> str | None:
    """Return a typed value as JSON; what is not JSON is a text."""
    text = line.text().strip()
    if not text:
        return None
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except (ValueError, RecursionError):
        return json.dumps(text, ensure_ascii=False)
