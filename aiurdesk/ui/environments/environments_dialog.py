"""The list of all environments, beside an editor of the selected one."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

import msgspec
from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QFont, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from aiurdesk.core.collection.environment_file import COLOURS, SavedEnvironment, base_named
from aiurdesk.core.environments.environment import shown_name
from aiurdesk.core.translation import tr
from aiurdesk.ui.environments.environment_editor import EnvironmentEditor
from aiurdesk.ui.theme.grid import INSET
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.dialog import plain_button
from aiurdesk.ui.widgets.keyboard import escaped
from aiurdesk.ui.widgets.note import Note
from aiurdesk.ui.widgets.popup_menu import PopupMenu
from aiurdesk.ui.widgets.rows_model import Column, RowsModel
from aiurdesk.ui.widgets.rows_table import RowsTable
from aiurdesk.ui.widgets.splitter import Splitter
from aiurdesk.ui.widgets.strip_place import StripPlace
from aiurdesk.ui.widgets.styled import styled

_SIZE = (960, 680)
_LIST_WIDTH = 250
_NO_ENVIRONMENT = tr(
    "An environment of your own holds addresses and variables, such as those of a test server. "
    "“New” makes one."
)


class Group(msgspec.Struct, frozen=True):
    """The environments of one place."""

    title: str
    environments: tuple[SavedEnvironment, ...]
    folder: str | None = None
    """The folder of their collection, empty for the profile; None for the program's own."""


class ShownEnvironment(msgspec.Struct, frozen=True):
    """An environment in the list."""

    saved: SavedEnvironment
    folder: str | None = None

    @property
    def is_own(self) -> bool:
        """Whether it can be changed."""
        return self.folder is not None

    @property
    def key(self) -> tuple[str | None, str]:
        """Identity of the environment among all others."""
        return self.folder, self.saved.name


class _Heading(msgspec.Struct, frozen=True):
    """The title of a group in the list."""

    title: str


_Row = _Heading | ShownEnvironment


class EnvironmentsDialog(QDialog):
    """Shows environments and emits what the person wants; it changes nothing itself."""

    add_wanted = Signal(str)
    """Emitted with the place that the person wants a new environment in."""
    duplicate_wanted = Signal(object)
    """Emitted with the ShownEnvironment that is to be copied."""
    delete_wanted = Signal(object)
    """Emitted with the ShownEnvironment that is to be deleted."""
    undo_wanted = Signal()
    """Emitted when the last change is to be undone."""
    renamed = Signal(object, str)
    """Emitted with a ShownEnvironment and its new name."""
    changed = Signal(object, object)
    """Emitted with a ShownEnvironment and a function that changes a SavedEnvironment."""

    def __init__(
        self,
        theme: Theme,
        services: Iterable[str],
        parent: QWidget,
        credentials: Iterable[str] = (),
    ) -> None:
        """Build.

        Args:
            services: Ids of the services that can have another address.
            credentials: Names of those that a proxy can have.
        """
        super().__init__(parent)
        theme.apply_to(self)
        self.setObjectName("environments_dialog")
        self.setWindowTitle(tr("Environments"))
        self._theme = theme
        self._model: RowsModel[_Row] = RowsModel(
            self._columns(), self, lambda row: isinstance(row, _Heading)
        )
        self.table = RowsTable(self._model, "environments", tr("Environments"), ())
        self.editor = EnvironmentEditor(theme, services, credentials)
        self.trouble = Note(theme)
        """Says what could not be done."""
        self._hint = styled(QLabel(_NO_ENVIRONMENT, wordWrap=True), look="muted")
        self._strip = QFrame()
        self._words = QLabel()
        self._buttons: dict[str, QPushButton] = {}
        self._edited: tuple[str | None, str] | None = None
        self._lay_out()
        self.table.selectionModel().selectionChanged.connect(self._show_selected)
        self.editor.renamed.connect(partial(self._emit, self.renamed))
        self.editor.changed.connect(partial(self._emit, self.changed))
        self.resize(theme.dialog_size(*_SIZE))

    def show_groups(
        self, groups: Sequence[Group], selected: tuple[str | None, str] | None = None
    ) -> None:
        """Show environments in groups.

        Args:
            groups: Those without environments are only offered for a new one.
            selected: The key of the one to select; None means the one that is selected now.
        """
        before = self.table.selected(ShownEnvironment)
        key = selected or (before.key if before else None)
        rows = tuple(_rows(groups))
        items = self._model.items
        # A reset would drop the selection, and with it what is typed beside it.
        if [_identity(row) for row in rows] == [_identity(row) for row in items]:
            for position, (old, new) in enumerate(zip(items, rows, strict=True)):
                if old != new:
                    self._model.replace(position, new)
        else:
            self._model.set_items(rows)
        self._offer_places([(group.title, group.folder) for group in groups])
        self._hint.setVisible(not any(g.environments for g in groups if g.folder is not None))
        keys = [_identity(row) for row in rows]
        # Row 0 is a heading.
        position = keys.index(key) if key in keys else 1
        self.table.select(self._model.index(position, 0))
        self._show_selected()

    def show_done(self, words: str) -> None:
        """Say what was done, with a button that undoes it; nothing where the text is empty."""
        self._words.setText(words)
        self._strip.setVisible(bool(words))

    def edit_name(self) -> None:
        """Give the keyboard to the name, selected."""
        self.editor.name.setFocus()
        self.editor.name.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Rename with F2, delete with Del, undo with Ctrl+Z, as in every list."""
        row = self.table.selected(ShownEnvironment)
        is_own = row is not None and row.is_own
        # Delete in a field deletes a letter.
        is_typing = isinstance(self.focusWidget(), QLineEdit | QPlainTextEdit)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # Return ends a change; it must not press a button.
        elif event.key() == Qt.Key.Key_F2 and is_own:
            self.edit_name()
        elif event.key() == Qt.Key.Key_Delete and is_own and not is_typing:
            self._on_delete()
        elif event.matches(QKeySequence.StandardKey.Undo) and not self._strip.isHidden():
            self.undo_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _columns(self) -> tuple[Column[_Row], ...]:
        def dot(row: _Row) -> object:
            if isinstance(row, _Heading):
                return None
            base = base_named(row.saved.based_on)
            colour = row.saved.colour or (base.colour if base else "")
            return self._theme.dot(colour if colour in COLOURS else "muted")

        roles = {
            Qt.ItemDataRole.DecorationRole: dot,
            Qt.ItemDataRole.ToolTipRole: _text,
            Qt.ItemDataRole.FontRole: _font,
        }
        return (Column(tr("Name"), text=_text, roles=roles),)

    def _lay_out(self) -> None:
        self.table.horizontalHeader().hide()
        close = plain_button(tr("Close"), self.reject)
        left = QWidget()
        for text, handler in (
            (tr("New"), lambda: self.add_wanted.emit("")),
            (tr("Duplicate"), lambda: self._emit(self.duplicate_wanted)),
            (tr("Delete"), self._on_delete),
        ):
            is_destructive = text == tr("Delete")
            self._buttons[text] = styled(plain_button(text, handler), destructive=is_destructive)
        row = row_of(None, *self._buttons.values(), spacing=6)
        column_of(left, (self.table, 1), self._hint, row, margins=(0, 0, 8, 0))
        splitter = Splitter()
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(self.editor)
        splitter.setStretchFactor(1, 1)
        # Before the dialog has its size: Qt takes them as shares.
        splitter.setSizes([_LIST_WIDTH, _SIZE[0] - _LIST_WIDTH])
        undo = styled(plain_button(tr("Undo"), self.undo_wanted), look="link")
        styled(self._strip, look="strip", severity="notice")
        row_of(self._strip, (self._words, 1), undo, margins=(10, 4, 10, 4))
        self._strip.hide()
        bottom = row_of(None, (self.trouble, 1), 0)
        bottom.addWidget(close, 0, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignRight)
        column_of(self, (splitter, 1), bottom, margins=INSET, spacing=10)
        watched = (splitter,)
        StripPlace(self, lambda: self.editor, self._strip, watched=watched, is_at_end=True)

    def _show_selected(self) -> None:
        row = self.table.selected(ShownEnvironment)
        for text in (tr("Duplicate"), tr("Delete")):
            is_possible = row is not None and (row.is_own or text == tr("Duplicate"))
            self._buttons[text].setEnabled(is_possible)
        if row is not None:
            is_same, self._edited = row.key == self._edited, row.key
            self.editor.show_environment(row.saved, is_own=row.is_own, is_same=is_same)

    def _offer_places(self, places: Sequence[tuple[str, str | None]]) -> None:
        """Let a person choose where a new environment goes, if there are several places."""
        own = [(title, folder) for title, folder in places if folder is not None]
        button = self._buttons[tr("New")]
        before = button.menu()
        if before is not None:
            button.setMenu(None)  # type: ignore[arg-type]  # which takes the menu away
            before.deleteLater()
        if len(own) < 2:
            return
        menu = PopupMenu(button)
        for title, folder in own:
            menu.addAction(escaped(title)).triggered.connect(partial(self.add_wanted.emit, folder))
        button.setMenu(menu)

    def _on_delete(self) -> None:
        row = self.table.selected(ShownEnvironment)
        if row is not None and row.is_own:
            self.delete_wanted.emit(row)

    def _emit(self, signal: SignalInstance, *given: object) -> None:
        row = self.table.selected(ShownEnvironment)
        if row is not None:
            signal.emit(row, *given)


def _rows(groups: Sequence[Group]) -> Iterator[_Row]:
    for group in groups:
        if group.environments:
            yield _Heading(group.title)
        for saved in group.environments:
            yield ShownEnvironment(saved, group.folder)


def _identity(row: _Row) -> object:
    return row.title if isinstance(row, _Heading) else row.key


def _text(row: _Row) -> str:
    return row.title if isinstance(row, _Heading) else shown_name(row.saved.name)


def _font(row: _Row) -> QFont | None:
    if not isinstance(row, _Heading):
        return None
    # Family and size stay as in the list.
    font = QFont()
    font.setBold(True)
    return font
