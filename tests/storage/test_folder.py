"""Reading the text files of a folder."""

from aiurdesk.storage.folder import FolderTexts, read_folder


def test_a_folder_that_does_not_exist_has_no_files(tmp_path):
    assert read_folder(tmp_path / "none", ".toml") == FolderTexts()


def test_files_with_the_suffix_are_read_in_the_order_of_their_names(tmp_path):
    for name in ("b.toml", "a.toml", "c.txt", ".hidden.toml"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    texts = read_folder(tmp_path, ".toml")
    assert texts.files == (
        (str(tmp_path / "a.toml"), "a.toml"),
        (str(tmp_path / "b.toml"), "b.toml"),
    )
    assert texts.mistakes == ()


def test_a_byte_order_mark_is_left_out(tmp_path):
    (tmp_path / "a.toml").write_text("name", encoding="utf-8-sig")
    assert read_folder(tmp_path, ".toml").files[0][1] == "name"


def test_unreadable_files_are_reported_and_the_others_are_read(tmp_path):
    (tmp_path / "a.toml").write_bytes(b"ab\xff")
    (tmp_path / "b.toml").mkdir()
    (tmp_path / "c.toml").write_text("c", encoding="utf-8")
    texts = read_folder(tmp_path, ".toml")
    assert [text for _, text in texts.files] == ["c"]
    binary, folder = texts.mistakes
    assert binary == f"{tmp_path / 'a.toml'} is not UTF-8 text: byte 3 cannot be read."
    assert folder.startswith(f"{tmp_path / 'b.toml'} could not be read (")


def test_a_file_instead_of_the_folder_is_reported(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    texts = read_folder(tmp_path / "file", ".toml")
    assert texts.files == ()
    assert texts.mistakes[0].startswith(f"{tmp_path / 'file'} could not be read (")
