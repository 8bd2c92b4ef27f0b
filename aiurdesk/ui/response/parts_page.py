"""The parts of a multipart body in a list, and the chosen one in views of its own below."""

from collections.abc import Callable
from typing import NamedTuple

from msgspec.structs import replace
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHeaderView, QPushButton, QSplitter, QWidget

from aiurdesk.core.body_views.signs import shown
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.formats.multipart import BodyPart, is_multipart
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import Header
from aiurdesk.core.response.response import DeliveredParts, Outcome, Response, ResponseBody
from aiurdesk.core.translation import format_size, tr, truncate
from aiurdesk.services.body_views.body_parts import BodyParts, PartList
from aiurdesk.ui.response.body_pages import tool_row
from aiurdesk.ui.response.body_reader import BodyAccess
from aiurdesk.ui.tasks import TaskName, TaskScope
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.file_dialog import chosen_path, save_dialog
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.widgets.rows_model import Column, RowsModel
from aiurdesk.ui.widgets.rows_table import RowsTable

_SHARES = [1, 3]
_MOST_ROWS = 8
_MOST_SHARE = 0.4
"""Of the height, for the list."""
_BETWEEN = 6
_LEAST_ROWS = 3
_LONGEST = 200
_LONGEST_TIP = 2000
_TIP = Qt.ItemDataRole.ToolTipRole
_CALLED_BY = ("content-range", "content-id", "content-location", "content-description")
"""Headers that tell parts without a name from each other."""


class PartViews(NamedTuple):
    """The views of one part, as the page needs them."""

    widget: QWidget
    show: Callable[[Exchange, str], None]
    """Shows a part, and the name that its file will have."""
    clear: Callable[[], None]
    find: Callable[[], None]
    save_button: QPushButton


class PartRow(NamedTuple):
    """A part with its number, from 1."""

    number: int
    part: BodyPart


class PartsReader(QObject):
    """Finds the parts of a response: at once in a short body, otherwise in another process."""

    read = Signal(object)
    """Emitted with the ``PartList``, also where that says only why there are no parts."""

    def __init__(
        self, scope: TaskScope, make: Callable[[], BodyParts] | None, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._scope = scope
        self._make = make
        self._task = TaskName(tr("read the parts of a body"), id(self))
        scope.cancel_with(self, self._task)

    def take(self, outcome: Outcome | None) -> None:
        """Read the parts of another response, if it has any."""
        self._scope.cancel(self._task)
        delivered = delivered_in(outcome)
        if self._make is None or delivered is None:
            return
        parts = self._make()
        here = parts.parts_here(delivered.body, delivered.content_type)
        if here is not None:
            self.read.emit(here)
        else:
            self._scope.start(self._task, self._read, parts, delivered)

    async def _read(self, parts: BodyParts, delivered: DeliveredParts) -> None:
        self.read.emit(await parts.parts(delivered.body, delivered.content_type))


def delivered_in(outcome: Outcome | None) -> DeliveredParts | None:
    """Return a body that came in parts, or None."""
    if not isinstance(outcome, Response):
        return None
    if outcome.in_parts is not None:
        return outcome.in_parts
    content_type = outcome.header("Content-Type") or ""
    has_body = outcome.body.size_bytes or outcome.body.data
    return (
        DeliveredParts(outcome.body, content_type)
        if has_body and is_multipart(content_type)
        else None
    )


class PartsPage(QWidget):
    """A row for each part; the chosen one is shown when the page is in sight."""

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        bodies: BodyAccess,
        make_views: Callable[[QWidget], PartViews],
    ) -> None:
        """Build.

        Args:
            make_views: Makes the views of the chosen part.
        """
        super().__init__()
        self._scope = scope
        self._bodies = bodies
        self._task = TaskName(tr("show a part"), id(self))
        self._saving = TaskName(tr("save a part"), id(self))
        scope.cancel_with(self, self._task, self._saving)
        self._exchange: Exchange | None = None
        self._list = PartList(ResponseBody())
        self._content: ResponseBody | None = None
        self._is_due = False
        self._name = ""
        self._model: RowsModel[PartRow] = RowsModel(_COLUMNS, self)
        self.table = RowsTable(self._model, tr("Parts of the body"), ())
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        # By the rows in sight: there may be ten thousand.
        header.setResizeContentsPrecision(0)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        # The two that may be long share what is left.
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self._note = WrappedLabel("muted")
        self._note.setObjectName("parts_note")
        self._views = make_views(self)
        self._views.save_button.clicked.connect(lambda: scope.start(self._saving, self._save))
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setProperty("look", "apart")
        self._split.setHandleWidth(_BETWEEN)
        self._split.setChildrenCollapsible(False)
        self.table.setMinimumHeight(self.table.verticalHeader().defaultSectionSize() * _LEAST_ROWS)
        for part in (self.table, self._views.widget):
            self._split.addWidget(part)
        self._split.setSizes([share * 100 for share in _SHARES])
        for at, share in enumerate(_SHARES):
            self._split.setStretchFactor(at, share)
        column_of(self, self._note, (self._split, 1), margins=0, spacing=4)
        self.tools = tool_row(theme)
        # One part for several keys in a row, and not one for each.
        self._settled = QTimer(self, singleShot=True, interval=0)
        self._settled.timeout.connect(self._show_chosen)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._settled.start())
        self.setFocusProxy(self.table)

    def show_parts(self, exchange: Exchange, parts: PartList) -> None:
        """Show the parts of another response."""
        self.forget()
        self._exchange, self._list = exchange, parts
        self._note.show_text(parts.note)
        self._model.set_items([PartRow(at, part) for at, part in enumerate(parts.parts, 1)])
        self._is_due = True
        if self.isVisible():
            self._show_first()

    def forget(self) -> None:
        """Let go of the parts."""
        self._scope.cancel(self._task)
        self._settled.stop()
        self._is_due = False
        self._views.clear()
        self._let_go()
        self._exchange, self._list = None, PartList(ResponseBody())
        self._model.set_items(())

    def find_text(self) -> None:
        """Ask what to find in the chosen part."""
        self._views.find()

    def showEvent(self, event: QShowEvent) -> None:
        """Show the first part."""
        super().showEvent(event)
        if self._is_due:
            self._show_first()

    def _show_first(self) -> None:
        self._is_due = False
        self._fit_list()
        self.table.select(self._model.index(0, 0))

    def _fit_list(self) -> None:
        """Give a short list what it needs, and the rest to the chosen part."""
        rows = min(max(len(self._list.parts), _LEAST_ROWS), _MOST_ROWS)
        row = self.table.verticalHeader().defaultSectionSize()
        needed = self.table.horizontalHeader().sizeHint().height() + rows * row + row // 2
        total = self._split.height()
        height = min(needed, round(total * _MOST_SHARE))
        self._split.setSizes([height, max(total - height, 1)])

    def _show_chosen(self) -> None:
        index = self.table.currentIndex()
        if index.isValid() and index.row() < len(self._list.parts):
            part = self._list.parts[index.row()]
            self._scope.start(self._task, self._show, PartRow(index.row() + 1, part))

    async def _show(self, row: PartRow) -> None:
        exchange, make = self._exchange, self._bodies.parts
        if exchange is None or make is None:
            return
        content = await make().content(self._list.body, row.part)
        if isinstance(content, Problem):
            self._views.clear()
            self._note.show_text(content.sentence)
            return
        self._let_go()
        self._content, self._name = content, _file_name(row)
        self._note.show_text(self._list.note)
        self._views.show(_exchange_of(exchange, row.part, content), self._name)

    def _let_go(self) -> None:
        if self._content is not None and self._bodies.parts is not None:
            self._bodies.parts().let_go(self._content)
        self._content = None

    async def _save(self) -> None:
        content = self._content
        if content is None:
            return
        if path := await chosen_path(save_dialog(self, tr("Save part"), self._name)):
            await self._bodies.save(content, path)


def _exchange_of(exchange: Exchange, part: BodyPart, content: ResponseBody) -> Exchange:
    """Return a part as the response that the views take."""
    headers = tuple(Header(name, value) for name, value in part.headers)
    if not part.header("content-type"):
        headers = (*headers, Header("Content-Type", _guessed_type(content.data)))
    response = Response(200, "", headers, content, "")
    return replace(exchange, outcome=response, envelope=None, examination=None, reading=None)


def _guessed_type(data: bytes) -> str:
    # A part of a form has none where it is a text, and servers leave it out of JSON, too.
    return "application/json" if data.lstrip()[:1] in (b"{", b"[") else ""


def _file_name(row: PartRow) -> str:
    """Return what the file of a part will be called, without a folder in it."""
    said = row.part.file_name.replace("\\", "/").rpartition("/")[2]
    name = "".join(c if c.isalnum() or c in "-_. " else "_" for c in said).strip(". ")
    return name[:100] or tr("part-{number}").format(number=row.number)


def _title(row: PartRow) -> str:
    part = row.part
    names = [name for name in (part.name, part.file_name) if name]
    if not names:
        names = [value for name in _CALLED_BY if (value := part.header(name))][:1]
    return shown(truncate(" · ".join(names), _LONGEST))


def _size(row: PartRow) -> str:
    size = format_size(row.part.size_bytes)
    return size if row.part.is_whole else tr("{size}, cut off").format(size=size)


def _tip(row: PartRow) -> str:
    lines = (f"{name}: {value}" for name, value in row.part.headers)
    return shown_lines(truncate("\n".join(lines), _LONGEST_TIP))


def shown_lines(text: str) -> str:
    """Return lines as they are drawn."""
    return "\n".join(map(shown, text.split("\n")))


_COLUMNS: tuple[Column[PartRow], ...] = (
    Column("#", lambda row: str(row.number)),
    Column(tr("Name"), _title, {_TIP: _tip}),
    Column(tr("Type"), lambda row: shown(truncate(row.part.media_type, _LONGEST)), {_TIP: _tip}),
    Column(tr("Size"), _size),
    Column(tr("Disposition"), lambda row: shown(row.part.disposition), {_TIP: _tip}),
)
