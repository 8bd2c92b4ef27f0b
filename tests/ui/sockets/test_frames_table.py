import asyncio
from itertools import pairwise
from time import perf_counter

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleTableModelChangeEvent
from PySide6.QtTest import QTest
from shiboken6 import delete, isValid

from aiurdesk.core.exchange.sockets.frame import Direction, FrameKind
from aiurdesk.ui.sockets.frame_views import frame_row
from aiurdesk.ui.sockets.frames_table import FrameCounts, FramesTable
from tests.core.exchange.sockets.frames import a_frame
from tests.ui.sockets.frames import rows


def shown_table(qtbot, made):
    qtbot.addWidget(made)
    made.resize(700, 300)
    made.show()
    return made


@pytest.fixture
def frames(qtbot, theme):
    return shown_table(qtbot, FramesTable(theme))


@pytest.fixture
def short(qtbot, theme):
    """Return a list from which the oldest of more than 100 rows leave."""
    return shown_table(qtbot, FramesTable(theme, most_rows=100, dropped_at_once=20))


def lines_of(frames):
    model = frames.table.model()
    return [model.index(row, 4).data() for row in range(model.rowCount())]


def is_in_sight(frames, row):
    rectangle = frames.table.visualRect(frames.table.model().index(row, 0))
    return frames.table.viewport().rect().contains(rectangle.center())


def last_visible(frames):
    return frames.table.rowAt(frames.table.viewport().height() - 2)


def test_rows_come_in_batches_and_the_newest_is_in_view(frames, qtbot):
    frames.add(rows(2))
    frames.add(rows(98, 2))
    qtbot.waitUntil(lambda: len(lines_of(frames)) == 100)
    assert last_visible(frames) in (98, 99)
    assert frames.table.model().index(0, 1).data() == "↓"


def test_a_person_who_looks_at_an_old_frame_stays_there(frames, qtbot):
    frames.add(rows(100))
    qtbot.waitUntil(lambda: len(lines_of(frames)) == 100)
    frames.table.selectRow(5)
    frames.table.scrollToTop()
    frames.add(rows(100, 100))
    qtbot.waitUntil(lambda: len(lines_of(frames)) == 200)
    assert frames.table.rowAt(2) == 0
    assert frames.selected is not None
    assert frames.selected.number == 5


@pytest.mark.parametrize("zoom", [50, 200])
def test_the_chosen_frame_stays_in_sight_when_the_text_gets_another_size(
    frames, qtbot, theme, zoom
):
    theme.apply_to(frames)
    frames.add(rows(100))
    qtbot.waitUntil(lambda: len(lines_of(frames)) == 100)
    frames.table.selectRow(60)
    theme.apply("light", zoom)
    qtbot.waitUntil(lambda: is_in_sight(frames, 60))


async def test_a_tab_can_be_closed_at_the_moment_at_which_the_text_gets_another_size(theme):
    frames = FramesTable(theme)
    theme.apply_to(frames)
    frames.show()
    frames.add(rows(1))
    frames.flush()
    frames.table.selectRow(0)
    theme.apply("light", 200)
    delete(frames)
    # An error in what Qt calls later fails the test.
    await asyncio.sleep(0)
    assert not isValid(frames)


def test_a_chosen_frame_out_of_sight_does_not_move_the_list(frames, qtbot, theme):
    theme.apply_to(frames)
    frames.add(rows(100))
    qtbot.waitUntil(lambda: len(lines_of(frames)) == 100)
    frames.table.selectRow(60)
    frames.table.scrollToTop()
    theme.apply("light", 200)
    # After the turn in which the row would have been scrolled to.
    with qtbot.waitCallback() as turn:
        QTimer.singleShot(0, turn)
    assert frames.table.rowAt(2) == 0


def test_a_list_that_becomes_lower_still_follows_new_frames(frames, qtbot):
    frames.add(rows(100))
    qtbot.waitUntil(lambda: len(lines_of(frames)) == 100)
    frames.resize(700, 200)
    frames.add(rows(100, 100))
    qtbot.waitUntil(lambda: len(lines_of(frames)) == 200)
    assert last_visible(frames) in (198, 199)


def test_escape_follows_new_frames_again(frames, qtbot):
    frames.add(rows(100))
    qtbot.waitUntil(lambda: len(lines_of(frames)) == 100)
    QTest.keyClick(frames.table, Qt.Key.Key_Home)
    assert frames.selected.number == 0
    with qtbot.waitSignal(frames.chosen) as caught:
        QTest.keyClick(frames.table, Qt.Key.Key_Escape)
    assert caught.args == [None]
    frames.add(rows(100, 100))
    qtbot.waitUntil(lambda: len(lines_of(frames)) == 200)
    assert last_visible(frames) in (198, 199)


def test_a_pause_loses_nothing(frames, qtbot):
    frames.add(rows(3))
    frames.flush()
    frames.pause(True)
    frames.add(rows(4, 3))
    qtbot.waitUntil(lambda: frames.counts == FrameCounts(visible=3, listed=3, dropped=0, waiting=4))
    assert len(lines_of(frames)) == 3
    frames.pause(False)
    assert lines_of(frames) == [row.line for row in rows(7)]


def test_the_filter_looks_at_old_and_new_rows_and_keeps_the_selected_one(frames, qtbot):
    frames.add(rows(20))
    frames.flush()
    frames.table.selectRow(12)
    frames.set_filter("All frames", "NUMBER 1")
    qtbot.waitUntil(lambda: len(lines_of(frames)) == 11)
    assert frames.selected is not None
    assert frames.selected.line == "number 12"
    frames.add(rows(1, 100))
    frames.add(rows(1, 200))
    frames.flush()
    assert lines_of(frames)[-1] == "number 100"
    assert frames.counts == FrameCounts(visible=12, listed=22, dropped=0, waiting=0)
    frames.set_filter("All frames", "")
    qtbot.waitUntil(lambda: len(lines_of(frames)) == 22)


def test_only_some_kinds_are_shown(frames, qtbot):
    frames.add(
        [
            frame_row(0, a_frame("in")),
            frame_row(1, a_frame("out", direction=Direction.SENT)),
            frame_row(2, a_frame(b"", kind=FrameKind.PING)),
            frame_row(3, a_frame("lost", kind=FrameKind.STATE)),
        ]
    )
    frames.flush()
    frames.set_filter("Received", "")
    qtbot.waitUntil(lambda: lines_of(frames) == ["in", ""])
    frames.set_filter("Sent", "")
    qtbot.waitUntil(lambda: lines_of(frames) == ["out"])
    frames.set_filter("Control frames", "")
    qtbot.waitUntil(lambda: lines_of(frames) == [""])
    frames.set_filter("With a verdict", "")
    qtbot.waitUntil(lambda: lines_of(frames) == [])


def test_states_of_the_connection_do_not_count_as_frames(short, qtbot):
    def add(first, count, state):
        short.add([*rows(count, first), frame_row(first + count, state)])

    lost = a_frame("lost", kind=FrameKind.STATE)
    add(0, 3, lost)
    assert short.counts == FrameCounts(visible=0, listed=0, dropped=0, waiting=3)
    short.flush()
    assert short.counts == FrameCounts(visible=3, listed=3, dropped=0, waiting=0)
    short.pause(True)
    add(4, 2, lost)
    assert short.counts == FrameCounts(visible=3, listed=3, dropped=0, waiting=2)
    short.pause(False)
    short.set_filter("All frames", "lost")
    qtbot.waitUntil(lambda: lines_of(short) == ["lost", "lost"])
    assert short.counts == FrameCounts(visible=0, listed=5, dropped=0, waiting=0)
    short.set_filter("All frames", "")
    qtbot.waitUntil(lambda: len(lines_of(short)) == 7)
    # Of 101 rows, 21 leave: three frames, a state, two frames, a state, and 14 frames.
    short.add(rows(94, 7))
    short.flush()
    assert short.counts == FrameCounts(visible=80, listed=80, dropped=19, waiting=0)


def test_a_list_with_a_state_alone_is_not_empty(frames):
    assert frames.is_empty
    frames.add([frame_row(0, a_frame("lost", kind=FrameKind.STATE))])
    frames.flush()
    assert not frames.is_empty
    assert not any(frames.counts)


def test_the_oldest_rows_leave_a_list_that_is_too_long(short):
    short.add(rows(90))
    short.flush()
    short.table.selectRow(80)
    short.add(rows(20, 90))
    short.flush()
    assert (short.dropped, lines_of(short)[0]) == (30, "number 30")
    assert short.selected is not None
    assert short.selected.number == 80


def test_a_selected_row_that_leaves_is_no_longer_chosen(short, qtbot):
    short.add(rows(90))
    short.flush()
    short.table.selectRow(5)
    short.add(rows(20, 90))
    with qtbot.waitSignal(short.chosen, check_params_cb=lambda row: row is None):
        short.flush()
    assert short.selected is None


def test_rows_that_a_person_reads_stay_in_sight_while_others_leave(short):
    short.add(rows(90))
    short.flush()
    table = short.table
    table.scrollTo(table.model().index(60, 4), table.ScrollHint.PositionAtTop)
    before = table.model().index(table.rowAt(0), 4).data()
    assert before != "number 0"
    short.add(rows(20, 90))
    short.flush()
    assert table.model().index(table.rowAt(0), 4).data() == before


def test_all_rows_can_be_removed(frames, qtbot):
    frames.add(rows(3))
    frames.flush()
    frames.table.selectRow(1)
    with qtbot.waitSignal(frames.chosen, check_params_cb=lambda row: row is None):
        frames.clear()
    assert lines_of(frames) == []
    assert frames.lines() == ""


def test_the_list_is_copied_as_text(frames):
    frames.add(rows(2))
    frames.flush()
    lines = frames.lines().splitlines()
    assert lines[1].split("\t")[1:] == ["Received", "Text", "8 B", "number 1"]


def test_a_flood_reaches_assistive_technology_in_few_steps(frames, qtbot, monkeypatch):
    told: list[QAccessibleTableModelChangeEvent] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", told.append)
    shown_at = [perf_counter()]
    frames.table.model().rowsInserted.connect(lambda *_: shown_at.append(perf_counter()))
    # As from a server that sends for a third of a second; without it, a step every 33 ms.
    for first in range(0, 10_000, 1_000):
        frames.add(rows(1_000, first))
        qtbot.wait(34)
    qtbot.waitUntil(lambda: len(lines_of(frames)) == 10_000)
    # On a busy computer it takes longer and there are more of them, but never close together.
    assert min(after - before for before, after in pairwise(shown_at)) > 0.4
    assert {event.modelChangeType() for event in told} == {
        QAccessibleTableModelChangeEvent.ModelChangeType.ModelReset
    }
    steps = len(shown_at) - 1
    assert len(told) == steps
    # A few rows leave what it knows as it is.
    frames.add(rows(10, 10_000))
    qtbot.waitUntil(lambda: len(lines_of(frames)) == 10_010)
    assert len(told) == steps


def test_what_assistive_technology_knows_of_cells_slows_no_flood(frames, qtbot):
    QAccessible.setActive(True)
    try:
        frames.add(rows(2_000))
        frames.flush()
        spoken = QAccessible.queryAccessibleInterface(frames.table)
        cell = spoken.child(100)
        number = QAccessible.uniqueId(cell)
        frames.add(rows(2_000, 2_000))
        frames.flush()
        # Qt keeps no interface of a cell that would have to be moved.
        assert QAccessible.accessibleInterface(number) is None
        assert spoken.childCount() > 4_000
    finally:
        QAccessible.setActive(False)
