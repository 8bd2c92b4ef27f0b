"""The longest stalls of the window while it shows hostile bodies, and takes long pastes.

Run: python -m tests.benchmarks.hostile_bodies [--runs N] [--profile] [name …]

A stall is a gap of a timer of 5 ms on the Qt loop, without the time that the window's thread
waited for a processor, which Linux counts: other programs had it. So what is printed also contains
the time in which another thread of the window held the interpreter. The smallest of several runs is
printed, because other work of the machine can only make a stall longer. Beside it stands the most
processor time that the window's thread took in one turn of the loop. (With four programs for each
processor it is still twice as long as on an idle machine.) ``--profile`` prints where the thread
was in long gaps.
"""

import argparse
import asyncio
import collections
import os
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Mapping
from pathlib import Path

import qasync
from PySide6.QtCore import QAbstractEventDispatcher, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QTabBar

from aiurdesk.services.profile import Profile
from aiurdesk.ui.app import make_application, show_window
from aiurdesk.ui.startup.running import working
from aiurdesk.ui.window.main_window import MainWindow
from tests.end_to_end.hostile_server import NAMES
from tests.end_to_end.window_driver import WindowDriver

TICK_MS = 5
PASTED = {"ascii": "x" * 2**20, "emoji": "\U0001f600" * (2**18), "lines": "line\n" * (2**20 // 5)}
WITH_SECRETS = {
    "tokens": str([{"id": number, "token": f"token{number}"} for number in range(25_000)]).replace(
        "'", '"'
    ),
    "pairs": "more=2&" * (2**20 // 7),
    "5 MB": "[" + '{"id": 12345, "name": "lamp number"},\n' * 130_000 + "{}]",
}
"""As long, for a body: the state of the window is kept without what is secret by its name."""
LONG_GAP_S = 0.04


class Gaps:
    """The longest gap of a timer since ``start``, and the turn of the loop that took most."""

    def __init__(self) -> None:
        self.wall_ms = self.processor_ms = 0.0
        self.last = time.perf_counter()
        self._waited_ms = _wait_ms()
        self._processor = time.thread_time()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.tick)
        self._timer.start(TICK_MS)
        dispatcher = QAbstractEventDispatcher.instance()
        assert dispatcher is not None
        dispatcher.awake.connect(self._begin_turn)

    def start(self) -> None:
        """Forget the gaps so far."""
        self.tick()
        self.wall_ms = self.processor_ms = 0.0

    def tick(self) -> None:
        """Measure one gap."""
        now, waited_ms = time.perf_counter(), _wait_ms()
        gap_ms = (now - self.last) * 1000 - TICK_MS - (waited_ms - self._waited_ms)
        self.wall_ms = max(self.wall_ms, gap_ms)
        self.last, self._waited_ms = now, waited_ms

    def _begin_turn(self) -> None:
        processor = time.thread_time()
        self.processor_ms = max(self.processor_ms, (processor - self._processor) * 1000)
        self._processor = processor


def _wait_ms() -> float:
    """Return how long this thread has waited for a processor. Source: proc(5), ``schedstat``."""
    return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e6


class Profiler:
    """Samples the stack of the window's thread while a gap lasts."""

    def __init__(self, gaps: Gaps) -> None:
        self.stacks: collections.Counter[str] = collections.Counter()
        self._gaps = gaps
        self._thread = threading.main_thread().ident or 0
        threading.Thread(target=self._sample, daemon=True).start()

    def _sample(self) -> None:
        while True:
            time.sleep(0.005)
            if time.perf_counter() - self._gaps.last > LONG_GAP_S:
                frames = traceback.extract_stack(sys._current_frames()[self._thread])
                own = [
                    frame
                    for frame in frames
                    if "aiurdesk/" in frame.filename or frame is frames[-1]
                ]
                self.stacks[
                    " > ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in own[-6:])
                ] += 1


def memory_mb(kind: str = "VmRSS") -> int:
    """Return how much memory the window has now, or has had at most, in megabytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(kind):
            return int(line.split()[1]) // 1024
    return 0


def most_memory_mb() -> int:
    """Return how much memory the window has had at most since the last call, in megabytes."""
    most = memory_mb("VmHWM")
    Path("/proc/self/clear_refs").write_text("5")
    return most


Figures = dict[str, tuple[float, float]]


async def look_at(driver: WindowDriver, gaps: Gaps, address: str) -> Figures:
    """Send a request and look at each tab of the response."""
    figures = {}

    async def phase(name: str, wait_s: float) -> None:
        await driver.controller.scope.idle()
        await asyncio.sleep(wait_s)
        figures[name] = (gaps.wall_ms, gaps.processor_ms)
        gaps.start()

    driver.pick("New request")
    await asyncio.sleep(0.3)
    await driver.type("Address", address)
    await asyncio.sleep(0.5)
    gaps.start()
    driver.press("Send")
    await phase("send", 2.0)
    for title in ("Text", "Bytes", "Image", "Headers", "Timing", "Tree"):
        if has_tab(driver, title):
            driver.show(title)
            await phase(title.lower(), 1.0)
    driver.window.resize(1300, 860)
    await phase("resize", 0.3)
    driver.window.resize(1440, 900)
    await phase("resize", 0.3)
    assert has_tab(driver, "Headers"), "there is no response"
    driver.pick("Close request")
    await phase("close", 0.5)
    return figures


def has_tab(driver: WindowDriver, title: str) -> bool:
    bars = [bar for bar in driver.window.findChildren(QTabBar) if bar.isVisible()]
    return any(bar.tabText(at).startswith(title) for bar in bars for at in range(bar.count()))


def show(what: str, runs: list[Figures], before: int, after: int) -> None:
    phases = []
    for phase in runs[0]:
        wall = min(run[phase][0] for run in runs)
        processor = min(run[phase][1] for run in runs)
        phases.append(f"{phase} {wall:.0f} ({processor:.0f})")
    memory = f"{before} to {after} MB, at most {most_memory_mb()}"
    sys.stdout.write(f"{what:14} {', '.join(phases)}; {memory}\n")
    sys.stdout.flush()


async def paste(driver: WindowDriver, gaps: Gaps, field: str, text: str) -> Figures:
    """Paste a text into a field, and empty the field."""
    editor = driver.editor(field)
    editor.setFocus()
    QGuiApplication.clipboard().setText(text)
    await asyncio.sleep(0.3)
    gaps.start()
    QTest.keyClick(editor, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    await asyncio.sleep(1)
    figures = {"paste": (gaps.wall_ms, gaps.processor_ms)}
    gaps.start()
    editor = driver.editor(field)
    QTest.keyClick(editor, Qt.Key.Key_End)
    QTest.keyClicks(editor, "a")
    await asyncio.sleep(1)
    figures["a key"] = (gaps.wall_ms, gaps.processor_ms)
    gaps.start()
    QTest.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    await asyncio.sleep(0.5)
    figures["delete"] = (gaps.wall_ms, gaps.processor_ms)
    return figures


async def measure(
    window: MainWindow, profile: Profile, origin: str, arguments: argparse.Namespace
) -> None:
    """Print the figures."""
    async with working(window, profile, profile.read(), lambda: None) as controller:
        window.resize(1440, 900)
        await controller.scope.idle()
        driver, gaps = WindowDriver(window, controller), Gaps()
        profiler = Profiler(gaps) if arguments.profile else None
        await asyncio.sleep(2)
        for name in arguments.names or (*NAMES, "pastes", "bodies"):
            if name == "bodies":
                await measure_bodies(driver, gaps, origin, arguments.runs)
            elif name == "pastes":
                await measure_pastes(driver, gaps, origin, arguments.runs)
            else:
                before = memory_mb()
                address = f"{origin}/{name}"
                runs = [await look_at(driver, gaps, address) for _ in range(arguments.runs)]
                show(name, runs, before, memory_mb())
            if profiler:
                for stack, samples in profiler.stacks.most_common(6):
                    sys.stdout.write(f"    {samples * 5} ms {stack}\n")
                profiler.stacks.clear()
        gaps.start()


async def paste_into(
    driver: WindowDriver,
    gaps: Gaps,
    fields: tuple[str, ...],
    runs: int,
    pasted: Mapping[str, str] = PASTED,
) -> None:
    """Print the figures of long pastes into some fields."""
    for kind, text in pasted.items():
        for field in fields:
            before = memory_mb()
            pauses = [await paste(driver, gaps, field, text) for _ in range(runs)]
            show(f"{field}: {kind}", pauses, before, memory_mb())


async def measure_pastes(driver: WindowDriver, gaps: Gaps, origin: str, runs: int) -> None:
    """Print the figures of long pastes."""
    await driver.open("stargate pushmessage")
    driver.press("Optional parameters")
    fields = ("ChannelId", "MessageContent", "AccessToken", "Filter sidebar")
    await paste_into(driver, gaps, fields, runs)
    driver.show("Headers")
    driver.press("Add header")
    await paste_into(driver, gaps, ("Header value 1",), runs)
    driver.pick("New request")
    await asyncio.sleep(0.3)
    await driver.type("Address", f"{origin}/header")
    await driver.send()
    await paste_into(driver, gaps, ("Find in response", "Address"), runs)


async def measure_bodies(driver: WindowDriver, gaps: Gaps, origin: str, runs: int) -> None:
    """Print the figures of long pastes into a body."""
    driver.pick("New request")
    await asyncio.sleep(0.3)
    await driver.type("Address", f"{origin}/header")
    driver.show("Body")
    for kind in ("JSON", "Text"):
        driver.choose_from(driver.find(QComboBox, "Kind of body"), kind)
        await paste_into(driver, gaps, (f"{kind} body",), runs, PASTED | WITH_SECRETS)


def main() -> None:
    """Open the window on an empty profile and measure."""
    reader = argparse.ArgumentParser()
    reader.add_argument("--runs", type=int, default=3)
    reader.add_argument("--profile", action="store_true")
    reader.add_argument("names", nargs="*")
    arguments = reader.parse_args()
    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = make_application()
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.end_to_end.hostile_server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    origin = server.stdout.readline().strip()
    with (
        tempfile.TemporaryDirectory() as folder,
        asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner,
    ):
        profile = Profile(Path(folder))
        runner.run(measure(show_window(application, profile.read()), profile, origin, arguments))
    server.communicate()


if __name__ == "__main__":
    main()
