"""Tests of judging responses by the dialects of their services."""

import asyncio
import json
import subprocess
import sys
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Service
from aiurdesk.core.request.request import GraphqlBody, Header, Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.response.response import Failure, FailureKind, Response, ResponseBody
from aiurdesk.core.verdict import body_kind
from aiurdesk.core.verdict.verdict import ExitCode, Severity, VerdictKind, exit_code
from aiurdesk.services.dialects.dialect_files import DialectFiles
from aiurdesk.services.library import Library
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.services.sending.body_job import MOST_BYTES
from aiurdesk.services.sending.response_judge import ResponseJudge
from aiurdesk.storage.folder import FolderTexts

OWN = """
format = 1
name = "acme"
title = "Acme"
[match]
hosts = ["acme.example"]
[read]
ok = "ok"
code = "error"
[read.items]
each = "parts"
ok = "ok"
[[code]]
is = "no_token"
headline = "Token not accepted"
severity = "credential"
"""


def a_request(url="https://other.example/a", **fields):
    endpoint = Typed(url)
    return Request(endpoint, **fields)


def a_response(value, url="https://other.example/a", status=200, headers=()):
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    pairs = tuple(Header(*pair) for pair in headers)
    return Response(status, "HTTP/2", pairs, ResponseBody(data, None, len(data), len(data)), url)


@asynccontextmanager
async def a_judge(*own):
    processes = HelperProcesses()
    texts = FolderTexts(tuple((f"own{number}.toml", text) for number, text in enumerate(own)))
    try:
        yield ResponseJudge(Library(DialectFiles(lambda: texts)), processes)
    finally:
        await processes.aclose()


def judged(response, request=None, own=(OWN,), host="", name=""):
    async def run():
        async with a_judge(*own) as judge:
            if host:
                await judge.hosts.choose(host, name)
            return (await judge.judge(request or a_request(), None, response)).verdict

    return asyncio.run(run())


SLACK = "https://slack.com/api/auth.test"


def test_a_failure_that_a_body_tells_is_a_failure():
    verdict = judged(a_response({"ok": False, "error": "invalid_auth"}, SLACK))
    assert (verdict.dialect, verdict.code) == ("slack", "invalid_auth")
    assert verdict.severity is Severity.CREDENTIAL


def test_a_header_may_tell_the_dialect():
    headers = (("x-amzn-ErrorType", "TooManyRequestsException"),)
    verdict = judged(a_response({"message": "Rate exceeded"}, status=429, headers=headers))
    assert (verdict.dialect, verdict.severity) == ("aws", Severity.WAIT)


def test_an_unknown_host_is_judged_by_its_status_and_told_what_it_looks_like():
    verdict = judged(a_response({"ok": False, "error": "invalid_auth"}, status=404))
    assert (verdict.kind, verdict.severity) == (VerdictKind.BARE_STATUS, Severity.INPUT)
    assert (verdict.dialect, verdict.looks_like[:1]) == ("", ("slack",))
    envelope = judged(a_response({"code": -8, "message": "No."}, status=404))
    assert (envelope.table, envelope.severity) == (None, Severity.INPUT)
    assert "2020" in envelope.looks_like
    assert envelope.notes == ()


BULK = {"took": 1, "errors": True, "items": [{"index": {"status": 400, "error": {"type": "odd"}}}]}


def test_a_code_that_the_table_lacks_is_unexpected_only_where_the_dialect_is_for_the_host():
    here = judged(a_response(BULK))
    assert (here.kind, here.severity, here.code) == (VerdictKind.ENVELOPE, Severity.INPUT, "odd")
    assert exit_code(here) is ExitCode.REFUSED
    chosen = judged(a_response(BULK), host="other.example", name="elasticsearch")
    assert exit_code(chosen) is ExitCode.NO_ENVELOPE


def test_a_list_of_other_things_is_no_bulk_request():
    verdict = judged(a_response({"took": 1, "errors": True, "items": [{"name": "pen"}]}))
    assert (verdict.kind, verdict.dialect) == (VerdictKind.BARE_STATUS, "")


@pytest.mark.parametrize("name", ["slack", "wechat"])
@pytest.mark.parametrize("status", [401, 500])
def test_a_chosen_dialect_says_that_a_refusal_has_nothing_of_it(name, status):
    refused = judged(a_response({"detail": "No."}, status=status), host="other.example", name=name)
    assert any("Nothing that" in note for note in refused.notes)
    page = judged(a_response(b"No.", status=status), host="other.example", name=name)
    assert any("cannot read this body" in note for note in page.notes)
    own = {"ok": False, "error": "invalid_auth", "errcode": 40001, "errmsg": "x"}
    told = judged(a_response(own, status=status), host="other.example", name=name)
    assert not any("Nothing that" in note for note in told.notes)


@pytest.mark.parametrize("charset", ["gbk", "GB18030", "big5", "utf-16"])
def test_json_of_another_charset_is_read(charset):
    body = json.dumps({"code": 40001, "msg": "用戶錯誤"}, ensure_ascii=False)
    headers = (("Content-Type", f"application/json; charset={charset}"),)
    verdict = judged(a_response(body.encode(charset), headers=headers))
    assert (verdict.message, verdict.code) == ("用戶錯誤", 40001)
    assert verdict.severity is Severity.INPUT
    assert not any("UTF-8" in note for note in verdict.notes)
    refused = judged(a_response(body.encode(charset), status=400, headers=headers))
    assert refused.message == "用戶錯誤"


def test_a_choice_for_the_host_or_the_request_counts():
    response = a_response({"ok": False, "error": "no_token"})
    assert judged(response, host="other.example", name="acme").code == "no_token"
    of_request = a_request(dialect="slack")
    assert judged(response, of_request, host="other.example", name="acme").dialect == "slack"
    by_status = judged(a_response({"ok": False}, SLACK), a_request(SLACK, dialect="http"))
    assert (by_status.dialect, by_status.severity) == ("", Severity.SUCCESS)
    envelope = judged(a_response({"code": -8, "message": ""}), host="other.example", name="2023")
    assert (envelope.dialect, envelope.code) == ("2023", -8)


def test_a_dialect_that_is_gone_is_told():
    verdict = judged(a_response({"fine": True}), a_request(dialect="gone"))
    assert verdict.notes == ("There is no dialect gone, so the HTTP status judges.",)
    assert verdict.kind is VerdictKind.BARE_STATUS


def test_two_dialects_for_one_host_are_told():
    other = OWN.replace('"acme"', '"acme2"')
    verdict = judged(a_response({"ok": True}, "https://acme.example/"), own=(OWN, other))
    assert verdict.dialect == "acme"
    assert verdict.notes == ("Other dialects are for this host, too: acme2. acme was used.",)


@pytest.mark.parametrize("status", [500, 502, 503])
def test_no_dialect_makes_a_failure_green(status):
    green = OWN.replace('severity = "credential"', 'severity = "success"')
    body = {"ok": True, "error": "no_token"}
    verdict = judged(a_response(body, "https://acme.example/", status), own=(green,))
    assert verdict.severity in (Severity.SERVER, Severity.WAIT)
    failure = judged(Failure(FailureKind.READ_TIMEOUT), a_request(dialect="acme"))
    assert failure.kind is VerdictKind.NO_ANSWER


def test_a_body_that_is_not_json_is_judged_by_its_status():
    verdict = judged(a_response(b"<html>", SLACK))
    assert (verdict.dialect, verdict.headline) == ("slack", "200 OK · HTML")


def test_a_wrong_path_loses_no_response():
    wrong = OWN.replace('ok = "ok"\ncode', 'ok = "a["\ncode')
    verdict = judged(a_response({"ok": False}, "https://acme.example/"), own=(wrong,))
    assert verdict.severity is Severity.SUCCESS
    assert any("a[ is not a valid path" in note for note in verdict.notes)
    raising = OWN.replace('ok = "ok"\ncode', 'ok = "keys(a)"\ncode')
    verdict = judged(a_response({"a": 1}, "https://acme.example/"), own=(raising,))
    assert verdict.severity is Severity.INPUT
    assert any("keys(a) does not fit the types" in note for note in verdict.notes)


def test_a_table_of_10_000_rows_is_looked_up():
    rows = "".join(f'[[code]]\nis = "e{n}"\nheadline = "Number {n}"\n' for n in range(10_000))
    body = {"ok": False, "error": "e9999"}
    verdict = judged(a_response(body, "https://acme.example/"), own=(OWN + rows,))
    assert verdict.headline == "Number 9999"


def test_of_200_000_items_the_rest_is_told():
    body = {"ok": True, "parts": [{"ok": False}, *[{"ok": True}] * 199_999]}
    verdict = judged(a_response(body, "https://acme.example/"))
    assert verdict.headline == "Partly done: 1 of 10,000 failed"
    assert verdict.notes[0].startswith("190,000 more entries were not read one by one")


@pytest.mark.parametrize(("table", "status"), [("2023", 200), ("2023", 500), ("", 200)])
def test_a_body_that_is_too_long_for_its_envelope_is_judged_by_its_status(tmp_path, table, status):
    file = tmp_path / "body"
    with file.open("wb") as written:
        written.write(b'{"code": -3, "message": "')
        written.write(b"a" * body_kind.MOST_VALUES)
        written.truncate(body_kind.MOST_BYTES + 1)
    size = file.stat().st_size
    response = replace(
        a_response(b"", "https://h.example/"),
        status=status,
        body=ResponseBody(b'{"code": -3', str(file), size, size),
    )
    verdict = judged(response, host="h.example" if table else "", name=table)
    assert (verdict.severity is Severity.SUCCESS) == (status == 200)
    assert verdict.headline.startswith(f"{status} ")
    assert ("A body of more than 100 MB is not read" in " ".join(verdict.notes)) == bool(table)


def test_a_body_of_100_mb_is_judged_by_its_status(tmp_path):
    file = tmp_path / "body"
    with file.open("wb") as written:
        written.write(b'{"ok": false, "text": "')
        for _ in range(100):
            written.write(b"a" * 1_000_000)
        written.write(b'"}')
    size = file.stat().st_size
    assert size > MOST_BYTES
    response = a_response(b"", "https://acme.example/")
    response = replace(response, body=ResponseBody(b'{"ok": false', str(file), size, size))
    verdict = judged(response)
    assert verdict.dialect == "acme"
    assert "is not read by a dialect, so the HTTP status judges" in " ".join(verdict.notes)


def a_collection(folder, text=OWN):
    (folder / "dialects").mkdir()
    (folder / "collection.toml").write_text("")
    (folder / "dialects" / "own.toml").write_text(text)
    return str(folder)


def test_a_dialect_of_the_collection_wins(tmp_path):
    theirs = OWN.replace("acme.example", "slack.com").replace("Acme", "Theirs")
    request = a_request(SLACK, folder=a_collection(tmp_path, theirs))
    verdict = judged(a_response({"ok": False, "error": "no_token"}, SLACK), request, own=())
    assert (verdict.title, verdict.headline) == ("Theirs", "Token not accepted")


def test_a_path_of_a_collection_that_takes_too_long_is_stopped_and_told(tmp_path):
    # Each step squares what it has, and nothing ends it.
    slow = "[0]" + "".join(" | [@, @][]" for _ in range(40)) + " | length(@)"
    text = OWN.replace('ok = "ok"\ncode', f'ok = "{slow}"\ncode')
    request = a_request("https://acme.example/", folder=a_collection(tmp_path, text))
    response = a_response([[1, 2]], "https://acme.example/")
    verdict = judged(response, request, own=())
    assert (verdict.kind, verdict.severity) == (VerdictKind.BARE_STATUS, Severity.SUCCESS)
    (note,) = verdict.notes
    assert note.startswith("A dialect of the collection (acme) was not used, so the HTTP status")


def test_mistakes_in_the_dialects_of_a_collection_are_told(tmp_path):
    request = a_request(folder=a_collection(tmp_path, "format = 1\n"))
    verdict = judged(a_response({"ok": True}), request)
    assert [note for note in verdict.notes if "own.toml: name is missing" in note]


def test_a_run_waits_for_a_look_at_the_dialects_of_its_folder_once(tmp_path):
    request = a_request(folder=a_collection(tmp_path, OWN))

    async def looks():
        async with a_judge() as judge:
            judge.collections.keep()
            first = await judge.own_dialects(request)
            # A coroutine that waits for nothing ends at its first step.
            with pytest.raises(StopIteration) as end:
                judge.own_dialects(request).send(None)
            return first, end.value.value

    first, second = asyncio.run(looks())
    assert list(first.by_name) == ["acme"]
    assert second is first


LOADED = """
import asyncio, sys
from pathlib import Path
from aiurdesk import resources
from aiurdesk.assembly import build_services
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import Response, ResponseBody

real, names = resources.read_text, []

def read_text(name):
    names.append(name)
    return real(name)

resources.read_text = read_text
services = build_services(Path(sys.argv[1]))
library = services.library
library.with_code_lab
assert library.dialects.mistakes == ()

def loaded():
    modules = {name for name in sys.modules if name.startswith("aiurdesk.core.dialects.")}
    modules |= {"jmespath"} & sys.modules.keys()
    return sorted(modules), sorted({name for name in names if name.startswith("dialects/")})

print(loaded())
endpoint = library.endpoint("stargate.message.pushmessage")
service = library.service("stargate")
body = b'{"code": -8, "message": "No."}'
response = Response(200, "HTTP/2", (), ResponseBody(body, None, len(body)), "https://host/")
judged = asyncio.run(services.pipeline.judge.judge(Request(endpoint), service, response))
assert judged.verdict.code == -8
print(loaded()[1], "jmespath" in sys.modules, "dialect_reading" in str(loaded()[0]))
"""


def test_no_dialect_is_loaded_at_the_start_and_for_an_aiursoft_service_only_its_own(tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", LOADED, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert run.stderr == ""
    assert run.stdout.splitlines() == ["([], [])", "['dialects/2020.toml'] False False"]


def test_a_service_of_the_catalogue_may_have_any_dialect():
    service = Service("acme", "Acme", "https://acme.example", "2030", "slack")
    response = a_response({"ok": False, "error": "invalid_auth"})

    async def run():
        async with a_judge() as judge:
            return (await judge.judge(a_request(), service, response)).verdict

    verdict = asyncio.run(run())
    assert (verdict.dialect, verdict.code) == ("slack", "invalid_auth")


def test_a_response_to_a_document_of_graphql_is_read_by_its_dialect():
    response = a_response({"errors": [{"message": "No."}]})
    assert judged(response).dialect == ""
    request = a_request(body=GraphqlBody("{ a }"))
    verdict = judged(response, request)
    assert (verdict.dialect, verdict.severity) == ("graphql", Severity.INPUT)
    assert verdict.message == "No."
    assert judged(a_response(b"<p>"), request).dialect == ""
    # A dialect of the host knows more.
    of_host = a_response({"ok": False, "error": "invalid_auth"}, SLACK)
    assert judged(of_host, request).dialect == "slack"


def test_the_status_and_the_body_speak_for_what_a_dialect_does_not_explain():
    headers = (("WWW-Authenticate", "Bearer"), ("Content-Type", "application/json"))
    response = a_response({"detail": "Log in first."}, "https://acme.example/", 401, headers)
    verdict = judged(response, a_request("https://acme.example/"))
    assert (verdict.dialect, verdict.severity) == ("acme", Severity.CREDENTIAL)
    assert verdict.message == "Log in first."
    texts = [fix.text for fix in verdict.fixes]
    assert "Add Bearer credential" in texts
    assert "Sign in, or choose a credential that is signed in." in texts


def test_an_error_of_an_operation_is_never_a_success_of_another_dialect():
    response = a_response(
        {"data": None, "errors": [{"message": "No such field."}]}, "https://acme.example/"
    )
    verdict = judged(response, a_request("https://acme.example/", body=GraphqlBody("{ a }")))
    assert verdict.severity is not Severity.SUCCESS
    assert verdict.message == "No such field."


def test_a_sign_of_failure_speaks_where_a_dialect_says_nothing():
    response = a_response({"success": False, "message": "No."}, "https://acme.example/")
    verdict = judged(response, a_request("https://acme.example/"))
    assert verdict.headline == "200 OK, but the body says that it failed: No."
