"""Documents, audio and video: what they are, and the button that opens them in another program."""

from pathlib import PurePath

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from aiurdesk.core.body_views.media import FileKind, file_kind
from aiurdesk.core.body_views.view import content_of
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.response.response import Outcome, Response
from aiurdesk.core.translation import tr
from aiurdesk.ui.response.body_reader import BodyAccess
from aiurdesk.ui.tasks import TaskName, TaskScope
from aiurdesk.ui.widgets.desktop import open_file
from aiurdesk.ui.widgets.styled import styled


class FileOffer(QObject):
    """Offers to open a body in the program that the system has for it; never does so by itself."""

    told = Signal(str)
    """Emitted with what the body says of itself."""
    failed = Signal(str)
    """Emitted with a sentence where it could not be opened."""

    def __init__(self, scope: TaskScope, bodies: BodyAccess, parent: QWidget) -> None:
        super().__init__(parent)
        self._scope = scope
        self._bodies = bodies
        self._task = TaskName(tr("read what a file says of itself"), id(self))
        scope.cancel_with(self, self._task)
        self._response: Response | None = None
        self._kind: FileKind | None = None
        self._name = ""
        tip = tr("Open a copy in the program that the system has for it")
        self.button = styled(QPushButton(parent), "open_file", tip=tip, look="small")
        self.button.clicked.connect(self._open)
        self.button.hide()

    def take(self, outcome: Outcome | None) -> None:
        """Take another response; the button is there for one that another program shows."""
        self._scope.cancel(self._task)
        self._name = ""
        self._response = outcome if isinstance(outcome, Response) else None
        self._kind = None if self._response is None else file_kind(content_of(self._response))
        if self._kind is not None:
            viewer, player = tr("Open in viewer"), tr("Open in player")
            self.button.setText(player if self._kind.is_played else viewer)
            if self._bodies.files is not None:
                self._scope.start(self._task, self._read)
        self.button.setVisible(self._kind is not None)

    def name_file(self, name: str) -> None:
        """Say what the file will be called, but for its end."""
        self._name = name

    async def _read(self) -> None:
        kind, response, make = self._kind, self._response, self._bodies.files
        if kind is not None and response is not None and make is not None:
            content_type = response.header("Content-Type") or ""
            if words := await make().words(kind, response.body, content_type):
                self.told.emit(words)

    def _open(self) -> None:
        if self._kind is None or self._response is None:
            return
        # By what it is and not by what the server calls it: the end decides who opens it.
        name = f"{PurePath(self._name).stem or 'body'}{self._kind.suffix}"
        try:
            path = self._bodies.to_file(self._response.body, name)
        except ProblemError as error:
            self.failed.emit(str(error))
            return
        if not open_file(str(path)):
            text = tr("The system has no program for this file. Save the body, and open it there.")
            self.failed.emit(text)
