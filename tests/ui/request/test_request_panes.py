import asyncio

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QSplitter, QTabBar

from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.ui.request.request_panes import Arrangement, RequestPanes, arrangement_for
from tests.ui.opened_window import opened_window

BESIDE, BELOW, ONE = Arrangement.BESIDE, Arrangement.BELOW, Arrangement.ONE


@pytest.fixture
def panes(qtbot, theme):
    made = RequestPanes(theme)
    qtbot.addWidget(made)
    for name in ("editors", "response"):
        made.splitter.addWidget(QLabel(name))
    made.lay_out()
    made.resize(1000, 600)
    made.show()
    yield made
    theme.apply(ColourScheme.LIGHT, 100)


def seen(panes):
    return {label.text() for label in panes.splitter.findChildren(QLabel) if label.isVisible()}


@pytest.mark.parametrize(
    ("width", "height", "is_below_wanted", "arrangement"),
    [
        (600, 400, False, BESIDE),
        (600, 400, True, BELOW),
        (600, 399, True, BESIDE),
        (599, 400, False, BELOW),
        (599, 399, False, ONE),
        (599, 399, True, ONE),
    ],
)
def test_each_pane_has_the_room_that_it_needs(width, height, is_below_wanted, arrangement):
    chosen = arrangement_for(width, height, (300, 200), is_below_wanted=is_below_wanted)
    assert chosen is arrangement


def test_a_narrow_page_has_the_response_below(panes):
    assert panes.splitter.orientation() is Qt.Orientation.Horizontal
    panes.resize(400, 600)
    assert panes.splitter.orientation() is Qt.Orientation.Vertical
    panes.resize(1000, 600)
    assert panes.splitter.orientation() is Qt.Orientation.Horizontal


def test_with_large_text_one_pane_is_in_front_and_tabs_choose_it(panes, theme):
    assert panes.findChildren(QTabBar) == []
    theme.apply(ColourScheme.LIGHT, 200)
    switch = panes.findChild(QTabBar)
    assert (switch.tabText(0), switch.tabText(1)) == ("Request", "Response")
    assert seen(panes) == {"editors"}
    point = switch.tabRect(1).center()
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton, pos=point)
    assert seen(panes) == {"response"}
    theme.apply(ColourScheme.LIGHT, 100)
    assert seen(panes) == {"editors", "response"}
    assert not switch.isVisible()


def test_what_is_to_be_seen_comes_to_the_front(panes):
    panes.resize(400, 300)
    panes.show_response()
    assert seen(panes) == {"response"}
    assert panes.findChild(QTabBar).currentIndex() == 1
    panes.show_editors()
    assert seen(panes) == {"editors"}
    assert panes.stops()[0] is panes.findChild(QTabBar)


def test_a_layout_of_another_size_is_taken_over_as_far_as_there_is_room(panes):
    wide = panes.splitter.saveState()
    panes.resize(400, 600)
    panes.restore(wide)
    assert panes.splitter.orientation() is Qt.Orientation.Vertical


def corners_painted_over(page, theme) -> list[tuple[int, int]]:
    """Return the pixels at the corners of the cards of a page that are none of a card."""
    (splitter,) = page.findChildren(QSplitter, "request_splitter")
    seen = splitter.grab().toImage()
    expected = QImage(seen.size(), QImage.Format.Format_RGB32)
    expected.fill(theme.colour("window"))
    painter = QPainter(expected)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(theme.colour("border"))
    painter.setBrush(theme.colour("panel"))
    cards = [splitter.widget(index).geometry() for index in range(2)]
    for card in cards:
        painter.drawRoundedRect(QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
    painter.end()
    places = [
        (x, y)
        for card in cards
        for left in (card.left(), card.right() - 9)
        for top in (card.top(), card.bottom() - 9)
        for x in range(left, left + 10)
        for y in range(top, top + 10)
    ]
    panel = theme.colour("panel").rgb()
    edge = [place for place in places if expected.pixel(*place) != panel]
    return [place for place in edge if seen.pixel(*place) != expected.pixel(*place)]


@pytest.mark.parametrize("scheme", [ColourScheme.LIGHT, ColourScheme.DARK])
async def test_nothing_is_painted_over_the_round_corners_of_a_card(theme, tmp_path, scheme):
    async with opened_window(theme, tmp_path) as opened:
        opened.window.resize(1440, 900)
        theme.apply(scheme, 100)
        opened.open("stargate.message.pushmessage")
        opened.act("send_anyway")
        await opened.scope.idle()
        bars = [bar for bar in opened.page.findChildren(QTabBar) if bar.isVisible()]
        assert len(bars) >= 2
        for bar in bars:
            for index in range(bar.count()):
                bar.setCurrentIndex(index)
                for _ in range(5):
                    await asyncio.sleep(0)
                title = bar.tabText(index)
                assert (title, corners_painted_over(opened.page, theme)) == (title, [])
