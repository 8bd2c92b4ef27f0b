from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QTabBar

from aiurdesk.core.exchange.sockets.event_types import EventType, FrameReading
from aiurdesk.core.exchange.sockets.frame import Direction, FrameKind
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind
from aiurdesk.services.processes.body_texts import BodyTexts
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.transport.temporary_files import TemporaryFiles
from aiurdesk.ui.response.body_reader import BodyAccess
from aiurdesk.ui.sockets.frame_views import LONGEST_LINE, FrameViews, frame_row
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.widgets.note import WrappedLabel
from tests.core.exchange.sockets.frames import AT, a_frame


def no_file(_body, name):
    return Path(name)


async def _save(_body, _path):
    raise AssertionError("nothing is saved here")


@pytest.fixture
def views(qtbot, theme, keys):
    texts = BodyTexts(HelperProcesses(), TemporaryFiles())
    made = FrameViews(theme, keys, TaskScope(), BodyAccess(_save, texts, no_file))
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    return made


def show(views, frame, reading=None):
    reading = reading or FrameReading()
    views.show_frame(frame_row(0, frame, reading), frame, reading)


def tabs(views):
    bar = views.findChild(QTabBar)
    return [bar.tabText(tab) for tab in range(bar.count()) if bar.isTabVisible(tab)]


def current_tab(views):
    bar = views.findChild(QTabBar)
    return bar.tabText(bar.currentIndex())


def said(views):
    return [w.text() for w in views.findChildren(QLabel) if w.isVisible() and w.text()]


async def test_json_is_a_tree_and_bytes_are_a_dump(views):
    show(views, a_frame('{"a": 1}'))
    assert tabs(views) == ["Tree", "Text"]
    assert current_tab(views) == "Tree"
    show(views, a_frame(b"\x00\x01\xff"))
    assert tabs(views) == ["Tree", "Bytes"]
    assert current_tab(views) == "Bytes"


async def test_a_chosen_state_is_shown_in_words(views):
    show(views, a_frame("Lost: the network is gone", kind=FrameKind.STATE))
    assert "State" in said(views)
    assert not views.again_button.isEnabled()
    assert not views.edit_button.isEnabled()


async def test_what_a_frame_says_stands_above_it(views):
    verdict = Verdict(
        VerdictKind.ENVELOPE, Severity.CREDENTIAL, "Not permitted", message="No.", meaning="Ask."
    )
    event = EventType(7, "DissolveEvent", "A group was dissolved.")
    show(views, a_frame("{}", fragments=3), FrameReading(verdict, event, "Kahla 2020"))
    text = "\n".join(said(views))
    assert "3 fragments" in text
    assert "Kahla 2020: DissolveEvent. A group was dissolved." in text
    assert "Not permitted · “No.”" in text
    tips = [w.toolTip() for w in views.findChildren(WrappedLabel) if w.isVisible()]
    assert tips == ["Ask."]


async def test_only_a_message_can_be_sent_again_and_only_a_short_one_edited(views):
    def enabled():
        buttons = views.findChildren(QPushButton)
        return [b.text() for b in buttons if b.isEnabled() and "end" in b.text()]

    show(views, a_frame("a"))
    assert enabled()[:2] == ["Send again", "Edit and send"]
    show(views, a_frame(b"a" * 16_001))
    assert "Edit and send" not in enabled()
    show(views, a_frame(b"a"))
    assert "Edit and send" in enabled()
    show(views, a_frame(b"", kind=FrameKind.PING))
    assert "Send again" not in enabled()
    assert "This frame is empty." in said(views)


async def test_the_content_of_a_ping_is_bytes(views):
    # Most programs put four random bytes into it.
    show(views, a_frame(b"hi!\xff", kind=FrameKind.PING))
    assert tabs(views) == ["Tree", "Bytes"]


@pytest.mark.parametrize(
    ("frame", "line"),
    [
        (a_frame("two\nlines\tof text"), "two⏎lines of text"),
        (a_frame(b"\x00\xff"), "00 ff"),
        (a_frame(bytes(60)), f"{' '.join(['00'] * 48)} …"),
        (a_frame("bye", kind=FrameKind.CLOSE, close_code=1001), "1001 going away · bye"),
        (a_frame("", kind=FrameKind.CLOSE), "1005 no status received"),
        (a_frame(b"1", kind=FrameKind.PING), "31"),
    ],
)
def test_a_content_is_one_line(frame, line):
    assert frame_row(3, frame).line == line


def test_a_row_says_when_how_and_how_much():
    row = frame_row(7, a_frame("é", direction=Direction.SENT))
    local = AT.astimezone()
    assert row.time == f"{local:%H:%M:%S}.123"
    assert (row.number, row.sign, row.direction_word) == (7, "↑", "Sent")
    assert (row.kind_word, row.size) == ("Text", "2 B")
    assert frame_row(7, a_frame()).sign == "↓"


def test_a_state_of_the_connection_has_neither_direction_nor_size():
    row = frame_row(7, a_frame("Lost", kind=FrameKind.STATE))
    assert (row.sign, row.direction_word, row.kind_word, row.size) == ("", "", "State", "")
    assert row.line == "Lost"


def test_a_long_content_is_cut():
    line = frame_row(0, a_frame("x" * 1_000_000)).line
    assert line.startswith("xxx")
    assert len(line) == LONGEST_LINE


def test_a_verdict_and_an_event_stand_before_the_content():
    verdict = Verdict(
        VerdictKind.ENVELOPE, Severity.CREDENTIAL, "Not permitted", "2020", -8, "Unauthorized"
    )
    row = frame_row(0, a_frame("{}"), FrameReading(verdict))
    assert (row.line, row.severity) == ("−8 Unauthorized · {}", Severity.CREDENTIAL)
    row = frame_row(0, a_frame("{}"), FrameReading(event=EventType(7, "DissolveEvent")))
    assert (row.line, row.severity) == ("DissolveEvent · {}", None)


def test_a_piece_of_an_answer_stands_before_its_json():
    row = frame_row(7, a_frame('{"delta":"Hi\\n"}'), FrameReading(piece="Hi\n"))
    assert row.line == '“Hi⏎” · {"delta":"Hi\\n"}'


def test_an_event_has_its_name_before_its_content():
    assert frame_row(7, a_frame("x", name="tick")).line == "tick · x"
    assert frame_row(7, a_frame("x", name="t" * 500)).line.endswith("… · x")
    assert frame_row(7, a_frame("x", kind=FrameKind.COMMENT)).kind_word == "Comment"
