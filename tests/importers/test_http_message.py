import pytest

from aiurdesk.core.request.request import FileBody, GraphqlBody, MultipartBody, NoBody, TextBody
from aiurdesk.importers.collection_reading import CollectionReading
from aiurdesk.importers.http_file import HttpMessage, http_text, read_message

WITH_FRAGMENT = "fragment F on A { a }\n\n{ ...F }"


def read(*lines, name=""):
    reader = CollectionReading(http_text)
    made = read_message(HttpMessage(name, lines), reader.reading())
    return made, [entry.words for entry in reader.left_out.entries]


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
