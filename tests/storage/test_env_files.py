import pytest

from aiurdesk.core.errors import StorageError
from aiurdesk.storage.env_files import read_env_files


def test_the_first_file_that_has_a_variable_counts(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"\xef\xbb\xbfA=1\r\nexport B='two words'\nEMPTY=\nNOTHING\n")
    other.write_text('A=9\nC="a\\nb" # comment\nD=${A}\n')
    variables = read_env_files([str(one), str(other)])
    assert variables == {"A": "1", "B": "two words", "EMPTY": "", "C": "a\nb", "D": "${A}"}


def test_a_changed_file_is_read_again(tmp_path):
    file = tmp_path / ".env"
    file.write_text("A=1")
    assert read_env_files([str(file)]) == {"A": "1"}
    file.write_text("A=other")
    assert read_env_files([str(file)]) == {"A": "other"}


def test_what_cannot_be_read_is_told(tmp_path):
    with pytest.raises(StorageError, match="gone could not be read"):
        read_env_files([str(tmp_path / "gone")])
    with pytest.raises(StorageError, match="is not a file"):
        read_env_files([str(tmp_path)])
    (tmp_path / "bytes").write_bytes(b"A=\xff")
    with pytest.raises(StorageError, match="is not UTF-8"):
        read_env_files([str(tmp_path / "bytes")])


def test_a_line_that_is_not_a_variable_is_left_out_without_a_word(tmp_path, caplog):
    path = tmp_path / ".env"
    path.write_text("A=1\nno variable\n=nothing\nB='open\nC=3\nA=2\n")
    variables = read_env_files([str(path)])
    assert (variables["A"], variables["C"]) == ("2", "3")
    assert caplog.records == []
