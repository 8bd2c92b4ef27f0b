"""Sites, folders and files in memory."""

from datetime import UTC, datetime, timedelta

import pytest

from aiurdesk.sandbox.probe.storage import File, Site, folder_path, stored_name

NOW = datetime(2020, 9, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("taken", "wanted", "stored"),
    [
        ([], "hello.txt", "hello.txt"),
        (["hello.txt"], "hello.txt", "_hello.txt"),
        (["hello.txt", "_hello.txt"], "HELLO.txt", "__hello.txt"),
        ([], "Upper Name 文件+.TXT", "upper name 文件.txt"),
    ],
)
def test_a_stored_name_is_unique_lower_case_and_without_plus(taken, wanted, stored):
    assert stored_name(taken, wanted) == stored


def test_a_path_is_split_at_its_slashes():
    assert folder_path("/a//b/") == ("a", "b")
    assert folder_path("") == ()


def test_a_folder_is_deleted_with_what_is_in_it():
    site = Site("app", "my-site", True, True, NOW)
    site.create(("a", "b"))
    site.folders["a", "b"].append(File("c", b"12345", NOW))
    site.folders[()].append(File("a", b"1", NOW))
    assert site.size_bytes() == 6
    assert site.file(("a", "b", "c")) is not None
    site.delete(("a",))
    assert list(site.folders) == [()]
    assert site.file(("a", "b", "c")) is None
    assert site.size_bytes() == 1


def test_the_entity_tag_changes_with_the_upload_time():
    early, late = File("a", b"1", NOW), File("a", b"1", NOW + timedelta(seconds=1))
    assert early.etag != late.etag
    assert early.etag.startswith('"')
    assert early.etag.endswith('"')
