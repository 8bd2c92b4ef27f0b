import pytest
from PySide6.QtWidgets import QPushButton

from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.response.paging import Pages
from aiurdesk.ui.response.pages_strip import PagesStrip

NEXT = custom_request("https://shop.example/lamps?page=3")


@pytest.fixture
def strip(qtbot, theme):
    made = PagesStrip(theme)
    qtbot.addWidget(made)
    theme.apply_to(made)
    made.resize(700, 40)
    return made


def button(strip, text):
    (found,) = [w for w in strip.findChildren(QPushButton) if w.text() == text]
    return found


@pytest.mark.parametrize(
    ("pages", "words"),
    [
        (Pages("page", number=2, count=3, total=25, entries=10), "Page 2 of 3 · entries: 10 of 25"),
        (Pages("page", number=2, entries=10), "Page 2 · entries: 10"),
        (Pages("Link"), "One page of several"),
    ],
)
def test_it_says_which_page_is_shown(strip, pages, words):
    strip.show_pages(pages)
    assert not strip.isHidden()
    assert strip.label.text() == words


def test_a_step_that_is_not_there_cannot_be_pressed(strip, qtbot):
    strip.show_pages(Pages("Link", next=NEXT))
    enabled = [button(strip, t).isEnabled() for t in ("First", "Previous", "Next", "Fetch all")]
    assert enabled == [False, False, True, True]
    with qtbot.waitSignal(strip.page_wanted) as wanted:
        button(strip, "Next").click()
    assert wanted.args == [NEXT]
    with qtbot.waitSignal(strip.all_wanted):
        button(strip, "Fetch all").click()


def test_while_pages_come_there_is_only_a_button_to_stop(strip, qtbot):
    strip.show()
    strip.show_pages(Pages("Link", next=NEXT))
    strip.show_progress(4, 40)
    assert strip.label.text() == "Fetching. Pages: 4, entries: 40"
    assert not button(strip, "Next").isVisible()
    with qtbot.waitSignal(strip.stop_wanted):
        button(strip, "Stop").click()
    strip.show_done()
    assert strip.label.text() == "One page of several"
    assert button(strip, "Next").isVisible()
    assert not button(strip, "Stop").isVisible()


def test_nothing_can_be_stopped_while_nothing_comes(strip):
    strip.show_pages(Pages("Link", next=NEXT))
    strip.show()
    # A line of tools fits its buttons again whenever it has another width.
    for width in (2000, 100, 2000):
        strip.resize(width, 40)
        assert button(strip, "Stop").isHidden()
        assert button(strip, "Forget").isHidden()
    assert button(strip, "Fetch all").isVisible()


def test_where_there_is_little_room_the_place_stays_and_the_entries_go(strip, qtbot):
    strip.show_pages(Pages("page", number=2, count=3, total=25, entries=10))
    strip.show()
    strip.resize(2000, 40)
    qtbot.waitUntil(lambda: strip.label.shown_words() == "Page 2 of 3 · entries: 10 of 25")
    strip.resize(strip.minimumSizeHint().width(), 40)
    qtbot.waitUntil(lambda: strip.label.shown_words() == "Page 2 of 3")
    assert strip.label.text() == "Page 2 of 3 · entries: 10 of 25"


def test_a_response_that_is_no_page_has_no_strip(strip):
    strip.show_pages(Pages("Link"))
    strip.show_pages(None)
    assert strip.isHidden()
