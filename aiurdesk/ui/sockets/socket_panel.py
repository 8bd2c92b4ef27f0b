"""The response side of a socket: its state, its frames and tests, and the message to send."""

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from aiurdesk.core.exchange.sockets.closing import SocketState, SocketStatus
from aiurdesk.core.exchange.sockets.socket_options import options_of
from aiurdesk.core.request.conversation import SocketMessage, default_name
from aiurdesk.core.request.edit_state import Edit, EditPlace
from aiurdesk.core.request.request import Request, with_socket_fields
from aiurdesk.core.translation import tr
from aiurdesk.ui.body.body_reader import BodyAccess
from aiurdesk.ui.dialogs.line_dialog import LineDialog, LineWords
from aiurdesk.ui.dialogs.question import choose
from aiurdesk.ui.keys.action_keys import ActionKeys
from aiurdesk.ui.layout.page_scroll import PageScroll
from aiurdesk.ui.sockets.frames_and_tests import FramesAndTests
from aiurdesk.ui.sockets.frames_page import FramesPage
from aiurdesk.ui.sockets.frames_table import FramesTable
from aiurdesk.ui.sockets.message_editor import MessageEditor
from aiurdesk.ui.sockets.saved_messages import SavedMessages, title_of
from aiurdesk.ui.sockets.socket_bar import SocketBar
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme.grid import GAP, LINE
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.styled import styled

_LEAST_FRAMES = 110
"""Height in pixels, where the text has its usual size. With less room than for list and chosen
frame together, these scroll, and with still less the message does as well."""
_REPLACE = tr("Replace")
_FRAMES, _RESPONSE = 0, 1
"""Tabs, which are shown while there is a response beside the frames."""


class SocketPanel(QWidget):
    """Shows one socket. A refused handshake is shown as any response."""

    edited = Signal(str, object)
    """Emitted with the name of a saved field of the socket and its value after a change of it."""

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
        self._scope = scope
        self.bar = SocketBar(theme)
        self.frames = FramesTable(theme)
        self.frames_page = FramesPage(theme, keys, scope, bodies, self.frames)
        self.frames_and_tests = FramesAndTests(theme, keys, self.frames_page)
        self.message = MessageEditor(theme, keys)
        self.saved = SavedMessages(self)
        self._request: Request | None = None
        self._is_stream = False
        self.response = response
        self._find_in_response = find_in_response
        self._pages = QStackedWidget()
        self._switch = styled(QTabBar(), spoken=tr("Frames or response"))
        self._lower = QWidget()
        # The frames scroll alone first, and with the message where there is still less room.
        self._frames_area = PageScroll(is_edge_to_edge=True)
        self._socket_area = PageScroll(is_edge_to_edge=True)
        self._lay_out()
        self._connect()
        theme.changed.connect(self._apply_theme)
        self._apply_theme()
        self.show_status(None)

    def set_stream(self, is_stream: bool) -> None:
        """Leave out what only a socket has: a stream goes one way."""
        self._is_stream = is_stream
        self._lower.setVisible(not is_stream)
        self.bar.set_stream(is_stream)
        self.frames_page.set_stream(is_stream)
        self._switch.setTabText(_FRAMES, tr("Events") if is_stream else tr("Frames"))
        self.frames_and_tests.set_stream(is_stream)
        self._show_page(has_response=False)

    def take_response(self) -> None:
        """Take the response pane of the page over again, after the page has shown it itself."""
        # A widget has one parent: the page took the pane out of here when it showed it itself.
        if self._pages.indexOf(self.response) < 0:
            self._pages.addWidget(self.response)

    def show_status(self, status: SocketStatus | None) -> None:
        """Show another status."""
        self.bar.show_status(status)
        state = None if status is None else status.state
        for part in (self.message, self.saved):
            part.set_open(state is SocketState.OPEN)
        self.frames_page.set_state(state)
        # A refusal is an ordinary response, with all that is shown of one.
        is_refused = state is SocketState.REFUSED and status is not None and bool(status.exchange)
        if is_refused or not self._is_stream:
            # A person may read the headers of a stream while it goes on.
            self._show_page(has_response=is_refused)

    def show_response(self) -> None:
        """Show the response pane, such as for an exchange out of the history."""
        self._show_page(has_response=True)

    def _show_page(self, *, has_response: bool) -> None:
        """Show a response where there is one; tabs lead to the frames and back to it."""
        self._switch.setVisible(has_response or self._is_stream)
        self._switch.setCurrentIndex(_RESPONSE if has_response else _FRAMES)
        self._pages.setCurrentWidget(self.response if has_response else self._socket_area)

    def _on_switched(self, tab: int) -> None:
        self._pages.setCurrentWidget(self.response if tab == _RESPONSE else self._socket_area)

    def show_request(self, request: Request) -> None:
        """Offer what is saved with a request, and compare its tests with those carried out."""
        self._request = request
        self.frames_and_tests.show_request(request)
        self.saved.show_messages(request.messages)
        self.bar.show_options(options_of(request))

    async def may_replace(self, count: int) -> bool:
        """Ask whether other frames may be shown instead of those that are shown."""
        frames = (
            tr("the frame that is")
            if count == 1
            else tr("the {count:,} frames that are").format(count=count)
        )
        words = tr("Replace {frames} shown?\n\n“Save frames…” keeps them in a file.").format(
            frames=frames
        )
        return await choose(self._theme, self, tr("Open frames"), words, (_REPLACE,)) == _REPLACE

    def show_edit(self, edit: Edit) -> None:
        """Give the keyboard to what an edit of messages or options changed."""
        if edit.field == EditPlace.SOCKET_OPTIONS:
            self.bar.focus_option(edit.index)
        else:
            self._show_page(has_response=False)
            self.saved.setFocus()

    # QWidget.find looks windows up by their number, which is not needed here.
    def find(self) -> None:  # type: ignore[override]
        """Ask what to find: in the frames, or in the response."""
        if self._pages.currentWidget() is self.response:
            self._find_in_response()
        else:
            self.frames_page.find()

    def _connect(self) -> None:
        self._switch.currentChanged.connect(self._on_switched)
        self.frames_page.edit_wanted.connect(self.message.show_content)
        self.bar.option_changed.connect(self._change)
        self.saved.send_wanted.connect(self.message.send_wanted)
        self.saved.edit_wanted.connect(self.message.show_message)
        self.saved.keep_wanted.connect(self._keep_message)
        self.saved.replace_wanted.connect(self._replace_message)
        self.saved.rename_wanted.connect(self._ask_for_name)
        self.saved.changed.connect(lambda messages: self._change("messages", messages))

    def _keep_message(self) -> None:
        message = self.message.typed
        if message is not None:
            # Every open request has its own panel.
            self._scope.start(f"name message {id(self)}", self._keep_named, message)

    async def _keep_named(self, message: SocketMessage) -> None:
        name = await self._asked_name(message, tr("Save message"), tr("Save"))
        if name is not None:
            self._change("messages", (*self._messages, replace(message, name=name)))

    def _replace_message(self, index: int) -> None:
        typed, messages = self.message.typed, list(self._messages)
        if typed is not None:
            # What is typed has no name, so the message would lose its own.
            messages[index] = replace(typed, name=messages[index].name)
            self._change("messages", tuple(messages))

    def _ask_for_name(self, index: int) -> None:
        self._scope.start(f"name message {id(self)}", self._rename, self._messages[index])

    async def _asked_name(self, message: SocketMessage, title: str, verb: str) -> str | None:
        words = LineWords(
            "message_name_dialog",
            title,
            tr("Name of “{title_of}”").format(title_of=title_of(message)),
            tr("Name of the message"),
            verb,
            tr("Without a name, its beginning is shown"),
        )
        offered = message.name or default_name(message)
        return await LineDialog(self._theme, self, words, offered).answer()

    async def _rename(self, message: SocketMessage) -> None:
        name = await self._asked_name(message, tr("Rename message"), tr("Rename"))
        # The file may have changed while the dialog was open.
        if name not in (None, message.name) and message in self._messages:
            renamed = replace(message, name=name)
            self.saved.follow_rename(message, renamed)
            index = self._messages.index(message)
            self._change(
                "messages", (*self._messages[:index], renamed, *self._messages[index + 1 :])
            )

    @property
    def _messages(self) -> tuple[SocketMessage, ...]:
        return () if self._request is None else self._request.messages

    def _change(self, field: str, value: object) -> None:
        if self._request is not None:
            self.show_request(with_socket_fields(self._request, **{field: value}))
            self.edited.emit(field, value)

    def _lay_out(self) -> None:
        # Both areas scroll in a low window with large text.
        frames, socket = QWidget(), QWidget()
        self._frames_area.setWidget(frames)
        self._socket_area.setWidget(socket)
        column_of(frames, self.frames_and_tests, margins=(GAP, 0, GAP, 0))
        # Not with the frames: who writes a message should not have to scroll to its button.
        column_of(self._lower, self.message, margins=(GAP, 0, GAP, GAP))
        column_of(socket, (self._frames_area, 1), self._lower, margins=0, spacing=LINE)
        self.message.slot.addWidget(self.saved, 0, Qt.AlignmentFlag.AlignLeft)
        self._pages.addWidget(self._socket_area)
        self.take_response()
        self._switch.setExpanding(False)
        self._switch.addTab(tr("Frames"))
        self._switch.addTab(tr("Response"))
        top = column_of(None, self.bar, self._switch, margins=(GAP, GAP, GAP, LINE))
        column_of(self, top, (self._pages, 1), margins=0, spacing=0)

    def _apply_theme(self) -> None:
        self._frames_area.setMinimumHeight(self._theme.length(_LEAST_FRAMES))
