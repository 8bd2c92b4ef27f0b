"""What texts use beside the variables of an environment."""

from datetime import UTC, datetime

from aiurdesk.core.variables.environment import (
    AskedVariable,
    Environment,
    Literal,
    StandIn,
    resolve,
)
from aiurdesk.core.variables.scope import (
    DYNAMIC,
    NOTHING_USED,
    Used,
    dynamic_values,
    used_in,
)


def test_values_of_this_moment_are_put_in():
    now = datetime(2026, 1, 31, 12, 0, 0, 5000, tzinfo=UTC)
    values = dynamic_values(now, "an-id", 7)
    assert values.keys() == DYNAMIC.keys()
    text = "{{$uuid}} {{$timestamp}} {{$isoTimestamp}} {{$randomInt}}"
    assert resolve(text, values) == "an-id 1769860800 2026-01-31T12:00:00.005Z 7"
    assert resolve("{{$other}}", values) == ("$other",)


def test_texts_without_variables_of_other_places_use_nothing():
    assert used_in(["a", "{{b}}"], Environment("", variables={"b": "c"})) == NOTHING_USED


def test_what_texts_use_is_sorted_by_where_it_comes_from():
    asked = AskedVariable("code")
    variables = {"a": "{{env:HOME}}", "env:SET": Literal("1"), "env:SHOWN": StandIn("2")}
    environment = Environment("", variables=variables, asked=(asked, AskedVariable("other")))
    texts = ["{{a}} {{code}}", "{{$uuid}}", "{{secret:Work}} {{env:SET}} {{env:SHOWN}}"]
    used = Used((asked,), ("$uuid",), ("HOME", "SHOWN"), ("Work",))
    assert used_in(texts, environment) == used
