"""``aiurdesk dialects``: the list, and trying a dialect on a body."""

import io
import json
import re
import sys
import textwrap
from types import SimpleNamespace

import pytest

from aiurdesk.cli.main import main
from aiurdesk.resources import read_text
from tests.end_to_end.loopback_server import QuietHandler, http_serving

OWN = """format = 1
name = "acme"
title = "Acme"
[read]
ok = "fine"
code = "why"
message = "text"
retry_after = "header:retry-after"
[read.fields]
map = "invalid"
[[code]]
is = 404
headline = "Not there"
severity = "input"
"""


@pytest.fixture
def tried(capsys, monkeypatch, tmp_path):
    """Return what is printed about a body, as a value where it is JSON."""

    def run(*arguments, body, profile=tmp_path):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
        words = ["dialects", "try", *arguments, "--profile", str(profile)]
        assert main(words) == 0
        printed = capsys.readouterr()
        return json.loads(printed.out) if "--json" in arguments else printed

    return run


SLACK = {"ok": False, "error": "invalid_auth"}


def test_a_host_chooses_its_dialect(tried):
    said = tried("--host", "slack.com", "--json", body=SLACK)
    assert (said["dialect"], said["why"], said["looks_like"]) == ("slack", "host", [])
    assert list(said) == [
        "dialect", "why", "looks_like", "outcome", "verdict", "field_errors", "warning",
        "items", "retry_after_s", "request_id", "nothing_at",
    ]  # fmt: skip
    assert said["outcome"] == "error"
    assert said["verdict"]["code"] == "invalid_auth"
    assert said["verdict"]["severity"] == "credential"
    assert said["verdict"]["sub_code"] is None
    assert (said["field_errors"], said["items"]) == ([], [])
    assert (said["retry_after_s"], said["request_id"]) == (None, None)
    for host in ("SLACK.com:443", "https://slack.com/api/x", "acme.slack.com"):
        assert tried("--host", host, "--json", body=SLACK)["dialect"] == "slack"


def test_without_a_sure_sign_none_is_chosen_and_what_it_looks_like_is_told(tried):
    said = tried("--json", body=SLACK)
    assert (said["dialect"], said["why"], said["outcome"]) == (None, "none", "error")
    assert "slack" in said["looks_like"]
    words = tried(body=SLACK).out
    assert words.startswith("Dialect: none; looks like Slack Web API (slack)")


def test_a_content_type_and_a_sure_shape_choose(tried):
    problem = {"type": "about:blank", "title": "Gone", "status": 410}
    header = ("--header", "Content-Type: application/problem+json", "--status", "410")
    assert tried(*header, "--json", body=problem)["why"] == "content type"
    graphql = {"errors": [{"message": "No.", "path": ["a", 0]}], "data": None}
    said = tried("--json", body=graphql)
    assert (said["dialect"], said["why"]) == ("graphql", "shape")
    assert said["field_errors"] == [{"name": "a.0", "text": "No."}]


def test_headers_count(tried):
    header = ("--header", "x-amzn-errortype: ResourceNotFoundException:http://x/")
    said = tried(*header, "--status", "404", "--json", body={"message": "No."})
    assert (said["dialect"], said["verdict"]["code"]) == ("aws", "ResourceNotFoundException")


def test_a_dialect_can_be_given_by_its_name_or_as_a_file(tried, tmp_path):
    file = tmp_path / "acme.toml"
    file.write_text(OWN)
    body = {"fine": False, "why": 404, "text": "No.", "invalid": {"name": ["Taken."]}}
    said = tried(str(file), "--header", "Retry-After: 5", "--json", body=body)
    assert (said["dialect"], said["why"], said["outcome"]) == ("acme", "given", "error")
    assert (said["verdict"]["headline"], said["verdict"]["message"]) == ("Not there", "No.")
    assert said["field_errors"] == [{"name": "name", "text": "Taken."}]
    assert said["retry_after_s"] == 5
    assert tried("telegram", "--json", body={"ok": True, "result": 1})["outcome"] == "success"
    words = tried(str(file), body=body).out
    assert words.startswith("Dialect: Acme (acme), chosen as you said\nInput: 404 Not there")


def test_a_batch_tells_its_items(tried):
    batch = [
        {"jsonrpc": "2.0", "id": 1, "result": 1},
        {"jsonrpc": "2.0", "id": 2, "error": {"code": -32601, "message": "No."}},
    ]
    said = tried("--json", body=batch)
    assert said["outcome"] == "partial"
    assert said["items"][0] == {"ok": True, "code": "", "label": "1"}
    assert (said["items"][1]["ok"], said["items"][1]["label"]) == (False, "2")
    assert said["verdict"]["severity"] == "notice"


def test_an_envelope_and_the_status_alone(tried):
    envelope = {"code": -8, "message": "No."}
    assert tried("2020", "--json", body=envelope)["verdict"]["code"] == -8
    assert tried("--json", body=envelope)["looks_like"] == ["2020"]
    by_status = tried("http", "--host", "slack.com", "--json", body=SLACK)
    assert (by_status["dialect"], by_status["outcome"]) == (None, "success")
    assert tried("--host", "slack.com", "--json", body=b"<html>")["outcome"] == "success"


def test_mistakes_of_a_file_are_told_with_line_and_key(tried, tmp_path):
    file = tmp_path / "acme.toml"
    file.write_text(OWN.replace('"text"', '"a["').replace("map =", 'colour = "red"\nmap ='))
    told = tried(str(file), body={"fine": True}).err
    assert f"{file}, line 10: in [read.fields], colour is not known here." in told
    assert f"{file}, line 7: in [read], message has a mistake: a[ is not a valid path" in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("slaack",), "There is no dialect slaack. There are 2020, "),
        (("try", "slaack"), "There is no dialect slaack. There are 2020, "),
        (("try", "/none.toml"), "/none.toml could not be read (No such file or directory)."),
        (("try", "a", "b"), "Give one name, or try and a name or file."),
        (("try", "--host", "[::"), "[:: is not a host."),
    ],
)
def test_what_is_not_there_is_wrong_usage(capsys, monkeypatch, tmp_path, arguments, words):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"{}")))
    assert main(["dialects", *arguments, "--profile", str(tmp_path)]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("option", [("--status", "99"), ("--status", "x"), ("--header", "x")])
def test_options_are_checked(option, tmp_path):
    with pytest.raises(SystemExit) as ended:
        main(["dialects", "try", *option, "--profile", str(tmp_path)])
    assert ended.value.code == 2


def test_the_list_has_a_line_for_each_dialect(capsys, tmp_path):
    assert main(["dialects", "--profile", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "slack          Slack Web API · slack.com, *.slack.com" in lines
    assert main(["dialects", "--json", "--profile", str(tmp_path)]) == 0
    dialects = json.loads(capsys.readouterr().out)
    assert len(dialects) == len(lines)
    (slack,) = [dialect for dialect in dialects if dialect["name"] == "slack"]
    assert slack["hosts"] == ["slack.com", "*.slack.com"]
    assert slack["read"]["code"] == ["error"]
    assert any(code["code"] == "invalid_auth" for code in slack["codes"])


def test_one_dialect_is_described_and_a_file_of_ones_own_listed(capsys, tmp_path):
    (tmp_path / "dialects").mkdir()
    (tmp_path / "dialects" / "acme.toml").write_text(OWN)
    assert main(["dialects", "acme", "--profile", str(tmp_path)]) == 0
    assert capsys.readouterr().out == (
        "acme: Acme\n  ok: fine\n  code: why\n  message: text\n"
        "  retry after: header:retry-after\n"
        "'aiurdesk codes --dialect acme' explains its table of 1 row.\n"
    )
    (tmp_path / "dialects" / "b.toml").write_text(OWN)
    assert main(["dialects", "--profile", str(tmp_path)]) == 2
    assert "name should be another one" in capsys.readouterr().err


def test_the_choice_for_a_host_counts(tried, tmp_path):
    (tmp_path / "dialects.json").write_text('{"hosts": {"127.0.0.1:8000": "telegram"}}')
    said = tried("--host", "127.0.0.1:8000", "--json", body={"ok": True, "result": 1})
    assert (said["dialect"], said["why"]) == ("telegram", "given")
    assert tried("--host", "127.0.0.1", "--json", body={"ok": True})["dialect"] is None


def test_a_path_that_is_not_valid_is_told_in_the_list(capsys, tmp_path):
    (tmp_path / "dialects").mkdir()
    (tmp_path / "dialects" / "acme.toml").write_text(OWN.replace('"fine"', '"a["'))
    assert main(["dialects", "acme", "--profile", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert told.startswith("acme: in [read], ok has a mistake: a[ is not a valid path (")


def test_the_first_dialect_of_the_manual_says_what_the_page_says(tried, tmp_path):
    page = read_text("manual/dialects.md")
    blocks = re.findall(r"(?:^    .*\n|^\n(?=    ))+", page, re.MULTILINE)
    _, body, beginning, _, rows, *_ = (textwrap.dedent(block) for block in blocks)
    (quoted,) = re.findall("It says “(.*?)”", page)
    path = tmp_path / "acme.toml"
    path.write_text(beginning)
    assert quoted in tried(str(path), body=body.encode()).out
    path.write_text(beginning + rows)
    assert "Input: E42 No such customer" in tried(str(path), body=body.encode()).out


PAID = b"<xml><return_code>FAIL</return_code><return_msg>Wrong sign</return_msg></xml>"


@pytest.mark.parametrize("choice", [("wechat-pay-2",), ("--host", "api.mch.weixin.qq.com")])
def test_xml_is_read_as_json_is(tried, choice):
    said = tried(*choice, "--json", body=PAID)
    assert (said["outcome"], said["verdict"]["code"]) == ("error", "FAIL")
    assert said["verdict"]["message"] == "Wrong sign"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"plain words", "It is neither JSON nor XML."),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', "XML with a document type is not read."),
        (b"<a><b></a>", "It is not valid XML"),
    ],
)
def test_a_dialect_given_by_name_says_that_it_cannot_read_the_body(tried, body, words):
    notes = " ".join(tried("slack", "--json", body=body)["verdict"]["notes"])
    assert "Slack Web API cannot read this body" in notes
    assert words in notes
    by_host = tried("--host", "slack.com", "--json", body=body)["verdict"]["notes"]
    assert "cannot read" not in " ".join(by_host)


def test_a_dialect_given_by_name_says_that_nothing_in_the_body_is_its_own(tried):
    notes = tried("twilio", "--json", body={"id": 1})["verdict"]["notes"]
    assert notes == ["Nothing that Twilio looks for is in this body, so the HTTP status judges it."]
    assert tried("twilio", "--json", body=b"")["verdict"]["notes"] == []


@pytest.mark.parametrize(
    ("name", "host", "own"),
    [("slack", "slack.com", {"ok": True}), ("wechat", "api.weixin.qq.com", {"errcode": 0})],
)
def test_a_success_of_another_service_is_no_success_of_the_dialect_that_was_given(
    tried, name, host, own
):
    words = "looks for is in this body, so the HTTP status judges it."
    said = tried(name, "--json", body={"a": 1})["verdict"]
    assert words in " ".join(said["notes"])
    assert said["severity"] == "success"
    assert words in " ".join(tried(name, "--json", body=[1])["verdict"]["notes"])
    # What is of the dialect is judged by it, and at its hosts a success need not say so.
    assert tried(name, "--json", body=own)["verdict"]["notes"] == []
    assert tried(name, "--host", host, "--json", body={"a": 1})["verdict"]["notes"] == []


def test_the_paths_of_a_file_that_give_nothing_are_named(tried, tmp_path):
    file = tmp_path / "acme.toml"
    file.write_text(OWN)
    body = {"fine": False, "why": "E1"}
    said = tried(str(file), body=body).out
    assert said.endswith(
        "Nothing in this response is at: message (text), retry_after (header:retry-after), "
        "fields (invalid)\n"
    )
    assert list(tried(str(file), "--json", body=body)["nothing_at"]) == [
        "message", "retry_after", "fields",
    ]  # fmt: skip


def test_paths_that_gave_nothing_in_any_earlier_response_of_the_host_are_named(tried, tmp_path):
    class Answers(QuietHandler):
        def do_GET(self) -> None:
            body = {"fine": self.path == "/good", "why": "E1"}
            self.respond(json.dumps(body).encode(), Content_Type="application/json")

    file = tmp_path / "acme.toml"
    file.write_text(OWN)
    with http_serving(Answers) as base:
        for path in ("good", "bad"):
            main(["send", f"{base}/{path}", "--profile", str(tmp_path)])
    whole = {"fine": False, "why": "E1", "text": "No.", "invalid": {"a": "wrong"}}
    host = base.partition("://")[2]
    said = tried(str(file), "--host", host, body=whole).out.splitlines()[-1]
    assert said == (
        "2 earlier responses of this host: 1 verdict changes, 1 of them between success and "
        "failure. None of them has anything at: message (text), retry_after "
        "(header:retry-after), fields (invalid)."
    )
    unknown = tried(str(file), "--host", "h.example", body=whole).out
    assert unknown.endswith("The history has no earlier response of this host.\n")
    assert "earlier response" not in tried(str(file), body=whole).out


def test_a_warning_is_told_apart_from_the_message(tried):
    body = {"ok": True, "warning": "missing_charset"}
    assert tried("slack", "--json", body=body)["warning"] == "missing_charset"


def test_a_warning_that_the_table_has_is_explained(tried):
    body = {"ok": True, "warning": "superfluous_charset"}
    said = tried("slack", "--json", body=body)
    assert (said["outcome"], said["verdict"]["severity"]) == ("success", "success")
    (note,) = said["verdict"]["notes"]
    assert note.startswith("Warning: superfluous_charset · The content type names")


def test_problem_details_have_their_title_as_headline(tried):
    problem = {"type": "https://a.example/probs/credit", "title": "Out of credit", "status": 403}
    said = tried("problem", "--status", "403", "--json", body={**problem, "detail": "30 left"})
    assert said["verdict"]["headline"] == "Out of credit"
    assert said["verdict"]["code"] == "https://a.example/probs/credit"
    assert said["verdict"]["message"] == "30 left"
    alone = tried("problem", "--status", "403", "--json", body=problem)
    assert alone["verdict"]["message"] == "Out of credit"
    assert alone["verdict"]["headline"] != "Out of credit"


def test_a_code_of_graphql_that_is_in_no_table_is_an_error_and_not_unexpected(tried):
    body = {"errors": [{"message": "Closed.", "extensions": {"code": "CART_CLOSED"}}]}
    verdict = tried("graphql", "--json", body=body)["verdict"]
    assert (verdict["kind"], verdict["severity"]) == ("envelope", "input")
