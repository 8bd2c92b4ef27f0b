"""Collections of Postman, by pairs of files: ``<case>.input`` and ``<case>.expected.json``."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given

from aiurdesk.core.auth.next_steps import add_command
from aiurdesk.core.exporters.exported import ExportedFolder, exported_item
from aiurdesk.core.exporters.postman import write_postman
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import Header, NoBody, OffRow, Request, TextBody
from aiurdesk.importers.authentication import ImportedAuthentication
from aiurdesk.importers.collection_reading import CollectionReading
from aiurdesk.importers.imported import (
    ImportedCollection,
    ImportedFolder,
    ImportedRequest,
)
from aiurdesk.importers.json_document import JsonObject, read_object
from aiurdesk.importers.left_out import LeftOut, LeftOutKind
from aiurdesk.importers.postman import (
    is_postman,
    parse_postman,
    read_authentication,
    read_examples,
)
from tests.corpora import corpus
from tests.postman_documents import lost, postman_collections
from tests.promised import promised

FOLDER = Path(__file__).parents[1] / "data" / "importers" / "postman"
CASES = sorted(path.stem for path in FOLDER.glob("*.input"))
SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def record_of(entry: Any) -> dict[str, Any]:
    if not isinstance(entry, ImportedRequest):
        return {
            "folder": entry.name,
            "credential": entry.credential,
            "entries": [record_of(inner) for inner in entry.entries],
        }
    request = entry.request
    members = {
        "name": entry.name,
        "method": request.endpoint.method,
        "address": request.endpoint.path,
        "values": request.values,
        "values_off": request.values_off,
        "headers": request.headers,
        "headers_off": request.headers_off,
        "body": request.body,
        "credential": request.credential,
        "notes": request.notes,
    }
    record: dict[str, Any] = json.loads(msgspec.json.encode(members))
    return record


@pytest.mark.parametrize("case", CASES)
def test_a_collection_becomes_requests_in_folders(case):
    imported = parse_postman((FOLDER / f"{case}.input").read_text(encoding="utf-8"))
    assert isinstance(imported, ImportedCollection)
    assert json.loads((FOLDER / f"{case}.expected.json").read_text(encoding="utf-8")) == {
        "root": record_of(imported.root),
        "variables": [[variable.name, variable.value] for variable in imported.variables],
        "left_out": [entry.sentence for entry in imported.left_out],
    }


def test_other_texts_are_left_alone():
    assert is_postman((FOLDER / "shop.input").read_text(encoding="utf-8"))
    for text in ("", "[]", '{"info": {}}', "curl https://example.com/"):
        assert not is_postman(text)


@pytest.mark.parametrize("text", ["{", "[]", '{"item": 1}', "{" * 100_000])
def test_what_is_not_a_collection_is_a_mistake(text):
    mistake = parse_postman(text)
    assert isinstance(mistake, Problem)
    assert mistake.sentence.startswith("The Postman collection ")


def test_folders_that_lie_too_deep_are_left_out():
    inner: list[Any] = []
    for number in range(40):
        inner = [{"name": f"f{number}", "item": inner}]
    imported = parse_postman(json.dumps({"info": {}, "item": inner}))
    assert isinstance(imported, ImportedCollection)
    (left_out,) = imported.left_out
    assert left_out.title == "/".join(f"f{number}" for number in range(39, 8, -1))
    assert left_out.words == "the folder lies too deep."


@given(postman_collections())
def test_all_of_a_collection_is_taken_over_or_listed(document):
    imported = parse_postman(json.dumps(document))
    # Where the list of requests was replaced by something else.
    if isinstance(document.get("item"), list):
        assert isinstance(imported, ImportedCollection)
        assert lost(document, imported) == []
    else:
        assert imported == Problem("The Postman collection has no list of requests.")


@pytest.mark.skipif(not corpus("postman"), reason="has no collections of others")
def test_all_of_a_real_collection_is_taken_over_or_listed():
    losses, count = {}, 0
    for file in corpus("postman"):
        text = file.read_text(encoding="utf-8-sig")
        imported = parse_postman(text) if is_postman(text) else None
        if isinstance(imported, ImportedCollection):
            count += 1
            losses[file.name] = lost(json.loads(text), imported)
    assert {name: pointers for name, pointers in losses.items() if pointers} == {}
    assert count > 0


def imported_request(request: Any, **item: Any) -> tuple[Request, tuple[LeftOut, ...]]:
    """Return a request of Postman as it is imported, and what is left out."""
    document = {"info": {"schema": SCHEMA}, "item": [{"name": "A", "request": request, **item}]}
    imported = parse_postman(json.dumps(document))
    assert isinstance(imported, ImportedCollection)
    assert imported.root is not None
    (entry,) = imported.root.entries
    assert isinstance(entry, ImportedRequest)
    return entry.request, imported.left_out


def test_headers_may_be_one_text():
    request, left_out = imported_request({"url": "h", "header": "A: b\n//X: y\nC: {{$guid}}:e\n"})
    assert request.headers == (Header("A", "b"), Header("C", "{{$uuid}}:e"))
    assert request.headers_off == (OffRow(1, "X", "y"),)
    assert left_out == ()


@pytest.mark.parametrize("exec_", ["pm.test()", ["", "pm.test()"]])
def test_a_script_is_listed_however_it_is_written(exec_):
    _, left_out = imported_request({}, event=[{"listen": "test", "script": {"exec": exec_}}])
    assert [(e.sentence, e.source) for e in left_out] == [
        ("A: the test script.", "/item/0/event/0")
    ]


def test_empty_scripts_and_identities_are_not_listed():
    event = {"listen": "test", "script": {"exec": [""], "id": "5", "type": "text/javascript"}}
    _, left_out = imported_request({}, event=[event], _postman_id="7", response=[])
    assert left_out == ()


def test_settings_of_sending_are_listed_one_by_one():
    behaviour = {"followRedirects": False, "maxRedirects": 0, "disableBodyPruning": True}
    _, left_out = imported_request({}, protocolProfileBehavior=behaviour)
    assert [entry.source for entry in left_out] == [
        "/item/0/protocolProfileBehavior/followRedirects",
        "/item/0/protocolProfileBehavior/maxRedirects",
    ]


def test_descriptions_of_rows_stand_in_the_notes():
    request, left_out = imported_request({
        "description": "Gets it.",
        "header": [{"key": "A", "value": "b", "description": {"content": "Of a."}}],
        "url": {
            "raw": "h/:id",
            "host": "h",
            "path": [":id"],
            "query": [{"key": "q", "value": "1", "description": "One\ntwo."}],
            "variable": [{"key": "id", "value": "7", "description": "Which."}],
        },
    })  # fmt: skip
    assert left_out == ()
    assert request.notes == (
        "Gets it.\n\n**Query**\n\n- `q`: One\n  two.\n\n**Path**\n\n- `id`: Which.\n\n"
        "**Headers**\n\n- `A`: Of a."
    )


def test_a_folder_decides_whether_its_requests_keep_bodies():
    item = {"name": "A", "request": {"url": "h", "body": {"mode": "raw", "raw": "x"}}}
    folder = {"name": "F", "item": [item], "protocolProfileBehavior": {"disableBodyPruning": True}}
    imported = parse_postman(json.dumps({"info": {"schema": SCHEMA}, "item": [folder, item]}))
    assert isinstance(imported, ImportedCollection)
    assert imported.root is not None
    within, outside = imported.root.entries
    assert isinstance(within, ImportedFolder)
    (inner,) = within.entries
    assert isinstance(inner, ImportedRequest)
    assert inner.request.body == TextBody("x", "text/plain")
    assert isinstance(outside, ImportedRequest)
    assert outside.request.body == NoBody()
    assert imported.left_out == (
        LeftOut(
            "the body, which Postman does not send with GET.",
            "A",
            "/item/1/request/body",
            LeftOutKind.BODY,
        ),
    )


def test_the_authentication_replaces_a_header_and_says_so():
    request, left_out = imported_request({
        "url": "h",
        "header": [{"key": "authorization", "value": "old"}],
        "auth": {"type": "bearer", "bearer": {"token": "{{t}}"}},
    })  # fmt: skip
    assert request.headers == (Header("Authorization", "Bearer {{t}}"),)
    assert [entry.words for entry in left_out] == [
        "the header Authorization, which the authentication replaces."
    ]


@pytest.mark.parametrize(
    "text",
    [
        '{"info": {"schema": "https://schema.getpostman.com/json/collection/v3.0.0/"}, "item": []}',
        '{"requests": [], "order": []}',
    ],
)
def test_another_version_is_to_be_exported_in_another_way(text):
    assert is_postman(text)
    mistake = parse_postman(text)
    assert isinstance(mistake, Problem)
    assert "Import it into Postman, and export it from there as 2.1." in mistake.sentence


def test_a_member_that_stands_twice_is_listed():
    text = '{"info": {"schema": "SCHEMA"}, "item": [], "auth": null, "auth": null}'
    imported = parse_postman(text.replace("SCHEMA", SCHEMA))
    assert isinstance(imported, ImportedCollection)
    assert [entry.words for entry in imported.left_out] == [
        'an earlier "auth" of an object that has it twice.'
    ]


def test_what_comes_from_postman_goes_back_the_same():
    files = [file for file in corpus("postman") if is_postman(file.read_text(encoding="utf-8"))]
    texts = [file.read_text(encoding="utf-8") for file in files]
    # Where the files of others are not here, one of our own is.
    shop = Path(__file__).parents[1] / "data" / "importers" / "postman" / "shop.input"
    for text in texts or [shop.read_text(encoding="utf-8")]:
        first = parse_postman(text)
        if not isinstance(first, ImportedCollection) or first.root is None:
            continue
        again = parse_postman(write_postman(_exported(first.root)).text)
        assert isinstance(again, ImportedCollection)
        assert again.root is not None
        assert list(_sent(again.root)) == list(_sent(first.root))


def _exported(folder: ImportedFolder) -> ExportedFolder:
    entries = (
        _exported(entry)
        if isinstance(entry, ImportedFolder)
        else exported_item(entry.name, entry.request, "")
        for entry in folder.entries
    )
    return ExportedFolder(folder.name, tuple(entries))


def _sent(folder: ImportedFolder) -> Iterator[tuple[object, ...]]:
    for title, one in _exported(folder).requests():
        sent = one.sent
        yield title, sent.method, sent.url, sent.headers, sent.body


def authentication_in(auth):
    """Return what a request of Postman has, with what was read of it."""
    reader, holder = CollectionReading(), JsonObject({"auth": auth})
    reading = reader.reading("Shop")
    made = read_authentication(holder, reading, is_shared=False)
    reading.note_unread(holder)
    return made, reader


def pairs(**values):
    return [{"key": key, "value": value, "type": "string"} for key, value in values.items()]


@pytest.mark.parametrize("values", [pairs(token="abc"), {"token": "abc"}])
def test_a_secret_becomes_the_name_of_a_credential(values):
    made, reader = authentication_in({"type": "bearer", "bearer": values})
    assert made == ImportedAuthentication("Shop")
    assert [offered.scheme for offered in reader.offered.values()] == ["bearer"]
    assert [entry.source for entry in reader.left_out.entries] == ["/auth/bearer"]


def test_a_kind_that_is_not_here_is_listed():
    auth = {"type": "ntlm", "ntlm": pairs(username="ann", password="x")}
    made, reader = authentication_in(auth)
    assert made == ImportedAuthentication()
    words = "the authentication ntlm. Choose a credential in the Auth tab."
    assert [(e.sentence, e.source) for e in reader.left_out.entries] == [
        (f"Shop: {words}", "/auth")
    ]


def test_oauth_2_becomes_a_credential_with_all_its_fields():
    addresses = {"authUrl": "https://id.example/a", "accessTokenUrl": "https://id.example/t"}
    values = pairs(clientId="c", clientSecret="hush", scope="read", **addresses)
    authentication, reader = authentication_in({"type": "oauth2", "oauth2": values})
    assert authentication == ImportedAuthentication("Shop")
    (offered,) = reader.offered.values()
    assert dict(offered.values)["token_address"] == "https://id.example/t"
    assert [name for name, _ in offered.secrets] == ["client_secret"]
    assert "of the scheme OAuth 2" in reader.left_out.entries[0].sentence
    command = add_command(reader.left_out.entries[0].missing)
    assert "Shop grant=code server=addresses" in command


@pytest.mark.parametrize(
    ("changed", "is_offered"),
    [
        ({}, 1),
        ({"clientId": ""}, 0),
        ({"accessTokenUrl": "{{id}}/t"}, 0),
        ({"grant_type": "password_credentials"}, 0),
    ],
)
def test_only_a_complete_oauth_2_is_offered(changed, is_offered):
    said = {"grant_type": "client_credentials", "accessTokenUrl": "https://id.example/t"}
    values = pairs(**{**said, "clientId": "c", "clientSecret": "hush", **changed})
    _, reader = authentication_in({"type": "oauth2", "oauth2": values})
    assert (len(reader.offered), len(reader.left_out.entries)) == (is_offered, 1)


def test_what_stands_beside_the_chosen_kind_is_listed():
    _, reader = authentication_in({"type": "noauth", "basic": pairs(username="ann")})
    assert [entry.source for entry in reader.left_out.entries] == ["/auth/basic"]


def test_digest_is_carried_over_without_what_the_server_says():
    values = pairs(username="ann", password="pw", realm="r", nonce="n", algorithm="MD5")
    authentication, reader = authentication_in({"type": "digest", "digest": values})
    assert authentication == ImportedAuthentication("Shop")
    assert [entry.sentence.count("scheme Digest") for entry in reader.left_out.entries] == [1]
    assert [(o.scheme, o.values) for o in reader.offered.values()] == [
        ("digest", (("user", "ann"),))
    ]


def test_an_access_key_is_carried_over():
    values = pairs(accessKey="AKID", secretKey="s", region="eu-west-1", service="execute-api")
    values.append({"key": "addAuthDataToQuery", "value": True, "type": "boolean"})
    _, reader = authentication_in({"type": "awsv4", "awsv4": values})
    (offered,) = reader.offered.values()
    assert (offered.scheme, dict(offered.values)["service"]) == ("aws", "execute-api")
    assert reader.left_out.entries[0].words == "the signature in the query; it is sent in headers."


def examples_in(*examples):
    reader, item = CollectionReading(), JsonObject({"response": list(examples)})
    read = tuple(read_examples(item, reader.reading("A")))
    assert item.take_unread() == ()
    return read, [(entry.words, entry.source) for entry in reader.left_out.entries]


def test_saved_responses_are_examples_with_what_was_sent_for_them():
    sent = {"method": "POST", "url": "https://h.example/a?n=2", "body": {"mode": "raw", "raw": "x"}}
    (good, bad, bare), left_out = examples_in(
        {
            "name": "Good",
            "originalRequest": sent,
            "code": 200,
            "status": "OK",
            "body": "{}",
            "header": [{"key": "A", "value": "b"}],
        },
        {"name": "Bad", "code": 77, "body": None, "header": "X: 1\nY: 2", "cookie": [{"a": 1}]},
        {"body": "```", "id": "x"},
    )
    assert left_out == [("a part of the saved example Bad.", "/response/1")]
    assert (good.name, good.status, good.reason, good.body) == ("Good", 200, "OK", "{}")
    assert good.headers == (Header("A", "b"),)
    assert good.request is not None
    assert (good.request.url, good.request.sent_method) == ("https://h.example/a?n=2", "POST")
    assert good.request.body == TextBody("x", "text/plain")
    assert (bad.status, bad.body, bad.request) == (0, "", None)
    assert bad.headers == (Header("X", "1"), Header("Y", "2"))
    assert (bare.name, bare.body) == ("Example", "```")


def test_what_is_said_of_an_example_is_its_notes():
    text = """{
        "request": {"url": "https://h/", "description": "Lists."},
        "response": [
            {"name": "A", "originalRequest": {"url": "https://h/", "description": "Lists."}},
            {"name": "B", "originalRequest":
                {"url": "https://h/", "description": {"content": "Lists none."}}}
        ]
    }"""
    reader, item = CollectionReading(), promised(read_object(text, "{error}"))
    read = read_examples(item, reader.reading("R"))
    assert [example.notes for example in read] == ["", "Lists none."]
    assert reader.left_out.entries == ()


def test_without_examples_there_is_nothing():
    assert examples_in() == ((), [])


def test_the_form_that_the_interface_of_postman_returns_is_read():
    request = {"name": "A", "request": {"url": "https://h.example/a"}}
    plain = {"info": {"name": "Shop", "schema": SCHEMA}, "item": [request]}
    wrapped = json.dumps({"collection": plain})
    assert is_postman(wrapped)
    assert parse_postman(wrapped) == parse_postman(json.dumps(plain))


def test_bearer_of_a_collection_with_a_variable_is_a_header_of_its_requests():
    token = {"type": "bearer", "bearer": [{"key": "token", "value": "{{tok}}", "type": "string"}]}
    items = [
        {"name": "A", "request": {"url": "https://h.example/a"}},
        {"name": "B", "request": {"url": "https://h.example/b", "auth": {"type": "noauth"}}},
        {"name": "F", "item": [{"name": "C", "request": {"url": "https://h.example/c"}}]},
    ]
    imported = parse_postman(json.dumps({"info": {"name": "Shop"}, "item": items, "auth": token}))
    assert isinstance(imported, ImportedCollection)
    assert imported.root is not None
    first, second, folder = imported.root.entries
    assert isinstance(folder, ImportedFolder)
    bearer = (Header("Authorization", "Bearer {{tok}}"),)
    entries = (first, second, *folder.entries)
    requests = [entry.request for entry in entries if isinstance(entry, ImportedRequest)]
    assert [request.headers for request in requests] == [bearer, (), bearer]
    assert [request.credential for request in requests] == [None, None, None]
