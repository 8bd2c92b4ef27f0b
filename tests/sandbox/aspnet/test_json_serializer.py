"""JSON as the services write it."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from aiurdesk.sandbox.aspnet.json_serializer import to_json


def test_json_is_compact_and_contains_nulls():
    assert to_json({"b": None, "a": [True, 1.5]}) == '{"b":null,"a":[true,1.5]}'


def test_only_line_separators_are_escaped():
    assert to_json("零 \u2028 \u0085") == '"零 \\u2028 \\u0085"'


def test_dates_have_no_trailing_zeros():
    moment = datetime(2020, 9, 21, 11, 53, 18, 589500, UTC)
    assert to_json({"at": moment}) == '{"at":"2020-09-21T11:53:18.5895Z"}'


def test_an_unsupported_type_raises_an_error():
    with pytest.raises(TypeError, match="Decimal"):
        to_json(Decimal(1))
