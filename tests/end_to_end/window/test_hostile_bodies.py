"""Bodies that are made to stop a window, in the real window."""

import asyncio
import contextlib
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QTreeView, QWidget

from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import opened_window

LONGEST_STALL_S = 1.5
"""Thirty times what is allowed, because other work of the machine must not fail this; some of these
bodies took seven seconds. What is shown is bounded exactly."""


def a_png(side: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    packer = zlib.compressobj(1)
    row = b"\0" + bytes(3 * side)
    rows = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = (chunk(b"IHDR", head), chunk(b"IDAT", rows), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


ITEMS = b", ".join([b'"The ChannelId field is bad."'] * 300_000)
BODIES = {
    "codes": b"{" + b", ".join([b'"code": 0'] * 1_000_000) + b"}",
    "items": b'{"code": -10, "message": "bad", "items": [' + ITEMS + b"]}",
    "message": b'{"code": -4, "message": "' + b"m" * 20_000_000 + b'"}',
    "nested": b'[{"a":' * 100_000 + b"1" + b"}]" * 100_000,
    "lists": b"[" * 500_000 + b"]" * 500_000,
    "emoji": "\U0001f600".encode() * 262_144,
    "newlines": b"\n" * 1_000_000,
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        name = self.path.strip("/")
        body = a_png(8000) if name == "picture" else BODIES.get(name, b"")
        self.send_response(302 if name == "location" else 200)
        if name == "location":
            self.send_header("Location", "http://127.0.0.1:1/" + "a" * 60_000)
        kinds = {"picture": "image/png", "emoji": "text/plain", "newlines": "text/plain"}
        self.send_header("Content-Type", kinds.get(name, "application/json"))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Write nothing to the console."""


@contextlib.contextmanager
def a_server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class Heartbeat:
    """Measures the longest time in which the window does nothing else."""

    def __init__(self) -> None:
        self.longest_s = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(5)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest_s = max(self.longest_s, now - self._last)
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


async def until(is_so: Callable[[], bool]) -> None:
    for _ in range(3000):
        if is_so():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come about")


@pytest.mark.parametrize("name", [*BODIES, "picture", "location"])
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
            if name in ("codes", "items", "message", "nested", "lists", "newlines"):
                await until_said(driver, "is shown.")
            assert len(said_by(driver)) < 100_000
            assert len(driver.verdict()) < 200_000
            if name == "picture":
                picture = driver.find(QWidget, "Response image")
                assert picture.accessibleDescription() == "8000 × 8000 pixels, shown smaller"


async def test_what_a_row_leaves_out_is_said(theme, tmp_path):
    with a_server() as origin:
        async with opened_window(theme, tmp_path) as opened:
            driver = WindowDriver(opened.window, opened.controller)
            driver.pick("New request")
            await driver.type("Address", f"{origin}/message")
            await driver.send()
            driver.show("Tree")
            await until_said(driver, "is shown.")
            model = driver.find(QTreeView, "Response tree").model()
            root = model.index(0, 0)
            last = model.index(model.rowCount(root) - 1, 0, root).data()
            assert "more characters" in last
            assert last.endswith("the body goes on")
            assert "19,900,000 more characters" in driver.verdict()
            driver.show("Text")
            await settled(driver)
            assert driver.find(QPlainTextEdit, "Response text").blockCount() > 1
