"""The texts of the rows."""

from datetime import date, timedelta

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QTreeView

from aiurdesk.core.exchange.exchange import AGENT
from aiurdesk.core.history.history_entry import id_at
from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.ui.history.history_panel import HistoryPanel
from aiurdesk.ui.history.history_rows import (
    children_of,
    days_of,
    detail_of,
    sign_of,
    spoken_row,
    title_beside,
    tool_tip_of,
)
from tests.history_records import STARTED_AT, an_entry

LOCAL = STARTED_AT.astimezone()


def test_entries_are_below_the_day_that_they_were_sent_on():
    today, before = an_entry(), an_entry(id=id_at(STARTED_AT - timedelta(days=1)))
    days = days_of((today, before), LOCAL.date())
    assert [day.title for day in days] == ["Today", "Yesterday"]
    assert [children_of(day) for day in days] == [(today,), (before,)]
    assert children_of(today) == ()


def test_the_sign_is_the_code_or_else_the_status():
    assert sign_of(an_entry(code=-10)) == "−10"
    assert sign_of(an_entry(code=None, status=404)) == "404"
    assert sign_of(an_entry(code=None, status=None)) == ""
    assert sign_of(an_entry(code="a_very_long_text_code")) == "a_very_lon…"


def test_the_second_line_has_the_time_and_what_was_said():
    assert detail_of(an_entry(message="one\n two")) == f"{LOCAL:%H:%M} · one two"
    assert detail_of(an_entry(message="")) == f"{LOCAL:%H:%M} · Completed"


def test_a_screen_reader_says_what_the_row_shows():
    refused = an_entry(code=-4, severity=Severity.INPUT, message="Not there.")
    assert spoken_row(refused) == f"Push message, POST, −4, Input, {LOCAL:%H:%M} · Not there."
    assert "HTTP 404" in spoken_row(an_entry(code=None, status=404))
    assert ", WS, HTTP 101" in spoken_row(an_entry(code=None, status=101, method="GET"))
    (day,) = days_of((refused,), date(2030, 1, 1))
    assert spoken_row(day) == day.title


def test_the_tool_tip_tells_all():
    lines = tool_tip_of(an_entry(address="https://a.example/" + "x" * 900)).splitlines()
    assert lines[0].startswith("POST https://a.example/x")
    assert len(lines[0]) < 620
    assert lines[1] == f"{LOCAL:%H:%M:%S} · Production 2020 · 23 ms · HTTP 200"
    assert lines[2:] == ["Success: 0 Completed", "Done."]


@pytest.fixture
def panel(qtbot, theme):
    made = HistoryPanel(theme)
    qtbot.addWidget(made)
    made.resize(290, 400)
    made.show()
    return made


def pixels(image: QImage, colour: QColor) -> int:
    """Return how many pixels have a colour."""
    expected = colour.rgb()
    return sum(
        image.pixel(x, y) == expected for x in range(image.width()) for y in range(image.height())
    )


@pytest.mark.parametrize("scheme", [ColourScheme.LIGHT, ColourScheme.DARK])
def test_the_verdict_has_the_colour_of_its_severity(panel, theme, scheme):
    theme.apply(scheme, 100)
    entry = an_entry(code=-8, severity=Severity.CREDENTIAL, message="m" * 500)
    panel.show_entries((entry,), has_more=False)
    tree = panel.findChild(QTreeView)
    image = tree.grab().toImage()
    assert pixels(image, theme.colour("credential_text")) > 0
    assert pixels(image, theme.colour("success_text")) == 0


def test_an_entry_has_two_lines_and_a_day_one(panel):
    panel.show_entries((an_entry(),), has_more=False)
    tree = panel.findChild(QTreeView)
    day = tree.model().index(0, 0)
    entry = tree.model().index(0, 0, day)
    assert tree.visualRect(entry).height() > tree.visualRect(day).height()


def test_calls_of_one_path_are_told_apart_by_their_query(panel, qtbot):
    led, bulb = (
        an_entry(title="127.0.0.1:8820/lamps/of/the/whole/shop", address=f"https://a.example/?{q}")
        for q in ("kind=led", "kind=bulb&token=%E2%80%A2%E2%80%A2%E2%80%A2%E2%80%A2")
    )
    assert (led.query, bulb.query) == ("kind=led", "kind=bulb&token=••••")
    assert ", kind=led, POST" in spoken_row(led)
    pictures = []
    for entry in (led, bulb, led):
        panel.show_entries((entry,), has_more=False)
        pictures.append(panel.findChild(QTreeView).grab().toImage())
    assert pictures[0] != pictures[1]
    assert pictures[0] == pictures[2]


def test_a_query_of_a_stranger_stays_on_one_short_line():
    wild = an_entry(address="https://a.example/?a=%0a%1b%5b31mx" + "y" * 5000 + "#part?no=1")
    assert "\n" not in wild.query
    assert "\x1b" not in wild.query
    assert len(wild.query) <= 300
    assert an_entry(address="https://a.example/#part?no=1").query == ""


def test_a_custom_url_is_named_by_its_path_while_all_go_to_one_host_and_port():
    one = {"127.0.0.1:8820"}
    typed = an_entry(
        endpoint_id="", title="127.0.0.1:8820/lamps", address="http://127.0.0.1:8820/lamps?a=1"
    )
    assert title_beside(typed, one) == "/lamps"
    assert title_beside(typed, {*one, "127.0.0.1:9000"}) == typed.title
    root = an_entry(endpoint_id="", title="b.example/", address="https://b.example/")
    assert title_beside(root, {"b.example"}) == "b.example/"
    saved = an_entry(endpoint_id="", title="List lamps", address="https://b.example/lamps")
    assert title_beside(saved, {"b.example"}) == "List lamps"
    known = an_entry()
    assert title_beside(known, one) == known.title


def test_a_row_says_that_an_agent_sent_it():
    sent = an_entry(sender=AGENT, message="Done.")
    assert detail_of(sent) == f"{LOCAL:%H:%M} · agent · Done."
    assert "An agent sent this." in tool_tip_of(sent)
    assert "agent" not in tool_tip_of(an_entry()).lower()
