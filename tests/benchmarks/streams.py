"""How soon an event of a stream is listed in the real window, and what 20,000 a second do to it.

Run: python -m tests.benchmarks.streams

A server in another process sends an event with the time of its sending now and then; it counts as
listed when its row is in the list, which is painted with the same turn of the loop. Then it sends
20,000 events a second for some seconds. Stalls are as in ``shown_frames``. Without a screen Qt
draws offscreen.
"""

import asyncio
import contextlib
import gc
import json
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import qasync
from PySide6.QtCore import QAbstractItemModel
from PySide6.QtWidgets import QAbstractButton

from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.services.profile import Profile
from aiurdesk.ui.startup.app import make_application, show_window
from aiurdesk.ui.startup.running import working
from aiurdesk.ui.window.main_window import MainWindow
from tests.benchmarks.shown_frames import LIMIT_S, Stalls
from tests.coroutines import until
from tests.end_to_end.window_driver import WindowDriver
from tests.transport.stream_bytes import CHUNKED, chunk

SINGLE, PAUSE_S = 20, 0.2
A_SECOND, SECONDS, STEP_S = 20_000, 5, 0.01


async def _send(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(CHUNKED)
    for _ in range(SINGLE):
        await asyncio.sleep(PAUSE_S)
        writer.write(chunk(b"data: %d\n\n" % time.time_ns()))
    # So that what follows is told from it.
    await asyncio.sleep(1)
    event = b'event: tick\ndata: {"type":0,"text":"%s"}\n\n' % (b"x" * 40)
    count, start = round(A_SECOND * STEP_S), time.perf_counter()
    for step in range(round(SECONDS / STEP_S)):
        writer.write(chunk(event * count))
        await writer.drain()
        await asyncio.sleep(max(start + (step + 1) * STEP_S - time.perf_counter(), 0))
    await asyncio.sleep(LIMIT_S)


def _serve(told: Connection) -> None:
    async def serve() -> None:
        server = await asyncio.start_server(_send, "127.0.0.1", 0)
        told.send(server.sockets[0].getsockname()[1])
        async with server:
            await server.serve_forever()

    asyncio.run(serve())


@contextlib.contextmanager
def server_process() -> Iterator[int]:
    """Run the server in another process; yields its port."""
    told, tells = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(tells,))
    process.start()
    try:
        yield told.recv()
    finally:
        process.terminate()
        process.join()


def has_rows(rows: QAbstractItemModel, count: int) -> bool:
    """Tell whether so many events are listed."""
    return rows.rowCount() >= count


async def measure(window: MainWindow, profile: Profile, port: int) -> None:
    """Measure and print."""
    async with working(window, profile, profile.read(), print) as controller:
        await controller.scope.idle()
        driver = WindowDriver(window, controller)
        controller.workbench.open_request(custom_request(f"http://127.0.0.1:{port}/"))
        await asyncio.sleep(0.5)  # the page is laid out and painted
        driver.find(QAbstractButton, "Send").click()
        page = controller.pages.tabs.page
        assert page is not None
        await until(lambda: page.response_side.is_stream)
        rows = page.socket.frames.table.model()
        late_ms = []
        for number in range(SINGLE):
            await until(partial(has_rows, rows, number + 1))
            sent = json.loads(rows.index(number, 4).data())
            late_ms.append((time.time_ns() - sent) / 1e6)
        sys.stdout.write(
            f"listed after            {statistics.median(late_ms):>10.1f} ms (goal 50)\n"
            f"the first, the latest   {late_ms[0]:>10.1f} {max(late_ms):.1f} ms\n"
        )
        gc.collect()
        stalls = Stalls(window)
        await until(lambda: rows.rowCount() > SINGLE)
        stalls.reset()
        started, total = time.perf_counter(), SINGLE + A_SECOND * SECONDS
        await until(lambda: rows.rowCount() >= total)
        took = time.perf_counter() - started
        stalls.stop()
        sys.stdout.write(
            f"events a second         {A_SECOND * SECONDS / took:>10,.0f} (sent {A_SECOND:,})\n"
            f"longest stall           {stalls.wall_ms:>10.1f} ms (goal 50)\n"
            f"computed at once        {stalls.computed_ms:>10.1f} ms\n"
        )


def main() -> None:
    """Measure in a new window."""
    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = make_application()
    with server_process() as port, tempfile.TemporaryDirectory() as folder:
        profile = Profile(Path(folder))
        window = show_window(application, profile.read())
        with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
            runner.run(measure(window, profile, port))


if __name__ == "__main__":
    main()
