"""What a server said about values of a JSON text: at their lines, until they are edited."""

from collections.abc import Iterable, Mapping

import msgspec
from PySide6.QtGui import QTextCursor

from aiurdesk.core.json.tree_path import JsonPlace, places_of
from aiurdesk.core.translation import tr
from aiurdesk.core.utf16 import units
from aiurdesk.core.wording import truncate
from aiurdesk.ui.form.coloured_editor import ColouredEditor
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.note import Note

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

    def __init__(self, editor: ColouredEditor, theme: Theme) -> None:
        self._editor = editor
        self._errors: list[_Error] = []
        self.note = Note(theme)
        # Also for a text that the program shows, such as a step of undo.
        editor.area.textChanged.connect(self._on_text_changed)

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
        self._editor.mark_lines(sorted(set(lines)))
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
