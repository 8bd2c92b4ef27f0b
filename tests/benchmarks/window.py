"""A key in the filter and in the palette, and the longest stall while a new user tries the window.

Run: python -m tests.benchmarks.window

The figures of keys are from the key to the repainted rows; for the palette, 10,000 saved requests
are open. Stalls are the gaps of a timer of 5 ms on the Qt loop. Without a screen Qt draws
offscreen.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import qasync
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QTreeView

from aiurdesk.services.profile import Profile
from aiurdesk.ui.startup.app import make_application, show_window
from aiurdesk.ui.startup.running import working
from aiurdesk.ui.window.main_window import MainWindow
from tests.benchmarks.collections import fill
from tests.end_to_end.window_driver import WindowDriver

TICK_MS = 5
WORDS = ("channelId", "push message", "-7", "token", "zzz")


class Stalls:
    """The gaps of a timer, by what was being done."""

    def __init__(self, window: MainWindow) -> None:
        self._last = time.perf_counter()
        self.doing = ""
        self.longest_ms: dict[str, float] = {}
        self._timer = QTimer(window)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(TICK_MS)

    def start(self, doing: str) -> None:
        """From now on gaps belong to this."""
        self._tick()
        self.doing = doing

    def _tick(self) -> None:
        now = time.perf_counter()
        gap_ms = (now - self._last) * 1000 - TICK_MS
        self._last = now
        if self.doing:
            self.longest_ms[self.doing] = max(gap_ms, self.longest_ms.get(self.doing, 0.0))


def type_in(line: QLineEdit, rows: QTreeView) -> list[float]:
    """Return what each key of some words took until the rows were painted, in milliseconds."""
    took = []
    for word in WORDS:
        for key in word:
            started = time.perf_counter()
            QTest.keyClicks(line, key)
            rows.viewport().repaint()
            took.append((time.perf_counter() - started) * 1000)
        line.clear()
    return took


async def type_in_palette(driver: WindowDriver) -> list[float]:
    """Return what each key in the command palette took, with 10,000 saved requests open."""
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder))
        driver.controller.collections_tab.open_folder(folder)
        await driver.controller.scope.idle()
        driver.pick("Command palette")
        line = driver.find(QLineEdit, "Go to endpoint, saved request, action")
        took = type_in(line, driver.find(QTreeView, "Rows of the command palette"))
        driver.pick("Command palette")  # closes it
        driver.controller.collections.close(folder)
    return took


async def try_out(driver: WindowDriver, stalls: Stalls) -> None:
    """Do what a new user does first."""
    await asyncio.sleep(0.5)  # a driver looks before the first click
    stalls.start("gateway status")
    driver.press("Try the gateway status call in the sandbox")
    await driver.controller.scope.idle()
    stalls.start("open push message")
    await driver.open("stargate pushmessage")
    await asyncio.sleep(0.2)
    stalls.start("type and send")
    await driver.type("ChannelId", "two")
    await driver.send(anyway=True)
    stalls.start("wrong token")
    await driver.type("AccessToken", "wrong")
    await driver.type("ChannelId", "2")
    await driver.send()
    stalls.start("code lab")
    for endpoint in driver.controller.services.library.endpoints_of("code-lab"):
        if endpoint.group == "Result codes":
            await driver.open(endpoint.id)
            await driver.send()
    stalls.start("resize")
    driver.window.resize(1024, 700)
    await asyncio.sleep(0.2)
    for colours in ("dark", "light"):
        stalls.start(f"{colours} colours")
        driver.controller.preferences.choose_scheme(colours)
        await asyncio.sleep(0.2)
    stalls.start("")


async def measure(window: MainWindow, profile: Profile) -> None:
    """Print the figures."""
    async with working(window, profile, profile.read(), print) as controller:
        await controller.scope.idle()
        driver = WindowDriver(window, controller)
        stalls = Stalls(window)
        await try_out(driver, stalls)
        line = driver.find(QLineEdit, "Filter sidebar")
        took = type_in(line, driver.find(QTreeView, "Sidebar"))
        for name, times in (("filter", took), ("palette", await type_in_palette(driver))):
            median, worst = statistics.median(times), max(times)
            sys.stdout.write(f"{name}: median {median:.1f} ms a key, worst {worst:.1f} ms\n")
        for doing, gap_ms in stalls.longest_ms.items():
            sys.stdout.write(f"stall: {doing}: {gap_ms:.0f} ms\n")


def main() -> None:
    """Open the window on an empty profile and measure."""
    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = make_application()
    with (
        tempfile.TemporaryDirectory() as folder,
        asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner,
    ):
        profile = Profile(Path(folder))
        runner.run(measure(show_window(application, profile.read()), profile))


if __name__ == "__main__":
    main()
