"""Files with several commands of curl, by pairs of files."""

import pytest

from aiurdesk.importers.curl_commands import is_curl_file, parse_curl_file
from aiurdesk.importers.imported_collection import ImportedCollection
from aiurdesk.importers.imported_request import ImportMistake
from tests.corpora import corpus
from tests.imported_records import cases, expected, given, record_of


@pytest.mark.parametrize("case", cases("curl_commands"))
def test_a_file_becomes_requests(case):
    text = given("curl_commands", case)
    assert is_curl_file(text)
    assert record_of(parse_curl_file(text)) == expected("curl_commands", case)


def test_one_command_alone_is_left_to_the_other_importer():
    for text in ("curl https://h.example/", "echo x | curl h", "", "curl \\\n  h.example"):
        assert not is_curl_file(text)


def test_a_quote_that_is_never_closed_ends():
    text = "curl 'a\n" + "curl b\n" * 5_000
    assert isinstance(parse_curl_file(text), ImportMistake)
    assert isinstance(parse_curl_file("curl 'a"), ImportMistake)


@pytest.mark.skipif(not corpus("curl"), reason="has no files of others")
def test_files_of_others_are_read():
    texts = [file.read_text(encoding="utf-8") for file in corpus("curl")]
    made = [parse_curl_file(text) for text in texts if is_curl_file(text)]
    assert made
    assert all(isinstance(imported, ImportedCollection) for imported in made)
