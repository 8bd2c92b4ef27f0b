import os
import shutil
import sys

import pytest
from msgspec.structs import replace

from aiurdesk.core.collection.environment_file import SavedEnvironment
from aiurdesk.core.errors import StorageError
from aiurdesk.storage.environments import EnvironmentFolder, ReadEnvironments


@pytest.fixture
def folder(tmp_path) -> EnvironmentFolder:
    return EnvironmentFolder(tmp_path / "environments")


def names(folder):
    return [environment.name for environment in folder.read().environments]


def test_a_folder_that_does_not_exist_has_none(folder):
    assert folder.read() == ReadEnvironments()


def test_environments_are_made_renamed_and_deleted(folder):
    folder.create(SavedEnvironment("Test: a/b", is_careful=True))
    folder.create(SavedEnvironment("Another"))
    assert names(folder) == ["Another", "Test: a/b"]
    folder.rename("Test: a/b", "Test")
    folder.rename("Test", "TEST")
    text = folder.delete("TEST")
    assert names(folder) == ["Another"]
    folder.put("TEST", text)
    assert folder.read().environments[1] == SavedEnvironment("TEST", is_careful=True)
    with pytest.raises(StorageError, match="There is an environment TEST already"):
        folder.put("TEST", "")


def test_no_environment_is_overwritten(folder):
    folder.create(SavedEnvironment("One"))
    folder.create(SavedEnvironment("Two"))
    with pytest.raises(StorageError, match="There is an environment One already"):
        folder.create(SavedEnvironment("One"))
    with pytest.raises(StorageError, match="There is an environment One already"):
        folder.rename("Two", "One")
    with pytest.raises(StorageError, match="is too long"):
        folder.create(SavedEnvironment("x" * 300))


def test_a_change_keeps_what_others_changed(folder, tmp_path):
    folder.create(SavedEnvironment("One"))
    file = tmp_path / "environments" / "One.toml"
    file.write_text('# mine\nbased_on = "Sandbox"\n')
    changed = folder.change("One", lambda saved: replace(saved, is_careful=True))
    assert changed.after == SavedEnvironment("One", based_on="Sandbox", is_careful=True)
    assert file.read_text() == '# mine\nbased_on = "Sandbox"\ncareful = true\n'


def test_a_change_is_taken_back_to_the_byte_unless_others_changed_the_file(folder, tmp_path):
    file = tmp_path / "environments" / "One.toml"
    text = '[variables]\na = "1"  # first\nb = "2"  # second\n'
    folder.put("One", text)
    without = folder.change("One", lambda saved: replace(saved, variables=saved.variables[1:]))
    folder.take_back("One", without)
    assert file.read_text() == text
    careful = folder.change("One", lambda saved: replace(saved, is_careful=True))
    file.write_text(f'colour = "green"\n{file.read_text()}')
    folder.take_back("One", careful)
    assert file.read_text() == f'colour = "green"\n{text}'
    file.unlink()
    with pytest.raises(StorageError, match="any more, so nothing was changed"):
        folder.take_back("One", careful)
    assert not file.exists()


def test_a_broken_file_is_told_and_left_as_it_is(folder, tmp_path):
    folder.create(SavedEnvironment("Good"))
    file = tmp_path / "environments" / "Odd.toml"
    file.write_text("careful = 1\n")
    (tmp_path / "environments" / ".Odd.toml.tmp").write_text("broken")
    (tmp_path / "environments" / "README.md").write_text("broken")
    read = folder.read()
    assert [environment.name for environment in read.environments] == ["Good"]
    (mistake,) = read.mistakes
    assert str(mistake) == f"{file}, line 1: careful should be true or false, not 1."
    with pytest.raises(StorageError, match="line 1: careful"):
        folder.change("Odd", lambda saved: saved)
    assert file.read_text() == "careful = 1\n"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a permission there")
def test_links_that_lead_out_of_a_collection_are_left_out(tmp_path):
    top, elsewhere = tmp_path / "top", tmp_path / "elsewhere"
    for folder in (top / "environments", elsewhere):
        folder.mkdir(parents=True)
        (folder / "E.toml").write_text('[variables]\na = "1"\n')
    (top / "environments" / "F.toml").symlink_to(elsewhere / "E.toml")
    read = EnvironmentFolder(top / "environments", top).read()
    assert [environment.name for environment in read.environments] == ["E"]
    (told,) = read.mistakes
    assert "F.toml is a link that leads out of the collection" in told.sentence
    shutil.rmtree(top / "environments")
    (top / "environments").symlink_to(elsewhere)
    read = EnvironmentFolder(top / "environments", top).read()
    assert read.environments == ()
    assert "environments is a link that leads out" in read.mistakes[0].sentence
    # A person may keep theirs where they like.
    assert len(EnvironmentFolder(top / "environments").read().environments) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_the_environments_of_a_person_are_private_with_any_umask(tmp_path):
    before = os.umask(0)
    try:
        EnvironmentFolder(tmp_path / "profile" / "environments").create(SavedEnvironment("E"))
        (tmp_path / "shared").mkdir(mode=0o755)
        shared = EnvironmentFolder(tmp_path / "shared" / "environments", tmp_path / "shared")
        shared.create(SavedEnvironment("E"))
    finally:
        os.umask(before)
    modes = {
        str(path.relative_to(tmp_path)): path.stat().st_mode & 0o777 for path in tmp_path.rglob("*")
    }
    assert modes == {
        "profile": 0o700,
        "profile/environments": 0o700,
        "profile/environments/E.toml": 0o600,
        "shared": 0o755,
        "shared/environments": 0o777,
        "shared/environments/E.toml": 0o666,
    }
