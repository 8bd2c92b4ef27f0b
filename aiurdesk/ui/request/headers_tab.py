"""The Headers tab of a request."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from aiurdesk.core.request.request import Row
from aiurdesk.core.request.rows import sent_headers
from aiurdesk.core.translation import tr
from aiurdesk.core.variables.environment import Environment
from aiurdesk.ui import form
from aiurdesk.ui.form.json_errors import Texts
from aiurdesk.ui.layout.lazy_panel import LazyPanel
from aiurdesk.ui.theme.theme import Theme

if TYPE_CHECKING:
    from aiurdesk.ui.form.headers_panel import HeadersPanel


class HeadersTab(LazyPanel["HeadersPanel"]):
    """Made when it is first looked at; until then, the request has the headers."""

    edited = Signal()
    """Emitted when the person changed something."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(self._make_headers, parent)
        self._theme = theme
        self._rows: tuple[Row, ...] = ()

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show the headers of another request."""
        self._rows = rows
        if self.is_made:
            self.panel.set_rows(rows)

    def restore(self, rows: tuple[Row, ...]) -> None:
        """Show the headers of a step of the undo stack."""
        self._rows = rows
        if self.is_made:
            self.panel.restore_rows(rows)

    def set_environment(self, environment: Environment) -> None:
        """Take the values of variables from an environment."""
        self.fill(lambda panel: panel.set_environment(environment), "environment")

    def rows(self) -> tuple[Row, ...]:
        """Return all rows, those that are left out or still empty included."""
        return self.panel.rows() if self.is_made else self._rows

    def filled_rows(self) -> tuple[Row, ...]:
        """Return the rows with a name, those that are left out included."""
        return self.panel.filled_rows() if self.is_made else self._rows

    def take_server_errors(self, said: Texts) -> frozenset[str]:
        """Show messages of the server at the headers they name; return the names found."""
        if not self.is_made and not any(self.has_name(name) for name in said):
            return frozenset()  # naming the panel makes it
        return self.panel.show_server_errors(said)

    def has_name(self, name: str) -> bool:
        """Return whether a header has a name, in any case."""
        return any(row.name.casefold() == name.casefold() for row in self.rows())

    def title(self) -> str:
        """Return what the tab is called, with the number of headers that are sent."""
        return f"{tr('Headers')} {len(sent_headers(self.filled_rows())) or ''}".strip()

    def _make_headers(self) -> "HeadersPanel":
        panel = form.headers_panel.HeadersPanel(self._theme)
        panel.set_rows(self._rows)
        panel.changed.connect(self.edited)
        return panel
