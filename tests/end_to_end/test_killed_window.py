"""A window that is killed loses no unsaved edit, and opens the same collections again."""

import json
import sys

import pytest

from tests.ui.collections.steps import a_collection, put
from tests.ui.startup.test_app import started

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
WINDOW = """
import asyncio, json, sys
from pathlib import Path
import qasync
from aiurdesk.services.profile import Profile
from aiurdesk.ui.startup.app import make_application, show_window
from aiurdesk.ui.startup.running import working
async def run():
    async with working(window, profile, saved, print, sys.argv[2]) as controller:
        await controller.scope.idle()
        if len(sys.argv) > 3:
            controller.pages.tabs.page.set_values((("ChannelId", sys.argv[3]),))
            await controller.scope.idle()
        print(json.dumps({
            "tabs": [
                (o.copy and o.copy.path, o.is_edited, dict(o.request.values)["ChannelId"])
                for o in controller.workbench.open_requests
            ],
            "collections": controller.collections_tab.open_collections[0],
            "told": [m.text for m in controller.window.message_bar.messages],
        }), flush=True)
        await asyncio.sleep(60)
application, profile = make_application(), Profile(Path(sys.argv[1]))
saved = profile.read()
window = show_window(application, saved)
with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
    runner.run(run())
"""


def texts_until_killed(profile, target="", *typed):
    """Open a window, return what it shows, and kill it."""
    with started("-c", WINDOW, profile, target, *typed) as process:
        line = process.stdout.readline()
        process.kill()
        _, errors = process.communicate()
    assert line, errors
    return json.loads(line)


def test_edits_and_collections_are_there_after_kill_9(tmp_path):
    folder, profile = a_collection(tmp_path / "checks"), tmp_path / "profile"
    file = folder / "A.request.toml"
    expected = [[str(file), True, "mine"]]
    assert texts_until_killed(profile, file, "mine")["tabs"] == expected
    again = texts_until_killed(profile)
    assert (again["tabs"], again["collections"], again["told"]) == (expected, [str(folder)], [])
    put(file, "theirs")
    later = texts_until_killed(profile)
    assert later["tabs"] == expected
    assert "Save asks which version stays" in later["told"][0]
    # A broken state file is set aside, and the window starts.
    (profile / "window.json").write_text("{")
    broken = texts_until_killed(profile)
    assert broken["tabs"] == []
    assert any("window.json" in text for text in broken["told"])
