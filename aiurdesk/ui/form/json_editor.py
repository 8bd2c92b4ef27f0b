"""Editor of JSON: coloured, and laid out at a click."""

from PySide6.QtWidgets import QPushButton, QWidget

from aiurdesk.core.api.endpoint import Parameter
from aiurdesk.core.json.layout import formatted
from aiurdesk.core.translation import tr
from aiurdesk.ui.form.coloured_editor import ColouredEditor
from aiurdesk.ui.form.editor import as_text
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
        self._on_shown()

    def help_buttons(self) -> tuple[QWidget, ...]:
        """Return the button that lays the JSON out."""
        return (self.format,)

    def _on_format(self) -> None:
        text = formatted(as_text(self.value()))
        # Text that is not JSON stays as it is: the error below the field says where it breaks.
        if text is not None:
            self.enter(text)
        self.area.setFocus()

    def _on_shown(self) -> None:
        self.format.setEnabled(0 < len(self._text) <= _MOST_FORMATTED)
