import pytest

from aiurdesk.core.credentials.named_secrets import line_secrets


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
