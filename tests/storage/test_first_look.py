import json

import pytest

from aiurdesk.core.first_look import FirstLook
from aiurdesk.core.settings import LARGEST_ZOOM, SMALLEST_ZOOM, Settings
from aiurdesk.core.window_state import WindowState
from aiurdesk.storage.first_look import read_first_look
from aiurdesk.storage.paths import places
from aiurdesk.storage.settings import SettingsStore


async def test_it_reads_what_the_store_writes(tmp_path):
    store = SettingsStore(places(tmp_path))
    await store.write_settings(Settings(zoom_percent=130))
    await store.write_window(
        WindowState(geometry="ab", splitters={"window": "cd"}, environment="Production")
    )
    assert read_first_look(places(tmp_path)) == FirstLook(
        "system", 130, "ab", "cd", True, "Production"
    )


def test_a_new_profile_looks_like_the_defaults(tmp_path):
    look = read_first_look(places(tmp_path))
    assert look == FirstLook()
    assert (look.colour_scheme, look.zoom_percent) == (
        Settings().colour_scheme,
        Settings().zoom_percent,
    )


@pytest.mark.parametrize("content", ["", "[]", "{", "[" * 100_000, '{"zoom_percent": "large"}'])
def test_what_cannot_be_read_has_its_default(tmp_path, content):
    for name in ["settings.json", "window.json"]:
        (tmp_path / name).write_text(content)
    assert read_first_look(places(tmp_path)) == FirstLook()


@pytest.mark.parametrize(("kept", "worn"), [(1, SMALLEST_ZOOM), (9999, LARGEST_ZOOM)])
def test_the_size_of_text_stays_within_its_limits(tmp_path, kept, worn):
    (tmp_path / "settings.json").write_text(json.dumps({"zoom_percent": kept}))
    (tmp_path / "window.json").write_text(json.dumps({"splitters": 3}))
    assert read_first_look(places(tmp_path)).zoom_percent == worn
