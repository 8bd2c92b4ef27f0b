import stat
import sys

import pytest

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import StorageError
from aiurdesk.core.preparing.cookie import Cookie
from aiurdesk.storage.cookie_file import read_cookie_file, write_cookie_file

COOKIE = Cookie("sid", Secret("abc"), "", "host.example", "/")


def test_what_is_written_is_read_and_private(tmp_path):
    path = tmp_path / "cookies.txt"
    path.write_text("# old\n")
    path.chmod(0o644)
    write_cookie_file(str(path), [COOKIE])
    assert read_cookie_file(str(path)) == (COOKIE,)
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_missing_file_is_empty(tmp_path):
    assert read_cookie_file(str(tmp_path / "none.txt")) == ()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe", "not text in UTF-8"),
        (b"<html>", "line 1 is not a cookie"),
        (b"#" * 10_000_001, "it is larger than"),
    ],
)
def test_another_file_is_refused_in_a_sentence(tmp_path, content, words):
    path = tmp_path / "other"
    path.write_bytes(content)
    with pytest.raises(StorageError, match=words) as error:
        read_cookie_file(str(path))
    assert str(path) in str(error.value)


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(StorageError, match="could not be read"):
        read_cookie_file(str(tmp_path))
