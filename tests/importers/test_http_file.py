"""Files of requests, by pairs of files: ``<case>.input`` and ``<case>.expected.json``."""

import pytest

from aiurdesk.core.exporters.http_file import HTTP_COLLECTION
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import FileBody, GraphqlBody, MultipartBody, NoBody, TextBody
from aiurdesk.importers.collection_reading import CollectionReading
from aiurdesk.importers.http_file import (
    HttpMessage,
    http_text,
    is_http_file,
    is_http_folder,
    parse_http_file,
    parse_http_folder,
    read_message,
)
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
    assert isinstance(parse_http_file("###\n# nothing"), Problem)


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


WITH_FRAGMENT = "fragment F on A { a }\n\n{ ...F }"


def read(*lines, name=""):
    reader = CollectionReading(http_text)
    made = read_message(HttpMessage(name, lines), reader.reading())
    return made, [entry.sentence for entry in reader.left_out.entries]


def test_variables_are_written_as_here():
    text = "{{$processEnv A}} {{$dotenv B}} {{$random.uuid}} {{$randomInt 1 9}} {{c}}"
    assert http_text(text) == "{{env:A}} {{env:B}} {{$uuid}} {{$randomInt}} {{c}}"


def test_the_host_header_completes_the_address():
    made, _ = read("GET /a HTTP/1.1", "Host: h.example")
    assert made.name == "a"
    assert made.request.endpoint.path == "http://h.example/a"
    assert made.request.headers == ()


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        ((), NoBody()),
        (("", "a", "b"), TextBody("a\nb")),
        (("", "< ./a.bin"), FileBody("./a.bin")),
        (("", "a", "", "> {%", "x", "%}"), TextBody("a")),
        (("", "a", "<> old.json"), TextBody("a")),
    ],
    ids=range(5),
)
def test_a_body_ends_before_what_handles_the_response(lines, body):
    assert read("POST https://h.example/", *lines)[0].request.body == body


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        ((), NoBody()),
        (("", "query {", "  a", "}", "", '{"n": 1}'), GraphqlBody("query {\n  a\n}", '{"n": 1}')),
        (("", "query {", "", "  a", "}"), GraphqlBody("query {\n\n  a\n}")),
        (
            ("", "fragment F on A { a }", "", "{ ...F }"),
            GraphqlBody("fragment F on A { a }\n\n{ ...F }"),
        ),
        (("", "{ a }", "", "{}", "", "> {%", "x", "%}"), GraphqlBody("{ a }", "{}")),
    ],
    ids=range(5),
)
@pytest.mark.parametrize("head", [("GRAPHQL",), ("POST", "X-Request-Type: GraphQL")])
def test_a_document_of_graphql_has_its_variables_behind_an_empty_line(head, lines, body):
    method, *headers = head
    made, _ = read(f"{method} https://h.example/", *headers, *lines)
    request = made.request
    assert (request.endpoint.method, request.headers, request.body) == ("POST", (), body)


def test_user_name_and_password_become_a_credential():
    made, _ = read("GET https://h.example/", "Authorization: Basic ann:pw-of-ann", name="A")
    assert made.request.credential == "A"
    assert made.request.headers == ()


def test_parts_without_a_boundary_are_none():
    head = ("POST https://h.example/", "Content-Type: multipart/form-data; boundary=x")
    assert read(*head, "", "nothing")[0].request.body == MultipartBody()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Digest ann pw-of-ann", "scheme Digest"),
        ("AWS AKID key-of-ann region:eu-west-1 service:s3", "scheme AWS Signature 4"),
        ("aws AKID key-of-ann token:of-ann", "scheme AWS Signature 4"),
    ],
)
def test_what_a_client_computes_becomes_a_credential(line, words):
    made, notes = read("GET https://h.example/", f"Authorization: {line}")
    assert made.request.headers == ()
    assert made.request.credential
    assert words in notes[0]


def test_words_of_an_access_key_are_told_apart():
    reader = CollectionReading(http_text)
    line = "Authorization: AWS AKID key token:t:1 region:eu-west-1 service:s3"
    read_message(HttpMessage("", ("GET https://h.example/", line)), reader.reading())
    (offered,) = reader.offered.values()
    assert dict(offered.values) == {"access_key": "AKID", "region": "eu-west-1", "service": "s3"}
    assert [secret.reveal() for _, secret in offered.secrets] == ["key", "t:1"]
