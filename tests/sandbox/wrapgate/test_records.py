"""Short links in memory."""

from datetime import UTC, datetime

import pytest

from aiurdesk.sandbox.wrapgate.records import Record, Records, RecordType


def make_record(
    name: str = "short", app_id: str = "app", target: str = "https://e.example"
) -> Record:
    now = datetime(2020, 9, 21, tzinfo=UTC)
    return Record(0, app_id, name, target, RecordType.REDIRECT, now, enabled=True)


@pytest.mark.parametrize(
    ("target", "path", "query", "address"),
    [
        ("https://e.example/base/", "", "", "https://e.example/base/"),
        ("https://e.example", "some/path x/", "a=b%20c", "https://e.example/some/path x/?a=b%20c"),
        ("https://e.example/frame?a=b", "", "", "https://e.example/frame?a=b/"),
        ("https://e.example", "a%2Fb", "", "https://e.example/a%2Fb"),
        ("https://e.example", "你", "d=%E4%BD%A0", "https://e.example/你?d=%E4%BD%A0"),
    ],
)
def test_path_and_query_are_appended_to_the_target(target, path, query, address):
    assert make_record(target=target).target(path, query) == address


def test_ids_count_up_across_apps_and_lists_are_per_app():
    records = Records()
    for name, app_id in (("one-1", "a"), ("two-2", "b"), ("three", "a")):
        records.add(make_record(name, app_id))
    assert [(record.id, record.name) for record in records.of_app("a")] == [
        (1, "one-1"),
        (3, "three"),
    ]
    records.remove_app("a")
    assert list(records.by_name) == ["two-2"]


def test_a_renamed_record_has_only_its_new_name():
    records = Records()
    record = make_record()
    records.add(record)
    records.rename(record, "longer")
    assert list(records.by_name) == ["longer"]
    assert record.name == "longer"
