"""Tests of the file with the dialects of hosts."""

import pytest

from aiurdesk.core.errors import StorageError
from aiurdesk.storage.host_dialects import HostDialects


def test_a_choice_is_kept_until_it_is_taken_back(tmp_path):
    file = tmp_path / "dialects.json"
    hosts = HostDialects(file)
    assert (hosts.stamp(), hosts.read()) == (None, {})

    hosts.put("b.example", "slack")
    hosts.put("a.example", "http")
    assert HostDialects(file).read() == {"a.example": "http", "b.example": "slack"}
    assert hosts.stamp() is not None

    hosts.put("b.example", "")
    assert hosts.read() == {"a.example": "http"}


def test_what_a_later_version_wrote_stays(tmp_path):
    file = tmp_path / "dialects.json"
    file.write_text('{"later": 1, "hosts": {"a": 2}}')

    HostDialects(file).put("b", "slack")

    assert '"later": 1' in file.read_text()
    assert HostDialects(file).read() == {"b": "slack"}


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '"\\ud800"', "[]", '{"hosts": []}'])
def test_a_file_that_is_not_valid_holds_no_choice(tmp_path, text):
    file = tmp_path / "dialects.json"
    file.write_text(text)
    assert HostDialects(file).read() == {}


def test_a_file_that_is_not_valid_is_not_overwritten(tmp_path):
    file = tmp_path / "dialects.json"
    file.write_text("{")
    with pytest.raises(StorageError, match="is not the list of dialects"):
        HostDialects(file).put("a", "slack")
    assert file.read_text() == "{"


def test_declined_hosts_are_kept_beside_the_choices(tmp_path):
    hosts = HostDialects(tmp_path / "dialects.json")
    assert hosts.declined() == frozenset()
    hosts.decline("b.example")
    hosts.put("a.example", "slack")
    hosts.decline("a.example")
    assert hosts.declined() == {"a.example", "b.example"}
    assert hosts.read() == {"a.example": "slack"}
    (tmp_path / "dialects.json").write_text('{"declined": [1, "x"]}')
    assert hosts.declined() == {"x"}
    (tmp_path / "dialects.json").write_text("{")
    assert hosts.declined() == frozenset()
