"""The messages and expected frames in the file of a saved request of a socket.

The keys, in their order: ``subprotocols``, ``ping_every_ms`` (0 for no pings), ``idle_ms``,
``reconnect`` (true), ``messages`` (``{ name = "Hello", text = "hello" }``, or ``json``, ``file``,
``base64``, ``request``), ``expected_frames`` (a number), ``frames_within_ms``, ``frame_tests`` and
``close_code``.
"""

from collections.abc import Mapping
from typing import Any

from aiurdesk.core.collection.field_forms import forms_of, record_of
from aiurdesk.core.errors import DataMistake
from aiurdesk.core.expectations.frame_tests import read_frame_test, record_of_frame_test
from aiurdesk.core.expectations.kinds_of_tests import entry_of_test
from aiurdesk.core.request.conversation import SILENT, Conversation
from aiurdesk.core.request.response_test import FrameTest
from aiurdesk.core.request.socket_message import MESSAGE_KINDS, SocketMessage
from aiurdesk.core.schema import Convert, quoted, read_entries
from aiurdesk.core.toml.toml_text import TomlValue
from aiurdesk.core.translation import tr

_NAME = "name"


def conversation_record(conversation: Conversation) -> dict[str, TomlValue]:
    """Return the members for a conversation, without those that have their defaults."""
    return record_of(conversation, _FORMS)


def conversation_of(members: Mapping[str, Any]) -> Conversation:
    """Return the conversation among the members of a file, which the readers below have read."""
    fields = {form.name: members[key] for key, form in _FORMS.items() if key in members}
    return Conversation(**fields) if fields else SILENT


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
        tr(
            'should hold entries such as {{ name = "Hello", text = "hello" }}, with '
            "one of {message_kinds}, not {raw}"
        ).format(message_kinds=", ".join(MESSAGE_KINDS), raw=quoted(raw))
    )


_FORMS = forms_of(
    Conversation,
    {
        tuple[SocketMessage, ...]: (
            lambda raw: read_entries(raw, _message),
            lambda messages: [_message_entry(message) for message in messages],
        ),
        tuple[FrameTest, ...]: (
            lambda raw: read_entries(raw, read_frame_test),
            lambda tests: [
                entry_of_test(record_of_frame_test(test), read_frame_test) for test in tests
            ],
        ),
    },
)
CONVERSATION_READERS: Mapping[str, Convert] = {key: form.read for key, form in _FORMS.items()}
"""The keys of a conversation, in their order in the file."""
