from datetime import UTC, datetime

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import (
    AskedVariable,
    Environment,
    Literal,
    StandIn,
    resolve,
)
from aiurdesk.core.environments.scope import (
    DYNAMIC,
    NOTHING_USED,
    CapturedVariables,
    Used,
    VariableScope,
    asked_in,
    dynamic_values,
    used_in,
)

ASKED = (AskedVariable("a", is_secret=True), AskedVariable("b"))
SANDBOX = Environment("Sandbox", variables={"id": "1", "other": "2"})


def test_what_stands_nearer_to_the_request_counts():
    environment = Environment("Mine", variables=dict.fromkeys("bcde", "environment"))
    scope = VariableScope(
        collection=dict.fromkeys("abcde", "collection"),
        captured=dict.fromkeys("cde", "captured"),
        data=dict.fromkeys("de", "data"),
        given={"e": "given"},
    )
    assert scope.over(environment).variables == {
        "a": "collection",
        "b": "environment",
        "c": "captured",
        "d": "data",
        "e": "given",
    }


def test_nothing_changes_an_environment_where_there_is_nothing():
    environment = Environment("Mine")
    assert VariableScope().over(environment) is environment


def test_captured_values_and_answers_are_text():
    environment = Environment("Mine", variables={"token": "t"})
    scope = VariableScope(captured={"a": "{{token}}"}).with_answers({"b": "{{token}}"}, ASKED)
    variables = scope.over(environment).variables
    assert [resolve(text, variables) for text in ("{{a}}", "{{b}}")] == ["{{token}}"] * 2


def test_what_has_a_value_is_not_asked_for():
    environment = Environment("Mine", asked=ASKED)
    texts = ["{{a}} {{b}}"]
    assert asked_in(texts, environment) == ASKED
    assert asked_in(texts, VariableScope(data={"a": "1"}).over(environment)) == ASKED[1:]
    given = VariableScope(given={"c": "{{a}}"}).over(environment)
    assert asked_in(["{{c}}"], given) == ASKED[:1]
    assert asked_in(["{{d}}"], environment) == ()


def test_the_answer_to_a_secret_is_one():
    scope = VariableScope(secrets=(Secret("s"),)).with_answers({"a": "1", "b": "2"}, ASKED)
    assert scope.over(Environment("")).secrets == (Secret("s"), Secret("1"))


def test_a_captured_value_replaces_the_one_of_the_environment():
    captured = CapturedVariables()
    assert captured.added_to(SANDBOX, {}) is SANDBOX
    assert captured.keep(SANDBOX, (("id", "7"),))
    assert not captured.keep(SANDBOX, (("id", "7"),))
    assert captured.added_to(SANDBOX, {}).variables == {"id": "7", "other": "2"}
    assert captured.added_to(SANDBOX, {"id": "set"}).variables == {"id": "set", "other": "2"}


def test_a_server_cannot_ask_for_another_variable():
    captured = CapturedVariables()
    captured.keep(SANDBOX, (("id", "{{other}}"),))
    assert resolve("{{id}}", captured.added_to(SANDBOX, {}).variables) == "{{other}}"


def test_another_environment_does_not_get_it():
    captured = CapturedVariables()
    captured.keep(SANDBOX, (("token", "t"),), (Secret("t"),))
    assert captured.added_to(Environment("Production"), {}).variables == {}
    assert captured.of(SANDBOX).captured == {"token": "t"}


def test_it_can_be_forgotten():
    captured = CapturedVariables()
    captured.keep(SANDBOX, (("token", "t"),), (Secret("t"),))
    captured.forget(SANDBOX)
    assert captured.added_to(SANDBOX, {}) is SANDBOX


def test_a_secret_stays_one_until_it_is_replaced():
    captured = CapturedVariables()
    captured.keep(SANDBOX, (("token", "t"), ("id", "7")), (Secret("t"),))
    assert captured.added_to(SANDBOX, {}).secrets == (Secret("t"),)
    captured.keep(SANDBOX, (("token", "u"),), (Secret("u"),))
    assert captured.added_to(SANDBOX, {}).secrets == (Secret("u"),)


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
