"""Collections of Postman, by pairs of files: ``<case>.input`` and ``<case>.expected.json``."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.importers.imported_collection import ImportedCollection, NamedRequest
from aiurdesk.importers.imported_request import ImportMistake
from aiurdesk.importers.postman import is_postman, parse_postman

FOLDER = Path(__file__).parents[1] / "data" / "importers" / "postman"
CASES = sorted(path.stem for path in FOLDER.glob("*.input"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([
                "item", "name", "request", "url", "raw", "query", "variable", "header", "body",
                "mode", "urlencoded", "formdata", "src", "type", "auth", "key", "value", "event",
                "script", "exec", "response", "disabled", "description", "bearer", "in", "file",
            ]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)  # fmt: skip


def record_of(entry: Any) -> dict[str, Any]:
    if not isinstance(entry, NamedRequest):
        return {
            "folder": entry.name,
            "credential": entry.credential,
            "entries": [record_of(inner) for inner in entry.entries],
        }
    request = entry.request
    members = {
        "name": entry.name,
        "method": request.endpoint.method,
        "address": request.endpoint.path,
        "values": request.values,
        "values_off": request.values_off,
        "headers": request.headers,
        "headers_off": request.headers_off,
        "body": request.body,
        "credential": request.credential,
        "notes": request.notes,
    }
    found: dict[str, Any] = json.loads(msgspec.json.encode(members))
    return found


@pytest.mark.parametrize("case", CASES)
def test_a_collection_becomes_requests_in_folders(case):
    imported = parse_postman((FOLDER / f"{case}.input").read_text(encoding="utf-8"))
    assert isinstance(imported, ImportedCollection)
    assert json.loads((FOLDER / f"{case}.expected.json").read_text(encoding="utf-8")) == {
        "root": record_of(imported.root),
        "variables": [[variable.name, variable.value] for variable in imported.variables],
        "left_out": [entry.sentence for entry in imported.left_out],
    }


def test_other_texts_are_left_alone():
    assert is_postman((FOLDER / "shop.input").read_text(encoding="utf-8"))
    for text in ("", "[]", '{"info": {}}', "curl https://example.com/"):
        assert not is_postman(text)


@pytest.mark.parametrize("text", ["{", "[]", '{"item": 1}', "{" * 100_000])
def test_what_is_no_collection_is_a_mistake(text):
    mistake = parse_postman(text)
    assert isinstance(mistake, ImportMistake)
    assert mistake.text.startswith("The Postman collection ")


def test_folders_that_lie_too_deep_are_left_out():
    inner: list[Any] = []
    for number in range(40):
        inner = [{"name": f"f{number}", "item": inner}]
    imported = parse_postman(json.dumps({"info": {}, "item": inner}))
    assert isinstance(imported, ImportedCollection)
    (left_out,) = imported.left_out
    assert left_out.title == "/".join(f"f{number}" for number in range(39, 8, -1))
    assert left_out.words == "the folder lies too deep."


@given(JSON)
def test_any_json_gives_requests_or_a_mistake(raw):
    found = parse_postman(json.dumps({"info": {"name": "x"}, "item": [raw]}))
    assert isinstance(found, ImportedCollection | ImportMistake)
