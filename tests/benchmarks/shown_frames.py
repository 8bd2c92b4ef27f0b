"""Frames a second in the real window during a flood, and its longest stall meanwhile.

Run: python -m tests.benchmarks.shown_frames

The server of ``tests.benchmarks.sockets`` sends ready-made messages of 64 bytes as fast as they are
taken; the window lists each of them. Then it does so again with two frame tests that look at every
frame. The ratio is that of the rate to the one of the bare library
on plain asyncio in the same run, which shows nothing. Stalls are the gaps of a timer of 5 ms on the
Qt loop; what other programs do counts in them, so the processor time of the window's thread
between two ticks stands beside it. Without a screen Qt draws offscreen.
"""

import asyncio
import gc
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import qasync
from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QTabBar, QTableView, QWidget

from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.request.conversation import (
    ANY_FRAME,
    EVERY_FRAME,
    SILENT,
    Conversation,
    FrameTest,
    ResponseTest,
)
from aiurdesk.services.profile import Profile
from aiurdesk.ui.startup.app import make_application, show_window
from aiurdesk.ui.startup.running import working
from aiurdesk.ui.window.main_window import MainWindow
from tests.benchmarks.sockets import MESSAGES, bare, server_process
from tests.coroutines import until
from tests.end_to_end.window_driver import WindowDriver

TICK_MS = 5
ROUNDS = 3
LIMIT_S = 180


class Stalls:
    """The longest gap of a timer and the most that the thread computed in one."""

    def __init__(self, window: MainWindow) -> None:
        self.wall_ms = self.computed_ms = 0.0
        self._last = time.perf_counter(), time.thread_time()
        self._timer = QTimer(window)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(TICK_MS)

    def reset(self) -> None:
        """Begin again."""
        self._tick()
        self.wall_ms = self.computed_ms = 0.0

    def stop(self) -> None:
        """Count no more."""
        self._timer.stop()

    def _tick(self) -> None:
        wall, computed = time.perf_counter(), time.thread_time()
        self.wall_ms = max(self.wall_ms, (wall - self._last[0]) * 1000 - TICK_MS)
        self.computed_ms = max(self.computed_ms, (computed - self._last[1]) * 1000)
        self._last = wall, computed


TESTED = Conversation(
    frame_count=MESSAGES,
    within_ms=LIMIT_S * 1000,
    frame_tests=(
        FrameTest(
            EVERY_FRAME, ResponseTest("text", r"^\{\"type\":0,\"text\":\"x{44}\"\}$", "matches")
        ),
        # None does, so that each frame is looked at.
        FrameTest(ANY_FRAME, ResponseTest("text", "never", "contains")),
    ),
)


async def flood(driver: WindowDriver, port: int, tests: Conversation, stalls: Stalls) -> float:
    """Connect, and return how many frames were listed a second; only then stalls count."""
    request = replace(custom_request(f"ws://127.0.0.1:{port}/"), conversation=tests)
    driver.controller.workbench.open_request(request)
    await asyncio.sleep(0.5)  # the page is laid out and painted
    button = driver.find(QAbstractButton, "Connect")
    button.click()
    await until(lambda: driver.has(QTableView, "Frames"))
    rows = driver.find(QTableView, "Frames").model()
    socket = driver.find(QWidget, "Socket")
    await until(lambda: rows.rowCount() > 0)
    # From here on nothing is searched for in the window, which would count as well.
    stalls.reset()
    started = time.perf_counter()
    await until(lambda: rows.rowCount() >= MESSAGES)
    rate = MESSAGES / (time.perf_counter() - started)
    button.click()
    await until(lambda: socket.accessibleDescription().startswith("Closed"))
    # The tests have ended by then, with the connection.
    stalls.stop()
    if tests.frame_tests:
        # That all frames came, and passed the first test; none passed the second one.
        tabs = driver.find(QTabBar, "Frames or tests")
        assert tabs.tabText(1) == "Tests 2/3", tabs.tabText(1)
    return rate


async def measure(
    window: MainWindow, profile: Profile, port: int, tests: Conversation
) -> tuple[float, Stalls]:
    """Return frames a second, and the stalls of the flood."""
    async with working(window, profile, profile.read(), print) as controller:
        await controller.scope.idle()
        gc.collect()
        stalls = Stalls(window)
        async with asyncio.timeout(LIMIT_S):
            rate = await flood(WindowDriver(window, controller), port, tests, stalls)
        return rate, stalls


def in_new_window(
    application: QApplication, port: int, tests: Conversation
) -> tuple[float, Stalls]:
    """Measure as ``measure``, with nothing left over of a flood before."""
    with tempfile.TemporaryDirectory() as folder:
        profile = Profile(Path(folder))
        window = show_window(application, profile.read())
        with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
            return runner.run(measure(window, profile, port, tests))


def main() -> None:
    """Measure and print."""
    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = make_application()
    with server_process() as port:
        alone = statistics.median(asyncio.run(bare(port)) for _ in range(ROUNDS))
        sys.stdout.write(f"the library alone       {alone:>10,.0f} messages/s\n")
        for title, tests in (("listed in the window", SILENT), ("with two frame tests", TESTED)):
            rate, stalls = in_new_window(application, port, tests)
            sys.stdout.write(
                f"{title}    {rate:>10,.0f} frames/s (goal 50,000)\n"
                f"ratio                   {rate / alone:>10.2f}\n"
                f"longest stall           {stalls.wall_ms:>10.1f} ms (goal 16)\n"
                f"computed at once        {stalls.computed_ms:>10.1f} ms\n"
            )


if __name__ == "__main__":
    main()
