import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.preparing.wire_body import BodyWay, WireBody, wire_body
from aiurdesk.core.problem import FieldPlace, Problem
from aiurdesk.core.request.request import (
    FileBody,
    FileContent,
    FileValue,
    FormBody,
    GraphqlBody,
    JsonBody,
    MultipartBody,
    NoBody,
    Row,
    TextBody,
)

PLAIN = Environment("Production", variables={"id": "7", "word": "a b"})


def written(body, **options):
    wire = wire_body(body, PLAIN, "b" * 16, **options)
    assert isinstance(wire, WireBody), wire
    return wire


def refused(body, **options):
    errors = wire_body(body, PLAIN, "b" * 16, **options)
    assert isinstance(errors, tuple), errors
    assert all(error.field.is_body for error in errors)
    return {error.field.parameter: error.sentence for error in errors}


def test_a_form_is_escaped_and_keeps_order_and_repeated_names():
    rows = (Row("a", "{{word}}+/="), Row("off", "1", is_sent=False), Row("b", ("1", "2")))
    wire = written(FormBody((*rows, Row("a", "é"))), added=(("AccessToken", "t"),))
    assert wire.content_type == "application/x-www-form-urlencoded"
    assert wire.content == (b"a=a%20b%2B%2F%3D&b=1&b=2&a=%C3%A9&AccessToken=t",)


def test_multipart_streams_files_from_disk():
    wire = written(MultipartBody((Row("a", "{{id}}"), Row("f", FileValue("/x/y.png", "y.png")))))
    assert wire.content_type == f"multipart/form-data; boundary={'b' * 16}"
    head, file, end = wire.content
    assert file == FileContent("/x/y.png")
    assert b'name="a"\r\n\r\n7\r\n' in head
    assert b'name="f"; filename="y.png"' in head
    assert end == b"\r\n--bbbbbbbbbbbbbbbb--\r\n"


@given(st.text().filter(lambda text: "{{" not in text))
def test_text_is_sent_as_it_is_in_utf_8(text):
    wire = written(TextBody(text, "text/csv"))
    assert wire.content_type == "text/csv"
    assert wire.content == (text.encode(),)


def test_json_is_sent_as_it_is_written_with_its_variables():
    wire = written(JsonBody('{ "id": {{id}},\n "x": {"y": {}}}'))
    assert wire.content_type == "application/json"
    assert wire.content == (b'{ "id": 7,\n "x": {"y": {}}}',)


def test_a_mistake_in_json_is_told_with_its_place_and_can_be_sent_anyway():
    body = JsonBody('{\n  "a": 1,\n}')
    assert "line 2, column 9" in refused(body)[""] or "line 3, column 1" in refused(body)[""]
    assert written(body, is_forced=True).content == (body.text.encode(),)


def test_the_place_of_a_mistake_is_that_in_the_text_with_variables():
    environment = Environment("Mine", variables={"x": "long" * 20, "members": '"a": 1'})
    refused = wire_body(JsonBody('{"a": "{{x}}" 7}'), environment, "b")
    assert isinstance(refused, tuple)
    assert "line 1, column 15" in refused[0].sentence
    # A variable may stand for more than a value.
    assert isinstance(wire_body(JsonBody("{ {{members}} }"), environment, "b"), WireBody)


def test_a_file_is_streamed_with_its_type():
    wire = written(FileBody("/x.bin", "image/png"))
    assert (wire.content_type, wire.content) == ("image/png", (FileContent("/x.bin"),))


def test_the_path_of_a_file_may_hold_variables():
    body = FileBody("/checks/{{file}}", "image/png")
    resolved = wire_body(body, Environment("", variables={"file": "a.png"}), "b")
    assert isinstance(resolved, WireBody)
    assert resolved.content == (FileContent("/checks/a.png"),)
    (error,) = refused(body).values()
    assert "file" in error


def test_a_document_of_graphql_is_json_or_stands_in_the_query():
    body = GraphqlBody('{ a(id: "{{id}}") }', '{"n": {{id}}}', "A")
    wire = written(body, is_forced=True)
    sent = {"query": '{ a(id: "7") }', "variables": {"n": 7}, "operationName": "A"}
    assert (wire.content_type, json.loads(wire.content[0])) == ("application/json", sent)
    accept = ("Accept", "application/graphql-response+json, application/json;q=0.9")
    assert wire.headers == (accept,)
    in_query = written(GraphqlBody("{ a }", "{}"), way=BodyWay.QUERY)
    assert (in_query.content, in_query.content_type, in_query.headers) == (
        *((), ""),
        # Servers of Apollo refuse a GET without it.
        (accept, ("Apollo-Require-Preflight", "true")),
    )
    assert in_query.query == (("query", "{ a }"), ("variables", "{}"))


def test_a_document_of_graphql_that_cannot_be_sent_is_refused():
    assert "{{nope}} has no value" in refused(GraphqlBody("{ a(x: {{nope}}) }"))[""]
    assert "several operations" in refused(GraphqlBody("query A { a } query B { b }"))[""]
    mutation = GraphqlBody("mutation { a }")
    assert refused(mutation, way=BodyWay.QUERY)[""].startswith("A mutation is not sent with GET")
    assert written(mutation, way=BodyWay.QUERY, is_forced=True).query == (
        ("query", mutation.query),
    )
    # What a variable holds is looked at when it is put in.
    environment = Environment("", variables={"v": "[1]"})
    late = wire_body(GraphqlBody("{ a }", "{{v}}"), environment, "b")
    assert isinstance(late, tuple)
    assert "Write a JSON object" in late[0].sentence


def test_no_body_is_nothing():
    assert written(NoBody()) == WireBody()


@pytest.mark.parametrize(
    ("body", "name", "words"),
    [
        (FormBody((Row("a", "{{nope}}"),)), "a", "{{nope}} has no value"),
        (FormBody((Row("", "x"),)), "", "Give the field a name"),
        (FormBody((Row("a", FileValue("/x", "x")),)), "a", "Choose Multipart"),
        (MultipartBody((Row("a", FileValue("", "")),)), "a", "Choose a file"),
        (MultipartBody((Row("a", FileValue("/x", "x", "no")),)), "a", "like image/png"),
        (TextBody("{{nope}}"), "", "{{nope}} has no value"),
        (TextBody("a", "no type"), "", "content type such as text/xml"),
        (TextBody("\ud83d"), "", "half of a character"),
        (FileBody(""), "", "Choose a file"),
        (FileBody("/x", "x\r\ny: z"), "", "content type such as"),
    ],
)
def test_what_cannot_be_sent_is_refused_with_a_reason(body, name, words):
    assert words in refused(body)[name]


def test_errors_are_about_the_body():
    assert wire_body(FileBody(""), PLAIN, "b") == (
        Problem(
            "Choose a file, such as picture.png. Its content is sent.", FieldPlace(is_body=True)
        ),
    )


def test_the_value_of_a_variable_stays_within_its_string():
    values = {"name": 'A "b"\n\\', "object": '{"x": "{{y}}"}', "y": "z"}
    quoted = Environment("any", variables=values)
    body = JsonBody('{"name": "Hi {{name}}", "o": {{object}}, "\\"": "{{y}}"}')
    wire = wire_body(body, quoted, "b" * 16)
    assert isinstance(wire, WireBody), wire
    (part,) = wire.content
    assert isinstance(part, bytes)
    assert json.loads(part) == {"name": 'Hi A "b"\n\\', "o": {"x": "z"}, '"': "z"}
    errors = wire_body(JsonBody('{"a": "{{one}}", "b": {{two}}}'), quoted, "b" * 16)
    assert isinstance(errors, tuple)
    assert "{{one}}, {{two}} have no value" in errors[0].sentence
