"""The header lines that a person adds to a request."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QCompleter,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from aiurdesk.core.environment import variable_names
from aiurdesk.core.header import check_header
from aiurdesk.core.request import Header
from aiurdesk.ui.form.icon_button import IconButton
from aiurdesk.ui.form.line import new_line
from aiurdesk.ui.form.note import Note, WrappedLabel
from aiurdesk.ui.theme import Theme, mark

_KNOWN_NAMES = (
    "Accept", "Accept-Language", "Authorization", "Cache-Control", "Content-Type", "Cookie",
    "If-Match", "If-Modified-Since", "If-None-Match", "Origin", "Range", "Referer", "User-Agent",
    "X-Requested-With",
)  # fmt: skip


class HeadersPanel(QWidget):
    """Header lines one below the other; a line without a tick stays here and is not sent."""

    headers_changed = Signal()
    """Emitted when the person changed a line or whether it is sent."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines: list[HeaderLine] = []
        self._hint = WrappedLabel("muted")
        self._column = QVBoxLayout()
        self.add = QPushButton("Add header")
        self.add.clicked.connect(self._on_add)
        self._lay_out()
        self._tell_empty()

    def headers(self) -> tuple[Header, ...]:
        """Return the lines that are sent: ticked, with a name or a value."""
        return tuple(line.header() for line in self._lines if line.is_given())

    def set_headers(self, headers: tuple[Header, ...]) -> None:
        """Show header lines, all of them ticked."""
        for line in self._lines:
            self._drop(line)
        self._lines = []
        for header in headers:
            self._new_line(header)
        self._tell_empty()

    def _lay_out(self) -> None:
        page = QWidget()
        page.setObjectName("formPage")
        whole = QVBoxLayout(page)
        whole.setContentsMargins(14, 12, 14, 14)
        whole.setSpacing(8)
        self._column.setSpacing(6)
        whole.addWidget(self._hint)
        whole.addLayout(self._column)
        whole.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        whole.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _new_line(self, header: Header) -> "HeaderLine":
        line = HeaderLine(header, self._theme)
        line.changed.connect(self.headers_changed)
        line.remove.clicked.connect(lambda: self._on_remove(line))
        self._column.addWidget(line)
        self._lines.append(line)
        line.number(len(self._lines))
        stops = [self.add] if len(self._lines) == 1 else self._lines[-2].stops()[-1:]
        for first, second in zip([*stops, *line.stops()], line.stops(), strict=False):
            QWidget.setTabOrder(first, second)
        QWidget.setTabOrder(line.remove, self.add)
        return line

    def _drop(self, line: "HeaderLine") -> None:
        self._column.removeWidget(line)
        line.hide()
        line.setParent(None)
        line.deleteLater()

    def _tell_empty(self) -> None:
        self._hint.show_text(
            ""
            if self._lines
            else "Content-Type, Host and such are added by themselves. "
            "Add a header to send further ones."
        )

    def _on_add(self) -> None:
        line = self._new_line(Header("", ""))
        self._tell_empty()
        line.name.setFocus()

    def _on_remove(self, line: "HeaderLine") -> None:
        self._lines.remove(line)
        self._drop(line)
        for index, rest in enumerate(self._lines):
            rest.number(index + 1)
        self._tell_empty()
        self.add.setFocus()
        self.headers_changed.emit()


class HeaderLine(QWidget):
    """Whether it is sent, name, value, and a button that removes the line."""

    changed = Signal()
    """Emitted when the person changed anything."""

    def __init__(self, header: Header, theme: Theme) -> None:
        super().__init__()
        self.is_sent = QCheckBox()
        self.is_sent.setChecked(True)
        self.is_sent.setToolTip("Send this header")
        self.name = new_line()
        self.name.setPlaceholderText("Name")
        self.name.setText(header.name)
        completer = QCompleter(_KNOWN_NAMES, self.name)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.name.setCompleter(completer)
        names = completer.popup()
        if names is not None:  # Qt puts it below nothing that wears the theme
            theme.dress(names)
        self.value: QLineEdit = new_line()
        self.value.setPlaceholderText("Value")
        self.value.setText(header.value)
        self.remove = IconButton(theme, "close", "Remove header")
        self._problem = Note(theme)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.is_sent)
        row.addWidget(self.name, 2)
        row.addWidget(self.value, 3)
        row.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(row)
        column.addWidget(self._problem)
        self.is_sent.clicked.connect(self._on_changed)
        self.name.textChanged.connect(self._on_changed)
        self.value.textChanged.connect(self._on_changed)
        self._check()

    def header(self) -> Header:
        """Return the line as it stands."""
        return Header(self.name.text(), self.value.text())

    def is_given(self) -> bool:
        """Tell whether the line is sent."""
        return self.is_sent.isChecked() and self.header() != Header("", "")

    def stops(self) -> list[QWidget]:
        """Return the widgets that Tab stops at, in order."""
        return [self.is_sent, self.name, self.value, self.remove]

    def number(self, place: int) -> None:
        """Name the parts of the line by its place, 1 for the first."""
        self.is_sent.setAccessibleName(f"Send header {place}")
        self.name.setAccessibleName(f"Header name {place}")
        self.value.setAccessibleName(f"Header value {place}")
        self.remove.rename(f"Remove header {place}")

    def _on_changed(self) -> None:
        self._check()
        self.changed.emit()

    def _check(self) -> None:
        header = self.header()
        # A value with variables is looked at when they are resolved.
        shown = Header(header.name, "") if variable_names(header.value) else header
        problem = (check_header(shown) or "") if self.is_given() else ""
        self._problem.show_text(problem)
        for part in (self.name, self.value):
            mark(part, "invalid", bool(problem))
            part.setAccessibleDescription(problem)
