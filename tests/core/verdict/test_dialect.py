"""Tests of the types of a dialect."""

import msgspec

from aiurdesk.core.verdict.dialect import Choice, Dialect, DialectReading, ReadOutcome


def test_a_choice_and_a_reading_can_be_handed_over_as_json() -> None:
    reading = DialectReading(
        "slack", ReadOutcome.ERROR, code="invalid_auth", paths={"code": "error"}
    )

    assert msgspec.json.decode(msgspec.json.encode(reading), type=DialectReading) == reading
    assert msgspec.json.encode(Choice()) == (
        b'{"dialect":null,"why":"none","looks_like":[],"also":[]}'
    )


def test_a_dialect_without_a_table_has_no_rows() -> None:
    assert Dialect("slack").rows == ()
