import json

import pytest

from aiurdesk.core.request.conversation import (
    ANY_FRAME,
    EVERY_FRAME,
    SILENT,
    Conversation,
    FrameTest,
    ResponseTest,
    SocketMessage,
    default_name,
    resolved_test,
    texts_of,
)


@pytest.mark.parametrize(
    ("count", "frames", "awaited"),
    [
        (0, (), 0),
        (2, (), 2),
        (2, (1,), 2),
        (2, (5, 3), 5),
        (0, (ANY_FRAME,), 1),
        (0, (EVERY_FRAME,), 0),
        (3, (ANY_FRAME, EVERY_FRAME), 3),
    ],
)
def test_as_many_frames_are_awaited_as_the_tests_need(count, frames, awaited):
    tests = tuple(FrameTest(frame, ResponseTest("kind", "text")) for frame in frames)
    conversation = Conversation(frame_count=count, frame_tests=tests)
    assert conversation.awaited_frames == awaited
    assert SILENT.awaited_frames == 0


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


def test_the_texts_of_what_a_test_expects():
    assert list(texts_of(("a", 1, ("b", True)))) == ["a", "b"]


def test_variables_are_resolved_in_what_is_expected_and_lists_of_it():
    test = ResponseTest("code", ("{{first}}", 2, ("x{{second}}",)))
    resolved = resolved_test(test, {"first": "1", "second": "y"})
    assert resolved.expected == ("1", 2, ("xy",))


def test_a_variable_without_a_value_stays_as_it_is():
    test = ResponseTest("value", "{{missing}}", "equals", "name")
    assert resolved_test(test, {}) == test
