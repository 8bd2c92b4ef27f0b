"""Command lines of curl, by pairs of files: ``<case>.input`` and ``<case>.expected.json``."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.environments.route import HttpVersion
from aiurdesk.core.preparing.prepare import prepare
from aiurdesk.core.preparing.secret_offer import without_offered
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import FormBody, GraphqlBody, PreparedRequest, Row, TextBody
from aiurdesk.importers.curl import is_curl, parse_curl
from aiurdesk.importers.imported import ImportedRequest
from aiurdesk.importers.left_out import LeftOutKind

FOLDER = Path(__file__).parents[1] / "data" / "importers" / "curl"
CASES = sorted(path.stem for path in FOLDER.glob("*.input"))


def record_of(imported: ImportedRequest) -> dict[str, Any]:
    request, offered = imported.request, imported.offered
    return {
        "method": request.endpoint.method,
        "address": request.endpoint.path,
        "headers": [[header.name, header.value] for header in request.headers],
        "body": json.loads(msgspec.json.encode(request.body)),
        "left_out": [item.sentence for item in imported.left_out],
        "offered": offered
        and {
            "scheme": offered.scheme,
            "origin": offered.origin,
            "values": [list(pair) for pair in offered.values],
            "secrets": [[name, secret.reveal()] for name, secret in offered.secrets],
        },
    }


@pytest.mark.parametrize("case", CASES)
def test_a_command_line_becomes_the_request_that_curl_would_send(case):
    imported = parse_curl((FOLDER / f"{case}.input").read_text(encoding="utf-8"))
    assert isinstance(imported, ImportedRequest)
    expected = json.loads((FOLDER / f"{case}.expected.json").read_text(encoding="utf-8"))
    assert record_of(imported) == expected


@pytest.mark.parametrize(
    ("text", "method", "notes"),
    [
        ("-d @-", "POST", ["-d @-: standard input was not imported."]),
        ("--json @-", "POST", ["--json @-: standard input was not imported."]),
        ("-F f=@-", "POST", ["-F f: standard input was not imported."]),
        ("-T -", "PUT", ["-T: standard input was not imported."]),
        ("--data-urlencode a@f", "POST", ["--data-urlencode a@f: the file was not read."]),
        ("-G -d a=1", "GET", []),
        (
            "-H 'Content-Length: 5'",
            "GET",
            ["-H 'Content-Length': the connection writes this header itself."],
        ),
        (
            "-F a=b -H 'Content-Type: text/xml'",
            "POST",
            ["-H 'Content-Type': a body of parts is sent with its own type."],
        ),
        ("-F a=b -H 'Content-Type: multipart/form-data; boundary=x'", "POST", []),
        (
            "--odd v",
            "GET",
            ["--odd is not known here and was not imported.", "v was not imported."],
        ),
        (
            '-H "Authorization: Bearer $TOKEN"',
            "GET",
            ["$TOKEN is a variable of the shell and was taken as text; write {{env:TOKEN}}."],
        ),
    ],
)
def test_what_is_left_out_is_told_and_changes_nothing_else(text, method, notes):
    imported = parse_curl(f"curl {text} https://host.example/")
    assert isinstance(imported, ImportedRequest)
    assert imported.request.endpoint.method == method
    assert imported.request.endpoint.path.startswith("https://host.example/")
    assert [item.sentence for item in imported.left_out] == notes


@pytest.mark.parametrize("data", ["-d '{}'", "--json '{}'", "-T notes.txt", ""])
def test_two_content_types_are_both_sent_as_curl_does(data):
    types = ["application/json", "text/xml"]
    headers = " ".join(f"-H 'Content-Type: {item}'" for item in types)
    imported = parse_curl(f"curl {data} https://host.example/ {headers}")
    assert isinstance(imported, ImportedRequest)
    prepared = prepare(imported.request, None, Environment(""), "boundary")
    assert isinstance(prepared, PreparedRequest)
    sent = [item.value for item in prepared.headers if item.name.lower() == "content-type"]
    assert sent == types


def test_every_case_has_its_expectation():
    assert CASES
    assert {path.name for path in FOLDER.iterdir()} == {
        f"{case}.{end}" for case in CASES for end in ("input", "expected.json")
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("curl 'https://example.com", "A quote in this curl command is not closed"),
        ("curl -X POST", "This curl command has no address"),
        ("curl", "This curl command has no address"),
    ],
)
def test_an_unfinished_command_is_refused_with_a_sentence(text, words):
    mistake = parse_curl(text)
    assert isinstance(mistake, Problem)
    assert words in mistake.sentence


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("curl https://h", True),
        ("  $ /usr/bin/curl -v h", True),
        ("curl.exe h", True),
        ("CURL h", True),
        ("curly https://h", False),
        ("https://curl.se/", False),
        ("", False),
    ],
)
def test_a_command_line_is_known_by_its_first_word(text, is_one):
    assert is_curl(text) is is_one


@given(st.lists(st.text(max_size=12), max_size=6))
def test_no_text_raises(words):
    parsed = parse_curl("curl " + " ".join(words))
    assert isinstance(parsed, ImportedRequest | Problem)


WORDS = ["-d", "-H", "-F", "-u", "-b", "-X", "--json", "-T", "-G", "a=b", "@f", "a: b", "h", "-I"]


@given(st.lists(st.sampled_from(WORDS), max_size=8))
def test_no_order_of_options_raises(words):
    parsed = parse_curl("curl " + " ".join(words))
    assert isinstance(parsed, ImportedRequest | Problem)


@pytest.mark.parametrize(
    ("options", "version", "notes"),
    [
        ("--http1.1", HttpVersion.HTTP1, []),
        ("--http1.1 --http2", None, []),
        ("--http2-prior-knowledge", HttpVersion.HTTP2, []),
        ("-x ann:SECRET@p:1", None, ["enter http://p:1 as the proxy of the environment."]),
        ("-x p", None, ["enter http://p:1080 as the proxy of the environment."]),
        ("-x https://p", None, ["enter https://p:443 as the proxy of the environment."]),
        ("-x p --noproxy '*'", None, ["enter none as the proxy of the environment."]),
        ("--socks5-hostname p", None, ["enter socks5://p:1080 as the proxy of the environment."]),
        ("--proxy socks4://p", None, ["the proxy should begin with http://"]),
        ("--proxy-user ann:SECRET", None, ["add a Basic credential"]),
        (
            "--resolve a.example:443:127.0.0.1",
            None,
            ["enter 127.0.0.1 as the address of a.example:443 in the environment."],
        ),
        ("--resolve '*:443:127.0.0.1'", None, ["it should name a host"]),
    ],
)
def test_a_version_is_taken_over_and_a_proxy_belongs_to_an_environment(options, version, notes):
    imported = parse_curl(f"curl {options} https://a.example/")
    assert isinstance(imported, ImportedRequest)
    assert imported.request.options.http_version is version
    told = [entry.sentence for entry in imported.left_out]
    assert len(told) == len(notes)
    assert all(note in text for note, text in zip(notes, told, strict=True))
    assert "SECRET" not in repr(imported)


def test_json_for_an_address_of_graphql_is_a_document():
    body = '{"query": "query A { a }", "variables": {"n": 1}, "operationName": "A"}'
    head = "curl https://h.example/graphql -H 'Content-Type: application/json'"
    made = parse_curl(f"{head} -d '{body}'")
    assert isinstance(made, ImportedRequest)
    assert made.request.body == GraphqlBody("query A { a }", '{\n  "n": 1\n}', "A")
    assert (made.request.endpoint.method, made.request.headers) == ("POST", ())


@pytest.mark.parametrize(
    ("options", "scheme", "values"),
    [
        ("--digest -u ann:pw-of-ann", "digest", (("user", "ann"),)),
        ("-u ann:pw-of-ann --digest", "digest", (("user", "ann"),)),
        (
            "--aws-sigv4 aws:amz:eu-west-1:s3 --user ann:pw-of-ann",
            "aws",
            (("access_key", "ann"), ("region", "eu-west-1"), ("service", "s3")),
        ),
        ("-u ann:pw-of-ann --aws-sigv4=aws:amz", "aws", (("access_key", "ann"),)),
        ("-u ann:pw-of-ann", "basic", (("user", "ann"),)),
    ],
)
def test_what_curl_computes_is_offered_as_its_kind_of_credential(options, scheme, values):
    imported = parse_curl(f"curl {options} https://b.example/k")
    assert isinstance(imported, ImportedRequest)
    offer = imported.offered
    assert offer is not None
    assert (offer.scheme, offer.values, offer.header) == (scheme, values, "Authorization")
    assert [secret.reveal() for _, secret in offer.secrets] == ["pw-of-ann"]
    assert without_offered(imported.request, offer).headers == ()
    told = [entry.words for entry in imported.left_out]
    assert [words.partition(":")[0] for words in told] == (
        [] if scheme == "basic" else ["--digest" if scheme == "digest" else "--aws-sigv4"]
    )


GIVEN = "https://h.example/a"
JSON_TYPE = "-H 'Content-Type: application/json'"


@pytest.mark.parametrize(
    ("command", "body"),
    [
        (f'curl {GIVEN} {JSON_TYPE} -d @- <<EOF\n{{\n  "a": 1\n}}\nEOF\n', '{\n  "a": 1\n}'),
        (f'curl {GIVEN} --json @- <<"END"\n[1]\nEND', "[1]"),
        (f"curl {GIVEN} -H 'Content-Type: text/plain' -d @- <<EOF\na\nb\nEOF", "ab"),
        (f"curl {GIVEN} -H 'Content-Type: text/plain' --data-binary @- <<EOF\na\nb\nEOF", "a\nb\n"),
        (f"curl {GIVEN} -H 'Content-Type: text/plain' --data-binary @- <<-X\n\ta\n\tX", "a\n"),
        (f"curl {GIVEN} -H 'Content-Type: text/plain' -d @- <<< 'it is'", "it is"),
        (f"curl -T - <<X {GIVEN} -H 'Content-Type: text/csv'\na,b\nX", "a,b\n"),
        # The shell ends it at the end of the text as well.
        (f"curl {GIVEN} -H 'Content-Type: text/plain' -d @- <<EOF\na", "a"),
        (f"curl {GIVEN} -H 'Content-Type: text/plain' \\\n -d @- <<X \\\n -v\na\nX\n", "a"),
        (f"curl {GIVEN} -H 'Content-Type: text/plain' -d 'x <<EOF y'", "x <<EOF y"),
    ],
)
def test_a_here_document_is_the_body(command, body):
    imported = parse_curl(command)
    assert isinstance(imported, ImportedRequest)
    assert getattr(imported.request.body, "text", None) == body
    assert (imported.request.url, imported.left_out) == (GIVEN, ())


@pytest.mark.parametrize("mark", ["EOF", "'EOF'", "\\EOF"])
def test_variables_of_a_here_document_are_told_where_a_shell_puts_them_in(mark):
    said = "it's $NAME of ${PLACE} for \\$5"
    imported = parse_curl(
        f"curl {GIVEN} -H 'Content-Type: text/plain' -d @- <<{mark}\n{said}\nEOF\n"
    )
    assert isinstance(imported, ImportedRequest)
    assert isinstance(imported.request.body, TextBody)
    told = [entry.words.partition(" ")[0] for entry in imported.left_out]
    if mark == "EOF":
        assert (imported.request.body.text, told) == (said.replace("\\", ""), ["$NAME", "$PLACE"])
    else:
        assert (imported.request.body.text, told) == (said, [])


def test_fields_of_a_form_take_a_here_document():
    imported = parse_curl(f"curl {GIVEN} --data-urlencode note@- <<X\na b\nX\n")
    assert isinstance(imported, ImportedRequest)
    assert imported.request.body == FormBody((Row("note", "a b\n"),))


def test_an_empty_segment_of_the_path_is_kept_and_told():
    imported = parse_curl("curl https://h.example//a//b?c=//d")
    assert isinstance(imported, ImportedRequest)
    assert imported.request.url == "https://h.example//a//b?c=//d"
    (entry,) = imported.left_out
    assert entry.kind is LeftOutKind.EMPTY_SEGMENT
    plain = parse_curl("curl 'https://h.example/a?b=https://other.example//'")
    assert isinstance(plain, ImportedRequest)
    assert plain.left_out == ()
