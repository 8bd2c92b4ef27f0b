"""The event loop of the window, in a process of its own."""

import os
import sys

import pytest

from tests.ui.startup.test_app import output_of

CLOSED_WHILE_LOADING = """
import sys
from pathlib import Path
from aiurdesk.services.profile import Profile
from aiurdesk.ui.startup.app import make_application, show_window
application, profile = make_application(), Profile(Path(sys.argv[1]))
saved = profile.read()
window = show_window(application, saved)
print("asyncio" in sys.modules)
from aiurdesk.ui.startup.event_loop import run_loop
window.close()
run_loop(application, window, profile, saved)
print("ended")
"""


def test_a_window_that_is_closed_while_it_loads_ends_in_order(tmp_path):
    status, told, err = output_of("-c", CLOSED_WHILE_LOADING, tmp_path)
    assert (status, told, err) == (0, ["False", "ended"], [])
    assert (tmp_path / "window.json").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_named_pipes_in_the_profile_delay_neither_start_nor_end(tmp_path):
    (tmp_path / "result_codes").mkdir()
    names = ("settings.json", "window.json", "credentials.json", "credentials.json.lock")
    for name in (*names, "aiurdesk.log", "result_codes/my.toml"):
        os.mkfifo(tmp_path / name)
    status, told, err = output_of("-c", CLOSED_WHILE_LOADING, tmp_path)
    assert (status, told, err) == (0, ["False", "ended"], [])
    assert (tmp_path / "window.json").is_file()
