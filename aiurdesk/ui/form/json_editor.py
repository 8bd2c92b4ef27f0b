"""Editor of JSON: coloured, and laid out at a click."""

from PySide6.QtWidgets import QPushButton, QWidget

from aiurdesk.core.api.endpoint import Parameter
from aiurdesk.core.json.layout import formatted
from aiurdesk.core.translation import tr
from aiurdesk.ui.form.coloured_editor import ColouredEditor
from aiurdesk.ui.form.editor import as_text
from aiurdesk.ui.form.json_errors import JsonErrors, Texts
from aiurdesk.ui.theme.theme import Theme

_MOST_FORMATTED = 200_000
"""Characters that "Format" takes: it works while the window waits."""


class JsonEditor(ColouredEditor):
    """JSON text. The field shows errors below it, with line and column."""

    def __init__(self, parameter: Parameter, theme: Theme, *, fills: bool = False) -> None:
        """Create an empty editor.

        Args:
            fills: As for ``Area``.
        """
        super().__init__(parameter, theme, "json", fills=fills)
        self.format = QPushButton(tr("Format"))
        self.format.setProperty("look", "small-link")
        self.format.setAccessibleName(tr("Format {name}").format(name=parameter.name))
        self.format.setToolTip(tr("Show the JSON with one value on each line"))
        self.format.clicked.connect(self._on_format)
        self.errors = JsonErrors(self, theme)
        """What a server said about values in the text."""
        self._column.addWidget(self.errors.note)
        self._on_shown()

    def help_buttons(self) -> tuple[QWidget, ...]:
        """Return the button that lays the JSON out."""
        return (self.format,)

    def show_server_errors(self, said: Texts) -> frozenset[str]:
        """Show messages of the server at their lines."""
        in_text = self.errors.show(said)
        return in_text | self.errors.add_missing(
            {n: t for n, t in said.items() if n not in in_text}
        )

    def select_part(self, path: str) -> None:
        """Select the value that a message of the server is about."""
        if not self.errors.focus(path):
            self.select()

    def _on_format(self) -> None:
        text = formatted(as_text(self.value()))
        # Text that is not JSON stays as it is: the error below the field says where it breaks.
        if text is not None:
            said = self.errors.texts
            self.enter(text)
            self.errors.show({})
            # The same values, at other lines.
            self.errors.add_missing(said)
        self.area.setFocus()

    def _on_shown(self) -> None:
        self.format.setEnabled(0 < len(self._text) <= _MOST_FORMATTED)
