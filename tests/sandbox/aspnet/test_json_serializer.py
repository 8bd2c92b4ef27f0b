"""JSON as the services write it."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from aiurdesk.sandbox.aspnet.json_serializer import to_json


def test_there_are_no_blanks_and_nulls_are_printed():
    assert to_json({"b": None, "a": [True, 1.5]}) == '{"b":null,"a":[true,1.5]}'


def test_text_is_utf8_save_for_the_line_separators():
    assert to_json("零 \u2028 \u0085") == '"零 \\u2028 \\u0085"'


def test_dates_have_no_trailing_zeros():
    moment = datetime(2020, 9, 21, 11, 53, 18, 589500, UTC)
    assert to_json({"at": moment}) == '{"at":"2020-09-21T11:53:18.5895Z"}'


def test_what_has_no_form_is_a_mistake():
    with pytest.raises(TypeError, match="Decimal"):
        to_json(Decimal(1))
