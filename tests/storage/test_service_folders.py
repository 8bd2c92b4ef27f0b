import os

import pytest

from aiurdesk.core.errors import StorageError
from aiurdesk.storage.service_folders import (
    description_name,
    is_description_file,
    other_files,
    read_service_file,
    remove_service,
    service_stamps,
    write_service,
)

FILES = [("service.json", b"{}"), ("description.yaml", b"a: 1"), ("files/sub/b.yaml", b"b: 2")]


def test_a_service_is_written_read_and_deleted(tmp_path):
    root = tmp_path / "services"
    write_service(root, "lamps", FILES)
    assert [stamp.name for stamp in service_stamps(root)] == ["lamps"]
    assert read_service_file(root / "lamps") == b"{}"
    assert description_name(root / "lamps") == "description.yaml"
    assert list(other_files(root / "lamps")) == [("sub/b.yaml", b"b: 2")]
    remove_service(root, "lamps")
    assert list(root.iterdir()) == []


def test_a_service_is_replaced_as_a_whole(tmp_path):
    write_service(tmp_path, "lamps", FILES)
    write_service(tmp_path, "lamps", [("service.json", b"[]")])
    assert [path.name for path in (tmp_path / "lamps").iterdir()] == ["service.json"]
    assert [path.name for path in tmp_path.iterdir()] == ["lamps"]


def test_what_cannot_be_written_leaves_what_was_there(tmp_path):
    write_service(tmp_path, "lamps", FILES)
    with pytest.raises(StorageError, match="could not be written"):
        write_service(tmp_path, "lamps", [("a", b""), ("a/b", b"")])
    assert read_service_file(tmp_path / "lamps") == b"{}"
    assert [path.name for path in tmp_path.iterdir()] == ["lamps"]


def test_links_out_of_the_folder_are_not_read(tmp_path):
    root, outside = tmp_path / "services", tmp_path / "outside"
    write_service(outside, "lamps", FILES)
    write_service(root, "bulbs", FILES)
    os.symlink(outside / "lamps", root / "lamps")
    assert [stamp.name for stamp in service_stamps(root)] == ["bulbs"]
    (root / "bulbs" / "service.json").unlink()
    os.symlink(outside / "lamps" / "service.json", root / "bulbs" / "service.json")
    with pytest.raises(StorageError, match="leads out"):
        read_service_file(root / "bulbs")


def test_what_is_not_there_is_told(tmp_path):
    assert service_stamps(tmp_path / "nowhere") == ()
    with pytest.raises(StorageError, match="There is no service lamps"):
        remove_service(tmp_path, "lamps")
    with pytest.raises(StorageError, match="could not be read"):
        read_service_file(tmp_path)
    with pytest.raises(StorageError, match="holds no description"):
        description_name(tmp_path)


def test_a_file_is_a_description_by_its_name_and_content(tmp_path):
    content = b'{"openapi": "3.1.0"}'
    for name in ("a.json", "b.txt"):
        (tmp_path / name).write_bytes(content)
    assert is_description_file(tmp_path / "a.json")
    assert not is_description_file(tmp_path / "b.txt")
    assert not is_description_file(tmp_path / "gone.json")
