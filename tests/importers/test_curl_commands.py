"""Files with several commands of curl, by pairs of files."""

import shlex

import pytest

from aiurdesk.core.environments.proxies import proxy_choice
from aiurdesk.core.environments.route import Route, parse_resolve
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import TextBody
from aiurdesk.importers.curl_commands import is_curl_file, parse_curl_file
from aiurdesk.importers.imported import ImportedCollection, ImportedRequest
from aiurdesk.importers.left_out import LeftOutKind
from tests.core.preparing.test_computed_authorization import COMPUTED
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


def test_a_here_document_belongs_to_its_command():
    text = """#!/bin/sh
    # Add
    curl https://h.example/a -H 'Content-Type: text/plain' --data-binary @- <<-'END' | tee log
    # it's not a comment
    curl https://h.example/of-the-text

\tEND
    # List
    curl https://h.example/b
    """
    assert is_curl_file(text)
    imported = parse_curl_file(text)
    assert isinstance(imported, ImportedCollection)
    assert imported.root is not None
    entries = [entry for entry in imported.root.entries if isinstance(entry, ImportedRequest)]
    assert [(entry.name, entry.request.url) for entry in entries] == [
        ("Add", "https://h.example/a"),
        ("List", "https://h.example/b"),
    ]
    body = entries[0].request.body
    assert isinstance(body, TextBody)
    assert body.text == "    # it's not a comment\n    curl https://h.example/of-the-text\n\n"


def test_many_here_documents_are_read_in_linear_time():
    text = "curl https://h.example/a -d @- <<EOF\na=1\nEOF\n" * 2_000
    imported = parse_curl_file(text + "curl https://h.example/b -d @- <<X\n" + "<<X\n" * 20_000)
    assert isinstance(imported, ImportedCollection)
    assert imported.root is not None
    assert len(imported.root.entries) == 2_001


def test_what_each_command_computes_becomes_a_credential():
    text = """
    # Look
    curl --digest -u ann:pw-of-ann https://h.example/a
    # Again
    curl -u ann:pw-of-ann --digest https://h.example/b
    # Plain
    curl -u bob:pw-of-bob https://h.example/c
    # Store
    curl --aws-sigv4 aws:amz:eu-west-1:s3 -u KEYID:key-of-ann https://h.example/d
    """
    imported = parse_curl_file(text)
    assert isinstance(imported, ImportedCollection)
    assert imported.root is not None
    requests = [
        entry.request for entry in imported.root.entries if isinstance(entry, ImportedRequest)
    ]
    assert [request.credential for request in requests] == ["Look", "Look", "Plain", "Store"]
    assert {request.headers for request in requests} == {()}
    assert [(offered.scheme, offered.name) for offered in imported.credentials] == [
        ("digest", "Look"),
        ("basic", "Plain"),
        ("aws", "Store"),
    ]
    assert all(entry.kind is LeftOutKind.CREDENTIAL for entry in imported.left_out)
    assert "of-ann" not in repr(imported.left_out)
    assert "of-bob" not in repr(imported.left_out)


@pytest.mark.parametrize(("value", "scheme", "fields"), COMPUTED[:3])
def test_a_computed_header_of_a_command_becomes_a_credential_without_its_secret(
    value, scheme, fields
):
    quoted = shlex.quote(f"Authorization: {value}")
    text = f"# Look\ncurl https://h.example/a -H {quoted} -H 'X-Amz-Date: 1' -H 'A: b'\n"
    imported = parse_curl_file(f"{text}curl https://h.example/b\n")
    assert isinstance(imported, ImportedCollection)
    assert imported.root is not None
    look = imported.root.entries[0]
    assert isinstance(look, ImportedRequest)
    assert look.request.credential == "Look"
    names = [header.name for header in look.request.headers]
    assert names == (["A"] if scheme == "aws" else ["X-Amz-Date", "A"])
    (entry,) = imported.left_out
    assert entry.missing is not None
    assert {*fields.items()} <= {*entry.missing.values}
    assert imported.credentials == ()
