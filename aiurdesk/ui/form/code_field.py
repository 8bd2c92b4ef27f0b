"""Editor of a text with a syntax: coloured, and with marked lines."""

from collections.abc import Iterable, Mapping
from functools import cached_property, partial

import msgspec
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPushButton, QWidget

from aiurdesk.core.api.endpoint import Parameter
from aiurdesk.core.formats.json.layout import compacted, formatted, mended
from aiurdesk.core.formats.json.tree_path import JsonPlace, places_of
from aiurdesk.core.formats.utf16 import units
from aiurdesk.core.preparing.json_template import template_problem
from aiurdesk.core.problem import Problem, TextPlace
from aiurdesk.core.request.request import Value
from aiurdesk.core.translation import tr, truncate
from aiurdesk.ui.editor.code_editor import CodeEditor
from aiurdesk.ui.editor.long_text import LONG
from aiurdesk.ui.editor.undoable_page import page_above
from aiurdesk.ui.form.editor import Editor, as_text
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.note import Note
from aiurdesk.ui.widgets.styled import styled

_PAUSE_MS = 300
"""Without a key for so long, a long text is handed over: reading it takes some 20 ms."""


class CodeField(Editor):
    """Text with a syntax. A long one is handed over when it is asked for, or after a pause."""

    def __init__(
        self,
        parameter: Parameter,
        theme: Theme,
        syntax: str | None,
        *,
        fills: bool = False,
        area: CodeEditor | None = None,
    ) -> None:
        """Create an empty editor.

        Args:
            syntax: As for ``CodeEditor``.
            fills: As for ``CodeEditor``.
            area: What the text is edited in; None makes one.
        """
        super().__init__(parameter)
        self._theme = theme
        self.area = styled(
            area or CodeEditor(theme, syntax, is_code=True, fills=fills),
            spoken=parameter.name,
            look="mono",
        )
        self._text = ""
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._take)
        self._column = column_of(self, (self.area, 1), margins=0, spacing=4)
        self.area.edited.connect(self._on_text_edited)
        self.area.wanted.connect(self.settle)

    def controls(self) -> tuple[QWidget, ...]:
        """Return the area."""
        return (self.area,)

    def fill_height(self) -> bool:
        """Let the text take the height that there is from now on."""
        self.area.fill_height()
        return True

    def settle(self) -> None:
        """Hand over what was typed, if it waits."""
        if self._pause.isActive():
            self._take()

    def _show(self, value: Value) -> None:
        self._pause.stop()
        self.area.show_text(as_text(value))
        # What the area shows may differ from the value, for example in its line ends.
        self._text = self.area.exact_text()
        self._on_shown()

    def _on_text_edited(self) -> None:
        if self._is_showing:
            return
        if self.area.is_long:
            self._pause.start()
        else:
            self._take()

    def _take(self) -> None:
        self._pause.stop()
        text = self.area.exact_text()
        if text == self._text:
            return
        self._text = text
        self._on_shown()
        self._edit(text)

    def _on_shown(self) -> None:
        """Follow another text that is shown."""


Texts = Mapping[str, tuple[str, ...]]
"""By the names or paths that a server gave."""

_MOST_TOLD = 5
"""Errors that are told below the text; the lines of all of them are marked."""
_LONGEST_TOLD = 160


class _Error(msgspec.Struct, frozen=True):
    name: str
    texts: tuple[str, ...]
    at: JsonPlace
    span: QTextCursor
    """Around the value, also while the text before it is edited."""
    lead: int
    """From its beginning to that of the value, which stands behind the key."""
    source: str
    """What the value was, or how often the name of a missing member was there."""


class JsonErrors:
    """Marks lines of an editor, and tells the errors in a note below it."""

    def __init__(self, editor: CodeField, theme: Theme) -> None:
        self._editor = editor
        self._errors: list[_Error] = []
        self.note = Note(theme)
        # Also for a text that the program shows, such as a step of undo.
        for changed in (editor.area.edited, editor.area.shown):
            changed.connect(self._on_text_changed)

    def show(self, errors: Texts) -> frozenset[str]:
        """Show the errors about values of the text in place of those before.

        Returns:
            The names that were found.
        """
        self._errors = []
        return self._add(errors, with_missing=False)

    def add_missing(self, errors: Texts) -> frozenset[str]:
        """Show further errors, also about what is not in the text: at the object around it."""
        return self._add(errors, with_missing=True)

    @property
    def texts(self) -> Texts:
        """The errors that are shown."""
        return {error.name: error.texts for error in self._errors}

    def focus(self, name: str) -> bool:
        """Select the value that an error of a name is about; return whether there is one."""
        error = next((error for error in self._errors if error.name == name), None)
        if error is None:
            return False
        area, cursor = self._editor.area, QTextCursor(error.span)
        # What is missing is to come behind the bracket.
        cursor.setPosition(error.span.selectionStart() + error.lead + bool(error.at.missing))
        if not error.at.missing:
            cursor.setPosition(error.span.selectionEnd(), QTextCursor.MoveMode.KeepAnchor)
        area.setTextCursor(cursor)
        area.setFocus()
        area.ensureCursorVisible()
        return True

    def _add(self, errors: Texts, *, with_missing: bool) -> frozenset[str]:
        # Not the value, whose line ends may be others than are shown.
        text = self._editor.area.exact_text()
        places = places_of(text, errors, with_missing=with_missing) if errors else {}
        offsets = _units_before(
            text, {at for p in places.values() for at in (p.start, p.value, p.end)}
        )
        document = self._editor.area.document()
        for name, there in places.items():
            span = QTextCursor(document)
            span.setPosition(offsets[there.start])
            span.setPosition(offsets[there.end], QTextCursor.MoveMode.KeepAnchor)
            source = _source(there, span.selectedText())
            lead = offsets[there.value] - offsets[there.start]
            self._errors.append(_Error(name, errors[name], there, span, lead, source))
        self._tell()
        return frozenset(places)

    def _on_text_changed(self) -> None:
        if not self._errors:
            return
        spans: dict[tuple[int, int], str] = {}
        left = []
        for error in self._errors:
            span = error.span
            key = (span.selectionStart(), span.selectionEnd())
            text = spans.get(key)
            if text is None:
                text = spans[key] = span.selectedText()
            if text and _source(error.at, text) == error.source:
                left.append(error)
        self._errors = left
        self._tell()

    def _tell(self) -> None:
        document = self._editor.area.document()
        lines = [
            document.findBlock(error.span.selectionStart()).blockNumber() for error in self._errors
        ]
        self._editor.area.mark_lines(sorted(set(lines)))
        told = [
            (line, _words(line, error, text))
            for line, error in zip(lines, self._errors, strict=True)
            for text in error.texts
        ]
        told.sort(key=lambda pair: pair[0])
        words = [text for _, text in told[:_MOST_TOLD]]
        if more := len(told) - len(words):
            words.append(tr("and {value:,} more").format(value=more))
        self.note.show_text("\n".join(words))
        self._editor.area.setAccessibleDescription("\n".join(words))


def _words(line: int, error: _Error, text: str) -> str:
    text = truncate(text, _LONGEST_TOLD)
    if error.at.missing:
        form = tr("Line {line}, {name}: {text}")
        return form.format(line=line + 1, name=truncate(error.name, 100), text=text)
    return tr("Line {value}: {text}").format(value=line + 1, text=text)


def _source(at: JsonPlace, text: str) -> str:
    """Return what tells whether what a server said is still about the text of a place."""
    return str(text.count(f'"{at.missing}"')) if at.missing else text


def _units_before(text: str, places: Iterable[int]) -> dict[int, int]:
    """Return positions as Qt counts them, which takes an emoji for two characters."""
    counted, before, at = {}, 0, 0
    for position in sorted(places):
        at, before = at + units(text[before:position]), position
        counted[position] = at
    return counted


_LAYOUTS = {"lines": formatted, "compact": compacted, "mended": mended}
"""``services.processes.edited_texts.Layout`` → what does it, here where the text is short."""


class JsonEditor(CodeField):
    """JSON text. The field shows errors below it, with line and column."""

    checked = Signal()
    """Emitted when ``mistake`` is known for a long text, which takes a moment."""

    def __init__(self, parameter: Parameter, theme: Theme, *, fills: bool = False) -> None:
        """Create an empty editor.

        Args:
            fills: As for ``CodeEditor``.
        """
        super().__init__(parameter, theme, "json", fills=fills)
        self.mend = _link(
            tr("Correct to JSON"),
            tr("Correct {name} to JSON"),
            tr("Leave out comments and last commas, and put names and texts in double quotes"),
            parameter.name,
        )
        self.format = _link(
            tr("Format"),
            tr("Format {name}"),
            tr("Show the JSON with one value on each line"),
            parameter.name,
        )
        self.compact = _link(
            tr("Compact"),
            tr("Compact {name}"),
            tr("Write the JSON in one line, without spaces"),
            parameter.name,
        )
        self._can_be_mended = False
        self.mistake: Problem | None = None
        """Why the text is not JSON, as far as it is known."""
        for button, layout in (
            (self.mend, "mended"),
            (self.format, "lines"),
            (self.compact, "compact"),
        ):
            button.clicked.connect(partial(self._lay_out, layout))
        self.errors = JsonErrors(self, theme)
        """What a server said about values in the text."""
        self._column.addWidget(self.errors.note)
        self._on_shown()

    @property
    def is_form(self) -> bool:
        """Whether a form is shown instead of the text."""
        return False

    def help_buttons(self) -> tuple[QWidget, ...]:
        """Return the buttons that write the JSON anew."""
        return (self.mend, self.format, self.compact)

    @cached_property
    def tools(self) -> QWidget:
        """The same buttons in a row."""
        row = QWidget()
        row_of(row, *self.help_buttons(), margins=0, spacing=8)
        return row

    def show_tools(self, *, is_shown: bool) -> None:
        """Show the buttons, or hide them where there is no text to write anew."""
        self.mend.setVisible(is_shown and self._can_be_mended)
        self.format.setVisible(is_shown)
        self.compact.setVisible(is_shown)

    def show_server_errors(self, said: Texts) -> frozenset[str]:
        """Show messages of the server at what they are about."""
        in_text = self.show_there(said)
        return in_text | self.show_around({n: t for n, t in said.items() if n not in in_text})

    def show_there(self, said: Texts) -> frozenset[str]:
        """Show messages at the lines of the values they name; return the names that were found."""
        return self.errors.show(said)

    def show_around(self, said: Texts) -> frozenset[str]:
        """Show messages about what the text lacks, at the line of the object around."""
        return self.errors.add_missing(said)

    def select_part(self, path: str) -> None:
        """Select the value that a message of the server is about."""
        if not self.focus_part(path):
            self.select()

    def focus_part(self, path: str) -> bool:
        """Give the keyboard to the value at a path; return whether there is one."""
        return self.errors.focus(path)

    def _lay_out(self, layout: str) -> None:
        text = as_text(self.value())
        page = page_above(self)
        if len(text) > LONG and page is not None and page.texts is not None:
            page.texts().lay_out(self, text, layout, partial(self._take_layout, text))
        elif (written := _LAYOUTS[layout](text)) is not None:
            # Text that is not JSON stays as it is: the error below says where it breaks.
            self._take_layout(text, written)
        self.area.setFocus()

    def _take_layout(self, before: str, written: str) -> None:
        # What was typed meanwhile is not lost.
        if self.value() != before or written == before:
            return
        said = self.errors.texts
        self.enter(written)
        self.errors.show({})
        # The same values, at other lines.
        self.errors.add_missing(said)

    def _on_shown(self) -> None:
        text = self._text
        self.format.setEnabled(bool(text))
        self.compact.setEnabled(bool(text))
        if len(text) <= LONG:
            problem = template_problem(text) if text.strip() else None
            self._show_problem(problem, can_be_mended=bool(problem) and mended(text) is not None)
            return
        self._show_problem(None, can_be_mended=False)
        page = page_above(self)
        if page is not None and page.texts is not None:
            page.texts().check(self, text, partial(self._take_check, text))

    def _take_check(self, text: str, problem: Problem | None, can_be_mended: bool) -> None:
        if self._text == text:
            self._show_problem(problem, can_be_mended=can_be_mended)
            self.checked.emit()

    def _show_problem(self, problem: Problem | None, *, can_be_mended: bool) -> None:
        self.mistake = problem
        self._can_be_mended = can_be_mended
        # Without a place in a form, it would be a window of its own.
        self.mend.setVisible(can_be_mended and self.mend.parentWidget() is not None)
        place = problem.at if problem else None
        is_known = isinstance(place, TextPlace) and place.offset >= 0
        before = self._text[: place.offset] if isinstance(place, TextPlace) and is_known else ""
        self.area.mark_mistake(units(before) if is_known else None)


def _link(text: str, spoken: str, tip: str, name: str) -> QPushButton:
    return styled(QPushButton(text), spoken=spoken.format(name=name), tip=tip, look="small-link")
