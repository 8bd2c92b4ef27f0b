"""First paint of the window, and everything ready, against a bare PySide6 window.

Run: python -m tests.benchmarks.first_paint

Each figure is a process of its own, from its start to the moment that it reports; bare window and
aiurdesk in turn. Without a screen Qt draws offscreen.
"""

import argparse
import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 11


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


def aiurdesk() -> None:
    """Start the window on an empty profile and report first paint, usable and ready."""
    gc.disable()
    from aiurdesk.services.profile import Profile
    from aiurdesk.ui.app import make_application, show_window, working

    with tempfile.TemporaryDirectory() as folder:
        application = make_application()
        profile = Profile(Path(folder))
        window = show_window(application, profile)
        report("painted")
        import asyncio

        import qasync

        async def work() -> None:
            async with working(window, profile, print) as desk:
                report("usable")
                await desk.scope.idle()
                report("ready")

        with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
            runner.run(work())


def report(what: str) -> None:
    """Tell the parent when something happened, on the clock of the machine."""
    sys.stdout.write(f"{what} {time.monotonic()}\n")
    sys.stdout.flush()


CHILDREN = {"bare": bare, "aiurdesk": aiurdesk}


def measure(child: str) -> dict[str, float]:
    """Return milliseconds from the start of a process to each of its reports."""
    started = time.monotonic()
    command = [sys.executable, "-m", "tests.benchmarks.first_paint", "--child", child]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    moments = (line.split() for line in run.stdout.splitlines())
    return {what: (float(moment) - started) * 1000 for what, moment in moments}


def main() -> None:
    """Print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--child", choices=CHILDREN, help=argparse.SUPPRESS)
    child = parser.parse_args().child
    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if child:
        CHILDREN[child]()
        return
    runs = [(measure("bare"), measure("aiurdesk")) for _ in range(ROUNDS)]
    bare_ms = statistics.median(one["painted"] for one, _ in runs)
    sys.stdout.write(f"bare window: first paint {bare_ms:.0f} ms = 1.00\n")
    for what in ("painted", "usable", "ready"):
        took = statistics.median(other[what] for _, other in runs)
        ratio = statistics.median(other[what] / one["painted"] for one, other in runs)
        sys.stdout.write(f"aiurdesk: {what} {took:.0f} ms, ratio {ratio:.2f}\n")


if __name__ == "__main__":
    main()
