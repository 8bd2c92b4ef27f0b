"""What happens inside the running program, in a process of its own."""

import pytest

from tests.services.test_own_services import write
from tests.ui.test_app import output_of

WITH_ERRORS = """
import asyncio, sys
from pathlib import Path
import qasync
from PySide6.QtCore import QTimer
from aiurdesk.services.profile import Profile
from aiurdesk.ui.app import make_application, show_window
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
from aiurdesk.core.tab_state import TabState
from aiurdesk.core.request.request import SavedRequest
from aiurdesk.services.profile import Profile
from aiurdesk.ui.app import make_application, show_window
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
