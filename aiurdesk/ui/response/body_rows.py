"""The text of one body as rows, made in slices here or in the helper process, and searched."""

import asyncio
from array import array
from collections.abc import Awaitable, Callable, Iterable, Iterator
from enum import Enum, auto
from functools import partial
from itertools import islice
from time import perf_counter

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from aiurdesk.core.body_views.find import ExpressionMistake, FindQuery, Found, find_all
from aiurdesk.core.body_views.hex_dump import HexRows
from aiurdesk.core.body_views.markup_layout import markup_lines
from aiurdesk.core.body_views.part import TextPart, decode
from aiurdesk.core.body_views.rows import IndexPart, MemoryText, RowIndexer, Rows, TextRows
from aiurdesk.core.body_views.view import PLAIN_TEXT, Drawing, Rendering
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.formats.json.layout import laid_out_pieces
from aiurdesk.core.formats.json.tree import JsonTree
from aiurdesk.core.response.response import ResponseBody
from aiurdesk.core.translation import tr
from aiurdesk.services.processes.body_texts import BodyFile, BodyTexts, Source
from aiurdesk.ui.tasks import TaskScope

SLICE_S = 0.008
"""Longest time that reading takes before the window may do something else."""
_PIECE = 64 * 1024
_LINES_AT_ONCE = 200
_LINES_LAID_OUT_HERE = 50_000
"""JSON with more lines is laid out in the helper process."""
_LAID_OUT_FIRST = 16 * 1024
"""Characters that are laid out until then: more than a screen has."""
_SEARCHED_HERE = 256 * 1024
"""Bytes of a text that is searched at once."""
_UTF8 = "utf-8"


class Form(Enum):
    """How a body is shown."""

    RECEIVED = auto()
    LAID_OUT = auto()


class _Text:
    """One form of a body."""

    def __init__(self, rows: Rows, source: Source | None = None) -> None:
        self.rows = rows
        self.source = source
        """What is searched; None until all of it is there."""
        self.memory: MemoryText | None = None
        """It is being made in slices."""
        self.readers: list[BodyFile] = []
        self.file = ""
        self.problem = ""
        self.is_going_on = False
        """The helper process is at it."""


class BodyRows(QObject):
    """The rows of one body at a time, and where something occurs in them."""

    grew = Signal()
    """Emitted when more is known of a form, or why it is not."""
    part_read = Signal(TextPart)
    """Emitted with a part that was asked for."""
    searched = Signal()
    """Emitted when more matches are known, or that there are no more."""

    def __init__(self, scope: TaskScope, texts: BodyTexts, parent: QObject) -> None:
        super().__init__(parent)
        self._scope = scope
        self._texts = texts
        # Every open request has its own.
        self._names = {
            Form.RECEIVED: tr("read the lines of a body {id}").format(id=id(self)),
            Form.LAID_OUT: tr("lay out a body {id}").format(id=id(self)),
        }
        self._search_name = tr("search a body {id}").format(id=id(self))
        self._part_name = tr("read a part of a body {id}").format(id=id(self))
        self._tasks = (*self._names.values(), self._search_name, self._part_name)
        scope.cancel_with(self, *self._tasks)
        self._body = ResponseBody()
        self._rendering = Rendering(PLAIN_TEXT)
        self._tree: JsonTree | None = None
        self._forms: dict[Form, _Text] = {}
        # Not a method: this object is gone by then.
        self.destroyed.connect(partial(_let_go, self._forms, texts))
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._fill)
        self._query: tuple[FindQuery, Form] | None = None
        self.starts, self.ends = array("Q"), array("Q")
        """The matches, in bytes of the form that is searched."""
        self.is_searching = False
        self.find_problem = ""
        """Why a search did not come to its end."""

    def set_body(self, body: ResponseBody, rendering: Rendering) -> None:
        """Take another body; what runs for the one before ends."""
        for name in self._tasks:
            self._scope.cancel(name)
        self._timer.stop()
        for form in tuple(self._forms):
            self._forget(form)
        self._tree = None
        self._body, self._rendering = body, rendering
        self.search(FindQuery(), Form.RECEIVED)

    def forget(self) -> None:
        """Let go of the body, and of what was needed to read it."""
        self.set_body(ResponseBody(), Rendering(PLAIN_TEXT))
        self._texts.rest()

    async def received(self) -> Source | None:
        """Return all of the body in UTF-8, when it is there; None where it cannot be read."""
        text, grown = self._text(Form.RECEIVED), asyncio.Event()
        self.grew.connect(grown.set)
        try:
            while text.source is None and (text.memory is not None or text.is_going_on):
                grown.clear()
                await grown.wait()
        finally:
            self.grew.disconnect(grown.set)
        return text.source

    def set_tree(self, tree: JsonTree | None) -> None:
        """Take the body as JSON, to be laid out; None where it is not JSON."""
        self._scope.cancel(self._names[Form.LAID_OUT])
        self._forget(Form.LAID_OUT)
        self._tree = tree

    def rows(self, form: Form, *, is_narrow: bool = False) -> Rows:
        """Return the rows of a form, which are made now if need be.

        Args:
            is_narrow: There is no room for whole rows of a dump.
        """
        rows = self._text(form).rows
        return rows.narrow() if is_narrow and isinstance(rows, HexRows) else rows

    def problem(self, form: Form) -> str:
        """Return why a form is not shown, or not all of it."""
        return self._forms[form].problem if form in self._forms else ""

    def is_complete(self, form: Form) -> bool:
        """Tell whether no more of a form will become known."""
        text = self._text(form)
        return text.memory is None and not text.is_going_on

    def progress(self, form: Form) -> str:
        """Say how much of a form is known; empty text where all of it is."""
        text = self._text(form)
        if not text.is_going_on:
            return ""
        if form is Form.LAID_OUT:
            return tr("Laying out the body: {count:,} lines until now.").format(
                count=text.rows.last_number
            )
        known = getattr(text.rows, "size_known", 0)
        percent = min(100 * known // max(self._size(), 1), 99)
        return tr("Reading the lines of the body: {percent} %.").format(percent=percent)

    def stop(self, form: Form) -> None:
        """Leave a form as far as it is known."""
        self._scope.cancel(self._names[form])
        text = self._text(form)
        text.is_going_on = False
        text.problem = tr(
            "Only the first {count:,} lines are shown: reading was cancelled."
        ).format(count=text.rows.last_number)
        self.grew.emit()

    def read_part(self, start: int) -> None:
        """Read the part of the body, as text, that begins with a character."""
        self._scope.start(self._part_name, self._read_part, start)

    async def _read_part(self, start: int) -> None:
        source, body = self._rendering.source, self._body
        if source is not None:
            chunks = self._texts.chunks(body)
            self.part_read.emit(await asyncio.to_thread(source.read_part, chunks, start))

    def search(self, query: FindQuery, form: Form) -> None:
        """Search all of a form, unless that was done already; empty text ends a search."""
        # The field asks again whenever another tab is shown.
        if self._query == (query, form):
            return
        self._scope.cancel(self._search_name)
        self._query = (query, form)
        self.starts, self.ends = array("Q"), array("Q")
        self.find_problem = ""
        self.is_searching = bool(query.text)
        if query.text:
            self._search_if_complete()

    def _search_if_complete(self) -> None:
        """Begin to search when all of the text is there, so that each match has its row."""
        if self._query is None or not self.is_searching:
            return
        query, form = self._query
        query = replace(query, is_hex=bool(self._rendering.kind.columns))
        source = self._text(form).source
        if source is None:
            return
        # An expression may take for ever.
        is_plain = not query.is_expression
        if is_plain and isinstance(source, bytes) and len(source) <= _SEARCHED_HERE:
            for found in find_all((source,), query):
                if not isinstance(found, ExpressionMistake):
                    self._take_found(found)
            return
        self._scope.start(self._search_name, self._search, source, query)

    async def _search(self, source: Source, query: FindQuery) -> None:
        self.find_problem = await self._texts.find(source, query, self._take_found)
        self.is_searching = False
        self.searched.emit()

    def _take_found(self, found: Found) -> None:
        self.starts += found.starts
        self.ends += found.ends
        self.is_searching = not found.is_last
        self.searched.emit()

    def _text(self, form: Form) -> _Text:
        if form not in self._forms:
            # Made at once and not on demand: nothing may begin twice.
            self._forms[form] = text = self._make(form)
            self._go_on(text, is_first=True)
        return self._forms[form]

    def _make(self, form: Form) -> _Text:
        rendering, body, tree = self._rendering, self._body, self._tree
        if form is Form.LAID_OUT:
            if tree is not None and not tree.is_cut and len(tree) <= _LINES_LAID_OUT_HERE:
                return self._in_memory(_joined(tree.pretty_lines()))
            if rendering.kind.drawing is not Drawing.TREE:
                return self._in_memory(_joined(markup_lines(rendering.text)))
            start = rendering.text[:_LAID_OUT_FIRST].encode(_UTF8, "replace")
            beginning = _beginning(laid_out_pieces(start, is_whole=False))
            beginning.is_going_on = True
            self._scope.start(self._names[form], self._lay_out, beginning)
            return beginning
        if rendering.kind.columns:
            return self._dump()
        if rendering.source is None:
            return self._in_memory(_slices(rendering.text.encode(_UTF8, "replace")))
        encoding = rendering.source.encoding
        if body.path is not None:
            return self._from_file(body.path, encoding)
        if encoding == _UTF8:
            return self._in_memory(_slices(body.data), body.data)
        texts = decode(_slices(body.data), encoding)
        return self._in_memory(text.encode(_UTF8, "replace") for text in texts)

    def _in_memory(self, pieces: Iterable[bytes], data: bytes | None = None) -> _Text:
        memory = MemoryText(pieces, data)
        text = _Text(memory.rows)
        text.memory = memory
        return text

    def _from_file(self, path: str, encoding: str) -> _Text:
        beginning = _beginning(_slices(self._rendering.text.encode(_UTF8, "replace")))
        try:
            reader = self._texts.open(path)
        except ProblemError as error:
            beginning.problem = str(error)
            return beginning
        if encoding == _UTF8:
            # What is in sight first, from the file and not from a copy of its beginning.
            rows = TextRows(reader.read)
            rows.add(RowIndexer().feed(reader.read(0, _PIECE)))
            beginning = _Text(rows)
        beginning.readers.append(reader)
        beginning.is_going_on = True
        self._scope.start(self._names[Form.RECEIVED], self._index, beginning, path, encoding)
        return beginning

    def _dump(self) -> _Text:
        body, path = self._body, self._body.path
        if path is None:
            data = body.data
            return _Text(HexRows(lambda start, stop: data[start:stop], len(data)), data)
        try:
            reader = self._texts.open(path)
        except ProblemError as error:
            text = _Text(HexRows(lambda start, stop: body.data[start:stop], len(body.data)))
            text.problem = str(error)
            return text
        text = _Text(HexRows(reader.read, self._size()), path)
        text.readers.append(reader)
        return text

    async def _index(self, text: _Text, path: str, encoding: str) -> None:
        if encoding == _UTF8:
            take = self._taker(text, text.readers[0], path)
            await self._make_index(text, self._texts.index(path, encoding, None, take))
            return
        await self._into_file(
            text, lambda target, take: self._texts.index(path, encoding, target, take)
        )

    async def _lay_out(self, text: _Text) -> None:
        body, source = self._body, self._rendering.source
        encoding = _UTF8 if source is None else source.encoding
        content: Source = body.data if body.path is None else body.path
        # Of a body that did not come to its end, the rest is no mistake.
        is_whole = body.path is not None or body.size_bytes <= len(body.data)
        await self._into_file(
            text,
            lambda target, take: self._texts.lay_out(
                content, encoding, target, take, is_whole=is_whole
            ),
        )

    async def _into_file(self, text: _Text, make: "Callable[[str, _Take], Awaitable[str]]") -> None:
        try:
            text.file = self._texts.new_file()
            reader = self._texts.open(text.file)
        except ProblemError as error:
            text.problem, text.is_going_on = str(error), False
            self.grew.emit()
            return
        text.readers.append(reader)
        await self._make_index(text, make(text.file, self._taker(text, reader, text.file)))

    async def _make_index(self, text: _Text, making: "Awaitable[str]") -> None:
        text.problem = await making
        text.is_going_on = False
        self.grew.emit()

    def _taker(self, text: _Text, reader: BodyFile, path: str) -> "_Take":
        rows = TextRows(reader.read)

        def take(part: IndexPart) -> None:
            rows.add(part)
            # Until then, more is known of the beginning that is shown.
            if part.count >= text.rows.count or part.is_last:
                text.rows = rows
            if part.is_last:
                text.is_going_on, text.source = False, path
                self._search_if_complete()
            self.grew.emit()

        return take

    def _go_on(self, text: _Text, *, is_first: bool = False) -> None:
        """Make a text in memory until the slice is used up."""
        end = perf_counter() + SLICE_S
        # Two steps in any case: a short text is there at once.
        steps = 2
        while text.memory is not None and (steps > 0 or perf_counter() < end):
            steps -= 1
            if text.memory.advance():
                text.source = text.memory.data
                text.memory = None
        if text.memory is not None and is_first:
            self._timer.start()

    def _fill(self) -> None:
        unfinished = [text for text in self._forms.values() if text.memory is not None]
        for text in unfinished:
            self._go_on(text)
        if all(text.memory is None for text in self._forms.values()):
            self._timer.stop()
        if unfinished:
            self._search_if_complete()
            self.grew.emit()

    def _forget(self, form: Form) -> None:
        if form in self._forms:
            _let_go({form: self._forms.pop(form)}, self._texts)

    def _size(self) -> int:
        return max(self._body.size_bytes, len(self._body.data))


def _beginning(pieces: Iterator[bytes]) -> _Text:
    """Return what is shown until more is known."""
    memory = MemoryText(pieces)
    memory.advance()
    return _Text(memory.rows)


_Take = Callable[[IndexPart], None]


def _let_go(forms: dict[Form, _Text], texts: BodyTexts) -> None:
    """Close the files of a body, and delete those that were made for it."""
    for text in forms.values():
        for reader in text.readers:
            reader.close()
        if text.file:
            texts.remove(text.file)


def _slices(data: bytes) -> Iterator[bytes]:
    return (data[at : at + _PIECE] for at in range(0, len(data), _PIECE))


def _joined(lines: Iterable[str]) -> Iterator[bytes]:
    """Yield lines as one text, in pieces."""
    lines, before = iter(lines), ""
    while some := list(islice(lines, _LINES_AT_ONCE)):
        yield (before + "\n".join(some)).encode(_UTF8, "replace")
        before = "\n"
