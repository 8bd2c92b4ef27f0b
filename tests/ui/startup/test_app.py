"""The program in a process of its own: two applications of Qt do not fit into one."""

import json
import signal
import subprocess
import sys
import time

from tests.child_process import EXTRAS, running

QUIET = {
    "This plugin does not support propagateSizeHints()",
    "This plugin does not support raise()",
}
STEP_BY_STEP = """
import sys
from pathlib import Path
from aiurdesk.services.profile import Profile
from aiurdesk.ui.startup.app import make_application, show_window
def print_modules():
    # PySide6 makes a class when it is first named.
    of_qt = "PySide6.QtCore", "PySide6.QtGui"
    named = [f"{module}.{name}" for module in of_qt for name in vars(sys.modules[module])]
    print(*sys.modules, *named)
application, profile = make_application(), Profile(Path(sys.argv[1]))
saved = profile.read()
window = show_window(application, saved)
print_modules()
import asyncio, qasync
from aiurdesk.ui.startup.event_loop import load_window
async def work():
    await load_window()
    from aiurdesk.ui.startup.running import working
    async with working(window, profile, saved, print) as controller:
        print_modules()
        await controller.scope.idle()
        print_modules()
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
    """Return exit status, lines of standard output and lines of standard error."""
    out, err = program.communicate(timeout=60)
    told = [line for line in err.splitlines() if line not in QUIET]
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


def ours(modules):
    return sorted(name for name in modules if name.startswith("aiurdesk."))


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


def test_each_part_of_the_program_is_loaded_when_its_time_has_come(tmp_path):
    status, told, err = output_of("-c", STEP_BY_STEP, tmp_path)
    assert (status, err) == (0, [])
    painted, usable, settled = (set(names.split()) for names in told)
    of_requests = {"asyncio", "aiurdesk.core.api.catalogue", "aiurdesk.ui.request.request_page"}
    of_responses = {"httpx", "aiurdesk.core.verdict.judge", "aiurdesk.ui.response.views"}
    # It has a hundred enumerations, which take as long as a tenth of the paint.
    slow_names = {"PySide6.QtCore.Qt"}
    seldom = {"cryptography", "hypercorn", "keyring", "starlette"}
    assert painted & (of_requests | of_responses | slow_names | seldom) == set()
    # Every one takes a third of a millisecond or more. Too many? See what imports a whole room.
    assert len(ours(painted)) <= 80, ours(painted)
    assert len(ours(usable)) <= 450, ours(usable)
    assert "PySide6.QtGui.QAccessible" not in painted  # a hundredth of the paint
    assert of_requests | slow_names <= usable
    assert usable & (of_responses | seldom) == set()
    assert of_responses <= settled
    assert settled & (seldom | EXTRAS) == set()
