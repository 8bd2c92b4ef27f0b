"""Two real processes of the program on one profile."""

import json
import signal
import subprocess
import sys
import time

import pytest

from aiurdesk.services.open_window import ALREADY_OPEN as RAISED
from tests.child_process import running
from tests.ui.collections.steps import a_collection
from tests.ui.startup.test_app import end_of, output_of, started, wait_for

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such sockets")
WORKING = """
import asyncio, sys
from pathlib import Path
import qasync
from aiurdesk.services.profile import Profile
from aiurdesk.ui.startup.app import make_application, show_window
from aiurdesk.ui.startup.running import working
from PySide6.QtWidgets import QLineEdit
async def run():
    async with working(window, profile, saved, print) as controller:
        controller.opener.open_custom_url()
        page = controller.pages.tabs.page
        page.row.address.insert(sys.argv[2])
        await controller.scope.idle()
        print(*[opened.request.endpoint.path for opened in controller.workbench.open_requests])
        sys.stdout.flush()
        await asyncio.sleep(60)
application, profile = make_application(), Profile(Path(sys.argv[1]))
saved = profile.read()
window = show_window(application, saved)
with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
    runner.run(run())
"""


def addresses(file):
    requests = [tab["request"] for tab in json.loads(file.read_text())["tabs"]]
    return [request.get("url") or request["endpoint_id"] for request in requests]


def window_of(profile, *more):
    return started("-m", "aiurdesk", "--profile", profile, *more)


def test_a_second_start_raises_the_first_and_hands_over_what_it_opens(tmp_path):
    with window_of(tmp_path, "--open", "gateway.home.index") as first:
        wait_for(tmp_path / "window.socket")
        folder = a_collection(tmp_path / "checks")
        for target in ("stargate.message.pushmessage", folder, "https://a.test/b"):
            status, told, err = output_of("-m", "aiurdesk", "--profile", tmp_path, "--open", target)
            assert (status, told, err) == (0, [RAISED], [])
        # A link leads to the same profile.
        (tmp_path.parent / "link").symlink_to(tmp_path)
        assert output_of("-m", "aiurdesk", f"--profile={tmp_path.parent / 'link'}")[0] == 0
        first.send_signal(signal.SIGHUP)
        assert end_of(first) == (0, [], [])
    opened = addresses(tmp_path / "window.json")
    assert opened[-2:] == ["stargate.message.pushmessage", "https://a.test/b"]
    assert json.loads((tmp_path / "window.json").read_text())["collections"] == [str(folder)]
    assert not (tmp_path / "window.socket").exists()


def test_a_new_window_opens_beside_the_first_and_a_link_is_handed_over(tmp_path):
    with window_of(tmp_path) as first:
        wait_for(tmp_path / "window.socket")
        wait_for(tmp_path / "window.json")
        with window_of(tmp_path, "--new-window", "aiurdesk:open?url=https://two.test/") as second:
            wait_for(tmp_path / "window-2.json")
            link = "aiurdesk:open?url=https://one.test/"
            assert output_of("-m", "aiurdesk", "--profile", tmp_path, link) == (0, [RAISED], [])
            second.send_signal(signal.SIGTERM)
            assert end_of(second) == (0, [], [])
        first.send_signal(signal.SIGTERM)
        assert end_of(first) == (0, [], [])
    assert addresses(tmp_path / "window.json") == ["https://one.test/"]
    assert addresses(tmp_path / "window-2.json") == ["https://two.test/"]


def test_a_socket_that_a_killed_window_left_is_replaced(tmp_path):
    with window_of(tmp_path) as killed:
        wait_for(tmp_path / "window.socket")
        killed.kill()
    assert (tmp_path / "window.socket").exists()
    (tmp_path / "window.json").unlink(missing_ok=True)
    with window_of(tmp_path) as second:
        wait_for(tmp_path / "window.json")
        assert output_of("-m", "aiurdesk", "--profile", tmp_path)[1] == [RAISED]
        second.send_signal(signal.SIGTERM)
        assert end_of(second) == (0, [], [])


def test_beside_a_window_that_is_stopped_a_second_one_works_and_ends_at_once(tmp_path):
    with window_of(tmp_path) as stopped:
        wait_for(tmp_path / "window.socket")
        stopped.send_signal(signal.SIGSTOP)
        with drafting(tmp_path, "https://two.test/") as second:
            # It works before it knows what became of the other one.
            assert second.stdout.readline() == "https://two.test/\n"
            second.kill()
        (tmp_path / "window-2.lock").unlink()
        with window_of(tmp_path) as third:
            wait_for(tmp_path / "window-2.lock")
            third.send_signal(signal.SIGTERM)
            # Asking the other one ten times would take half a minute.
            assert third.wait(25) == 0
        stopped.kill()


def test_of_two_starts_at_once_one_hands_over_to_the_other(tmp_path):
    targets = "https://one.test/", "https://two.test/"
    with (
        window_of(tmp_path, "--open", targets[0]) as one,
        window_of(tmp_path, "--open", targets[1]) as two,
    ):
        deadline = time.monotonic() + 60
        while one.poll() is None and two.poll() is None:
            assert time.monotonic() < deadline, "both windows stay open"
            time.sleep(0.05)
        ended, left = (one, two) if one.poll() is not None else (two, one)
        assert end_of(ended) == (0, [RAISED], [])
        left.send_signal(signal.SIGTERM)
        assert end_of(left) == (0, [], [])
    assert sorted(addresses(tmp_path / "window.json")) == sorted(targets)


def test_drafts_of_two_windows_on_one_profile_survive(tmp_path):
    # No socket can have so long a name, so neither can reach the other.
    profile = tmp_path / ("long" * 30)
    with (
        drafting(profile, "https://one.test/") as one,
        drafting(profile, "https://two.test/") as two,
    ):
        assert one.stdout.readline() == "https://one.test/\n"
        assert two.stdout.readline() == "https://two.test/\n"
        wait_for(profile / "window-2.json")
        one.kill()
        two.kill()
    with drafting(profile, "https://three.test/") as third:
        opened = third.stdout.readline().split()
        third.kill()
    assert sorted(opened) == ["https://one.test/", "https://three.test/", "https://two.test/"]
    assert not (profile / "window-2.json").exists()


def drafting(profile, address):
    command = [sys.executable, "-c", WORKING, profile, address]
    return running(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
