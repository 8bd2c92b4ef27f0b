import pytest

from aiurdesk.core.formats.json.raw import (
    NotJson,
    entries_of,
    first_of,
    members_of,
    raw_at,
    text_of,
    utf8_of,
)


def test_members_and_entries_keep_the_text_that_was_received():
    members = members_of(b'{"a": 1.10, "b": [ 1 ], "a": 2e0}')
    assert {name: bytes(raw) for name, raw in members.items()} == {"a": b"2e0", "b": b"[ 1 ]"}
    assert [bytes(raw) for raw in entries_of(b'[1.0, {"x": 1} , "y"]')] == [
        b"1.0",
        b'{"x": 1}',
        b'"y"',
    ]


def test_steps_lead_to_a_value_or_to_none():
    body = b'{"items": [{"a b": [1, 2.50]}]}'
    found = raw_at(body, ("items", 0, "a b", 1))
    assert found is not None
    assert bytes(found) == b"2.50"
    for steps in (("items", 1), ("items", "a"), ("none",), ("items", 0, "a b", 0, 0)):
        assert raw_at(body, steps) is None


@pytest.mark.parametrize("body", [b"", b"<p>", b"{", b'{"a": }', b'{"a": 1} x', b"[" * 100_000])
def test_what_is_not_json_is_refused(body):
    with pytest.raises(NotJson):
        members_of(body)
    with pytest.raises(NotJson):
        entries_of(body)


def test_half_of_a_character_in_a_name_or_a_text_is_read():
    assert list(members_of(b'{"\\ud800": 1, "b": "\\ud800"}')) == ["\ud800", "b"]
    assert text_of(b'"\\ud800"') == "\\ud800"


def test_a_text_is_its_content_and_anything_else_as_received():
    assert (text_of(b'"a\\nb"'), text_of(b"1.10"), text_of(b"[ 1 ]")) == ("a\nb", "1.10", "[ 1 ]")
    assert (first_of(b" \n[1]"), first_of(b"")) == (b"[", b"")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32-le"])
def test_a_body_is_read_in_any_encoding_of_json(encoding):
    assert utf8_of('{"a": "é"}'.encode(encoding)) == '{"a": "é"}'.encode()


def test_a_body_that_is_no_text_is_refused():
    with pytest.raises(NotJson):
        utf8_of(b"\xff\xfe\x00")
