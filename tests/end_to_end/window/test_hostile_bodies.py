"""Bodies that are made to stop a window, in the real window."""

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QTreeView, QWidget

from aiurdesk.core.body_views.whole_tree import WholeTree
from aiurdesk.ui.response.text_view import TextWidget
from aiurdesk.ui.response.tree_view import TreeView
from aiurdesk.ui.theme.theme import Theme
from tests.coroutines import until
from tests.end_to_end.hostile_server import a_server
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import opened_window

NAMES = (
    *("codes", "items", "message", "nested", "lists", "list-of-lists", "emoji", "newlines"),
    *("picture", "location", "header"),
)
LONGEST_STALL_S = 1.5
"""Thirty times what is allowed, because other work of the machine must not fail this; some of these
bodies took seven seconds. What is shown is bounded exactly."""


class Heartbeat:
    """Measures the longest time in which the window does nothing else.

    It counts as far as this process worked meanwhile, in any thread, as a thread that holds the
    interpreter stops the window too. Time in which other programs have the core does not count.
    """

    def __init__(self) -> None:
        self.longest_s = 0.0
        self._last = (time.perf_counter(), time.process_time())
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(5)

    def _beat(self) -> None:
        now = (time.perf_counter(), time.process_time())
        passed_s, worked_s = (after - before for after, before in zip(now, self._last, strict=True))
        self.longest_s = max(self.longest_s, min(passed_s, worked_s))
        self._last = now


async def settled(driver: WindowDriver) -> None:
    """Wait until nothing runs, and what is filled in step by step has begun."""
    await driver.controller.scope.idle()
    await asyncio.sleep(0.1)


def said_by(driver: WindowDriver) -> str:
    labels = driver.window.findChildren(QLabel)
    return " ".join(label.text() for label in labels if label.isVisible())


async def until_said(driver: WindowDriver, text: str) -> None:
    """Wait until the window says something; a tree of a million lines takes a while."""
    await until(lambda: text in said_by(driver))


async def whole_tree(driver: WindowDriver) -> TreeView:
    """Show the tree, and return it when it has all of the body."""
    driver.show("Tree")
    await until(lambda: driver.has(QTreeView, "Response tree"))
    tree = driver.find(TreeView, "Response tree")
    await until(lambda: isinstance(tree.lines, WholeTree))
    return tree


@contextlib.asynccontextmanager
async def responded(theme: Theme, folder: Path, name: str) -> AsyncIterator[WindowDriver]:
    """Open a window that has received a body."""
    with a_server() as origin:
        async with opened_window(theme, folder) as opened:
            driver = WindowDriver(opened.window, opened.controller)
            driver.pick("New request")
            await driver.type("Address", f"{origin}/{name}")
            await driver.send()
            yield driver


@pytest.mark.parametrize("name", NAMES)
async def test_no_body_stops_the_window(theme, tmp_path, name):
    with a_server() as origin:
        async with opened_window(theme, tmp_path) as opened:
            driver = WindowDriver(opened.window, opened.controller)
            driver.pick("New request")
            await driver.type("Address", f"{origin}/{name}")
            await asyncio.sleep(0.3)
            heartbeat = Heartbeat()
            driver.press("Send")
            await settled(driver)
            await until(lambda: "Reading the JSON" not in said_by(driver))
            for tab in ("Headers", "Timing", "Tree", "Image" if name == "picture" else "Text"):
                driver.show(tab)
                await settled(driver)
            assert heartbeat.longest_s < LONGEST_STALL_S
            if name in ("codes", "items", "message"):
                await whole_tree(driver)
            assert len(said_by(driver)) < 100_000
            assert len(driver.verdict()) < 200_000
            if name == "picture":
                picture = driver.find(QWidget, "Response image")
                assert picture.accessibleDescription() == "8000 × 8000 pixels, shown smaller"


async def test_what_a_row_leaves_out_is_said(theme, tmp_path):
    async with responded(theme, tmp_path, "message") as driver:
        model = (await whole_tree(driver)).model()
        root = model.index(0, 0)
        # The last row is the bracket.
        last = model.index(model.rowCount(root) - 2, 0, root).data()
        assert re.search(r"… (19,99\d|20,00\d),\d+ more characters", last)
        assert f"{'m' * 100}…" in driver.verdict()
        driver.show("Text")
        await settled(driver)
        assert driver.find(QPlainTextEdit, "Response text").blockCount() > 1


async def test_find_covers_all_bytes_of_a_dump(theme, tmp_path):
    async with responded(theme, tmp_path, "bytes") as driver:
        driver.show("Bytes")
        QTest.keyClick(driver.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        field = driver.find(QLineEdit, "Find in response")
        QTest.keyClicks(field, "NEEDLE")
        await until(lambda: found_in(driver) == "1")
        QTest.keyClick(field, Qt.Key.Key_Return)
        text = driver.find(QPlainTextEdit, "Response text")
        await until(lambda: text.textCursor().selectedText() == "needle")
        assert text.textCursor().block().text().startswith("00100000")
        assert found_in(driver) == "1 of 1"


async def test_no_body_stops_the_window_where_more_is_shown(theme, tmp_path):
    async with responded(theme, tmp_path, "items") as driver:
        tree = await whole_tree(driver)
        heartbeat = Heartbeat()
        QTest.keyClick(tree, Qt.Key.Key_End)
        await until(lambda: tree.steps() == ["items", "[299999]"])
        await settled(driver)
        assert heartbeat.longest_s < LONGEST_STALL_S


def found_in(driver: WindowDriver) -> str:
    label = driver.window.findChild(QLabel, "match_count")
    assert label is not None
    return label.text()


async def test_tree_and_text_have_what_is_behind_a_long_line(theme, tmp_path):
    async with responded(theme, tmp_path, "one-line") as driver:
        tree = await whole_tree(driver)
        QTest.keyClick(tree, Qt.Key.Key_End)
        await until(lambda: tree.steps() == ["b"])
        driver.show("Text")
        text = driver.find(TextWidget, "Response text")
        # Three lines and the long one, in rows of 200 characters.
        await until(lambda: text.shown_rows.count > 50_000)
        text.bar.setValue(text.bar.maximum())
        assert text.toPlainText().endswith('  "b": 1\n}')
