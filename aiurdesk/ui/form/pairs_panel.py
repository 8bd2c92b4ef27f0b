"""A list of names and values that the person adds to a request."""

from collections.abc import Iterable, Iterator, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.environments.environment import Environment, variable_names
from aiurdesk.core.preparing.header import header_problem
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.edit_state import Row
from aiurdesk.core.request.request import Header, Value
from aiurdesk.core.request.rows import sent_headers, sent_pairs
from aiurdesk.core.request.rows_text import TextRules
from aiurdesk.core.translation import tr
from aiurdesk.ui.form.bulk_text import BulkText, LinesOrText
from aiurdesk.ui.form.file import described
from aiurdesk.ui.form.pair_line import PairKind, PairLine
from aiurdesk.ui.theme.grid import GAP, INSET, LINE
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.line_list import LineList
from aiurdesk.ui.widgets.page_scroll import PageScroll
from aiurdesk.ui.widgets.styled import styled

_NOTHING = ("", "")


class PairsPanel(QWidget):
    """A list of pairs. A pair without a tick stays in the list and is not sent."""

    changed = Signal()
    """Emitted when the person changed a line or whether it is sent."""

    def __init__(self, kind: PairKind, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._theme = theme
        self._fixed: tuple[str, ...] = ()
        self._environment: Environment | None = None
        self._list: LineList[PairLine, Row] = LineList(kind.name, kind.noun, kind.empty)
        # Lines that are not made yet are rows without errors and without the keyboard.
        self.lines, self.add = self._list.lines, self._list.add
        file_of = described if kind.takes_files else None
        self.text = BulkText(theme, TextRules(kind.noun, kind.hides, file_of), self._problem_of)
        both = LinesOrText(self._list, self.text, self.filled_rows)
        both.closed.connect(self.focus_first)
        self.add.clicked.connect(self._on_add)
        self._list.removed.connect(self._on_removed)
        self.text.edited.connect(self._on_text_edited)
        page = styled(QWidget(), "formPage")
        self._whole = column_of(page, both, 0, margins=(INSET, GAP, INSET, INSET), spacing=LINE)
        column_of(self, PageScroll(page=page, is_edge_to_edge=True), margins=0)
        self._list.arrange()

    def values(self) -> tuple[tuple[str, Value], ...]:
        """Return the pairs that are sent: those with a tick that are not empty."""
        return sent_pairs(self.filled_rows())

    def filled_rows(self) -> tuple[Row, ...]:
        """Return the lines that are not empty, those without a tick included."""
        return tuple(row for row in self.rows() if (row.name, row.value) != _NOTHING)

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Show rows, those with a fixed name before the others."""
        self._fill(rows)
        self._show_text()

    def _fill(self, rows: Iterable[Row]) -> None:
        # They may be made from the lines that go.
        rows = [*rows]
        self._list.shorten()
        for name in self._fixed:
            # A row of that name fills the fixed line, and is not listed a second time below.
            named = next((row for row in rows if row.name.lower() == name.lower()), None)
            if named is not None:
                rows.remove(named)
            self._append(named or Row(name, ""), is_fixed=True)
        self._list.append_in_turns(rows, self._append)

    def fix_names(self, names: tuple[str, ...]) -> None:
        """Show a line at the top for each name, which a person neither changes nor removes."""
        if names == self._fixed:
            return
        before = [line for line in self.lines if line.is_fixed]
        self._fixed = names
        if len(before) == len(names):
            # The name is being typed, letter by letter: its value stays.
            for line, name in zip(before, names, strict=True):
                line.rename(name)
            return
        # A part that left the address takes its line along. What a person added stays.
        kept = {name.lower() for name in names}
        gone = [line for line in before if line.pair()[0].lower() not in kept]
        left = [line.row() for line in self.lines if line not in gone]
        self.set_rows((*left, *self._list.rest))

    def set_environment(self, environment: Environment) -> None:
        """Take the values of variables from an environment."""
        if environment != self._environment:
            self._environment = environment
            for line in self.lines:
                line.set_environment(environment)

    def rows(self) -> tuple[Row, ...]:
        """Return all lines, those without a tick included, for the undo stack."""
        return (*(line.row() for line in self.lines), *self._list.rest)

    def restore_rows(self, rows: tuple[Row, ...]) -> None:
        """Show the lines of ``rows`` again."""
        fixed = [line.pair()[0] for line in self.lines if line.is_fixed]
        if [row.name for row in rows[: len(fixed)]] != fixed:
            self.set_rows(rows)
            return
        # Lines are used again for other rows: the one that is typed in keeps the keyboard.
        before = len(self.lines)
        self._list.shorten(len(rows))
        for line, row in zip(self.lines, rows, strict=False):
            line.restore(row)
        if len(rows) != before:
            self._list.append_in_turns(rows[len(self.lines) :], self._append)
        self._show_text()

    def focus_row(self, index: int) -> None:
        """Give the keyboard to a line of ``rows``, or to the button that adds one."""
        if self.text.is_on():
            self.text.area.setFocus()
            return
        if index >= len(self.lines):
            self._list.append_rest()
        if 0 <= index < len(self.lines):
            line = self.lines[index]
            # A person who undoes the typing of a name stays in it.
            if not line.name.hasFocus():
                line.value.setFocus()
                line.value.end(False)
        else:
            self.add.setFocus()

    def focus_first(self) -> None:
        """Give the keyboard to the first line, or to the button that adds one."""
        self.focus_row(0)

    def focus_problem(self) -> None:
        """Give the keyboard to the first line that cannot be sent, its value selected."""
        wrong = next((line for line in self.lines if line.name.property("invalid")), None)
        if self.text.is_on():
            self.text.area.setFocus()
        elif wrong is not None:
            wrong.value.setFocus()
            wrong.value.selectAll()

    def has_name(self, name: str) -> bool:
        """Return whether a line has a name, in any case."""
        return any(row.name.casefold() == name.casefold() for row in self.rows())

    def show_server_errors(self, said: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
        """Show messages of the server at the lines they name; return the names that were found."""
        # ASP.NET ignores the case of names, and may report one in another case than was sent.
        told = {name.casefold(): texts for name, texts in said.items()}
        named = set()
        for line in self.lines:
            name = line.name.text().casefold()
            # A line whose name is still empty must not get the messages that name none.
            line.show_texts(told.get(name, ()) if name else ())
            named.add(name)
        return frozenset(name for name in said if name and name.casefold() in named)

    def focus_name(self, name: str) -> bool:
        """Select the value of the line with a name; return whether there is one."""
        if not self.has_name(name):
            return False
        line = next(self._lines_of(name), None)
        if line is None:
            self._list.append_rest()
            line = next(self._lines_of(name))
        if self.text.is_on():
            self.text.area.setFocus()
        else:
            line.value.setFocus()
            line.value.selectAll()
        return True

    def _lines_of(self, name: str) -> Iterator[PairLine]:
        """Yield the lines with a name, those first that the server complained about."""
        lines = [line for line in self.lines if line.name.text().casefold() == name.casefold()]
        yield from sorted(lines, key=lambda line: not line.name.property("invalid"))

    def _append(self, row: Row, *, is_fixed: bool = False) -> PairLine:
        line = PairLine(self._kind, row, self._theme, is_fixed=is_fixed)
        if self._environment is not None:
            line.set_environment(self._environment)
        line.changed.connect(self.changed)
        return self._list.append(line)

    def _problem_of(self, row: Row) -> Problem | None:
        value = row.value if isinstance(row.value, str) else ""
        return self._kind.problem_of(row.name, value)

    def _show_text(self) -> None:
        if self.text.is_on():
            self.text.show_rows(self.filled_rows())

    def _on_text_edited(self, rows: tuple[Row, ...]) -> None:
        # Not ``set_rows``: the text stays as it was typed.
        self._fill(rows)
        self.changed.emit()

    def _on_add(self) -> None:
        self._list.append_rest()
        line = self._append(Row("", ""))
        self._list.arrange()
        line.name.setFocus()
        self.changed.emit()

    def _on_removed(self) -> None:
        # The removed button had the keyboard, which Qt would hand to any widget of the window.
        self.add.setFocus()
        self.changed.emit()


_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"
_KNOWN = {
    "Accept": (_JSON, "text/html", "text/plain", "application/xml", "image/*", "*/*"),
    "Accept-Encoding": ("gzip", "deflate", "br", "zstd", "identity"),
    "Accept-Language": ("en-US", "en", "zh-CN", "de"),
    "Authorization": ("Bearer ", "Basic "),
    "Cache-Control": ("no-cache", "no-store", "max-age=0"),
    "Content-Type": (_JSON, _FORM, "text/plain; charset=utf-8", "application/xml", "text/csv"),
    "Content-Disposition": ("attachment", "inline"),
    "Content-Encoding": ("gzip",),
    "Content-Language": ("en-US", "en"),
    "Cookie": (),
    "Date": (),
    "DNT": ("1",),
    "Expect": ("100-continue",),
    "Forwarded": (),
    "From": (),
    "Host": (),
    "Idempotency-Key": ("{{$uuid}}",),
    "If-Match": ("*",),
    "If-Modified-Since": (),
    "If-None-Match": ("*",),
    "If-Range": (),
    "If-Unmodified-Since": (),
    "Link": (),
    "Origin": (),
    "Pragma": ("no-cache",),
    "Prefer": ("return=minimal", "return=representation"),
    "Range": ("bytes=0-1023",),
    "Referer": (),
    "User-Agent": (),
    "X-Api-Key": (),
    "X-Correlation-Id": ("{{$uuid}}",),
    "X-Forwarded-For": (),
    "X-HTTP-Method-Override": ("PUT", "PATCH", "DELETE"),
    "X-Request-Id": ("{{$uuid}}",),
    "X-Requested-With": ("XMLHttpRequest",),
}
"""Usual headers of requests, the most usual ones of a beginning first, with usual values.

Source: IANA, HTTP Field Name Registry (2026-10), and de-facto names that begin with X-.
"""
_VALUES = {name.casefold(): values for name, values in _KNOWN.items()}


def _problem(name: str, value: str) -> Problem | None:
    # Names and values with variables are checked when they are resolved.
    named = "X" if variable_names(name) else name
    return header_problem(Header(named, "" if variable_names(value) else value))


HEADERS = PairKind(
    name="header",
    noun=tr("header"),
    empty=tr(
        "Content-Type, Host and some others are added automatically. Add a header to send more."
    ),
    problem_of=_problem,
    known_names=tuple(_KNOWN),
    # Not only secrets: the value of Cookie, too, tells a server who somebody is.
    hides=is_secret_name,
    known_values=lambda name: _VALUES.get(name.strip().casefold(), ()),
)


class HeadersPanel(PairsPanel):
    """Header lines one below the other."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(HEADERS, theme, parent)

    def headers(self) -> tuple[Header, ...]:
        """Return the header lines that are sent."""
        return sent_headers(self.filled_rows())

    def show_errors(self, errors: tuple[Problem, ...]) -> None:
        """Show errors at their headers, and select the first invalid value."""
        for line in self.lines:
            texts = (
                e.sentence
                for e in errors
                if e.field.header is not None and e.field.header == line.pair()[0]
            )
            line.show_texts(tuple(texts))
        self.focus_problem()
