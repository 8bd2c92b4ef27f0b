"""What importers made of texts, as records that can be compared with files."""

import json
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from aiurdesk.core.exporters.exported import ExportedFolder
from aiurdesk.importers.imported import (
    ImportedCollection,
    ImportedExample,
    ImportedFolder,
    ImportedRequest,
)
from aiurdesk.services.imports.importing import (
    CollectionMade,
    ImportSource,
    read_import,
    write_import,
)
from aiurdesk.services.sending.trust import Trust

_FOLDER = Path(__file__).parent / "data" / "importers"
_USUAL: tuple[Any, ...] = ({}, [], "", None, {"type": "none"})


def body_kinds(imported: object, exported: ExportedFolder) -> list[str]:
    """Return the kinds of bodies of what was exported and came back in a flat list."""
    assert isinstance(imported, ImportedCollection)
    assert imported.root is not None
    sent = [entry.request for entry in imported.root.entries if isinstance(entry, ImportedRequest)]
    assert [(request.endpoint.method, request.endpoint.path) for request in sent] == [
        (entry.sent.method, entry.sent.url) for _, entry in exported.requests()
    ]
    return [type(request.body).__name__ for request in sent]


def cases(kind: str) -> list[str]:
    """Return the names of the cases of a format: ``<case>.input`` and ``<case>.expected.json``."""
    return sorted(path.stem for path in (_FOLDER / kind).glob("*.input"))


def given(kind: str, case: str) -> str:
    """Return the text of a case."""
    return (_FOLDER / kind / f"{case}.input").read_text(encoding="utf-8")


def expected(kind: str, case: str) -> Any:
    """Return the record of a case."""
    return json.loads((_FOLDER / kind / f"{case}.expected.json").read_text(encoding="utf-8"))


def record_of(imported: object) -> dict[str, Any]:
    """Return the record of a collection; what has its usual value is not in it."""
    assert isinstance(imported, ImportedCollection), imported
    record = {
        "root": imported.root and _entry(imported.root),
        "variables": [list(_pair(variable)) for variable in imported.variables],
        "environments": {
            environment.name: [list(_pair(variable)) for variable in environment.variables]
            for environment in imported.environments
        },
        "credentials": [
            [offered.scheme, offered.name, [name for name, _ in offered.secrets]]
            for offered in imported.credentials
        ],
        "left_out": [entry.sentence for entry in imported.left_out],
    }
    made: dict[str, Any] = _without_usual(json.loads(msgspec.json.encode(record)))
    return made


def _pair(variable: Any) -> tuple[str, ...]:
    return (variable.name, variable.value, *(["secret"] * variable.is_secret))


def _entry(entry: ImportedRequest | ImportedFolder) -> dict[str, Any]:
    if isinstance(entry, ImportedFolder):
        return {
            "folder": entry.name,
            "credential": "none" if entry.credential == "" else entry.credential,
            "headers": entry.headers,
            "notes": entry.notes,
            "entries": [_entry(inner) for inner in entry.entries],
        }
    request = entry.request
    return {
        "name": entry.name,
        "method": request.endpoint.method,
        "address": request.endpoint.path,
        "values": request.values,
        "values_off": request.values_off,
        "headers": request.headers,
        "headers_off": request.headers_off,
        "body": request.body,
        "credential": "none" if request.credential == "" else request.credential,
        "notes": request.notes,
        "tests": request.tests,
        "captures": request.captures,
        "redirects": request.options.follows_redirects,
        "examples": [_example(example) for example in entry.examples],
    }


def _example(example: ImportedExample) -> dict[str, Any]:
    sent = example.request
    record: dict[str, Any] = json.loads(msgspec.json.encode(replace(example, request=None)))
    is_text = isinstance(example.body, str)
    return record | {
        "body": example.body if is_text else {"base64": record["body"]},
        "sent": sent and [sent.sent_method, sent.url, type(sent.body).__name__],
    }


def _without_usual(value: Any) -> Any:
    if isinstance(value, dict):
        inner = {name: _without_usual(member) for name, member in value.items()}
        return {name: member for name, member in inner.items() if member not in _USUAL}
    return [_without_usual(entry) for entry in value] if isinstance(value, list) else value


async def import_file(file: Path, folder: Path, trust: Trust) -> CollectionMade:
    """Import a file as a person does who agrees to what is shown."""
    return await write_import(await read_import(ImportSource(str(file)), folder), trust)
