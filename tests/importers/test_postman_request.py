import pytest

from aiurdesk.core.request.request import (
    FileBody,
    FileValue,
    FormBody,
    GraphqlBody,
    Header,
    JsonBody,
    MultipartBody,
    NoBody,
    Row,
    TextBody,
)
from aiurdesk.importers.collection_reading import CollectionReading
from aiurdesk.importers.json_document import JsonObject
from aiurdesk.importers.postman_request import read_body
from aiurdesk.importers.request_parts import without_own_type

JSON_HEADER = Header("Content-Type", "application/json")


def read(body, method="POST", headers=(), *, is_kept=False):
    reader = CollectionReading()
    request = JsonObject({"body": body})
    reading = reader.reading("A")
    read_as = read_body(request, method, headers, reading, is_kept=is_kept)
    reading.note_unread(request)
    return read_as, [entry.words for entry in reader.left_out.entries]


@pytest.mark.parametrize(
    "body",
    [
        None,
        {"mode": "formdata", "formdata": []},
        {"mode": "urlencoded", "urlencoded": []},
        {"mode": "raw", "raw": "", "options": {"raw": {"language": "json"}}},
        {"mode": "raw", "raw": " \n"},
        {"mode": "raw"},
        {"mode": "file", "file": {"src": None}},
        {"mode": "file", "file": {}},
        {"mode": "graphql", "graphql": {"query": "", "variables": ""}},
        {"mode": "raw", "raw": "", "disabled": True},
    ],
)
def test_an_empty_body_is_left_out(body):
    for method in ("GET", "POST"):
        assert read(body, method, (JSON_HEADER,)) == (NoBody(), []), method


@pytest.mark.parametrize(
    ("body", "headers", "read_as"),
    [
        ({"mode": "raw", "raw": "x"}, (), TextBody("x", "text/plain")),
        ({"mode": "raw", "raw": "{}"}, (JSON_HEADER,), JsonBody("{}")),
        (
            {"mode": "raw", "raw": "{}", "options": {"raw": {"language": "json"}}},
            (),
            JsonBody("{}"),
        ),
        (
            {"mode": "raw", "raw": "<a/>", "options": {"raw": {"language": "json"}}},
            (Header("content-type", "text/xml"),),
            TextBody("<a/>", "text/xml"),
        ),
        (
            {"mode": "urlencoded", "urlencoded": [{"key": "a", "value": "{{$guid}}"}]},
            (),
            FormBody((Row("a", "{{$uuid}}"),)),
        ),
        ({"mode": "file", "file": {"src": "./a.bin"}}, (), FileBody("./a.bin")),
        ({"mode": "file", "file": "./a.bin"}, (), FileBody("./a.bin")),
        (
            {"mode": "file", "file": {"content": "x"}},
            (JSON_HEADER,),
            TextBody("x", "application/json"),
        ),
        (
            {"mode": "graphql", "graphql": {"query": "{ a }", "variables": {"n": 1.0}}},
            (),
            GraphqlBody("{ a }", '{"n": 1.0}'),
        ),
        (
            {"mode": "graphql", "graphql": {"query": '"', "operationName": "A"}},
            (),
            GraphqlBody('"', "", "A"),
        ),
    ],
)
def test_a_body_is_read_as_what_postman_sends(body, headers, read_as):
    assert read(body, headers=headers) == (read_as, [])


def test_rows_of_a_form_may_be_files_lists_and_switched_off():
    rows = [
        {"key": "f", "type": "file", "src": ["/a/b.png", "c"], "contentType": "image/png"},
        {"key": "g", "type": "file", "src": "d", "fileName": "e.txt", "disabled": True},
        {"key": "h", "type": "file", "src": None},
        {"key": "i", "type": "text", "value": ["1", "2"]},
        {"key": "j", "value": 5, "uuid": "k"},
    ]
    body, left_out = read({"mode": "formdata", "formdata": rows})
    assert body == MultipartBody((
        Row("f", FileValue("/a/b.png", "b.png", "image/png")),
        Row("f", FileValue("c", "c", "image/png")),
        Row("g", FileValue("d", "e.txt"), is_sent=False),
        Row("h", FileValue("", ""), is_sent=False),
        Row("i", ("1", "2")),
        Row("j", "5"),
    ))  # fmt: skip
    assert left_out == [
        "the file of h, which nobody has chosen.",
        '"body/formdata/4/uuid", which has no counterpart here.',
    ]


def test_a_form_whose_rows_are_all_switched_off_is_not_a_body():
    rows = [{"key": "a", "value": "b", "disabled": True}]
    assert read({"mode": "formdata", "formdata": rows}) == (
        NoBody(),
        ["the form, whose rows are all switched off."],
    )


@pytest.mark.parametrize("method", ["GET", "HEAD", "COPY", "PURGE", "UNLOCK"])
def test_methods_that_postman_sends_without_a_body_have_none(method):
    body = {"mode": "raw", "raw": "x"}
    assert read(body, method) == (
        NoBody(),
        [f"the body, which Postman does not send with {method}."],
    )
    assert read(body, method, is_kept=True) == (TextBody("x", "text/plain"), [])


def test_what_is_not_sent_is_listed():
    raw = {"mode": "raw", "raw": "x"}
    assert read({**raw, "disabled": True})[1] == ["the body, which is switched off."]
    assert read({"mode": "odd", "odd": 1})[1] == ["the body of the kind odd."]
    assert read({**raw, "urlencoded": [{"key": "a"}]})[1] == [
        '"body/urlencoded", which has no counterpart here.'
    ]


@pytest.mark.parametrize(
    ("body", "own", "other"),
    [
        (JsonBody("{}"), "application/json", "application/vnd.a+json"),
        (TextBody("x", "text/xml"), "text/xml", "text/plain"),
        (MultipartBody(), "multipart/form-data", "multipart/form-data; boundary=x"),
    ],
)
def test_a_type_that_the_body_has_is_not_a_header(body, own, other):
    accept, kept = Header("Accept", "*/*"), Header("Content-Type", other)
    assert without_own_type((accept, Header("content-type", own)), body) == (accept,)
    assert without_own_type((accept, kept), body) == (accept, kept)
    assert without_own_type((kept,), NoBody()) == (kept,)
