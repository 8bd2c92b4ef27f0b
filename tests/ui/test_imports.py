"""Modules that use Qt are imported on the window's thread, a few milliseconds at a time."""

from tests.ui.startup.test_app import output_of

LOADS = """
import asyncio, contextlib, sys, threading, time
from pathlib import Path
from aiurdesk.services.profile import Profile
from aiurdesk.ui.startup.app import make_application, show_window

elsewhere, main = [], threading.main_thread()

class Watch:
    def find_spec(self, name, path, target=None):
        if threading.current_thread() is not main:
            elsewhere.append(name)

sys.meta_path.insert(0, Watch())
application = make_application()
window = show_window(application, Profile(Path(sys.argv[1])).read())
import qasync
from aiurdesk.ui.startup.event_loop import load_window

async def take_turns(turns_ms):
    while True:
        started = time.thread_time()
        await asyncio.sleep(0)
        turns_ms.append(1000 * (time.thread_time() - started))

async def load():
    turns_ms, before = [], set(sys.modules)
    ticker = asyncio.get_running_loop().create_task(take_turns(turns_ms))
    await load_window()
    from aiurdesk.assembly import build_services
    from aiurdesk.ui.startup.preload import load_ahead
    from aiurdesk.ui.tasks import TaskScope
    scope, services = TaskScope(), build_services(Path(sys.argv[1]))
    await load_ahead(scope, services)
    await scope.idle()
    ticker.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await ticker
    await services.aclose()
    print(max(turns_ms))
    print(sum(turns_ms))
    print("aiurdesk.assembly" in elsewhere)
    print(*(name for name in elsewhere if name.split(".")[0] in ("PySide6", "shiboken6", "qasync")
            or name.startswith("aiurdesk.ui")))
    print(sum(name.startswith("aiurdesk.ui") for name in set(sys.modules) - before))

with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
    runner.run(load())
"""


def test_nothing_of_qt_is_imported_on_a_thread_and_no_turn_takes_long(tmp_path):
    status, (longest_ms, all_ms, is_watched, on_threads, count), errors = output_of(
        "-c", LOADS, tmp_path
    )
    assert (status, errors) == (0, [])
    assert (is_watched, on_threads) == ("True", "")
    assert int(count) > 50
    # Time of the processor, of which a busy machine takes more, too, but for all turns alike.
    assert float(longest_ms) < max(50, float(all_ms) / 8)
