"""The file of a saved request, ``NAME.request.toml``.

The keys, in their order: ``endpoint`` (the id in the catalogue) or ``method`` and ``url``,
``dialect`` (older files call it ``table``), ``credential`` (a name, or empty for none),
``send_anyway``, ``not_secret``, ``notes``, then the lists ``values``, ``headers``, the body,
``tests`` and ``captures`` with one entry a line.
An entry of a list of pairs that is switched off ends with ``"off"``. The body is one of ``form``,
``multipart`` (lists like ``values``), ``json``, ``text``, ``file`` (a path) or ``body = "none"``;
``content_type`` is that of ``text`` or ``file``. Before ``tests`` are ``timeout_ms``,
``max_bytes``, ``redirects`` and ``history``, as in ``SendOptions``. The request of a socket has
more keys before them, see ``conversation_record``; its ``url`` begins with ``ws://`` or ``wss://``
and needs no ``method``. What is still to be typed is empty: ``url = ""``, or a test with
``unfinished = true``. What has its default is left out.
"""

from collections.abc import Callable, Mapping
from typing import Any

from aiurdesk.core.collection.body_record import BODY_READERS, body_of, body_record
from aiurdesk.core.collection.conversation_record import (
    CONVERSATION_READERS,
    conversation_of,
    conversation_record,
)
from aiurdesk.core.collection.row_record import header_rows, row_entries, value_rows
from aiurdesk.core.collection.saved_request import SavedRequest
from aiurdesk.core.errors import DataMistake
from aiurdesk.core.expectations.kinds_of_tests import entry_of_test, record_of_test
from aiurdesk.core.expectations.response_tests import read_test
from aiurdesk.core.request.request import LONGEST_TIMEOUT_MS, MOST_BYTES, Header, SendOptions
from aiurdesk.core.request.response_test import Capture
from aiurdesk.core.request.rows import all_rows, off_rows, sent_headers, sent_pairs
from aiurdesk.core.request.socket_scheme import is_socket_address
from aiurdesk.core.schema import (
    Convert,
    any_list,
    flag,
    pairs,
    read_entries,
    shown,
    text,
    texts,
    whole_number,
)
from aiurdesk.core.toml.toml_edit import edited_toml
from aiurdesk.core.toml.toml_reading import ignore, line_of, read_members, read_toml, too_long
from aiurdesk.core.toml.toml_text import TomlValue, toml_text

KEYS = (
    "endpoint",
    "method",
    "url",
    "dialect",
    "table",
    "credential",
    "send_anyway",
    "not_secret",
    "notes",
    "values",
    "headers",
    *BODY_READERS,
    *CONVERSATION_READERS,
    "timeout_ms",
    "max_bytes",
    "redirects",
    "history",
    "tests",
    "captures",
)


def write_request(saved: SavedRequest, current: str = "") -> str:
    """Return the text of the file.

    Args:
        current: What the file holds now. Comments, unknown keys and the order of keys stay.

    Raises:
        DataMistake: A text cannot be stored, the file cannot be changed, or it would be too long.
    """
    record = _record(saved)
    # A file with the old word keeps its line.
    if "dialect" in record and current and "table" in read_toml(current):
        record["table"] = record.pop("dialect")
    # What is there is edited, not written anew: comments are the person's.
    text = edited_toml(current, record, KEYS) if current else toml_text(record)
    if trouble := too_long(text):
        raise DataMistake(
            f"The file of the request would be too long: {trouble}. "
            "Send a long body from a file of its own."
        )
    return text


def _record(saved: SavedRequest) -> dict[str, TomlValue]:
    record: dict[str, TomlValue] = {
        "endpoint": saved.endpoint_id,
        "method": saved.method,
        "url": saved.url,
        "dialect": saved.dialect,
        "send_anyway": saved.is_forced,
        "not_secret": saved.not_secret,
        "notes": saved.notes,
        "values": row_entries(all_rows(saved.values, saved.values_off)),
        "headers": row_entries(
            all_rows(((each.name, each.value) for each in saved.headers), saved.headers_off)
        ),
        "tests": [entry_of_test(record_of_test(test), read_test) for test in saved.tests],
        "captures": [
            {"variable": capture.variable, capture.source: capture.subject}
            for capture in saved.captures
        ],
    }
    # Defaults are left out, so that a small request is a small file.
    record = {key: value for key, value in record.items() if value}
    if not saved.endpoint_id:
        # Also where they are empty: the address may be still to be typed.
        record["url"] = saved.url
        if not is_socket_address(saved.url):
            record["method"] = saved.method
    # Behind the filter: empty text means no credential, and an empty body is a body.
    if saved.credential is not None:
        record["credential"] = saved.credential
    record |= body_record(saved.body)
    record |= conversation_record(saved.conversation)
    record |= _options_record(saved.options)
    # One order for all files, so that a new key always has the same place.
    return {key: record[key] for key in KEYS if key in record}


def _options_record(options: SendOptions) -> dict[str, TomlValue]:
    values = {key: getattr(options, field) for key, field in _OPTIONS.items()}
    return {key: value for key, value in values.items() if value is not None}


def parse_request(source: str, tell: Callable[[str], None] = ignore) -> SavedRequest:
    """Read the text of a file.

    Args:
        source: The text.
        tell: Called with a sentence for each key that is not known.

    Raises:
        DataMistake: The text is not valid; the sentence begins with the line.
    """
    members = read_members(source, _READERS, tell)
    _check_target(source, members)
    # Thousands of files are read at once, and each has a few of the keys only.
    if together := _TOGETHER & members.keys():
        body, conversation = body_of(source, members), conversation_of(members)
        for key in together:
            del members[key]
        members |= {"body": body, "conversation": conversation}
    if given := _OPTIONS.keys() & members.keys():
        options = SendOptions(**{_OPTIONS[key]: members.pop(key) for key in given})
        members |= {"options": options}
    for key, field in _FIELDS.items():
        if key in members:
            members[field] = members.pop(key)
    if rows := members.get("values"):
        members |= {"values": sent_pairs(rows), "values_off": off_rows(rows)}
    if rows := members.get("headers"):
        members |= {"headers": sent_headers(rows), "headers_off": off_rows(rows)}
    return SavedRequest(**members)


def _check_target(source: str, members: Mapping[str, Any]) -> None:
    """Raise ``DataMistake`` where a request has no target, half of one, or two."""
    url = members.get("url")
    if not members.get("endpoint"):
        # Half of an address would be sent somewhere else than its author meant. One without any
        # is still to be typed, and is not sent.
        if "method" not in members and url != "" and not is_socket_address(url or ""):
            raise DataMistake("line 1: endpoint is missing; or give a method and a url.")
    elif url:
        # Whoever changes one into the other by hand easily leaves the old one.
        raise DataMistake(
            f"line {line_of(source, 'url')}: url is a second address, beside endpoint."
        )


def read_headers(raw: object) -> tuple[Header, ...]:
    """Accept a list of pairs of texts."""
    return tuple([Header(name, text(value)) for name, value in pairs(raw)])


def _captures(raw: object) -> tuple[Capture, ...]:
    captures = []
    for entry in any_list(raw):
        match entry:
            case {"variable": str(variable), "value": str(subject)} if len(entry) == 2:
                captures.append(Capture(variable, "value", subject))
            case {"variable": str(variable), "header": str(subject)} if len(entry) == 2:
                captures.append(Capture(variable, "header", subject))
            case _:
                raise DataMistake(
                    'should hold entries such as { variable = "id", value = "channelId" }, '
                    f"not {shown(entry)}"
                )
    return tuple(captures)


def _from_one_to(most: int) -> Convert:
    def convert(raw: Any) -> int:
        number = whole_number(raw)
        if not 1 <= number <= most:
            raise DataMistake(f"should be a whole number from 1 to {most}, not {number}")
        return number

    return convert


_TOGETHER = {*BODY_READERS, *CONVERSATION_READERS}
"""Several keys that are one field."""
_FIELDS = {"endpoint": "endpoint_id", "send_anyway": "is_forced", "table": "dialect"}
_OPTIONS = {
    "timeout_ms": "timeout_ms",
    "max_bytes": "max_bytes",
    "redirects": "follows_redirects",
    "history": "is_recorded",
}
"""The keys of the options with their fields."""
_READERS = {
    "endpoint": text,
    "method": text,
    "url": text,
    "dialect": text,
    "table": text,
    "credential": text,
    "send_anyway": flag,
    "not_secret": texts,
    "notes": text,
    "values": value_rows,
    "headers": header_rows,
    **BODY_READERS,
    **CONVERSATION_READERS,
    "timeout_ms": _from_one_to(LONGEST_TIMEOUT_MS),
    "max_bytes": _from_one_to(MOST_BYTES),
    "redirects": flag,
    "history": flag,
    "tests": lambda raw: read_entries(raw, read_test),
    "captures": _captures,
}
