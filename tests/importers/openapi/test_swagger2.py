from aiurdesk.core.api.endpoint import Location
from aiurdesk.core.api.parameter_kinds import ParameterKind
from aiurdesk.importers.openapi import swagger2
from tests.importers.openapi.sample import imported, lines, node_of


def document(operation, path="/lamps", method="post", **members):
    return {
        "swagger": "2.0",
        "info": {"title": "Lamps", "version": "1"},
        "host": "lamps.example",
        "basePath": "/v1",
        "schemes": ["http", "https"],
        "paths": {path: {method: operation}},
        **members,
    }


def test_servers_are_host_and_schemes():
    service = imported(document({})).description.service
    assert (service.base_url, service.other_base_urls) == (
        "https://lamps.example/v1",
        ("http://lamps.example/v1",),
    )
    assert swagger2.servers(node_of({"basePath": "/v1"})) == [{"url": "/v1"}]


def test_a_body_of_json():
    lamp = {"type": "object", "properties": {"name": {"type": "string"}}}
    body = {"name": "lamp", "in": "body", "required": True, "schema": {"$ref": "#/definitions/L"}}
    service = imported(document({"parameters": [body]}, definitions={"L": lamp}))
    (endpoint,) = service.description.endpoints
    (parameter,) = endpoint.parameters
    assert (parameter.kind, parameter.required) == (ParameterKind.JSON, True)
    assert service.schemas[parameter.schema] == {**lamp, "title": "L"}
    assert (endpoint.body_types, lines(service)) == (("application/json",), [])


def test_fields_of_a_form_and_a_file():
    fields = [
        {"name": "a", "in": "formData", "type": "integer", "required": True},
        {"name": "f", "in": "formData", "type": "file"},
    ]
    (endpoint,) = imported(document({"parameters": fields})).description.endpoints
    assert [
        (entry.name, entry.kind, entry.location, entry.required) for entry in endpoint.parameters
    ] == [
        ("a", ParameterKind.LONG, Location.MULTIPART, True),
        ("f", ParameterKind.FILE, Location.MULTIPART, False),
    ]


def test_lists_are_joined_as_their_format_says():
    def separator(**members):
        parameter = {"name": "a", "in": "query", "type": "array", "items": {"type": "string"}}
        service = imported(document({"parameters": [parameter | members]}))
        return service.description.endpoints[0].parameters[0].separator

    assert separator() == ","
    assert separator(collectionFormat="multi") == ""
    assert separator(collectionFormat="pipes") == "|"


def test_responses_have_the_types_that_are_produced():
    response = {
        "description": "Done",
        "schema": {"type": "string"},
        "examples": {"text/csv": "a,b"},
    }
    operation = {"produces": ["application/json"], "responses": {"200": response}}
    (endpoint,) = imported(document(operation)).description.endpoints
    found = [(one.content_type, [e.value for e in one.examples]) for one in endpoint.responses]
    assert found == [
        ("application/json", []),
        ("text/csv", ["a,b"]),
    ]


def test_ways_to_authenticate():
    service = imported(document({}, securityDefinitions={"b": {"type": "basic"}}))
    assert [entry.scheme for entry in service.description.service.security] == ["basic"]
