from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel

from aiurdesk.core.request.limits import Progress
from aiurdesk.ui.response.beginning_view import BeginningView
from aiurdesk.ui.response.waiting_page import WaitingPage


def a_page(qtbot, theme, keys, clock=lambda: 0.0):
    page = WaitingPage(theme, keys, clock=clock)
    qtbot.addWidget(page)
    page.show()
    return page


def texts(page):
    return [
        label.text() for label in page.findChildren(QLabel) if label.text() and label.isVisible()
    ]


def test_before_the_first_request_the_page_says_how_to_send(qtbot, theme, keys):
    page = a_page(qtbot, theme, keys)
    page.show_nothing()
    assert texts(page)[0] == "No response yet"
    assert texts(page)[1] == "Press Send (Ctrl+Return). Then you see here:"
    assert len(texts(page)) == 5


def test_waiting_counts(qtbot, theme, keys):
    seconds = [100.0]
    page = a_page(qtbot, theme, keys, lambda: seconds[0])
    page.show_waiting()
    assert texts(page) == ["Waiting for the response…", "0.0 s. Press Cancel or Esc to stop."]
    seconds[0] += 83
    qtbot.waitUntil(lambda: "83." in texts(page)[1])


def test_a_question_stops_the_count_and_begins_it_again(qtbot, theme, keys):
    seconds = [100.0]
    page = a_page(qtbot, theme, keys, lambda: seconds[0])
    page.show_waiting()
    page.show_asking()
    assert texts(page) == ["Waiting for your answer…", "Nothing was sent yet."]
    assert not page.findChild(QTimer).isActive()
    seconds[0] += 83
    page.show_waiting()
    assert texts(page) == ["Waiting for the response…", "0.0 s. Press Cancel or Esc to stop."]


def test_a_hidden_page_does_not_count(qtbot, theme, keys):
    page = a_page(qtbot, theme, keys)
    page.show_waiting()
    page.hide()
    assert not page.findChild(QTimer).isActive()


def test_the_keys_are_those_that_the_actions_have_now(qtbot, theme, keys):
    page = a_page(qtbot, theme, keys)
    page.show_nothing()
    keys.choose({"send": ("F9",), "cancel": ()})
    assert "Press Send (F9)." in texts(page)[1]
    page.show_waiting()
    assert texts(page)[1] == "0.0 s. Press Cancel to stop."
    keys.choose({"cancel": ("Ctrl+Y",)})
    assert texts(page)[0] == "Waiting for the response…"


def text_of(page):
    view = page.findChild(BeginningView)
    return view.toPlainText() if view is not None and view.isVisible() else None


def test_a_long_response_shows_its_beginning_while_it_comes(qtbot, theme, keys):
    page = WaitingPage(theme, keys, clock=lambda: 1.0, make_beginning=lambda: BeginningView(theme))
    qtbot.addWidget(page)
    page.show()
    page.show_waiting()
    came = [b'{"items": [1,']
    page.show_progress(Progress(0, 2048, "application/json", lambda: came[0]))
    qtbot.waitUntil(lambda: text_of(page) == '{"items": [1,')
    assert texts(page) == ["Receiving the response…", "2 KB in 0.0 s. Press Cancel or Esc to stop."]
    came[0] += b"\n 2,"
    qtbot.waitUntil(lambda: text_of(page) == '{"items": [1,\n 2,')
    # The next request begins with nothing.
    page.show_waiting()
    assert text_of(page) is None
    assert texts(page)[0] == "Waiting for the response…"


def test_bytes_are_counted_and_not_shown(qtbot, theme, keys):
    page = WaitingPage(theme, keys, clock=lambda: 1.0, make_beginning=lambda: BeginningView(theme))
    qtbot.addWidget(page)
    page.show()
    page.show_waiting()
    page.show_progress(Progress(0, 3, "image/png", lambda: b"\x89P\0"))
    qtbot.waitUntil(lambda: texts(page)[1].startswith("3 B in"))
    assert text_of(page) is None


def test_what_comes_late_is_not_shown(qtbot, theme, keys):
    page = a_page(qtbot, theme, keys)
    page.show_nothing()
    page.show_progress(Progress(0, 3, "text/plain", lambda: b"abc"))
    assert texts(page)[0] == "No response yet"


def test_receiving_ends_with_the_last_byte(qtbot, theme, keys):
    page = a_page(qtbot, theme, keys)
    page.show_waiting()
    page.show_progress(Progress(0, 2_000_000, "application/json"))
    qtbot.waitUntil(lambda: texts(page)[0] == "Receiving the response…")
    page.show_progress(Progress(0, 2_000_000, "application/json", is_complete=True))
    qtbot.waitUntil(lambda: texts(page)[0] == "Reading the response…")
