import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDoubleSpinBox, QLabel, QLineEdit, QPushButton

from aiurdesk.core.exchange.sockets.closing import SocketState, SocketStatus
from aiurdesk.core.exchange.sockets.socket_options import SocketOptions
from aiurdesk.core.response.response import Closing
from aiurdesk.ui.sockets.socket_bar import OptionsRow, SocketBar


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def bar(qtbot, theme, clock):
    made = SocketBar(theme, clock)
    qtbot.addWidget(made)
    made.resize(600, 60)
    made.show()
    return made


def texts(bar):
    return [
        label.text() for label in bar.findChildren(QLabel) if label.isVisible() and label.text()
    ]


def buttons(bar):
    return [button.text() for button in bar.findChildren(QPushButton) if button.isVisible()]


def press(bar, text):
    next(button for button in bar.findChildren(QPushButton) if button.text() == text).click()


def test_it_says_that_nothing_is_connected(bar):
    assert texts(bar) == ["Not connected"]
    assert buttons(bar) == ["Options"]


def test_an_open_socket_shows_how_long_and_can_be_pinged(bar, clock, qtbot):
    bar.show_status(SocketStatus(SocketState.OPEN))
    assert texts(bar) == ["Connected", "for 0 s"]
    clock.now += 65
    qtbot.waitUntil(lambda: texts(bar) == ["Connected", "for 1 min 5 s"])
    assert bar.property("severity") == "success"
    with qtbot.waitSignal(bar.ping_wanted):
        press(bar, "Ping")
    assert not bar.options.isVisible()
    press(bar, "Options")
    assert bar.options.isVisible()
    assert "Changes apply to the next connection." in texts(bar)
    bar.show_status(SocketStatus(SocketState.CLOSED))
    assert "Changes apply to the next connection." not in texts(bar)
    assert bar.socket_options() == SocketOptions()


def test_waiting_can_be_stopped(bar, qtbot):
    closing = Closing(1006)
    bar.show_status(SocketStatus(SocketState.WAITING, closing=closing, attempt=1, wait_s=3))
    assert texts(bar)[:2] == ["Lost", "connecting again in 3 s, attempt 1"]
    assert buttons(bar) == ["Stop", "Options"]
    with qtbot.waitSignal(bar.stop_wanted):
        press(bar, "Stop")
    with qtbot.waitSignal(bar.reconnecting_changed):
        bar.reconnects.click()


def test_a_screen_reader_gets_all_of_it(bar):
    bar.show_status(SocketStatus(SocketState.CLOSED, closing=Closing(1013, is_by_server=True)))
    assert bar.accessibleName() == "Socket"
    assert bar.accessibleDescription() == bar.words
    assert bar.words.startswith("Closed. 1013 try again later, by the server. The server is over")


@pytest.fixture
def row(qtbot):
    made = OptionsRow()
    qtbot.addWidget(made)
    made.show()
    return made


def named(row, kind, name):
    return next(field for field in row.findChildren(kind) if field.accessibleName() == name)


def test_without_a_choice_the_options_are_the_defaults(row):
    assert row.options(is_reconnecting=False) == SocketOptions()


def test_it_is_said_when_a_change_is_too_late_for_the_connection(row):
    note = next(w for w in row.findChildren(QLabel) if "next connection" in w.text())
    assert not note.isVisible()
    row.set_connected(True)
    assert note.isVisible()


def test_chosen_options_are_returned(row, qtbot):
    with qtbot.waitSignal(row.changed) as caught:
        QTest.keyClicks(named(row, QLineEdit, "Subprotocols"), "c")
    assert caught.args == ["subprotocols", ("c",)]
    QTest.keyClicks(named(row, QLineEdit, "Subprotocols"), "hat,v2")
    with qtbot.waitSignal(row.changed) as caught:
        named(row, QDoubleSpinBox, "Ping every").setValue(0)
    assert caught.args == ["ping_every_ms", 0]
    with qtbot.waitSignal(row.changed) as caught:
        named(row, QDoubleSpinBox, "Close after silence of").setValue(2.5)
    assert caught.args == ["idle_ms", 2500]
    expected = SocketOptions(
        subprotocols=("chat", "v2"), ping_every_s=0, idle_s=2.5, is_reconnecting=True
    )
    assert row.options(is_reconnecting=True) == expected


def test_saved_options_are_shown_and_are_not_a_change(row, qtbot):
    saved = SocketOptions(subprotocols=("a",), ping_every_s=0, idle_s=1.234)
    with qtbot.assertNotEmitted(row.changed):
        row.show_options(saved)
    assert row.options(is_reconnecting=False) == saved
    assert named(row, QDoubleSpinBox, "Ping every").text() == "off"
    assert named(row, QDoubleSpinBox, "Close after silence of").text() == "1.234 s"


def test_typing_is_not_disturbed(row):
    row.show_options(SocketOptions(subprotocols=("a", "b")))
    line = named(row, QLineEdit, "Subprotocols")
    assert line.text() == "a, b"
    line.setText("a,b,")
    row.show_options(SocketOptions(subprotocols=("a", "b")))
    assert line.text() == "a,b,"
