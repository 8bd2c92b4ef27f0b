import json

import pytest

from aiurdesk.core.credentials.json_secrets import json_secrets, unescaped


def values(text):
    return [text[start:end] for _, start, end in json_secrets(text)]


MEMBERS = [
    ('{"password": "x", "title": "y"}', ["x"]),
    ('{"password": "a\\u00e9\\"b", "a": 1}', ['a\\u00e9\\"b']),
    ('{"password": "cut off', ["cut off"]),
    ('{"\\u0070assword": "x"}', ["x"]),
    (json.dumps({"пароль": "x"}), ["x"]),
    ("{'password': 'x', 'a': 1}", ["x"]),
    ("{'password' => 'x'}", ["x"]),
    ('{"tokens": ["x", ["y"], 5, {"value": "z", "name": "n"}]}', ["x", "y", "z"]),
    ('{"apiKeys": {"first": "x", "other": "y"}, "a": "b"}', ["x", "y"]),
    ('{"secret": {"value": "x", "id": "i", "more": {"raw": "r"}}, "a": "b"}', ["x"]),
    ('{"auth": {"user": "ann", "password": "x"}}', ["x"]),
    ('[{"name": "password", "value": "x"}, {"value": "y", "key": "token", "id": 1}]', "xy"),
    ('[{"name": "title", "value": "y"}, {"name": "password", "value": "x"}]', ["x"]),
    ('{"ParameterKey": "Password", "ParameterValue": "x"}', ["x"]),
    ('{"type": "password", "value": "x", "temporary": false}', ["x"]),
    ('{"token": ["x', ["x"]),
    ('{"Authorization": ["Bearer x"], "auth": {"tokens": ["y"]}}', ["Bearer x", "y"]),
    ('{"token": {"value": "x', ["x"]),
]


def test_what_is_secret_by_its_name_is_found():
    expected = {text: list(secrets) for text, secrets in MEMBERS}
    assert {text: values(text) for text in expected} == expected


@pytest.mark.parametrize(
    "text",
    [
        '{"tokens": 123, "max_tokens": 5, "usage": {"total_tokens": [1, 2]}}',
        '{"stop_tokens": ["###"], "completion_tokens": ["a"]}',
        '{"password": {"minimum": 8, "description": "At least eight."}, "token": null}',
        '{"errors": {"Password": ["The Password field is required.", "is too short (8 letters)"]}}',
        '{"shop_auth": ["read:pets"], "pins": ["Tower Bridge"], "tickets": ["A-1"]}',
        '[{"name": "token", "required": true, "type": 0}, {"name": "a", "value": "b"}]',
        '{"name": "password", "label": "Password", "text": "Enter it"} {"value": "b"}',
        "it's a token: isn't it?",
    ],
)
def test_other_texts_are_not_secrets(text):
    assert values(text) == []


@pytest.mark.parametrize("levels", [1, 2, 3])
def test_json_within_a_text_of_json_is_searched(levels):
    text = json.dumps({"password": 'a"b\\c', "tokens": ["QQ"]})
    for _ in range(levels):
        text = json.dumps({"payload": text, "title": "y"})
    spans = [text[start:end] for _, start, end in json_secrets(text)]
    assert [unescaped(value, 2**levels - 1) for value in spans] == ['a"b\\c', "QQ"]
    for value in spans:
        text = text.replace(value, "z")
    for _ in range(levels):
        text = json.loads(text)["payload"]
    assert json.loads(text) == {"password": "z", "tokens": ["z"]}


def test_deep_lists_end():
    assert values('"token":[' * 5000 + '"x"') != []
