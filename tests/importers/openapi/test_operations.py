from typing import Any

import msgspec
import pytest

from aiurdesk.core.api.catalogue import parse_own_service, service_record
from aiurdesk.core.api.endpoint import CodeCase, Location, ResponseField, Returns
from aiurdesk.importers.openapi.operations import word
from aiurdesk.importers.openapi.responses import (
    ResponseExamples,
    codes_of,
    fields_of,
    responses_of,
    returned,
    success_of,
)
from aiurdesk.importers.openapi.schemas import SchemaBundle
from tests.importers.openapi.sample import description, endpoint_of, imported, lines, node_of

TEXT = {"type": "string"}


def test_an_operation_is_an_endpoint():
    endpoint = endpoint_of(
        {
            "operationId": "addLamp",
            "tags": ["Lamps", "Shop"],
            "summary": "Add a lamp",
            "description": "Adds **one**.",
            "deprecated": True,
            "security": [{"key": []}],
        }
    )
    assert (endpoint.id, endpoint.group, endpoint.tags) == (
        "lamps.lamps.addlamp",
        "Lamps",
        ("Lamps", "Shop"),
    )
    assert (endpoint.title, endpoint.description) == ("Add a lamp", "Adds **one**.")
    assert (endpoint.is_deprecated, endpoint.authentication_note) == (True, "Needs key.")


def test_operations_without_names_and_with_the_same_name():
    paths = {
        "/lamps/{id}": {"get": {}},
        "/a": {"get": {"operationId": "x", "tags": ["t"]}},
        "/b": {"get": {"operationId": "X", "tags": ["t"]}},
    }
    service = imported(description(paths))
    assert [entry.id for entry in service.description.endpoints] == [
        "lamps.lamps.get-lamps-id",
        "lamps.t.x",
        "lamps.t.x-2",
    ]
    assert (
        "the id lamps.t.x, which another operation has: this one is lamps.t.x-2",
        "/paths/~1b/get",
    ) in (lines(service))


def test_parameters_of_the_path_are_those_that_it_names():
    operation = {"parameters": [{"name": "other", "in": "path", "schema": TEXT}]}
    service = imported(description({"/lamps/{id}": {"get": operation}}))
    (endpoint,) = service.description.endpoints
    assert [(entry.name, entry.location, entry.required) for entry in endpoint.parameters] == [
        ("id", Location.PATH, True)
    ]
    assert [words for words, _ in lines(service)] == [
        "the parameter other, which the path does not name",
        "the type of id, which the path names and no parameter describes: text",
    ]


def test_parameters_of_one_name_are_told_apart_and_sent_under_their_own():
    places = ("query", "header", "path", "cookie")
    parameters = [{"name": "id", "in": position, "schema": TEXT} for position in places]
    endpoint = endpoint_of({"parameters": parameters}, "/lamps/{id}", "get")
    assert [(entry.name, entry.sent_name) for entry in endpoint.parameters] == [
        ("id", "id"),
        ("id (query)", "id"),
        ("id (header)", "id"),
        ("id (cookie)", "id"),
    ]


def test_parameters_of_an_operation_overrule_those_of_its_path():
    own = {"name": "a", "in": "query", "schema": TEXT, "description": "own"}
    item = {"parameters": [{**own, "description": "of the path"}], "get": {"parameters": [own]}}
    (endpoint,) = imported(description({"/x": item})).description.endpoints
    assert [entry.description for entry in endpoint.parameters] == ["own"]


def test_what_is_not_carried_over_is_listed_with_its_place():
    operation = {"callbacks": {"a": {}}, "x-rate": 5, "servers": [{"url": "https://b.example"}]}
    service = imported(description({"/x": {"get": operation, "x-owner": "me"}}))
    assert [(words, position) for words, position in lines(service)] == [
        ("x-owner", "/paths/~1x/x-owner"),
        ("callbacks", "/paths/~1x/get/callbacks"),
        ("x-rate", "/paths/~1x/get/x-rate"),
        ("servers", "/paths/~1x/get/servers"),
    ]


def test_methods_of_3_2():
    paths: dict[str, Any] = {"/x": {"query": {}, "additionalOperations": {"LINK": {}}}}
    service = imported(description(paths, openapi="3.2.0"))
    assert [entry.method for entry in service.description.endpoints] == ["QUERY", "LINK"]


@pytest.mark.parametrize(
    ("text", "made"),
    [("Add a Lamp!", "add-a-lamp"), ("ÄÖ", ""), ("x" * 200, "x" * 80), ("a.b", "a-b")],
)
def test_a_word_of_an_id(text, made):
    assert word(text) == made


def test_the_file_of_a_service_gives_the_same_service():
    operation = {
        "parameters": [{"name": "n", "in": "query", "schema": {"type": "number", "minimum": 0.5}}],
        "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
        "responses": {"200": {"description": "Done"}},
    }
    made = imported(description({"/lamps": {"post": operation}})).description
    text = msgspec.json.encode(service_record(made)).decode()
    read = parse_own_service(text, "service.json", "lamps")
    assert (read.service, read.endpoints, read.mistakes) == (made.service, made.endpoints, ())


def test_what_no_part_of_the_form_is_made_of_is_listed():
    media: dict[str, Any] = {"schema": {}, "encoding": {"a": {}}, "examples": {"a": {}, "b": {}}}
    operation = {
        "parameters": [
            {"name": "q", "in": "query", "schema": {"multipleOf": 2}, "allowReserved": True},
            {"name": "id", "in": "path", "schema": TEXT, "style": "matrix"},
        ],
        "requestBody": {"content": {"application/json": media}, "x-b": 1},
        "responses": {
            "200": {
                "description": "d",
                "headers": {"X": {}},
                "links": {},
                "content": {"text/x": {"examples": {"a": {}, "b": {}}}},
            }
        },
    }
    service = imported(description({"/x/{id}": {"post": operation}}))
    start = "/paths/~1x~1{id}/post"
    body = f"{start}/requestBody/content/application~1json"
    assert sorted(lines(service)) == sorted(
        [
            ("allowReserved", f"{start}/parameters/0/allowReserved"),
            ("multipleOf", f"{start}/parameters/0/schema/multipleOf"),
            ("style", f"{start}/parameters/1/style"),
            ("x-b", f"{start}/requestBody/x-b"),
            ("encoding", f"{body}/encoding"),
            ("headers", f"{start}/responses/200/headers"),
            ("links", f"{start}/responses/200/links"),
        ]
    )


@pytest.mark.parametrize(
    ("path", "group"),
    [
        ("/v1/customers/{id}", "customers"),
        ("/api/v2.1/lamps", "lamps"),
        ("/v1/{id}", "v1"),
        ("/{id}", "api"),
        ("/versions", "versions"),
    ],
)
def test_without_tags_the_first_word_of_the_path_is_the_group(path, group):
    assert endpoint_of({}, path).group == group


def test_the_body_of_a_get_is_listed():
    body = {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}
    service = imported(description({"/x": {"get": {"requestBody": body}}}))
    (endpoint,) = service.description.endpoints
    assert (endpoint.parameters, endpoint.body_types) == ((), ())
    assert lines(service) == [("the body of a GET", "/paths/~1x/get")]


def json_response(schema, **media):
    return {"description": "Said.", "content": {"application/json": {"schema": schema, **media}}}


def test_each_status_and_content_type_is_documented():
    content = {"application/json": {"schema": {"type": "string"}}, "text/plain": {"example": "x"}}
    node = node_of({"200": {"description": "Done", "content": content}, "4xx": {}, "x-y": {}})
    bundle = SchemaBundle()
    documented = list(responses_of(node, bundle, ResponseExamples()))
    assert [
        (entry.status, entry.content_type, entry.schema, [one.value for one in entry.examples])
        for entry in documented
    ] == [
        ("200", "application/json", "0", []),
        ("200", "text/plain", "", ["x"]),
        ("4XX", "", "", []),
    ]
    assert bundle.schemas == {"0": {"type": "string"}}


def test_all_examples_of_a_response_are_kept_as_they_are_sent():
    examples = {
        "cat": {"summary": "A  cat", "value": {"name": "Miez", "fed": 1.5}},
        "dog": {"$ref": "#/components/examples/dog"},
        "text": {"value": "Miez"},
        "sent": {"dataValue": {"a": 1}, "serializedValue": '{"a":1}'},
        "elsewhere": {"externalValue": "https://x.example/cat.json"},
        "none": {},
    }
    responses = {"200": json_response({}, examples=examples)}
    made = imported(
        description(
            {"/x": {"get": {"responses": responses}}},
            components={"examples": {"dog": {"value": '{"name": "Bello"}'}}},
        )
    )
    (response,) = made.description.endpoints[0].responses
    assert [(one.title, one.value) for one in response.all_examples] == [
        ("A cat", '{\n  "name": "Miez",\n  "fed": 1.5\n}'),
        ("dog", '{"name": "Bello"}'),
        ("text", '"Miez"'),
        ("sent", '{"a":1}'),
    ]
    words = "the example at https://x.example/cat.json, which is not fetched"
    place = "/paths/~1x/get/responses/200/content/application~1json/examples/elsewhere"
    assert lines(made) == [(words, place)]


def test_examples_that_are_too_long_or_too_many_are_told():
    many = {f"n{number}": {"value": number} for number in range(32)}
    node = node_of(
        {
            "200": json_response({}, example="x" * 100_000),
            "201": json_response({}, examples=many),
        }
    )
    long, all_of_them = responses_of(node, SchemaBundle(), ResponseExamples())
    assert long.examples == ()
    assert [one.value for one in all_of_them.examples] == [str(number) for number in range(30)]
    told = [entry.words for entry in node.references.left_out.entries]
    assert told == ["the example Example, which is too long", "all examples but the first 30"]


def test_the_examples_of_a_whole_description_are_bounded():
    node = node_of(
        {str(status): json_response({}, example="x" * 90_000) for status in range(200, 260)}
    )
    made = list(responses_of(node, SchemaBundle(), ResponseExamples()))
    assert sum(len(one.value) for entry in made for one in entry.examples) <= 4_000_000
    assert len(node.references.left_out.entries) == sum(not entry.examples for entry in made) > 0


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


def test_groups_come_in_the_order_of_the_tags_and_the_others_behind_them():
    paths = {
        "/c": {"get": {"tags": ["other"]}},
        "/a": {"get": {"tags": ["lamps"], "operationId": "list_a"}},
        "/b": {"get": {"tags": ["stock"]}, "post": {"tags": ["lamps"], "summary": "Add"}},
    }
    document = description(paths, tags=[{"name": "stock"}, {"name": "lamps"}])
    endpoints = imported(document).description.endpoints
    assert [endpoint.group for endpoint in endpoints] == ["stock", "lamps", "lamps", "other"]
    titles = [endpoint.shown_title for endpoint in endpoints]
    assert titles == ["GET /b", "List a", "Add", "GET /c"]


def test_tags_within_others_are_groups_within_their_groups():
    paths = {
        "/a": {"get": {"tags": ["lamps"], "operationId": "list_a"}},
        "/b": {"get": {"tags": ["shop"]}},
        "/c": {"get": {"tags": ["staff"]}},
        "/d": {"get": {"tags": ["bulbs"]}},
        "/e": {"get": {"tags": ["round"]}},
    }
    tags = [
        {"name": "staff", "parent": "gone"},
        {"name": "lamps", "parent": "shop"},
        {"name": "shop"},
        {"name": "bulbs", "parent": "lamps"},
        {"name": "round", "parent": "about"},
        {"name": "about", "parent": "round"},
    ]
    endpoints = imported(description(paths, tags=tags)).description.endpoints
    assert [endpoint.group for endpoint in endpoints] == [
        "staff",
        "shop",
        "shop › lamps",
        "shop › lamps › bulbs",
        "about › round",
    ]
    # The ids, which saved requests have, do not follow the groups around.
    assert next(e.id for e in endpoints if e.path == "/a") == "lamps.lamps.list_a"
