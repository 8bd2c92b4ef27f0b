import json

import graphql
import pytest

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.request.graphql.introspection import (
    INTROSPECTION,
    MOST_ENTRIES,
    introspection_data,
    read_introspection,
)
from aiurdesk.core.request.graphql.schema import SchemaField, SchemaInput, SchemaType, SchemaValue
from tests.graphql_server import SDL


def introspected(text=SDL):
    result = graphql.graphql_sync(graphql.build_schema(text), INTROSPECTION)
    assert not result.errors
    return json.dumps({"data": result.data}).encode()


def test_the_schema_of_a_server_is_read():
    schema = read_introspection(introspected())
    kinds = ("query", "mutation", "subscription")
    assert schema.roots == {kind: kind.capitalize() for kind in kinds}
    assert schema.types["Query"].fields[1] == SchemaField(
        "pets", "[Pet!]!", "", (SchemaInput("filter", "PetFilter"),)
    )
    assert schema.types["PetFilter"] == SchemaType(
        "PetFilter", "input", "What can be looked for.",
        inputs=(
            SchemaInput("kind", "Kind"), SchemaInput("nameStarts", "String", "", '""'),
            SchemaInput("limit", "Int!", "", "10"),
        ),
    )  # fmt: skip
    assert schema.types["Kind"].values[1:] == (
        SchemaValue("DOG"),
        SchemaValue("NEWT", "No longer kept.", "Fled."),
    )
    assert schema.types["Found"].possible == ("Pet", "Shop")
    assert "include" in [one.name for one in schema.directives]
    assert not [name for name in schema.types if name.startswith("__")]


def test_what_the_library_builds_of_it_is_the_same_schema():
    data = introspection_data(introspected())
    again = graphql.build_client_schema(data)  # type: ignore[arg-type]
    schemas = (again, graphql.build_schema(SDL))
    one, other = (graphql.print_schema(graphql.lexicographic_sort_schema(s)) for s in schemas)
    assert one == other


def test_the_data_alone_are_read_too():
    data = json.loads(introspected())["data"]
    assert read_introspection(json.dumps(data).encode()) == read_introspection(introspected())


@pytest.mark.parametrize(
    "text",
    [
        b"", b"[]", b'{"data": null}', b'{"data": {"__schema": {"types": [{"name": 1}]}}}',
        b"<!DOCTYPE html>", b'{"data": {"__schema": {"types": [%s' % (b"[" * 100_000), b"\xff",
    ],
    ids=range(7),
)  # fmt: skip
def test_anything_else_is_refused(text):
    with pytest.raises(ProblemError, match="It is not a schema of GraphQL"):
        read_introspection(text)


def test_a_schema_of_too_many_types_is_refused():
    type_ = {"kind": "SCALAR", "name": "Int"}
    fields = [{"name": f"f{n}", "type": type_} for n in range(MOST_ENTRIES + 1)]
    types = [{"kind": "OBJECT", "name": "Query", "fields": fields}]
    with pytest.raises(ProblemError, match="50,000 is the most"):
        read_introspection(json.dumps({"__schema": {"types": types}}).encode())


def test_a_name_that_would_be_a_variable_in_a_document_is_refused():
    text = introspected().replace(b'"pets"', b'"{{env:TOKEN}}"')
    with pytest.raises(ProblemError, match="not a schema of GraphQL"):
        read_introspection(text)
