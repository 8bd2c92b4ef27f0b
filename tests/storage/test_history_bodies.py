"""The files of long bodies."""

import os
import time

from aiurdesk.storage.bodies import HistoryBodies


def test_a_body_is_written_read_and_removed(tmp_path):
    bodies = HistoryBodies(tmp_path / "history")
    name = bodies.write(7, b"body")
    assert bodies.path(name).read_bytes() == b"body"
    bodies.remove(name)
    bodies.remove(name)
    assert list((tmp_path / "history").iterdir()) == []


def test_a_name_from_elsewhere_stays_in_the_folder(tmp_path):
    bodies = HistoryBodies(tmp_path / "history")
    assert bodies.path("../../etc/passwd") == tmp_path / "history" / "passwd"


def test_files_without_an_entry_are_removed_when_they_are_old(tmp_path):
    folder = tmp_path / "history"
    bodies = HistoryBodies(folder)
    named, stray, new = (bodies.write(number, b"body") for number in range(3))
    (folder / ".1.body.x").write_bytes(b"unfin")
    for name in (named, stray, ".1.body.x"):
        os.utime(folder / name, (time.time() - 9_999, time.time() - 9_999))
    bodies.remove_strays(4, lambda entry_id: False)
    assert len(list(folder.iterdir())) == 4
    bodies.remove_strays(1, lambda entry_id: entry_id == 0)
    assert {path.name for path in folder.iterdir()} == {named, new}


def test_other_files_of_the_folder_stay(tmp_path):
    bodies = HistoryBodies(tmp_path)
    (tmp_path / "own.txt").write_text("kept")
    bodies.write(1, b"body")
    bodies.remove_all()
    assert [path.name for path in tmp_path.iterdir()] == ["own.txt"]


def test_a_missing_folder_has_no_files(tmp_path):
    bodies = HistoryBodies(tmp_path / "missing")
    bodies.remove_all()
    bodies.remove_strays(0, lambda entry_id: False)
    assert not (tmp_path / "missing").exists()
