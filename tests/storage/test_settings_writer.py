import asyncio
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from aiurdesk.core.errors import StorageError
from aiurdesk.core.problem import FilePlace, Problem
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import SavedRequest
from aiurdesk.core.state.settings import ColourScheme, Settings
from aiurdesk.core.state.tab_state import TabState
from aiurdesk.core.state.window_state import WindowState
from aiurdesk.storage.paths import places
from aiurdesk.storage.settings import read_saved_state
from aiurdesk.storage.settings_writer import SettingsWriter, set_aside_wrong


def a_writer(folder):
    return SettingsWriter(places(folder))


async def test_what_was_written_is_read_at_the_next_start(tmp_path):
    settings = Settings(colour_scheme=ColourScheme.DARK)
    request = SavedRequest(values=(("text", "你好 \ud800"),))
    window = WindowState(tabs=(TabState(request, is_edited=True),))
    writer = a_writer(tmp_path)
    await writer.write_settings(settings)
    await writer.write_window(window)
    saved = read_saved_state(places(tmp_path))
    assert (saved.settings, saved.window, saved.problems) == (settings, window, ())


async def test_settings_of_a_later_version_survive_a_save(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text('{"zoom_percent": 90, "later": [1], "limits": {"later_s": 2, "read_s": 5}}')
    saved = read_saved_state(places(tmp_path))
    assert saved.problems == ()
    await a_writer(tmp_path).write_settings(Settings(limits=Limits(read_s=7)))
    record = json.loads(path.read_text())
    assert record["later"] == [1]
    assert record["limits"]["later_s"] == 2
    assert record["limits"]["read_s"] == 7
    assert record["zoom_percent"] == 100


async def test_a_key_that_was_reset_is_not_in_the_file_any_more(tmp_path):
    writer = a_writer(tmp_path)
    await writer.write_settings(Settings(keys={"send": ("F9",), "save": ()}))
    await writer.write_settings(Settings(keys={"save": ()}))
    record = json.loads((tmp_path / "settings.json").read_text())
    assert record["keys"] == {"save": []}
    assert read_saved_state(places(tmp_path)).settings.keys == {"save": ()}


async def test_the_window_of_a_later_version_survives_a_save(tmp_path):
    path, other = tmp_path / "window.json", tmp_path / "window-2.json"
    tab = '{"request": {"endpoint_id": "%s"}, "later": "of a later version"}'
    path.write_text(f'{{"later": [1], "tabs": [{tab % "a"}], "environment": "Old"}}')
    other.write_text(f'{{"tabs": [{tab % "b"}]}}')
    saved = read_saved_state(places(tmp_path))
    assert saved.problems == ()
    writer = a_writer(tmp_path)
    writer.taken_over = (other,)
    tabs = (*saved.window.tabs, TabState(SavedRequest(endpoint_id="b")))
    await writer.write_window(WindowState(tabs=tabs, environment="New"))
    record = json.loads(path.read_text())
    assert (record["later"], record["environment"]) == ([1], "New")
    assert [tab["later"] for tab in record["tabs"]] == ["of a later version"] * 2
    assert not other.exists()


@pytest.mark.parametrize("content", ["[]", "{", '{"limits": 3}'])
async def test_a_file_without_a_record_is_replaced(tmp_path, content):
    (tmp_path / "settings.json").write_text(content)
    await a_writer(tmp_path).write_settings(Settings())
    assert read_saved_state(places(tmp_path)).settings == Settings()


async def test_a_profile_that_cannot_be_written_is_reported(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="could not be written"):
        await a_writer(tmp_path / "file" / "profile").write_settings(Settings())


async def test_after_many_writes_at_once_the_newest_is_stored(tmp_path):
    writer = a_writer(tmp_path)
    writes = (writer.write_settings(Settings(zoom_percent=60 + n)) for n in range(20))
    await asyncio.gather(*writes)
    assert read_saved_state(places(tmp_path)).settings == Settings(zoom_percent=79)


async def test_a_cancelled_write_does_not_prevent_the_one_before(tmp_path):
    writer, loop, gate = a_writer(tmp_path), asyncio.get_running_loop(), threading.Event()
    # The only thread is busy, so the cancelled write never starts.
    loop.set_default_executor(ThreadPoolExecutor(1))
    busy = loop.run_in_executor(None, gate.wait)
    first = loop.create_task(writer.write_window(WindowState(environment="First")))
    second = loop.create_task(writer.write_window(WindowState(environment="Second")))
    await asyncio.sleep(0)
    second.cancel()
    gate.set()
    await asyncio.gather(busy, first)
    assert read_saved_state(places(tmp_path)).window.environment == "First"


def test_a_file_with_a_mistake_is_renamed_and_reported(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text("{")
    sentence = set_aside_wrong(Problem("it is not JSON", FilePlace(str(path))))
    assert sentence == (
        "settings.json could not be read in full: it is not JSON. "
        f"It was renamed to {path}.unreadable-1."
    )
    assert (tmp_path / "settings.json.unreadable-1").read_text() == "{"
    assert not path.exists()


def test_a_file_that_cannot_be_read_is_not_renamed(tmp_path):
    path = tmp_path / "window.json"
    path.mkdir()
    sentence = set_aside_wrong(Problem("no", FilePlace(str(path))))
    assert sentence == f"{path} could not be read in full: no."
    assert path.is_dir()


def test_a_file_that_cannot_be_renamed_is_reported_too(tmp_path):
    problem = Problem("it is not JSON", FilePlace(str(tmp_path / "gone.json")))
    assert "gone.json could not be read in full: it is not JSON." in set_aside_wrong(problem)
