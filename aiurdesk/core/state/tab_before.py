"""Reads open requests as they were saved before a tab held a saved request."""

import contextlib
from typing import Any

import msgspec

from aiurdesk.core.collection.request_record import CONVERSATION_READERS, conversation_of
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.expectations.typed_tests import RESPONSE_TESTS, read_frame_texts
from aiurdesk.core.formats.toml.toml_reading import read_members
from aiurdesk.core.request.request import SavedRequest


def tab_from_before(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the record of a tab in the form of this version."""
    request = {name: raw[name] for name in SavedRequest.__struct_fields__ if name in raw}
    request["url"] = raw.get("address", "")
    request["headers"] = _named(raw, "headers", ("name", "value"))
    request["captures"] = _named(raw, "captures", ("variable", "source", "subject"))
    tests = map(RESPONSE_TESTS.read_texts, _texts(raw, "tests"))
    request["tests"] = [msgspec.to_builtins(test) for test in tests if test is not None]
    request["conversation"] = _conversation(raw)
    rest = {name: value for name, value in raw.items() if name not in request}
    return rest | {"request": request}


def _texts(raw: dict[str, Any], name: str) -> list[tuple[str, ...]]:
    rows = raw.get(name)
    return [tuple(map(str, row)) for row in rows or () if isinstance(row, list)]


def _named(raw: dict[str, Any], name: str, names: tuple[str, ...]) -> list[dict[str, str]]:
    return [dict(zip(names, row, strict=False)) for row in _texts(raw, name)]


def _conversation(raw: dict[str, Any]) -> dict[str, Any]:
    record: dict[str, Any] = {}
    # As before: what cannot be read is left out.
    with contextlib.suppress(ProblemError):
        members = read_members(str(raw.get("conversation", "")), CONVERSATION_READERS)
        record = msgspec.to_builtins(conversation_of(members))
    tests = map(read_frame_texts, _texts(raw, "frame_tests"))
    record["frame_tests"] = [msgspec.to_builtins(test) for test in tests if test is not None]
    return record
