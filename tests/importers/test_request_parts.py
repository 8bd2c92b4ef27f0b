import pytest

from aiurdesk.core.request.request import (
    FormBody,
    GraphqlBody,
    Header,
    JsonBody,
    MultipartBody,
    NoBody,
    OffRow,
    Row,
    TextBody,
)
from aiurdesk.importers.authentication import ImportedAuthentication
from aiurdesk.importers.collection_reading import CollectionReading
from aiurdesk.importers.json_document import JsonObject
from aiurdesk.importers.request_parts import (
    RequestParts,
    read_graphql,
    request_of,
    text_body,
    with_pair,
    with_query,
    without_own_type,
    without_query,
)
from tests.core.preparing.test_computed_authorization import COMPUTED


def test_rows_of_the_query_are_written_into_the_address():
    rows = [Row("a", "1&2"), Row("b", "x", is_sent=False), Row("c d", "{{v}}")]
    address, off = with_query("https://h.example/p?z=0#f", rows)
    assert address == "https://h.example/p?z=0&a=1%262&c%20d={{v}}#f"
    assert off == (OffRow(1, "b", "x"),)
    assert without_query(address) == "https://h.example/p#f"


@pytest.mark.parametrize(
    ("address", "written"), [("h", "h?a=1"), ("h?", "h?a=1"), ("h?b", "h?b&a=1")]
)
def test_a_pair_is_added_to_the_query(address, written):
    assert with_pair(address, "a=1") == written


def test_headers_that_cannot_be_sent_are_noted():
    reader = CollectionReading()
    headers = (Row("Content-Length", "1"), Row("a b", "1"), Row("", "x"), Row("A", "1"))
    request_parts = RequestParts(method="", address="https://h.example/", headers=headers)
    request = request_of(request_parts, reader.reading("R")).request
    assert request.headers == (Header("A", "1"),)
    assert request.endpoint.method == "GET"
    assert [entry.words for entry in reader.left_out.entries] == [
        "the header Content-Length, which the connection writes itself.",
        "the header 'a b', which has no valid name.",
        "a header without a name.",
    ]


def test_values_of_the_path_are_those_that_are_sent():
    rows = (Row("id", "7"), Row("key", "8", is_sent=False))
    request_parts = RequestParts(method="GET", address="h/:id", values=rows)
    request = request_of(request_parts, CollectionReading().reading("R")).request
    assert request.values == (("id", "7"),)


def test_authentication_replaces_a_header():
    reader = CollectionReading()
    auth = ImportedAuthentication("", Header("Authorization", "Bearer {{t}}"))
    headers = (Row("authorization", "x"),)
    request_parts = RequestParts(method="GET", address="h", headers=headers, authentication=auth)
    request = request_of(request_parts, reader.reading("R")).request
    assert request.headers == (Header("Authorization", "Bearer {{t}}"),)
    assert "which the authentication replaces" in reader.left_out.entries[0].words


@pytest.mark.parametrize(("value", "scheme", "fields"), COMPUTED[:3])
def test_a_computed_header_becomes_the_name_of_a_credential(value, scheme, fields):
    reader = CollectionReading()
    date = Row("X-Amz-Date", "20150830T123600Z")
    headers = (Row("authorization", value), Row("A", "b"), *([date] if scheme == "aws" else []))
    request_parts = RequestParts(method="GET", address="h", headers=headers)
    request = request_of(request_parts, reader.reading("R")).request
    assert (request.credential, request.headers) == ("R", (Header("A", "b"),))
    (entry,) = reader.left_out.entries
    assert entry.missing is not None
    shown = dict(entry.missing.values)
    assert (entry.missing.scheme, {n: v for n, v in shown.items() if v != "-"}) == (scheme, fields)
    assert "-" in shown.values()
    assert reader.offered == {}


def test_a_computed_header_beside_a_credential_is_left_out():
    reader = CollectionReading()
    request_parts = RequestParts(
        method="GET",
        address="h",
        headers=(Row("Authorization", COMPUTED[0][0]),),
        authentication=ImportedAuthentication("Lab"),
    )
    request = request_of(request_parts, reader.reading("R")).request
    assert (request.credential, request.headers) == ("Lab", ())
    assert [entry.kind.value for entry in reader.left_out.entries] == ["header"]


@pytest.mark.parametrize("value", ["Bearer {{t}}", "Token x", "OAuth abc", "Digest x"])
def test_a_header_that_was_not_computed_stays(value):
    reader = CollectionReading()
    request_parts = RequestParts(method="GET", address="h", headers=(Row("Authorization", value),))
    request = request_of(request_parts, reader.reading("R")).request
    assert (request.credential, request.headers) == (None, (Header("Authorization", value),))
    assert reader.left_out.entries == ()


def test_a_body_has_the_type_that_is_said():
    assert text_body(" ", "application/json") == NoBody()
    assert text_body("1", "application/json; charset=utf-8") == JsonBody("1")
    assert text_body("a", "text/csv") == TextBody("a", "text/csv")


def test_a_document_of_graphql_has_its_variables_apart():
    reading = CollectionReading().reading("R")
    assert read_graphql(JsonObject({"query": "", "variables": " "}), reading) == NoBody()
    document = JsonObject({"query": "{a}", "variables": {"b": True}, "operationName": "A"})
    assert read_graphql(document, reading) == GraphqlBody("{a}", '{"b": true}', "A")


def test_json_to_an_address_of_graphql_is_a_document():
    body = JsonBody('{"query": "subscription {a}"}')
    request_parts = RequestParts(method="POST", address="https://h.example/graphql", body=body)
    request = request_of(request_parts, CollectionReading().reading("R")).request
    assert request.body == GraphqlBody("subscription {a}")
    assert request.endpoint.is_websocket


def test_a_type_that_is_sent_anyway_is_not_a_header():
    multipart = (Header("Content-Type", "multipart/form-data"),)
    assert without_own_type(multipart, MultipartBody()) == ()
    form = (Header("content-type", "application/x-www-form-urlencoded"),)
    assert without_own_type(form, FormBody()) == ()
    assert without_own_type(form, MultipartBody()) == form
