"""Bodies of a run in a folder."""

import pytest
from msgspec.structs import replace

from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.errors import StorageError
from aiurdesk.core.request.request import Header
from aiurdesk.core.response.response import Failure, FailureKind
from aiurdesk.services.runs.runner import RunResult
from aiurdesk.services.runs.saved_bodies import SavedBodies, check_folder
from tests.history_records import an_exchange


def a_result(body=b"{}", title="A", kind="application/json", **options):
    exchange = an_exchange(body, **options)
    outcome = replace(exchange.outcome, headers=(Header("Content-Type", kind),))
    request = CollectionRequest("A", "/c/A.request.toml")
    return RunResult(1, title, 1, request, replace(exchange, outcome=outcome))


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("title", "kind", "name"),
    [
        ("../../etc/passwd", "text/plain; charset=utf-8", "0007 etc passwd.txt"),
        ("a\\b:c*?", "application/problem+json", "0007 a b c.json"),
        ("", "text/html", "0007.html"),
        ("x" * 500, "image/png", f"0007 {'x' * 75}.png"),
        ("CON", "", "0007 CON.json"),
    ],
)
async def test_a_title_is_a_name_that_every_system_takes(title, kind, name, tmp_path):
    await SavedBodies(tmp_path / "out").save(7, a_result(title=title, kind=kind), "")
    assert names(tmp_path / "out") == [name]


async def test_secrets_are_dots(tmp_path):
    result = a_result(b'{"echo": "s3cr3t-value", "token": "abcdefgh"}', secrets=("s3cr3t-value",))
    await SavedBodies(tmp_path).save(1, result, "")
    text = (tmp_path / "0001 A.json").read_text()
    assert "s3cr3t-value" not in text
    assert "••••" in text


async def test_what_is_too_long_is_told(tmp_path):
    bodies = SavedBodies(tmp_path, most_bytes=20, most_body_bytes=10)
    assert not bodies.remarks
    for number in (1, 2, 3):
        await bodies.save(number, a_result(b"x" * 15, kind="text/plain"), "")
    assert names(tmp_path) == ["0001 A.txt", "0002 A.txt"]
    assert (tmp_path / "0001 A.txt").read_text() == "x" * 10
    assert bodies.remarks == (
        "2 bodies are longer than 10 B, so only their beginnings were saved.",
        "1 body was not saved: all together would be longer than 20 B.",
    )


async def test_without_a_body_there_is_no_file(tmp_path):
    bodies = SavedBodies(tmp_path / "new" / "folder")
    await bodies.save(1, a_result(b""), "")
    failed = replace(an_exchange(), outcome=Failure(FailureKind.READ_TIMEOUT))
    await bodies.save(2, replace(a_result(), exchange=failed), "")
    await bodies.save(3, replace(a_result(), exchange=None), "")
    assert names(tmp_path / "new" / "folder") == []


def test_a_file_is_no_folder_for_bodies(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="is a file"):
        check_folder(str(tmp_path / "file"))
    with pytest.raises(StorageError, match="could not be made"):
        SavedBodies(tmp_path / "file")
    check_folder(str(tmp_path / "new"))
