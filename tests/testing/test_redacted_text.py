"""Secrets in what pytest prints of a failed test."""

import pytest
from msgspec.structs import replace

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.request import Header
from aiurdesk.testing.redacted_text import redacted_text, secrets_of
from tests.core.collection.exchanges import an_exchange

TOKEN = "eyJhbGciOiJub25lIn0.c2VjcmV0LW9mLW1pbmU.4f9d0b"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"assert '{TOKEN}' == ''", "assert '••••' == ''"),
        # What pytest cuts out of the middle.
        (f"{TOKEN[:14]}...{TOKEN[-13:]}", "••••...••••"),
        # What it leaves out of two texts that begin and end alike.
        (f"- {TOKEN[10:30]}\n? ^^\n+ other", "- ••••\n? ^^\n+ other"),
        ("nothing of it", "nothing of it"),
        ("a short eyJhbGciOi of it", "a short eyJhbGciOi of it"),
        ("short: abc.", "short: ••••."),
        # This one is not known, but its name says what it is.
        ('{"password": "hunter2"}', '{"password": "••••"}'),
    ],
)
def test_secrets_and_their_parts_are_dots(text, expected):
    assert redacted_text(text, [Secret(TOKEN), Secret("abc")]) == expected


def test_two_secrets_beside_each_other_are_dots():
    one, other = Secret("a" * 20), Secret("b" * 20)
    assert redacted_text(f"x{'a' * 15}{'b' * 15}y", [one, other]) == "x••••y"


def test_what_a_server_issued_is_a_secret(open_client):
    client = open_client(environment="Sandbox")
    made = client.send("stargate.channel.createchannel", Description="x")
    key = made.response.json()["connectKey"]
    assert len(key) > 8
    assert client.redacted(f"assert {key!r} == 'x'") == "assert '••••' == 'x'"


def test_headers_and_members_with_secret_names_are_secrets():
    exchange = an_exchange(b'{"apiKey": "a \\u0022key\\u0022", "id": 7}')
    headers = (Header("Set-Cookie", "sid=abcdef"), Header("Date", "today"))
    exchange = replace(exchange, outcome=replace(exchange.outcome, headers=headers))
    assert [secret.reveal() for secret in secrets_of(exchange)] == ["sid=abcdef", 'a "key"']
    assert list(secrets_of(an_exchange(has_response=False))) == []
