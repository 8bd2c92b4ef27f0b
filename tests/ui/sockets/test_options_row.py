import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDoubleSpinBox, QLabel, QLineEdit

from aiurdesk.core.sockets.socket_options import SocketOptions
from aiurdesk.ui.sockets.socket_bar import OptionsRow


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
