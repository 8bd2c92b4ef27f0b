"""Tests of the types of a dialect."""

import msgspec
import pytest

from aiurdesk.core.verdict.dialect import (
    CodeRow,
    Dialect,
    DialectChoice,
    DialectReading,
    ReadOutcome,
    row_for,
)


def test_a_choice_and_a_reading_can_be_handed_over_as_json() -> None:
    reading = DialectReading(
        "slack", ReadOutcome.ERROR, code="invalid_auth", paths={"code": "error"}
    )

    assert msgspec.json.decode(msgspec.json.encode(reading), type=DialectReading) == reading
    assert msgspec.json.encode(DialectChoice()) == (
        b'{"dialect":null,"why":"none","looks_like":[],"also":[]}'
    )


def test_a_dialect_without_a_table_has_no_rows() -> None:
    assert Dialect("slack").rows == ()


ROWS = (
    CodeRow(codes=("invalid_auth", 7), headline="exact"),
    CodeRow(prefix="invalid_", headline="prefix"),
    CodeRow(prefix="invalid_arg", headline="longer prefix"),
    CodeRow(codes=(400,), headline="any"),
    CodeRow(codes=(400,), says=("not found", "gone"), headline="said"),
    CodeRow(first=10, last=19, headline="range"),
    CodeRow(first=-32099, last=-32000, headline="negative"),
)
ACME = Dialect("acme", rows=ROWS)


@pytest.mark.parametrize(
    ("code", "message", "headline"),
    [
        ("invalid_auth", "", "exact"),
        (7, "", "exact"),
        ("7", "", "exact"),
        ("invalid_name", "", "prefix"),
        ("invalid_arg_name", "", "longer prefix"),
        (400, "", "any"),
        (400, "Chat NOT FOUND", "said"),
        (10, "", "range"),
        (19, "", "range"),
        (-32050, "", "negative"),
    ],
)
def test_the_row_that_fits_best_is_found(code: int | str, message: str, headline: str) -> None:
    row = row_for(ACME, code, message)

    assert row is not None
    assert row.headline == headline


@pytest.mark.parametrize("code", [None, 20, "valid", "Invalid_auth"])
def test_other_codes_have_no_row(code: int | str | None) -> None:
    assert row_for(ACME, code, "") is None


def test_a_row_that_needs_words_is_not_for_other_messages() -> None:
    dialect = Dialect("a", rows=(CodeRow(codes=(1,), says=("busy",)),))

    assert row_for(dialect, 1, "calm") is None


@pytest.mark.parametrize(
    ("message", "is_found"),
    [
        ("Message to edit not found", True),
        ("not found: message", False),
        ("A message was not found", True),
    ],
)
def test_words_may_be_between_two_parts_of_a_fragment(message: str, is_found: bool) -> None:  # noqa: FBT001
    dialect = Dialect("a", rows=(CodeRow(codes=(1,), says=("message.* not found",)),))

    assert (row_for(dialect, 1, message) is not None) is is_found
