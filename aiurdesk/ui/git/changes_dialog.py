"""Shows what changed in a Git folder, and commits, pulls, pushes and resolves conflicts."""

import os
from collections.abc import Awaitable, Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHeaderView,
    QPlainTextEdit,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from aiurdesk.core.git.file_change import FileChange
from aiurdesk.core.git.git_state import KIND_TITLES, KIND_WORDS, ChangedFile, ChangeKind, GitState
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import printable, tr
from aiurdesk.services.git.git_folder import NO_WORK, GitFolder
from aiurdesk.ui.editor.long_text import LongText
from aiurdesk.ui.tasks import TaskName, TaskScope
from aiurdesk.ui.theme.grid import INSET, LINE
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, labelled, row_of
from aiurdesk.ui.widgets.dialog import ThemedDialog, dialog_buttons, plain_button
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.widgets.page_scroll import PageScroll
from aiurdesk.ui.widgets.question import Destructive, choose
from aiurdesk.ui.widgets.styled import plain_tip, styled

_SIZE = (980, 660)
_MOST_ROWS = 2_000
_WORK, _CHANGE = tr("use Git"), tr("compare a file")
_CHECKED, _UNCHECKED, _PART = (
    Qt.CheckState.Checked,
    Qt.CheckState.Unchecked,
    Qt.CheckState.PartiallyChecked,
)
_MESSAGE_LINES = 3
_MOST_LINES_OF_WORDS = 10
_ABORT = Destructive(tr("Abort the merge"))
Answer = Problem | None


class _Words(PageScroll):
    """As high as what changed in words, but leaves room for the difference."""

    def __init__(self, *labels: QWidget) -> None:
        page = QWidget()
        self._column = column_of(page, *labels, margins=0, spacing=LINE)
        super().__init__(page=page)
        # The keys scroll it.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("What changed"))

    def fit(self) -> None:
        """Take the height of the words."""
        height = self._column.heightForWidth(self.viewport().width())
        lines = self.fontMetrics().lineSpacing() * _MOST_LINES_OF_WORDS
        self.setFixedHeight(min(max(height, 1), lines))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height that the words have at another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()


class ChangesDialog(ThemedDialog):
    """The changed files with ticks, what changed in one, and what a person does with them."""

    changed = Signal()
    """Emitted when files or commits are others than before."""
    file_wanted = Signal(str)
    """Emitted with the path of a file that is to be opened."""
    progressed = Signal(str)
    """Emitted with a line of progress, on another thread."""

    def __init__(self, theme: Theme, parent: QWidget, scope: TaskScope, folder: GitFolder) -> None:
        """Build; nothing is read.

        Args:
            theme: Of the window.
            parent: The window.
            scope: Runs Git.
            folder: One that is trusted.
        """
        super().__init__(theme, parent, "git_changes", tr("What changed"))
        self._theme, self._scope, self._folder = theme, scope, folder
        self._work_name, self._change_name = TaskName(_WORK, id(self)), TaskName(_CHANGE, id(self))
        scope.cancel_with(self, self._work_name, self._change_name)
        self.finished.connect(lambda: scope.cancel(self._change_name))
        self.finished.connect(lambda: scope.cancel(self._work_name))
        self._state, self._work = GitState(), NO_WORK
        self._wanted = ""
        self._branch = styled(WrappedLabel(), "git_branch")
        self._note, self._progress = Note(theme), styled(WrappedLabel("muted"), "git_progress")
        self._files = QTreeWidget()
        self._words, self._theirs = (styled(WrappedLabel(), name) for name in _LABELS)
        self._told = _Words(self._words, self._theirs)
        self._difference = LongText(theme, "diff", fills=True)
        self._message = QPlainTextEdit(tabChangesFocus=True)
        self._pull = plain_button(tr("Pull"), self._on_pull, tr("Fetch and merge"))
        self._push = plain_button(tr("Push"), self._on_push)
        self._cancel = plain_button(tr("Cancel"), lambda: scope.cancel(self._work_name))
        self._all = plain_button(tr("Tick all"), self._on_all)
        self._commit = plain_button(tr("Commit"), self._on_commit, tr("Commit what has a tick"))
        self._abort = plain_button(str(_ABORT), self._on_abort)
        self._sides = tuple(plain_button(text, partial(do, self)) for text, do in _SIDES)
        self._lay_out()
        self.progressed.connect(self._progress.show_text)
        self._files.itemChanged.connect(self._on_ticked)
        self._files.currentItemChanged.connect(lambda _: self._show_change())
        self._message.textChanged.connect(self._refresh_buttons)
        self._refresh_buttons()

    def read(self, path: str = "") -> None:
        """Read the state.

        Args:
            path: The file that is chosen, from the top of the Git folder.
        """
        self._wanted = path.replace(os.sep, "/")
        self._do(self._read)

    def _lay_out(self) -> None:
        styled(self._files, "git_files", spoken=tr("Changed files"))
        self._files.setHeaderLabels([tr("File"), tr("Change")])
        self._files.setRootIsDecorated(False)
        self._files.setUniformRowHeights(True)
        self._files.header().setStretchLastSection(False)
        self._files.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._files.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        styled(self._difference, "git_difference", spoken=tr("Difference"))
        self._difference.setReadOnly(True)
        self._difference.setFont(self._theme.mono_font())
        # It cannot be edited, so Tab has nothing to insert.
        self._difference.setTabChangesFocus(True)
        styled(self._message, "git_message", spoken=tr("Message of the commit"))
        self._message.setFixedHeight(
            self._message.fontMetrics().lineSpacing() * _MESSAGE_LINES + 2 * INSET
        )
        for button, name in ((self._pull, "pull"), (self._push, "push"), (self._commit, "commit")):
            button.setObjectName(f"git_{name}")
        self._commit.setProperty("look", "primary")
        left, right = QWidget(), QWidget()
        column_of(left, (self._files, 1), row_of(None, self._all, 1), margins=0, spacing=LINE)
        sides = row_of(None, *self._sides, 1, spacing=LINE)
        column_of(right, self._told, sides, (self._difference, 1), margins=0, spacing=LINE)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setProperty("look", "apart")
        splitter.setHandleWidth(LINE)
        for part, stretch in ((left, 2), (right, 3)):
            splitter.addWidget(part)
            splitter.setStretchFactor(splitter.count() - 1, stretch)
        splitter.setSizes([2 * _SIZE[0] // 5, 3 * _SIZE[0] // 5])
        head = row_of(None, (self._branch, 1), self._pull, self._push, self._cancel, spacing=LINE)
        commit = row_of(None, (self._message, 1), self._commit, self._abort, spacing=LINE)
        buttons = dialog_buttons(self, QDialogButtonBox.StandardButton.Close)
        label = labelled(tr("Message of the commit"), self._message)
        rows = (head, self._progress, self._note, (splitter, 1), label, commit, buttons)
        column_of(self, *rows, margins=INSET, spacing=LINE)
        for words in (self._words, self._theirs, self._progress):
            words.hide()
        self.resize(self._theme.dialog_size(*_SIZE))
        self._files.setFocus()

    async def _read(self) -> Answer:
        state = await self._folder.state()
        if isinstance(state, Problem):
            return state
        self._state, self._work = state, await self._folder.work()
        self._show_state()
        return None

    def _show_state(self) -> None:
        words = self._state.branch_words
        if self._work.other:
            text = tr("{branch}. A {command} is under way: end it in a terminal.")
            words = text.format(branch=words, command=self._work.other)
        elif self._work.is_merge:
            words = tr("{branch}. A merge is under way: a commit ends it.").format(branch=words)
        self._branch.show_text(printable(words))
        if self._work.is_merge and not self._message.toPlainText().strip():
            self._message.setPlainText(self._work.message)
        wanted = self._wanted or self._path_of_current()
        was_blocked = self._files.blockSignals(True)
        self._files.clear()
        self._files.addTopLevelItems([_item(file) for file in self._state.files[:_MOST_ROWS]])
        left = len(self._state.files) - _MOST_ROWS
        if left > 0:
            self._files.addTopLevelItem(QTreeWidgetItem([tr("{left:,} more").format(left=left)]))
        rows = self._state.files[:_MOST_ROWS]
        # A folder is wanted by its path: then the first file in it is chosen.
        chosen = next((n for n, f in enumerate(rows) if f.path == wanted), None)
        if chosen is None:
            inside = (n for n, f in enumerate(rows) if f.path.startswith(f"{wanted}/"))
            chosen = next(inside, 0)
        if (item := self._files.topLevelItem(chosen)) is not None:
            self._files.setCurrentItem(item)
        self._files.blockSignals(was_blocked)
        self._wanted = ""
        self._show_change()

    def _current(self) -> ChangedFile | None:
        item = self._files.currentItem()
        file = item.data(0, Qt.ItemDataRole.UserRole) if item else None
        return file if isinstance(file, ChangedFile) else None

    def _path_of_current(self) -> str:
        file = self._current()
        return file.path if file else ""

    def _show_change(self) -> None:
        self._refresh_buttons()
        file = self._current()
        if file is None:
            # One that is compared still would be shown instead.
            self._scope.cancel(self._change_name)
            text = "" if self._state.files else tr("Nothing changed since the last commit.")
            self._show(FileChange(words=(text,) if text else ()), is_conflict=False)
            return
        self._scope.start(self._change_name, self._compare, file)

    async def _compare(self, file: ChangedFile) -> None:
        change = await self._folder.change(file)
        if isinstance(change, Problem):
            change = FileChange(problem=change.sentence)
        self._show(change, is_conflict=file.kind is ChangeKind.CONFLICT)

    def _show(self, change: FileChange, *, is_conflict: bool) -> None:
        problem = (change.problem,) if change.problem else ()
        lines = (*change.words, *problem)
        heads = (tr("Yours"), tr("Theirs")) if is_conflict else ("", "")
        for label, head, words in zip(
            (self._words, self._theirs), heads, (lines, change.theirs), strict=True
        ):
            text = "\n".join(f"• {word}" for word in words)
            label.show_text(f"{head}\n{text}" if head and text else text)
        self._told.fit()
        cut = f"\n{tr('Only the beginning is shown.')}" if change.is_cut else ""
        self._difference.show_text(change.difference + cut)

    def _refresh_buttons(self) -> None:
        is_busy = self._scope.is_busy(self._work_name)
        state, file = self._state, self._current()
        is_conflict = file is not None and file.kind is ChangeKind.CONFLICT
        for button in self._sides:
            button.setVisible(is_conflict)
            button.setEnabled(not is_busy)
        has_staged = any(one.is_staged for one in state.files) or self._work.is_merge
        can_commit = has_staged and not state.conflicts and not self._work.other
        has_message = bool(self._message.toPlainText().strip())
        self._commit.setEnabled(can_commit and has_message and not is_busy)
        self._all.setEnabled(not is_busy and any(one.is_unstaged for one in state.files))
        self._pull.setEnabled(not is_busy)
        self._push.setEnabled(not is_busy)
        self._files.setEnabled(not is_busy)
        self._cancel.setVisible(is_busy)
        self._abort.setVisible(self._work.is_merge)
        self._abort.setEnabled(not is_busy)

    def _do(self, work: Callable[[], Awaitable[Answer]], *, then_reads: bool = False) -> None:
        async def carried_out() -> None:
            self._note.show_text("")
            try:
                problem = await work()
                if then_reads:
                    # Before the buttons: what they do depends on it.
                    problem = await self._read() or problem
                    self.changed.emit()
                self._note.show_text(problem.sentence if problem else "")
            finally:
                self._progress.show_text("")
                # The task is over only after this turn of the loop.
                self._refresh_soon()

        self._scope.start(self._work_name, carried_out)
        self._refresh_buttons()

    def _refresh_soon(self) -> None:
        def on_busy_changed(name: object, is_busy: bool) -> None:
            if name == self._work_name and not is_busy:
                self._scope.busy_changed.disconnect(on_busy_changed)
                self._refresh_buttons()
                # What is disabled loses the keyboard.
                if not self._message.hasFocus():
                    self._files.setFocus()

        self._scope.busy_changed.connect(on_busy_changed)

    def _on_ticked(self, item: QTreeWidgetItem) -> None:
        file = item.data(0, Qt.ItemDataRole.UserRole)
        if isinstance(file, ChangedFile):
            is_wanted = item.checkState(0) == _CHECKED
            act = self._folder.stage if is_wanted else self._folder.unstage
            if file.kind is ChangeKind.CONFLICT:
                self._do(partial(self._folder.resolve, file), then_reads=True)
            else:
                self._do(partial(act, (file,)), then_reads=True)

    def _on_all(self) -> None:
        files = [file for file in self._state.files if file.kind is not ChangeKind.CONFLICT]
        self._do(partial(self._folder.stage, files), then_reads=True)

    def _on_commit(self) -> None:
        async def commit() -> Answer:
            problem = await self._folder.commit(self._message.toPlainText())
            if problem is None:
                self._message.clear()
            return problem

        self._do(commit, then_reads=True)

    def _on_pull(self) -> None:
        self._do(partial(self._folder.pull, self.progressed.emit), then_reads=True)

    def _on_push(self) -> None:
        self._do(partial(self._folder.push, self.progressed.emit), then_reads=True)

    def _on_abort(self) -> None:
        async def abort() -> Answer:
            words = tr(
                "Abort the merge?\n\nThe files are as they were before it; what you have resolved "
                "since is lost."
            )
            if await choose(self._theme, self, tr("Abort"), words, (_ABORT,)) != _ABORT:
                return None
            self._message.clear()
            return await self._folder.abort_merge()

        self._do(abort, then_reads=True)

    def _choose_own(self) -> None:
        self._resolve(partial(self._folder.choose, is_own=True))

    def _choose_theirs(self) -> None:
        self._resolve(partial(self._folder.choose, is_own=False))

    def _mark_resolved(self) -> None:
        self._resolve(self._folder.resolve)

    def _open_file(self) -> None:
        if file := self._current():
            self.file_wanted.emit(os.path.join(self._folder.top, file.path))
            self.reject()

    def _resolve(self, by: Callable[[ChangedFile], Awaitable[Answer]]) -> None:
        if file := self._current():
            self._do(partial(by, file), then_reads=True)


_LABELS = ("git_words", "git_words_of_others")
_SIDES: tuple[tuple[str, Callable[[ChangesDialog], None]], ...] = (
    (tr("Keep mine"), ChangesDialog._choose_own),
    (tr("Take theirs"), ChangesDialog._choose_theirs),
    (tr("Open the file"), ChangesDialog._open_file),
    (tr("Mark as resolved"), ChangesDialog._mark_resolved),
)


def _item(file: ChangedFile) -> QTreeWidgetItem:
    path = printable(file.path)
    item = QTreeWidgetItem([path, KIND_TITLES[file.kind]])
    item.setData(0, Qt.ItemDataRole.UserRole, file)
    item.setToolTip(0, plain_tip(f"{path}\n{KIND_WORDS[file.kind]}"))
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    is_part = file.is_staged and file.is_unstaged
    item.setCheckState(0, _PART if is_part else _CHECKED if file.is_staged else _UNCHECKED)
    return item
