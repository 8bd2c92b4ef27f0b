import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.request.graphql.socket_protocol import (
    ProtocolStep,
    first_messages,
    result_in,
    step_after,
)


def test_what_is_sent_first_has_the_payload_for_the_connection():
    begin, subscribe = first_messages('{"query": "{ a }"}', ' {"token": "x"}\n')
    assert json.loads(begin) == {"type": "connection_init", "payload": {"token": "x"}}
    assert json.loads(subscribe) == {
        "id": "1", "type": "subscribe", "payload": {"query": "{ a }"},
    }  # fmt: skip
    assert first_messages("{}", " ")[0] == '{"type": "connection_init"}'


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ('{"type": "connection_ack", "payload": {}}', ProtocolStep("go")),
        ('{"type": "ping"}', ProtocolStep('{"type": "pong"}')),
        ('{"type": "pong"}', ProtocolStep()),
        ('{"id": "1", "type": "next", "payload": {"type": "ping"}}', ProtocolStep()),
        ('{"id": "1", "type": "complete"}', ProtocolStep(is_over=True)),
        ('{"id": "1", "type": "error", "payload": []}', ProtocolStep(is_over=True)),
        ('{"id": "2", "type": "complete"}', ProtocolStep()),
        ('{"type": 5}', ProtocolStep()),
        ('{"type": "ping"', ProtocolStep()),
        ("[" * 100_000, ProtocolStep()),
        ("\ud800", ProtocolStep()),
        ('{"type": "ping", "payload": "%s"}' % ("x" * 1_000_000), ProtocolStep()),
    ],
    ids=range(12),
)
def test_what_follows_from_a_message(text, step):
    assert step_after(text, "go") == step


@given(st.text())
def test_no_message_is_too_odd(text):
    assert step_after(text, "go") in (ProtocolStep(), ProtocolStep("go"))
    assert result_in(text) is None


def test_a_result_is_read_as_a_response():
    assert result_in('{"id": "1", "type": "next", "payload": {"data": 1.0}}') == '{"data": 1.0}'
    assert result_in('{"id": "1", "type": "error", "payload": [{}]}') == '{"errors": [{}]}'
    assert result_in('{"type": "connection_ack", "payload": {"data": 1}}') is None
    assert result_in('{"id": "1", "type": "complete"}') is None
