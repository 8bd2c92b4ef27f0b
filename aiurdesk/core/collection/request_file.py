"""The file of a saved request, ``NAME.request.toml``.

The keys, in their order: ``endpoint`` (the id in the catalogue) or ``method`` and ``url``,
``dialect`` (older files call it ``table``), ``credential`` (a name, or empty for none),
``send_anyway``, ``not_secret``, ``notes``, then the lists ``values``, ``headers``, the body,
``tests`` and ``captures`` with one entry a line.
An entry of a list of pairs that is switched off ends with ``"off"``. The body is one of ``form``,
``multipart`` (lists like ``values``), ``json``, ``graphql`` (with ``graphql_variables``,
``graphql_operation``, ``graphql_connection`` and ``graphql_transport``), ``text``, ``file`` (a
path) or ``body = "none"``; ``content_type`` belongs to ``text`` or ``file``. Before ``tests`` stand
the keys of ``SendOptions``, such as ``timeout_ms``, ``max_bytes`` and ``http_version``. The request
of a socket has more keys before them, see ``conversation_record``; its ``url`` begins with
``ws://`` or ``wss://`` and needs no ``method``. What is still to be typed is empty: ``url = ""``,
or a test with ``unfinished = true``. What has its default is left out. Behind everything else
stand the cases, each a table ``[[case]]``: see ``case_record``.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from aiurdesk.core.collection.case_record import case_entry, read_cases
from aiurdesk.core.collection.field_forms import forms_of, record_of
from aiurdesk.core.collection.request_record import (
    BODY_READERS,
    CONVERSATION_READERS,
    body_of,
    body_record,
    conversation_of,
    conversation_record,
    read_header_rows,
    read_value_rows,
    row_entries,
)
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.expectations.kinds_of_tests import entry_of_test, record_of_test
from aiurdesk.core.expectations.response_tests import read_test
from aiurdesk.core.formats.schema import Convert, any_list, pairs, quoted, read_entries, text
from aiurdesk.core.formats.toml.toml_edit import edited_toml
from aiurdesk.core.formats.toml.toml_reading import (
    check_references,
    check_size,
    ignore,
    line_of,
    read_members,
    read_toml,
    size_problem,
)
from aiurdesk.core.formats.toml.toml_text import Tables, TomlValue, toml_text
from aiurdesk.core.preparing.address import length_problem
from aiurdesk.core.problem import at_line
from aiurdesk.core.request.conversation import Capture, ResponseTest
from aiurdesk.core.request.request import FIELDS, Case, Header, Row, SavedRequest, SendOptions
from aiurdesk.core.request.rows import header_members, header_rows, value_members, value_rows
from aiurdesk.core.request.typed import is_socket_address
from aiurdesk.core.translation import tr

_NOTHING: Mapping[str, Any] = {}


def write_request(
    saved: SavedRequest, current: str = "", further: Mapping[str, TomlValue] = _NOTHING
) -> str:
    """Return the text of the file.

    Args:
        saved: The request.
        current: What the file holds now. Comments, unknown keys and the order of keys stay.
        further: What else a new file holds, behind the keys of the request.

    Raises:
        ProblemError: A text cannot be stored, the file cannot be changed, or it would be too long.
    """
    if refused := length_problem(saved.url):
        raise ProblemError(refused)
    record = {**_record(saved), **further}
    references = 0
    for key, member in record.items():
        try:
            check_size(key, member)
            references = check_references(member, references)
        except ProblemError as error:
            # It would be refused when it is read.
            raise ProblemError(f"{key} {error}.") from None
    # A file with the old word keeps its line.
    if "dialect" in record and current and _OLD_DIALECT in read_toml(current):
        record[_OLD_DIALECT] = record.pop("dialect")
    # What is there is edited, not written again: comments are the person's.
    text = edited_toml(current, record, KEYS) if current else toml_text(record)
    if problem := size_problem(text):
        raise ProblemError(
            tr(
                "The file of the request would be too long: {trouble}. Send a long body "
                "from a file of its own."
            ).format(trouble=problem)
        )
    return text


def _record(saved: SavedRequest) -> dict[str, TomlValue]:
    # Defaults are left out, so that a small request is a small file.
    record = record_of(saved, _FORMS)
    for group in _GROUPS.values():
        record |= group.record(saved)
    if not saved.endpoint_id:
        # Also where they are empty: the address may be still to be typed.
        record["url"] = saved.url
        if not is_socket_address(saved.url):
            record["method"] = saved.method
    # One order for all files, so that a new key always has the same place.
    return {key: record[key] for key in KEYS if key in record}


def _tell_unknown_keys(cases: tuple[Case, ...], tell: Callable[[str], None]) -> None:
    for case in cases:
        for key, _ in case.further:
            words = tr("case “{name}” has an unknown key `{key}`. It is kept and has no effect.")
            tell(words.format(name=case.name, key=key))


def parse_request(
    source: str,
    tell: Callable[[str], None] = ignore,
    further: Mapping[str, Convert] = _NOTHING,
    found: dict[str, Any] | None = None,
) -> SavedRequest:
    """Read the text of a file.

    Args:
        source: The text.
        tell: Called with a sentence for each key that is not known.
        further: What reads other keys that the file may have.
        found: Gets what these hold.

    Raises:
        ProblemError: The text is not valid; the sentence begins with the line.
    """
    members = read_members(source, {**_READERS, **further} if further else _READERS, tell)
    if further and found is not None:
        found |= {key: members.pop(key) for key in further.keys() & members.keys()}
    _check_target(source, members)
    # The new word counts where a file has both.
    if _OLD_DIALECT in members:
        members.setdefault("dialect", members.pop(_OLD_DIALECT))
    if "case" in members:
        _tell_unknown_keys(members["case"], tell)
    # Thousands of files are read at once, and each has a few of the keys only.
    fields: dict[str, Any] = {_NAMES[key]: members[key] for key in members}
    url = members.get("url")
    if url and "method" not in members and not is_socket_address(url):
        fields["method"] = "GET"
    for name in _GROUPS.keys() & fields.keys():
        del fields[name]
        fields |= _GROUPS[name].members(source, members)
    return SavedRequest(**fields)


def _check_target(source: str, members: Mapping[str, Any]) -> None:
    """Raise ``ProblemError`` where a request has no target, half of one, or two."""
    url = members.get("url")
    if url and (refused := length_problem(url)):
        raise ProblemError(at_line(line_of(source, "url"), refused.sentence))
    if not members.get("endpoint"):
        # Half of an address would be sent somewhere else than its author meant. One without any
        # is still to be typed, and is not sent.
        if "method" not in members and url is None:
            words = tr("endpoint is missing; or give a method and a url.")
            raise ProblemError(at_line(1, words))
    elif url:
        # When one is changed into the other by hand, the old one is easily left.
        words = tr("url is a second address, beside endpoint.")
        raise ProblemError(at_line(line_of(source, "url"), words))


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
                raise ProblemError(
                    tr(
                        'should hold entries such as {{ variable = "id", value = "channelId" }}, '
                        "not {entry}"
                    ).format(entry=quoted(entry))
                )
    return tuple(captures)


class _Group(msgspec.Struct, frozen=True):
    """Fields that are read and written together: their keys do not belong to one field."""

    readers: Mapping[str, Convert]
    record: Callable[[SavedRequest], Mapping[str, TomlValue]]
    members: Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
    """Takes text and members of a file, some of which it has read, and returns the fields."""


def _rows_record(key: str, rows: tuple[Row, ...]) -> dict[str, TomlValue]:
    return {key: row_entries(rows)} if rows else {}


_OPTIONS = forms_of(SendOptions)
_GROUPS: Mapping[str, _Group] = {
    "values": _Group(
        {"values": read_value_rows},
        lambda saved: _rows_record("values", value_rows(saved)),
        lambda _, members: value_members(members["values"]),
    ),
    "headers": _Group(
        {"headers": read_header_rows},
        lambda saved: _rows_record("headers", header_rows(saved)),
        lambda _, members: header_members(members["headers"]),
    ),
    "body": _Group(
        BODY_READERS,
        lambda saved: body_record(saved.body),
        lambda source, members: {"body": body_of(source, members)},
    ),
    "conversation": _Group(
        CONVERSATION_READERS,
        lambda saved: conversation_record(saved.conversation),
        lambda _, members: {"conversation": conversation_of(members)},
    ),
    "options": _Group(
        {key: form.read for key, form in _OPTIONS.items()},
        lambda saved: record_of(saved.options, _OPTIONS),
        lambda _, members: {
            "options": SendOptions(
                **{form.name: members[key] for key, form in _OPTIONS.items() if key in members}
            )
        },
    ),
}
_FORMS = forms_of(
    SavedRequest,
    {
        tuple[ResponseTest, ...]: (
            lambda raw: read_entries(raw, read_test),
            lambda tests: [entry_of_test(record_of_test(test), read_test) for test in tests],
        ),
        tuple[Capture, ...]: (
            _captures,
            lambda captures: [
                {"variable": capture.variable, capture.source: capture.subject}
                for capture in captures
            ],
        ),
        tuple[Case, ...]: (
            read_cases,
            lambda cases: Tables(map(case_entry, cases)),
        ),
    },
)
_OLD_DIALECT = "table"
_READERS = (
    {_OLD_DIALECT: text}
    | {key: form.read for key, form in _FORMS.items()}
    | {key: read for group in _GROUPS.values() for key, read in group.readers.items()}
)

_NAMES = {key: form.name for key, form in _FORMS.items()} | {
    key: name for name, group in _GROUPS.items() for key in group.readers
}
"""The field, or the group of fields, that a key belongs to."""


def _keys() -> Iterator[str]:
    """Yield all keys of a file: what it is sent to, and then the fields as they are declared."""
    yield from ("endpoint", "method", "url")
    for name, named in FIELDS.items():
        if named.field.key:
            yield named.field.key
        elif name in _GROUPS:
            yield from _GROUPS[name].readers


KEYS = (*dict.fromkeys(_keys()), _OLD_DIALECT)
"""In their order."""
