"""Differences between two descriptions of a service, and a person's changes to the first."""

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from aiurdesk.core.collection.file_name import REQUEST_SUFFIX
from aiurdesk.core.errors import StorageError
from aiurdesk.core.translation import listed, titled, tr
from aiurdesk.storage.collections import read_file

_MOST_FILES = 50_000
_ENDPOINT = re.compile(r"(?m)^endpoint[ \t]*=[ \t]*[\"']([^\"'\r\n]*)[\"']")
_NOT_COMPARED = frozenset({"schema"})
"""Keys of schemas are numbers, which another order of the description changes."""
_WORDS = {
    "code_cases": tr("result codes"),
    "body_types": tr("content types"),
    "authentication_note": tr("how to authenticate"),
    "security": tr("how to authenticate"),
    "response_fields": tr("response fields"),
    "is_deprecated": tr("whether it is deprecated"),
    "returns": tr("what it returns"),
    "has_envelope": tr("whether it returns a result code"),
}


class ChangedEndpoint(msgspec.Struct, frozen=True):
    """An endpoint that both descriptions have."""

    id: str
    what: tuple[str, ...]
    """What of it differs, in words."""


class ServiceChanges(msgspec.Struct, frozen=True):
    """The effect of an update on the endpoints of a service, by their ids."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[ChangedEndpoint, ...] = ()
    kept: tuple[str, ...] = ()
    """What people had edited, and what is therefore as they left it: "ID: title"."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is different."""
        return not (self.added or self.removed or self.changed)


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> ServiceChanges:
    """Return what is different in the endpoints of two files of a service."""
    old, new = _by_id(before), _by_id(after)
    changed = (
        ChangedEndpoint(id_, what)
        for id_, row in new.items()
        if id_ in old and (what := tuple(_different(old[id_], row)))
    )
    return ServiceChanges(
        tuple(id_ for id_ in new if id_ not in old),
        tuple(id_ for id_ in old if id_ not in new),
        tuple(changed),
    )


def with_edits(
    current: Mapping[str, Any], generated: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return a new file of a service with what people had edited in the current one.

    Args:
        current: The file as it is.
        generated: The file as it was made of the description that it came from.
        new: The file as it is made of the new description.

    Returns:
        The file, and what of it is as people left it.
    """
    kept: list[str] = []
    result = _with_edited({**new}, current, generated, "", kept)
    edited, made = _by_id(current), _by_id(generated)
    rows = []
    for row in new.get("endpoints", ()):
        id_ = row["id"]
        both = id_ in edited and id_ in made
        rows.append(
            _with_edited({**row}, edited[id_], made[id_], f"{id_}: ", kept) if both else row
        )
    # One that a person wrote, which no description had.
    own = [row for id_, row in edited.items() if id_ not in made and id_ not in _by_id(new)]
    kept += [row["id"] for row in own]
    result["endpoints"] = [*rows, *own]
    return result, tuple(kept)


def _with_edited(
    row: dict[str, Any],
    current: Mapping[str, Any],
    generated: Mapping[str, Any],
    start: str,
    kept: list[str],
) -> dict[str, Any]:
    for name in dict.fromkeys((*current, *generated)):
        if name in ("id", "endpoints", "schema") or current.get(name) == generated.get(name):
            continue
        kept.append(f"{start}{_words_for(name)}")
        if name in current:
            row[name] = current[name]
        else:
            row.pop(name, None)
    return row


def _by_id(file: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    rows = file.get("endpoints")
    return {
        row["id"]: row
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, dict) and isinstance(row.get("id"), str)
    }


def _different(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for name in dict.fromkeys((*before, *after)):
        old, new = _compared(before.get(name)), _compared(after.get(name))
        if old == new:
            continue
        if name == "parameters":
            yield from _different_parameters(before.get(name) or [], after.get(name) or [])
        else:
            yield _words_for(name)


def _different_parameters(before: list[Any], after: list[Any]) -> Iterator[str]:
    old = {row["name"]: row for row in before if isinstance(row, dict) and "name" in row}
    new = {row["name"]: row for row in after if isinstance(row, dict) and "name" in row}
    yield from (tr("parameter {name} is new").format(name=name) for name in new if name not in old)
    yield from (tr("parameter {name} is gone").format(name=name) for name in old if name not in new)
    for name, row in new.items():
        if name in old and _compared(old[name]) != _compared(row):
            keys = (k for k in {**old[name], **row} if old[name].get(k) != row.get(k))
            what = listed(
                dict.fromkeys(_words_for(key) for key in keys if key not in _NOT_COMPARED)
            )
            yield titled(tr("parameter {name}").format(name=name), what)


def _compared(value: Any) -> Any:
    if isinstance(value, list):
        return [_compared(entry) for entry in value]
    if isinstance(value, dict):
        return {k: _compared(v) for k, v in value.items() if k not in _NOT_COMPARED}
    return value


def _words_for(name: str) -> str:
    return _WORDS.get(name, name.replace("_", " "))


def touched_requests(folders: Iterable[Path], endpoint_ids: Collection[str]) -> tuple[str, ...]:
    """Return the paths of the saved requests of some endpoints, sorted. Blocks.

    Args:
        folders: Of collections; of one within another, requests are named once.
        endpoint_ids: In lower case.
    """
    paths = {os.path.realpath(path) for path in islice(_request_files(folders), _MOST_FILES)}
    return tuple(sorted(path for path in paths if _endpoint_of(Path(path)) in endpoint_ids))


def _request_files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        # Links are not followed: they may lead round in a circle.
        for path, inner, names in os.walk(folder):
            inner[:] = [name for name in inner if not name.startswith(".")]
            yield from (Path(path, name) for name in names if name.endswith(REQUEST_SUFFIX))


def _endpoint_of(path: Path) -> str:
    try:
        match = _ENDPOINT.search(read_file(path))
    except StorageError:
        return ""
    return match[1].lower() if match else ""
