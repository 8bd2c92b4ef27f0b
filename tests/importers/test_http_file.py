"""Files of requests, by pairs of files: ``<case>.input`` and ``<case>.expected.json``."""

import pytest

from aiurdesk.core.exporters.http_file import HTTP_COLLECTION
from aiurdesk.importers.http_file import (
    is_http_file,
    is_http_folder,
    parse_http_file,
    parse_http_folder,
)
from aiurdesk.importers.imported import ImportMistake
from tests.core.exporters.collections import a_folder
from tests.imported_records import body_kinds, cases, expected, given, record_of


@pytest.mark.parametrize("case", cases("http_file"))
def test_a_file_becomes_requests(case):
    text = given("http_file", case)
    assert is_http_file(text)
    assert record_of(parse_http_file(text)) == expected("http_file", case)


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
    assert body_kinds(parse_http_file(HTTP_COLLECTION.write(exported).text), exported) == [
        "NoBody",
        "JsonBody",
        "FormBody",
        "MultipartBody",
        "TextBody",
        "FileBody",
        "NoBody",
    ]
