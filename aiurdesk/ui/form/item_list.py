"""Editor of a list of texts; each is sent with the same key."""

from collections.abc import Iterable, Sequence

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QPushButton, QWidget

from aiurdesk.core.api.endpoint import Parameter
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import FileValue, Value
from aiurdesk.core.translation import tr
from aiurdesk.ui.form.editor import Editor, as_text, as_texts
from aiurdesk.ui.form.file import described, file_note, file_problem
from aiurdesk.ui.form.line import Line
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.file_dialog import files_dialog, open_once
from aiurdesk.ui.widgets.line_list import LineList, ListLine


class ItemListEditor(Editor):
    """A list of items, each with a button that removes it, and a button that adds one."""

    def __init__(self, parameter: Parameter, theme: Theme) -> None:
        super().__init__(parameter)
        self._theme = theme
        self._list: LineList[_ItemLine, str] = LineList("item", tr("item"), spacing=4)
        self.placeholder = ""
        """Shown in an empty item, from the next one on."""
        self.add = self._list.add
        self.add.setAccessibleName(tr("Add item to {name}").format(name=parameter.name))
        self.add.clicked.connect(self._on_add)
        self._list.removed.connect(self._on_removed)
        self.buttons = row_of(None, self.add, 0, margins=0, spacing=6)
        column_of(self, self._list, self.buttons, margins=0, spacing=4)
        self._list.arrange()

    def stops(self) -> list[QWidget]:
        """Return the items with their buttons, then the button that adds one."""
        return [*(stop for line in self._list.lines for stop in line.stops()), self.add]

    def controls(self) -> tuple[QWidget, ...]:
        """Return the lines of the items, or the button while the list is empty."""
        # Never empty, because the form gives the keyboard to the first control.
        return tuple(line.line for line in self._list.lines) or (self.add,)

    def _show(self, value: Value) -> None:
        self._list.shorten()
        self._list.append_in_turns(as_texts(value), self._append)

    def _append(self, text: str) -> None:
        line = self._list.append(_ItemLine(self.parameter.name, self._theme, text))
        line.line.setPlaceholderText(self.placeholder)
        line.line.textChanged.connect(self._on_changed)

    def _on_add(self) -> None:
        self._list.append_rest()
        self._append("")
        self._list.arrange()
        self._on_changed()
        self.controls()[-1].setFocus()

    def _on_removed(self) -> None:
        self._on_changed()
        # The button with the keyboard is gone; Qt would hand it to the next widget.
        self.controls()[-1].setFocus()

    def _on_changed(self) -> None:
        self._edit((*(line.line.text() for line in self._list.lines), *self._list.rest))


class _ItemLine(ListLine):
    """One item and the button that removes it."""

    def __init__(self, name: str, theme: Theme, text: str) -> None:
        super().__init__(name, theme)
        self.line = Line()
        self.line.show_text(text)
        self.upper.setSpacing(4)
        self.upper.addWidget(self.line)
        self.upper.addWidget(self.remove)

    def stops(self) -> list[QWidget]:
        return [self.line, self.remove]

    def number(self, number: int) -> None:
        super().number(number)
        # The first has the bare name, as the only line of any other editor has.
        self.line.setAccessibleName(self.noun if number == 1 else f"{self.noun} {number}")


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

    def problem(self) -> Problem | None:
        """Return a problem if one of the files cannot be read, before sending fails."""
        return next(filter(None, map(file_problem, as_texts(self.value()))), None)

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
