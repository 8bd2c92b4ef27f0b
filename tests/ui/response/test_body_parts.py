import asyncio

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel, QPushButton
from shiboken6 import delete

from aiurdesk.core.body_views.part import TextPart, TextSource
from aiurdesk.core.response.response import ResponseBody
from aiurdesk.storage.bodies import body_chunks
from aiurdesk.ui.response.body_parts import BodyParts, PartStrip
from aiurdesk.ui.tasks import TaskFailure, TaskScope


@pytest.fixture
def scope(qapp):
    return TaskScope()


@pytest.fixture
def reader(scope):
    made = BodyParts(scope, body_chunks, scope)
    made.set_body(ResponseBody(b"needle" + b"." * 3_000_000 + b"Needle"), TextSource("utf-8"))
    return made


async def test_all_of_a_body_is_searched(reader, scope):
    reader.search("needle")
    assert (reader.is_searching, reader.matches_outside(0, 6)) == (True, (0, 0))
    await scope.idle()
    assert (reader.is_searching, reader.count) == (False, 2)
    assert reader.matches_outside(0, 6) == (0, 1)


async def test_another_body_is_not_searched(reader, scope, qtbot):
    reader.search("needle")
    reader.set_body(ResponseBody(b""), TextSource("utf-8"))
    with qtbot.assertNotEmitted(reader.searched):
        await scope.idle()
    assert reader.count == 0


async def test_the_part_around_a_match_is_read(reader, scope):
    read: list[TextPart] = []
    reader.part_read.connect(read.append)
    reader.search("needle")
    await scope.idle()
    reader.read_match(1)
    await scope.idle()
    assert read[0].text.endswith(".Needle")
    reader.read_from(0)
    await scope.idle()
    assert read[1].start == 0


@pytest.mark.parametrize("is_reading", [False, True])
async def test_what_runs_ends_with_the_page(scope, is_reading):
    failures: list[TaskFailure] = []
    scope.failed.connect(failures.append)
    page = QObject()
    reader = BodyParts(scope, body_chunks, page)
    reader.set_body(ResponseBody(b"needle" + b"." * 3_000_000), TextSource("utf-8"))
    if is_reading:
        reader.read_from(0)
    else:
        reader.search("needle")
    delete(page)
    await scope.idle()
    assert failures == []


async def test_a_body_in_a_deleted_file_is_an_error_and_not_a_crash(reader, scope, tmp_path):
    failures: list[TaskFailure] = []
    scope.failed.connect(failures.append)
    reader.set_body(
        ResponseBody(b"x", path=str(tmp_path / "gone"), size_bytes=9), TextSource("utf-8")
    )
    reader.search("x")
    await scope.idle()
    await asyncio.sleep(0)
    assert "cannot be read" in str(failures[0].error)


@pytest.fixture
def strip(qtbot, theme):
    made = PartStrip()
    qtbot.addWidget(made)
    made.resize(500, 60)
    return made


def button(strip, text):
    return next(button for button in strip.findChildren(QPushButton) if button.text() == text)


def test_it_is_hidden_while_all_is_shown(strip):
    strip.show_part(TextPart("abc"), 3, "")
    assert strip.isHidden()
    strip.show_part(TextPart("abc", is_last=False), 3, "said")
    assert not strip.isHidden()


def test_more_begins_where_the_shown_text_ends(strip, qtbot):
    strip.show_part(TextPart("abcdef", start=10), 14, "said")
    assert strip.findChild(QLabel).text() == "said"
    with qtbot.waitSignal(strip.part_requested) as heard:
        button(strip, "Show more").click()
    assert heard.args == [14]
    with qtbot.waitSignal(strip.part_requested) as heard:
        button(strip, "Show the beginning").click()
    assert heard.args == [0]


def test_only_buttons_that_lead_somewhere_are_shown(strip):
    strip.show_part(TextPart("abc", is_last=False), 3, "said")
    assert button(strip, "Show the beginning").isHidden()
    strip.show_part(TextPart("abc", start=5), 8, "said")
    assert button(strip, "Show more").isHidden()
