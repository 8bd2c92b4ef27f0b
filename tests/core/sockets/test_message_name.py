import json

import pytest

from aiurdesk.core.request.conversation import SocketMessage
from aiurdesk.core.sockets.message_name import default_name


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ('{"id": 7, "type": "ping"}', "type: ping"),
        ('{"type": 1, "event": "x"}', "type: 1"),
        ('{"type": {"a": 1}, "event": "joined\\n now"}', "event: joined now"),
        ('{"op": "", "kind": "{{kind}}"}', "kind: {{kind}}"),
        ('{"type": true, "token": "s3cret"}', ""),
        ('["type", "ping"]', ""),
        ('{"type": {{number}}}', ""),
        ("type: ping", ""),
        ("7", ""),
        ("", ""),
        ("[" * 10_000, ""),
        (json.dumps({"type": "ping", "text": "x" * 20_000}), ""),
    ],
)
def test_the_name_is_what_the_message_says_that_it_is(content, name):
    assert default_name(SocketMessage(content, "json")) == name
    assert default_name(SocketMessage(content)) == name


def test_a_long_value_is_cut():
    assert default_name(SocketMessage(json.dumps({"type": "x" * 60}))) == f"type: {'x' * 40}…"


@pytest.mark.parametrize("kind", ["file", "base64", "request"])
def test_what_is_no_text_has_none(kind):
    assert default_name(SocketMessage('{"type": "ping"}', kind)) == ""
