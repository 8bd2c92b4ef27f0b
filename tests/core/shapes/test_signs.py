import json
from pathlib import Path

import pytest

from aiurdesk.core.shapes.reader import read_body
from aiurdesk.core.shapes.said import Sign
from aiurdesk.core.shapes.signs import read_sign

ROWS = Path(__file__).parents[2] / "data/shapes/signs.jsonl"
BODIES = [json.loads(line) for line in ROWS.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("row", BODIES, ids=[row["body"][:60] for row in BODIES])
def test_a_failure_under_200_has_a_sign_and_a_success_has_none(row):
    assert read_body(row["body"], 200).sign == row["sign"]


def test_a_body_under_400_or_more_needs_no_sign():
    assert read_body('{"success": false, "message": "No such order"}', 404).sign is Sign.NONE


def test_a_deep_body_has_no_sign():
    value: object = {"error": "x"}
    for _ in range(2000):
        value = {"response": value}
    assert read_sign(value) is Sign.NONE
