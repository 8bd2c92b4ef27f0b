import pytest

from aiurdesk.core.errors import StorageError
from aiurdesk.ui.collections.trash import move_to_trash


def test_a_folder_goes_to_the_trash_of_the_desktop(tmp_path, own_trash):
    (tmp_path / "checks").mkdir()
    own_trash.rmdir()
    (tmp_path / "checks" / "a.txt").write_text("a")
    place = move_to_trash(tmp_path / "checks")
    assert not (tmp_path / "checks").exists()
    assert own_trash in place.parents
    assert (place / "a.txt").read_text() == "a"
    assert (own_trash / "Trash" / "info" / f"{place.name}.trashinfo").exists()


def test_what_cannot_be_moved_there_stays(tmp_path):
    with pytest.raises(StorageError, match="could not be moved to the trash"):
        move_to_trash(tmp_path / "gone")
