import json

import pytest

from aiurdesk.importers.imported import ImportMistake
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
    assert isinstance(refused, ImportMistake)
    assert refused.text.startswith(words)


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
