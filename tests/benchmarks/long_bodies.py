"""What a long body takes: the first screen, the longest pauses of the window, and memory.

Run: python -m tests.benchmarks.long_bodies [--megabytes N] [name …]

Pauses are measured as in ``hostile_bodies``. Memory is the proportional set size, in megabytes, of
the window and of its helper processes. ``jq .`` is run on the same body where it is installed.
"""

import argparse
import asyncio
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import qasync
from PySide6.QtWidgets import QLineEdit

from aiurdesk.services.profile import Profile
from aiurdesk.ui.response.text_view import TextWidget
from aiurdesk.ui.startup.app import make_application, show_window
from aiurdesk.ui.startup.running import working
from aiurdesk.ui.window.main_window import MainWindow
from tests.benchmarks.hostile_bodies import Gaps
from tests.coroutines import until
from tests.end_to_end.window_driver import WindowDriver

_ITEM = b'{"id":%d,"name":"lamp %d","on":true,"colour":"#ffe9a8","price":12.50,"tags":["a","b"]}'


def _items(size: int) -> bytes:
    one = _ITEM % (1_000_000, 1_000_000)
    return b"[" + b",".join([one] * (size // (len(one) + 1))) + b"]"


def _lines(size: int) -> bytes:
    return _items(size).replace(b"},{", b"},\n  {")


def _object(size: int) -> bytes:
    return b'{"count":1,"items":' + _items(size) + b"}"


def _deep(size: int) -> bytes:
    """Return 100,000 levels with members before and behind each."""
    rest = b"x" * max((size - 100_000 * 40) // 200_000, 1)
    before, behind = b'{"id":1,"a":"%b","n":' % rest, b',"z":[2,3],"b":"%b"}' % rest
    return before * 100_000 + b'"innermost"' + behind * 100_000


_BODIES: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "compact": ("application/json", _items),
    "pretty": ("application/json", _lines),
    "one-line": ("text/plain", lambda size: b"x" * (size // 2)),
    "one-string": (
        "application/json",
        lambda size: b'{"text":"' + b"x" * (size // 2) + b'","last":{"a":1}}',
    ),
    "deep": ("application/json", _deep),
    "levels": ("application/json", lambda size: b"[" * 100_000 + b"]" * 100_000),
    "short-items": ("application/json", lambda size: b"[" + b"1," * (size // 10) + b"1]"),
    "text": ("text/plain", lambda size: b"a line of some text, as in a log\n" * (size // 33)),
}


def _rows(count: int) -> bytes:
    """Return objects of 30 members: numbers, texts and times."""
    rows = (
        {"id": number}
        | {f"number_{n}": (number * 7919 + n) % 100_003 for n in range(14)}
        | {f"text_{n}": f"lamp {number * 31 % count} {n}" for n in range(10)}
        | {f"time_{n}": f"2026-0{n + 1}-17T09:{number % 60:02}:00Z" for n in range(5)}
        for number in range(count)
    )
    return json.dumps(list(rows)).encode()


_SERVED = _BODIES | {"rows": ("application/json", _rows), "object": ("application/json", _object)}
"""Those of ``long_table``, too, by how many there are, and of ``long_tree``."""


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        name, _, size = self.path.strip("/").partition("/")
        kind, make = _SERVED[name]
        content = make(int(size))
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Write nothing to the console."""


def serve() -> None:
    """Print the address, and serve until the standard input ends."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        import threading

        threading.Thread(target=server.serve_forever, daemon=True).start()
        sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
        sys.stdout.flush()
        sys.stdin.read()


def pss_mb(pid: int) -> float:
    """Return the proportional set size of a process. Source: proc(5), ``smaps_rollup``."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def most_mb(pid: int) -> float:
    """Return how much memory a process has had at most. Source: proc(5), ``status``."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0


def helpers() -> Iterator[int]:
    """Yield the processes that the window started, but for the server."""
    for task in Path("/proc/self/task").iterdir():
        for pid in (task / "children").read_text().split():
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            if b"--helper" in command:
                yield int(pid)


def _most_of_helpers() -> float:
    return max(map(most_mb, helpers()), default=0.0)


def memory() -> str:
    """Return what the window and its helpers have."""
    window = pss_mb(os.getpid())
    others = sum(pss_mb(pid) for pid in helpers())
    return f"{window:.0f} + {others:.0f} MB"


def all_memory_mb() -> float:
    """Return what they have together."""
    return sum(map(pss_mb, (os.getpid(), *helpers())))


def shown(driver: WindowDriver) -> TextWidget | None:
    views = (view for view in driver.window.findChildren(TextWidget) if view.isVisible())
    return next((view for view in views if view.toPlainText()), None)


async def look_at(driver: WindowDriver, gaps: Gaps, address: str) -> None:
    """Send a request, look at the text from its beginning to its end, search it and close it."""
    driver.pick("New request")
    await asyncio.sleep(0.5)
    await driver.type("Address", address)
    await asyncio.sleep(1.0)
    say(f"{address.split('/', 3)[3]}: idle {memory()}")
    gaps.start()
    driver.press("Send")
    await driver.controller.scope.idle()
    await asyncio.sleep(1)
    tell("sent", gaps)
    view = await show_text(driver, gaps)
    gaps.start()
    for step in range(200):
        view.bar.setValue(view.bar.maximum() * step // 199)
        await asyncio.sleep(0.005)
    tell("scrolling", gaps)
    gaps.start()
    started = time.perf_counter()
    field = driver.find(QLineEdit, "Find in response")
    field.setText("zzz")
    await asyncio.sleep(0.1)
    await driver.controller.scope.idle()
    tell(f"find {time.perf_counter() - started:.1f} s", gaps)
    field.clear()
    gaps.start()
    driver.pick("Close request")
    await asyncio.sleep(1)
    tell("closed", gaps)


async def show_text(driver: WindowDriver, gaps: Gaps) -> TextWidget:
    """Show the text, and tell how long it takes until all of it can be reached."""
    gaps.start()
    started = time.perf_counter()
    driver.show("Text")
    await until(lambda: shown(driver))
    first_ms = (time.perf_counter() - started) * 1000
    view = shown(driver)
    assert view is not None
    most = 0.0
    while not view.shown_rows.is_complete:  # noqa: ASYNC110 - the memory is looked at now and then
        # Not the proportional size: to count it holds the processes up. On a thread, because what
        # the system says of a process waits while that one gets memory.
        most = max(most, await asyncio.to_thread(_most_of_helpers))
        await asyncio.sleep(0.1)
    took = time.perf_counter() - started
    rows = f"first rows {first_ms:.0f} ms, all {view.shown_rows.count:,} {took:.1f} s"
    tell(f"text: {rows}, helper at most {most:.0f} MB", gaps)
    return view


def tell(what: str, gaps: Gaps) -> float:
    """Print the longest pause since the last one, and the memory; return the pause."""
    pause_ms = gaps.wall_ms
    say(f"  {what}: pause {pause_ms:.0f} ms, {memory()}")
    return pause_ms


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def time_jq(name: str, size: int) -> str:
    """Return what ``jq .`` takes for the same."""
    jq = shutil.which("jq")
    kind, make = _SERVED[name]
    if jq is None or "json" not in kind:
        return ""
    with tempfile.NamedTemporaryFile() as file:
        file.write(make(size))
        file.flush()
        started = time.perf_counter()
        subprocess.run([jq, ".", file.name], stdout=subprocess.DEVNULL, check=False)  # noqa: S603
        return f"  jq .: {time.perf_counter() - started:.1f} s\n"


async def measure(
    window: MainWindow, profile: Profile, origin: str, arguments: argparse.Namespace
) -> None:
    """Print the figures."""
    async with working(window, profile, profile.read(), lambda: None) as controller:
        window.resize(1440, 900)
        await controller.scope.idle()
        driver, gaps = WindowDriver(window, controller), Gaps()
        await asyncio.sleep(2)
        size = round(arguments.megabytes * 1_000_000)
        for name in arguments.names or _BODIES:
            await look_at(driver, gaps, f"{origin}/{name}/{size}")
            sys.stdout.write(time_jq(name, size))


def main() -> None:
    """Measure the bodies, or serve them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--megabytes", type=float, default=100)
    parser.add_argument("--serve", action="store_true")
    arguments = parser.parse_args()
    if arguments.serve:
        serve()
        return
    run(lambda window, profile, origin: measure(window, profile, origin, arguments))


def run(
    measured: Callable[[MainWindow, Profile, str], Coroutine[None, None, None]],
) -> None:
    """Open the window on an empty profile, with a server of bodies, and measure."""
    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = [sys.executable, "-m", "tests.benchmarks.long_bodies", "--serve"]
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        origin = server.stdout.readline().strip()
        application = make_application()
        with (
            tempfile.TemporaryDirectory() as folder,
            asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner,
        ):
            profile = Profile(Path(folder))
            shown_window = show_window(application, profile.read())
            runner.run(measured(shown_window, profile, origin))
        assert server.stdin is not None
        server.stdin.close()


if __name__ == "__main__":
    main()
