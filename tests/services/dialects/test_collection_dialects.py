"""Tests of the dialects of collections."""

import os

from aiurdesk.services.dialects.collection_dialects import NO_DIALECTS, CollectionDialects

DIALECT = 'format = 1\nname = "own"\n[read]\nok = "ok"\n'


def a_collection(folder, text=DIALECT):
    (folder / "inner").mkdir(parents=True)
    (folder / "dialects").mkdir()
    (folder / "collection.toml").write_text("")
    (folder / "dialects" / "own.toml").write_text(text)
    return folder


def test_a_request_has_the_dialects_of_its_collection(tmp_path):
    folder = a_collection(tmp_path / "c")
    dialects = CollectionDialects()

    own = dialects.of_folder(str(folder / "inner"))

    assert list(own.by_name) == ["own"]
    assert dialects.of_folder(str(folder)) is own
    assert dialects.of_folder("") is NO_DIALECTS
    assert dialects.of_folder(str(tmp_path)) is NO_DIALECTS


def test_a_file_that_was_changed_is_read_again(tmp_path):
    folder = a_collection(tmp_path / "c")
    dialects = CollectionDialects()
    before = dialects.of_folder(str(folder))

    (folder / "dialects" / "own.toml").write_text(DIALECT.replace("own", "changed"))

    assert list(before.by_name) == ["own"]
    assert list(dialects.of_folder(str(folder)).by_name) == ["changed"]


def test_a_run_looks_at_a_folder_once(tmp_path):
    folder = a_collection(tmp_path / "c")
    inner = str(folder / "inner")
    dialects = CollectionDialects()
    assert dialects.known(inner) is None

    dialects.keep()
    own = dialects.of_folder(inner)
    (folder / "dialects" / "own.toml").write_text(DIALECT.replace("own", "changed"))

    assert list(own.by_name) == ["own"]
    assert dialects.known(inner) is own
    assert dialects.of_folder(inner) is own


def test_mistakes_are_told_with_their_file(tmp_path):
    folder = a_collection(tmp_path / "c", DIALECT.replace("ok =", "ko ="))

    own = CollectionDialects().of_folder(str(folder))

    assert own.by_name == {}
    assert tuple(map(str, own.mistakes)) == (
        f"{folder / 'dialects' / 'own.toml'}, line 4: in [read], ko is not known here. "
        f"{folder / 'dialects' / 'own.toml'}, line 3: in [read], ok or code is missing.",
    )


def test_links_out_of_the_collection_are_not_followed(tmp_path):
    outside = tmp_path / "outside.toml"
    outside.write_text(DIALECT)
    folder = a_collection(tmp_path / "c", "")
    (folder / "dialects" / "own.toml").unlink()
    os.symlink(outside, folder / "dialects" / "own.toml")

    own = CollectionDialects().of_folder(str(folder))

    assert own.by_name == {}
    assert "is a link that leads out of the collection" in own.mistakes[0].sentence


def test_files_that_are_too_long_or_too_many_are_left_out(tmp_path):
    folder = a_collection(tmp_path / "c", DIALECT + "#" * 2_000_001)

    own = CollectionDialects().of_folder(str(folder))

    assert own.by_name == {}
    assert own.mistakes[0].sentence.endswith("one of more than 1.9 MB; these are left out.")
