"""Files of Bruno, by pairs of files: ``<case>.input`` and ``<case>.expected.json``."""

import pytest

from aiurdesk.core.problem import Problem
from aiurdesk.core.request.conversation import SocketMessage
from aiurdesk.core.request.request import Header
from aiurdesk.importers.bruno import is_bruno, is_bruno_folder, parse_bruno, parse_bruno_folder
from aiurdesk.importers.imported import ImportedCollection, ImportedRequest
from tests.corpora import corpus
from tests.imported_records import cases, expected, given, record_of


@pytest.mark.parametrize("case", cases("bruno"))
def test_a_file_becomes_requests(case):
    text = given("bruno", case)
    assert is_bruno(text)
    assert record_of(parse_bruno(text)) == expected("bruno", case)


@pytest.mark.parametrize("text", ["{", "[1]", "meta {", "hello", '{"items": 1}'])
def test_what_cannot_be_read_is_a_mistake(text):
    mistake = parse_bruno(text)
    assert isinstance(mistake, Problem)
    assert mistake.sentence.endswith(".")


def test_a_folder_becomes_requests():
    files = {
        "bruno.json": '{"version": "1", "name": "Shop", "type": "collection"}',
        "collection.bru": "headers {\n  X-Shop: 7\n}\n\nauth {\n  mode: none\n}",
        "environments/Staging.bru": "vars {\n  base: b\n}\nvars:secret [\n  key\n]",
        "Items/folder.bru": "meta {\n  name: All items\n  seq: 1\n}",
        "Items/List.bru": "meta {\n  type: http\n}\n\nget {\n  url: h.example\n}",
        "broken.bru": "meta {",
    }
    assert is_bruno_folder(files)
    record = record_of(parse_bruno_folder(files))
    assert record == {
        "root": {
            "folder": "Shop",
            "headers": [{"name": "X-Shop", "value": "7"}],
            "entries": [
                {
                    "folder": "All items",
                    "entries": [{"name": "List", "method": "GET", "address": "https://h.example"}],
                }
            ],
        },
        "environments": {"Staging": [["base", "b"], ["key", "", "secret"]]},
        "left_out": [
            "broken.bru: the file. It cannot be read: line 1: the block meta does not end."
        ],
    }


@pytest.mark.skipif(not corpus("bruno-collections"), reason="has no collections of others")
def test_folders_of_others_are_read():
    for folder in corpus("bruno-collections"):
        files = {
            str(file.relative_to(folder)): file.read_text(encoding="utf-8", errors="replace")
            for file in folder.rglob("*")
            if file.suffix in (".bru", ".json")
        }
        made = parse_bruno_folder(files)
        assert isinstance(made, ImportedCollection)
        assert not any("cannot be read" in entry.words for entry in made.left_out)


SOCKET = """meta {
  name: Follow the lamps
  type: ws
  seq: 3
}

ws {
  url: ws://localhost:8081/ws
  body: ws
  auth: inherit
}

headers {
  X-Shop: 7
  Sec-WebSocket-Protocol: soap, mqtt
}

body:ws {
  name: join
  type: json
  content: '''
    {
      "type": "join"
    }
  '''
}

body:ws {
  name: bytes
  type: binary
  content: cGF5
}
"""


def test_a_socket_is_a_socket_with_its_messages():
    imported = parse_bruno(SOCKET)
    assert isinstance(imported, ImportedCollection)
    assert imported.root is not None
    (entry,) = imported.root.entries
    assert isinstance(entry, ImportedRequest)
    request = entry.request
    assert (entry.name, request.endpoint.path) == ("Follow the lamps", "ws://localhost:8081/ws")
    assert request.endpoint.is_websocket
    assert request.headers == (Header("X-Shop", "7"),)
    assert request.conversation.subprotocols == ("soap", "mqtt")
    assert request.messages == (
        SocketMessage('{\n  "type": "join"\n}', "json", "join"),
        SocketMessage("cGF5", "base64", "bytes"),
    )
    assert imported.left_out == ()


def test_a_socket_whose_address_is_a_variable_is_told():
    imported = parse_bruno(SOCKET.replace("ws://localhost:8081/ws", "{{base}}/ws"))
    assert isinstance(imported, ImportedCollection)
    assert "Write ws:// or wss:// before its address." in imported.left_out[0].sentence


def test_authentication_that_is_not_chosen_is_listed():
    blocks = "auth:bearer {\n  token: a\n}\n\nauth:basic {\n  username: ann\n  password: b\n}\n"
    text = "meta {\n  name: A\n}\n\nget {\n  url: h.example\n  auth: bearer\n}\n\n" + blocks
    imported = parse_bruno(text)
    assert isinstance(imported, ImportedCollection)
    words = [entry.words for entry in imported.left_out]
    assert "the authentication of the kind basic, which is not chosen." in words
    assert not any("kind bearer" in word for word in words)


@pytest.mark.parametrize(
    "text",
    [
        '{"version": "1", "name": "Shop", "type": "collection", "ignore": []}',
        "headers {\n  X-Shop: 7\n}\n\nauth {\n  mode: none\n}\n",
        "auth:bearer {\n  token: {{t}}\n}\n",
        "meta {\n  name: Items\n  seq: 2\n}\n",
    ],
)
def test_a_file_without_a_request_says_which_folder_to_import(text):
    assert is_bruno(text)
    assert parse_bruno(text) == Problem(
        "This file belongs to a collection in a folder, and holds no request. Import the folder."
    )


def test_an_environment_alone_is_imported():
    text = "vars {\n  base: https://h.example\n}\nvars:secret [\n  key\n]\n"
    assert is_bruno(text)
    imported = parse_bruno(text)
    assert isinstance(imported, ImportedCollection)
    (environment,) = imported.environments
    assert [(v.name, v.value, v.is_secret) for v in environment.variables] == [
        ("base", "https://h.example", False),
        ("key", "", True),
    ]
