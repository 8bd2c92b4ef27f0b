"""The response side of a socket: its state, its frames, the chosen frame, and what is sent."""

from collections.abc import Callable, Iterator
from functools import cached_property

from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from aiurdesk.core.request.conversation import Conversation, SocketMessage
from aiurdesk.core.request.edit_state import EditPlace
from aiurdesk.core.request.request import Request
from aiurdesk.core.sockets.frame import Frame
from aiurdesk.core.sockets.frame_reading import FrameReading
from aiurdesk.core.sockets.socket_status import SocketState, SocketStatus
from aiurdesk.ui.keys.action_keys import ActionKeys
from aiurdesk.ui.response.body_access import BodyAccess
from aiurdesk.ui.sockets.frame_row import FrameRow
from aiurdesk.ui.sockets.frame_views import FrameViews
from aiurdesk.ui.sockets.frames_and_tests import FramesAndTests
from aiurdesk.ui.sockets.frames_table import SHOWN, FramesTable
from aiurdesk.ui.sockets.log_note import LogNote
from aiurdesk.ui.sockets.message_editor import MessageEditor
from aiurdesk.ui.sockets.message_name_dialog import MessageNameDialog
from aiurdesk.ui.sockets.saved_messages import SavedMessages
from aiurdesk.ui.sockets.socket_bar import SocketBar
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.widgets.ask import ask, discard
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.filter_field import FilterField
from aiurdesk.ui.widgets.folding_row import FoldingRow
from aiurdesk.ui.widgets.icon_button import IconButton
from aiurdesk.ui.widgets.idle_steps import IdleSteps
from aiurdesk.ui.window.theme import Theme, mark

_NO_FRAMES = "No frames yet. Fill in the form and press {}."
_LISTENING = "No frames yet. The socket is open."
_LEAST_LIST, _LEAST_VIEWS, _LEAST_FRAMES = 96, 150, 110
"""Heights in pixels, where the text has its usual size. With less room than for list and views
together, these scroll, and with still less the message does as well."""
_FRAMES, _RESPONSE = 0, 1
"""Tabs, which are shown while there is a response beside the frames."""
_SHARES = (4, 5)
"""Of the list and of the chosen frame."""


class SocketPanel(QWidget):
    """Shows one socket. A refused handshake is shown as any response."""

    frame_wanted = Signal(FrameRow)
    """Emitted with the row whose frame is to be shown by ``show_frame``."""
    again_wanted = Signal(FrameRow)
    """Emitted with the row of a message that is to be sent again."""
    save_content_wanted = Signal()
    """Emitted when the content of the chosen frame is to be saved into a file."""
    save_wanted = Signal()
    """Emitted when all frames are to be saved into a file."""
    open_wanted = Signal()
    """Emitted when the frames of a file are to be shown."""
    conversation_changed = Signal(Conversation)
    """Emitted with the saved messages and subprotocols of the request after a change of them."""
    clear_wanted = Signal()
    """Emitted when all frames are to be removed."""

    def __init__(
        self,
        theme: Theme,
        keys: ActionKeys,
        scope: TaskScope,
        bodies: BodyAccess,
        response: QWidget,
        find_in_response: Callable[[], None],
    ) -> None:
        """Take over the response pane of the page.

        Args:
            response: Shows a refusal.
            find_in_response: Asks what to find in it.
        """
        super().__init__()
        self._theme = theme
        self._keys = keys
        self._scope = scope
        self._bodies = bodies
        self._frame: Frame | None = None
        self.bar = SocketBar(theme)
        self.frames = FramesTable(theme)
        self.message = MessageEditor(theme, keys)
        self.saved = SavedMessages(self)
        self._conversation = Conversation()
        self._has_tests = False
        self._is_listening = False
        self.response = response
        self._find_in_response = find_in_response
        self._filter = FilterField(theme, "frame_filter", "Filter frames")
        self._shown = ChoiceBox()
        self._shown.setAccessibleName("Show frames")
        self._shown.addItems(list(SHOWN))
        self._pause = QPushButton("Pause")
        self._pause.setCheckable(True)
        self._counts = QLabel()
        self._note = LogNote()
        self._empty = QLabel()
        self._pages = QStackedWidget()
        self._switch = QTabBar()
        self._list = QStackedWidget()
        self._steps = IdleSteps(self)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._is_divided = False
        self._talk, self._upper = QScrollArea(), QScrollArea()
        self.parts = FramesAndTests(theme, keys, self._lay_out_frames())
        self._lay_out()
        self._connect()
        theme.changed.connect(self._apply_theme)
        keys.changed.connect(self._show_keys)
        self._apply_theme()
        self.show_status(None)
        self._show_counts()

    def take_response(self) -> None:
        """Take the response pane of the page over again, after the page has shown it itself."""
        # A widget has one parent: the page took the pane out of here when it showed it itself.
        if self._pages.indexOf(self.response) < 0:
            self._pages.addWidget(self.response)

    def show_status(self, status: SocketStatus | None) -> None:
        """Show another status."""
        self.bar.show_status(status)
        state = None if status is None else status.state
        self.message.set_open(state is SocketState.OPEN)
        self.saved.set_open(state is SocketState.OPEN)
        self._is_listening = state is SocketState.OPEN
        self._show_keys()
        # A refusal is an ordinary response, with all that is shown of one.
        is_refused = state is SocketState.REFUSED and status is not None and bool(status.exchange)
        self._show_page(has_response=is_refused)
        # Before a frame is chosen, so that the first one appears at once.
        if state is SocketState.OPEN and self._split.count() == 1:
            self._steps.start(self._preparations())

    def _show_keys(self) -> None:
        how = _NO_FRAMES.format(self._keys.behind("Connect", "send"))
        self._empty.setText(_LISTENING if self._is_listening else how)

    def show_response(self) -> None:
        """Show the response pane, such as for an exchange out of the history."""
        self._show_page(has_response=True)

    def _show_page(self, *, has_response: bool) -> None:
        """Show a response where there is one; tabs lead to the frames and back to it."""
        self._switch.setVisible(has_response)
        self._switch.setCurrentIndex(_RESPONSE if has_response else _FRAMES)
        self._pages.setCurrentWidget(self.response if has_response else self._talk)

    def _on_switched(self, tab: int) -> None:
        self._pages.setCurrentWidget(self.response if tab == _RESPONSE else self._talk)

    def show_conversation(self, conversation: Conversation, *, has_tests: bool = False) -> None:
        """Offer what is saved with the request.

        Args:
            conversation: Its messages, and what it expects.
            has_tests: There are tests or captures beside.
        """
        self._conversation, self._has_tests = conversation, has_tests
        self.parts.show_conversation(conversation, has_tests=has_tests)
        self.saved.show_messages(conversation.messages)
        self.bar.options.show_subprotocols(conversation.subprotocols)

    def show_request(self, request: Request) -> None:
        """Offer what is saved with a request, and compare its tests with those carried out."""
        has_tests = bool(request.tests or request.captures)
        self.show_conversation(request.conversation, has_tests=has_tests)
        self.parts.show_request(request)

    def show_edit(self, place: EditPlace) -> None:
        """Give the keyboard to what an edit of messages or subprotocols changed."""
        if place is EditPlace.SUBPROTOCOLS:
            self.bar.focus_subprotocols()
        else:
            self._show_page(has_response=False)
            self.saved.setFocus()

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
            QTimer.singleShot(0, self.frames.show_selected)
        self._views.show_frame(row, frame, reading)

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

    @property
    def selected(self) -> FrameRow | None:
        """The selected row."""
        return self.frames.selected

    @property
    def shown_content(self) -> str | bytes:
        """The content of the frame that is shown."""
        return "" if self._frame is None else self._frame.content

    # QWidget.find looks windows up by their number, which is not needed here.
    def find(self) -> None:  # type: ignore[override]
        """Ask what to find: in the chosen frame, in the list, or in the response."""
        if self._pages.currentWidget() is self.response:
            self._find_in_response()
        elif self._frame is not None and self._views.isVisible():
            self._views.views.find_text()
        else:
            self._filter.setFocus()
            self._filter.selectAll()

    @cached_property
    def _views(self) -> FrameViews:
        """Made with the first frame that is chosen."""
        views = FrameViews(self._theme, self._keys, self._scope, self._bodies)
        views.copy_button.clicked.connect(self._copy)
        views.again_button.clicked.connect(self._send_again)
        views.edit_button.clicked.connect(self._edit)
        views.hide()
        views.views.save_button.clicked.connect(self.save_content_wanted)
        return views

    def _connect(self) -> None:
        self._switch.currentChanged.connect(self._on_switched)
        self.frames.chosen.connect(self._on_chosen)
        self.frames.activated.connect(self._on_activated)
        for text, key, act in (
            ("Copy", QKeySequence.StandardKey.Copy, self._copy),
            ("Send again", None, self._send_again),
            ("Edit and send", None, self._edit),
            ("Follow new frames", None, self.frames.follow),
        ):
            action = QAction(text, self.frames.table)
            action.triggered.connect(act)
            # In the list only: in a text, Ctrl+C copies what is selected there.
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            if key is not None:
                action.setShortcut(key)
            self.frames.table.addAction(action)
        self.frames.counted.connect(self._show_counts)
        self._filter.textChanged.connect(self._on_filter)
        self._filter.moved.connect(lambda _move: self.frames.table.setFocus())
        self._shown.currentTextChanged.connect(self._on_filter)
        self._pause.toggled.connect(self._on_pause)
        self.bar.options.subprotocols_changed.connect(self._keep_subprotocols)
        self.saved.send_wanted.connect(self.message.send_wanted)
        self.saved.edit_wanted.connect(self.message.show_message)
        self.saved.keep_wanted.connect(self._keep_message)
        self.saved.replace_wanted.connect(self._replace_message)
        self.saved.rename_wanted.connect(self._ask_for_name)
        self.saved.changed.connect(self._keep_messages)

    def _keep_message(self) -> None:
        message = self.message.typed
        if message is not None:
            self._keep_messages((*self._messages, message))

    def _replace_message(self, place: int) -> None:
        typed, messages = self.message.typed, list(self._messages)
        if typed is not None:
            # What is typed has no name, so the message would lose its own.
            messages[place] = replace(typed, name=messages[place].name)
            self._keep_messages(tuple(messages))

    def _ask_for_name(self, place: int) -> None:
        # Every open request has its own panel.
        self._scope.start(f"name message {id(self)}", self._rename, self._messages[place])

    async def _rename(self, message: SocketMessage) -> None:
        dialog = MessageNameDialog(self._theme, self, message)
        is_accepted = await ask(dialog)
        name = dialog.name() if is_accepted else message.name
        discard(dialog)
        # The file may have changed while the dialog was open.
        if name != message.name and message in self._messages:
            renamed = replace(message, name=name)
            self.saved.follow_rename(message, renamed)
            place = self._messages.index(message)
            self._keep_messages((*self._messages[:place], renamed, *self._messages[place + 1 :]))

    @property
    def _messages(self) -> tuple[SocketMessage, ...]:
        return self._conversation.messages

    def _keep_messages(self, messages: tuple[SocketMessage, ...]) -> None:
        self._change(replace(self._conversation, messages=messages))

    def _keep_subprotocols(self, names: tuple[str, ...]) -> None:
        self._change(replace(self._conversation, subprotocols=names))

    def _change(self, conversation: Conversation) -> None:
        self.show_conversation(conversation, has_tests=self._has_tests)
        self.conversation_changed.emit(conversation)

    def _on_chosen(self, row: FrameRow | None) -> None:
        if row is not None:
            self.frame_wanted.emit(row)
        elif self._frame is not None:
            self._frame = None
            self._views.hide()

    def _on_activated(self, _row: FrameRow) -> None:
        # Return goes on to what the frame holds.
        if self._frame is not None:
            self._views.views.focus_view()

    def _on_filter(self) -> None:
        self.frames.set_filter(self._shown.currentText(), self._filter.text())

    def _on_pause(self, is_paused: bool) -> None:
        self.frames.pause(is_paused)
        self._pause.setText("Resume" if is_paused else "Pause")

    def _show_counts(self) -> None:
        shown, all_rows, waiting = self.frames.counts
        count = all_rows + self.frames.left
        words = f"{count:,} frame" + ("" if count == 1 else "s")
        if shown < all_rows:
            words = f"{shown:,} of {words}"
        if waiting and self.frames.is_paused:
            words += f" · {waiting:,} new"
        self._counts.setText(words if count or waiting else "")
        is_empty = not (count or waiting)
        # Not by rows that are shown: a filter that matches nothing leaves the list.
        self._list.setCurrentWidget(self._empty if is_empty else self.frames)

    def _copy(self) -> None:
        if self._frame is None:
            return
        content = self.shown_content
        text = content if isinstance(content, str) else content.hex(" ")
        QGuiApplication.clipboard().setText(text)

    def _send_again(self) -> None:
        if self.selected is not None:
            self.again_wanted.emit(self.selected)

    def _edit(self) -> None:
        if self._frame is not None and self._frame.kind.is_message:
            self.message.show_content(self._frame.content)

    def _lay_out(self) -> None:
        mark(self._counts, "look", "small")
        self._counts.setAccessibleName("Number of frames")
        mark(self._empty, "look", "empty")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._pause.setToolTip("Stop listing new frames; “Resume” lists those that came meanwhile")
        self._list.addWidget(self._empty)
        self._list.addWidget(self.frames)
        upper = _scrolled_column(self._upper)
        upper.setContentsMargins(14, 0, 14, 0)
        upper.addWidget(self.parts)
        # Not with the frames: who writes a message should not have to scroll to its button.
        lower = QVBoxLayout()
        lower.setContentsMargins(14, 0, 14, 8)
        lower.addWidget(self.message)
        talk = _scrolled_column(self._talk)
        talk.setContentsMargins(0, 0, 0, 0)
        talk.setSpacing(6)
        talk.addWidget(self._upper, 1)
        talk.addLayout(lower)
        # It has no text yet, and would take the room of a line.
        self._note.hide()
        self.message.slot.addWidget(self.saved, 0, Qt.AlignmentFlag.AlignLeft)
        self._pages.addWidget(self._talk)
        self.take_response()
        self._switch.setAccessibleName("Frames or response")
        self._switch.setExpanding(False)
        self._switch.addTab("Frames")
        self._switch.addTab("Response")
        top = QVBoxLayout()
        top.setContentsMargins(14, 12, 14, 8)
        top.addWidget(self.bar)
        top.addWidget(self._switch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._pages, 1)

    def _lay_out_frames(self) -> QWidget:
        """Return the list of frames with what stands above and below it."""
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self._list)
        more = self._make_more()
        tools = FoldingRow(((self._filter, 1),), (self._shown, self._pause, more))
        # All as high as the highest: each has a height of its own otherwise.
        for part in (self._filter, self._shown, self._pause, more):
            across = part.sizePolicy().horizontalPolicy()
            part.setSizePolicy(across, QSizePolicy.Policy.Preferred)
        frames = QWidget()
        column = QVBoxLayout(frames)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(tools)
        column.addWidget(self._split, 1)
        column.addWidget(self._counts)
        column.addWidget(self._note)
        return frames

    def _apply_theme(self) -> None:
        self._list.setMinimumHeight(self._theme.length(_LEAST_LIST))
        self._upper.setMinimumHeight(self._theme.length(_LEAST_FRAMES))
        if self._split.count() > 1:
            self._views.setMinimumHeight(self._theme.length(_LEAST_VIEWS))

    def _make_more(self) -> QToolButton:
        button = IconButton(self._theme, "more", "More for frames")
        mark(button, "look", "step")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        menu.addAction("Save frames…", self.save_wanted.emit)
        menu.addAction("Open frames…", self.open_wanted.emit)
        menu.addAction("Copy the list", self._copy_list)
        menu.addSeparator()
        menu.addAction("Clear", self.clear_wanted.emit)
        button.setMenu(menu)
        return button

    def _copy_list(self) -> None:
        QGuiApplication.clipboard().setText(self.frames.lines())


def _scrolled_column(area: QScrollArea) -> QVBoxLayout:
    """Return the column in an area that scrolls in a low window with large text."""
    content = QWidget()
    column = QVBoxLayout(content)
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return column
