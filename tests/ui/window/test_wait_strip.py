from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from aiurdesk.ui.window.wait_strip import Wait, Waits, WaitStrip


def test_the_strip_says_what_is_waited_for_and_lets_go(qtbot, theme):
    strip = WaitStrip()
    qtbot.addWidget(strip)
    assert strip.isHidden()
    strip.show_waits(Waits(for_keyring=True))
    assert not strip.isHidden()
    assert strip.findChildren(QLabel)[0].text() == "Waiting for the keyring to be unlocked…"
    button = strip.findChildren(QPushButton)[-1]
    assert button.accessibleName() == "Stop waiting"
    with qtbot.waitSignal(strip.cancel_wanted):
        button.click()


def test_several_waits_are_told_together_and_none_takes_the_strip_away(qtbot, theme):
    strip = WaitStrip()
    qtbot.addWidget(strip)
    strip.show_waits(Waits(True, "https://gateway.example/oauth"))
    assert strip.findChildren(QLabel)[0].text() == f"{Wait.KEYRING} {Wait.BROWSER}"
    strip.show_waits(Waits())
    assert strip.isHidden()


def test_the_page_can_be_opened_by_hand(qtbot, theme):
    strip = WaitStrip()
    qtbot.addWidget(strip)
    strip.show_waits(Waits(for_keyring=True))
    copy = strip.findChildren(QPushButton)[0]
    assert copy.isHidden()
    strip.show_waits(Waits(page="https://gateway.example/oauth"))
    copy.click()
    assert QGuiApplication.clipboard().text() == "https://gateway.example/oauth"
    QGuiApplication.clipboard().clear()
