"""The messages and expected frames in the file of a saved request of a socket.

The keys, in their order: ``subprotocols``, ``ping_every_ms`` (0 for no pings), ``idle_ms``,
``reconnect`` (true), ``messages`` (``{ name = "Hello", text = "hello" }``, or ``json``, ``file``,
``base64``, ``request``), ``expected_frames`` (a number), ``frames_within_ms``, ``frame_tests`` and
``close_code``.
"""

from collections.abc import Mapping
from typing import Any

from aiurdesk.core.errors import DataMistake
from aiurdesk.core.expectations.frame_tests import read_frame_test, record_of_frame_test
from aiurdesk.core.expectations.kinds_of_tests import entry_of_test
from aiurdesk.core.request.conversation import (
    MESSAGE_KINDS,
    SILENT,
    Conversation,
    SocketMessage,
)
from aiurdesk.core.schema import Convert, flag, read_entries, shown, texts, whole_number
from aiurdesk.core.toml.toml_reading import read_members
from aiurdesk.core.toml.toml_text import TomlValue, toml_text

_NAME = "name"
_LONGEST_MS = 24 * 60 * 60 * 1000
_LONGEST_OPEN_MS = 10_000_000 * 1000
_MOST_FRAMES = 1_000_000
_CLOSE_CODES = (1000, 4999)


def conversation_record(conversation: Conversation) -> dict[str, TomlValue]:
    """Return the members for a conversation, without those that have their defaults."""
    record: dict[str, TomlValue] = {
        "subprotocols": conversation.subprotocols,
        "ping_every_ms": conversation.ping_every_ms,
        "idle_ms": conversation.idle_ms,
        "reconnect": conversation.is_reconnecting,
        "messages": [_message_entry(message) for message in conversation.messages],
        "expected_frames": conversation.frame_count,
        "frames_within_ms": conversation.within_ms,
        "frame_tests": [
            entry_of_test(record_of_frame_test(test), read_frame_test)
            for test in conversation.frame_tests
        ],
        "close_code": conversation.close_code,
    }
    return {
        key: value
        for key, value in record.items()
        if getattr(conversation, _FIELDS[key]) != getattr(SILENT, _FIELDS[key])
    }


def conversation_of(members: Mapping[str, Any]) -> Conversation:
    """Return the conversation among the members of a file, which the readers below have read."""
    fields = {_FIELDS[key]: members[key] for key in _FIELDS if key in members}
    return Conversation(**fields) if fields else SILENT


def conversation_text(conversation: Conversation) -> str:
    """Return a conversation as text, empty where there is none.

    Raises:
        DataMistake: A text cannot be stored.
    """
    return toml_text(conversation_record(conversation))


def parse_conversation(source: str) -> Conversation:
    """Read what ``conversation_text`` returned.

    Raises:
        DataMistake: The text is not valid; the sentence begins with the line.
    """
    return conversation_of(read_members(source, CONVERSATION_READERS))


def close_code_mistake(code: int) -> str:
    """Return why a server cannot be expected to close with a code, or empty text."""
    least, most = _CLOSE_CODES
    if not code or least <= code <= most:
        return ""
    return f"A close code is a number from {least} to {most}."


def _message_entry(message: SocketMessage) -> dict[str, TomlValue]:
    named: dict[str, TomlValue] = {_NAME: message.name} if message.name else {}
    return named | {message.kind: message.content}


def _message(raw: object) -> SocketMessage:
    if isinstance(raw, dict):
        kinds = [kind for kind in MESSAGE_KINDS if kind in raw]
        if len(kinds) == 1 and raw.keys() <= {_NAME, kinds[0]}:
            name, content = raw.get(_NAME, ""), raw[kinds[0]]
            if isinstance(name, str) and isinstance(content, str):
                return SocketMessage(content, kinds[0], name)
    raise DataMistake(
        'should hold entries such as { name = "Hello", text = "hello" }, with one of '
        f"{', '.join(MESSAGE_KINDS)}, not {shown(raw)}"
    )


def _within(least: int, most: int) -> Convert:
    def read(raw: object) -> int:
        number = whole_number(raw)
        if not least <= number <= most:
            raise DataMistake(f"should be a number from {least} to {most}, not {number}")
        return number

    return read


CONVERSATION_READERS: Mapping[str, Convert] = {
    "subprotocols": texts,
    "ping_every_ms": _within(0, _LONGEST_OPEN_MS),
    "idle_ms": _within(0, _LONGEST_OPEN_MS),
    "reconnect": flag,
    "messages": lambda raw: read_entries(raw, _message),
    "expected_frames": _within(1, _MOST_FRAMES),
    "frames_within_ms": _within(1, _LONGEST_MS),
    "frame_tests": lambda raw: read_entries(raw, read_frame_test),
    # One that no server sends is a test that fails, like one that is not finished.
    "close_code": _within(1, _CLOSE_CODES[1]),
}
"""The keys of a conversation, in their order in the file."""
_FIELDS = {
    "subprotocols": "subprotocols",
    "ping_every_ms": "ping_every_ms",
    "idle_ms": "idle_ms",
    "reconnect": "is_reconnecting",
    "messages": "messages",
    "expected_frames": "frame_count",
    "frames_within_ms": "within_ms",
    "frame_tests": "frame_tests",
    "close_code": "close_code",
}
