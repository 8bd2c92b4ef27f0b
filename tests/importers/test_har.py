"""HAR files, by pairs of files: ``<case>.input`` and ``<case>.expected.json``."""

import json

import pytest

from aiurdesk.core.exporters.har import write_har
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import Header
from aiurdesk.importers import har
from aiurdesk.importers.har import is_har, parse_har
from aiurdesk.importers.imported import ImportedCollection, ImportedExample, ImportedRequest
from tests.core.exporters.collections import a_folder
from tests.imported_records import body_kinds, cases, expected, given, record_of


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
    assert isinstance(mistake, Problem)
    assert mistake.sentence.endswith(".")


@pytest.mark.parametrize("entry", ['{"request": {"url": "https://h.example/"}}', "{}"])
def test_a_record_with_too_many_entries_is_refused(monkeypatch, entry):
    monkeypatch.setattr(har, "MOST_ENTRIES", 3)
    mistake = parse_har(f'{{"log": {{"entries": [{", ".join([entry] * 4)}]}}}}')
    assert isinstance(mistake, Problem)
    assert mistake.sentence.startswith("The HAR file has more than 3 entries.")


def test_a_record_with_as_many_entries_as_are_allowed_is_read(monkeypatch):
    monkeypatch.setattr(har, "MOST_ENTRIES", 3)
    # Names within the text of a body do not count.
    body = '{"mimeType": "application/json", "text": "{\\"request\\": [{\\"request\\": 1}]}"}'
    entry = f'{{"request": {{"url": "https://h.example/", "postData": {body}}}}}'
    made = parse_har(f'{{"log": {{"entries": [{", ".join([entry] * 3)}]}}}}')
    assert isinstance(made, ImportedCollection)
    assert made.root is not None
    assert len(made.root.entries) == 3


def test_other_texts_are_left_alone():
    for text in ("", "[]", "curl https://h.example/", '{"info": {}, "method": "", "url": ""}'):
        assert not is_har(text)


def test_a_body_in_base64_is_left_out():
    data = '{"mimeType": "image/png", "text": "AAEC", "encoding": "base64"}'
    made = parse_har(f'{{"method": "PUT", "url": "https://h.example/a", "postData": {data}}}')
    assert isinstance(made, ImportedCollection)
    assert "recorded in base64" in made.left_out[0].words


def recorded(response):
    entry = {"request": {"method": "GET", "url": "https://h/a"}, "response": response}
    made = parse_har(json.dumps({"log": {"entries": [entry]}}))
    assert isinstance(made, ImportedCollection)
    assert made.root is not None
    (request,) = made.root.entries
    assert isinstance(request, ImportedRequest)
    assert made.left_out == ()
    return request.examples


def test_a_recorded_response_is_an_example_with_its_bytes():
    response = {
        "status": 200,
        "statusText": "OK",
        "httpVersion": "h2",
        "headers": [{"name": ":status", "value": "200"}, {"name": "Server", "value": "x"}],
        "cookies": [{"name": "a", "value": "b"}],
        "content": {"mimeType": "image/png", "text": "iVBORw0KGg==", "encoding": "base64"},
        "redirectURL": "",
        "_transferSize": 5,
        "comment": "The logo.",
    }
    headers = (Header("Server", "x"), Header("Content-Type", "image/png"))
    (example,) = recorded(response)
    assert example == ImportedExample(
        "200 OK", 200, "OK", headers, b"\x89PNG\r\n\x1a", None, "The logo."
    )
    # A text that says it is base64 and is none stays as it is.
    (example,) = recorded({"status": 200, "content": {"text": "no!", "encoding": "base64"}})
    assert example.body == "no!"


@pytest.mark.parametrize("response", [{}, {"status": 0}, {"status": "fine"}, {"status": -1}])
def test_a_request_that_was_never_answered_has_no_example(response):
    assert recorded(response) == ()


def test_what_this_program_exported_comes_back():
    exported = a_folder()
    # The address of a HAR is valid, so it holds no variables.
    text = write_har(exported).text.replace("%7B%7Bid%7D%7D", "{{id}}")
    assert body_kinds(parse_har(text), exported) == [
        "NoBody",
        "JsonBody",
        "FormBody",
        "MultipartBody",
        "TextBody",
        "NoBody",
        "NoBody",
    ]
