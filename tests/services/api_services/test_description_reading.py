import json
from copy import deepcopy

import pytest

from aiurdesk.core.api.catalogue import OWN, parse_service
from aiurdesk.core.api.endpoint import Location
from aiurdesk.core.environments.environment import Environment, Literal
from aiurdesk.core.preparing.prepare import prepare
from aiurdesk.core.preparing.wire_format import choices_to_enter, example_to_enter
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import PreparedRequest, Request
from aiurdesk.services.api_services.description_reading import (
    DescriptionJob,
    DescriptionRead,
    read_description,
)
from aiurdesk.storage.service_folders import write_service
from tests.importers.openapi.sample import description

AT = "2026-11-24T10:11:12Z"


def job(document, **members):
    return DescriptionJob(json.dumps(document).encode(), members.pop("source", ""), AT, **members)


def read(given):
    made = read_description(given)
    assert isinstance(made, DescriptionRead), made
    return made


def test_a_description_becomes_the_files_of_a_service():
    made = read(job(description({"/a": {"get": {}}}), source="https://lamps.example/api.json"))
    files = dict(made.files)
    assert (made.name, made.title, made.endpoint_count) == ("lamp-shop", "Lamp shop", 1)
    assert list(files) == ["service.json", "schemas.json", "description.json", "source.toml"]
    assert json.loads(files["service.json"])["endpoints"][0]["id"] == "lamp-shop.a.get-a"
    assert b'address = "https://lamps.example/api.json"' in files["source.toml"]


def test_other_files_of_the_folder_are_read_and_kept(tmp_path):
    (tmp_path / "paths.yaml").write_text("a: {get: {operationId: x}}\n")
    (tmp_path / "outside.yaml").symlink_to("/etc/hostname")
    paths = {"/a": {"$ref": "paths.yaml#/a"}, "/b": {"$ref": "outside.yaml"}}
    source = str(tmp_path / "api.json")
    made = read(job(description(paths), source=source, folder=str(tmp_path)))
    assert made.endpoint_count == 1
    assert dict(made.files)["files/paths.yaml"] == b"a: {get: {operationId: x}}\n"
    assert [entry.words for entry in made.left_out] == [
        "what outside.yaml refers to: it is outside its folder"
    ]


def test_without_its_folder_nothing_else_is_read():
    made = read(job(description({"/a": {"$ref": "/etc/hostname"}})))
    assert made.left_out[0].words.startswith("what /etc/hostname refers to: it is outside")


def test_an_update_keeps_edits_and_says_what_is_different(tmp_path):
    first = read(job(description({"/a": {"get": {"summary": "A"}}, "/b": {"get": {}}})))
    service = json.loads(dict(first.files)["service.json"])
    service["endpoints"][0]["title"] = "Mine"
    files = {**dict(first.files), "service.json": json.dumps(service).encode()}
    write_service(tmp_path, first.name, files.items())
    changed = description(
        {"/a": {"get": {"summary": "New", "description": "d"}}, "/c": {"get": {}}}
    )
    second = read(job(changed, name=first.name, before=str(tmp_path / first.name)))
    changes = second.changes
    assert (changes.added, changes.removed) == (("lamp-shop.c.get-c",), ("lamp-shop.b.get-b",))
    assert [(entry.id, entry.what) for entry in changes.changed] == [
        ("lamp-shop.a.get-a", ("description",))
    ]
    assert changes.kept == ("lamp-shop.a.get-a: title",)
    rows = json.loads(dict(second.files)["service.json"])["endpoints"]
    assert (rows[0]["title"], rows[0]["description"]) == ("Mine", "d")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"<?xml version='1.0'?>", "It is XML or a web page"),
        (b"# Auth\n\n## Catalog\n", "It is a page in Markdown"),
        (b"[]", "It is an empty list"),
        (b'{"info": {}, "item": []}', "This is a collection of Postman"),
        (b"\xff\x00", "It is not UTF-8 text: byte 1"),
        (b"", "It holds no object"),
    ],
)
def test_what_is_not_a_description_is_refused(text, words):
    refused = read_description(DescriptionJob(text, "", AT))
    assert isinstance(refused, Problem)
    assert refused.sentence.startswith(words)


def test_a_text_of_powershell_is_read():
    text = json.dumps(description()).encode("utf-16")
    assert read(DescriptionJob(text, "", AT)).title == "Lamp shop"


def test_a_description_without_a_title_is_named_after_its_source():
    untitled = description(info={})
    names = [
        read(job(untitled, source="https://www.lamps.example/x.json")).name,
        read(job(untitled, source="/home/ann/Lamp shop.json")).name,
        read(job(untitled)).name,
    ]
    assert names == ["lamps-example", "lamp-shop", "api"]


def test_a_secret_in_the_address_is_not_kept():
    source = "https://ann:hunter2@lamps.example/x.json?access_token=0123456789abcdef0123"
    made = read(job(description({"/a": {"get": {}}}, servers=[{"url": "/v1"}]), source=source))
    assert not any(b"hunter2" in content or b"0123456789" in content for _, content in made.files)
    assert made.left_out[-1].words.startswith("the secret in the address")


PLANTED = "planted-value"
_TEXT = {"type": "string", "default": "d", "example": "e", "pattern": "p", "format": "f"}
_LOCATIONS = ("query", "header", "cookie")
OPENAPI_3 = description(
    {
        "/lamps/{id}": {
            "post": {
                "operationId": "addLamp",
                "summary": "Add",
                "tags": ["lamps"],
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": _TEXT},
                    *({"name": where, "in": where, "schema": _TEXT} for where in _LOCATIONS),
                    {"name": "chosen", "in": "query", "schema": {"enum": ["a", "b"]}},
                    {"name": "listed", "in": "query", "example": ["x", "y"],
                     "schema": {"type": "array", "items": {"type": "string", "enum": ["x", "y"]}}},
                    {"name": "deep", "in": "query", "style": "deepObject",
                     "schema": {"type": "object", "properties": {"inner": _TEXT}}},
                ],
                "requestBody": {"content": {"application/json": {
                    "schema": {"type": "object", "properties": {
                        "colour": _TEXT,
                        "named": {"enum": ["r", "g"], "x-enum-varnames": ["R", "G"]},
                        "one": {"const": "o"}, "several": {"examples": ["s"]},
                    }},
                    "example": {"member": "value", "list": ["entry"]},
                }}},
                "security": [{"key": ["scope"]}],
                "responses": {"200": {"description": "Done", "content": {"a/b": {"example": "x"}}}},
            },
            "put": {"requestBody": {"content": {"multipart/form-data": {
                "schema": {"type": "object", "properties": {"part": _TEXT}}}}}},
            "patch": {"requestBody": {"content": {"text/plain": {"example": "plain"}}}},
        },
    },
    servers=[
        {"url": "https://a.example/{v}{w}/{x", "description": "First",
         "variables": {"v": {"default": "1"}, "w": {"default": "2", "enum": ["2"]}}},
        {"url": "/relative", "name": "Second"},
    ],
    components={"securitySchemes": {
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "oauth": {"type": "oauth2", "flows": {"clientCredentials": {
            "tokenUrl": "https://a.example/token", "scopes": {"read": "Read"}}}},
    }},
)  # fmt: skip
SWAGGER_2 = {
    "swagger": "2.0",
    "info": {"title": "Lamp shop", "version": "1"},
    "host": "a.example",
    "basePath": "/v1",
    "schemes": ["https"],
    "consumes": ["application/json"],
    "paths": {
        "/lamps/{id}": {
            "post": {
                "parameters": [
                    {"name": "id", "in": "path", "type": "string", "default": "d"},
                    {"name": "q", "in": "query", "type": "string", "enum": ["a", "b"]},
                    {"name": "body", "in": "body", "schema": {"example": {"a": "b"}}},
                ]
            },
            "put": {"parameters": [{"name": "f", "in": "formData", "type": "string", **_TEXT}]},
        }
    },
    "securityDefinitions": {"key": {"type": "apiKey", "in": "query", "name": "k"}},
}
DOC = [
    {
        "ControllerName": "LampsController",
        "ActionName": "Add",
        "AuthRequired": False,
        "IsPost": True,
        "Routes": ["/lamps/{id}"],
        "Arguments": [
            {"Name": "id", "Required": True, "Type": 0, "Default": "d"},
            {"Name": "name", "Required": False, "Type": 4, "Default": "e"},
        ],
        "PossibleResponses": ['{"code": 0, "message": "ok"}'],
    }
]
DOCUMENTS = {
    "OpenAPI 3.0": {**OPENAPI_3, "openapi": "3.0.3"},
    "OpenAPI 3.1": OPENAPI_3,
    "Swagger 2": SWAGGER_2,
    "/doc": DOC,
}


def places(value, path=()):
    """Yield the path to each text and to each name of a member in a document."""
    if isinstance(value, str):
        yield path, False
    for key, inner in value.items() if isinstance(value, dict) else ():
        yield (*path, key), True
        yield from places(inner, (*path, key))
    for index, inner in enumerate(value) if isinstance(value, list) else ():
        yield from places(inner, (*path, index))


def with_text(document, path, is_name, text):
    """Return a copy of a document in which a text or a name is another one."""
    made = deepcopy(document)
    holder = made
    for step in path[:-1]:
        holder = holder[step]
    if is_name:
        holder[text] = holder[path[-1]]
    else:
        holder[path[-1]] = text
    return made


def sent_by(document, source=""):
    """Return all that requests of a described service put on the wire with what it offers."""
    made = read_description(job(document, name="lamps", source=source))
    if isinstance(made, Problem):
        return []
    described = parse_service(dict(made.files)["service.json"].decode(), "service.json", OWN)
    planted = {f"{kind}:{NAME}": Literal(PLANTED) for kind in ("env", "secret", "file")}
    unnamed = Environment("unnamed", variables={**planted, "lamps_url": "https://a.example"})
    environments = [unnamed] + [
        Environment(
            server.name,
            {"lamps": server.url},
            variables={**unnamed.variables, **dict(server.variables)},
        )
        for server in made.servers
    ]
    wire = []
    for endpoint in described.endpoints:
        offered = [offers(parameter) for parameter in endpoint.parameters]
        for number in range(max(map(len, offered), default=0)):
            values = tuple(
                (parameter.name, texts[number % len(texts)])
                for parameter, texts in zip(endpoint.parameters, offered, strict=True)
            )
            request = Request(endpoint, values=values, is_forced=True)
            for environment in environments:
                prepared = prepare(request, described.service, environment, "b" * 20)
                if isinstance(prepared, PreparedRequest):
                    wire.append(f"{prepared.url} {prepared.headers} {prepared.body}")
    return wire


def offers(parameter):
    """Return what a form offers to enter, and a text where it offers nothing."""
    choices = [choice.value for choice in choices_to_enter(parameter)]
    example = example_to_enter(parameter)
    return [*choices, *([example] if example else [])] or ["x"]


NAME = "PLANTED"


TEXTS = (
    "".join(f"{{{{{kind}:{NAME}}}}}" for kind in ("env", "secret", "file")),
    f"https://a.example/{{{{env:{NAME}}}}}",
    f"/{{{{env:{NAME}{{v}}}}}}",
    f"{{env:{NAME}}}}}",
)


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("text", TEXTS)
def test_no_text_of_a_description_is_a_variable_of_the_process_or_a_secret(name, text):
    document = DOCUMENTS[name]
    source = "https://a.example/doc" if name == "/doc" else ""
    assert sent_by(document, source), "the document itself sends nothing"
    leaks = [
        (path, sent)
        # Every place gets two of the texts, and every text stands at places of each kind.
        for path, is_name in list(places(document))[TEXTS.index(text) % 2 :: 2]
        for sent in sent_by(with_text(document, path, is_name, text), source)
        if PLANTED in sent
    ]
    assert leaks == []


def test_an_example_of_a_description_is_sent_as_it_is_written():
    body = {"application/json": {"example": {"text": "Dear {{env:NAME}}, {{you}} {}"}}}
    operation = {"requestBody": {"content": body}}
    made = read(job(description({"/a": {"post": operation}})))
    described = parse_service(dict(made.files)["service.json"].decode(), "service.json", OWN)
    (endpoint,) = described.endpoints
    (parameter,) = endpoint.parameters
    assert parameter.location is Location.JSON
    request = Request(endpoint, values=(("body", example_to_enter(parameter)),))
    prepared = prepare(request, described.service, Environment("mine"), "b" * 20)
    assert isinstance(prepared, PreparedRequest)
    (sent,) = prepared.body
    assert isinstance(sent, bytes)
    assert json.loads(sent) == body["application/json"]["example"]
