import pytest

from aiurdesk.core.request.methods import may_write
from aiurdesk.core.request.request import GraphqlBody, JsonBody


@pytest.mark.parametrize("method", ["GET", "head", "OPTIONS"])
def test_reading_methods_change_nothing(method):
    assert not may_write(method)


@pytest.mark.parametrize("method", ["POST", "put", "DELETE", "TRACE", "PURGE"])
def test_any_other_method_may_change_something(method):
    assert may_write(method)


@pytest.mark.parametrize(
    ("body", "writes"),
    [
        (GraphqlBody("{ a }"), False),
        (GraphqlBody("subscription { a }"), False),
        (GraphqlBody("query A { a } mutation B { b }", "", "A"), False),
        (GraphqlBody("query A { a } mutation B { b }", "", "B"), True),
        (GraphqlBody("query A { a } mutation B { b }", "", "{{name}}"), True),
        (GraphqlBody("mutation { a }"), True),
        (GraphqlBody("{{document}}"), True),
        (JsonBody("{}"), True),
    ],
)
def test_of_graphql_only_a_mutation_may_change_something(body, writes):
    assert may_write("POST", body) is writes
