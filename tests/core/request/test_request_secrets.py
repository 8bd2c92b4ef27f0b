import pytest

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.field import TextKind
from aiurdesk.core.request.request import (
    FileBody,
    FileValue,
    FormBody,
    JsonBody,
    MultipartBody,
    NoBody,
    Request,
    Row,
    TextBody,
)
from aiurdesk.core.request.request_secrets import (
    address_without_secrets,
    secrets_in,
    secrets_in_texts,
    secrets_of_address,
    secrets_of_text,
    without_secrets,
)
from aiurdesk.core.request.request_text import RequestText, changed
from aiurdesk.core.request.request_texts import request_texts
from aiurdesk.core.request.typed import Typed

DATABASE = "Server=db;Password=hush;Timeout=5"


def kept(body, *not_secret):
    request = Request(Typed("https://h/", "POST"), body=body)
    return changed(request_texts(request), lambda text: without_secrets(text, not_secret)).body


@pytest.mark.parametrize(
    ("body", "left"),
    [
        (
            FormBody((Row("user", "ann"), Row("password", "hush"))),
            FormBody((Row("user", "ann"), Row("password", ""))),
        ),
        (
            FormBody((Row("password", "{{env:PASSWORD}}"),)),
            FormBody((Row("password", "{{env:PASSWORD}}"),)),
        ),
        (
            MultipartBody((Row("secret", FileValue("/a", "a")),)),
            MultipartBody((Row("secret", FileValue("/a", "a")),)),
        ),
        (
            FormBody((Row("database", DATABASE),)),
            FormBody((Row("database", DATABASE.replace("hush", "")),)),
        ),
        (JsonBody('{"token": "hu\\"sh", "a": 1}'), JsonBody('{"token": "", "a": 1}')),
        (JsonBody('{"token": "{{env:T}}"}'), JsonBody('{"token": "{{env:T}}"}')),
        (
            TextBody("<login><password>hush</password></login>"),
            TextBody("<login><password></password></login>"),
        ),
        (TextBody("user=ann&password=hush"), TextBody("user=ann&password=")),
        (TextBody("x" * 20_000 + " password=hush"), TextBody("x" * 20_000 + " password=")),
        (FileBody("/a"), FileBody("/a")),
        (NoBody(), NoBody()),
        (None, None),
    ],
)
def test_what_is_secret_is_left_out(body, left):
    assert kept(body) == left


def test_what_a_person_said_is_not_a_secret_stays():
    body = JsonBody('{"token": "hush", "password": "demo"}')
    assert kept(body, "body password") == JsonBody('{"token": "", "password": "demo"}')
    assert kept(body, "body") == JsonBody('{"token": "", "password": ""}')
    row = FormBody((Row("database", DATABASE),))
    assert kept(row, "body database") == kept(row, "body database Password") == row


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (RequestText(TextKind.VALUE, "value a", DATABASE, "a"), ["value a Password"]),
        (RequestText(TextKind.VALUE, "value a", '{"pw": "hush"}', "a"), ["value a pw"]),
        (RequestText(TextKind.VALUE, "value pw", "hush", "pw"), ["value pw"]),
        (RequestText(TextKind.VALUE, "value pw", "{{env:PW}}", "pw"), []),
        (
            RequestText(TextKind.NOTES, "notes", "Authorization: Bearer hush-1"),
            ["notes Authorization"],
        ),
        (RequestText(TextKind.WORD, "value a", "password=hush"), []),
        (
            RequestText(TextKind.QUERY, "url parameter a", "%7B%22pw%22:%22hush%22%7D", "a"),
            ["url parameter a pw"],
        ),
    ],
)
def test_secrets_are_found_within_texts_as_well(text, labels):
    secrets = secrets_in(text)
    assert [secret.label for secret in secrets] == labels
    assert {secret.value for secret in secrets} <= {"hush", "hush-1"}


def test_a_digest_is_not_a_secret_where_a_name_says_so():
    digest = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
    assert secrets_in(RequestText(TextKind.VALUE, "value hash", digest, "hash"), surely=False) == ()
    assert secrets_in(RequestText(TextKind.VALUE, "value a", digest, "a"), surely=False) != ()
    body = RequestText(TextKind.BODY, "body", f'{{"sha1": "{digest}"}}')
    assert secrets_in(body, surely=False) == ()


@pytest.mark.parametrize(
    ("address", "left"),
    [
        (
            "https://h/?a=1&token=hush#access_token=hush&b=2",
            "https://h/?a=1&token=#access_token=&b=2",
        ),
        ("https://h/?b&token=a=b#f?token=1", "https://h/?b&token=#f?token="),
        ("https://h/?Access%5FToken=s&b=%20", "https://h/?Access%5FToken=&b=%20"),
        ("htt", "htt"),
        ("https://ann:hush@h/", "https://h/"),
        ("https://ann:hush", "https://ann"),
        (
            "https://hooks.slack.com/services/T000/B000/hush-hush",
            "https://hooks.slack.com/services/T000/B000/",
        ),
        (
            "https://h/?next=https%3A%2F%2Fi%2F%3Ftoken%3Dhush",
            "https://h/?next=https://i/?token%3D",
        ),
    ],
)
def test_an_address_is_shown_without_its_secrets(address, left):
    assert address_without_secrets(address) == left


def test_secrets_of_what_is_sent_are_known_from_then_on():
    assert [s.reveal() for s in secrets_of_text(DATABASE)] == ["hush"]
    assert secrets_in_texts(DATABASE, f"{DATABASE};{DATABASE}") == (Secret("hush"),)
    secrets = secrets_of_address("https://h/?token=a%20b#access_token=c")
    assert [s.reveal() for s in secrets] == ["a%20b", "a b", "c"]
