from pathlib import Path

import pytest

from aiurdesk.resources import folder_path, list_names, read_bytes, read_text


def test_names_are_listed_with_their_folder_and_can_be_read():
    names = list_names("themes")
    assert names == sorted(names)
    assert "themes/light.json" in names
    assert read_text("themes/light.json").encode() == read_bytes("themes/light.json")


def test_a_resource_that_is_not_there_is_an_error():
    with pytest.raises(FileNotFoundError):
        read_bytes("themes/none.json")


def test_a_folder_has_a_place_on_disk():
    assert (Path(folder_path("icons")) / "search.svg").is_file()
