import base64

import pytest

from aiurdesk.core.api.endpoint import (
    Authentication,
    Endpoint,
    Location,
    Parameter,
    ParameterKind,
)
from aiurdesk.core.collection.folder_file import FolderSettings, parse_folder, write_folder
from aiurdesk.core.collection.literal_secrets import (
    folder_secrets,
    literal_secrets,
    secret_addresses,
    secret_variables,
)
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.conversation import Conversation, FrameTest, ResponseTest, SocketMessage
from aiurdesk.core.request.request import (
    FileBody,
    FormBody,
    Header,
    JsonBody,
    MultipartBody,
    OffRow,
    Row,
    SavedRequest,
    TextBody,
)
from aiurdesk.services.library import load_catalogue
from tests.rows import check_each

WEB_TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl"
GITHUB = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4"
RANDOM = base64.b64encode(bytes(range(7, 250))).decode()
EXPECTS_KEY = ResponseTest("text", GITHUB, "equals")
PLAIN = Endpoint("a.b.c", "a", "b", "c", "POST", "/")
WITH_TOKEN = Endpoint(
    "a.b.c", "a", "b", "c", "POST", "/",
    authentication=Authentication.ACCESS_TOKEN,
    parameters=(
        Parameter("AccessToken", ParameterKind.TEXT, Location.FORM),
        Parameter("Pin", ParameterKind.SECRET, Location.FORM),
    ),
)  # fmt: skip
WITH_COOKIE = Endpoint("a.b.c", "a", "b", "c", "GET", "/", authentication=Authentication.COOKIE)


def said(*messages, **options):
    return Conversation(messages=messages, **options)


def locations(endpoint=PLAIN, secrets=(), **saved):
    request = SavedRequest(endpoint_id="a.b.c", **saved)
    return [literal.location for literal in literal_secrets(request, endpoint, secrets)]


WRITTEN_OUT = [
    (WITH_TOKEN, {"values": (("Pin", "1234"),)}, "value Pin"),
    (WITH_TOKEN, {"values": (("accesstoken", "x"),)}, "value accesstoken"),
    (WITH_COOKIE, {"headers": (Header("cookie", "a=b"),)}, "header cookie"),
    (PLAIN, {"values": (("password", "x"),)}, "value password"),
    (PLAIN, {"values": (("Text", ("a", WEB_TOKEN)),)}, "value Text"),
    (PLAIN, {"values": (("Text", f'{{"a": "{GITHUB}"}}'),)}, "value Text"),
    (PLAIN, {"headers": (Header("Authorization", "Bearer x"),)}, "header Authorization"),
    (PLAIN, {"headers": (Header("X-Api-Key", "x"),)}, "header X-Api-Key"),
    (PLAIN, {"headers": (Header("X-Trace", WEB_TOKEN),)}, "header X-Trace"),
    (PLAIN, {"url": "https://host/?access_token=x"}, "url parameter access_token"),
    (PLAIN, {"url": f"https://host/{GITHUB}/"}, "url"),
    (PLAIN, {"url": "https://name:word@host/"}, "url"),
    (PLAIN, {"notes": f"Use {GITHUB}."}, "notes"),
    (PLAIN, {"tests": (ResponseTest("value", "x", "equals", "a.token"),)}, "test 1"),
    (PLAIN, {"values_off": (OffRow(0, "password", "x"),)}, "value password"),
    (PLAIN, {"headers_off": (OffRow(0, "Authorization", "x"),)}, "header Authorization"),
    (PLAIN, {"body": FormBody((Row("pin", "x", is_sent=False),))}, "body pin"),
    (PLAIN, {"body": MultipartBody((Row("a", ("b", GITHUB)),))}, "body a"),
    (PLAIN, {"body": JsonBody('{"user": "a", "password": "x"}')}, "body password"),
    (PLAIN, {"body": JsonBody(f'{{"a": "{GITHUB}"}}')}, "body"),
    (PLAIN, {"body": TextBody("<password>x</password>", "text/xml")}, "body password"),
    (PLAIN, {"tests": (ResponseTest("value", (WEB_TOKEN,), "equals", "a"),)}, "test 1"),
    (PLAIN, {"conversation": said(subprotocols=("chat", WEB_TOKEN))}, "subprotocol"),
    (PLAIN, {"conversation": said(SocketMessage(f"I am {GITHUB}"))}, "message 1"),
    (PLAIN, {"conversation": said(SocketMessage("hi", name=GITHUB))}, "message 1"),
    (
        PLAIN,
        {"conversation": said(SocketMessage("a"), SocketMessage('{"token": "x"}', "json"))},
        "message 2 token",
    ),
    (
        PLAIN,
        {"conversation": said(SocketMessage("cGFzc3dvcmQ9eA==", "base64"))},
        "message 1 password",
    ),
    (
        PLAIN,
        {"conversation": said(frame_tests=(FrameTest(1, EXPECTS_KEY),))},
        "frame test 1",
    ),
]


def test_a_secret_is_found_and_its_place_named():
    def check_row(row):
        endpoint, saved, location = row
        assert locations(endpoint, **saved) == [location]
        assert locations(endpoint, **saved, not_secret=(location,)) == []

    check_each(WRITTEN_OUT, check_row)


NOT_SECRET = [
    (PLAIN, {"notes": f"See {RANDOM}"}),
    (PLAIN, {"notes": "https://god.gw.example/a?id=3Da8d63f9f-cfc7-4810-90c5-9e0c60030d3e"}),
    (PLAIN, {"body": JsonBody('{"link": "run/25716737-46ad970e-dc9e-4246-bac2-769c6083e7b5"}')}),
    (PLAIN, {"body": JsonBody(f'{{"image": "iVBORw0KGgo{RANDOM}"}}')}),
    (PLAIN, {"body": JsonBody('{"text": "aHR0cHM6Ly93d3cueW91ci1kb21haW4xLmNvbS8/cGFnZT0x"}')}),
    (PLAIN, {"body": JsonBody(f'{{"key": "{"a1B2" * 9}..."}}')}),
    (WITH_TOKEN, {"values": (("Pin", "{{env:PIN}}"), ("AccessToken", "{{ token }}"))}),
    (PLAIN, {"headers": (Header("Authorization", "Bearer {{token}}"),)}),
    (PLAIN, {"headers": (Header("X-Api-Key", ""),)}),
    (PLAIN, {"url": "https://host/?access_token={{token}}&a=1"}),
    (PLAIN, {"url": "https://[host/"}),
    (PLAIN, {"values": (("Id", "6da0802e-18e4-4a76-99a5-47878dd7b8a5"),)}),
    (PLAIN, {"values": (("Id", "6da0802e18e44a7699a547878dd7b8a5"),)}),
    (PLAIN, {"values": (("Path", "folder/with-a-long-name/and/another-one/file.txt"),)}),
    (PLAIN, {"values": (("Name", "SomeVeryLongNameOfAClassThatPeopleWriteInCode"),)}),
    (PLAIN, {"values": (("Date", "2026-11-24T10:11:12.0000000+00:00"),)}),
    (PLAIN, {"notes": "Call it after /Stargate/Channel/CreateChannel/WithDescription."}),
    (PLAIN, {"body": JsonBody('{"password": "{{env:PASSWORD}}", "a": 1}')}),
    (PLAIN, {"body": FileBody("/secret/token")}),
    (PLAIN, {"conversation": said(SocketMessage(RANDOM, "base64"))}),
    (PLAIN, {"conversation": said(SocketMessage("no base64", "base64"))}),
    (PLAIN, {"conversation": said(SocketMessage("secrets/password=x.bin", "file"))}),
    (PLAIN, {"conversation": said(SocketMessage('{"token": "{{secret:Work}}"}', "json"))}),
]


def test_references_ordinary_texts_bytes_and_files_are_not_secrets():
    def check_row(row):
        endpoint, saved = row
        assert locations(endpoint, **saved) == []

    check_each(NOT_SECRET, check_row)


def test_what_looks_like_a_secret_is_found_in_every_place():
    address = "postgres://ann:s3same@db.example/x"
    assert locations(
        values=(("Text", address),),
        headers=(Header("X-Note", address),),
        notes=f"Use {address}",
        tests=(ResponseTest("value", address, "equals", "database"),),
        body=JsonBody(f'{{"database": "{address}"}}'),
    ) == ["value Text", "header X-Note", "body", "notes", "test 1"]
    assert locations(values=(("Text", "postgres://ann:{{env:PASSWORD}}@db.example/x"),)) == []


def test_a_secret_that_the_program_knows_is_found_in_any_encoding():
    secrets = (Secret("a secret of mine"),)
    assert locations(secrets=secrets, values=(("Text", "say a%20secret%20of%20mine"),)) == [
        "value Text"
    ]
    assert locations(secrets=secrets, values=(("Text", "nothing"),)) == []


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://ann:sesame@host.example/", "has a password in an address"),
        (
            "https://host.example/?api_key=sesame",
            "has a url parameter api_key that is a secret by its name",
        ),
        (f"https://host.example/{GITHUB}/", "looks like the key of a known service"),
        ("https://host.example/?page={{page}}", ""),
        ("https://host.example/{{secret:Hook}}/", ""),
    ],
)
def test_a_base_address_with_a_secret_is_known(url, reason):
    literals = secret_addresses((("wiki", url),))
    assert [(literal.location, literal.reason) for literal in literals] == (
        [("address of wiki", reason)] if reason else []
    )
    assert secret_addresses((("wiki", url),), ("address of wiki",)) == ()


def test_in_prose_a_random_text_is_no_secret_but_the_form_of_a_known_key_is():
    aws = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzKEY"
    for key in (GITHUB, WEB_TOKEN, "AKIA" + "QWERTYUIOPASDFGH"):
        assert locations(notes=f"Use {key}, {RANDOM}.") == ["notes"]
    request = SavedRequest(endpoint_id="a.b.c", notes=f"AKIA{'QWERTYUIOPASDFGH'} with {aws}")
    (literal,) = literal_secrets(request, PLAIN)
    assert [secret.reveal() for secret in literal.secrets] == ["AKIA" + "QWERTYUIOPASDFGH", aws]
    assert not literal.is_by_name


def test_the_sentence_has_no_secret_in_it():
    (literal,) = literal_secrets(
        SavedRequest(endpoint_id="a.b.c", headers=(Header("X-Api-Key", "hush"),)), PLAIN
    )
    assert literal.sentence.startswith("The header X-Api-Key is a secret by its name, and ")
    assert "hush" not in literal.sentence
    assert "{{env:VARIABLE}}" in literal.sentence


def test_examples_of_the_catalogue_are_not_secrets():
    literals = [
        (endpoint.id, literal.location, literal.reason)
        for endpoint in load_catalogue().endpoints
        for literal in literal_secrets(
            SavedRequest(
                endpoint_id=endpoint.id,
                values=tuple(
                    (p.name, p.example or p.traits.example)
                    for p in endpoint.parameters
                    if not p.traits.is_secret
                ),
            ),
            endpoint,
        )
        if literal.reason.startswith("looks")
    ]
    assert literals == []


def test_a_folder_holds_no_secret_in_headers_and_variables():
    plain = FolderSettings(
        headers=(Header("Authorization", "Bearer {{env:TOKEN}}"), Header("Accept", "*/*")),
        variables=(("base", "https://host"),),
    )
    assert folder_secrets(plain) == ()
    literals = folder_secrets(
        FolderSettings(
            headers=(Header("X-Api-Key", "hush"),), variables=(("token", GITHUB), ("a", "1"))
        )
    )
    assert [literal.location for literal in literals] == ["value token", "header X-Api-Key"]
    assert not any(GITHUB in literal.sentence or "hush" in literal.sentence for literal in literals)


def test_a_folder_passes_over_what_a_person_says_to_be_plain():
    settings = FolderSettings(
        headers=(Header("X-Api-Key", "hush"),),
        variables=(("token", "hush"),),
        not_secret=("value token", "header X-Api-Key"),
    )
    assert folder_secrets(settings) == ()
    assert parse_folder(write_folder(settings)) == settings


def test_variables_that_a_person_says_to_be_plain_are_passed_over():
    variables = (("token", "hush"), ("note", '{"password": "x"}'), ("a", "1"))
    literals = secret_variables(variables)
    assert [literal.location for literal in literals] == ["variable token", "variable note"]
    assert literals[1].reason.startswith("holds password, which ")
    (literal,) = secret_variables(variables, ("variable token",))
    assert literal.location == "variable note"
