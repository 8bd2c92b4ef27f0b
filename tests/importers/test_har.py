"""HAR files, by pairs of files: ``<case>.input`` and ``<case>.expected.json``."""

import pytest

from aiurdesk.core.exporters.exported import ExportedFolder, ExportedRequest
from aiurdesk.core.exporters.har import write_har
from aiurdesk.importers.har import is_har, parse_har
from aiurdesk.importers.imported import ImportedCollection, ImportMistake, NamedRequest
from tests.core.exporters.collections import a_folder
from tests.corpora import corpus
from tests.imported_records import cases, expected, given, record_of


@pytest.mark.parametrize("case", cases("har"))
def test_a_file_becomes_requests(case):
    text = given("har", case)
    assert is_har(text)
    assert record_of(parse_har(text)) == expected("har", case)


@pytest.mark.parametrize(
    "text", ["{", "[1]", '{"log": {"entries": 1}}', '{"url": 1}', "{" * 100_000]
)
def test_what_cannot_be_read_is_a_mistake(text):
    mistake = parse_har(text)
    assert isinstance(mistake, ImportMistake)
    assert mistake.text.endswith(".")


@pytest.mark.skipif(not corpus("har"), reason="has no files of others")
def test_files_of_others_are_read_or_refused_with_a_sentence():
    texts = [file.read_text(encoding="utf-8", errors="replace") for file in corpus("har")]
    made = [parse_har(text) for text in texts if is_har(text)]
    assert any(isinstance(imported, ImportedCollection) for imported in made)
    refused = [imported.text for imported in made if isinstance(imported, ImportMistake)]
    assert all(sentence.endswith(".") for sentence in refused)


def test_other_texts_are_left_alone():
    for text in ("", "[]", "curl https://h.example/", '{"info": {}, "method": "", "url": ""}'):
        assert not is_har(text)


def test_a_body_in_base64_is_left_out():
    data = '{"mimeType": "image/png", "text": "AAEC", "encoding": "base64"}'
    made = parse_har(f'{{"method": "PUT", "url": "https://h.example/a", "postData": {data}}}')
    assert isinstance(made, ImportedCollection)
    assert "recorded in base64" in made.left_out[0].words


def test_what_this_program_exported_comes_back():
    exported = a_folder()
    made = parse_har(write_har(exported).text)
    assert isinstance(made, ImportedCollection)
    assert made.root is not None
    sent = [entry.request for entry in made.root.entries if isinstance(entry, NamedRequest)]
    folder, *others = exported.entries
    assert isinstance(folder, ExportedFolder)
    requests = [item for item in (*folder.entries, *others) if isinstance(item, ExportedRequest)]
    assert [(item.endpoint.method, item.endpoint.path) for item in sent] == [
        (item.method, item.url) for item in requests
    ]
    assert [type(item.body).__name__ for item in sent] == [
        "NoBody",
        "JsonBody",
        "FormBody",
        "MultipartBody",
        "TextBody",
        "NoBody",
        "NoBody",
    ]
