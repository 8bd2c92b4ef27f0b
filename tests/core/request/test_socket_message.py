import json

import pytest

from aiurdesk.core.request.conversation import SocketMessage, default_name


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
def test_the_name_is_the_type_that_the_message_states(content, name):
    assert default_name(SocketMessage(content, "json")) == name
    assert default_name(SocketMessage(content)) == name


def test_a_long_value_is_cut():
    assert default_name(SocketMessage(json.dumps({"type": "x" * 60}))) == f"type: {'x' * 40}…"


@pytest.mark.parametrize("kind", ["file", "base64", "request"])
def test_files_bytes_and_requests_have_no_default_name(kind):
    assert default_name(SocketMessage('{"type": "ping"}', kind)) == ""
