import pytest

from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import (
    FileBody,
    FormBody,
    GraphqlBody,
    Header,
    JsonBody,
    NoBody,
    Row,
)
from aiurdesk.importers.bru_text import record_of
from aiurdesk.importers.bruno_request import bruno_text, read_bruno_request
from aiurdesk.importers.collection_reading import CollectionReading
from aiurdesk.importers.json_document import JsonObject


def read(**request):
    reader = CollectionReading(bruno_text)
    item = JsonObject({"request": {"url": "https://h.example/", **request}})
    made = read_bruno_request(item, reader.reading("A"))
    return made.request, [entry.sentence for entry in reader.left_out.entries]


def test_variables_of_the_process_have_their_name_here():
    assert bruno_text("{{process.env.A}} {{ b }}") == "{{env:A}} {{ b }}"


@pytest.mark.parametrize(
    ("body", "made"),
    [
        ({"mode": "json", "json": "{}"}, JsonBody("{}")),
        ({"mode": "none"}, NoBody()),
        (
            {"mode": "formUrlEncoded", "formUrlEncoded": [{"name": "a", "value": "b"}]},
            FormBody((Row("a", "b"),)),
        ),
        ({"mode": "graphql", "graphql": {"query": "{a}"}}, GraphqlBody("{a}")),
        ({"mode": "file", "file": [{"filePath": "a.bin", "selected": True}]}, FileBody("a.bin")),
        ({"mode": "file", "file": []}, NoBody()),
    ],
    ids=range(6),
)
def test_a_body_is_the_one_of_its_mode(body, made):
    assert read(body=body)[0].body == made


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [
        ("res.status", "200", 1),
        ("res.status", "gt 200", 0),
        ("res.body.a", "contains x", 1),
        ("res.body.a", "isDefined", 1),
        ("res.body.a", "isNull", 0),
        ("res.body.a", "eq null", 0),
        ("res.body", "eq x", 0),
        ("res.headers.x", "eq x", 0),
    ],
)
def test_assertions_become_tests_or_are_noted(name, value, count):
    request, left_out = read(assertions=[{"name": name, "value": value}])
    assert len(request.tests) == count
    assert len(left_out) == 1 - count


def test_the_query_is_that_of_the_rows():
    rows = [{"name": "a", "value": "1", "type": "query"}]
    request, _ = read(url="https://h.example/p?a=1#f", params=rows)
    assert request.endpoint.path == "https://h.example/p?a=1#f"


@pytest.mark.parametrize(
    ("auth", "words"),
    [
        ({"mode": "digest", "digest": {"username": "ann", "password": "pw"}}, "scheme Digest"),
        (
            {"mode": "awsv4", "awsv4": {"accessKeyId": "AKID", "secretAccessKey": "s"}},
            "scheme AWS Signature 4",
        ),
        (
            {"mode": "oauth1", "oauth1": {"consumer_key": "ck", "consumer_secret": "s"}},
            "scheme OAuth 1.0a",
        ),
    ],
)
def test_digest_and_access_keys_become_credentials(auth, words):
    request, notes = read(auth=auth)
    assert request.credential == "A"
    assert words in notes[0]


def test_oauth_2_becomes_a_credential():
    said = {"grant_type": "client_credentials", "access_token_url": "https://id.example/t"}
    auth = {"mode": "oauth2", "oauth2": {**said, "client_id": "c", "client_secret": "hush"}}
    request, words = read(auth=auth)
    assert request.credential == "A"
    assert "of the scheme OAuth 2" in words[0]


def test_saved_responses_are_examples_with_what_was_sent_for_them():
    text = (
        "meta {\n  name: A\n}\nget {\n  url: https://h/a\n}\n"
        "example {\n  name: Good\n  description: All is well.\n\n"
        "  request: {\n    url: https://h/a?n=2\n    method: post\n"
        '    mode: json\n    body:json: {\n      {\n        "x": 1\n      }\n    }\n  }\n\n'
        "  response: {\n    headers: {\n      X-A: b\n    }\n\n    status: {\n      code: 200\n"
        "      text: OK\n    }\n\n    body: {\n      type: json\n      content: '''\n"
        "        {\n          \"id\": 5\n        }\n      '''\n    }\n  }\n}\n"
        "example {\n  name: Odd\n\n  response: {\n    status: {\n      code: Fine\n    }\n  }\n}\n"
    )
    record = record_of(text)
    assert not isinstance(record, Problem)
    reader = CollectionReading()
    made = read_bruno_request(JsonObject(record), reader.reading("A"))
    good, odd = made.examples
    assert (good.name, good.status, good.reason) == ("Good", 200, "OK")
    assert good.headers == (Header("X-A", "b"),)
    assert good.notes == "All is well."
    assert isinstance(good.body, str)
    assert good.body.replace(" ", "") == '{\n"id":5\n}'
    assert good.request is not None
    assert (good.request.url, good.request.sent_method) == ("https://h/a?n=2", "POST")
    assert isinstance(good.request.body, JsonBody)
    assert (odd.name, odd.status, odd.request) == ("Odd", 0, None)
    assert [entry.words for entry in reader.left_out.entries] == [
        "a part of the saved example Odd."
    ]
