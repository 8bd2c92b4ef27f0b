"""Every text of the real window fits, in a small window and with large text."""

import asyncio
import json
import os
import subprocess
import sys
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QTableView

from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.ui.request.tab_badge import TabMark
from tests.child_process import running
from tests.coroutines import until
from tests.end_to_end.window.clipping import SMALL, clipped_texts
from tests.end_to_end.window.tour import tour
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import opened_window

SCREEN = {
    "name": "Screen",
    "x": 0,
    "y": 0,
    "width": 1920,
    "height": 1200,
    "logicalDpi": 96,
    "logicalBaseDpi": 96,
    "dpr": 1,
}
SCALED = """
import asyncio, sys
from pathlib import Path
import qasync
from msgspec.structs import replace
from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.ui.app import make_application
from aiurdesk.ui.theme.theme import Theme
from tests.end_to_end.window.test_clipping import clipped_everywhere
from tests.end_to_end.window.tour import window_for_tour
async def run():
    async with window_for_tour(theme, Path(sys.argv[1])) as opened:
        saver = opened.controller.saver
        saver.change(replace(saver.settings, zoom_percent=200))
        await opened.scope.idle()
        clipped = await clipped_everywhere(opened.window, opened.controller)
        print(opened.window.devicePixelRatio(), *clipped, sep="\\n")
application = make_application()
theme = Theme(application)
theme.apply(ColourScheme.LIGHT, 100)
with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
    runner.run(run())
"""
"""A tour costs seconds, so one is about all: a small window, large text and a scaled screen. Longer
texts of the usual size in a small window are those of ``test_languages``."""


async def clipped_everywhere(window, controller):
    """Make a window small, go through its pages and dialogs, and return what is clipped in each."""
    clipped: list[str] = []

    def look(stop):
        clipped.extend(f"{stop}: {line}" for line in clipped_texts())

    window.resize(*SMALL)
    await tour(window, controller, look)
    return list(dict.fromkeys(clipped))


@pytest.mark.limit_s(300)
def test_every_large_text_fits_into_a_small_window_on_a_scaled_screen(tmp_path):
    command = [sys.executable, "-c", SCALED, tmp_path]
    # The usual one of this platform is so small that dialogs with large text have no room.
    (tmp_path / "screen.json").write_text(json.dumps({"screens": [SCREEN]}))
    platform = f"offscreen:configfile={tmp_path / 'screen.json'}"
    variables = os.environ | {"QT_SCALE_FACTOR": "1.5", "QT_QPA_PLATFORM": platform}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with running(command, env=variables, **pipes) as program:
        out, _ = program.communicate(timeout=300)
    assert out.splitlines() == ["1.5"]


async def test_what_is_beside_each_other_is_equally_high(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.act("new_request")
        await opened.scope.idle()
        driver = WindowDriver(opened.window, opened.controller)
        widgets = [
            opened.find("address_frame"),
            driver.find(QAbstractButton, "Send"),
            driver.find(QAbstractButton, "More"),
        ]
        height = widgets[0].height()
        for zoom in (100, 130, 150, 200):
            theme.apply(ColourScheme.LIGHT, zoom)
            # The page is laid out some turns of the loop later.
            await until(partial(_is_higher, widgets[0], height if zoom > 100 else 0))
            await until(lambda: len({(part.y(), part.height()) for part in widgets}) == 1)
            height = widgets[0].height()


def icon_widths(window):
    """Return how wide the icons of visible buttons and labels are drawn, by their names."""
    widths = {}
    for button in window.findChildren(QAbstractButton):
        is_seen = button.isVisible() and not button.size().isEmpty()
        if is_seen and not button.icon().isNull():
            drawn = button.icon().pixmap(button.iconSize()).deviceIndependentSize()
            widths[button.accessibleName() or button.text()] = drawn.width()
    for label in window.findChildren(QLabel):
        if label.isVisible() and not label.pixmap().isNull():
            name = label.objectName() or type(label.parentWidget()).__name__
            widths[name] = label.pixmap().deviceIndependentSize().width()
    for mark in window.findChildren(TabMark):
        widths["mark of a tab"] = mark.width()
    return widths


async def test_icons_grow_with_the_text(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        # So large that text of any size leaves both cards in sight.
        opened.window.resize(2000, 1300)
        driver = WindowDriver(opened.window, opened.controller)
        driver.press("Push a message to a wrong channel")
        await opened.scope.idle()
        await driver.type("Filter sidebar", "status")
        before = icon_widths(opened.window)
        expected = {"Close request", "Dismiss", "Note", "activity_dot", "Optional parameters"}
        assert expected | {"More", "New request", "Clear the filter"} <= set(before)
        for zoom in (150, 200):
            theme.apply(ColourScheme.LIGHT, zoom)
            grown = {name: pytest.approx(w * zoom / 100, abs=1) for name, w in before.items()}
            # Pages follow a change of the text some turns of the loop later.
            await until(partial(_has_icons, opened.window, grown))


def _is_higher(widget, height):
    return widget.height() > height


def _has_icons(window, widths):
    return icon_widths(window) == widths


async def test_a_table_has_its_headers_above_its_cells(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.act("show_keys")
        driver = WindowDriver(opened.window, opened.controller)
        dialog = await driver.dialog("Keyboard shortcuts")
        await asyncio.sleep(0.05)
        picture = dialog.grab().toImage()
        table = dialog.findChild(QTableView)
        assert isinstance(table, QTableView)
        header = table.horizontalHeader()
        left = header.mapTo(dialog, header.rect().topLeft()).x() + header.sectionViewportPosition(1)
        title_y = header.mapTo(dialog, header.rect().center()).y()
        first = table.viewport().mapTo(dialog, table.visualRect(table.model().index(0, 1)).center())
        starts = [first_ink(picture, left + 1, y, header.height()) for y in (title_y, first.y())]
        assert abs(starts[0] - starts[1]) <= 2
        assert header.defaultAlignment() & Qt.AlignmentFlag.AlignLeft
        dialog.reject()


def first_ink(picture, left, middle, height):
    """Return how far right of a place the text begins in a band of a picture."""
    band = range(middle - height // 4, middle + height // 4)
    for x in range(left, left + 80):
        colours = {picture.pixelColor(x, y).lightness() for y in band}
        if max(colours) - min(colours) > 60:
            return x - left
    raise AssertionError("there is no text")
