"""The fields of one test, and those of one capture."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from aiurdesk.core.collection.captures import SOURCES
from aiurdesk.core.collection.response_tests import TEST_KINDS, ResponseTestKind
from aiurdesk.core.collection.typed_tests import (
    capture_row_mistake,
    new_test_row,
    row_mistake,
    with_comparison,
)
from aiurdesk.core.request.edit_state import Row
from aiurdesk.ui.form.choice import OfferBox
from aiurdesk.ui.form.line import new_line
from aiurdesk.ui.form.row_lines import RowLine
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.window.theme import Theme, mark

_KINDS = {kind.label: kind for kind in TEST_KINDS}
_ONE_ROW = 72
"""Width in characters from which all fields of a test are in one row."""
_LEAST = 8
"""Width of a field in characters, at least."""

_BOX = 11
"""Width of a box of choices in characters; its list is as wide as it has to be."""
_ADJUSTMENT = ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon


class ResponseTestLine(RowLine):
    """What is tested, how it is compared, and with what."""

    def __init__(self, theme: Theme) -> None:
        super().__init__("test", theme)
        self._row = new_test_row()
        self._arrangement: tuple[bool, bool, bool] | None = None
        self.kind = ChoiceBox()
        for label in _KINDS:
            self.kind.addItem(_sentence(label), label)
        self.subject: QLineEdit = new_line()
        self.comparison = ChoiceBox()
        self._relation = QLabel()
        mark(self._relation, "look", "muted")
        self.expected: QLineEdit = new_line()
        self.offer = OfferBox()
        for field in (self.subject, self.expected, self.offer):
            _may_shrink(field)
        # Some of them are in no layout at first, and would be windows without a parent.
        for part in (self.subject, self.comparison, self._relation, self.expected, self.offer):
            part.setParent(self)
        for box in (self.kind, self.comparison):
            box.setMinimumContentsLength(_BOX)
            box.setSizeAdjustPolicy(_ADJUSTMENT)
        self._upper, self._lower = _rows_of(self)
        self.kind.activated.connect(self._on_kind)
        self.comparison.activated.connect(self._on_comparison)
        for line in (self.subject, self.expected, self.offer.line):
            line.textChanged.connect(self._on_text)
        self._fill()

    def row(self) -> Row:
        """Return what the fields show."""
        return self._row

    def show_row(self, row: Row) -> None:
        """Show a row in the fields."""
        self._row = row
        self._fill()

    def fields(self) -> list[tuple[str, QWidget]]:
        """Return the fields that this kind of test has."""
        kind = self._kind
        middle: list[tuple[str, QWidget]] = []
        if kind.comparisons:
            # Only kinds that look at a part of the response have ways to compare it.
            middle = [("subject", self.subject), ("comparison", self.comparison)]
        return [("kind", self.kind), *middle, ("expected", self._expected_field())]

    def mistake(self) -> str:
        """Return why this test cannot be carried out."""
        return row_mistake(self._row)

    def minimumSizeHint(self) -> QSize:
        """Return the size in two rows: it decides that the line may become so narrow."""
        size = super().minimumSizeHint()
        fields = (self.kind, self.subject, self.remove)
        width = sum(max(f.minimumWidth(), f.minimumSizeHint().width()) for f in fields)
        size.setWidth(width + 2 * self._upper.spacing())
        return size

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use two rows where there is little room."""
        super().resizeEvent(event)
        self._arrange()

    @property
    def _kind(self) -> ResponseTestKind:
        return _KINDS[self._row.name]

    def _choices(self) -> tuple[str, ...]:
        _, comparison, _ = _texts(self._row)
        ways = self._kind.comparisons
        return ways[comparison].choices if ways else self._kind.choices

    def _expected_field(self) -> QWidget:
        return self.offer if self._choices() else self.expected

    def _fill(self) -> None:
        """Show the row in the fields; those that already show it keep their cursor."""
        # Setting texts emits ``textChanged``. This is also called while a row is restored, which
        # has to stay silent when it returns.
        before, self._is_restoring = self._is_restoring, True
        kind, (subject, comparison, text) = self._kind, _texts(self._row)
        self.kind.setCurrentIndex(self.kind.findData(self._row.name))
        if [self.comparison.itemData(i) for i in range(self.comparison.count())] != [
            *kind.comparisons
        ]:
            self.comparison.clear()
            for key, way in kind.comparisons.items():
                self.comparison.addItem(way.words, key)
        self.comparison.setCurrentIndex(self.comparison.findData(comparison))
        self._relation.setText(kind.relation)
        self.subject.setPlaceholderText(kind.subject)
        self.subject.setToolTip(kind.subject)
        self.expected.setPlaceholderText(kind.example or "Expected")
        choices = self._choices()
        if [self.offer.itemText(i) for i in range(self.offer.count())] != [*choices]:
            self.offer.clear()
            self.offer.addItems(choices)
        lines = ((self.subject, subject), (self.expected, text), (self.offer.line, text))
        for line, wanted in lines:
            if line.text() != wanted:
                line.setText(wanted)
                line.setCursorPosition(0)
        has_subject = bool(kind.comparisons)
        self.subject.setVisible(has_subject)
        self.comparison.setVisible(has_subject)
        self._relation.setVisible(not has_subject)
        self.offer.setVisible(bool(choices))
        self.expected.setVisible(not choices)
        self._is_restoring = before
        self._arrange()

    def _arrange(self) -> None:
        has_subject = bool(self._kind.comparisons)
        # In characters, so that larger text goes to two rows sooner.
        is_wide = self.width() >= _ONE_ROW * self.fontMetrics().averageCharWidth()
        arrangement = (has_subject, is_wide, bool(self._choices()))
        # Taking the fields out of their rows has Qt lay out again, which resizes, which comes
        # here again.
        if arrangement == self._arrangement:
            return
        self._arrangement = arrangement
        fields = (self.kind, self.subject, self.comparison, self._relation, self.expected)
        for field in (*fields, self.offer, self.remove):
            for row in (self._upper, self._lower):
                row.removeWidget(field)
        expected = self._expected_field()
        upper: list[QWidget] = [self.kind, self._relation, expected, self.remove]
        lower: list[QWidget] = []
        if has_subject and is_wide:
            upper = [self.kind, self.subject, self.comparison, expected, self.remove]
        elif has_subject:
            upper, lower = [self.kind, self.subject, self.remove], [self.comparison, expected]
        stretched: dict[QWidget, int] = {self.subject: 2, expected: 3}
        for row, placed in ((self._upper, upper), (self._lower, lower)):
            for widget in placed:
                row.addWidget(widget, stretched.get(widget, 0))

    def _on_kind(self) -> None:
        label: str = self.kind.currentData()
        # ``activated`` also comes when the same kind is chosen again, which must keep its fields.
        if label != self._row.name:
            self._row = new_test_row(label, self._row)
            self._fill()
            self.on_edited()

    def _on_comparison(self) -> None:
        self._row = with_comparison(self._row, self.comparison.currentData())
        self._fill()
        self.on_edited()

    def _on_text(self) -> None:
        # Filling the fields is no edit.
        if self._is_restoring:
            return
        _, comparison, _ = _texts(self._row)
        text = self.offer.line.text() if self._choices() else self.expected.text()
        subject = self.subject.text() if self._kind.comparisons else ""
        self._row = Row(self._row.name, (subject, comparison, text))
        self.on_edited()


class CaptureLine(RowLine):
    """A variable, and where its value is taken from."""

    def __init__(self, theme: Theme) -> None:
        super().__init__("capture", theme)
        self.variable: QLineEdit = new_line()
        self.variable.setPlaceholderText("Variable")
        self.source = ChoiceBox()
        for source in SOURCES:
            self.source.addItem(f"from {source}", source)
        self.subject: QLineEdit = new_line()
        for field in (self.variable, self.subject):
            _may_shrink(field)
        upper, _ = _rows_of(self)
        upper.addWidget(self.variable, 2)
        upper.addWidget(self.source)
        upper.addWidget(self.subject, 3)
        upper.addWidget(self.remove)
        self._describe()
        self.source.activated.connect(self._on_source)
        for line in (self.variable, self.subject):
            line.textChanged.connect(self.on_edited)

    def row(self) -> Row:
        """Return what the fields show."""
        return Row(self.variable.text(), (self.source.currentData(), self.subject.text()))

    def show_row(self, row: Row) -> None:
        """Show a row in the fields."""
        source, subject = row.value if isinstance(row.value, tuple) else (SOURCES[0], "")
        self.source.setCurrentIndex(self.source.findData(source))
        for line, wanted in ((self.variable, row.name), (self.subject, subject)):
            if line.text() != wanted:
                line.setText(wanted)
                line.setCursorPosition(0)
        self._describe()

    def fields(self) -> list[tuple[str, QWidget]]:
        """Return the fields."""
        return [("variable", self.variable), ("source", self.source), ("subject", self.subject)]

    def mistake(self) -> str:
        """Return why this capture cannot work."""
        return capture_row_mistake(self.row())

    def _on_source(self) -> None:
        self._describe()
        self.on_edited()

    def _describe(self) -> None:
        is_header = self.source.currentData() == "header"
        words = "Name of the header" if is_header else "Path, such as items[0].name"
        self.subject.setPlaceholderText(words)
        self.subject.setToolTip(words)


def _rows_of(line: RowLine) -> tuple[QHBoxLayout, QHBoxLayout]:
    """Lay out two rows for the fields of a line, above its note, and return them."""
    column = QVBoxLayout(line)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    # Else the fields in one row would keep the line from becoming narrower.
    column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
    upper, lower = QHBoxLayout(), QHBoxLayout()
    for row in (upper, lower):
        row.setSpacing(6)
        column.addLayout(row)
    column.addWidget(line.note)
    return upper, lower


def _may_shrink(field: QWidget) -> None:
    field.setMinimumWidth(_LEAST * field.fontMetrics().averageCharWidth())
    # The hint of a QLineEdit is 17 characters wide, too much beside four other fields.
    field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)


def _texts(row: Row) -> tuple[str, str, str]:
    match row.value:
        case (str(subject), str(comparison), str(text)):
            return subject, comparison, text
    raise ValueError(f"no row of a test: {row}")


def _sentence(label: str) -> str:
    return label[:1].upper() + label[1:]
