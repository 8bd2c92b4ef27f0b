"""Exports of Insomnia, by pairs of files: ``<case>.input`` and ``<case>.expected.json``."""

import json

import pytest

from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import FileBody, FormBody, GraphqlBody, JsonBody, Row
from aiurdesk.importers.collection_reading import CollectionReading
from aiurdesk.importers.imported import ImportedCollection
from aiurdesk.importers.insomnia import (
    flat_values,
    insomnia_text,
    is_insomnia,
    parse_insomnia,
    read_request,
)
from aiurdesk.importers.json_document import JsonObject
from tests.imported_records import cases, expected, given, record_of


@pytest.mark.parametrize("case", cases("insomnia"))
def test_a_file_becomes_requests(case):
    text = given("insomnia", case)
    assert is_insomnia(text)
    assert record_of(parse_insomnia(text)) == expected("insomnia", case)


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[1]",
        '{"__export_format": 1}',
        '{"__export_format": 4}',
        "type: spec.insomnia.rest/5.0",
        "a: *b",
    ],
)
def test_what_cannot_be_read_is_a_mistake(text):
    mistake = parse_insomnia(text)
    assert isinstance(mistake, Problem)
    assert mistake.sentence.endswith(".")


def test_folders_that_lie_in_each_other_end():
    items = [
        {"_id": "a", "parentId": "b", "_type": "request_group", "name": "A"},
        {"_id": "b", "parentId": "a", "_type": "request_group", "name": "B"},
    ]
    made = parse_insomnia(json.dumps({"__export_format": 4, "resources": items}))
    assert isinstance(made, ImportedCollection)
    assert [entry.sentence for entry in made.left_out] == [
        "A: the request group.",
        "B: the request group.",
    ]


def test_folders_that_lie_too_deep_are_left_out():
    inner = "url: https://h.example/"
    for number in range(40):
        inner = f"name: f{number}, children: [{{{inner}}}]"
    made = parse_insomnia(f"type: collection.insomnia.rest/5.0\ncollection: [{{{inner}}}]")
    assert isinstance(made, ImportedCollection)
    assert made.left_out[-1].words == "the folder lies too deep."


def test_an_environment_alone_has_no_requests():
    text = "type: environment.insomnia.rest/5.0\nname: E\nenvironments: {data: {a: 1}}"
    made = parse_insomnia(text)
    assert isinstance(made, ImportedCollection)
    assert made.root is None
    assert made.environments[0].variables[0].value == "1"


def read(**item):
    reader = CollectionReading(insomnia_text)
    made = read_request(JsonObject({"url": "https://h.example/", **item}), reader.reading("A"))
    return made.request, reader


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("{{ _.a }} {{b}} {{ _['c d'] }}", "{{a}} {{b}} {{c d}}"),
        ("{% uuid 'v4' %}", "{{$uuid}}"),
        ("{% now 'iso-8601', '' %}", "{{$isoTimestamp}}"),
        ("{% now 'unix' %}", "{% now 'unix' %}"),
        ("{ a }", "{ a }"),
    ],
)
def test_templates_are_written_as_here(text, written):
    assert insomnia_text(text) == written


def test_values_within_objects_get_names_with_dots():
    holder = JsonObject({"a": {"b": True, "c": {"d": "x"}}, "e": ["f"], "g": {}})
    assert flat_values(holder) == {"a.b": "true", "a.c.d": "x", "e": '["f"]', "g": "{}"}
    assert holder.take_unread() == ()


@pytest.mark.parametrize(
    ("body", "made"),
    [
        ({"mimeType": "application/graphql", "text": "{}"}, JsonBody("{}")),
        (
            {"mimeType": "application/graphql", "text": '{"query": "{a}", "operationName": "A"}'},
            GraphqlBody("{a}", "", "A"),
        ),
        ({"mimeType": "application/octet-stream", "fileName": "a.bin"}, FileBody("a.bin")),
        (
            {"mimeType": "application/x-www-form-urlencoded", "params": [{"name": "a"}]},
            FormBody((Row("a", ""),)),
        ),
    ],
)
def test_a_body_is_that_of_its_type(body, made):
    assert read(body=body)[0].body == made


def test_a_key_in_the_query_becomes_part_of_the_address():
    auth = {"type": "apikey", "key": "k", "value": "{{ _.v }}", "addTo": "queryParams"}
    assert read(authentication=auth)[0].endpoint.path == "https://h.example/?k={{v}}"


def test_authentication_that_is_switched_off_is_left_out():
    auth = {"type": "basic", "username": "ann", "password": "pw-of-ann", "disabled": True}
    request, reader = read(authentication=auth)
    assert request.credential is None
    assert reader.offered == {}


def test_a_tag_that_does_not_end_stays():
    text = "{%" + "a" * 200_000 + " " * 200_000
    assert insomnia_text(text) == text


def test_digest_and_access_keys_are_offered():
    _, reader = read(authentication={"type": "digest", "username": "ann", "password": "pw"})
    assert [offered.scheme for offered in reader.offered.values()] == ["digest"]
    key = {"accessKeyId": "AKID", "secretAccessKey": "s", "sessionToken": "t", "region": "r-1"}
    _, reader = read(authentication={"type": "iam", **key, "service": ""})
    (offered,) = reader.offered.values()
    assert (offered.scheme, offered.values) == (
        "aws",
        (("access_key", "AKID"), ("region", "r-1")),
    )
    assert [secret.reveal() for _, secret in offered.secrets] == ["s", "t"]
