from PySide6.QtWidgets import QLabel, QPushButton

from aiurdesk.ui.keyring_strip import WAITING, KeyringStrip


def test_the_strip_says_what_is_waited_for_and_lets_go(qtbot, theme):
    strip = KeyringStrip()
    qtbot.addWidget(strip)
    assert strip.isHidden()
    strip.show()
    assert [label.text() for label in strip.findChildren(QLabel)] == [WAITING]
    button = strip.findChildren(QPushButton)[0]
    assert button.accessibleName() == "Stop waiting for the keyring"
    with qtbot.waitSignal(strip.cancel_wanted):
        button.click()
