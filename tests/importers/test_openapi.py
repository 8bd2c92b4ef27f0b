import pytest

from aiurdesk.core.problem import Problem
from aiurdesk.importers.imported import ImportedService
from aiurdesk.importers.openapi import is_openapi, name_of, parse_openapi
from aiurdesk.importers.openapi.text import read_text
from tests.corpora import corpus
from tests.importers.openapi.sample import description, imported, lines

KINDS = [
    "openapi-insomnia", "openapi-realWorldExamples", "openapi-twins", "openapi-valid_openapi",
    "openapi-valid_openapi31X", "openapi-valid_openapi32X", "openapi-valid_swagger",
]  # fmt: skip
FILES = [path for kind in KINDS for path in corpus(kind)]
INVALID = corpus("openapi-invalid_openapi") + corpus("openapi-invalid_swagger")
NOT_VALID = {"petstoreJson-collection.json"}
"""It is a collection of Postman."""


def read(path):
    return parse_openapi(read_text(path.read_text(encoding="utf-8")), "service", file=path.name)


def test_a_description_is_a_service():
    service = imported(
        description(
            info={
                "title": "Lamp shop",
                "version": "1.2",
                "description": "Sells lamps.",
                "license": {"name": "MIT"},
            },
            tags=[{"name": "Lamps", "description": "All of them."}],
            externalDocs={"url": "https://lamps.example/docs"},
        )
    ).description.service
    assert (service.id, service.name, service.base_url) == (
        "lamps",
        "Lamp shop",
        "https://lamps.example/v1",
    )
    assert service.description == (
        "Sells lamps.\n\nVersion 1.2.\n\nLicence: MIT.\n\n**Lamps**: All of them."
    )
    assert service.doc_url == "https://lamps.example/docs"


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([], "It holds no object"),
        ({"a": 1}, "It has neither openapi nor swagger"),
        ({"openapi": "4.0.0"}, "At /openapi, it says version 4.0.0."),
        ({"swagger": "1.2"}, "At /swagger, it says version 1.2."),
        ({"openapi": "3.0.0"}, "At /info, it should have an object"),
        ({"openapi": "3.0.0", "info": {}, "paths": []}, "At /paths, it should have an object"),
    ],
)
def test_what_is_not_a_description_is_refused_with_its_place(document, words):
    refused = parse_openapi(document, "x")
    assert isinstance(refused, Problem)
    assert refused.sentence.startswith(words)


def test_what_is_wrong_in_part_is_listed():
    paths = {"/a": None, "/b": {"get": {"parameters": "x", "responses": [1]}}, "x-c": {}}
    service = imported(description(paths, info={"title": None}, webhooks={"w": {}}))
    assert lines(service) == [
        ("webhooks", "/webhooks"),
        ("a path that is not an object", "/paths/~1a"),
        ("x-c", "/paths/x-c"),
        ("the title, which is not text", "/info/title"),
        ("the version, which is not text", "/info/version"),
    ]
    assert len(service.description.endpoints) == 1


def test_names():
    assert name_of(description()) == "lamp-shop"
    assert name_of({"info": []}) == ""
    assert is_openapi(description())
    assert not is_openapi([])


def test_too_many_paths_are_refused():
    refused = parse_openapi(description({f"/{n}": {"get": {}} for n in range(100_000)}), "x")
    assert isinstance(refused, Problem)
    assert "more than 20,000 endpoints" in refused.sentence


@pytest.mark.skipif(not FILES, reason="needs the files of other projects")
def test_descriptions_of_other_projects_are_imported():
    refused = {path.name.rpartition("--")[2] for path in FILES if isinstance(read(path), Problem)}
    others = {"addition-input.wsdl", "calculator-input.wsdl", "SOURCES.md"}
    assert {name.removeprefix("wsdl-") for name in refused} - others == NOT_VALID


@pytest.mark.skipif(not FILES, reason="needs the files of other projects")
def test_twins_of_json_and_yaml_give_the_same_service():
    by_name = {path.name.rpartition(".")[0]: path for path in corpus("openapi-twins")}
    twins = [(name, name.replace("-json-", "-yaml-")) for name in by_name if "-json-" in name]
    pairs = [(by_name[one], by_name[other]) for one, other in twins if other in by_name]
    assert len(pairs) > 5
    differing = [
        one.name for one, other in pairs if _described(read(one)) != _described(read(other))
    ]
    assert differing == []


def _described(service):
    assert isinstance(service, ImportedService)
    return service.description, service.schemas, service.left_out


@pytest.mark.skipif(not INVALID, reason="needs the files of other projects")
def test_invalid_descriptions_are_refused_with_a_place_or_imported_in_part():
    for path in INVALID:
        made = read(path)
        if isinstance(made, Problem):
            assert made.sentence.startswith(("At /", "It has neither"))
        elif "multiple" not in path.name:
            assert made.left_out


def _ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


def _lists(depth):
    return {"type": "string"} if depth == 0 else {"type": "array", "items": _lists(depth - 1)}


@pytest.mark.parametrize(
    "schemas",
    [
        {**{f"S{n}": _ref(f"S{n + 1}") for n in range(2000)}, "S2000": {"type": "string"}},
        {f"S{n}": {"properties": {"x": _ref(f"S{n + 1}")}} for n in range(2000)},
        {f"S{n}": {"allOf": [_ref(f"S{n + 1}")]} for n in range(2000)},
        {
            f"S{n}": {"properties": {f"p{k}": _ref(f"S{n + 1}") for k in range(10)}}
            for n in range(9)
        },
        {"S0": {"allOf": [_ref("S1")]}, "S1": {"allOf": [_ref("S0")]}},
        {"S0": {"type": "array", "items": _ref("S0")}},
        {"S0": _lists(300)},
    ],
)
def test_a_description_that_is_nested_without_an_end_is_read(schemas):
    content = {"application/json": {"schema": _ref("S0")}}
    operation = {
        "parameters": [{"name": "q", "in": "query", "schema": _ref("S0")}],
        "requestBody": {"content": content},
        "responses": {"200": {"description": "d", "content": content}},
    }
    document = description({"/a": {"post": operation}}, components={"schemas": schemas})
    (endpoint,) = imported(document).description.endpoints
    assert endpoint.parameters[-1].schema


@pytest.mark.parametrize("members", [{}, {"paths": {}}, {"webhooks": {"a": {"post": {}}}}])
def test_a_description_without_endpoints_says_so(members):
    document = {"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, **members}
    made = parse_openapi(document, "a")
    assert isinstance(made, ImportedService)
    words = [entry.words for entry in made.left_out]
    assert "the endpoints: the description has none" in words
