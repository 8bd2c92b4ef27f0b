import json

import pytest

from aiurdesk.core.problem import FilePlace, Problem
from aiurdesk.core.state.settings import ColourScheme, Settings
from aiurdesk.core.state.window_state import SavedState, WindowState
from aiurdesk.storage.paths import places
from aiurdesk.storage.settings import read_saved_state


def test_a_new_profile_has_the_defaults_and_makes_no_file(tmp_path):
    assert read_saved_state(places(tmp_path)) == SavedState(Settings(), WindowState())
    assert list(tmp_path.iterdir()) == []


def test_both_files_are_read(tmp_path):
    (tmp_path / "settings.json").write_text('{"colour_scheme": "dark"}')
    (tmp_path / "window.json").write_text('{"environment": "Production"}')
    saved = read_saved_state(places(tmp_path))
    assert saved.settings == Settings(colour_scheme=ColourScheme.DARK)
    assert saved.window == WindowState(environment="Production")
    assert saved.problems == ()


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_a_broken_file_has_the_defaults_and_is_left_where_it_is(tmp_path, content):
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    saved = read_saved_state(places(tmp_path))
    assert saved.settings == Settings()
    assert saved.problems == (Problem("it is not JSON; defaults are used", FilePlace(str(path))),)
    assert path.read_bytes() == content


def test_a_file_with_one_wrong_member_is_used_and_the_member_is_reported(tmp_path):
    raw = {"zoom_percent": 120, "colour_scheme": "green"}
    (tmp_path / "settings.json").write_text(json.dumps(raw))
    saved = read_saved_state(places(tmp_path))
    assert saved.settings == Settings(zoom_percent=120)
    assert [problem.sentence for problem in saved.problems] == [
        "colour_scheme should be one of system, light, dark, not 'green'"
    ]


def test_a_file_without_permission_is_reported_and_must_not_be_renamed(tmp_path):
    (tmp_path / "window.json").mkdir()
    saved = read_saved_state(places(tmp_path))
    assert saved.window == WindowState()
    assert [problem.path for problem in saved.problems] == [str(tmp_path / "window.json")]
