from datetime import UTC, datetime

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from aiurdesk.core.credentials.secret import KeyringWait
from aiurdesk.services.credentials.browser import OpenPage
from aiurdesk.ui.window.wait_strip import Wait, Waits, WaitStrip

PAGE = OpenPage("https://gateway.example/oauth", datetime(2026, 11, 26, 12, 30, tzinfo=UTC))


def test_the_strip_says_what_is_waited_for_and_lets_go(qtbot, theme):
    strip = WaitStrip()
    qtbot.addWidget(strip)
    assert strip.isHidden()
    strip.show_waits(Waits(KeyringWait.UNLOCKING))
    assert not strip.isHidden()
    assert (
        strip.findChildren(QLabel)[0].text()
        == "The keyring is locked. Waiting for it to be unlocked…"
    )
    (button,) = (b for b in strip.findChildren(QPushButton) if b.text() == "Stop waiting")
    with qtbot.waitSignal(strip.cancel_wanted):
        button.click()


def test_several_waits_are_told_together_and_none_takes_the_strip_away(qtbot, theme):
    strip = WaitStrip()
    qtbot.addWidget(strip)
    strip.show_waits(Waits(KeyringWait.KEYRING, PAGE))
    words = strip.findChildren(QLabel)[0].text()
    assert words.startswith(f"{Wait.KEYRING} Sign in with your browser. aiurdesk waits until ")
    strip.show_waits(Waits())
    assert strip.isHidden()


def test_the_page_can_be_opened_by_hand(qtbot, theme):
    strip = WaitStrip()
    qtbot.addWidget(strip)
    strip.show_waits(Waits(KeyringWait.UNLOCKING))
    (copy,) = (b for b in strip.findChildren(QPushButton) if b.text() == "Copy address")
    assert copy.isHidden()
    strip.show_waits(Waits(page=PAGE))
    copy.click()
    assert QGuiApplication.clipboard().text() == PAGE.address
    QGuiApplication.clipboard().clear()


def test_the_strip_names_the_redirect_address_before_anybody_waits(qtbot, theme):
    strip = WaitStrip()
    qtbot.addWidget(strip)
    strip.show_waits(Waits(page=replace(PAGE, redirect_address="http://127.0.0.1:4711/signed-in")))
    words = strip.findChildren(QLabel)[0].text().replace("\N{ZERO WIDTH SPACE}", "")
    assert "sends it back to http://127.0.0.1:4711/signed-in, which the server" in words


def test_the_address_is_shown_when_no_browser_comes_back(qtbot, theme):
    strip = WaitStrip()
    qtbot.addWidget(strip)
    strip.show_waits(Waits(page=PAGE))
    address = strip.findChildren(QLineEdit)[0]
    assert address.isHidden()
    strip.show_waits(Waits(page=replace(PAGE, needs_help=True)))
    assert not address.isHidden()
    assert address.isReadOnly()
    assert address.text() == PAGE.address
    words = strip.findChildren(QLabel)[0].text()
    assert "Copy the address and open it in a browser on this computer." in words


def test_a_code_is_shown_with_the_address_to_enter_it_at(qtbot, theme):
    strip = WaitStrip()
    qtbot.addWidget(strip)
    strip.show_waits(Waits(page=replace(PAGE, needs_help=True, code="<b>WDJB")))
    words = strip.findChildren(QLabel)[0]
    assert words.text().startswith("Enter the code <b>WDJB at this address, on any device.")
    assert words.textFormat() is Qt.TextFormat.PlainText
    assert strip.findChildren(QLineEdit)[0].text() == PAGE.address


def test_the_address_of_a_browser_elsewhere_can_be_pasted(qtbot, theme):
    strip = WaitStrip()
    qtbot.addWidget(strip)
    taken: list[str] = []
    strip.show_waits(Waits(page=replace(PAGE, needs_help=True)))
    spoken = "Address at which the browser ends"
    (line,) = (w for w in strip.findChildren(QLineEdit) if w.accessibleName() == spoken)
    (button,) = (b for b in strip.findChildren(QPushButton) if b.text() == "Continue")
    assert line.isHidden()
    strip.show_waits(Waits(page=replace(PAGE, needs_help=True, take_address=taken.append)))
    assert not line.isHidden()
    assert "on another computer" in strip.findChildren(QLabel)[0].text()
    button.click()
    assert taken == []
    line.setText(" http://127.0.0.1:4711/?code=c&state=s ")
    button.click()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert taken == ["http://127.0.0.1:4711/?code=c&state=s"] * 2
    strip.show_waits(Waits())
    assert (line.isHidden(), line.text()) == (True, "")
