"""Sites, folders and files in memory."""

from datetime import UTC, datetime, timedelta

import pytest

from aiurdesk.sandbox.aspnet.response import ApiError
from aiurdesk.sandbox.probe.storage import File, Site, stored_name

NOW = datetime(2020, 9, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("taken", "requested", "stored"),
    [
        ([], "hello.txt", "hello.txt"),
        (["hello.txt"], "hello.txt", "_hello.txt"),
        (["hello.txt", "_hello.txt"], "HELLO.txt", "__hello.txt"),
        ([], "Upper Name 文件+.TXT", "upper name 文件.txt"),
    ],
)
def test_a_stored_name_is_unique_lower_case_and_without_plus(taken, requested, stored):
    assert stored_name(taken, requested) == stored


def test_a_folder_is_created_only_on_request():
    site = Site("app", "my-site", True, True, NOW)
    with pytest.raises(ApiError) as missing:
        site.folder("a/b")
    assert missing.value.code == -4
    assert site.folder("a/b", create=True) == []
    assert list(site.folders) == ["", "a", "a/b"]


def test_a_folder_is_deleted_with_what_is_in_it():
    site = Site("app", "my-site", True, True, NOW)
    site.folder("a/b", create=True).append(File("c", b"12345", NOW))
    site.folder("ab", create=True)
    site.folder("").append(File("a", b"1", NOW))
    assert site.size_bytes() == 6
    assert site.file("a/b/c") is not None
    site.delete_folder("a")
    assert list(site.folders) == ["", "ab"]
    assert site.file("a/b/c") is None
    assert site.size_bytes() == 1


def test_the_entity_tag_changes_with_upload_time_and_size():
    file = File("a", b"1", NOW)
    others = File("a", b"1", NOW + timedelta(seconds=1)), File("a", b"12", NOW)
    assert len({file.etag, *(other.etag for other in others)}) == 3
    assert file.etag.strip('"') == file.etag[1:-1]
