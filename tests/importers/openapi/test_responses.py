from aiurdesk.core.api.endpoint import CodeCase, ResponseField, Returns
from aiurdesk.importers.openapi.operations import (
    codes_of,
    fields_of,
    responses_of,
    returned,
    success_of,
)
from aiurdesk.importers.openapi.schemas import SchemaBundle
from tests.importers.openapi.sample import node_of


def json_response(schema, **media):
    return {"description": "Said.", "content": {"application/json": {"schema": schema, **media}}}


def test_each_status_and_content_type_is_documented():
    content = {"application/json": {"schema": {"type": "string"}}, "text/plain": {"example": "x"}}
    node = node_of({"200": {"description": "Done", "content": content}, "4xx": {}, "x-y": {}})
    bundle = SchemaBundle()
    documented = list(responses_of(node, bundle))
    assert [
        (entry.status, entry.content_type, entry.schema, entry.example) for entry in documented
    ] == [
        ("200", "application/json", "0", ""),
        ("200", "text/plain", "", "x"),
        ("4XX", "", "", ""),
    ]
    assert bundle.schemas == {"0": {"type": "string"}}


def test_result_codes_of_schemas_and_examples_are_listed():
    down = {"value": {"code": -5}, "summary": "Down"}
    node = node_of(
        {
            "200": json_response({"properties": {"code": {"type": "integer", "enum": [0, -7]}}}),
            "401": json_response({}, example={"code": -8, "message": "Not signed in."}),
            "default": json_response({}, examples={"a": down}),
        }
    )
    assert list(codes_of(node)) == [
        CodeCase(0, "Said.", 200),
        CodeCase(-7, "Said.", 200),
        CodeCase(-8, "Not signed in.", 401),
        CodeCase(-5, "Down", None),
    ]


def test_a_code_that_is_text_is_not_a_result_code():
    node = node_of({"200": json_response({"properties": {"code": {"enum": ["a"]}}})})
    assert list(codes_of(node)) == []


def test_members_of_a_success_are_response_fields():
    schema = {"properties": {"id": {"type": "integer"}, "tags": {"items": {"type": "string"}}}}
    node = node_of({"201": json_response(schema), "400": json_response({})})
    assert fields_of(success_of(node)) == (
        ResponseField("id", "integer"),
        ResponseField("tags", "array<string>"),
    )


def test_what_an_operation_returns():
    def kind(responses):
        node = node_of(responses)
        return returned(success_of(node), node)

    assert kind({"302": {}}) is Returns.REDIRECT
    assert kind({"200": {"content": {"text/html": {}}}}) is Returns.HTML
    assert kind({"200": {"content": {"image/png": {}}}}) is Returns.FILE
    assert kind({"204": {}}) is Returns.JSON
