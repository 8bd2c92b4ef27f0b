"""The program in a process of its own: two applications of Qt do not fit into one."""

import json
import signal
import subprocess
import sys
import time

from tests.child_process import running

QUIET = "This plugin does not support propagateSizeHints()"
WITH_MISHAPS = """
import asyncio, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from aiurdesk.ui import app
original = app._furnish
def furnish(window, *rest):
    desk = original(window, *rest)
    QTimer.singleShot(0, lambda: [][1])
    asyncio.get_running_loop().call_soon(lambda: {}["gone"])
    def end():
        print(*[message.text for message in window.message_bar.messages], sep="\\n")
        window.close()
    QTimer.singleShot(500, end)
    return desk
app._furnish = furnish
sys.exit(app.main(Path(sys.argv[1])))
"""

STEP_BY_STEP = """
import sys
from pathlib import Path
from aiurdesk.ui.signatures import import_qt
import_qt()
from aiurdesk.services.profile import Profile
from aiurdesk.ui.app import make_application, show_window, working
def tell():
    print(*sys.modules)
application, profile = make_application(), Profile(Path(sys.argv[1]))
window = show_window(application, profile)
tell()
import asyncio, qasync
async def work():
    async with working(window, profile, print) as desk:
        tell()
        await desk.scope.idle()
        tell()
with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
    runner.run(work())
"""


def started(*arguments):
    return running(
        [sys.executable, "-X", "faulthandler", *arguments],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def end_of(program):
    out, err = program.communicate(timeout=60)
    told = [line for line in err.splitlines() if line != QUIET]
    return program.returncode, out.splitlines(), told


def output_of(*arguments):
    with started(*arguments) as program:
        return end_of(program)


def wait_for(path):
    """Return as soon as there is a file."""
    deadline = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < deadline, f"{path.name} was not written"
        time.sleep(0.02)


def test_a_signal_ends_the_program_in_order(tmp_path):
    profiles = tmp_path / "terminated", tmp_path / "interrupted"
    with (
        started("-m", "aiurdesk", "--profile", profiles[0]) as terminated,
        started("-m", "aiurdesk", "--profile", profiles[1]) as interrupted,
    ):
        for profile in profiles:
            # The window works: its state was written for the first time.
            wait_for(profile / "window.json")
            (profile / "window.json").unlink()
        terminated.send_signal(signal.SIGTERM)
        interrupted.send_signal(signal.SIGINT)
        assert end_of(terminated) == (0, [], [])
        assert end_of(interrupted) == (0, [], [])
    for profile in profiles:
        kept = json.loads((profile / "window.json").read_text())
        assert kept["environment"] == "Sandbox (this computer)"


def test_errors_that_nobody_caught_end_in_the_message_bar(tmp_path):
    status, told, err = output_of("-c", WITH_MISHAPS, tmp_path)
    assert (status, err) == (0, [])
    assert len(told) == 2
    assert all(str(tmp_path / "aiurdesk.log") in text for text in told)
    log = (tmp_path / "aiurdesk.log").read_text()
    assert "IndexError" in log
    assert "KeyError" in log


def test_a_broken_settings_file_is_told_and_kept(tmp_path):
    (tmp_path / "settings.json").write_text("{")
    status, told, _ = output_of("-c", WITH_MISHAPS, tmp_path)
    assert status == 0
    assert any("settings.json.unreadable-1" in text for text in told)


def test_a_mistake_in_a_result_code_table_is_told_at_the_start(tmp_path):
    table = tmp_path / "result_codes" / "chat.toml"
    table.parent.mkdir()
    table.write_text('name = "chat"\n[[code]]\ncode = 1\nheadline = "A"\nseverity = "wiat"\n')
    status, told, _ = output_of("-c", WITH_MISHAPS, tmp_path)
    assert status == 0
    assert any(text.startswith(f"{table}, code 1: severity should be one of") for text in told)


def test_each_part_of_the_program_is_loaded_when_its_time_has_come(tmp_path):
    status, told, err = output_of("-c", STEP_BY_STEP, tmp_path)
    assert (status, err) == (0, [])
    painted, usable, settled = (set(names.split()) for names in told)
    of_requests = {"json", "aiurdesk.core.api.catalogue", "aiurdesk.ui.request.request_page"}
    of_answers = {"httpx", "aiurdesk.core.verdict.judge", "aiurdesk.ui.response.views"}
    seldom = {"cryptography", "hypercorn", "keyring", "starlette"}
    assert painted & ({"asyncio", "msgspec"} | of_requests | of_answers | seldom) == set()
    assert of_requests <= usable
    assert usable & (of_answers | seldom) == set()
    assert of_answers <= settled
    assert settled & seldom == set()
