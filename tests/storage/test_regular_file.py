import os
import sys

import pytest

from aiurdesk.storage.regular_file import open_regular_file, read_regular_file

needs_unix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


def test_the_content_is_read_as_it_is(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"one\r\ntwo\x1a\0")
    assert read_regular_file(path) == b"one\r\ntwo\x1a\0"


def test_a_missing_file_is_not_found(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_regular_file(tmp_path / "gone")


@pytest.mark.parametrize("size", [0, 1, 70_000, 1_000_000])
def test_a_file_is_read_to_its_end_within_the_limit(tmp_path, size):
    path = tmp_path / "file"
    path.write_bytes(b"x" * size)
    assert read_regular_file(path) == read_regular_file(path, 1_000_000) == b"x" * size
    path.write_bytes(b"x" * 1_000_001)
    with pytest.raises(OSError, match="it is larger than 977 KB"):
        read_regular_file(path, 1_000_000)


@pytest.mark.skipif(not os.path.exists("/proc/self/maps"), reason="only Linux has such a file")
def test_a_file_that_does_not_know_its_size_is_read_to_its_end():
    assert b"[stack]" in read_regular_file("/proc/self/maps")
    with pytest.raises(OSError, match="it is larger"):
        read_regular_file("/proc/self/maps", 100)


@needs_unix
def test_a_named_pipe_is_refused_at_once(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(OSError, match="Not a regular file"):
        read_regular_file(path)
    with pytest.raises(OSError):  # noqa: PT011 - without a reader the system refuses it
        open_regular_file(path, os.O_WRONLY | os.O_CREAT)


@needs_unix
@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_refused(tmp_path, device):
    (tmp_path / "link").symlink_to(device)
    with pytest.raises(OSError, match="Not a regular file"):
        read_regular_file(tmp_path / "link")


@needs_unix
def test_only_the_owner_can_read_a_new_file(tmp_path):
    before = os.umask(0)
    try:
        os.close(open_regular_file(tmp_path / "file", os.O_WRONLY | os.O_CREAT))
    finally:
        os.umask(before)
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600
