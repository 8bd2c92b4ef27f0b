"""Files of requests, by pairs of files: ``<case>.input`` and ``<case>.expected.json``."""

import pytest

from aiurdesk.core.exporters.exported import ExportedFolder, ExportedRequest
from aiurdesk.core.exporters.http_file import HTTP_COLLECTION
from aiurdesk.importers.http_file import (
    is_http_file,
    is_http_folder,
    parse_http_file,
    parse_http_folder,
)
from aiurdesk.importers.imported import ImportedCollection, ImportMistake, NamedRequest
from tests.core.exporters.collections import a_folder
from tests.corpora import corpus
from tests.imported_records import cases, expected, given, record_of


@pytest.mark.parametrize("case", cases("http_file"))
def test_a_file_becomes_requests(case):
    text = given("http_file", case)
    assert is_http_file(text)
    assert record_of(parse_http_file(text)) == expected("http_file", case)


@pytest.mark.skipif(not corpus("http"), reason="has no files of others")
def test_files_of_others_are_read_or_refused_with_a_sentence():
    texts = [file.read_text(encoding="utf-8", errors="replace") for file in corpus("http")]
    made = [parse_http_file(text) for text in texts if is_http_file(text)]
    assert any(isinstance(imported, ImportedCollection) for imported in made)
    refused = [imported.text for imported in made if isinstance(imported, ImportMistake)]
    assert all(sentence.endswith(".") for sentence in refused)


def test_other_texts_are_left_alone():
    for text in ("", "https://h.example/", "GET", "Hello world", "# GET https://h.example/"):
        assert not is_http_file(text)
    assert is_http_file("\n// Users\n@a = 1\nGET {{a}}/b")
    assert is_http_file("PURGE /a HTTP/1.1\nHost: h.example")


def test_a_file_without_requests_is_a_mistake():
    assert isinstance(parse_http_file("###\n# nothing"), ImportMistake)


def test_a_script_before_the_request_is_noted():
    made = parse_http_file("### A\n< {%\n  x();\n%}\nGET https://h.example/a")
    assert record_of(made)["root"]["entries"] == [
        {"name": "A", "method": "GET", "address": "https://h.example/a"}
    ]
    assert record_of(made)["left_out"] == ["A: the pre-request script."]


def test_a_folder_has_environments_beside_its_files():
    files = {
        "users.http": "GET {{base}}/users",
        "http-client.env.json": '{"dev": {"base": "https://h.example"}}',
        "http-client.private.env.json": '{"dev": {"key": "k-of-mine"}}',
    }
    assert is_http_folder(files)
    record = record_of(parse_http_folder(files))
    assert record["environments"] == {
        "dev": [["base", "https://h.example"]],
        "dev private": [["key", "k-of-mine", "secret"]],
    }
    assert record["root"]["entries"][0]["folder"] == "users"


@pytest.mark.parametrize(
    "text", ["GET a" + " " * 200_000 + "x", "GET h\n\n" + " " * 200_000 + "x", "{{$" * 60_000]
)
def test_what_was_made_to_take_long_is_read(text):
    assert parse_http_file(f"### A\nGET https://h.example/\n### B\n{text}") is not None


def test_what_this_program_exported_comes_back():
    exported = a_folder()
    made = parse_http_file(HTTP_COLLECTION.write(exported).text)
    assert isinstance(made, ImportedCollection)
    assert made.root is not None
    sent = [entry.request for entry in made.root.entries if isinstance(entry, NamedRequest)]
    folder, *others = exported.entries
    assert isinstance(folder, ExportedFolder)
    requests = [item for item in (*folder.entries, *others) if isinstance(item, ExportedRequest)]
    assert [(item.endpoint.method, item.endpoint.path) for item in sent] == [
        (item.method, item.url) for item in requests
    ]
    assert [type(item.body).__name__ for item in sent] == [
        "NoBody",
        "JsonBody",
        "FormBody",
        "MultipartBody",
        "TextBody",
        "FileBody",
        "NoBody",
    ]
