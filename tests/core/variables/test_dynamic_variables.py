from datetime import UTC, datetime

from aiurdesk.core.variables.dynamic_variables import DYNAMIC, dynamic_values
from aiurdesk.core.variables.environment import resolve


def test_values_of_this_moment_are_put_in():
    now = datetime(2026, 1, 31, 12, 0, 0, 5000, tzinfo=UTC)
    values = dynamic_values(now, "an-id", 7)
    assert values.keys() == DYNAMIC.keys()
    text = "{{$uuid}} {{$timestamp}} {{$isoTimestamp}} {{$randomInt}}"
    assert resolve(text, values) == "an-id 1769860800 2026-01-31T12:00:00.005Z 7"
    assert resolve("{{$other}}", values) == ("$other",)
