import pytest

from aiurdesk.core.problem import Problem, TextPlace
from aiurdesk.core.request.graphql.introspection import read_introspection
from aiurdesk.core.request.request import GraphqlBody
from aiurdesk.services.graphql.schema_job import (
    MOST_MISTAKES,
    SchemaFile,
    described,
    document_problems,
    load,
    packed_schema,
)
from tests.graphql_server import SDL


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("schemas") / "a.json"
    written = described(SDL)
    assert isinstance(written, bytes)
    path.write_bytes(written)
    return SchemaFile(str(path), 1)


def sentences_of(query, file=None, variables="", operation=""):
    return [
        one.sentence for one in document_problems(GraphqlBody(query, variables, operation), file)
    ]


def test_a_mistake_of_syntax_has_its_place():
    assert sentences_of("query {\n  a(\n}") == ["Line 3, column 1: Expected Name, found '}'."]
    assert sentences_of("{ a }") == []


def test_a_variable_of_the_environment_is_not_a_mistake(file):
    assert sentences_of("{ pet(id: {{id}}) { {{field}} name } } # {{a}}") == []
    assert sentences_of("{ pet(id: {{id}}) { {{field}} name } }", file) == []
    assert sentences_of("{ pets(filter: {kind: {{kind}}}) { name nothing } }", file) == [
        "Line 1, column 41: Cannot query field 'nothing' on type 'Pet'."
    ]
    assert sentences_of('{ pet(id: "{{id}}") { name } }', file) == []


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("{ pet(id: 1) { nam } }", "Did you mean 'name'?"),
        ("{ pet { name } }", "of type 'ID!' is required"),
        ("query A($id: Int) { pet(id: $id) { name } }", "used in position expecting type 'ID!'"),
        ("{ pets(filter: {kind: COW}) { name } }", "does not exist in 'Kind' enum"),
        ("query A { pets { name } } query A { pets { id } }", "only one operation named 'A'"),
    ],
)
def test_fields_and_types_are_checked_by_the_schema(file, query, words):
    (sentence, *_) = sentences_of(query, file)
    assert words in sentence
    assert sentence.startswith("Line 1, column ")


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ('{"id": "1"}', ""),
        ("", "to be provided"),
        ('{"id": [1]}', "ID cannot represent"),
        ('{"id": {{id}}}', ""),
        ("[", ""),
        ("[1]", ""),
    ],
)
def test_the_values_of_variables_are_checked(file, variables, words):
    query = "query A($id: ID!) { pet(id: $id) { name } }"
    sentences = sentences_of(query, file, variables)
    assert len(sentences) == bool(words)
    assert words in "".join(sentences)


def test_the_values_are_of_the_operation_that_is_chosen(file):
    query = "query A { pets { name } } query B($id: ID!) { pet(id: $id) { name } }"
    assert sentences_of(query, file, "", "A") == []
    assert len(sentences_of(query, file, "", "B")) == 1
    assert sentences_of(query, file) == []


def test_mistakes_are_few_and_short(file):
    names = " ".join(f"f{n}" for n in range(1_000))
    assert len(sentences_of(f"{{ {names} }}", file)) == MOST_MISTAKES
    assert len(sentences_of(f"{{ {'x' * 10_000} }}", file)[0]) < 1_000


def test_a_schema_is_packed_or_says_what_is_wrong(tmp_path, file):
    load(file)
    assert isinstance(packed_schema(file), bytes)
    other = tmp_path / "b.json"
    other.write_text("{}")
    problem = packed_schema(SchemaFile(str(other), 1))
    assert isinstance(problem, Problem)
    assert "It is not a schema of GraphQL" in problem.sentence


def test_a_broken_schema_is_told(tmp_path):
    (tmp_path / "c.json").write_text('{"__schema": {"types": [], "queryType": {"name": "Query"}}}')
    (mistake,) = document_problems(GraphqlBody("{ a }"), SchemaFile(str(tmp_path / "c.json"), 1))
    assert mistake.sentence.startswith("The schema cannot be used: ")
    assert mistake.at is None


def test_a_schema_in_its_language_becomes_a_description():
    written = described("type Query { a(b: Int = 3): String }")
    assert isinstance(written, bytes)
    assert read_introspection(written).types["Query"].fields[0].arguments[0].default == "3"
    broken, unknown = described("type Query {"), described("type Query { a: B }")
    assert isinstance(broken, Problem)
    assert broken.sentence.startswith("Line 1, column 13: ")
    assert broken.at == TextPlace(1, 13)
    assert isinstance(unknown, Problem)
    assert "Unknown type" in unknown.sentence
