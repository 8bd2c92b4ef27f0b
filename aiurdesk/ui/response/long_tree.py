"""The tree of a long body whole, of which a process reads what is opened, found and copied."""

import asyncio

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from aiurdesk.core.body_views.level_parts import LevelPart
from aiurdesk.core.body_views.levels import Level, Levels
from aiurdesk.core.body_views.view import PLAIN_TEXT, Drawing, Rendering
from aiurdesk.core.body_views.whole_tree import WholeTree
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.formats.json.tree import JsonRow, content_of_text
from aiurdesk.core.response.response import ResponseBody
from aiurdesk.core.translation import format_size, tr
from aiurdesk.services.body_views.body_levels import BodyLevels
from aiurdesk.services.processes.body_texts import BodyTexts, Source
from aiurdesk.ui.response.body_reader import BodyAccess
from aiurdesk.ui.response.body_rows import BodyRows
from aiurdesk.ui.response.text_view import MOST_COPIED
from aiurdesk.ui.response.tree_view import TreeView
from aiurdesk.ui.tasks import TaskName, TaskScope

_MOST_READ_FIRST = 40
"""Rows that are open already, and read before the whole tree takes the place of its beginning."""
_UTF8 = "utf-8"


class LongTree(QObject):
    """Has long JSON looked through while its beginning is shown, and then shows all of it."""

    changed = Signal()
    """Emitted when more was looked through, or all of it is shown, or cannot be."""
    given_up = Signal()
    """Emitted when only the beginning can be shown, or is to be."""
    refused = Signal(str)
    """Emitted with a sentence when a value is not copied, or a row not opened."""

    def __init__(
        self, scope: TaskScope, bodies: BodyAccess, tree: TreeView, rows: BodyRows, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._scope = scope
        self._make = bodies.levels
        self._texts: BodyTexts = bodies.texts
        self._tree = tree
        self._rows = rows
        # Every open request has its own.
        self._index_task = TaskName(tr("look through a body"), id(self))
        self._read_task = TaskName(tr("read a row"), id(self))
        self._copy_task = TaskName(tr("copy a value"), id(self))
        self._tasks = (self._index_task, self._read_task, self._copy_task)
        scope.cancel_with(self, *self._tasks)
        self._body = ResponseBody()
        self._source: Source | None = None
        self._levels_of: BodyLevels | None = None
        self._levels: Levels | None = None
        self._is_begun = asyncio.Event()
        self._known = 0
        """Bytes that were looked through."""
        self._wanted: list[tuple[Level, int]] = []
        self._place: int | None = None
        """The byte that is gone to when what is around it was read."""
        self.is_going_on = False
        """The body is being looked through."""
        self._is_reading = False
        self.whole: WholeTree | None = None
        """All lines of the body; None while only its beginning is shown."""
        tree.group_wanted.connect(self._want)
        tree.source_wanted.connect(
            lambda start, end: scope.start(self._copy_task, self._copy, start, end)
        )

    @property
    def progress(self) -> str:
        """Say how much of the body was looked through; empty where nothing is going on."""
        if not self.is_going_on:
            return ""
        percent = min(100 * self._known // max(self._size(), 1), 99)
        return tr("Reading all of the tree: {percent} %.").format(percent=percent)

    def take(self, body: ResponseBody, rendering: Rendering) -> None:
        """Take another body, and look through it where it is long."""
        for name in self._tasks:
            self._scope.cancel(name)
        self._body, self._source, self._levels = body, None, None
        self.whole, self._place = None, None
        self.is_going_on = self._is_reading = False
        self._wanted.clear()
        self._known = 0
        self._is_begun.clear()
        if self._make is None or rendering.source is None or not rendering.is_cut:
            return
        is_whole = body.path is not None or body.size_bytes <= len(body.data)
        if rendering.kind.drawing is Drawing.TREE and is_whole:
            self._levels_of = self._make()
            self.is_going_on = True
            self._scope.start(self._index_task, self._show, rendering.source.encoding)

    def begin(self) -> None:
        """Take note that the tree shows the beginning of the body."""
        self._is_begun.set()

    def cancel(self) -> None:
        """Leave it at the beginning of the body."""
        self._scope.cancel(self._index_task)
        self.is_going_on = False
        self.given_up.emit()
        self.changed.emit()

    def forget(self) -> None:
        """Let go of the body, and of the process that read it."""
        self.take(ResponseBody(), Rendering(PLAIN_TEXT))
        if self._levels_of is not None:
            self._levels_of.rest()
            self._levels_of = None

    def go_to_byte(self, place: int) -> None:
        """Choose the line that a byte of the body is on, when it was read."""
        self._place = place
        self._go_on()

    def _go_on(self) -> None:
        if self._place is None or self.whole is None:
            return
        wanted = self.whole.wanted_at(self._place)
        if wanted is not None:
            self._tree.ask_for(*wanted)
            return
        line = self.whole.line_at(self._place)
        self._place = None
        self._tree.reveal(line)

    async def _show(self, encoding: str) -> None:
        """Look through the body, and show all of it where its beginning is shown."""
        source, levels = await self._in_utf8(encoding), None
        if source is not None and self._levels_of is not None:
            levels = await self._levels_of.index(source, self._on_progress)
        if levels is not None:
            await self._is_begun.wait()
            whole = WholeTree(levels)
            self._source, self._levels = source, levels
            if await self._read_opened(whole):
                self.whole = whole
                self._tree.show_whole(whole)
        self.is_going_on = False
        if self.whole is None:
            self.given_up.emit()
        self.changed.emit()

    async def _in_utf8(self, encoding: str) -> Source | None:
        """Return the body in UTF-8, or the file that its text was written to."""
        if encoding == _UTF8:
            return self._body.path or self._body.data
        return await self._rows.received()

    async def _read_opened(self, whole: WholeTree) -> bool:
        """Read what is open already; return whether it was read."""
        for row in self._tree.opened_rows(self._tree.shown_tree)[:_MOST_READ_FIRST]:
            while (wanted := _wanted_for(whole, row)) is not None:
                part = await self._part(*wanted)
                if part is None:
                    return False
                whole.add(*wanted, part)
        return True

    def _on_progress(self, known: int) -> None:
        self._known = known
        self.changed.emit()

    def _want(self, level: Level, group: int) -> None:
        self._wanted.append((level, group))
        if not self._is_reading:
            self._is_reading = True
            self._scope.start(self._read_task, self._read)

    async def _read(self) -> None:
        # The rows are asked for while others are read.
        while self._wanted:
            level, group = self._wanted.pop(0)
            part = await self._part(level, group)
            if part is None:
                self.refused.emit(
                    tr("The process that reads the body was ended. Show the response again.")
                )
            self._tree.take_group(level, group, part)
            if part is None:
                self._place = None
            self._go_on()
        self._is_reading = False

    async def _part(self, level: Level, group: int) -> LevelPart | None:
        if self._levels_of is None or self._source is None or self._levels is None:
            return None
        return await self._levels_of.part(self._source, self._levels, level, group)

    async def _copy(self, start: int, end: int) -> None:
        if end - start > MOST_COPIED:
            text = tr("The value has {size}. At most {most} can be copied; save the body instead.")
            sizes = {"size": format_size(end - start), "most": format_size(MOST_COPIED)}
            self.refused.emit(text.format(**sizes))
            return
        if self._source is not None:
            try:
                text = await asyncio.to_thread(_plain, self._texts, self._source, start, end)
            except ProblemError as error:
                self.refused.emit(str(error))
                return
            QGuiApplication.clipboard().setText(text)

    def _size(self) -> int:
        return max(self._body.size_bytes, len(self._body.data))


def _wanted_for(whole: WholeTree, row: JsonRow) -> tuple[Level, int] | None:
    wanted = whole.wanted_to_show(row.line)
    return whole.wanted_below(row) if wanted is None else wanted


def _plain(texts: BodyTexts, source: Source, start: int, end: int) -> str:
    """Return a value of the body for pasting elsewhere."""
    if isinstance(source, bytes):
        data = source[start:end]
    else:
        file = texts.open(source)
        try:
            data = file.read(start, end)
        finally:
            file.close()
    text = data.decode(_UTF8, "replace")
    return content_of_text(text) if text.startswith('"') else text
