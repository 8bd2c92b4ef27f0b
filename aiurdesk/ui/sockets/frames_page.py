"""The frames of a socket: their list with its filter, and the chosen frame below it."""

from collections.abc import Iterator
from functools import cached_property

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from aiurdesk.core.exchange.sockets.closing import SocketState
from aiurdesk.core.exchange.sockets.event_types import FrameReading
from aiurdesk.core.exchange.sockets.frame import Frame
from aiurdesk.core.translation import tr, trn
from aiurdesk.ui.idle_steps import IdleSteps
from aiurdesk.ui.keys.action_keys import ActionKeys
from aiurdesk.ui.response.body_reader import BodyAccess
from aiurdesk.ui.sockets.frame_views import FrameRow, FrameViews
from aiurdesk.ui.sockets.frames_table import ALL, SHOWN, FramesTable
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.filter_field import FilterField
from aiurdesk.ui.widgets.folding_row import FoldingRow
from aiurdesk.ui.widgets.icon_button import IconButton
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.widgets.popup_menu import PopupMenu
from aiurdesk.ui.widgets.styled import styled
from aiurdesk.ui.widgets.throttle import Throttle

_NO_FRAMES = tr("No frames yet. Fill in the form and press {}.")
_NO_FRAMES_IN = {
    SocketState.CONNECTING: tr("No frames yet. The socket is not open yet."),
    SocketState.OPEN: tr("No frames yet. The socket is open."),
    SocketState.CLOSING: tr("No frame came."),
    SocketState.WAITING: tr("No frame came before the connection was lost."),
    SocketState.REFUSED: tr("No frame came, because the socket was not opened."),
    SocketState.CLOSED: tr("No frame came before the socket was closed."),
}
_NO_EVENTS_IN = {
    **_NO_FRAMES_IN,
    SocketState.CONNECTING: tr("No events yet. The stream is not open yet."),
    SocketState.OPEN: tr("No events yet. The stream is open."),
    SocketState.WAITING: tr("No event came before the stream was lost."),
    SocketState.REFUSED: tr("No event came, because the response is not a stream."),
    SocketState.CLOSED: tr("No event came before the stream ended."),
}
_LEAST_LIST, _LEAST_VIEWS = 96, 150
"""Heights in pixels, where the text has its usual size."""
_SHARES = (4, 5)
"""Of the list and of the chosen frame."""
_NOTE_EVERY_MS = 100


class FramesPage(QWidget):
    """Lists frames, and shows the chosen one in the views that a response has."""

    frame_wanted = Signal(FrameRow)
    """Emitted with the row whose frame is to be shown by ``show_frame``."""
    resend_wanted = Signal(FrameRow)
    """Emitted with the row of a message that is to be sent again."""
    edit_wanted = Signal(object)
    """Emitted with the text or bytes of a message that is to be changed and sent."""
    save_content_wanted = Signal()
    """Emitted when the content of the chosen frame is to be saved into a file."""
    save_wanted = Signal()
    """Emitted when all frames are to be saved into a file."""
    open_wanted = Signal()
    """Emitted when the frames of a file are to be shown."""
    clear_wanted = Signal()
    """Emitted when all frames are to be removed."""

    def __init__(
        self,
        theme: Theme,
        keys: ActionKeys,
        scope: TaskScope,
        bodies: BodyAccess,
        frames: FramesTable,
    ) -> None:
        """Show that there are no frames.

        Args:
            frames: The list, which becomes a part of the page.
        """
        super().__init__()
        self._theme = theme
        self._keys = keys
        self._scope = scope
        self._bodies = bodies
        self._frames = frames
        self._frame: Frame | None = None
        self._state: SocketState | None = None
        self._is_stream = False
        self._sending_actions: list[QAction] = []
        self._filter = FilterField(theme, "frame_filter", "")
        self._choice = ChoiceBox()
        self._choice.addItems(list(SHOWN))
        tip = tr("List no new rows; “Resume” lists those that came meanwhile")
        self._pause = styled(QPushButton(tr("Pause")), "pause_frames", tip=tip)
        self._pause.setCheckable(True)
        self._counts = styled(QLabel(), look="small")
        self._note = _LogNote()
        self._empty = styled(QLabel(), look="empty")
        self._list = QStackedWidget()
        self._steps = IdleSteps(self)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._is_divided = False
        self._lay_out()
        self._connect()
        self._name_rows()
        theme.changed.connect(self._apply_theme)
        keys.changed.connect(self._show_keys)
        self._apply_theme()
        self._show_keys()
        self._show_counts()

    def set_state(self, state: SocketState | None) -> None:
        """Say what is to be expected; None where nothing was connected."""
        self._state = state
        self._show_keys()
        # Before a frame is chosen, so that the first one appears at once.
        if state is SocketState.OPEN and self._split.count() == 1:
            self._steps.start(self._preparations())

    def set_stream(self, is_stream: bool) -> None:
        """Offer to send a frame again, unless it is an event of a stream."""
        self._is_stream = is_stream
        for action in self._sending_actions:
            action.setVisible(not is_stream)
        self._name_rows()
        self._show_keys()
        self._show_counts()

    def resume(self) -> None:
        """List new frames again."""
        self._pause.setChecked(False)

    def show_note(self, text: str) -> None:
        """Say what became of frames that are not in the list, at once or in a moment."""
        self._note.show_latest(text)

    def show_frame(self, row: FrameRow, frame: Frame, reading: FrameReading) -> None:
        """Show the frame of the selected row."""
        self._frame = frame
        self._place_views()
        is_new, self._is_divided = not self._is_divided, True
        self._views.show()
        if is_new:
            # Only now: a hidden part gets no share. A tree with its buttons needs more than a list
            # in which a row is chosen; what the person moves the handle to stays.
            self._split.setSizes(_SHARES)
            # After the layout: the list has become lower, and may have hidden the row.
            QTimer.singleShot(0, self._frames, self._frames.show_selected)
        self._views.show_frame(row, frame, reading, is_stream=self._is_stream)

    @property
    def shown_content(self) -> str | bytes:
        """The content of the frame that is shown."""
        return "" if self._frame is None else self._frame.content

    # QWidget.find looks windows up by their number, which is not needed here.
    def find(self) -> None:  # type: ignore[override]
        """Ask what to find: in the chosen frame, or in the list."""
        if self._frame is not None and self._views.isVisible():
            self._views.views.find_bar.activate()
        else:
            self._filter.setFocus()
            self._filter.selectAll()

    def _name_rows(self) -> None:
        """Call the rows frames, and those of a stream events, as they are called elsewhere."""
        is_stream = self._is_stream
        self._filter.rename(tr("Filter events") if is_stream else tr("Filter frames"))
        self._choice.setAccessibleName(tr("Show events") if is_stream else tr("Show frames"))
        self._choice.setItemText(0, tr("All events") if is_stream else ALL)
        number = tr("Number of events") if is_stream else tr("Number of frames")
        self._counts.setAccessibleName(number)
        self._frames.table.setAccessibleName(tr("Events") if is_stream else tr("Frames"))

    def _preparations(self) -> Iterator[None]:
        """Make what shows a frame in steps, before one is chosen."""
        self._place_views()
        yield
        self._views.ensurePolished()

    def _place_views(self) -> None:
        # A splitter gives a part its share when it is added, so it is added as late as it is shown.
        if self._split.count() == 1:
            self._split.addWidget(self._views)
            self._apply_theme()

    @cached_property
    def _views(self) -> FrameViews:
        """Made with the first frame that is chosen."""
        views = FrameViews(self._theme, self._keys, self._scope, self._bodies)
        views.copy_button.clicked.connect(self._copy)
        views.again_button.clicked.connect(self._resend)
        views.edit_button.clicked.connect(self._edit)
        views.hide()
        views.views.save_button.clicked.connect(self.save_content_wanted)
        return views

    def _connect(self) -> None:
        self._frames.chosen.connect(self._on_chosen)
        self._frames.activated.connect(self._on_activated)
        for text, key, act in (
            (tr("Copy"), QKeySequence.StandardKey.Copy, self._copy),
            (tr("Send again"), None, self._resend),
            (tr("Edit and send"), None, self._edit),
            (tr("Follow new rows"), None, self._frames.follow),
        ):
            action = QAction(text, self._frames.table)
            action.triggered.connect(act)
            # In the list only: in a text, Ctrl+C copies what is selected there.
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            if key is not None:
                action.setShortcut(key)
            self._frames.table.addAction(action)
            if act in (self._resend, self._edit):
                self._sending_actions.append(action)
        self._frames.counted.connect(self._show_counts)
        self._filter.textChanged.connect(self._on_filter)
        self._filter.moved.connect(lambda _move: self._frames.table.setFocus())
        self._choice.currentTextChanged.connect(self._on_filter)
        self._pause.toggled.connect(self._on_pause)

    def _on_chosen(self, row: FrameRow | None) -> None:
        if row is not None:
            self.frame_wanted.emit(row)
        elif self._frame is not None:
            self._frame = None
            self._views.hide()

    def _on_activated(self, _row: FrameRow) -> None:
        # Return goes on to what the frame holds.
        if self._frame is not None:
            self._views.views.pages.setFocus()

    def _on_filter(self) -> None:
        kind = list(SHOWN)[self._choice.currentIndex()]
        self._frames.set_filter(kind, self._filter.text())

    def _on_pause(self, is_paused: bool) -> None:
        self._frames.pause(is_paused)
        self._pause.setText(tr("Resume") if is_paused else tr("Pause"))

    def _show_keys(self) -> None:
        how = _NO_FRAMES.format(self._keys.behind(tr("Connect"), "send"))
        texts = _NO_EVENTS_IN if self._is_stream else _NO_FRAMES_IN
        self._empty.setText(how if self._state is None else texts[self._state])

    def _show_counts(self) -> None:
        counts = self._frames.counts
        count = counts.listed + counts.dropped
        words = trn("{count:,} frame", "{count:,} frames", count).format(count=count)
        if self._is_stream:
            words = trn("{count:,} event", "{count:,} events", count).format(count=count)
        if counts.visible < counts.listed:
            words = tr("{visible:,} of {words}").format(visible=counts.visible, words=words)
        if counts.waiting and self._frames.is_paused:
            words += tr(" · {count:,} new").format(count=counts.waiting)
        self._counts.setText("" if self._frames.is_empty else words)
        # Not by rows that are shown: a filter that matches nothing leaves the list.
        self._list.setCurrentWidget(self._empty if self._frames.is_empty else self._frames)

    def _copy(self) -> None:
        if self._frame is None:
            return
        content = self.shown_content
        text = content if isinstance(content, str) else content.hex(" ")
        QGuiApplication.clipboard().setText(text)

    def _copy_list(self) -> None:
        QGuiApplication.clipboard().setText(self._frames.lines())

    def _resend(self) -> None:
        row = self._frames.selected
        if row is not None and row.kind.is_message:
            self.resend_wanted.emit(row)

    def _edit(self) -> None:
        if self._frame is not None and self._frame.kind.is_message:
            self.edit_wanted.emit(self._frame.content)

    def _lay_out(self) -> None:
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._list.addWidget(self._empty)
        self._list.addWidget(self._frames)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self._list)
        more = self._make_more()
        tools = FoldingRow(((self._filter, 1),), (self._choice, self._pause, more))
        # All as high as the highest: each has a height of its own otherwise.
        for part in (self._filter, self._choice, self._pause, more):
            across = part.sizePolicy().horizontalPolicy()
            part.setSizePolicy(across, QSizePolicy.Policy.Preferred)
        # It has no text yet, and would take the room of a line.
        self._note.hide()
        column_of(self, tools, (self._split, 1), self._counts, self._note, margins=0, spacing=6)

    def _apply_theme(self) -> None:
        self._list.setMinimumHeight(self._theme.length(_LEAST_LIST))
        if self._split.count() > 1:
            self._views.setMinimumHeight(self._theme.length(_LEAST_VIEWS))

    def _make_more(self) -> QToolButton:
        button = IconButton(self._theme, "more", tr("More for this list"))
        mark(button, "look", "step")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = PopupMenu(button)
        menu.addAction(tr("Save frames…"), self.save_wanted.emit)
        menu.addAction(tr("Open frames…"), self.open_wanted.emit)
        menu.addAction(tr("Copy the list"), self._copy_list)
        menu.addSeparator()
        menu.addAction(tr("Clear"), self.clear_wanted.emit)
        button.setMenu(menu)
        return button


class _LogNote(WrappedLabel):
    """Says what became of frames that are not in the list any more.

    It changes seldom, although a flood moves frames to the file several hundred times a second:
    each change lays the page out again.
    """

    def __init__(self) -> None:
        super().__init__("small")
        self._latest = ""
        self._throttle = Throttle(self, _NOTE_EVERY_MS, lambda: self.show_text(self._latest))

    def show_latest(self, text: str) -> None:
        """Show a text or nothing, at once or in a moment."""
        if text != self._latest:
            self._latest = text
            self._throttle.call()
