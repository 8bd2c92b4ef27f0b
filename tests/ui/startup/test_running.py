"""What happens inside the running program, in a process of its own."""

import gc
import json
import platform
import sys
import threading
import weakref

import pytest
import shiboken6
from PySide6.QtCore import QObject

from aiurdesk.ui.startup import running
from aiurdesk.ui.startup.running import GarbageCollector
from tests.importers.openapi.sample import description
from tests.services.test_own_services import write
from tests.ui.startup.test_app import output_of

WITH_ERRORS = """
import asyncio, sys
from pathlib import Path
import qasync
from PySide6.QtCore import QTimer
from aiurdesk.services.profile import Profile
from aiurdesk.ui.startup.app import make_application, show_window
from aiurdesk.ui.startup.running import working
async def run():
    async with working(window, profile, saved, print):
        QTimer.singleShot(0, lambda: [][1])
        asyncio.get_running_loop().call_soon(lambda: {}["gone"])
        await asyncio.sleep(0.3)
        print(*[message.text for message in window.message_bar.messages], sep="\\n")
application, profile = make_application(), Profile(Path(sys.argv[1]))
saved = profile.read()
window = show_window(application, saved)
with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
    runner.run(run())
"""
WITH_TAB = """
import asyncio, sys
from pathlib import Path
import qasync
from msgspec.structs import replace
from aiurdesk.core.state.tab_state import TabState
from aiurdesk.core.request.request import SavedRequest
from aiurdesk.services.profile import Profile
from aiurdesk.ui.startup.app import make_application, show_window
from aiurdesk.ui.startup.running import working
async def run():
    async with working(window, profile, saved, print) as controller:
        print(controller.workbench.current.request.endpoint.path)
application, profile = make_application(), Profile(Path(sys.argv[1]))
saved = profile.read()
tab = TabState(SavedRequest(endpoint_id="lamps.lamp.list"))
state = replace(saved.window, tabs=(tab,), collections=(str(Path(sys.argv[1], "checks")),))
saved = replace(saved, window=state)
window = show_window(application, saved)
with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
    runner.run(run())
"""
WITH_UPDATE = """
import asyncio, sys
from pathlib import Path
import qasync
from aiurdesk.services.profile import Profile
from aiurdesk.ui.startup.app import make_application, show_window
from aiurdesk.ui.startup.running import working
async def run():
    async with working(window, profile, saved, print) as controller:
        await controller.scope.idle()
        print(*[message.text for message in window.message_bar.messages], sep="\\n")
application, profile = make_application(), Profile(Path(sys.argv[1]))
saved = profile.read()
window = show_window(application, saved)
with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
    runner.run(run())
"""


@pytest.mark.parametrize("is_wanted", [True, False])
def test_an_update_of_a_service_is_looked_for_at_the_start_if_wanted(tmp_path, is_wanted):
    profile, source = tmp_path / "profile", tmp_path / "api.json"
    source.write_text(json.dumps(description({"/a": {"get": {}}})))
    added = output_of("-m", "aiurdesk", "--profile", profile, "services", "add", source)
    assert added[0] == 0, added
    source.write_text(json.dumps(description({"/a": {"get": {}}, "/b": {"get": {}}})))
    (profile / "settings.json").write_text(json.dumps({"checks_services": is_wanted}))
    status, told, err = output_of("-c", WITH_UPDATE, profile)
    assert (status, err) == (0, [])
    assert any("has changed" in line for line in told) == is_wanted, told


def test_a_tab_of_a_service_of_a_collection_is_restored(tmp_path):
    write(tmp_path / "checks" / "services")
    status, told, err = output_of("-c", WITH_TAB, tmp_path)
    assert (status, told) == (0, ["/lamps"]), err


def test_errors_that_nothing_catches_end_in_the_message_bar(tmp_path):
    status, told, err = output_of("-c", WITH_ERRORS, tmp_path)
    assert (status, err) == (0, [])
    assert len(told) == 2
    assert all(str(tmp_path / "aiurdesk.log") in text for text in told)
    log = (tmp_path / "aiurdesk.log").read_text()
    assert "IndexError" in log
    assert "KeyError" in log


@pytest.mark.parametrize("name", ["settings.json", "window.json"])
def test_a_broken_file_of_the_profile_is_told_and_kept(tmp_path, name):
    (tmp_path / name).write_text("{")
    status, told, _ = output_of("-c", WITH_ERRORS, tmp_path)
    assert status == 0
    assert any(f"{name}.unreadable-1" in text for text in told)
    assert (tmp_path / f"{name}.unreadable-1").read_text() == "{"


def test_a_mistake_in_a_result_code_table_is_told_at_the_start(tmp_path):
    table = tmp_path / "result_codes" / "chat.toml"
    table.parent.mkdir()
    table.write_text('name = "chat"\n[[code]]\ncode = 1\nheadline = "A"\nseverity = "wiat"\n')
    status, told, _ = output_of("-c", WITH_ERRORS, tmp_path)
    assert status == 0
    mistake = f"{table}, line 5: in [[code]], severity should be one of"
    assert any(text.startswith(mistake) for text in told)


def test_a_crash_is_told_once_at_the_next_start(tmp_path):
    # As the event loop does, a function of Qt ends the process in the middle of its work.
    crashing = WITH_ERRORS.replace(
        "await asyncio.sleep(0.3)", "from PySide6.QtCore import qFatal; qFatal('broken')"
    )
    assert crashing != WITH_ERRORS
    # Where Python was asked for it already, as these tests do, it writes elsewhere.
    status, _, _ = output_of(
        "-c", f"import faulthandler; faulthandler.disable(){crashing}", tmp_path
    )
    assert status != 0
    for is_told in (True, False):
        status, told, err = output_of("-c", WITH_ERRORS, tmp_path)
        assert (status, err) == (0, [])
        assert any(text.startswith("aiurdesk crashed") for text in told) == is_told
    crash = (tmp_path / "last-crash.txt").read_text()
    assert crash.startswith("aiurdesk\nVersion: ")
    assert "in run\n" in crash
    assert not (tmp_path / "crash.txt").exists()


class Knot:
    """Garbage that only the collector can find."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collector(qapp):
    """Return a collector that ends with its parent.

    ``stop`` collects everything that all tests have loaded, for seconds. Only the test of it waits.
    """
    parent = QObject(qapp)
    yield GarbageCollector(parent)
    shiboken6.delete(parent)
    gc.enable()


def knots(count):
    made = [Knot() for _ in range(count)]
    return weakref.ref(made[0])


def test_another_thread_never_collects(collector):
    gc.collect()
    left = []
    thread = threading.Thread(target=lambda: left.append(knots(20_000)))
    thread.start()
    thread.join()
    assert left[0]() is not None


def test_what_is_due_is_collected_on_the_thread_of_the_window(collector, qtbot):
    collector.start()
    gone = knots(20_000)
    qtbot.waitUntil(lambda: gone() is None)
    assert gone() is None


def test_few_objects_are_collected_when_that_is_wanted(collector, qtbot):
    gc.collect()
    collector.start()
    gone = knots(1)
    with qtbot.waitSignal(collector.collected):
        collector.collect_soon()
    assert gone() is None


def test_what_is_loaded_at_the_start_is_left_out_until_the_end(collector):
    assert not gc.isenabled()
    before = gc.get_freeze_count()
    collector.start()
    assert gc.get_freeze_count() > before
    gone = knots(1)
    gc.freeze()
    gc.collect()
    assert gone() is not None
    collector.stop()
    assert gc.get_freeze_count() == 0
    assert gone() is None
    assert gc.isenabled()
    # The tests froze what they had loaded, in ``tests/conftest.py``.
    gc.freeze()


MEGABYTE = 2**20


def resident():
    """Return how much memory of this process is in use, in bytes."""
    with open("/proc/self/statm", encoding="ascii") as numbers:
        return int(numbers.read().split()[1]) * 4096


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can")
async def test_free_memory_goes_back_to_the_system():
    # Pieces that are too small to be mapped by themselves, with one in use above all of them.
    pieces = [bytes(8_000) for _ in range(10_000)]
    kept = bytes(8_000)
    full = resident()
    pieces.clear()
    await running.give_back()
    assert resident() < full - 50 * MEGABYTE
    assert len(kept) == 8_000


async def test_only_glibc_is_asked(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    running._trim.cache_clear()
    try:
        assert running._trim() is None
        await running.give_back()
    finally:
        running._trim.cache_clear()


WITH_NESTED_LOOPS = """
import asyncio, sys
from pathlib import Path
import qasync
from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMessageBox
from aiurdesk.services.profile import Profile
from aiurdesk.ui.startup.app import make_application, show_window
from aiurdesk.ui.startup.running import working
def ask_for_a_file_that_is_not_there():
    # Those of the program say it without a loop of their own.
    dialog = QFileDialog(window, "File to send")
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.open()
    line = window.findChildren(QFileDialog)[-1].findChild(QLineEdit)
    line.setText("/nowhere/file")
    line.returnPressed.emit()
async def run():
    async with working(window, profile, saved, print):
        for count in (1, 2):
            QTimer.singleShot(0, ask_for_a_file_that_is_not_there)
            while len(window.findChildren(QMessageBox)) < count:
                await asyncio.sleep(0)
        print(QThread.currentThread().loopLevel())
    print("ended")
application, profile = make_application(), Profile(Path(sys.argv[1]))
saved = profile.read()
window = show_window(application, saved)
with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
    runner.run(run())
"""


def test_the_program_ends_while_qt_asks_something_in_a_loop_of_its_own(tmp_path):
    status, told, err = output_of("-c", WITH_NESTED_LOOPS, tmp_path)
    assert (status, told) == (0, ["3", "ended"]), err
