from aiurdesk.core.request.graphql.schema import Schema, SchemaInput, SchemaType, SchemaValue
from aiurdesk.core.request.graphql.variables_schema import ROOT, variables_schema

SCHEMA = Schema(
    types={
        "PetInput": SchemaType(
            "PetInput",
            "input",
            inputs=(
                SchemaInput("name", "String!", "What it is called"),
                SchemaInput("mother", "PetInput"),
                SchemaInput("size", "Size!", default="SMALL"),
            ),
        ),
        "Size": SchemaType("Size", "enum", values=(SchemaValue("SMALL"), SchemaValue("LARGE"))),
        "Moment": SchemaType("Moment", "scalar"),
    }
)


def test_each_variable_is_a_member_and_types_refer_to_themselves():
    query = "mutation Add($pet: PetInput!, $n: Int = 3, $ids: [ID!]! = [1], $at: Moment) { a }"
    schemas = variables_schema(SCHEMA, query, "")
    root = schemas[ROOT]
    assert root["required"] == ["pet"]
    assert root["properties"]["pet"] == {"$ref": "#/PetInput"}
    assert root["properties"]["n"]["default"] == 3
    assert root["properties"]["n"]["anyOf"][0]["type"] == "integer"
    assert root["properties"]["ids"] == {
        "type": "array",
        "items": {"type": "string", "format": "ID"},
    }
    pet = schemas["PetInput"]
    assert pet["required"] == ["name"]
    assert pet["properties"]["mother"] == {"anyOf": [{"$ref": "#/PetInput"}, {"type": "null"}]}
    assert pet["properties"]["size"] == {"$ref": "#/Size", "default": "SMALL"}
    assert schemas["Size"]["enum"] == ["SMALL", "LARGE"]
    assert schemas["Moment"] == {"title": "Moment", "description": ""}


def test_the_chosen_operation_counts():
    query = "query A { a } query B($b: Boolean! @x(y: 1), $c: Unknown) { b }"
    assert variables_schema(SCHEMA, query, "A") == {}
    assert variables_schema(SCHEMA, query, "") == {}
    schemas = variables_schema(SCHEMA, query, "B")
    assert schemas[ROOT]["properties"]["b"] == {"type": "boolean"}
    assert schemas["Unknown"] == {}


def test_documents_that_are_being_typed_have_the_variables_so_far():
    for query in ("query A($", "query A($b", "query A($b:", "query ($b: [[[", "{ a }", ""):
        assert variables_schema(SCHEMA, query, "") == {}
    lists = f"{'[' * 500}Int{']' * 500}"
    schemas = variables_schema(SCHEMA, f"query ($b: {lists}) {{ a }}", "")
    assert "b" in schemas[ROOT]["properties"]
