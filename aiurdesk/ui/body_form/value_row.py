"""One value of a body in its form: name, editor, help and errors."""

from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from functools import partial
from typing import TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QPushButton,
    QWidget,
)

from aiurdesk.core.api.readable_text import plain_text
from aiurdesk.core.formats.json.edits import Path
from aiurdesk.core.preparing.body_shape import HOLDERS, TEXTS, BodyShape, ShapeKind, kind_word
from aiurdesk.core.preparing.json_template import template_problem
from aiurdesk.core.preparing.shape_rules import (
    expectation,
    required_problem,
    shape_problem,
    typed_text,
)
from aiurdesk.core.problem import Problem, sentence_of
from aiurdesk.core.translation import in_quotes, joined_sentences, tr, truncate
from aiurdesk.ui.body_form.body_document import BodyDocument
from aiurdesk.ui.body_form.value_head import HeadFacts, ValueHead
from aiurdesk.ui.theme.theme import mark
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.flow_layout import HelpLayout
from aiurdesk.ui.widgets.keyboard import escaped
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.widgets.popup_menu import PopupMenu
from aiurdesk.ui.widgets.styled import styled

_NAME_WIDTH = 120
"""In pixels, where the text has its usual size."""
_NUMBER_WIDTH = 24
_LONGEST = 60
"""Characters of an example in a menu."""
_UNFOLDED_TO = 2
"""Objects and lists within more of them are folded at first."""


class Need(Enum):
    """Whether a value has to be there."""

    REQUIRED = 1
    OPTIONAL = 2
    """It has a box that says whether it is sent."""
    ADDED = 3
    """It is not described, or is an entry: there is a button that removes it."""


class Content(QWidget):
    """What edits the value of a row."""

    def __init__(self, row: "ValueRow", shape: BodyShape) -> None:
        super().__init__()
        self.row = row
        self.shape = shape
        self.document = row.document

    def sync(self) -> None:
        """Show the value that the text has now."""

    def rows(self) -> Iterator["ValueRow"]:
        """Yield the rows of the values within this one that are drawn."""
        yield from ()

    def row_at(self, step: str) -> "ValueRow | None":
        """Return the row of a value within this one, drawn now if it was not; None without one."""
        return None

    def member_names(self) -> Sequence[str]:
        """Return the names of the members of an object in the order of its description."""
        return ()

    def controls(self) -> list[QWidget]:
        """Return the widgets that take the value, the most important one first."""
        return []

    def stops(self) -> list[QWidget]:
        """Return the widgets that Tab stops at, in order."""
        return self.controls()

    def problem(self) -> Problem | None:
        """Return a problem that the schema does not know of, or None."""
        return None

    def drop(self) -> None:
        """End what is still to be drawn."""
        for row in self.rows():
            row.drop()


class ValueRow(QWidget):
    """A value at a step below another row, with all that is said about it."""

    def __init__(
        self,
        document: BodyDocument,
        holder: "ValueRow | None",
        step: str | int,
        shape: BodyShape,
        content_kind: "ContentKind",
        *,
        need: Need = Need.REQUIRED,
    ) -> None:
        """Make a row that shows the value in the text.

        Args:
            holder: The row around; None for the whole body, which has neither name nor frame.
            step: Name of the member, or number of the entry.
            content_kind: Returns what edits the value that a row has now.
        """
        super().__init__()
        self.document, self.holder, self.step, self.shape = document, holder, step, shape
        self.content_kind = content_kind
        self.is_required = need is not Need.OPTIONAL
        self.content: Content | None = None
        self.buttons: list[QWidget] = []
        """What moves or removes the value."""
        self._source: str | None = None
        self._is_synced = False
        self._is_due = False
        self._level = 0 if holder is None else holder.level + 1
        self.is_frame = holder is not None and shape.kind in HOLDERS
        """Whether the values within stand in a frame that folds."""
        is_named = isinstance(step, str)
        self._head = ValueHead(
            document.theme,
            HeadFacts(
                name=str(step) if holder is not None else "",
                is_frame=self.is_frame,
                is_optional=need is Need.OPTIONAL,
                is_starred=need is Need.REQUIRED and is_named,
                is_nullable=shape.is_nullable,
            ),
            self,
        )
        self._place = column_of(None, margins=0, spacing=10)
        self._help: WrappedLabel | None = None
        self._help_row: HelpLayout | None = None
        self._links: dict[str, QPushButton] = {}
        self._notes: dict[str, Note] = {}
        """By what they are about; most rows never have one, and each takes its time."""
        self._server_texts: tuple[str, ...] = ()
        self._refusal = ""
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._lay_out()
        self._head.ticked.connect(self._on_ticked)
        self._head.null_chosen.connect(self._on_null)
        self._head.folded.connect(self.show_content)
        self._head.name_controls(self.spoken_name)
        self.sync()

    @property
    def path(self) -> Path:
        """Where the value is in the text."""
        return () if self.holder is None else (*self.holder.path, self.step)

    @property
    def level(self) -> int:
        """How many values are around this one."""
        return self._level

    @property
    def spoken_name(self) -> str:
        """The name for screen readers, with those of the values around it."""
        return ", ".join(map(str, self.path)) or self.document.name

    @property
    def is_there(self) -> bool:
        """Whether the text has the value, and it is not null."""
        return self._source is not None and self._source != "null"

    @property
    def is_open(self) -> bool:
        """Whether the values within are in sight."""
        return self._head.fold is None or self._head.fold.isChecked()

    def sync(self) -> None:
        """Show the value that the text has now."""
        source = self.document.text.source(self.path)
        if self._is_synced and source == self._source:
            return
        is_first = not self._is_synced
        if self._is_synced:
            self._server_texts = ()
            self._refusal = ""
            self.document.front_row = self
        self._source, self._is_synced = source, True
        self._head.show_presence(source)
        is_shown = self.is_there or self.is_required and source is None
        if is_first and self.is_frame and self._level <= _UNFOLDED_TO and is_shown:
            self._head.open()
        self._sync_content()
        self.refresh()

    def open(self) -> None:
        """Bring the values within into sight."""
        self._head.open()
        self.show_content()

    def show_content(self) -> None:
        """Make what edits the value if it is in sight, and hide it if it is not."""
        is_wanted = not self.is_frame or (
            self.is_open and (self.is_there or self.is_required and self._source is None)
        )
        if is_wanted and self.content is None:
            self._sync_content()
        if self.content is not None:
            self.content.setVisible(is_wanted)

    def show_due(self) -> None:
        """Mark a missing value from now on."""
        self._is_due = True
        self.refresh()
        for row in self.content.rows() if self.content else ():
            row.show_due()

    def show_server_texts(self, texts: tuple[str, ...]) -> None:
        """Show what the server said about the value, until it changes."""
        if texts != self._server_texts:
            self._server_texts = texts
            self.refresh()

    def show_refusal(self, text: str) -> None:
        """Show why the request was not sent, until the value changes."""
        self._refusal = text
        self.refresh()

    def clear_refusals(self) -> None:
        """Show no more why the request was not sent, here and at the values within."""
        if self._refusal:
            self.show_refusal("")
        for row in self.content.rows() if self.content else ():
            row.clear_refusals()

    def clear_server_texts(self) -> None:
        """Show nothing more of the server here, and at the values within."""
        self.show_server_texts(())
        for row in self.content.rows() if self.content else ():
            row.clear_server_texts()

    def touch(self) -> None:
        """Take that the person was here: what is missing may be said."""
        self._is_due = True

    def refresh(self) -> None:
        """Say what is wrong with the value, and what is wanted."""
        # What is said of it while it is typed says more than that it does not fit.
        problem = sentence_of(self._value_problem()) or self._refusal
        self._show_note("problem", problem)
        quoted = " ".join(map(in_quotes, self._server_texts))
        said = tr("The server said: {quoted}").format(quoted=quoted) if quoted else ""
        self._show_note("server", said)
        is_empty = self._source == '""' and self.shape.kind in TEXTS
        sent_as = tr("Sent as empty text") if is_empty else ""
        standing = (
            ()
            if self.holder is None
            else (plain_text(self.shape.description), expectation(self.shape))
        )
        help_text = "\n".join(filter(None, (*standing, sent_as)))
        self._show_help(help_text)
        is_wanted = self.shape.kind not in HOLDERS and (
            not self.is_there or is_empty or bool(problem)
        )
        words = tr("Use example") if self.shape.example else tr("Use default")
        has_one = bool(self.shape.example or self.shape.default)
        self._show_link("example", words if is_wanted and has_one else "", self._on_use_example)
        self._offer_examples()
        self._show_link("empty", self._empty_words(is_empty), self._on_empty)
        self._show_summary()
        description = joined_sentences((problem, said, help_text))
        for control in self.controls():
            mark(control, "invalid", bool(problem or said))
            control.setAccessibleDescription(description)

    def controls(self) -> list[QWidget]:
        """Return the widgets that take the value, or the one that opens or adds it."""
        inner = self.content.controls() if self.content and not self.content.isHidden() else []
        return inner or self._head.controls()

    def stops(self) -> list[QWidget]:
        """Return the widgets that Tab stops at, in order."""
        inner = self.content.stops() if self.content else []
        links = self._links.values()
        if self.is_frame:
            return [*self._head.stops(), *self.buttons, *links, *inner]
        null = [] if self._head.null is None else [self._head.null]
        return [*self._head.stops(), *inner, *null, *self.buttons, *links]

    def drop(self) -> None:
        """End what is still to be drawn, because the row goes away."""
        self.document.settle(self)
        if self.document.front_row is self:
            self.document.front_row = None
        if self.content is not None:
            self.content.drop()

    def edit(self, source: str | None) -> None:
        """Put another value into the text; None takes it out."""
        self.touch()
        self.document.settle(self)
        if source is None:
            self.document.remove(self.path)
        else:
            self.document.put(self.path, source, self.names_around())

    def names_around(self) -> Sequence[str]:
        """Return the names of the members around, in the order of their description."""
        holder = self.holder
        return holder.content.member_names() if holder and holder.content else ()

    def set_name_beside(self, is_beside: bool) -> None:
        """Put the name beside the editor, or above it."""
        if not self.is_frame and self.holder is not None:
            way = QBoxLayout.Direction
            self._box.setDirection(way.LeftToRight if is_beside else way.TopToBottom)
            self._box.setSpacing(10 if is_beside else 2)
            narrow = _NUMBER_WIDTH if isinstance(self.step, int) else _NAME_WIDTH
            width = self.document.theme.length(narrow)
            self._head.setMinimumWidth(width if is_beside else 0)
            self._head.setMaximumWidth(width if is_beside else 2**24 - 1)
        for row in self.content.rows() if self.content else ():
            row.set_name_beside(is_beside)

    def _show_summary(self) -> None:
        """Say what the value is, and how much is in it."""
        if not self.is_frame:
            return
        is_choice = self.shape.kind is ShapeKind.OPTIONS
        words = self.shape.title if is_choice else kind_word(self.shape)
        if self.shape.kind is ShapeKind.LIST and self.is_there:
            words = f"{words} · {self.document.text.count(self.path)}"
        self._head.show_summary(words, can_open=self.is_there or self.is_required)

    def _on_ticked(self, is_ticked: bool) -> None:
        self.edit(self.document.shapes.initial(self.shape) if is_ticked else None)
        if is_ticked:
            self.open()
            self.focus()

    def _on_null(self, is_null: bool) -> None:
        self.edit("null" if is_null else self.document.shapes.initial(self.shape))
        if not is_null:
            self.open()
            self.focus()

    def _value_problem(self) -> Problem | None:
        if (raw := self.document.pending(self)) is not None:
            return template_problem(raw)
        if self.content is not None and (problem := self.content.problem()):
            return problem
        if self._source is None:
            is_missed = self.is_required and (self._is_due or self.document.is_due)
            is_told_inside = self.shape.kind in HOLDERS and self.shape.kind is not ShapeKind.LIST
            if not is_missed or is_told_inside or self.holder is None:
                return None
            return required_problem(str(self.step), self.shape)
        return shape_problem(self.document.shapes, self.shape, self.document.text, self.path)

    def _sync_content(self) -> None:
        if self.is_frame and not self.is_open:
            self.show_content()
            return
        wanted = self.content_kind(self, self.shape)
        if type(self.content) is not wanted and not self._has_keyboard():
            self._replace_content(wanted)
        if self.content is not None:
            self.content.sync()
        self.show_content()

    def _has_keyboard(self) -> bool:
        focus = self.focusWidget()
        return focus is not None and self.content is not None and self.content.isAncestorOf(focus)

    def _replace_content(self, kind: type[Content]) -> None:
        if self.content is not None:
            self.content.drop()
            self._place.removeWidget(self.content)
            self.content.hide()
            self.content.setParent(None)
            self.content.deleteLater()
        self.content = kind(self, self.shape)
        self._place.addWidget(self.content)
        self.content.show()
        self._name_controls()
        self.document.order_stops()

    def _name_controls(self) -> None:
        spoken = self.spoken_name
        for control in self.content.controls() if self.content else ():
            if self.shape.kind not in HOLDERS:
                control.setAccessibleName(spoken)

    def _empty_words(self, is_empty: bool) -> str:
        """Let a required text be empty, or be left out: an optional one has its box for that."""
        is_text = self.shape.kind is ShapeKind.TEXT and self.is_required
        is_member = self.holder is not None and isinstance(self.step, str)
        if not is_text or not is_member or not is_empty and self._source is not None:
            return ""
        return tr("Leave out") if is_empty else tr("Send empty text")

    def _show_link(self, what: str, text: str, clicked: Callable[[], None]) -> None:
        link = self._links.get(what)
        if link is None and text:
            link = self._links[what] = styled(QPushButton(), look="small-link")
            link.clicked.connect(lambda: clicked())
            self._links_row().addWidget(link)
            self.document.order_stops()
        if link is not None:
            link.setText(text)
            link.setAccessibleName(f"{text} {self.spoken_name}")
            link.setVisible(bool(text))

    def _show_help(self, text: str) -> None:
        if self._help is None and text:
            self._help = WrappedLabel("small")
            self._help.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._below.insertWidget(0, self._help)
        if self._help is not None:
            self._help.show_text(text)

    def _links_row(self) -> HelpLayout:
        """Return the row of the links, beside the help text."""
        if self._help_row is None:
            if self._help is None:
                self._help = WrappedLabel("small")
                self._help.hide()
            self._below.removeWidget(self._help)
            self._help_row = HelpLayout(spacing=8)
            self._help_row.addWidget(self._help)
            self._below.insertLayout(0, self._help_row)
        return self._help_row

    def _show_note(self, what: str, text: str) -> None:
        note = self._notes.get(what)
        if note is None and text:
            note = self._notes[what] = Note(self.document.theme)
            self._below.addWidget(note)
        if note is not None:
            note.show_text(text)

    def _on_empty(self) -> None:
        self.edit(None if self._source == '""' else '""')
        self.focus()

    def _offer_examples(self) -> None:
        """Let the person choose where there are several examples."""
        link = self._links.get("example")
        if link is None or link.menu() is not None or len(self.shape.examples) < 2:
            return
        menu = PopupMenu(link)
        for source in self.shape.examples:
            title = truncate(" ".join((typed_text(self.shape, source) or source).split()), _LONGEST)
            menu.addAction(escaped(title), partial(self._on_use_example, source))
        link.setMenu(menu)
        mark(link, "opens", "menu")

    def _on_use_example(self, source: str = "") -> None:
        self.edit(source or self.shape.example or self.shape.default)
        self.focus()

    def focus(self) -> None:
        """Give the keyboard to the value, and bring it into view."""
        for control in self.controls()[:1]:
            control.setFocus(Qt.FocusReason.OtherFocusReason)
        self.document.scroll_wanted.emit(self.focusWidget() or self)

    def _lay_out(self) -> None:
        self._below = notes = column_of(None, margins=0, spacing=3)
        if self.holder is None:
            self._box.addLayout(notes)
            self._box.addLayout(self._place)
            self._head.hide()
        elif self.is_frame:
            frame = styled(QFrame(), look="card")
            column_of(frame, self._head, notes, self._place, margins=(10, 4, 10, 6), spacing=6)
            self._box.addWidget(frame)
        else:
            null = [] if self._head.null is None else [self._head.null]
            editor = row_of(None, (self._place, 1), *null, margins=0, spacing=4)
            self._tools = editor
            column = column_of(None, editor, notes, margins=0, spacing=3)
            self._box.addWidget(self._head, 0, Qt.AlignmentFlag.AlignTop)
            self._box.addLayout(column, 1)
            self.set_name_beside(self.document.is_wide)

    def add_buttons(self, *buttons: QWidget) -> None:
        """Add what moves or removes the value."""
        self.buttons += buttons
        for button in buttons:
            if self.is_frame:
                self._head.tools.addWidget(button)
            else:
                self._tools.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)


ContentKind: TypeAlias = Callable[[ValueRow, BodyShape], type[Content]]
"""Returns what edits the value that a row has now, as a value of a shape."""
