import pytest

from aiurdesk.core.request.request import FileBody, FormBody, GraphqlBody, JsonBody, Row
from aiurdesk.importers.collection_reading import CollectionReading
from aiurdesk.importers.insomnia import flat_values, insomnia_text, read_request
from aiurdesk.importers.json_document import JsonObject


def read(**item):
    reader = CollectionReading(insomnia_text)
    made = read_request(JsonObject({"url": "https://h.example/", **item}), reader.reading("A"))
    return made.request, reader


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("{{ _.a }} {{b}} {{ _['c d'] }}", "{{a}} {{b}} {{c d}}"),
        ("{% uuid 'v4' %}", "{{$uuid}}"),
        ("{% now 'iso-8601', '' %}", "{{$isoTimestamp}}"),
        ("{% now 'unix' %}", "{% now 'unix' %}"),
        ("{ a }", "{ a }"),
    ],
)
def test_templates_are_written_as_here(text, written):
    assert insomnia_text(text) == written


def test_values_within_objects_get_names_with_dots():
    holder = JsonObject({"a": {"b": True, "c": {"d": "x"}}, "e": ["f"], "g": {}})
    assert flat_values(holder) == {"a.b": "true", "a.c.d": "x", "e": '["f"]', "g": "{}"}
    assert holder.take_unread() == ()


@pytest.mark.parametrize(
    ("body", "made"),
    [
        ({"mimeType": "application/graphql", "text": "{}"}, JsonBody("{}")),
        (
            {"mimeType": "application/graphql", "text": '{"query": "{a}", "operationName": "A"}'},
            GraphqlBody("{a}", "", "A"),
        ),
        ({"mimeType": "application/octet-stream", "fileName": "a.bin"}, FileBody("a.bin")),
        (
            {"mimeType": "application/x-www-form-urlencoded", "params": [{"name": "a"}]},
            FormBody((Row("a", ""),)),
        ),
    ],
)
def test_a_body_is_that_of_its_type(body, made):
    assert read(body=body)[0].body == made


def test_a_key_in_the_query_becomes_part_of_the_address():
    auth = {"type": "apikey", "key": "k", "value": "{{ _.v }}", "addTo": "queryParams"}
    assert read(authentication=auth)[0].endpoint.path == "https://h.example/?k={{v}}"


def test_authentication_that_is_switched_off_is_left_out():
    auth = {"type": "basic", "username": "ann", "password": "pw-of-ann", "disabled": True}
    request, reader = read(authentication=auth)
    assert request.credential is None
    assert reader.offered == {}


def test_a_tag_that_does_not_end_stays():
    text = "{%" + "a" * 200_000 + " " * 200_000
    assert insomnia_text(text) == text


def test_digest_and_access_keys_are_offered():
    _, reader = read(authentication={"type": "digest", "username": "ann", "password": "pw"})
    assert [offered.scheme for offered in reader.offered.values()] == ["digest"]
    key = {"accessKeyId": "AKID", "secretAccessKey": "s", "sessionToken": "t", "region": "r-1"}
    _, reader = read(authentication={"type": "iam", **key, "service": ""})
    (offered,) = reader.offered.values()
    assert (offered.scheme, offered.values) == (
        "aws",
        (("access_key", "AKID"), ("region", "r-1")),
    )
    assert [secret.reveal() for _, secret in offered.secrets] == ["s", "t"]
