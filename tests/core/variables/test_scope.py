from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.variables.environment import AskedVariable, Environment, resolve
from aiurdesk.core.variables.scope import VariableScope, asked_in

ASKED = (AskedVariable("a", is_secret=True), AskedVariable("b"))


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
