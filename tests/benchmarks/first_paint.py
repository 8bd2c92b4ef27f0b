"""First paint of the window, and everything ready, against a bare PySide6 window.

Run: python -m tests.benchmarks.first_paint

Each figure is a process of its own, from its start to the moment that it reports; bare window and
aiurdesk in turn. The first round is not counted: it leaves the bytecode, as any first start does,
even where ``PYTHONDONTWRITEBYTECODE`` is set. Without a screen Qt draws offscreen. The profile is
empty, so what a new user sees is measured.

painted: the window stands and is painted; the tree is not there yet.
usable: the tree is filled and can be filtered, and a request can be opened.
ready: the HTTP client is loaded too, so a request can be sent and pays nothing for being the first.
settled: what shows a response is loaded too, and nothing is loaded any more.

Two more processes tell the least that these can take. labelled: a bare window that shows one word,
for which Qt has to find and load a font. libraries: a bare window that does nothing but import the
loop, the names of Qt that any window needs, and the HTTP client.
"""

import gc
import os
import sys
import time

ROUNDS = 21


def bare() -> None:
    """Show a window with nothing in it and report its first paint."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QWidget

    class Window(QWidget):
        def paintEvent(self, _event: object) -> None:
            report("painted")
            QTimer.singleShot(0, application.quit)

    application = QApplication([])
    window = Window()
    window.resize(1280, 800)
    window.show()
    application.exec()


def labelled() -> None:
    """Show a window with one word in it and report its first paint."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QLabel

    class Label(QLabel):
        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            report("painted")
            QTimer.singleShot(0, application.quit)

    application = QApplication([])
    label = Label("aiurdesk")
    label.resize(1280, 800)
    label.show()
    application.exec()


def libraries() -> None:
    """Show the bare window, then import what every such program stands on, and nothing of ours."""
    gc.disable()
    bare()
    import importlib

    for name in ("qasync", "httpx", "h2.connection", "httpcore._async.http2", "truststore"):
        importlib.import_module(name)
    importlib.import_module("anyio._backends._asyncio")
    from PySide6.QtCore import Qt  # noqa: F401 - its hundred enumerations
    from PySide6.QtWidgets import QLineEdit, QTabWidget, QTreeView  # noqa: F401

    report("ready")


def aiurdesk() -> None:
    """Start the window as ``aiurdesk.__main__`` does, and report when it can do what."""
    gc.disable()
    from pathlib import Path

    from aiurdesk.services.profile import Profile
    from aiurdesk.ui.startup.requirements import window_problem

    window_problem()
    from aiurdesk.ui.startup.app import make_application, show_window

    profile = Profile(Path(os.environ["AIURDESK_BENCHMARK_PROFILE"]))
    application = make_application()
    saved = profile.read()
    window = show_window(application, saved)
    report("painted")
    import asyncio

    import qasync

    from aiurdesk.ui.startup import event_loop, preload

    ends = {preload.LOADING_CLIENT: "ready", preload.LOADING_RESPONSE_VIEWS: "settled"}

    def on_busy_changed(name: str, is_busy: bool) -> None:
        if name in ends and not is_busy:
            report(ends[name])

    async def work() -> None:
        await event_loop.load_window()
        from aiurdesk.ui.startup.running import working

        async with working(window, profile, saved, print) as controller:
            report("usable")
            controller.scope.busy_changed.connect(on_busy_changed)
            await controller.scope.idle()

    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
        runner.run(work())


def report(what: str) -> None:
    """Tell the parent when something happened, on the clock of the machine."""
    sys.stdout.write(f"{what} {time.monotonic()}\n")
    sys.stdout.flush()


CHILDREN = {"bare": bare, "labelled": labelled, "libraries": libraries, "aiurdesk": aiurdesk}
MOMENTS = (
    ("labelled", "painted"),
    ("libraries", "ready"),
    ("aiurdesk", "painted"),
    ("aiurdesk", "usable"),
    ("aiurdesk", "ready"),
    ("aiurdesk", "settled"),
)


def measure(child: str) -> dict[str, float]:
    """Return milliseconds from the start of a process to each of its reports."""
    import subprocess  # the parent's alone: a child that imports it is not a bare window
    import tempfile

    environment = dict(os.environ)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "tests.benchmarks.first_paint", "--child", child]
    with tempfile.TemporaryDirectory() as folder:
        environment["AIURDESK_BENCHMARK_PROFILE"] = folder
        started = time.monotonic()
        run = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    moments = (line.split() for line in run.stdout.splitlines())
    return {what: (float(moment) - started) * 1000 for what, moment in moments}


def main() -> None:
    """Print medians and ratios."""
    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if sys.argv[1:2] == ["--child"]:
        CHILDREN[sys.argv[2]]()
        return
    import statistics
    from operator import truediv

    rounds = [{child: measure(child) for child in CHILDREN} for _ in range(ROUNDS + 1)][1:]
    bare_ms = [one["bare"]["painted"] for one in rounds]
    sys.stdout.write(f"bare window: first paint {statistics.median(bare_ms):.0f} ms = 1.00\n")
    for child, what in MOMENTS:
        took_ms = [one[child][what] for one in rounds]
        ratio = statistics.median(map(truediv, took_ms, bare_ms))
        took = statistics.median(took_ms)
        sys.stdout.write(f"{child}: {what} {took:.0f} ms, ratio {ratio:.2f}\n")


if __name__ == "__main__":
    main()
