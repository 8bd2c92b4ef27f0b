import stat
import sys
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import StorageError
from aiurdesk.core.preparing.cookie import Cookie
from aiurdesk.storage.cookie_file import change_cookie_file, read_cookie_file

COOKIE = Cookie("sid", Secret("abc"), "", "host.example", "/")


def test_what_is_written_is_read_and_private(tmp_path):
    path = tmp_path / "cookies.txt"
    path.write_text("# old\n")
    path.chmod(0o644)
    change_cookie_file(str(path), [], [COOKIE])
    assert read_cookie_file(str(path)) == (COOKIE,)
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_only_what_has_changed_is_written_over_what_others_wrote(tmp_path):
    path = str(tmp_path / "new" / "cookies.txt")
    gone, kept = replace(COOKIE, name="gone"), replace(COOKIE, name="kept")
    renewed = replace(COOKIE, name="renewed", expires_at=datetime(2099, 1, 1, tzinfo=UTC))
    old = replace(renewed, expires_at=datetime(2020, 1, 1, tzinfo=UTC))
    before = [COOKIE, gone, kept, old]
    change_cookie_file(path, [], [COOKIE, gone, kept, renewed])
    changed, of_subdomains = (
        replace(kept, value=Secret("2")),
        replace(COOKIE, domain=".host.example"),
    )
    other = replace(COOKIE, value=Secret("of another process"))
    change_cookie_file(path, [COOKIE], [other])
    change_cookie_file(path, before, [COOKIE, changed, of_subdomains])
    assert set(read_cookie_file(path)) == {other, changed, of_subdomains, renewed}
    assert [entry.name for entry in (tmp_path / "new").iterdir()] == ["cookies.txt"]


def test_a_file_that_is_no_cookie_file_any_more_is_left_alone(tmp_path):
    path = tmp_path / "cookies.txt"
    path.write_text("my notes\n")
    with pytest.raises(StorageError, match="line 1 is not a cookie"):
        change_cookie_file(str(path), [], [COOKIE])
    assert path.read_text() == "my notes\n"


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
