"""What the tree of a long body takes: its first rows, all of it, the longest pauses, and memory.

Run: python -m tests.benchmarks.long_tree [--megabytes N …] [--shapes NAME …]

Pauses and memory are measured as in ``long_bodies``. ``jq .`` is run on the same body.
"""

import argparse
import asyncio
import sys
import time
from contextlib import AbstractContextManager
from functools import partial
from itertools import product
from unittest.mock import patch

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtTest import QTest

from aiurdesk.core.body_views.whole_tree import WholeTree
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.services.profile import Profile
from aiurdesk.ui.response.tree_view import TreeView
from aiurdesk.ui.response.views import ResponseViews
from aiurdesk.ui.startup.running import working
from aiurdesk.ui.window.main_window import MainWindow
from tests.benchmarks.hostile_bodies import Gaps
from tests.benchmarks.long_bodies import all_memory_mb, run, say, tell, time_jq
from tests.coroutines import until
from tests.end_to_end.window_driver import WindowDriver

_GROUPS = 20
"""Groups that are opened, and closed."""


class FirstRows(QObject):
    """Measures from a response to the first rows of its tree that are painted, and to all."""

    def __init__(self) -> None:
        super().__init__()
        self.first_ms = 0.0
        self.came = 0.0
        self.tree = TreeView.__new__(TreeView)

    def measured(self) -> AbstractContextManager[object]:
        """Measure the response that comes within this context."""
        show = ResponseViews.show_exchange

        def timed(views: ResponseViews, exchange: Exchange) -> None:
            self.came = time.perf_counter()
            tree = views.findChild(TreeView)
            assert tree is not None
            self.tree = tree
            tree.viewport().installEventFilter(self)
            show(views, exchange)

        return patch.object(ResponseViews, "show_exchange", timed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take note of the first paint that has rows."""
        if event.type() is QEvent.Type.Paint and not self.first_ms and len(self.tree.lines):
            self.first_ms = (time.perf_counter() - self.came) * 1000
        return False


async def look_at(driver: WindowDriver, gaps: Gaps, address: str, idle_mb: float) -> None:
    """Send a request, and look at all of the tree."""
    driver.pick("New request")
    await asyncio.sleep(0.5)
    await driver.type("Address", address)
    await asyncio.sleep(1.0)
    first = FirstRows()
    with first.measured():
        driver.press("Send")
        await until(lambda: first.came)
        # The pause of the sending is that of all responses.
        gaps.start()
        await until(lambda: isinstance(first.tree.lines, WholeTree))
        whole_s = time.perf_counter() - first.came
    pauses = [tell(f"first rows {first.first_ms:.0f} ms, all {whole_s:.1f} s", gaps)]
    await driver.controller.scope.idle()
    # A list is a table first.
    driver.show("Tree")
    pauses += await use(first.tree, gaps)
    say(f"  longest pause {max(pauses):.0f} ms, {all_memory_mb() - idle_mb:.0f} MB more than idle")
    gaps.start()
    driver.pick("Close request")
    await asyncio.sleep(1)
    tell("closed", gaps)
    say(f"  closed ÷ idle {all_memory_mb() / idle_mb:.2f}")


async def use(tree: TreeView, gaps: Gaps) -> list[float]:
    """Scroll, open and close groups and go to the end; return the pauses."""
    bar, model = tree.verticalScrollBar(), tree.model()
    await asyncio.sleep(0.5)
    gaps.start()
    for step in range(200):
        bar.setValue(bar.maximum() * step // 199)
        await asyncio.sleep(0.005)
    pauses = [tell(f"scrolled through {len(tree.lines):,} lines", gaps)]
    groups = [row for row in _rows(tree) if model.canFetchMore(row)][:_GROUPS]
    gaps.start()
    started = time.perf_counter()
    for row in groups:
        tree.expand(row)
        await until(partial(model.rowCount, row))
        # As a person does: one after another.
        await asyncio.sleep(0.02)
        tree.collapse(row)
        await until(partial(model.canFetchMore, row))
    each_ms = (time.perf_counter() - started) * 1000 / max(len(groups), 1)
    pauses.append(tell(f"opened and closed {len(groups)} groups, each {each_ms:.0f} ms", gaps))
    gaps.start()
    started = time.perf_counter()
    QTest.keyClick(tree, Qt.Key.Key_End)
    await until(lambda: tree.currentIndex().isValid())
    pauses.append(tell(f"last value after {(time.perf_counter() - started) * 1000:.0f} ms", gaps))
    return pauses


def _rows(tree: TreeView) -> list[QModelIndex]:
    """Return the rows that are not within a closed one."""
    model = tree.model()
    waiting = [model.index(0, 0)]
    for row in waiting:
        if tree.isExpanded(row):
            waiting += [model.index(number, 0, row) for number in range(model.rowCount(row))]
    return waiting


async def measure(
    window: MainWindow, profile: Profile, origin: str, arguments: argparse.Namespace
) -> None:
    """Print the figures."""
    async with working(window, profile, profile.read(), lambda: None) as controller:
        window.resize(1440, 900)
        await controller.scope.idle()
        driver, gaps = WindowDriver(window, controller), Gaps()
        await asyncio.sleep(2)
        # What any first response takes.
        await warm_up(driver, origin)
        idle_mb = all_memory_mb()
        for shape, number in product(arguments.shapes, arguments.megabytes):
            say(f"tree of {number:g} MB, {shape}: idle {idle_mb:.0f} MB")
            size = round(number * 1_000_000)
            await look_at(driver, gaps, f"{origin}/{shape}/{size}", idle_mb)
            sys.stdout.write(time_jq(shape, size))


async def warm_up(driver: WindowDriver, origin: str) -> None:
    """Send for a short body, and close it."""
    driver.pick("New request")
    await asyncio.sleep(0.5)
    await driver.type("Address", f"{origin}/object/1000")
    driver.press("Send")
    await driver.controller.scope.idle()
    await asyncio.sleep(1)
    driver.pick("Close request")
    await asyncio.sleep(1)


def main() -> None:
    """Measure the tree of bodies."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, nargs="*", default=[10.0, 100.0])
    parser.add_argument("--shapes", nargs="*", default=["object"], help="names of long_bodies")
    arguments = parser.parse_args()
    run(lambda window, profile, origin: measure(window, profile, origin, arguments))


if __name__ == "__main__":
    main()
