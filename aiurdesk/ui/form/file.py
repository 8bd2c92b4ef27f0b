"""Editor of a file: its path, a dialog to choose it, and a place to drop it."""

import mimetypes

from PySide6.QtCore import QFileInfo
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QPushButton

from aiurdesk.core.api.endpoint import Parameter
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import ANY_BYTES, FileValue, Value
from aiurdesk.core.translation import tr
from aiurdesk.services import collections
from aiurdesk.ui.form.line import LineEditor
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.file_dialog import file_dialog, open_once

_OUTSIDE = tr(
    "This file is outside the collection: its whole path is saved, which "
    "other computers may not have. Move it into the folder of the collection "
    "to send it from there."
)


class FileEditor(LineEditor):
    """The path of a file. The file name and type that are sent follow from it."""

    def __init__(self, parameter: Parameter, theme: Theme) -> None:
        super().__init__(parameter, theme)
        self.line.setPlaceholderText(tr("Drop a file here, or choose one"))
        # The line would insert the address of a dropped file as text.
        self.line.setAcceptDrops(False)
        self.setAcceptDrops(True)
        self.choose = QPushButton(tr("Choose…"))
        self.choose.setAccessibleName(tr("Choose {name}").format(name=parameter.name))
        self.choose.clicked.connect(self._on_choose)
        self.row.addWidget(self.choose)

    def problem(self) -> Problem | None:
        """Return a problem if the file cannot be read, before sending fails."""
        value = self.value()
        return file_problem(value.path) if isinstance(value, FileValue) else None

    def note(self, folder: str) -> str:
        """Tell that the file is outside the collection."""
        value = self.value()
        return file_note(value.path, folder) if isinstance(value, FileValue) else ""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept one file."""
        # A parameter takes one file, and only a local one has a path that can be read.
        if len(event.mimeData().urls()) == 1 and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the file."""
        self.line.setText(event.mimeData().urls()[0].toLocalFile())
        event.acceptProposedAction()

    def _edit(self, value: Value) -> None:
        # The line reports a path. Empty text means no value, not a file without a path.
        if isinstance(value, str) and value:
            super()._edit(described(value))
        else:
            super()._edit(value)

    def _on_choose(self) -> None:
        title = tr("Choose {name}").format(name=self.parameter.name)
        open_once(file_dialog(self, title, self.line.setText, self.line.text()))


def file_problem(path: str) -> Problem | None:
    """Return why a file cannot be sent, or None."""
    # A path with variables is known when it is sent.
    if "{{" in path:
        return None
    # Asked again at each change: the file may be deleted while its path stands here.
    info = QFileInfo(path)
    if info.isFile() and info.isReadable():
        return None
    return Problem(tr("This file does not exist or cannot be read. Choose another one."))


def file_note(path: str, folder: str) -> str:
    """Return what to know about a file that can be sent, or empty text.

    Args:
        path: As it was typed.
        folder: The folder of the request; empty where it has no file yet.
    """
    return _OUTSIDE if collections.collections.is_outside(path, folder) else ""


def described(path: str) -> FileValue:
    """Return the file of a path, with the name and type that are sent."""
    name = QFileInfo(path).fileName()
    return FileValue(path, name, mimetypes.guess_type(name)[0] or ANY_BYTES)
