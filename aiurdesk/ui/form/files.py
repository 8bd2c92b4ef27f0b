"""Editor of several files that are sent with one name: their paths, a dialog, a place to drop."""

from collections.abc import Iterable, Sequence

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QPushButton, QWidget

from aiurdesk.core.api.endpoint import Parameter
from aiurdesk.core.request.request import FileValue, Value
from aiurdesk.core.translation import tr
from aiurdesk.ui.dialogs.file_dialog import files_dialog, open_once
from aiurdesk.ui.form.editor import as_text, as_texts
from aiurdesk.ui.form.file import described, file_note, file_problem
from aiurdesk.ui.form.item_list import ItemListEditor
from aiurdesk.ui.theme.theme import Theme


class FilesEditor(ItemListEditor):
    """Paths of files, one in each row. The names and types that are sent follow from them."""

    def __init__(self, parameter: Parameter, theme: Theme) -> None:
        super().__init__(parameter, theme)
        self._given: dict[str, FileValue] = {}
        """Files of the request by their paths, because they may be sent with other names."""
        self.placeholder = tr("Drop files here, or choose them")
        self.setAcceptDrops(True)
        self.choose = QPushButton(tr("Choose…"))
        self.choose.setAccessibleName(tr("Choose {name}").format(name=parameter.name))
        self.choose.clicked.connect(self._on_choose)
        self.buttons.insertWidget(1, self.choose)

    def values(self) -> tuple[Value, ...]:
        """Return a file for each row."""
        value = self.value()
        paths = value if isinstance(value, tuple) else (as_text(value),)
        return tuple(self._given.get(path) or described(path) for path in paths)

    def set_values(self, values: Sequence[Value]) -> None:
        """Show a row for each file."""
        self._given = {file.path: file for file in values if isinstance(file, FileValue)}
        super().set_values(values)

    def stops(self) -> list[QWidget]:
        """Return the rows with their buttons, and the buttons that add to them."""
        return [*super().stops(), self.choose]

    def trouble(self) -> str:
        """Return an error if one of the files cannot be read, before sending fails."""
        return next(filter(None, map(file_problem, as_texts(self.value()))), "")

    def note(self, folder: str) -> str:
        """Tell that one of the files is outside the collection."""
        paths = as_texts(self.value())
        return next(filter(None, (file_note(path, folder) for path in paths)), "")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept local files, whose paths can be read."""
        urls = event.mimeData().urls()
        if urls and all(url.isLocalFile() for url in urls):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add the files."""
        self._add_files(url.toLocalFile() for url in event.mimeData().urls())
        event.acceptProposedAction()

    def _append(self, text: str) -> None:
        super()._append(text)
        # The line would insert the address of a dropped file as text.
        self._list.lines[-1].line.setAcceptDrops(False)

    def _on_choose(self) -> None:
        title = tr("Choose {name}").format(name=self.parameter.name)
        last = (as_texts(self.value()) or ("",))[-1]
        open_once(files_dialog(self, title, self._add_files, last))

    def _add_files(self, paths: Iterable[str]) -> None:
        # Empty rows wait for a file; the first of the new ones may fill it.
        before = [path for path in as_texts(self.value()) if path]
        self.enter((*before, *paths))
