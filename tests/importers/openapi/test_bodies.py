import json

import pytest

from aiurdesk.core.api.catalogue import parse_own_service, service_record
from aiurdesk.core.api.endpoint import OWN_GENERATION, ApiDescription, Location, Service
from aiurdesk.core.api.parameter_kinds import ParameterKind
from aiurdesk.importers.openapi.bodies import body_of, is_json
from aiurdesk.importers.openapi.schemas import SchemaBundle
from tests.importers.openapi.sample import endpoint_of, node_of

SERVICE = Service("lamps", "Lamps", "https://lamps.example", OWN_GENERATION, "")

LAMP = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}


def made(content, **members):
    bundle, node = SchemaBundle(), node_of({"content": content, **members})
    body = body_of(node, bundle)
    return body, bundle.schemas, [entry.words for entry in node.references.left_out.entries]


def test_json_comes_first_and_has_an_example_and_a_schema():
    content = {"application/xml": {}, "application/vnd.lamp+json": {"schema": LAMP}}
    body, schemas, _ = made(content, required=True, description="The lamp.")
    (parameter,) = body.parameters
    assert body.types == ("application/vnd.lamp+json", "application/xml")
    assert (parameter.kind, parameter.location, parameter.required) == (
        ParameterKind.JSON,
        Location.JSON,
        True,
    )
    assert (json.loads(parameter.example), parameter.description) == ({"name": "text"}, "The lamp.")
    assert schemas[parameter.schema]["required"] == ["name"]
    assert json.loads(parameter.prefill) == {"name": ""}


@pytest.mark.parametrize(
    ("media", "members"),
    [({"schema": LAMP}, {}), ({"schema": LAMP, "example": {"name": "Desk"}}, {"required": True})],
)
def test_only_a_required_body_without_an_example_begins_with_its_schema(media, members):
    body, _, _ = made({"application/json": media}, **members)
    assert body.parameters[0].prefill == ""


def test_a_form_has_a_field_for_each_property():
    picture = {"type": "string", "format": "binary"}
    schema = {"properties": {"a": {"type": "integer"}, "p": picture, "id": {"readOnly": True}}}
    body, _, _ = made({"multipart/form-data": {"schema": schema}})
    assert [(item.name, item.kind, item.location) for item in body.parameters] == [
        ("a", ParameterKind.LONG, Location.MULTIPART),
        ("p", ParameterKind.FILE, Location.MULTIPART),
    ]
    body, _, _ = made({"application/x-www-form-urlencoded": {"schema": LAMP}})
    assert [(item.name, item.required) for item in body.parameters] == [("name", True)]


def test_members_of_a_deep_object_are_fields():
    address = {"type": "object", "properties": {"city": {"type": "string"}, "zip": {}}}
    schema = {"properties": {"address": address, "plain": {}}}
    encoding = {"address": {"style": "deepObject"}, "plain": {"contentType": "text/csv"}}
    content = {"application/x-www-form-urlencoded": {"schema": schema, "encoding": encoding}}
    body, _, words = made(content)
    assert [item.name for item in body.parameters] == ["address[city]", "address[zip]", "plain"]
    assert words == ["encoding"]


def test_a_form_without_names_is_listed():
    schema = {"type": "object", "additionalProperties": True}
    _, _, words = made({"multipart/form-data": {"schema": schema}})
    assert words == ["the fields of a form, which are not named"]


@pytest.mark.parametrize(
    ("content_type", "kind", "sent"),
    [
        ("text/csv", ParameterKind.TEXT, "text/csv"),
        ("image/png", ParameterKind.FILE, "image/png"),
        ("*/*", ParameterKind.FILE, "application/octet-stream"),
        ("text/*", ParameterKind.TEXT, "text/plain; charset=utf-8"),
    ],
)
def test_other_bodies_are_texts_or_files(content_type, kind, sent):
    body, _, _ = made({content_type: {"schema": {"type": "string"}}})
    assert (body.parameters[0].kind, body.types[0]) == (kind, sent)


def test_no_content_is_not_a_body():
    assert made({})[0].parameters == ()


def test_types_of_json():
    assert is_json("Application/Problem+JSON; charset=utf-8")
    assert not is_json("application/jsonlines")


def test_a_text_with_a_media_type_is_a_file():
    facts = {
        "picture": {"type": "string", "contentMediaType": "application/octet-stream"},
        "icon": {"anyOf": [{"type": "string", "contentMediaType": "image/png"}, {"type": "null"}]},
        "scan": {"type": "string", "contentEncoding": "base64"},
        "page": {"type": "string", "contentMediaType": "text/html", "contentEncoding": "binary"},
        "pages": {"type": "array", "items": {"type": "string", "contentMediaType": "image/gif"}},
    }
    texts = {
        "data": {"type": "string", "contentMediaType": "application/json", "contentSchema": {}},
        "words": {"type": "string", "contentMediaType": "text/plain; charset=utf-8"},
        "mail": {"type": "string", "contentEncoding": "quoted-printable"},
        "picture_id": {"type": "integer", "contentMediaType": "image/png"},
    }
    schema = {"properties": {**facts, **texts}}
    body, _, _ = made({"multipart/form-data": {"schema": schema}})
    kinds = {item.name: item.kind for item in body.parameters}
    assert [name for name, kind in kinds.items() if kind.traits.is_file] == [*facts]
    assert (kinds["pages"], len(kinds)) == (ParameterKind.FILES, len(facts) + len(texts))
    body, _, _ = made({"application/x-www-form-urlencoded": {"schema": schema}})
    assert not any(item.kind.traits.is_file for item in body.parameters)


def test_all_examples_of_a_body_and_of_a_parameter_are_kept():
    media = {
        "schema": {"type": "object"},
        "examples": {
            "small": {"summary": "A small lamp", "value": {"watts": 3}},
            "large": {"value": {"watts": 90}},
            "elsewhere": {"externalValue": "https://x.example/lamp.json"},
        },
    }
    colours = {"a": {"value": "red"}, "b": {"summary": "Blue", "value": "blue"}}
    parameter = {"name": "colour", "in": "query", "schema": {"type": "string"}}
    endpoint = endpoint_of(
        {
            "requestBody": {"content": {"application/json": media}},
            "parameters": [{**parameter, "examples": colours}],
        }
    )
    colour, body = endpoint.parameters
    assert [(one.title, one.value) for one in colour.examples] == [("a", "red"), ("Blue", "blue")]
    assert [one.title for one in body.examples] == ["A small lamp", "large"]
    assert [json.loads(one.value) for one in body.examples] == [{"watts": 3}, {"watts": 90}]
    assert body.example == body.examples[0].value
    # One alone needs no list, and a list of values has no titles.
    one = endpoint_of({"parameters": [{**parameter, "examples": {"a": {"value": "red"}}}]})
    assert (one.parameters[0].example, one.parameters[0].examples) == ("red", ())
    record = service_record(ApiDescription(SERVICE, (endpoint,)))
    read = parse_own_service(json.dumps(record), "service.json", "lamps")
    assert read.mistakes == ()
    assert read.endpoints[0].parameters == endpoint.parameters
