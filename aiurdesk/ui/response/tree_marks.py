"""Remarks beside the lines of a tree: meanings of codes, reasons, and marks of a person."""

import json
from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from aiurdesk.core.dialects.marked_path import explain, steps_of
from aiurdesk.core.dialects.pointing import Marks, Role
from aiurdesk.core.formats.json.tree import GROUP_SIZE, JsonLine, JsonLines, LineKind
from aiurdesk.core.formats.json.tree_path import TEACHING_USES, PickedValue, line_at
from aiurdesk.core.translation import titled, tr, truncate, within, words_of
from aiurdesk.core.verdict.verdict import Verdict
from aiurdesk.ui.response.tree_view import TreeView
from aiurdesk.ui.theme.theme import mark
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.flow_layout import FlowLayout
from aiurdesk.ui.widgets.keyboard import escaped
from aiurdesk.ui.widgets.lazy_panel import LazyPanel
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.widgets.styled import styled

ROLE_WORDS = {
    Role.WORKED: tr("Whether it worked"),
    Role.CODE: tr("Code"),
    Role.MESSAGE: tr("Message"),
    Role.FIELDS: tr("Field errors"),
    Role.RETRY: tr("Wait this long"),
}
_FIRST = tr(
    "Choose a row of the tree, then say what it is. Begin with whether it worked, or the code."
)
_MORE = tr("Mark further rows, or go on to see what they say of this and earlier responses.")
_NO_ROWS = tr("This response has no rows that could be marked, because its body is not JSON.")
_LONGEST_PATH = 32


class TeachingStrip(QFrame):
    """A button for each thing that a row may say; a marked one is pressed and names its path."""

    role_chosen = Signal(Role)
    """Emitted when the chosen row of the tree is to be marked, or no longer."""
    review_wanted = Signal()
    """Emitted when the dialect is to be shown that follows from the marks."""
    left = Signal()
    """Emitted when a person no longer wants to teach."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("teaching")
        self.setAccessibleName(tr("Teach"))
        mark(self, "look", "strip")
        mark(self, "severity", "notice")
        self._content = LazyPanel(self._made)
        column_of(self, self._content, margins=0)
        self.hide()

    def _made(self) -> QWidget:
        """Return text and buttons: few responses are taught from."""
        content = QWidget()
        self._text = WrappedLabel()
        self._roles = {role: self._role_button(role) for role in Role}
        self._review = QPushButton(tr("Review and save…"))
        styled(self._review, "review_marks", look="primary")
        self._leave = styled(QPushButton(tr("Stop teaching")), "stop_teaching")
        self._review.clicked.connect(self.review_wanted)
        self._leave.clicked.connect(self.left)
        roles, ends = FlowLayout(spacing=4), FlowLayout(spacing=6)
        for button in self._roles.values():
            roles.addWidget(button)
        for button in (self._review, self._leave):
            ends.addWidget(button)
        column_of(content, self._text, roles, ends, margins=(10, 8, 10, 8), spacing=6)
        return content

    def show_marks(self, marks: Mapping[Role, str], *, has_rows: bool = True) -> None:
        """Show what is marked.

        Args:
            marks: The path of each row.
            has_rows: Whether there are rows to mark.
        """
        _ = self._content.panel
        for role, button in self._roles.items():
            path = marks.get(role, "")
            words = ROLE_WORDS[role]
            button.setText(escaped(titled(words, truncate(path, _LONGEST_PATH)) if path else words))
            button.setChecked(bool(path))
            button.setEnabled(has_rows)
            button.setAccessibleName(titled(words, path) if path else words)
        is_enough = Role.WORKED in marks or Role.CODE in marks
        self._review.setEnabled(is_enough)
        self._text.show_text(_MORE if is_enough else _FIRST if has_rows else _NO_ROWS)

    def _role_button(self, role: Role) -> QPushButton:
        button = QPushButton()
        button.setCheckable(True)
        styled(button, f"mark_{role.value}", look="role")
        button.clicked.connect(lambda: self.role_chosen.emit(role))
        return button


class TreeMarks(QObject):
    """Keeps the marks of a person, and the explanation of a verdict while it is wanted."""

    review_wanted = Signal(object)
    """Emitted with the marks, from ``Role`` to path, that a dialect is to be made of."""

    def __init__(self, tree: TreeView, parent: QWidget) -> None:
        super().__init__(parent)
        self._tree = tree
        self._verdict: Verdict | None = None
        self._host = ""
        self._marks: dict[Role, str] = {}
        self._is_explaining = False
        self.strip = TeachingStrip(parent)
        self.why = WrappedLabel("small")
        self.why.setParent(parent)
        self.why.setObjectName("why")
        self.why.hide()
        self.strip.role_chosen.connect(self._mark_chosen_row)
        self.strip.review_wanted.connect(lambda: self.review_wanted.emit(dict(self._marks)))
        self.strip.left.connect(self.stop_teaching)

    def show_verdict(self, verdict: Verdict, host: str) -> None:
        """Say about the trees that follow what belongs to a verdict.

        Args:
            verdict: That on the response.
            host: Where it came from. Marks stay as long as that is the same.
        """
        self._verdict = verdict
        self._is_explaining = False
        self.why.hide()
        if host != self._host:
            self.stop_teaching()
        self._host = host

    def remarks(self, tree: JsonLines) -> dict[int, str]:
        """Return what is said about the lines of a tree."""
        if self._verdict is None:
            return {}
        remarks = code_remark(tree, self._verdict)
        if self._is_explaining:
            _add(remarks, explain(self._verdict.paths, tree).remarks)
        marked = ((line_at(tree, steps_of(path)), role) for role, path in self._marks.items())
        _add(remarks, {line: ROLE_WORDS[role] for line, role in marked if line is not None})
        return remarks

    def teach(self, marks: "Marks | None" = None) -> None:
        """Let a person mark rows.

        Args:
            marks: What is marked already; None leaves the marks as they are.
        """
        if marks is not None:
            self._marks = dict(marks)
            self._show()
        self.strip.show_marks(self._marks, has_rows=len(self._tree.lines) > 0)
        self.strip.show()

    def follow_tree(self) -> None:
        """Offer what can be marked in the tree that is shown now."""
        if not self.strip.isHidden():
            self.teach()

    def stop_teaching(self) -> None:
        """Forget the marks."""
        self._marks = {}
        self.strip.hide()
        self._show()

    def take(self, picked: PickedValue) -> bool:
        """Mark the row of a value, where that is wanted; return whether it is."""
        if picked.use not in TEACHING_USES:
            return False
        self._mark(Role(picked.use.value), picked.path)
        return True

    def explain(self) -> None:
        """Say beside the lines which path gave what, or say it no longer."""
        if self._verdict is None:
            return
        self._is_explaining = not self._is_explaining
        tree = self._tree.lines
        explanation = explain(self._verdict.paths, tree)
        sentences = explanation.sentences or (
            tr("Remarks beside the lines say what was read from them."),
        )
        self.why.show_text("\n".join(sentences) if self._is_explaining else "")
        self._show()
        if self._is_explaining and explanation.remarks:
            self._tree.reveal(min(explanation.remarks))

    def _mark_chosen_row(self, role: Role) -> None:
        picked = self._tree.picked
        if picked is None or self._marks.get(role) == picked.path:
            # Pressed once more, or without a row: nothing is marked.
            self._marks.pop(role, None)
            self.teach()
            self._show()
        else:
            self._mark(role, picked.path)

    def _mark(self, role: Role, path: str) -> None:
        self._marks[role] = path
        self.teach()
        self._show()

    def _show(self) -> None:
        tree = self._tree.lines
        if len(tree):
            self._tree.show_remarks(self.remarks(tree))


def _add(remarks: dict[int, str], more: Mapping[int, str]) -> None:
    for line, words in more.items():
        remarks[line] = f"{remarks[line]} · {words}" if line in remarks else words


def code_remark(tree: JsonLines, verdict: Verdict) -> dict[int, str]:
    """Return what the code means, by the line on which the outermost object carries it."""
    # Without a table, nobody knows what it means.
    if verdict.code is None or verdict.result_code is None:
        return {}
    meaning = words_of(verdict.name) or within(verdict.headline)
    # Members of the outermost object only: a "code" within the payload means something else.
    for number in tree.members(0, GROUP_SIZE) if len(tree) else ():
        line = tree.line(number)
        if line.key.casefold() == '"code"' and _has_value(line, verdict.code):
            return {number: meaning}
    return {}


def _has_value(line: JsonLine, code: int | str) -> bool:
    if isinstance(code, str):
        # A text is shown as it was sent, with its quotes and escapes.
        return line.kind is LineKind.STRING and json.loads(line.value) == code
    return line.value == str(code)
