"""The Docs tab of a request: its own notes above the documentation of its endpoint."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from aiurdesk.core.preparing.variable_words import VARIABLES_HELP
from aiurdesk.ui.request.example_links import ExampleLinks
from aiurdesk.ui.theme.grid import GAP, INSET
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.lazy_panel import LazyPanel
from aiurdesk.ui.widgets.note import WrappedLabel

if TYPE_CHECKING:
    from aiurdesk.ui.request.notes_panel import NotesPanel

_NO_LIMIT = 16_777_215
"""``QWIDGETSIZE_MAX``, which PySide6 does not have."""
_SHARE_OF_NOTES = 0.45
"""Of the height of the tab, at most, where there is documentation too."""


class DocsTab(QWidget):
    """Shows notes, and documentation where there is any."""

    notes_edited = Signal(str)
    """Emitted with the notes at every change."""

    def __init__(
        self, make_notes: "Callable[[], NotesPanel]", docs: QWidget, parent: QWidget
    ) -> None:
        """Build.

        Args:
            make_notes: Makes the notes when the tab is first looked at.
            docs: The documentation of the endpoint.
        """
        super().__init__(parent)
        self._docs = docs
        self._notes: LazyPanel[NotesPanel] = LazyPanel(make_notes, self)
        self._notes.when_made(lambda panel: panel.edited.connect(self.notes_edited))
        # The documentation of an endpoint says the same at its end.
        self._variables = LazyPanel(_variables_help, self)
        self.examples = ExampleLinks(self)
        parts = (self._notes, self.examples, (docs, 1), self._variables)
        column_of(self, *parts, margins=0, spacing=4)

    def show_notes(self, notes: str, *, has_docs: bool) -> None:
        """Show other notes.

        Args:
            has_docs: There is documentation below them.
        """
        self._docs.setVisible(has_docs)
        self._variables.setVisible(not has_docs)
        self._notes.fill(lambda panel: panel.show_notes(notes))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave room for the documentation."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        # ``isVisible`` would be False while another tab is in front.
        has_docs = not self._docs.isHidden()
        # Long notes scroll, so that they do not push the documentation out of sight.
        most = round(self.height() * _SHARE_OF_NOTES) if has_docs else _NO_LIMIT
        self._notes.setMaximumHeight(most)


def _variables_help() -> WrappedLabel:
    label = WrappedLabel("muted")
    label.show_text(VARIABLES_HELP)
    label.setContentsMargins(INSET, 0, INSET, GAP)
    return label
