import os
import sys
from pathlib import Path

import pytest

from aiurdesk.storage.paths import make_private_folder, places


def test_all_places_are_in_the_profile(tmp_path):
    paths = places(tmp_path)
    assert all(path.is_relative_to(tmp_path) for path in paths)


def test_without_a_profile_the_folders_of_the_platform_are_used(monkeypatch, tmp_path):
    for name in ["XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"]:
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    paths = places(None)
    assert paths.settings_file.name == "settings.json"
    assert "aiurdesk" in str(paths.data_folder)
    assert paths.settings_file.parent != Path()


def test_finding_places_creates_no_folder(tmp_path):
    places(tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_new_folders_are_private_with_any_umask(tmp_path):
    there = tmp_path / "there"
    there.mkdir(mode=0o755)
    before = os.umask(0)
    try:
        for _ in range(2):
            make_private_folder(there / "a" / "b")
    finally:
        os.umask(before)
    modes = [path.stat().st_mode & 0o777 for path in (there, there / "a", there / "a" / "b")]
    assert modes == [0o755, 0o700, 0o700]


def test_a_file_instead_of_a_folder_is_an_error(tmp_path):
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "file" / "inner"):
        with pytest.raises(OSError):  # noqa: PT011 - which one depends on the system
            make_private_folder(path)
