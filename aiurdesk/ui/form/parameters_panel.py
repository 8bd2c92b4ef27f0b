"""The parameters that a person adds to a custom URL."""

from collections.abc import Iterable, Mapping

from PySide6.QtWidgets import QWidget

from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.preparing.form_rules import never_sendable
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import Pairs, Row
from aiurdesk.core.request.rows import text_rows
from aiurdesk.core.translation import tr
from aiurdesk.ui.form.form_panel import by_name
from aiurdesk.ui.form.pair_line import PairKind
from aiurdesk.ui.form.pairs_panel import PairsPanel
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.note import Note, WrappedLabel

PARAMETERS = PairKind(
    name="parameter",
    noun=tr("parameter"),
    empty=tr(
        "No parameters yet. They are the query of the address, and change with "
        "it. A part of the address such as :id or {id} is a parameter, too."
    ),
    problem_of=lambda name, value: next(iter(never_sendable(name, value)), None),
    hides=is_secret_name,
)
_MOST_ABOVE = 5
"""How many messages that name no parameter are shown."""


class ParametersPanel(PairsPanel):
    """A list of parameters. A name that is used twice is sent twice."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(PARAMETERS, theme, parent)
        self._others = Note(theme)
        self.address_note = WrappedLabel("muted")
        """Says which scheme is added to the typed address."""
        self._whole.insertWidget(0, self._others)
        self._whole.insertWidget(0, self.address_note)
        self.address_note.show_text("")

    def set_values(self, values: Pairs) -> None:
        """Show values: a list as several parameters, and no files."""
        self.show_rows(Row(name, value) for name, value in values)

    def show_rows(self, rows: Iterable[Row]) -> None:
        """Show rows as ``set_values`` does, those that are switched off without a tick."""
        self.set_rows(text_rows(rows))
        self._others.show_text("")

    def show_errors(self, errors: Iterable[Problem]) -> None:
        """Show why the request was not sent."""
        self._tell((error.field.parameter, error.sentence) for error in errors)
        self.focus_problem()

    def set_server_errors(
        self, field_errors: Mapping[str, tuple[str, ...]], others: tuple[str, ...] = ()
    ) -> None:
        """Show the messages of the server at the parameters they name, the others above."""
        said = [(name, text) for name, texts in field_errors.items() for text in texts]
        said += [("", text) for text in others]
        form = tr("The server said: “{text}”")
        self._tell((name, form.format(text=text)) for name, text in said)

    def has_parameter(self, name: str) -> bool:
        """Return whether a line is about a parameter."""
        return self.has_name(name)

    def focus_parameter(self, name: str) -> None:
        """Select the value of a parameter for replacing."""
        self.focus_name(name)

    def clear(self) -> None:
        """Remove all parameters."""
        self.set_values(())

    def _tell(self, texts: Iterable[tuple[str, str]]) -> None:
        told = by_name(texts)
        # A line whose name is still empty must not get the messages that name no parameter.
        # Messages about names that have no line here are shown above, so that none is lost.
        named = {name for line in self.lines if (name := line.name.text().casefold())}
        for line in self.lines:
            name = line.name.text().casefold()
            line.show_texts(tuple(told.get(name, ())) if name else ())
        lines = [text for name, said in told.items() if name not in named for text in said]
        if len(lines) > _MOST_ABOVE:
            # The verdict shows the others too. A thousand would push all parameters off the page.
            lines[_MOST_ABOVE:] = [tr("and {value:,} more").format(value=len(lines) - _MOST_ABOVE)]
        self._others.show_text("\n".join(lines))
