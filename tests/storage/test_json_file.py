"""A file with one JSON object that several processes change."""

import json
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from aiurdesk.core.errors import StorageError
from aiurdesk.storage.json_file import JsonFile


class Things(JsonFile):
    what = "the list of things"


def test_an_object_is_changed_in_its_file(tmp_path):
    file = tmp_path / "new" / "some.json"
    some = Things(file)
    assert (some.stamp(), some.document()) == (None, {})
    assert some.change(lambda document: {**document, "a": 1})
    before = some.stamp()
    assert before is not None
    assert not some.change(lambda document: document)
    assert some.stamp() == before
    assert some.change(lambda document: {**document, "b": [2]})
    assert json.loads(file.read_text()) == {"a": 1, "b": [2]}


def test_what_a_killed_process_left_beside_the_file_goes_when_it_is_written(tmp_path):
    left = tmp_path / ".some.json.abc.aiurdesk-part"
    left.write_text("{")
    os.utime(left, (0, 0))
    (tmp_path / "mine.aiurdesk-part").touch()
    assert Things(tmp_path / "some.json").change(lambda _: {"a": 1})
    names = {path.name for path in tmp_path.iterdir()}
    assert {"some.json", "mine.aiurdesk-part"} <= names
    assert left.name not in names


@pytest.mark.parametrize("text", ["", "[]", "{", "7", "[" * 100_000])
def test_a_damaged_file_is_named_and_stays(tmp_path, text):
    file = tmp_path / "some.json"
    file.write_text(text)
    some = Things(file)
    for call in (some.document, lambda: some.change(lambda _: {"a": 1})):
        with pytest.raises(StorageError, match=r"some\.json is not the list of things"):
            call()
    assert file.read_text() == text


def test_no_change_is_lost_among_several_at_once(tmp_path):
    file = tmp_path / "some.json"

    def add(number: int) -> None:
        Things(file).change(lambda document: {**document, str(number): number})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(8)))
    assert len(Things(file).document()) == 8
