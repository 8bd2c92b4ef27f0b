"""Sites, folders and files in memory."""

from datetime import UTC, datetime, timedelta

import pytest

from aiurdesk.sandbox.probe.storage import File, Site, Storage, folder_names, stored_name

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
    assert folder_names("/a//b/") == ["a", "b"]
    assert folder_names("") == folder_names(None) == []


def test_missing_folders_are_created_only_on_request():
    storage = Storage()
    root = storage.new_folder("blob")
    assert storage.locate(root, ["a", "b"], create=False) is None
    made = storage.locate(root, ["a", "b"], create=True)
    assert storage.locate(root, ["a", "b"], create=False) is made
    assert storage.locate(root, [], create=False) is root


def test_sizes_add_up_over_folders_and_sites():
    storage = Storage()
    root = storage.new_folder("blob")
    site = Site("app", "my-site", True, True, NOW, root)
    storage.sites.append(site)
    below = storage.locate(root, ["below"], create=True)
    assert below is not None
    below.files.append(File("a", b"12345", NOW))
    root.files.append(File("b", b"1", NOW))
    assert root.size_bytes() == storage.size_bytes() == 6
    assert storage.site("MY-site") is site
    storage.remove_app("app")
    assert storage.site("my-site") is None


def test_a_very_deep_path_is_supported():
    storage = Storage()
    root = storage.new_root()
    below = storage.locate(root, ["a"] * 10_000, create=True)
    assert below is not None
    below.files.append(File("b", b"1", NOW))
    assert root.size_bytes() == 1


def test_the_entity_tag_changes_with_the_upload_time():
    early, late = File("a", b"1", NOW), File("a", b"1", NOW + timedelta(seconds=1))
    assert early.etag != late.etag
    assert early.etag.startswith('"')
    assert early.etag.endswith('"')
