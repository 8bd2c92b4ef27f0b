"""Tests of the texts and codes of values."""

from typing import Any

import pytest

from aiurdesk.core.dialects.dialect_reading import code_of, text_of
from aiurdesk.core.verdict.dialect import Code, Rules
from aiurdesk.core.verdict.envelope import LONGEST_MESSAGE, LONGEST_TEXT_CODE


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("a", "a"),
        (True, "true"),
        (7, "7"),
        (["a", "b", "a", None], "a\nb"),
        ({"message": "a"}, "a"),
        ({"other": "a"}, ""),
        ("\ud83d", "�"),
    ],
)
def test_text_of_a_value(value: Any, text: str) -> None:
    assert text_of(value) == text


def test_a_long_text_is_cut_with_a_sign() -> None:
    assert text_of("a" * (LONGEST_MESSAGE + 5)) == "a" * LONGEST_MESSAGE + "…"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (7, 7),
        (7.0, 7),
        (7.5, "7.5"),
        ("a", "a"),
        (["", "b"], "b"),
        ({"a": 1}, None),
        (None, None),
        (" ", None),
        (10**20, str(10**20)),
        ("a" * 300, "a" * LONGEST_TEXT_CODE + "…"),
    ],
)
def test_code_of_a_value(value: Any, code: Code | None) -> None:
    assert code_of(value) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("com.amazonaws#NotFound:http://x", "NotFound"),
        ("NotFound:http://x", "NotFound"),
        ("NotFound", "NotFound"),
        ("a#40001", 40001),
    ],
)
def test_a_code_is_cut_out_of_a_longer_text(text: str, code: Code) -> None:
    assert code_of(text, Rules(after="#", before=":")) == code
