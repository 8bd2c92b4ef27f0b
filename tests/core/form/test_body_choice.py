import pytest
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.form.body_choice import body_type, with_body_type
from aiurdesk.core.form.form_rules import form_endpoint
from aiurdesk.core.request.request import (
    FileBody,
    FormBody,
    GraphqlBody,
    JsonBody,
    MultipartBody,
    Request,
    TextBody,
)

TYPES = (
    "application/json",
    "application/xml",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "image/png",
)
ENDPOINT = Endpoint(
    "lamps.a.b",
    "lamps",
    "a",
    "b",
    "POST",
    "/a/{id}",
    parameters=(
        Parameter("id", ParameterKind.TEXT, Location.PATH),
        Parameter("body", ParameterKind.JSON, Location.JSON),
    ),
    body_types=TYPES,
)
REQUEST = Request(ENDPOINT, values=(("id", "7"), ("body", '{"a": 1}'), ("stray", "x")))


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (TYPES[0], None),
        (TYPES[1], TextBody('{"a": 1}', TYPES[1])),
        (TYPES[2], FormBody()),
        (TYPES[3], MultipartBody()),
        (TYPES[4], FileBody(content_type=TYPES[4])),
    ],
)
def test_each_content_type_has_its_kind_of_body(content_type, body):
    changed = with_body_type(REQUEST, content_type)
    assert changed.body == body
    assert body_type(changed) == content_type
    assert dict(changed.values)["id"] == "7"
    assert dict(changed.values)["stray"] == "x"


def test_the_text_goes_along_to_another_type_and_back():
    there = with_body_type(REQUEST, TYPES[1])
    assert "body" not in dict(there.values)
    back = with_body_type(there, TYPES[0])
    assert dict(back.values) == dict(REQUEST.values)
    assert dict(with_body_type(with_body_type(back, TYPES[3]), TYPES[0]).values) == {
        "id": "7",
        "stray": "x",
    }


def test_the_form_shows_no_body_where_the_request_brings_one():
    assert form_endpoint(REQUEST) is ENDPOINT
    endpoint = form_endpoint(with_body_type(REQUEST, TYPES[1]))
    assert [parameter.name for parameter in endpoint.parameters] == ["id"]
    built_in = Request(replace(ENDPOINT, body_types=()), body=JsonBody("{}"))
    assert form_endpoint(built_in) is built_in.endpoint


def test_a_body_of_another_type_is_of_none_of_them():
    assert body_type(replace(REQUEST, body=TextBody("x", "text/csv"))) == ""
    text_first = replace(ENDPOINT, body_types=("application/xml", "application/json"))
    assert body_type(Request(text_first, body=JsonBody("1"))) == "application/json"


def test_a_document_of_graphql_goes_along_as_the_json_that_is_sent():
    request = replace(REQUEST, body=GraphqlBody("{ a }"))
    assert with_body_type(request, "application/xml").body == TextBody(
        '{"query":"{ a }"}', "application/xml"
    )
