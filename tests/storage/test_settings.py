import asyncio
import json

import pytest

from aiurdesk.core.errors import StorageError
from aiurdesk.core.settings import ColourScheme, Settings
from aiurdesk.core.window_state import TabState, WindowState
from aiurdesk.storage.paths import places
from aiurdesk.storage.settings import SettingsStore


def a_store(folder):
    return SettingsStore(places(folder))


def test_a_new_profile_has_the_defaults_and_makes_no_file(tmp_path):
    kept = a_store(tmp_path).read()
    assert (kept.settings, kept.window, kept.mistakes) == (Settings(), WindowState(), ())
    assert list(tmp_path.iterdir()) == []


async def test_what_was_written_is_read_at_the_next_start(tmp_path):
    settings = Settings(colour_scheme=ColourScheme.DARK)
    window = WindowState(tabs=(TabState(values=(("text", "你好 \ud800"),), is_edited=True),))
    store = a_store(tmp_path)
    await store.write_settings(settings)
    await store.write_window(window)
    kept = a_store(tmp_path).read()
    assert (kept.settings, kept.window, kept.mistakes) == (settings, window, ())


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_a_broken_file_is_told_and_set_aside(tmp_path, content):
    (tmp_path / "settings.json").write_bytes(content)
    kept = a_store(tmp_path).read()
    assert kept.settings == Settings()
    assert len(kept.mistakes) == 1
    assert "settings.json" in kept.mistakes[0]
    aside = tmp_path / "settings.json.unreadable-1"
    assert aside.read_bytes() == content
    assert a_store(tmp_path).read().mistakes == ()


def test_a_file_with_one_wrong_member_is_used_and_kept(tmp_path):
    raw = {"zoom_percent": 120, "colour_scheme": "green"}
    (tmp_path / "settings.json").write_text(json.dumps(raw))
    kept = a_store(tmp_path).read()
    assert kept.settings == Settings(zoom_percent=120)
    assert "colour_scheme" in kept.mistakes[0]
    assert json.loads((tmp_path / "settings.json.unreadable-1").read_text()) == raw


def test_a_file_that_may_not_be_read_is_told(tmp_path):
    (tmp_path / "window.json").mkdir()
    kept = a_store(tmp_path).read()
    assert kept.window == WindowState()
    assert "window.json" in kept.mistakes[0]


async def test_a_profile_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="could not be written"):
        await a_store(tmp_path / "file" / "profile").write_settings(Settings())


async def test_many_writes_at_once_end_with_the_newest(tmp_path):
    store = a_store(tmp_path)
    await asyncio.gather(*(store.write_settings(Settings(zoom_percent=60 + n)) for n in range(20)))
    assert store.read().settings == Settings(zoom_percent=79)
