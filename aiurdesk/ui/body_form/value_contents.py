"""What edits the values of a body: fields, objects, lists, options, and JSON for all others."""

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from PySide6.QtCore import QFile, QFileInfo, QIODevice
from PySide6.QtWidgets import QPushButton, QWidget

from aiurdesk.core.api.endpoint import Location, Parameter, ParameterKind
from aiurdesk.core.formats.json.edits import JsonText
from aiurdesk.core.preparing.body_shape import BodyShape, Member, ShapeKind, fits_kind
from aiurdesk.core.preparing.shape_rules import source_of_typed, typed_text
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr
from aiurdesk.ui.body_form.row_groups import RowGroups
from aiurdesk.ui.body_form.value_row import Content, Need, ValueRow
from aiurdesk.ui.form.code_field import JsonEditor
from aiurdesk.ui.form.editor import Editor, as_text
from aiurdesk.ui.form.editors import ChoiceEditor, DateEditor, EditorMaker, TimestampEditor
from aiurdesk.ui.form.line import GuidEditor, Line, LineEditor, WholeNumberEditor
from aiurdesk.ui.form.text_editor import TextEditor
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, labelled, row_of
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.file_dialog import file_dialog, open_once
from aiurdesk.ui.widgets.fold_button import FoldButton
from aiurdesk.ui.widgets.icon_button import IconButton

_MOST_OTHERS = 50
"""Members that are not described and get a row; more of them are in the text only."""
_MOST_FILE_BYTES = 36_000
"""Base64 of more would be longer than a text that is edited in the window."""


class Base64Editor(LineEditor):
    """Base64, or a file to take it from."""

    def __init__(self, parameter: Parameter, theme: Theme) -> None:
        super().__init__(parameter, theme)
        self._choose = QPushButton(tr("Choose…"))
        self._choose.setAccessibleName(tr("Choose {name}").format(name=parameter.name))
        self._choose.clicked.connect(self._on_choose)
        self.row.addWidget(self._choose)
        self._problem: Problem | None = None

    def problem(self) -> Problem | None:
        """Return why a file was not taken."""
        return self._problem

    def _on_choose(self) -> None:
        title = tr("Choose {name}").format(name=self.parameter.name)
        open_once(file_dialog(self, title, self.take_file))

    def take_file(self, path: str) -> None:
        """Take the content of a file."""
        info, file = QFileInfo(path), QFile(path)
        self._problem = None
        if not info.isFile() or not file.open(QIODevice.OpenModeFlag.ReadOnly):
            words = tr("This file does not exist or cannot be read. Choose another one.")
            self._problem = Problem(words)
        elif info.size() > _MOST_FILE_BYTES:
            words = tr(
                "This file has more than {most:,} bytes, which is too long to edit here. "
                "Choose a smaller one."
            )
            self._problem = Problem(words.format(most=_MOST_FILE_BYTES))
        else:
            self.line.setText(base64.b64encode(bytes(file.read(_MOST_FILE_BYTES).data())).decode())
        file.close()
        self.edited.emit()


_KINDS: Mapping[ShapeKind, tuple[ParameterKind, EditorMaker]] = {
    ShapeKind.TEXT: (ParameterKind.TEXT, TextEditor),
    ShapeKind.NUMBER: (ParameterKind.NUMBER, LineEditor),
    ShapeKind.INTEGER: (ParameterKind.LONG, WholeNumberEditor),
    ShapeKind.BOOLEAN: (ParameterKind.BOOLEAN, ChoiceEditor),
    ShapeKind.CHOICE: (ParameterKind.CHOICE, ChoiceEditor),
    ShapeKind.DATETIME: (ParameterKind.DATETIME, TimestampEditor),
    ShapeKind.DATE: (ParameterKind.TEXT, DateEditor),
    ShapeKind.TIME: (ParameterKind.TEXT, LineEditor),
    ShapeKind.GUID: (ParameterKind.GUID, GuidEditor),
    ShapeKind.BINARY: (ParameterKind.TEXT, Base64Editor),
}


class FieldContent(Content):
    """One field for a value that is neither an object nor a list."""

    def __init__(self, row: ValueRow, shape: BodyShape) -> None:
        super().__init__(row, shape)
        kind, make = _KINDS[shape.kind]
        parameter = Parameter(
            row.spoken_name,
            kind,
            Location.JSON,
            choices=shape.choices,
            minimum=_limit(shape, "minimum"),
            maximum=_limit(shape, "maximum"),
        )
        self.editor: Editor = make(parameter, row.document.theme)
        column_of(self, self.editor, margins=0)
        self.editor.edited.connect(self._on_edited)

    def sync(self) -> None:
        """Show the value that the text has now."""
        source = self.document.text.source(self.row.path)
        typed = as_text(self.editor.value())
        # What was typed may be written otherwise: the cursor would move.
        if source is not None and typed and source_of_typed(self.shape, typed) == source:
            return
        self.editor.restore(typed_text(self.shape, source) or "")

    def controls(self) -> list[QWidget]:
        """Return what the value is typed in."""
        return [*self.editor.controls()]

    def stops(self) -> list[QWidget]:
        """Return the field and its buttons."""
        return self.editor.stops()

    def problem(self) -> Problem | None:
        """Return why a file was not taken."""
        return self.editor.problem()

    def _on_edited(self) -> None:
        self._write()
        # Also where it is the same text: a file may have been refused.
        self.row.refresh()

    def _write(self) -> None:
        text = as_text(self.editor.value())
        if text or self.shape.kind is ShapeKind.TEXT:
            self.row.edit(source_of_typed(self.shape, text))
        elif isinstance(self.row.step, int) or self.row.holder is None:
            # An entry cannot be left out while the next one is typed.
            self.row.edit("null")
        else:
            self.row.edit(None)


class JsonContent(Content):
    """A value as JSON, because no field can show it."""

    def __init__(self, row: ValueRow, shape: BodyShape) -> None:
        super().__init__(row, shape)
        parameter = Parameter(row.spoken_name, ParameterKind.JSON, Location.JSON)
        self.editor = JsonEditor(parameter, row.document.theme)
        column_of(self, self.editor, margins=0)
        self.editor.edited.connect(self._on_edited)

    def sync(self) -> None:
        """Show the value that the text has now."""
        source = self.document.text.source(self.row.path) or ""
        if as_text(self.editor.value()).strip() != source:
            self.editor.restore(source)

    def controls(self) -> list[QWidget]:
        """Return the area."""
        return [*self.editor.controls()]

    def _on_edited(self) -> None:
        text = as_text(self.editor.value()).strip()
        if not text:
            self.row.edit(None)
        elif JsonText(text).is_json:
            self.row.edit(text)
        else:
            # It stays in the text that is sent, so that it is not sent without a word.
            self.document.keep_pending(self.row, lambda: self.row.path, text)
            self.row.refresh()


class ObjectContent(Content):
    """The members of an object: required ones, optional ones in a fold, and further ones."""

    def __init__(self, row: ValueRow, shape: BodyShape) -> None:
        super().__init__(row, shape)
        members = self.document.shapes.members(shape)
        self._required = [member for member in members if member.is_required]
        self._optional = [member for member in members if not member.is_required]
        self._others: dict[str, ValueRow] = {}
        self._further = self.document.shapes.further(shape)
        self._column = column_of(self, margins=0, spacing=10)
        self._required_rows = self._groups(self._required)
        self._required_rows.setVisible(bool(self._required))
        self._column.addWidget(self._required_rows)
        self._optional_rows: RowGroups | None = None
        self._fold = self._made_fold() if self._optional else None
        self._other_part = QWidget()
        self._other_column = column_of(self._other_part, margins=0, spacing=10)
        self._column.addWidget(self._other_part)
        self._new_name = Line()
        self._add = self._adding() if self.document.shapes.is_map(shape) else None
        names = set(self.document.text.names(row.path))
        if self._fold and any(member.name in names for member in self._optional):
            self._fold.setChecked(True)
        self._sync_others()

    def sync(self) -> None:
        """Show the members that the text has now."""
        for row in self.rows():
            row.sync()
        self._sync_others()

    def member_names(self) -> Sequence[str]:
        """Return the names of the members in the order of their description."""
        properties = self.shape.facts.get("properties")
        return [*properties] if isinstance(properties, dict) else []

    def rows(self) -> Iterator[ValueRow]:
        """Yield the rows that are drawn."""
        yield from self._required_rows.rows()
        if self._optional_rows is not None:
            yield from self._optional_rows.rows()
        yield from [*self._others.values()]

    def row_at(self, step: str) -> ValueRow | None:
        """Return the row of a member, drawn now if it was not."""
        for exact in (True, False):
            name = step if exact else step.casefold()
            for number, member in enumerate((*self._required, *self._optional)):
                if name == (member.name if exact else member.name.casefold()):
                    return self._member_row(number)
            for other, row in self._others.items():
                if name == (other if exact else other.casefold()):
                    return row
        return None

    def controls(self) -> list[QWidget]:
        """Return those of the first member that needs a value, or of the first one."""
        rows = [*self.rows()]
        first = next((one for one in rows if one.is_required and not one.is_there), None)
        rows = [first] if first else rows[:1]
        controls = [control for one in rows for control in one.controls()]
        return controls or [one for one in (self._fold, self._add) if one is not None]

    def stops(self) -> list[QWidget]:
        """Return the widgets that Tab stops at, in order."""
        fold = [self._fold] if self._fold else []
        optional = self._optional_rows.stops() if self._optional_rows else []
        add = [self._new_name, self._add] if self._add else []
        return [
            *self._required_rows.stops(), *fold, *optional, *_stops(self._others.values()), *add
        ]  # fmt: skip

    def drop(self) -> None:
        """End what is still to be drawn."""
        self._required_rows.drop()
        if self._optional_rows is not None:
            self._optional_rows.drop()
        for row in self._others.values():
            row.drop()

    def _groups(self, members: Sequence[Member]) -> RowGroups:
        def make(index: int) -> ValueRow:
            member = members[index]
            shape = self.document.shapes.shape(member.schema)
            need = Need.REQUIRED if member.is_required else Need.OPTIONAL
            kind = self.row.content_kind
            return ValueRow(self.document, self.row, member.name, shape, kind, need=need)

        return RowGroups(self.document, len(members), lambda index: members[index].name, make)

    def _member_row(self, number: int) -> ValueRow:
        if number < len(self._required):
            return self._required_rows.row(number)
        if self._fold is not None:
            self._fold.setChecked(True)
        return self._unfolded().row(number - len(self._required))

    def _made_fold(self) -> FoldButton:
        fold = FoldButton(self.document.theme)
        fold.setText(tr("Optional fields ({count})").format(count=len(self._optional)))
        spoken = tr("Optional fields of {name}").format(name=self.row.spoken_name)
        fold.setAccessibleName(spoken)
        fold.toggled.connect(lambda is_open: self._unfolded().setVisible(is_open))
        self._column.addLayout(row_of(None, fold, 0, margins=0))
        return fold

    def _unfolded(self) -> RowGroups:
        """Return the optional members, made when they are first looked at."""
        if self._optional_rows is None:
            self._optional_rows = self._groups(self._optional)
            self._column.insertWidget(2, self._optional_rows)
            self.document.order_stops()
        return self._optional_rows

    def _sync_others(self) -> None:
        """Show the members that are not described, each with a button that removes it."""
        known = {member.name for member in (*self._required, *self._optional)}
        names = [name for name in self.document.text.names(self.row.path) if name not in known]
        for name in [*self._others]:
            if name not in names:
                self._remove(self._others.pop(name))
        for name in names:
            if name in self._others:
                self._others[name].sync()
            elif len(self._others) < _MOST_OTHERS:
                self._others[name] = self._other_row(name)
        self._other_part.setVisible(bool(self._others) or self._add is not None)

    def _other_row(self, name: str) -> ValueRow:
        shape = self._further or self.document.shapes.shape({})
        row = ValueRow(self.document, self.row, name, shape, self.row.content_kind, need=Need.ADDED)
        remove = IconButton(self.document.theme, "close", tr("Remove {name}").format(name=name))
        remove.clicked.connect(lambda: self._on_removed(row))
        row.add_buttons(remove)
        self._other_column.insertWidget(len(self._others), row)
        row.show()
        self.document.order_stops()
        return row

    def _remove(self, row: ValueRow) -> None:
        row.drop()
        self._other_column.removeWidget(row)
        row.hide()
        row.setParent(None)
        row.deleteLater()

    def _on_removed(self, row: ValueRow) -> None:
        row.edit(None)
        for control in self.controls()[:1]:
            control.setFocus()

    def _adding(self) -> QPushButton:
        """Return the button that adds a member with the name that was typed beside it."""
        self._new_name.setPlaceholderText(tr("Name of a further field"))
        spoken = tr("Name of a further field of {name}").format(name=self.row.spoken_name)
        self._new_name.setAccessibleName(spoken)
        add = QPushButton(tr("Add field"), autoDefault=False)
        add.setAccessibleName(tr("Add field to {name}").format(name=self.row.spoken_name))
        add.clicked.connect(self._on_add)
        self._new_name.returnPressed.connect(self._on_add)
        self._other_column.addLayout(row_of(None, (self._new_name, 1), add, margins=0, spacing=6))
        return add

    def _on_add(self) -> None:
        name = self._new_name.text()
        if not name or self.document.text.has((*self.row.path, name)):
            self._new_name.setFocus()
            return
        self._new_name.clear()
        shape = self._further or self.document.shapes.shape({})
        self.document.put((*self.row.path, name), self.document.shapes.initial(shape))
        if row := self.row_at(name):
            row.open()
            row.focus()


class ListContent(Content):
    """The entries of a list, with buttons that move and remove them."""

    def __init__(self, row: ValueRow, shape: BodyShape) -> None:
        super().__init__(row, shape)
        count = self.document.text.count(row.path)
        self._entries = RowGroups(self.document, count, str, self._made_entry)
        self._add = QPushButton(tr("Add item"), autoDefault=False)
        self._add.setAccessibleName(tr("Add item to {name}").format(name=row.spoken_name))
        self._add.clicked.connect(self._on_add)
        add = row_of(None, self._add, 0, margins=0)
        column_of(self, self._entries, add, margins=0, spacing=10)
        self._entries.setVisible(count > 0)

    def sync(self) -> None:
        """Show the entries that the text has now."""
        count = self.document.text.count(self.row.path)
        self._entries.set_count(count)
        self._entries.setVisible(count > 0)
        for entry in self.rows():
            entry.sync()

    def rows(self) -> Iterator[ValueRow]:
        """Yield the rows that are drawn."""
        return self._entries.rows()

    def row_at(self, step: str) -> ValueRow | None:
        """Return the row of an entry, drawn now if it was not."""
        is_there = step.isdecimal() and int(step) < self.document.text.count(self.row.path)
        return self._entries.row(int(step)) if is_there else None

    def controls(self) -> list[QWidget]:
        """Return those of the first entry, or the button that adds one."""
        first = next(self.rows(), None)
        return [self._add] if first is None else first.controls()

    def stops(self) -> list[QWidget]:
        """Return the widgets that Tab stops at, in order."""
        return [*self._entries.stops(), self._add]

    def drop(self) -> None:
        """End what is still to be drawn."""
        self._entries.drop()

    def _made_entry(self, index: int) -> ValueRow:
        shape = self.document.shapes.entry(self.shape, index)
        kind = self.row.content_kind
        row = ValueRow(self.document, self.row, index, shape, kind, need=Need.ADDED)
        theme, name = self.document.theme, row.spoken_name
        up = IconButton(theme, "arrow-up", tr("Move {name} up").format(name=name))
        down = IconButton(theme, "arrow-down", tr("Move {name} down").format(name=name))
        remove = IconButton(theme, "close", tr("Remove {name}").format(name=name))
        up.clicked.connect(lambda: self._move(row, index - 1, 0))
        down.clicked.connect(lambda: self._move(row, index + 1, 1))
        remove.clicked.connect(lambda: self._on_removed(row))
        row.add_buttons(up, down, remove)
        return row

    def _on_add(self) -> None:
        index = self.document.text.count(self.row.path)
        source = self.document.shapes.initial(self.document.shapes.entry(self.shape, index))
        self.document.add_entry(self.row.path, source, self.row.names_around())
        if row := self.row_at(str(index)):
            row.open()
            row.focus()

    def _move(self, row: ValueRow, to: int, button: int) -> None:
        if 0 <= to < self.document.text.count(self.row.path):
            self.document.move_entry(row.path, to)
            # The keyboard goes along, so that it can be moved on.
            self._entries.row(to).buttons[button].setFocus()

    def _on_removed(self, row: ValueRow) -> None:
        # The rows below take over the values behind it, and the last row goes away.
        index = int(row.step)
        self.document.settle(row)
        self.document.remove(row.path)
        count = self.document.text.count(self.row.path)
        rest = self._entries.row(min(index, count - 1)).controls() if count else []
        (rest or [self._add])[0].setFocus()


class OptionsContent(Content):
    """One of several shapes, and what edits the value in it."""

    def __init__(self, row: ValueRow, shape: BodyShape) -> None:
        super().__init__(row, shape)
        self._options = self.document.shapes.options(shape)
        self._before: dict[int, str] = {}
        """What the value was in another shape."""
        self._index = self.document.shapes.option_of(shape, self.document.text, row.path)
        self.box = ChoiceBox()
        self.box.addItems([option.title for option in self._options])
        self.box.setMinimumContentsLength(6)
        policy = ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.box.setSizeAdjustPolicy(policy)
        self.box.setAccessibleName(tr("Kind of {name}").format(name=row.spoken_name))
        self.box.activated.connect(self._on_chosen)
        label = labelled(tr("Kind"), self.box)
        self._column = column_of(
            self, row_of(None, label, (self.box, 1), margins=0, spacing=8), margins=0, spacing=10
        )
        self._inner: Content | None = None
        self.sync()

    def sync(self) -> None:
        """Show the value in the shape that it has."""
        shapes, text, path = self.document.shapes, self.document.text, self.row.path
        if text.has(path) and not fits_kind(self._options[self._index].shape, text, path):
            self._index = shapes.option_of(self.shape, text, path)
        self.box.setCurrentIndex(self._index)
        shape = self._options[self._index].shape
        wanted = self.row.content_kind(self.row, shape)
        if self._inner is None or self._inner.shape is not shape or type(self._inner) is not wanted:
            self._replace(wanted(self.row, shape))
        if self._inner is not None:
            self._inner.sync()

    def member_names(self) -> Sequence[str]:
        """Return the names of the members in the order of their description."""
        return () if self._inner is None else self._inner.member_names()

    def rows(self) -> Iterator[ValueRow]:
        """Yield the rows that are drawn."""
        yield from () if self._inner is None else self._inner.rows()

    def row_at(self, step: str) -> ValueRow | None:
        """Return the row of a value within this one."""
        return None if self._inner is None else self._inner.row_at(step)

    def controls(self) -> list[QWidget]:
        """Return those of the value, or the list of shapes."""
        return (self._inner.controls() if self._inner else []) or [self.box]

    def stops(self) -> list[QWidget]:
        """Return the widgets that Tab stops at, in order."""
        return [self.box, *(self._inner.stops() if self._inner else [])]

    def drop(self) -> None:
        """End what is still to be drawn."""
        if self._inner is not None:
            self._inner.drop()

    def _replace(self, inner: Content) -> None:
        if self._inner is not None:
            self._inner.drop()
            self._inner.hide()
            self._column.removeWidget(self._inner)
            self._inner.setParent(None)
            self._inner.deleteLater()
        self._inner = inner
        self._column.addWidget(inner)
        inner.show()
        self.document.order_stops()

    def _on_chosen(self, index: int) -> None:
        if index == self._index:
            return
        source = self.document.text.source(self.row.path)
        if source is not None:
            self._before[self._index] = source
        old, self._index = self._options[self._index].shape, index
        shape = self._options[index].shape
        written = self._before.get(index) or self._carried(old, shape)
        self.row.edit(written)
        self.sync()

    def _carried(self, old: BodyShape, new: BodyShape) -> str:
        """Return what a value begins with in another shape: with the members that both have."""
        shapes, text, path = self.document.shapes, self.document.text, self.row.path
        written = shapes.initial(new)
        if old.kind is not ShapeKind.OBJECT or new.kind is not ShapeKind.OBJECT:
            return written
        names = {member.name for member in shapes.members(new)}
        for name in text.names(path):
            source = text.source((*path, name))
            begun = JsonText(written)
            if name in names and source is not None and not begun.has((name,)):
                written = begun.with_value((name,), source)
        return written


def content_kind(row: ValueRow, shape: BodyShape) -> type[Content]:
    """Return what edits the value that a row has now."""
    text, path = row.document.text, row.path
    source = text.source(path)
    if shape.kind is ShapeKind.OPTIONS:
        return OptionsContent
    if shape.kind in (ShapeKind.OBJECT, ShapeKind.LIST):
        is_shown = source in (None, "null") or text.kind(path) is not None
        if is_shown and (source == "null" or source is None or fits_kind(shape, text, path)):
            return ObjectContent if shape.kind is ShapeKind.OBJECT else ListContent
        return JsonContent
    is_plain = shape.kind in _KINDS and typed_text(shape, source) is not None
    return FieldContent if is_plain else JsonContent


def _stops(rows: Iterable[ValueRow]) -> list[QWidget]:
    return [*chain.from_iterable(row.stops() for row in rows)]


def _limit(shape: BodyShape, name: str) -> int | float | None:
    value = shape.facts.get(name)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number else None
