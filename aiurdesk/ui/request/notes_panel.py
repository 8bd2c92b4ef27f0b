"""The notes of a request: Markdown, shown as it is meant and edited as it is written."""

from PySide6.QtCore import QMimeData, QSignalBlocker, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QTextDocument, QTextOption
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QTextBrowser,
    QWidget,
)

from aiurdesk.core.translation import tr
from aiurdesk.ui.theme.grid import INSET, LINE
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.capped_line import refuse_text
from aiurdesk.ui.widgets.desktop import open_web_page
from aiurdesk.ui.widgets.styled import styled

_MOST_CHARACTERS = 20_000
"""Qt takes seconds for texts that are much longer; their file is the place to edit them."""
_PLACEHOLDER = "Markdown: # Heading, **bold**, - list, [link](https://…)"


class NotesPanel(QFrame):
    """Shows the notes of a request, and lets the person change them."""

    edited = Signal(str)
    """Emitted with the notes at every change."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._notes = ""
        self.setObjectName("notes_panel")
        self._title = styled(QLabel(tr("Notes")), look="title")
        self._toggle = styled(QPushButton(), "edit_notes", look="small-link")
        self._toggle.clicked.connect(self._on_toggled)
        self._view = _NotesView()
        self._editor = _NotesEditor()
        self._editor.hide()
        self._editor.textChanged.connect(self._on_edited)
        row = row_of(None, self._title, self._toggle, 1)
        column = column_of(
            self, row, self._view, (self._editor, 1), margins=(INSET, LINE, INSET, 0), spacing=4
        )
        # Without documentation below, they have the tab for themselves.
        column.addStretch(0)
        theme.changed.connect(self._show)
        self._show()

    def show_notes(self, notes: str) -> None:
        """Show other notes."""
        if notes == self._notes:
            return
        self._notes = notes
        # What stands in the editor is taken over with the next key, so it must be these notes, and
        # all of them. ``isVisible`` would be False while another tab is in front.
        if not self._editor.isHidden():
            self._fill_editor()
            self._editor.setVisible(not self._is_long())
        self._show()

    def _on_toggled(self) -> None:
        is_editing = self._editor.isHidden()
        if is_editing:
            self._fill_editor()
        self._editor.setVisible(is_editing)
        self._show()
        if is_editing:
            self._editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill_editor(self) -> None:
        # Filling the editor is not an edit.
        with QSignalBlocker(self._editor):
            self._editor.setPlainText("" if self._is_long() else self._notes)

    def _is_long(self) -> bool:
        return len(self._notes) > _MOST_CHARACTERS

    def _on_edited(self) -> None:
        self._notes = self._editor.toPlainText()
        self.edited.emit(self._notes)

    def _show(self) -> None:
        is_editing = not self._editor.isHidden()
        is_long = self._is_long()
        self._title.setVisible(bool(self._notes) or is_editing)
        self._view.setVisible(bool(self._notes) and not is_editing)
        text = tr("Done") if is_editing else tr("Edit") if self._notes else tr("Add notes")
        self._toggle.setText(text)
        self._toggle.setAccessibleName(
            text if text == tr("Add notes") else tr("{action} notes").format(action=text)
        )
        self._toggle.setVisible(not is_long or is_editing)
        if self._view.isHidden():
            return
        cut = tr("\n\n*The notes go on in the file.*") if is_long else ""
        self._view.show_markdown(self._notes[:_MOST_CHARACTERS] + cut)


class _NotesEditor(QPlainTextEdit):
    """Takes notes as they are written; refuses a paste that would make them too long."""

    def __init__(self) -> None:
        super().__init__(placeholderText=_PLACEHOLDER, tabChangesFocus=True)
        styled(self, "notes_editor", spoken=tr("Notes"))
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Insert what is pasted or dropped, unless it is too long."""
        length = len(source.text())
        rest = self.document().characterCount() - 1 - len(self.textCursor().selectedText())
        if rest + length <= _MOST_CHARACTERS:
            super().insertFromMimeData(source)
        else:
            refuse_text(self, length, _MOST_CHARACTERS)


class _NotesView(QTextBrowser):
    """Shows Markdown; loads nothing, and opens web pages in the browser."""

    def __init__(self) -> None:
        # Qt would show the target of a link in this view.
        super().__init__(openLinks=False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        styled(self, "notes", spoken=tr("Notes"), look="page")
        self.document().setDocumentMargin(0)
        # As high as its text, so that the documentation begins right below, but lower where there
        # is less room: then it scrolls.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.anchorClicked.connect(open_web_page)
        # The text wraps again when the width changes, and then needs another height.
        self.document().documentLayout().documentSizeChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Return the size of the text, so that no more room is taken than it needs."""
        return QSize(super().sizeHint().width(), round(self.document().size().height()) + 2)

    def show_markdown(self, text: str) -> None:
        """Show a text; HTML in it is shown as text."""
        features = QTextDocument.MarkdownFeature
        self.document().setMarkdown(text, features.MarkdownNoHTML | features.MarkdownDialectGitHub)

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # noqa: ARG002
        """Load no picture: neither from the disk nor from elsewhere."""
        return None
