"""The fields of one test, of one frame test, and of one capture."""

from collections.abc import Callable
from functools import cached_property
from typing import Generic, TypeVar

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent, QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLayout,
    QSizePolicy,
    QWidget,
)

from aiurdesk.core.collection.offered_tests import OfferedTests
from aiurdesk.core.expectations.captures import SOURCES, source_word
from aiurdesk.core.expectations.frame_tests import FrameFacts
from aiurdesk.core.expectations.kinds_of_tests import KindOfTest
from aiurdesk.core.expectations.response_facts import ResponseFacts
from aiurdesk.core.expectations.typed_tests import (
    FRAME_CHOICES,
    FRAME_TESTS,
    RESPONSE_TESTS,
    TypedTests,
    capture_row_problem,
    frame_row_problem,
    texts_of_row,
    with_frame,
    without_frame,
)
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.edit_state import Row
from aiurdesk.core.translation import marked, tr
from aiurdesk.ui.editor.code_editor import CodeEditor
from aiurdesk.ui.form.editors import OfferBox
from aiurdesk.ui.form.line import Line
from aiurdesk.ui.form.row_lines import RowLine
from aiurdesk.ui.form.text_editor import LINE_ENDS
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.styled import styled

_Facts = TypeVar("_Facts")
_ONE_ROW = 72
"""Width in characters from which all fields of a test are in one row."""
_FEW_FIELDS = 52
"""The same for kinds that compare in one way only."""
_FIRST = 12
"""How much wider that is for a field before the kind."""
_LEAST = 8
"""Width of a field in characters, at least."""

_BOX = 11
"""Width of a box of choices in characters; its list is as wide as it has to be."""
_FRAME_BOX = 5
_ADJUSTMENT = ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon


class _TestLine(RowLine, Generic[_Facts]):
    """What is tested, how it is compared, and with what."""

    def __init__(
        self, noun: str, theme: Theme, tests: TypedTests[_Facts], first: tuple[QWidget, ...] = ()
    ) -> None:
        """Show a new test.

        Args:
            noun: As in ``RowLine``.
            theme: Draws the icons.
            tests: The kinds that are offered.
            first: Fields before the kind.
        """
        super().__init__(noun, theme)
        self._tests = tests
        self._first = first
        self._row = tests.new_row()
        self._theme = theme
        self._is_area = False
        """What is expected has several lines."""
        self._arrangement: tuple[bool, ...] | None = None
        self.kind = ChoiceBox()
        for label in tests.kinds:
            self.kind.addItem(label[:1].upper() + label[1:], label)
        self.subject = Line()
        self.comparison = ChoiceBox()
        self._relation = styled(QLabel(), look="muted")
        self.expected = Line()
        self.offer = OfferBox()
        for field in (self.subject, self.expected, self.offer):
            may_shrink(field)
        compared = (self.subject, self.comparison, self._relation, self.expected, self.offer)
        self._all_fields = (*first, self.kind, *compared)
        # Some of them are in no layout at first, and would be windows without a parent.
        for widget in self._all_fields:
            widget.setParent(self)
        for box in (self.kind, self.comparison):
            box.setMinimumContentsLength(_BOX)
            box.setSizeAdjustPolicy(_ADJUSTMENT)
        self._upper, self._lower = rows_of(self)
        self.kind.activated.connect(self._on_kind)
        self.comparison.activated.connect(self._on_comparison)
        for line in (self.subject, self.expected, self.offer.line):
            line.textChanged.connect(self._on_text)
        self.subject.editingFinished.connect(self._on_subject)
        self._fill()

    @cached_property
    def area(self) -> CodeEditor:
        """Several lines of what is expected, made when they are first wanted."""
        area = CodeEditor(self._theme, "json")
        area.hide()
        area.setAccessibleName(self.expected.accessibleName())
        area.setPlaceholderText(self.expected.placeholderText())
        area.setParent(self)
        QWidget.setTabOrder(self.expected, area)
        area.edited.connect(self._on_text)
        self._all_fields = (*self._all_fields, area)
        return area

    def row(self) -> Row:
        """Return what the fields show."""
        return self._row

    def show_row(self, row: Row) -> None:
        """Show a row in the fields."""
        self._row = row
        self._fill()

    def fields(self) -> list[tuple[str, QWidget]]:
        """Return the fields that this kind of test has."""
        subject = [(marked("subject"), self.subject)] if self._kind.subject else []
        comparison = [(marked("comparison"), self.comparison)] if self._kind.comparisons else []
        return [
            (marked("kind"), self.kind),
            *subject,
            *comparison,
            (marked("expected"), self._expected_field()),
        ]

    def filled(self, row: Row) -> Row:
        """Return a row that expects what there is now, where that is known."""
        return row

    def problem(self) -> Problem | None:
        """Return why this test cannot be carried out."""
        return self._tests.row_problem(self._row)

    def minimumSizeHint(self) -> QSize:
        """Return the size in two rows: it decides that the line may become so narrow."""
        size = super().minimumSizeHint()
        upper: tuple[QWidget, ...] = (self.kind, self.subject, self.remove)
        lower: tuple[QWidget, ...] = (self.comparison, self.expected)
        if self._first:
            upper = (*self._first, self.kind, self.remove)
            lower = (self.subject, *lower)
        size.setWidth(max(self._least_width(upper), self._least_width(lower)))
        return size

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use two rows where there is little room."""
        super().resizeEvent(event)
        self._arrange()

    def _least_width(self, fields: tuple[QWidget, ...]) -> int:
        width = sum(max(f.minimumWidth(), f.minimumSizeHint().width()) for f in fields)
        return width + (len(fields) - 1) * self._upper.spacing()

    @property
    def _kind(self) -> KindOfTest[_Facts]:
        return self._tests.kinds[self._row.name]

    def _expected_field(self) -> QWidget:
        if self._tests.choices(self._row):
            return self.offer
        return self.area if self._is_area else self.expected

    def _fill(self) -> None:
        """Show the row in the fields; those that already show it keep their cursor."""
        # Setting texts emits ``textChanged``. This is also called while a row is restored, which
        # has to stay silent when it returns.
        before, self._is_restoring = self._is_restoring, True
        kind, (subject, comparison, text) = self._kind, texts_of_row(self._row)
        self.kind.setCurrentIndex(self.kind.findData(self._row.name))
        self.comparison.show_choices((way.words, key) for key, way in kind.comparisons.items())
        self.comparison.setCurrentIndex(self.comparison.findData(comparison))
        self._relation.setText(kind.relation)
        self.subject.setPlaceholderText(kind.subject)
        self.subject.setToolTip(kind.subject)
        self.expected.setPlaceholderText(kind.example or tr("Expected"))
        choices = self._tests.choices(self._row)
        self.offer.show_choices((choice, None) for choice in choices)
        self.subject.show_text(subject)
        self.expected.show_text(text)
        self.offer.line.show_text(text)
        had_keyboard = self._is_area and self.area.hasFocus()
        self._is_area = not choices and bool(LINE_ENDS.search(text))
        if self._is_area:
            self.area.show_text(text)
        has_comparisons = bool(kind.comparisons)
        self.subject.setVisible(bool(kind.subject))
        self.comparison.setVisible(has_comparisons)
        self._relation.setVisible(not has_comparisons)
        self.offer.setVisible(bool(choices))
        self.expected.setVisible(not choices and not self._is_area)
        if "area" in self.__dict__:
            self.area.setVisible(self._is_area)
        self._is_restoring = before
        self._arrange()
        if had_keyboard and not self._is_area:
            self._expected_field().setFocus()

    def _arrange(self) -> None:
        kind, choices = self._kind, self._tests.choices(self._row)
        # In characters, so that larger text goes to two rows sooner.
        needed = (_ONE_ROW if kind.comparisons else _FEW_FIELDS) + _FIRST * len(self._first)
        is_wide = self.width() >= needed * self.fontMetrics().averageCharWidth()
        fields = bool(kind.comparisons), bool(kind.subject), bool(choices), self._is_area
        arrangement = (*fields, is_wide)
        # Taking the fields out of their rows has Qt lay out again, which resizes, which comes
        # here again.
        if arrangement == self._arrangement:
            return
        self._arrangement = arrangement
        for field in (*self._all_fields, self.remove):
            for row in (self._upper, self._lower):
                row.removeWidget(field)
        upper, lower = self._placed(is_wide=is_wide)
        stretched: dict[QWidget, int] = {self.subject: 2, self._expected_field(): 3}
        if lower and self.subject not in upper:
            # Else the button that removes the line would be wide.
            stretched[self.kind] = 1
        for row, placed in ((self._upper, upper), (self._lower, lower)):
            for widget in placed:
                row.addWidget(widget, stretched.get(widget, 0))

    def _placed(self, *, is_wide: bool) -> tuple[list[QWidget], list[QWidget]]:
        """Return the fields of the upper and of the lower row."""
        kind, expected = self._kind, self._expected_field()
        subject: list[QWidget] = [self.subject] if kind.subject else []
        rest: list[QWidget] = [self.comparison if kind.comparisons else self._relation, expected]
        if self._is_area and is_wide:
            return [*self._first, self.kind, *subject, rest[0], self.remove], [expected]
        if self._first and not is_wide:
            return [*self._first, self.kind, self.remove], [*subject, *rest]
        if subject and not is_wide:
            return [self.kind, self.subject, self.remove], rest
        return [*self._first, self.kind, *subject, *rest, self.remove], []

    def _on_kind(self) -> None:
        label: str = self.kind.currentData()
        # ``activated`` also comes when the same kind is chosen again, which must keep its fields.
        if label != self._row.name:
            self._row = self.filled(self._tests.new_row(label, self._row))
            self._fill()
            self.on_edited()

    def _on_comparison(self) -> None:
        before = texts_of_row(self._row)[2]
        row = self._tests.with_comparison(self._row, self.comparison.currentData())
        # What was typed and still fits stays.
        text = texts_of_row(row)[2]
        self._row = row if text and text == before else self.filled(row)
        self._fill()
        self.on_edited()

    def _on_subject(self) -> None:
        _, _, text = texts_of_row(self._row)
        filled = self.filled(self._row)
        if not text and filled != self._row:
            self._row = filled
            self._fill()
            self.on_edited()

    def _on_text(self) -> None:
        # Filling the fields is not an edit.
        if self._is_restoring:
            return
        _, comparison, _ = texts_of_row(self._row)
        has_choices = bool(self._tests.choices(self._row))
        if has_choices:
            text = self.offer.line.text()
        else:
            text = self.area.exact_text() if self._is_area else self.expected.text()
        subject = self.subject.text() if self._kind.subject else ""
        self._row = Row(self._row.name, (subject, comparison, text))
        if not self._is_area and not has_choices and LINE_ENDS.search(text):
            # Pasted: a field of one line would show it as one.
            had_keyboard = self.expected.hasFocus()
            self._fill()
            if had_keyboard:
                self.area.moveCursor(QTextCursor.MoveOperation.End)
                self.area.setFocus()
        self.on_edited()


class ResponseTestLine(_TestLine[ResponseFacts]):
    """A test of a response."""

    def __init__(self, theme: Theme, offered: Callable[[], OfferedTests] | None = None) -> None:
        """Show a new test.

        Args:
            offered: Returns what the last response has.
        """
        super().__init__(tr("test"), theme, RESPONSE_TESTS)
        self._offered = offered
        if offered is not None:
            self.show_row(offered().new_row())

    def filled(self, row: Row) -> Row:
        """Return a row that expects what the last response has."""
        return row if self._offered is None else self._offered().filled(row)


_FRAME_TITLES = {"any": tr("any", of="frame"), "every": tr("every", of="frame")}
"""What is shown for a word that the file says instead of the number of a frame."""


class FrameTestLine(_TestLine[FrameFacts]):
    """A test of a frame, with the frame that it is about."""

    def __init__(self, theme: Theme) -> None:
        frame = OfferBox()
        super().__init__(tr("frame test"), theme, FRAME_TESTS, (frame,))
        self.frame = frame
        frame.setMinimumContentsLength(_FRAME_BOX)
        frame.addItems([_FRAME_TITLES.get(choice, choice) for choice in FRAME_CHOICES])
        frame.line.setPlaceholderText(tr("Frame"))
        frame.setToolTip(tr("The number of the frame among those that are received, any, or every"))
        frame.line.textChanged.connect(self.on_edited)

    def row(self) -> Row:
        """Return what the fields show."""
        typed = self.frame.line.text()
        # The row holds what the file says; who knows that may type it, too.
        word = typed.strip().casefold()
        named = (choice for choice, title in _FRAME_TITLES.items() if title.casefold() == word)
        return with_frame(next(named, typed), super().row())

    def show_row(self, row: Row) -> None:
        """Show a row in the fields."""
        frame, rest = without_frame(row)
        self.frame.line.show_text(_FRAME_TITLES.get(frame, frame))
        super().show_row(rest)

    def fields(self) -> list[tuple[str, QWidget]]:
        """Return the frame, and the fields that this kind of test has."""
        return [(marked("frame"), self.frame), *super().fields()]

    def problem(self) -> Problem | None:
        """Return why this test cannot be carried out."""
        return frame_row_problem(self.row())


class CaptureLine(RowLine):
    """A variable, and where its value is taken from."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(tr("capture"), theme)
        self.variable = Line()
        self.variable.setPlaceholderText(tr("Variable"))
        self.source = ChoiceBox()
        for source in SOURCES:
            self.source.addItem(tr("from {source}").format(source=source_word(source)), source)
        self.subject = Line()
        for field in (self.variable, self.subject):
            may_shrink(field)
        upper, _ = rows_of(self)
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
        self.variable.show_text(row.name)
        self.subject.show_text(subject)
        self._describe()

    def fields(self) -> list[tuple[str, QWidget]]:
        """Return all fields: a capture always has the same ones."""
        return [
            (marked("variable"), self.variable),
            (marked("source"), self.source),
            (marked("subject"), self.subject),
        ]

    def problem(self) -> Problem | None:
        """Return why this capture cannot work."""
        return capture_row_problem(self.row())

    def _on_source(self) -> None:
        self._describe()
        self.on_edited()

    def _describe(self) -> None:
        is_header = self.source.currentData() == "header"
        words = tr("Name of the header") if is_header else tr("Path, such as items[0].name")
        self.subject.setPlaceholderText(words)
        self.subject.setToolTip(words)


def rows_of(line: RowLine) -> tuple[QHBoxLayout, QHBoxLayout]:
    """Add a second row for the fields of a line, and return both."""
    line.column.setSpacing(4)
    # Else the fields in one row would keep the line from becoming narrower.
    line.column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
    lower = QHBoxLayout()
    lower.setSpacing(6)
    line.column.insertLayout(1, lower)
    return line.upper, lower


def may_shrink(field: QWidget) -> None:
    """Let a field of a line become narrow."""
    field.setMinimumWidth(_LEAST * field.fontMetrics().averageCharWidth())
    # The hint of a QLineEdit is 17 characters wide, too much beside four other fields.
    field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
