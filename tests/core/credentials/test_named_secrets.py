import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.credentials.named_secrets import line_secrets, named_secrets, replaced
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


def values(text):
    return [text[start:end] for _, start, end in line_secrets(text)]


LINES = [
    ("user: ann\npassword: hush\n", ["hush"]),
    ("password: 'a b' # a comment\r\nuser: ann\r\n", ["a b"]),
    ("  - token: hush # a comment\n", ["hush"]),
    ("tokens:\n  - one\n  - 'two'\nothers:\n  - three\n", ["one", "two"]),
    ("tokens:\n- one\nothers:\n- three\n", ["one"]),
    ("secret:\n  id: 5\n  value: hush\n", ["hush"]),
    ("private_key: |\n  first\n  second\nuser: ann\n", ["first", "second"]),
    ("- name: PASSWORD\n  value: hush\n- name: OTHER\n  value: x\n", ["hush"]),
    ("export TOKEN=hush", ["hush"]),
    ("password = two words!", ["two words!"]),
    ("Authorization: Bearer hush\nAccept: x", ["hush"]),
    ("Authorization: hush and nothing else\nAccept: x", ["hush and nothing else"]),
    ("Cookie: a=b; c=d\nAccept: x", ["a=b; c=d"]),
    ('{password: "hush", user: "ann"}', ["hush"]),
    ("curl -H 'X-Api-Key: hush' --header \"Accept: x\"", ["hush"]),
    ('Content-Disposition: form-data; name="pin"\r\n\r\nhush\r\n--x--', ["hush"]),
    ("name,password,mail\nann,hush,a@b\nbob,x y,c@d", ["hush", "x y"]),
    ('id;api key\r\n1;"a;b\nc"\r\n2;d', ["a;b\nc", "d"]),
    ("See below.\n\nname,token\nann,hush\n\nMore, and more", ["hush"]),
    ("\ufeffuser\ttoken\nann\thush", ["hush"]),
]


def test_secrets_are_found_in_lines_and_columns():
    assert {text: values(text) for text, _ in LINES} == dict(LINES)


@pytest.mark.parametrize(
    "text",
    [
        "Password: must have eight letters\n",
        "token: string\npassword: required\nsecret: null\n",
        "token: <token>\npassword: YOUR_PASSWORD\n",
        '  "pin": 1234,\n  "title": "x",\n',
        "Hello, token\nHow are you, Ann?",
        "name,mail\nann,a@b",
        "- name: TITLE\n  value: x\n",
        "- name: PASSWORD\n  kind: text\n",
        "The token, password and so on: see below",
        "https://host.example/token:8080\n",
    ],
)
def test_words_and_numbers_are_not_secrets(text):
    assert values(text) == []
