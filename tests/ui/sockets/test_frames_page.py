import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QMenu, QPushButton
from shiboken6 import delete, isValid

from aiurdesk.core.exchange.sockets.closing import SocketState
from aiurdesk.core.exchange.sockets.event_types import FrameReading
from aiurdesk.core.exchange.sockets.frame import FrameKind
from aiurdesk.ui.sockets.frame_views import frame_row
from aiurdesk.ui.sockets.frames_page import FramesPage
from aiurdesk.ui.sockets.frames_table import FramesTable
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.widgets.note import WrappedLabel
from tests.core.exchange.sockets.frames import a_frame
from tests.ui.sockets.frames import rows


@pytest.fixture
def frames(theme):
    return FramesTable(theme)


@pytest.fixture
def page(qtbot, theme, keys, bodies, frames):
    made = FramesPage(theme, keys, TaskScope(), bodies, frames)
    qtbot.addWidget(made)
    made.resize(700, 700)
    made.show()
    return made


def texts(page):
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def button(page, text):
    buttons = [b for b in page.findChildren(QPushButton) if b.text() == text and b.isVisible()]
    assert buttons, text
    return buttons[0]


def count(page):
    label = next(w for w in page.findChildren(QLabel) if w.accessibleName() == "Number of frames")
    return label.text()


def notes(page):
    labels = page.findChildren(WrappedLabel)
    return [label.plain_text() for label in labels if label.isVisible()]


def list_rows(frames, count, first=0):
    frames.add(rows(count, first))
    frames.flush()


async def test_a_tab_can_be_closed_at_the_moment_at_which_a_frame_is_shown(theme, keys, bodies):
    frames = FramesTable(theme)
    made = FramesPage(theme, keys, TaskScope(), bodies, frames)
    (row,) = rows(1)
    made.show_frame(row, a_frame("hello"), FrameReading())
    delete(made)
    # An error in what Qt calls later fails the test.
    await asyncio.sleep(0)
    assert not isValid(made)


def test_an_empty_list_says_how_frames_come(page):
    assert "No frames yet. Fill in the form and press Connect (Ctrl+Return)." in texts(page)
    assert count(page) == ""
    for state, said in (
        (SocketState.CONNECTING, "The socket is not open yet."),
        (SocketState.OPEN, "The socket is open."),
        (SocketState.WAITING, "before the connection was lost."),
        (SocketState.REFUSED, "the socket was not opened."),
        (SocketState.CLOSED, "before the socket was closed."),
    ):
        page.set_state(state)
        assert any(text.startswith("No frame") and text.endswith(said) for text in texts(page))


def test_frames_are_counted_filtered_and_paused(page, frames, qtbot):
    list_rows(frames, 20)
    assert count(page) == "20 frames"
    field = next(w for w in page.findChildren(QLineEdit) if w.accessibleName() == "Filter frames")
    QTest.keyClicks(field, "number 1")
    qtbot.waitUntil(lambda: count(page) == "11 of 20 frames")
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert frames.table.hasFocus()
    button(page, "Pause").click()
    frames.add(rows(2, 20))
    qtbot.waitUntil(lambda: count(page) == "11 of 20 frames · 2 new")
    button(page, "Resume").click()
    assert count(page) == "12 of 22 frames"
    page.findChild(QComboBox).setCurrentText("Sent")
    qtbot.waitUntil(lambda: count(page) == "0 of 22 frames")


def test_what_comes_over_a_stream_is_called_an_event(page, frames):
    list_rows(frames, 2)
    page.set_stream(True)
    choice = page.findChild(QComboBox)
    lines = {line.accessibleName(): line.placeholderText() for line in page.findChildren(QLineEdit)}
    assert lines["Filter events"] == "Filter events"
    assert [choice.currentText(), choice.accessibleName()] == ["All events", "Show events"]
    assert any(w.accessibleName() == "Number of events" for w in page.findChildren(QLabel))
    assert frames.counts.visible == 2
    page.set_stream(False)
    assert choice.currentText() == "All frames"
    assert "Filter frames" in {w.accessibleName() for w in page.findChildren(QLineEdit)}


def test_a_row_asks_for_its_frame_which_is_copied_and_edited(page, frames, qtbot):
    list_rows(frames, 2)
    with qtbot.waitSignal(page.frame_wanted) as caught:
        frames.table.selectRow(1)
    row = caught.args[0]
    assert row.number == 1
    page.show_frame(row, a_frame("number 1"), FrameReading())
    button(page, "Copy").click()
    assert QGuiApplication.clipboard().text() == "number 1"
    QGuiApplication.clipboard().clear()
    frames.table.setFocus()
    QTest.keyClick(frames.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "number 1"
    assert [action.text() for action in frames.table.actions()][:3] == [
        "Copy",
        "Send again",
        "Edit and send",
    ]
    with qtbot.waitSignal(page.edit_wanted) as caught:
        button(page, "Edit and send").click()
    assert caught.args == ["number 1"]
    with qtbot.waitSignal(page.resend_wanted) as caught:
        button(page, "Send again").click()
    assert caught.args == [row]
    frames.clear()
    visible = [label for label in page.findChildren(QLabel) if label.isVisible()]
    assert "Chosen frame" not in [label.accessibleName() for label in visible]


def test_a_control_frame_is_not_sent_again_by_the_menu_of_the_list(page, frames, qtbot):
    frames.add((frame_row(0, a_frame(b"?", kind=FrameKind.PING)), frame_row(1, a_frame("a"))))
    frames.flush()
    again = next(action for action in frames.table.actions() if action.text() == "Send again")
    frames.table.selectRow(0)
    with qtbot.assertNotEmitted(page.resend_wanted):
        again.trigger()
    frames.table.selectRow(1)
    with qtbot.waitSignal(page.resend_wanted):
        again.trigger()


def test_the_chosen_frame_stays_in_view_when_its_content_takes_room(page, frames, qtbot):
    list_rows(frames, 40)
    with qtbot.waitSignal(page.frame_wanted) as caught:
        frames.table.selectRow(39)
    page.show_frame(caught.args[0], a_frame("number 39"), FrameReading())

    def is_in_view():
        row = frames.table.visualRect(frames.table.currentIndex())
        return frames.table.viewport().rect().contains(row)

    qtbot.waitUntil(is_in_view)


def test_the_list_is_copied_from_the_menu(page, frames):
    list_rows(frames, 2)
    actions = [action for menu in page.findChildren(QMenu) for action in menu.actions()]
    next(action for action in actions if action.text() == "Copy the list").trigger()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 2


def test_a_note_that_changes_often_shows_the_first_text_at_once_and_then_the_latest(page, qtbot):
    for moved in (1, 2, 3):
        page.show_note(f"The oldest {moved} frames are in a temporary file.")
    assert notes(page) == ["The oldest 1 frames are in a temporary file."]
    qtbot.waitUntil(lambda: notes(page) == ["The oldest 3 frames are in a temporary file."])
    page.show_note("")
    qtbot.waitUntil(lambda: notes(page) == [])
