import json
import sys

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QPushButton,
    QTabBar,
    QToolButton,
    QWidget,
)
from shiboken6 import delete

from aiurdesk.core.exchange.sockets.frame import Direction
from aiurdesk.core.exchange.sockets.transcript import Transcript, with_transcript
from aiurdesk.core.response.examination import Examination, Finding
from aiurdesk.core.response.response import Failure, FailureKind, ResponseBody, SocketSummary
from aiurdesk.core.verdict.verdict import DialectItem
from aiurdesk.ui.response.text_view import TextWidget
from aiurdesk.ui.response.tree_view import TreeView
from aiurdesk.ui.response.view_pages import Tab
from aiurdesk.ui.response.views import ResponseViews
from aiurdesk.ui.tasks import TaskFailure
from tests.core.exchange.sockets.frames import a_frame, a_handshake
from tests.coroutines import until
from tests.ui.response.exchanges import a_failed_exchange, an_exchange
from tests.ui.response.test_picture_view import a_picture
from tests.ui.response.view_steps import (
    click,
    current,
    first_line,
    match_count,
    named,
    notes,
    page_text,
    part_text,
    show,
    shown_text,
    tabs,
    visible_button,
)


def test_json_is_a_tree_and_text(views):
    views.show_exchange(an_exchange())
    assert tabs(views) == ["Tree", "Text", "Headers 2", "Timing", "Compare"]
    assert current(views) == "tree"
    assert first_line(views) == '"code": -10,  ← invalid input'
    assert '\n  "code": -10,\n' in shown_text(views)
    assert not views.save_button.isHidden()


def test_bytes_that_could_not_be_decompressed_are_shown_as_they_came(views):
    failure = Failure(FailureKind.BAD_ENCODING, undecoded=b"\x1f\x8bnot gzip")
    views.show_exchange(an_exchange(failure))
    assert current(views) == "text"
    assert (
        shown_text(views) == "00000000  1f 8b 6e 6f 74 20 67 7a  69 70" + " " * 20 + "|..not gzip|"
    )
    assert "as received" in views.findChild(QLabel, "notes").text()
    assert views.save_button.isHidden()


def test_markup_goes_to_the_text_tab_and_is_not_run(views):
    show(views, b"<html><script>x()</script>", "text/html")
    assert current(views) == "text"
    assert shown_text(views) == "<html>\n  <script>x()</script>"
    views.show_tab("tree")
    assert "markup" in page_text(views)


def test_bytes_are_a_hex_dump(views):
    show(views, b"\x00\x01", "application/octet-stream")
    assert tabs(views)[1] == "Bytes"
    assert shown_text(views).startswith("00000000  00 01")


async def test_what_was_said_over_a_socket_is_lines(views, scope):
    frames = (a_frame("hello needle", Direction.SENT), a_frame("needle"))
    views.show_exchange(with_transcript(a_handshake(), Transcript(frames, SocketSummary(3, 2048))))
    assert tabs(views)[1] == "Frames"
    assert current(views) == "text"
    lines = shown_text(views).split("\n")
    assert [line.split("B  ")[1] for line in lines] == ["hello needle", "needle"]
    assert notes(views).text() == "Some frames (2 KB) were not kept."
    views.show_tab("tree")
    assert "the frames of a socket" in page_text(views)
    views.show_tab("text")
    views.findChild(QLineEdit).setText("needle")
    await until(lambda: match_count(views) == "2")
    await scope.idle()


async def test_an_image_may_be_read_while_the_tab_is_closed(theme, keys, scope, bodies):
    failures: list[TaskFailure] = []
    scope.failed.connect(failures.append)
    views = ResponseViews(theme, keys, scope, bodies)
    show(views, a_picture(20, 10), "image/png")
    views.show_tab("text")
    views.show()
    assert scope.names()
    delete(views)
    await scope.idle()
    assert failures == []


async def test_images_are_drawn(views, scope):
    show(views, a_picture(20, 10), "image/png")
    assert tabs(views)[1] == "Image"
    await scope.idle()
    assert named(views, "Response image").accessibleDescription() == "20 × 10 pixels"
    views.show_exchange(an_exchange())
    assert tabs(views)[1] == "Text"


def test_the_other_views_are_made_when_they_are_first_shown(views):
    def made():
        return {part.accessibleName() for part in views.findChildren(QWidget)}

    views.show_exchange(an_exchange())
    assert made().isdisjoint({"Response text", "Response headers", "Timing"})
    for tab in Tab:
        views.show_tab(tab)
    assert made() >= {"Response text", "Response headers", "Timing"}
    tools = [button.text() for button in views.findChildren(QPushButton)]
    assert [text for text in ("Pretty", "As received", "Copy") if text not in tools] == []
    assert [button.window() for button in views.findChildren(QPushButton)] == [views] * len(tools)


def test_an_empty_body_is_told(views):
    show(views, b"", status=404)
    assert page_text(views) == "The response has no body."
    views.show_tab("text")
    assert page_text(views) == "The response has no body."
    assert views.save_button.isHidden()


def test_without_a_response_only_the_timing_is_shown(views):
    views.show_exchange(a_failed_exchange())
    for name in ("tree", "text", "headers"):
        views.show_tab(name)
        assert "no response" in page_text(views)
    assert tabs(views)[2] == "Headers"


def test_broken_json_is_shown_up_to_where_it_breaks(views):
    show(views, b'{"code": -10, "items": [oops')
    assert "line 1, column 25" in notes(views).text()
    assert first_line(views).startswith('"code": -10')
    views.show_tab("text")
    assert shown_text(views) == '{"code": -10, "items": [oops'
    show(views, b"{}")
    assert notes(views).isHidden()


def test_text_that_is_only_called_json_is_shown_as_text(views):
    show(views, b"oops")
    assert current(views) == "text"
    views.show_tab("tree")
    assert "not JSON" in page_text(views)


def test_a_body_that_is_not_short_is_read_in_slices(views, qtbot):
    with qtbot.waitSignal(views.filled, timeout=20_000):
        show(views, json.dumps(list(range(100_000))).encode())
        assert page_text(views) == "Reading the JSON…"
    assert current(views) == "tree"


async def test_a_long_body_is_shown_from_its_beginning_and_then_whole(views, scope):
    show(views, json.dumps(list(range(300_000))).encode())
    # More than a screen has, before anything else is done.
    assert page_text(views) is None
    assert len(views.findChild(TreeView).lines) > 500
    assert visible_button(views, "Show more") is None
    assert current(views) == "tree"
    await until(lambda: part_text(views) == "")
    assert len(views.findChild(TreeView).lines) == 300_002
    await scope.idle()


async def test_another_exchange_stops_reading_a_long_one(views, scope):
    show(views, json.dumps(list(range(300_000))).encode())
    show(views, b"[1]")
    await scope.idle()
    assert len(views.findChild(TreeView).lines) == 3
    assert shown_text(views) == "[\n  1\n]"


async def test_of_a_body_whose_file_is_gone_the_beginning_stays(views, scope):
    body = ResponseBody(b'{"a": 1', path="/nowhere", size_bytes=9_000_000)
    show(views, b"", content=body)
    await until(lambda: part_text(views) == "The first 7 B of 8.6 MB is shown.")
    await scope.idle()
    assert notes(views).isHidden()
    assert first_line(views) == '"a": 1…  ← the part that is shown ends here; the body goes on'


def test_the_tab_chosen_by_hand_stays(views):
    views.show_exchange(an_exchange())
    click(views, "headers")
    views.show_exchange(an_exchange())
    assert current(views) == "headers"
    views.show_tab("timing")
    views.show_exchange(an_exchange())
    assert current(views) == "headers"


@pytest.mark.parametrize(
    ("tab", "needle", "matches"),
    [("tree", "valid", 2), ("text", "valid", 2), ("headers", "path", 1), ("timing", "connect", 2)],
)
def test_text_is_found_in_every_view(views, qtbot, tab, needle, matches):
    views.show_exchange(an_exchange())
    views.show_tab(tab)
    views.findChild(QLineEdit).setText(needle)
    qtbot.waitUntil(lambda: match_count(views) == str(matches))
    named(views, "Previous match", QToolButton).click()
    assert match_count(views) == f"{matches} of {matches}"


def _is_below_the_tabs(views, widget):
    bar = views.findChild(QTabBar)
    bottom = bar.mapTo(views, bar.rect().bottomLeft()).y()
    return bool(widget.isVisible() and widget.mapTo(views, QPoint()).y() >= bottom)


def _is_beside_the_tabs(views, widget):
    bar = views.findChild(QTabBar)
    end = bar.mapTo(views, bar.rect().topRight()).x()
    is_beside = widget.mapTo(views, QPoint()).x() > end
    return bool(widget.isVisible() and is_beside and not _is_below_the_tabs(views, widget))


def test_finding_and_filtering_are_two_icons_where_the_room_ends(views, qtbot):
    views.show_exchange(an_exchange())
    find, opener, sieve = views.find_bar, views.find_bar.button, views.values.button
    views.resize(1400, 400)
    qtbot.waitUntil(lambda: _is_beside_the_tabs(views, find))
    assert (opener.isHidden(), sieve.text()) == (True, "Filter")
    views.resize(300, 400)
    qtbot.waitUntil(lambda: find.isHidden() and _is_beside_the_tabs(views, opener))
    assert _is_beside_the_tabs(views, sieve)
    for button, name in ((opener, "Find in response"), (sieve, "Filter")):
        assert (button.text(), button.accessibleName()) == ("", name)
        assert button.toolTip()
        assert not button.icon().isNull()
    views.resize(1400, 400)
    qtbot.waitUntil(lambda: _is_beside_the_tabs(views, find))
    assert (opener.isHidden(), sieve.text(), sieve.icon().isNull()) == (True, "Filter", True)


def test_the_icon_to_find_unfolds_the_field_below_the_tabs_until_it_is_left(views, qtbot):
    views.show_exchange(an_exchange())
    views.resize(300, 400)
    find, field = views.find_bar, views.find_bar.findChild(QLineEdit)
    qtbot.waitUntil(find.isHidden)
    find.button.click()
    assert field.hasFocus()
    qtbot.waitUntil(lambda: _is_below_the_tabs(views, find))
    qtbot.keyClicks(field, "code")
    qtbot.waitUntil(lambda: match_count(views) == "1")
    field.clear()
    assert find.isVisible()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert (find.isHidden(), find.button.isChecked()) == (True, False)
    find.activate()
    qtbot.waitUntil(lambda: _is_below_the_tabs(views, find))
    assert find.button.isChecked()
    find.button.click()
    assert find.isHidden()


async def test_a_table_has_no_icon_to_find_text_however_narrow_it_is(views, scope):
    views.resize(300, 400)
    show(views, b'[{"a": 1}, {"a": 2}]')
    assert current(views) is Tab.TABLE
    assert views.find_bar.isHidden()
    assert views.find_bar.button.isHidden()
    await scope.idle()
    views.show_tab("tree")
    assert views.find_bar.button.isVisible()


def test_find_focuses_the_field(views):
    views.show_exchange(an_exchange())
    views.findChild(QLineEdit).setText("x")
    views.find_bar.activate()
    assert views.findChild(QLineEdit).selectedText() == "x"


def test_what_the_tests_found_has_a_tab_only_where_there_are_tests(views):
    bar = views.findChild(QTabBar)
    exchange = an_exchange()
    examination = Examination((Finding("a", True), Finding("b", False)))
    views.show_exchange(msgspec.structs.replace(exchange, examination=examination))
    assert bar.tabText(Tab.TESTS.position) == "Tests 1/2"
    assert bar.isTabVisible(Tab.TESTS.position)
    click(views, "tests")
    views.show_exchange(exchange)
    assert not bar.isTabVisible(Tab.TESTS.position)
    assert current(views) is not Tab.TESTS


def test_a_tab_that_is_chosen_with_the_keyboard_is_kept_for_the_next_response(views, qtbot):
    show(views, b'{"a": 1}')
    qtbot.keyClick(views.findChild(QTabBar), Qt.Key.Key_Right)
    qtbot.keyClick(views.findChild(QTabBar), Qt.Key.Key_Right)
    assert current(views) is Tab.HEADERS
    show(views, b'{"a": 2}')
    assert current(views) is Tab.HEADERS
    show(views, b"text", "text/plain")
    assert current(views) is Tab.HEADERS


@pytest.mark.parametrize("tab", [None, "Text", "Headers", "Timing"])
async def test_of_a_closed_response_nothing_stays_in_memory(views, tab):
    body = json.dumps([{"number": number} for number in range(5000)]).encode()
    held_before = sys.getrefcount(body)
    show(views, body)
    if tab is not None:
        views.findChild(QTabBar).setCurrentIndex(
            next(at for at, title in enumerate(tabs(views)) if title.startswith(tab))
        )
    await until(
        lambda: current(views) is not Tab.TREE or views.findChild(TreeView).model().rowCount()
    )
    assert sys.getrefcount(body) > held_before
    views.show_nothing()
    await until(lambda: sys.getrefcount(body) == held_before)
    assert not any(view.toPlainText() for view in views.findChildren(TextWidget))


def test_the_items_of_a_batch_have_a_tab(views):
    exchange = an_exchange()
    items = (DialectItem(is_ok=True), DialectItem(is_ok=False, code="gone"))
    partly = msgspec.structs.replace(exchange.verdict, items=items)
    bar = views.findChild(QTabBar)
    views.show_exchange(msgspec.structs.replace(exchange, verdict=partly))
    assert bar.tabText(Tab.ITEMS.position) == "Items 1/2"
    assert bar.isTabVisible(Tab.ITEMS.position)
    assert current(views) is Tab.TREE
    views.show_exchange(exchange)
    assert not bar.isTabVisible(Tab.ITEMS.position)


_TREE_TOOLS = ("Copy value", "Copy path", "Expand", "Collapse")


def test_the_tools_below_a_tree_are_one_line_at_every_width(views):
    views.show_exchange(an_exchange())
    tools = [button for button in views.findChildren(QPushButton) if button.text() in _TREE_TOOLS]
    assert len(tools) == len(_TREE_TOOLS)
    views.resize(900, 600)
    assert all(button.isVisible() for button in tools)
    for width in (500, 420, 340, 280):
        views.resize(width, 600)
        bottoms = {b.mapTo(views, b.rect().bottomLeft()).y() for b in tools if b.isVisible()}
        assert len(bottoms | {views.save_button.geometry().bottom()}) == 1
        assert views.save_button.geometry().right() < views.width()
