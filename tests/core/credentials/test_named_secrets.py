import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.credentials.named_secrets import named_secrets, replaced
from aiurdesk.core.credentials.unknown_secrets import redact_unknown

PIECES = ('"', ":", "=", "&", " ", "\\", ",", "<", ">", "token", "a", "x-", "1", "\n", "pass.word")


NOTATIONS = [
    ('{"password": "a\\u00e9\\"b"}', ['aé"b']),
    ('{"password": "a\nb"}', ["a\nb"]),
    ('{"password": "broken \\x"}', ["broken \\x"]),
    (json.dumps({"a": json.dumps({"password": 'x"y'})}), ['x"y']),
    ("a=1&api_key=xyz&b=2", ["xyz"]),
    ("user%5Bpassword%5D=xyz&b=2", ["xyz"]),
    ("user[pass%77ord]=xyz", ["xyz"]),
    ("Server=db;Password=x, y;Timeout=5", ["x, y"]),
    ("Server=db; Pwd=xyz", ["xyz"]),
    ('DB_PASSWORD="x y" other=z', ["x y"]),
    ("/login?next=%2Fa%3Ftoken%3Dxyz%26b%3D1&c=2", ["xyz"]),
    ("https://h/#access_token=xyz&token_type=bearer", ["xyz"]),
    ("пароль=xyz", ["xyz"]),
    ("<Secret>xyz</Secret>", ["xyz"]),
    ('<user name="ann" password="x y"/>', ["x y"]),
    ('{"a": "Server=db;Password=xyz;"}', ["xyz"]),
    ('{"title": "xyz"}', []),
    ("auth=true&password=null", []),
    ("", []),
]


def test_what_is_secret_by_its_name_is_found_in_any_notation():
    values = {text: [secret.value for secret in named_secrets(text)] for text, _ in NOTATIONS}
    assert values == dict(NOTATIONS)


def test_the_rest_of_the_text_stays():
    text = '{"a": "b", "token": "hush", "c": "token=hush"}'
    assert redact_unknown(text) == '{"a": "b", "token": "••••", "c": "token=••••"}'
    assert replaced(text, [], "x") is text


@pytest.mark.parametrize(
    "text",
    [
        "?api_key={{secret:my host key}}&a=1",
        "token={{ t }}",
        '"secret": "{{env:A}}"',
        '{"Authorization": "Bearer {{t}}"}',
    ],
)
def test_a_reference_stays_as_it_is(text):
    assert redact_unknown(text) == text


def test_what_stands_beside_braces_is_a_secret():
    assert redact_unknown("token=a{b{{c}&x=1") == "token=••••&x=1"


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_places_are_in_order_and_what_is_found_is_gone_afterwards(text):
    secrets = named_secrets(text)
    assert all(one.end <= other.start for one, other in zip(secrets, secrets[1:], strict=False))
    assert all(0 <= secret.start < secret.end <= len(text) for secret in secrets)
    redacted = redact_unknown(text)
    assert redact_unknown(redacted) == redacted
