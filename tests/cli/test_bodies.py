"""The arguments that say what the body is; the whole command is tested in commands/test_send."""

import argparse
import io
import sys
from pathlib import Path

import pytest

from aiurdesk.cli.arguments import ArgumentItem, Mark, SecretSource, split_items
from aiurdesk.cli.bodies import (
    body_of,
    checked_headers,
    read_headers,
    reading,
    references,
    referring_header,
    type_headers,
    typed_body,
)
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.request.request import (
    FileBody,
    FileValue,
    Header,
    JsonBody,
    MultipartBody,
    Row,
    TextBody,
)
from aiurdesk.services.library import load_catalogue

URL = "https://host.example/users/:id"
CATALOGUE = load_catalogue()
WITH_JSON = next(
    e for e in CATALOGUE.endpoints if any(p.location.value == "json" for p in e.parameters)
)


def typed(*values, endpoint=None, **options):
    names = ("json", "body", "type", "graphql", "variables", "operation", "connection")
    arguments = argparse.Namespace(
        endpoint=URL if endpoint is None else endpoint.id,
        values=list(values),
        **dict.fromkeys(names) | options,
    )
    return typed_body(arguments, endpoint)


def body(*values, **options):
    return body_of(typed(*values, **options)[0], reading(SecretSource(takes_literals=True)))


def test_texts_alone_are_left_to_the_endpoint():
    assert body("id=1", "a=b") is None
    assert typed("id=1", "a=b")[1] == split_items(["id=1", "a=b"])


def test_json_members_keep_their_order_and_the_text_of_numbers():
    values = ("id=7", 'name=A "b" é', "count:=1.50", 'tags:=["a"]')
    assert body(*values) == JsonBody('{"name": "A \\"b\\" é", "count": 1.50, "tags": ["a"]}')
    assert typed(*values)[1] == (ArgumentItem("id", Mark.TEXT, "7"),)


def test_files_and_texts_become_multipart(tmp_path):
    file = tmp_path / "a.png"
    file.write_bytes(b"png")
    assert body("id=7", "note=x", f"picture@{file}") == MultipartBody(
        (Row("note", "x"), Row("picture", FileValue(str(file), "a.png", "image/png")))
    )


def test_a_whole_body_comes_from_a_file_or_from_standard_input(tmp_path, monkeypatch):
    file = tmp_path / "a.json"
    file.write_text("[1]")
    assert body(json=str(file)) == JsonBody("[1]")
    assert body(body=str(file)) == FileBody(str(file), "application/json")
    assert body(body=str(file), type="text/x") == FileBody(str(file), "text/x")

    def feed(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    feed(b"[2]")
    assert body(json="-") == JsonBody("[2]")
    feed("é".encode())
    assert body(body="-") == TextBody("é")
    feed(b"<a/>")
    assert body(body="-", type="text/xml") == TextBody("<a/>", "text/xml")
    feed(b"\xff\x00")
    kept = body(body="-")
    assert isinstance(kept, FileBody)
    assert Path(kept.path).read_bytes() == b"\xff\x00"


def test_the_type_of_json_is_a_header(tmp_path):
    given, _ = typed(json="x", type="application/vnd.api+json")
    assert type_headers(given) == (Header("Content-Type", "application/vnd.api+json"),)
    assert type_headers(typed(json="x")[0]) == ()


def test_an_endpoint_with_json_takes_members_and_one_without_refuses_them():
    given, pairs = typed("a:=1", "b=x", endpoint=WITH_JSON)
    assert [item.name for item in given.in_body] == ["a", "b"]
    assert pairs == ()
    plain = CATALOGUE.endpoint("gateway.home.index")
    with pytest.raises(ProblemError, match="takes no JSON body"):
        typed("a:=1", endpoint=plain)
    assert typed("File@x.png", endpoint=plain)[1] == (ArgumentItem("File", Mark.FILE, "x.png"),)


@pytest.mark.parametrize(
    ("values", "options", "words"),
    [
        ((), {"json": "a", "body": "b"}, "one body"),
        (("a:=1",), {"json": "a"}, "one body"),
        (("a@b", "c:=1"), {}, "JSON carries no files"),
        ((), {"type": "text/x"}, "--type is the type of --body"),
        ((), {"body": "b", "type": "no type"}, "content type such as"),
        (("token=-",), {"json": "-"}, "Standard input is the body"),
    ],
)
def test_arguments_that_contradict_each_other_are_refused(values, options, words):
    with pytest.raises(ProblemError, match=words):
        typed(*values, **options)


@pytest.mark.parametrize(
    ("values", "options", "words"),
    [
        (("a:=[",), {}, "a: Not valid JSON at line 1"),
        (("a@/nowhere",), {}, "there is no file /nowhere"),
        ((), {"json": "/nowhere"}, "there is no file /nowhere"),
        ((), {"body": "/nowhere"}, "there is no file /nowhere"),
        ((), {"json": sys.executable}, "is not text in UTF-8"),
    ],
)
def test_what_cannot_be_read_is_named(values, options, words):
    with pytest.raises(ProblemError, match=words):
        body(*values, **options)


def test_a_secret_is_not_an_argument_in_a_body_either():
    given, _ = typed("password=hush", "a:=1")
    with pytest.raises(ProblemError, match="password is a secret"):
        body_of(given, reading(SecretSource(takes_literals=False)))
    source = SecretSource(takes_literals=False, variables={"WORD": "hush"})
    given, _ = typed("password=env:WORD", "a:=1")
    assert body_of(given, reading(source)) == JsonBody('{"password": "hush", "a": 1}')
    assert body_of(given, references) == JsonBody('{"password": "{{env:WORD}}", "a": 1}')


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Accept", "Write headers as NAME:VALUE, not as 'Accept'"),
        (":x", "Write headers as NAME:VALUE"),
        ("a b:x", "'a b' is not a valid header name"),
        ("Content-Length:5", "Content-Length is written by the connection itself"),
    ],
)
def test_what_is_not_a_header_is_refused(text, words):
    with pytest.raises(ProblemError, match=words):
        checked_headers([text])


def test_the_secrets_of_headers_have_a_source():
    typed = checked_headers([
        "Accept-Language: de:en",
        "Authorization: Bearer env:TOKEN",
        "X-Api-Key:env:KEY",
        "Cookie:{{secret:Work}}",
        "X-Note: env:TOKEN",
    ])  # fmt: skip
    source = SecretSource(takes_literals=False, variables={"TOKEN": "abc", "KEY": "def"})
    assert read_headers(typed, source) == (
        Header("Accept-Language", "de:en"),
        Header("Authorization", "Bearer abc"),
        Header("X-Api-Key", "def"),
        Header("Cookie", "{{secret:Work}}"),
        Header("X-Note", "env:TOKEN"),
    )
    assert [referring_header(header) for header in typed] == [
        None,
        Header("Authorization", "Bearer {{env:TOKEN}}"),
        Header("X-Api-Key", "{{env:KEY}}"),
        None,
        None,
    ]


def test_a_secret_itself_is_an_argument_only_on_this_computer():
    typed = checked_headers(["Authorization:Bearer abc"])
    words = "Authorization is a secret.*Write Authorization:env:VARIABLE"
    with pytest.raises(ProblemError, match=words) as raised:
        read_headers(typed, SecretSource(takes_literals=False))
    assert "abc" not in str(raised.value)
    assert read_headers(typed, SecretSource(takes_literals=True)) == typed
