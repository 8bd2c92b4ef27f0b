"""The status line: running work, and facts about the last response."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QStatusBar

from aiurdesk import __version__
from aiurdesk.core.translation import tr
from aiurdesk.ui import widgets
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.styled import styled

if TYPE_CHECKING:
    from aiurdesk.ui.window.response_facts import ResponseTexts

COPIED = tr("Copied")
_COPIED_MS = 3000
_TELLS_OWNER = frozenset({"xcb", "wayland", "windows", "cocoa"})
"""Platforms that tell whether the content of the clipboard comes from this program."""
_READY = tr("Ready")
_NO_KEYRING = tr("No keyring: secrets are stored until the program ends")


class StatusLine(QStatusBar):
    """Shows background work, protocol, protection and size."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("status_line")
        # The grip would take a place at the right; the frame of the window can be dragged, too.
        self.setSizeGripEnabled(False)
        self._work: list[str] = []
        self._is_themed = False
        self._is_encrypted = False
        self._facts: list[QLabel] = []
        self._dot = self._add("activity_dot")
        self._activity = self._add("activity")
        self._lock = self._add("lock")
        self._protection = self._add("protection")
        self._size = self._add("size")
        self._keyring: QLabel | None = None
        words = f"aiurdesk {'.'.join(__version__.split('.')[:2])}"
        version = styled(QLabel(words), "version")
        version.setContentsMargins(0, 0, 8, 0)
        self.addPermanentWidget(version)
        self._show_work()

    def apply_to(self) -> None:
        """Draw dot and lock, now and when the theme changes; the first paint has neither."""
        self._is_themed = True
        self._theme.changed.connect(self._apply_to)
        self._apply_to()

    def show_work(self, text: str, *, is_running: bool) -> None:
        """Show that something runs, or remove its text when it ended."""
        # Once for each: while two requests are sent, the end of one leaves the text of the other.
        if is_running:
            self._work.append(text)
        elif text in self._work:
            self._work.remove(text)
        self._show_work()

    def show_copied(self) -> None:
        """Say that something was copied, unless another program did it."""
        # The clipboard tells of every program's copies, and not on every platform whose they are.
        # While a window of ours is in front, the person does not copy in another program.
        is_ours = QApplication.activeWindow() is not None
        if QGuiApplication.platformName() in _TELLS_OWNER:
            is_ours = QApplication.clipboard().ownsClipboard()
        if is_ours and QApplication.clipboard().text():
            self.showMessage(COPIED, _COPIED_MS)

    def show_saved(self, name: str) -> None:
        """Say that a request or a file was saved."""
        self.showMessage(tr("Saved {name}").format(name=name), _COPIED_MS)

    def show_keyring(self, name: str) -> None:
        """Show the name of the keyring; empty without a keyring."""
        if self._keyring is None:
            self._keyring = widgets.elided_label.ElidedLabel()
            self._keyring.setObjectName("keyring")
            self._keyring.setContentsMargins(3, 0, 12, 0)
            # Before the version; Qt counts the widgets on the left, too.
            self.insertPermanentWidget(len(self._facts), self._keyring)
        self._keyring.setText(tr("Keyring: {name}").format(name=name) if name else _NO_KEYRING)
        self._keyring.show()

    @property
    def keyring(self) -> str:
        """The text about where secrets are stored."""
        return self._keyring.text() if self._keyring is not None else ""

    def show_response(self, facts: "ResponseTexts | None") -> None:
        """Show protocol, TLS and size of a response, or nothing without one."""
        self._is_encrypted = facts is not None and facts.is_encrypted
        self._protection.setText(facts.protection if facts else "")
        self._size.setText(facts.size if facts else "")
        self._apply_to()

    def _add(self, name: str) -> QLabel:
        label = styled(QLabel(), name)
        label.setContentsMargins(8 if name.endswith("dot") else 3, 0, 3, 0)
        self.addWidget(label)
        self._facts.append(label)
        return label

    def _show_work(self) -> None:
        self._activity.setText(" · ".join(dict.fromkeys(self._work)) or _READY)
        if self._is_themed:
            self._apply_to()

    def _apply_to(self) -> None:
        # Not hidden and shown: Qt hides the labels behind a message, and it would stand over that.
        if self._is_encrypted:
            self._lock.setPixmap(self._theme.icon("lock").pixmap(self._theme.icon_size(12)))
        else:
            self._lock.clear()
        token = "accent" if self._work else "success_border"
        self._dot.setPixmap(self._theme.dot(token).pixmap(self._theme.icon_size(10)))
