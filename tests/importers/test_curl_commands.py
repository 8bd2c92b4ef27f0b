"""Files with several commands of curl, by pairs of files."""

import pytest

from aiurdesk.core.environments.proxies import proxy_choice
from aiurdesk.core.environments.route import Route, parse_resolve
from aiurdesk.core.problem import Problem
from aiurdesk.importers.curl_commands import is_curl_file, parse_curl_file
from aiurdesk.importers.imported import ImportedCollection
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
    assert isinstance(parse_curl_file(text), Problem)
    assert isinstance(parse_curl_file("curl 'a"), Problem)


@pytest.mark.skipif(not corpus("curl"), reason="has no files of others")
def test_files_of_others_are_read():
    texts = [file.read_text(encoding="utf-8") for file in corpus("curl")]
    made = [parse_curl_file(text) for text in texts if is_curl_file(text)]
    assert made
    assert all(isinstance(imported, ImportedCollection) for imported in made)


def test_proxies_and_addresses_become_an_environment():
    text = """
    # One
    curl -x ann:SECRET@p:1 --noproxy b.example --resolve a.example:443:192.0.2.1 https://a.example/
    # Two
    curl --socks5 other https://a.example/
    # Three
    curl https://a.example/
    """
    imported = parse_curl_file(text)
    assert isinstance(imported, ImportedCollection)
    (environment,) = imported.environments
    override = parse_resolve("a.example:443:192.0.2.1")
    route = Route(proxy_choice("http://p:1", exceptions=("b.example",)), (override,))
    assert (environment.name, environment.route) == ("curl", route)
    told = [entry.sentence for entry in imported.left_out]
    assert len(told) == 2
    assert "is in the environment curl" in told[0]
    assert "another proxy or address than the environment curl" in told[1]
    assert "SECRET" not in repr(imported)
    # Commands that name none make none.
    plain = parse_curl_file("curl https://a.example/\ncurl https://b.example/")
    assert isinstance(plain, ImportedCollection)
    assert plain.environments == ()
