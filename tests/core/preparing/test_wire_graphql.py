import pytest

from aiurdesk.core.preparing.json_template import (
    graphql_problem,
    object_problem,
    resolve_graphql,
)
from aiurdesk.core.problem import sentence_of
from aiurdesk.core.request.request import GraphqlBody


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (GraphqlBody(" "), "Enter a query, such as { __typename }."),
        (GraphqlBody("{ a }\n{{ 1 }}"), "Line 2, column 1: {{ begins no variable."),
        (GraphqlBody("query A { a } query B { b }"), "Choose one of them: A, B."),
        (GraphqlBody("query A { a } { b }", "", "C"), "It has: A, one without a name."),
        (GraphqlBody("{ a }", "{"), "Variables: "),
        (GraphqlBody("{ a }", "[1]"), "Variables: Write a JSON object"),
        (GraphqlBody("{ a }", "", "", "1"), "Connection: Write a JSON object"),
    ],
)
def test_what_is_wrong_is_told_without_parsing(body, words):
    assert words in sentence_of(graphql_problem(body))


@pytest.mark.parametrize(
    "body",
    [
        GraphqlBody("{ a(x: {{x}}) }", '{"n": {{n}}}'),
        GraphqlBody("query A { a } query B { b }", "", "B"),
        GraphqlBody("query A { a }", " \n", "{{operation}}"),
        GraphqlBody("{{document}}"),
    ],
)
def test_variables_are_not_a_mistake(body):
    assert graphql_problem(body) is None


def test_a_value_stays_within_its_string():
    query = '{ a(s: "{{v}}", b: """{{w}}""", n: {{n}}) } # {{nope}}'
    body = GraphqlBody(query, '{"v": "{{v}}"}', "{{n}}", '{"t": {{n}}}')
    variables = {"v": 'x"\n', "w": 'y"""z\n', "n": "7"}
    resolved = '{ a(s: "x\\"\\n", b: """y\\"""z\n""", n: 7) } # {{nope}}'
    expected = GraphqlBody(resolved, '{"v": "x\\"\\n"}', "7", '{"t": 7}')
    assert resolve_graphql(body, variables) == expected


def test_each_variable_without_a_value_is_named():
    body = GraphqlBody('{ a(s: "{{a}}") {{b}} }', '{"v": {{c}}}', "{{d}}")
    assert resolve_graphql(body, {}) == ("a", "b", "c", "d")


def test_variables_may_be_empty():
    assert object_problem("Variables", " ") is None
