import json
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from aiurdesk.core.collection.example_file import write_example
from aiurdesk.core.errors import StorageError
from aiurdesk.core.exchange.example import Example
from aiurdesk.core.exporters.exported import (
    CollectionFormat,
    Exported,
    ExportedExample,
    ExportedFolder,
    exported_item,
)
from aiurdesk.core.exporters.openapi import write_openapi
from aiurdesk.core.exporters.postman import write_postman
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.request.request import Header, SavedRequest
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.importers.imported import ImportedCollection, ImportedRequest, ImportedService
from aiurdesk.importers.openapi import parse_openapi
from aiurdesk.importers.postman import parse_postman
from aiurdesk.services.exports.exporting import FORMATS, export_collection, save_export, write_har
from aiurdesk.services.library import Library
from aiurdesk.services.sending.trust import Trust
from tests.core.exchange.test_exchange import ANSWER, INVALID_INPUT, an_exchange
from tests.imported_records import import_file
from tests.ui.collections.steps import a_collection

LIBRARY = Library()


async def test_a_collection_goes_out_in_its_order_and_with_its_folders(tmp_path):
    folder = a_collection(tmp_path / "checks", "A", "inner/C", "inner/deep/D")
    (folder / "broken.request.toml").write_text("x = [")
    exported = await export_collection(folder, FORMATS["postman"], LIBRARY)
    document = json.loads(exported.text)
    inner, first = document["item"] if document["item"][0]["name"] == "inner" else (
        document["item"][1], document["item"][0])  # fmt: skip
    assert first["name"] == "A"
    assert first["request"]["url"]["raw"].startswith("https://stargate.aiursoft.com/Message/")
    assert {item["name"] for item in inner["item"]} == {"C", "deep"}
    assert any("broken.request.toml" in sentence for sentence in exported.left_out)
    assert isinstance(parse_postman(exported.text), ImportedCollection)


async def test_one_request_goes_out_alone(tmp_path):
    folder = a_collection(tmp_path / "checks", "A", "B")
    exported = await export_collection(folder / "A.request.toml", FORMATS["http"], LIBRARY)
    assert "### A\n" in exported.text
    assert "### B\n" not in exported.text
    with pytest.raises(StorageError, match="There is no folder"):
        await export_collection(tmp_path / "none", FORMATS["http"], LIBRARY)


def test_exchanges_go_out_as_an_archive(tmp_path):
    write_har(tmp_path / "sent.har", [an_exchange(ANSWER, INVALID_INPUT)])
    archive = json.loads((tmp_path / "sent.har").read_text(encoding="utf-8"))
    assert len(archive["log"]["entries"]) == 1
    with pytest.raises(StorageError):
        save_export(tmp_path / "sent.har" / "x.har", Exported(""))


@pytest.mark.parametrize("form", FORMATS)
async def test_the_notes_of_collection_and_folders_go_out_or_are_told(form, tmp_path):
    folder = a_collection(tmp_path / "checks", "A", "inner/C", "inner/deep/D")
    (folder / "collection.toml").write_text('notes = "About the checks."\n')
    (folder / "inner" / "folder.toml").write_text('notes = "About the inner ones."\n')
    exported = await export_collection(folder, FORMATS[form], LIBRARY)
    told = "\n".join(exported.left_out)
    for notes, words in (
        ("About the checks.", "checks: its notes."),
        ("About the inner ones.", "inner: its notes."),
    ):
        assert (notes in exported.text) != (words in told)


SECRET = "Authorization: Basic {{secret:shop Authorization}}"
HARD = (
    "curl 'https://h.example/plain?a=1&b=%20'",
    "curl 'https://h.example/fragment?q=a%23b#part'",
    f"curl https://h.example/secret -H '{SECRET}'",
    "curl https://h.example/empty -d ''",
    "curl https://h.example/number -d 123",
    "curl https://h.example/form -d a=1 -d b=2 -d a=3",
    "curl https://h.example/markup -H 'Content-Type: text/plain' -d '<h2 class=\"a\">A</h2>'",
    "curl https://h.example/marks -H 'Content-Type: text/plain' -d $'one\\n### two\\n> three'",
    "curl https://h.example/file -H 'Content-Type: image/png' --data-binary @pictures/a.png",
    "curl https://h.example/parts -F 'f=@pictures/a.png;type=image/png' -F n=1",
    "curl https://h.example/renamed -F 'f=@pictures/a.png;filename=b.png;type=image/png'",
    "curl https://h.example/json --json '{\"a\": 1.50}'",
    "curl https://h.example/headers -H 'X-A: 1' -H 'X-A: 2' -H 'Accept: text/html'",
)
"""Requests with what one format or the other cannot hold."""
UNSUITED = {
    "postman": ("empty", "secret"),
    "http": ("empty", "marks", "secret"),
    "har": ("empty", "file", "renamed", "secret"),
}
"""Of which of them each format loses something, which it has to say."""


async def held(folder):
    """Return the requests of a collection, by the last part of their path."""
    found: list[ExportedFolder] = []

    def write(whole: ExportedFolder) -> Exported:
        found.append(whole)
        return Exported("")

    await export_collection(folder, CollectionFormat("", "", "", write), LIBRARY)
    return {
        urlsplit(item.sent.url).path.rpartition("/")[2]: (title, item)
        for title, item in found[0].requests()
    }


def parts_of(item):
    sent = item.sent
    headers = sorted((header.name.lower(), header.value) for header in sent.headers)
    return sent.method, sent.url, headers, sent.body, bool(item.saved.credential)


@pytest.mark.parametrize("form", UNSUITED)
async def test_what_comes_back_from_a_format_is_the_same_or_was_told(form, tmp_path):
    file, sent = tmp_path / "hard.sh", tmp_path / f"sent{FORMATS[form].suffix}"
    file.write_text("\n".join(HARD) + "\n")
    await import_file(file, tmp_path / "first", Trust())
    exported = await export_collection(tmp_path / "first", FORMATS[form], LIBRARY)
    save_export(sent, exported)
    await import_file(sent, tmp_path / "second", Trust())
    before, after = await held(tmp_path / "first"), await held(tmp_path / "second")
    assert len(before) == len(HARD)
    assert list(before) == list(after)
    different = {
        name for name, (_, one) in before.items() if parts_of(one) != parts_of(after[name][1])
    }
    assert different <= set(UNSUITED[form])
    told = {name for name, (title, _) in before.items() if f"{title}: " in str(exported.left_out)}
    assert told == set(UNSUITED[form])


async def test_examples_go_out_and_come_back(tmp_path):
    folder = a_collection(tmp_path / "checks", "A")
    request = SavedRequest(url="https://h/?n=2", method="GET")
    header = Header("Content-Type", "application/json")
    good = Example(request, 404, "Not Found", -4, "Lost.", (header,), b'{"code": -4}')
    (folder / "A.examples").mkdir()
    (folder / "A.examples" / "gone.toml").write_text(write_example(good))
    (folder / "A.examples" / "broken.toml").write_text("status = [")
    exported = await export_collection(folder, FORMATS["postman"], LIBRARY)
    assert any("broken.toml" in sentence for sentence in exported.left_out)
    read = parse_postman(exported.text)
    assert isinstance(read, ImportedCollection)
    assert read.root is not None
    (entry,) = read.root.entries
    assert isinstance(entry, ImportedRequest)
    (example,) = entry.examples
    assert (example.name, example.status, example.reason) == ("gone", 404, "Not Found")
    assert (example.headers, example.body) == ((header,), '{"code": -4}')
    assert example.request is not None
    assert example.request.url == "https://h/?n=2"


async def test_examples_are_responses_of_a_description(tmp_path):
    folder = a_collection(tmp_path / "checks", "A")
    (folder / "A.examples").mkdir()
    header = Header("Content-Type", "application/json; charset=utf-8")
    for name, status, body in (("one", 200, b"[1]"), ("two", 200, b"[2]"), ("bare", 204, b"")):
        example = Example(SavedRequest(url="https://h/", method="GET"), status, "", body=body)
        text = write_example(replace(example, headers=(header,)))
        (folder / "A.examples" / f"{name}.toml").write_text(text)
    exported = await export_collection(folder, FORMATS["openapi"], LIBRARY)
    (path,) = json.loads(exported.text)["paths"].values()
    (operation,) = path.values()
    assert operation["responses"] == {
        "204": {"description": "Any response."},
        "200": {
            "description": "Any response.",
            "content": {
                "application/json": {"examples": {"one": {"value": [1]}, "two": {"value": [2]}}}
            },
        },
    }


_NAMES = st.text(min_size=1, max_size=20).map(lambda text: " ".join(text.split())).filter(bool)
_WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20).map(str.strip)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | _WORDS.filter(lambda text: text[:1] not in "{["),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=3),
    max_leaves=8,
)


def an_exported(kind, text, **members):
    """Return a folder with one request and an example of it with a body."""
    item = exported_item("A", custom_request("https://h.example/a"), "")
    headers = (Header("Content-Type", kind), *members.pop("headers", ()))
    data = text.encode()
    response = Response(
        status=members.pop("status", 200),
        reason=members.pop("reason", ""),
        http_version="",
        headers=headers,
        body=ResponseBody(data, size_bytes=len(data)),
        url="",
    )
    example = ExportedExample(members.pop("name", "good"), item.sent, response, **members)
    return ExportedFolder("X", (replace(item, examples=(example,)),))


@given(
    name=_NAMES.filter(str.isprintable),
    status=st.integers(100, 599),
    reason=_WORDS,
    notes=_WORDS,
    value=_WORDS,
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
)
def test_any_example_comes_back_from_postman(name, status, reason, notes, value, text):
    header = Header("X-A", value)
    members = {"name": name, "status": status, "reason": reason, "notes": notes}
    folder = an_exported("text/plain; charset=utf-8", text, headers=(header,), **members)
    read = parse_postman(write_postman(folder).text)
    assert isinstance(read, ImportedCollection)
    assert read.root is not None
    (entry,) = read.root.entries
    assert isinstance(entry, ImportedRequest)
    (example,) = entry.examples
    assert (example.name, example.status, example.reason) == (name, status, reason)
    assert (example.body, example.headers[1], example.notes) == (text, header, notes)
    assert example.request is not None
    assert example.request.url == "https://h.example/a"
    assert read.left_out == ()


@given(value=_VALUES, status=st.integers(100, 599), is_json=st.booleans())
def test_any_example_comes_back_from_a_description(value, status, is_json):
    text = json.dumps(value)
    folder = an_exported("application/json" if is_json else "text/plain", text, status=status)
    read = parse_openapi(json.loads(write_openapi(folder).text), "shop")
    assert isinstance(read, ImportedService)
    ((response,),) = (endpoint.responses for endpoint in read.description.endpoints)
    (example,) = response.examples
    assert (response.status, example.title) == (str(status), "good")
    assert (json.loads(example.value) if is_json else example.value) == (value if is_json else text)


@pytest.mark.parametrize(
    "form", [form for form in FORMATS if form not in ("postman", "openapi", "html")]
)
async def test_a_format_without_examples_says_so(form, tmp_path):
    folder = a_collection(tmp_path / "checks", "A")
    (folder / "A.examples").mkdir()
    example = Example(SavedRequest(url="https://h/", method="GET"), 200, body=b"x")
    (folder / "A.examples" / "good.toml").write_text(write_example(example))
    exported = await export_collection(folder, FORMATS[form], LIBRARY)
    assert "A: 1 saved example." in exported.left_out
