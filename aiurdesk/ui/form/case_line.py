"""The fields of one case of a request."""

from PySide6.QtWidgets import QWidget

from aiurdesk.core.collection.typed_cases import case_row_problem
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.edit_state import Row
from aiurdesk.core.translation import marked, tr
from aiurdesk.ui.form.line import Line
from aiurdesk.ui.form.response_test_line import may_shrink, rows_of
from aiurdesk.ui.form.row_lines import RowLine
from aiurdesk.ui.theme.theme import Theme


class CaseLine(RowLine):
    """A name, what is expected, and other values."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(tr("case"), theme)
        self.name, self.expected, self.values = Line(), Line(), Line()
        self._rest = ""
        upper, lower = rows_of(self)
        # The values in a row of their own: a case may have many.
        for field, words, row, stretch in (
            (self.name, tr("Name of the case"), upper, 3),
            (self.expected, tr("Expected code, such as −4"), upper, 2),
            (self.values, tr("Values, such as id = 5, colour = red"), lower, 1),
        ):
            field.setPlaceholderText(words)
            may_shrink(field)
            row.addWidget(field, stretch)
            field.textChanged.connect(self.on_edited)
        self.values.setToolTip(
            tr("name = value, with commas between them; name = false leaves it out")
        )
        self.expected.setToolTip(
            tr("A code, a severity, or HTTP with a status; empty for the tests of the request")
        )
        upper.addWidget(self.remove)

    def row(self) -> Row:
        """Return what the fields show, and what of the case they do not show."""
        return Row(self.name.text(), (self.values.text(), self.expected.text(), self._rest))

    def show_row(self, row: Row) -> None:
        """Show a row in the fields."""
        texts = row.value if isinstance(row.value, tuple) else ("", "", "")
        self.name.show_text(row.name)
        self.values.show_text(texts[0])
        self.expected.show_text(texts[1])
        self._rest = texts[2]

    def fields(self) -> list[tuple[str, QWidget]]:
        """Return all fields."""
        return [
            (marked("name"), self.name),
            (marked("expected"), self.expected),
            (marked("values"), self.values),
        ]

    def problem(self) -> Problem | None:
        """Return why the case cannot be as it is typed."""
        return case_row_problem(self.row())
