"""Reads bodies in every way but as an envelope, with what was sent for the places of errors."""

import json

import pytest
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Location, Parameter, ParameterKind
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.request.request import (
    GraphqlBody,
    Header,
    MultipartBody,
    PreparedRequest,
    Row,
)
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.core.verdict.envelope import parse_envelope
from aiurdesk.core.verdict.shapes.said import Sign
from aiurdesk.services.library import Library
from aiurdesk.services.sending.body_job import job_for, read_all, sent_with
from aiurdesk.services.sending.body_reading import RequestContext

URL = "https://api.example/orders/7?page=2&flag="
REQUEST = custom_request(URL)
HEADS = Library().dialects.heads
JSON = (Header("Content-Type", "application/json"),)


def prepared(body=b"", headers=JSON):
    pieces = (body,) if body else ()
    return PreparedRequest("POST", URL, headers, pieces)


def said(value, status=422, sent=b"", request=REQUEST, content_type="application/json"):
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    headers = (Header("Content-Type", content_type),)
    response = Response(
        status, "HTTP/2", headers, ResponseBody(data, None, len(data), len(data)), URL
    )
    context = RequestContext(request, None, prepared=prepared(sent))
    return read_all(job_for(context, response, parse_envelope(data, content_type), HEADS, ""))


def test_the_errors_of_a_body_have_the_places_where_the_values_were_sent():
    value = {"detail": [{"loc": ["body", "order", "email"], "msg": "Not an address."}]}
    (field,) = said(value, sent=b'{"email": "x"}').said.field_errors
    assert (field.path, field.text) == ("email", "Not an address.")


def test_a_sign_of_failure_in_a_success_is_read_with_its_fields():
    value = {"success": False, "message": "No.", "errors": {"email": ["Taken."]}}
    answer = said(value, 200, b'{"email": "x"}').said
    assert answer.sign is Sign.STRONG
    assert [(field.path, field.text) for field in answer.field_errors] == [("email", "Taken.")]


def test_xml_in_an_encoding_of_its_own_is_read():
    text = "<Error><Code>AccessDenied</Code><Message>没有权限</Message></Error>"
    data = f'<?xml version="1.0" encoding="GBK"?>{text}'.encode("gbk")
    read = said(data, 403, content_type="application/xml").said
    assert (read.message, read.code) == ("没有权限", "AccessDenied")


def test_a_page_has_its_sentence():
    page = b"<!DOCTYPE html><title>Error</title><pre>Cannot GET /orders</pre>"
    assert said(page, 404, content_type="text/html").said.message == "Cannot GET /orders"


def test_what_became_of_an_operation_is_read_by_graphql_beside_another_dialect():
    request = replace(REQUEST, body=GraphqlBody("{ a }"), dialect="slack")
    value = {"data": None, "errors": [{"message": "No such field."}]}
    response = Response(200, "HTTP/2", JSON, ResponseBody(json.dumps(value).encode()), URL)
    job = job_for(
        RequestContext(request, None), response, parse_envelope(response.body.data), HEADS, "slack"
    )
    read = read_all(job)
    assert read.choice.dialect == "slack"
    assert read.graphql is not None
    assert read.graphql.message == "No such field."


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b'{"a": [1]}', "application/json", {"a": [1]}),
        (b"a=1&b=&a=2", "application/x-www-form-urlencoded", {"a": "1", "b": ""}),
        (b"plain", "text/plain", None),
        (b"[" * 100_000, "application/json", None),
        (b'"' + b"x" * 70_000 + b'"', "application/json", None),
        (b"", "", None),
    ],
)
def test_the_body_that_was_sent_is_read_if_it_is_short(body, content_type, expected):
    headers = (Header("content-type", content_type), Header("Cookie", "sid=1; theme=dark"))
    sent = sent_with(REQUEST, prepared(body, headers))
    assert sent.body == expected
    assert (sent.query, sent.url_path) == (("page", "flag"), "/orders/7")
    assert sent.cookies == ("sid", "theme")
    assert sent.headers == ("content-type", "Cookie")


def test_parts_and_the_values_of_the_path_have_their_names():
    endpoint = replace(
        REQUEST.endpoint, parameters=(Parameter("id", ParameterKind.TEXT, Location.PATH),)
    )
    request = replace(REQUEST, target=endpoint, body=MultipartBody((Row("file", "x"),)))
    sent = sent_with(request, prepared(b"--x"))
    assert (sent.body, sent.path) == ({"file": "x"}, ("id",))
    assert sent_with(request, None).path == ()


@pytest.mark.parametrize(
    ("named", "path"),
    [("Items[0].Name", "items.0.name"), ("Order.Email", "email"), ("", ""), ("Other", "other")],
)
def test_what_a_dialect_reads_has_the_places_where_the_values_were_sent(named, path):
    value = {"title": "Not valid.", "status": 400, "errors": {named: ["Required."]}}
    sent = b'{"email": "x", "items": [{"name": ""}]}'
    read = said(value, 400, sent, content_type="application/problem+json").dialect
    assert read is not None
    assert [(error.name, error.text) for error in read.field_errors] == [(path, "Required.")]


def test_a_pointer_of_a_dialect_stays_where_it_points_to():
    error = {"source": {"pointer": "/data/attributes/email"}, "title": "Invalid"}
    sent = b'{"data": {"attributes": {"email": "x"}}}'
    read = said({"errors": [error]}, 422, sent, content_type="application/vnd.api+json").dialect
    assert read is not None
    assert [error.name for error in read.field_errors] == ["data.attributes.email"]
