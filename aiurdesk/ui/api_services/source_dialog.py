"""Asks for the description of an API: an address, or a file."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from aiurdesk.core.translation import tr
from aiurdesk.ui.dialogs.file_dialog import file_dialog, open_once
from aiurdesk.ui.dialogs.line_dialog import LineDialog, LineWords
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.note import WrappedLabel

_WORDS = LineWords(
    id="add_description_dialog",
    title=tr("Add API description"),
    label=tr("Address or file of the description"),
    field=tr("Address or file"),
    button=tr("Continue"),
    placeholder="https://api.example.com/openapi.json",
)
_HELP = tr(
    "OpenAPI 3.0 to 3.2 or Swagger 2.0, as JSON or YAML, or /doc of an "
    "Aiursoft service. You see what it becomes before anything is written."
)
_FILTERS = (tr("Descriptions (*.json *.yaml *.yml)"), tr("All files (*)"))


class SourceDialog(LineDialog):
    """Takes an address or the path of a file; a button chooses the file."""

    def __init__(self, theme: Theme, parent: QWidget, source: str = "") -> None:
        super().__init__(theme, parent, _WORDS, source)
        choose = QPushButton(tr("Choose file…"))
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose)
        text = WrappedLabel("muted")
        text.show_text(_HELP)
        self.add_below(choose, text)
        layout = self.layout()
        if layout is not None:
            layout.setAlignment(choose, Qt.AlignmentFlag.AlignLeft)
        # Nothing is wrong before anything is typed, but there is nothing to go on with, either.
        self.line.textChanged.connect(self._enable)
        self._enable()

    def _enable(self) -> None:
        self.ok.setEnabled(bool(self.text()))

    def _choose(self) -> None:
        dialog = file_dialog(self, tr("Description of an API"), self.line.setText)
        dialog.setNameFilters(list(_FILTERS))
        open_once(dialog)
