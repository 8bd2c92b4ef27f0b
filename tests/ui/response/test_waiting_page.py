from PySide6.QtWidgets import QLabel

from aiurdesk.ui.response.waiting_page import WaitingPage


def a_page(qtbot):
    page = WaitingPage()
    qtbot.addWidget(page)
    page.show()
    return page


def texts(page):
    return [label.text() for label in page.findChildren(QLabel)]


def test_nothing_sent_yet_is_a_lesson(qtbot):
    page = a_page(qtbot)
    page.show_nothing()
    assert texts(page)[0] == "No answer yet"
    assert "Send (Ctrl+Return)" in texts(page)[1]


def test_waiting_counts(qtbot):
    page = a_page(qtbot)
    page.show_waiting()
    assert texts(page) == ["Waiting for the answer…", "0.0 s. Cancel (Esc) gives up at once."]
    page._since -= 83
    qtbot.waitUntil(lambda: "83." in texts(page)[1])


def test_hidden_it_counts_no_further(qtbot):
    page = a_page(qtbot)
    page.show_waiting()
    page.hide()
    assert not page._timer.isActive()
