import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.request.graphql_text import (
    graphql_body,
    graphql_json,
    query_pairs,
    recognized_body,
)
from aiurdesk.core.request.request import GraphqlBody, JsonBody, TextBody


@given(st.text(), st.text(min_size=1))
def test_a_body_is_one_json_object(query, operation):
    written = json.loads(graphql_json(GraphqlBody(query, ' {"n": 1.0} ', operation)))
    assert written == {"query": query, "variables": {"n": 1.0}, "operationName": operation}
    assert json.loads(graphql_json(GraphqlBody(query))) == {"query": query}


@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
def test_json_is_read_as_it_was_written(query, operation):
    body = GraphqlBody(query, '{\n  "n": 1.0\n}', operation)
    assert graphql_body(graphql_json(body)) == body


def test_a_get_has_the_members_in_its_query():
    assert query_pairs(GraphqlBody("{ a }")) == (("query", "{ a }"),)
    both = query_pairs(GraphqlBody("{ a }", '{"n": 1}', "A"))
    assert both == (("query", "{ a }"), ("operationName", "A"), ("variables", '{"n": 1}'))


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ('{"query": "{a}", "variables": null, "operationName": null}', GraphqlBody("{a}")),
        ('{"query": "{a}", "variables": {}}', GraphqlBody("{a}")),
        (
            '{"variables": {"n": 10000000000000000000000.10}, "query": "{a}"}',
            GraphqlBody("{a}", '{\n  "n": 10000000000000000000000.10\n}'),
        ),
        ('{"query": "{a}", "extensions": {}}', None),
        ('{"query": 1}', None),
        ('{"query": "{a}", "variables": [1]}', None),
        ('{"query": "{a}", "variables": {{v}}}', None),
        ('[{"query": "{a}"}]', None),
        ("[" * 100_000, None),
        ("\ud800", None),
    ],
)
def test_only_json_that_is_nothing_else_becomes_a_document(text, body):
    assert graphql_body(text) == body


def test_the_address_says_whether_json_is_a_document():
    written = JsonBody('{"query": "{a}"}')
    for address in ("https://h.example/graphql", "{{base}}/v1/GraphQL/?a=1", "https://h/gql#a"):
        assert recognized_body(address, written) == GraphqlBody("{a}")
    assert recognized_body("https://h.example/search", written) is written
    assert recognized_body("https://h.example/graphql", TextBody("{a}")) == TextBody("{a}")
    assert recognized_body("https://h.example/graphql", JsonBody("1")) == JsonBody("1")
