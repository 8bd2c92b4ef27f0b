"""The longest stall of the window while a keyring call hangs for 5 s, and what sends cost it.

Run: python -m tests.benchmarks.keyring

Stalls are the gaps of a timer of 5 ms on the Qt loop. The keyring is the real store over a keyring
that answers when it is let go. Without a screen Qt draws offscreen.
"""

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

import qasync
from PySide6.QtWidgets import QApplication

from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.ui.startup.app import make_application
from aiurdesk.ui.startup.preload import LOADING_CLIENT, load_ahead
from aiurdesk.ui.theme.theme import Theme
from tests.benchmarks.window import Stalls
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.credentials.window_steps import add, app_credential, hanging_keyring, until
from tests.ui.opened_window import opened_window

HANGS_S = 5.0
SENDS = 50


async def measure(app: QApplication, folder: Path) -> None:
    """Print the figures."""
    theme = Theme(app)
    theme.apply(ColourScheme.LIGHT, 100)
    store, ring = hanging_keyring()
    async with opened_window(theme, folder, store=store) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        then = opened.controller.pages.prepare_pages
        opened.scope.start(LOADING_CLIENT, load_ahead, opened.scope, opened.services, then)
        ring.let_go()
        await add(opened, app_credential())
        await driver.open("stargate createchannel")
        await driver.send()
        opened.controller.credentials.choice.choose("my-app")
        await asyncio.sleep(1)
        ring.hold()
        stalls = Stalls(opened.window)
        stalls.start("send, and read what the window waits for")
        started = time.perf_counter()
        driver.press("Send")
        await until(opened.is_waiting)
        said_ms = (time.perf_counter() - started) * 1000
        stalls.start("type meanwhile")
        await driver.type("Filter sidebar", "channel")
        stalls.start("wait")
        await asyncio.sleep(HANGS_S - (time.perf_counter() - started))
        stalls.start("go on")
        ring.let_go()
        await opened.scope.idle()
        stalls.start("")
        write = sys.stdout.write
        for doing, gap_ms in stalls.longest_ms.items():
            write(f"stall: {doing}: {gap_ms:.0f} ms\n")
        write(f"said after: {said_ms:.0f} ms\n")
        before = ring.calls
        for _ in range(SENDS):
            await driver.send()
        write(f"{SENDS} sends with a cached token: {ring.calls - before} keyring calls\n")


def main() -> None:
    """Open the window on an empty profile and measure."""
    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = make_application()
    with (
        tempfile.TemporaryDirectory() as folder,
        asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner,
    ):
        runner.run(measure(application, Path(folder)))


if __name__ == "__main__":
    main()
