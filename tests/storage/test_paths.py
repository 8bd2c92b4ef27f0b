from pathlib import Path

from aiurdesk.storage.paths import places


def test_all_places_are_in_the_profile(tmp_path):
    found = places(tmp_path)
    assert all(place.is_relative_to(tmp_path) for place in found)


def test_without_a_profile_the_folders_of_the_platform_are_used(monkeypatch, tmp_path):
    for name in ["XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"]:
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    found = places(None)
    assert found.settings_file.name == "settings.json"
    assert "aiurdesk" in str(found.data_folder)
    assert found.settings_file.parent != Path()


def test_finding_places_creates_no_folder(tmp_path):
    places(tmp_path / "new")
    assert not (tmp_path / "new").exists()
