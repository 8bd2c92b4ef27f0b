"""``aiurdesk run`` and ``send --save`` as processes against real servers on loopback."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from aiurdesk import resources
from tests.child_process import EXTRAS, running
from tests.command_line import run_command, run_here
from tests.cookie_server import VALUE, cookie_server
from tests.end_to_end.loopback_server import QuietHandler, http_serving
from tests.envelope_server import EnvelopeServer, envelope_server
from tests.importers.openapi.sample import description


def command(*arguments, profile):
    return [sys.executable, "-m", "aiurdesk", *map(str, arguments), "--profile", str(profile)]


def aiurdesk(*arguments, profile, variables=None):
    environment = os.environ | (variables or {})
    return run_command(*arguments, "--profile", profile, environment=environment)


@pytest.fixture(scope="module")
def server() -> Iterator[EnvelopeServer]:
    with envelope_server() as running_server:
        yield running_server


@pytest.fixture
def base(server) -> str:
    return str(server.base)


def put(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def put_request(folder: Path, name: str, url: str, *lines: str, method: str = "GET") -> None:
    head = f'method = "{method}"\nurl = "{url}"\n'
    put(folder, f"{name}.request.toml", head + "".join(f"{line}\n" for line in lines))


@pytest.mark.skipif(sys.platform == "win32", reason="variables are bytes elsewhere only")
def test_a_message_that_cannot_be_sent_is_told_before_anything_is_waited_for(tmp_path):
    folder = tmp_path / "mine"
    put(folder, "collection.toml", 'environment = "Sandbox"\n')
    text = 'endpoint = "code-lab.sockets.echo"\nexpected_frames = 1\nframes_within_ms = 3600000\n'
    text += 'messages = [{ text = "{{env:NOT_UTF_8}}" }]\n'
    put(folder, "Echo.request.toml", text)
    # The command has a minute, and the frames have an hour.
    run = aiurdesk(
        "run", folder, "--trust", profile=tmp_path, variables={"NOT_UTF_8": os.fsdecode(b"\xff")}
    )
    assert run.returncode == 2
    assert "message 1: This contains half of a character (U+DCFF)" in run.stderr


def test_a_path_with_the_character_nul_costs_no_other_request(tmp_path, base):
    folder = tmp_path / "mine"
    put(folder, "collection.toml", 'env_file = "a\\u0000"\n[variables]\nnul = "a\\u0000"\n')
    lines = {
        "Body": 'file = "a\\u0000b"',
        "Part": 'multipart = [["a", {file = "a\\u0000b"}]]',
        "Schema": 'tests = [{schema = "a\\u0000b"}]',
        "Variable": 'file = "{{nul}}"',
        "Env": 'headers = [["X-A", "{{env:NOT_THERE}}"]]',
    }
    for name, line in lines.items():
        put_request(folder, name, f"{base}/0/x", line, method="POST")
    for name, line in (("File", 'file = "a\\u0000"'), ("Request", 'request = "a\\u0000"')):
        text = f'endpoint = "code-lab.sockets.echo"\nmessages = [{{ {line} }}]\n'
        put(folder, f"{name}.request.toml", text)
        lines[name] = line
    put_request(folder, "Good", f"{base}/0/good")
    for option in ((), ("--trust",)):
        ran = aiurdesk(
            *("run", folder, "--environment", "Sandbox", "--junit", tmp_path / "junit.xml"),
            *option,
            profile=tmp_path / "profile",
        )
        cases = ElementTree.parse(tmp_path / "junit.xml").iter("testcase")
        passed = {case.get("name"): len(case) == 0 for case in cases}
        assert passed == {**dict.fromkeys(lines, False), "Good": True}, ran.stderr
        assert ran.returncode in (2, 5), ran.stderr
        assert "error in aiurdesk" not in ran.stderr


def lamps(profile: Path, base: str, **of_id: str) -> None:
    """Add a service with two endpoints, whose description names three statuses and a schema."""
    members = {"id": {"type": "integer", **of_id}, "message": {"pattern": "^(a+)+$"}}
    schema = {"type": "object", "properties": members, "required": ["id"]}
    content = {"application/json": {"schema": schema}}
    responses = {
        "200": {"description": "Good", "content": content},
        "404": {"description": "None"},
        "5XX": {"description": "Bad"},
    }
    word = {"name": "word", "in": "path", "required": True, "schema": {"type": "string"}}
    paths = {
        "/0/{word}": {"get": {"operationId": "look", "parameters": [word], "responses": responses}},
        "/0/all": {"get": {"operationId": "all", "responses": responses}},
    }
    file = profile.parent / "lamps.json"
    file.write_text(json.dumps(description(paths, servers=[{"url": base}])), encoding="utf-8")
    added = aiurdesk("services", "add", file, "--name", "lamps", profile=profile)
    assert added.returncode == 0, added.stderr


CASES = """tests = [{ code = 0 }]
captures = [{ variable = "word", value = "id" }]

[[case]]
name = "wrong code"
values = { word = "b" }
code = -7

[[case]]
name = "like the request"
values = { word = "c" }
"""


def test_a_request_is_run_and_then_each_of_its_cases(tmp_path, base):
    folder = tmp_path / "mine"
    put(folder, "collection.toml", '[variables]\nword = "a"\n')
    put_request(folder, "in/Look", f"{base}/0/{{{{word}}}}", CASES)
    reports = ("--junit", tmp_path / "r.xml", "--json", tmp_path / "r.json")
    ran = aiurdesk("run", folder, *reports, profile=tmp_path / "p")
    assert ran.returncode == 5
    titles = ["in/Look", "in/Look / wrong code", "in/Look / like the request"]
    results = json.loads((tmp_path / "r.json").read_text())["results"]
    assert [one["title"] for one in results] == titles
    assert [one["passed"] for one in results] == [True, False, True]
    urls = [one["exchange"]["request"]["url"].rpartition("/")[2] for one in results]
    assert urls == ["a", "b", "c"]
    # Only the request itself gives variables.
    assert [len(one["captured"]) for one in results] == [1, 0, 0]
    cases = list(ElementTree.parse(tmp_path / "r.xml").iter("testcase"))
    assert [one.get("name") for one in cases] == [
        "Look",
        "Look / wrong code",
        "Look / like the request",
    ]
    assert {one.get("classname") for one in cases} == {"mine.in"}


def test_what_is_set_counts_before_a_case_and_a_case_before_a_row_of_data(tmp_path, base):
    folder = tmp_path / "mine"
    put(tmp_path, "rows.csv", "word\nrow\n")
    put_request(folder, "Look", f"{base}/0/{{{{word}}}}", CASES)
    data = ("--data", tmp_path / "rows.csv", "--json", "-")
    for given, words in ((), ["row", "b", "c"]), (("--set", "word=set"), ["set"] * 3):
        ran = aiurdesk("run", folder, *data, *given, profile=tmp_path / "p")
        results = json.loads(ran.stdout)["results"]
        sent = [one["exchange"]["request"]["url"].rpartition("/")[2] for one in results]
        assert sent == words


def test_one_case_is_run_by_its_name(tmp_path, base):
    folder = tmp_path / "mine"
    put_request(folder, "Look", f"{base}/0/{{{{word}}}}", CASES)
    ran = aiurdesk("run", folder, "--only", "look / LIKE", profile=tmp_path / "p")
    assert ran.returncode == 0
    assert "1 request in" in ran.stderr
    none = aiurdesk("run", folder, "--only", "nothing", profile=tmp_path / "p")
    assert none.returncode == 2
    assert "No request or case has nothing in its name." in none.stderr


def test_coverage_says_what_was_documented_and_never_came(tmp_path, base):
    profile, folder = tmp_path / "p", tmp_path / "mine"
    lamps(profile, base)
    tests = 'tests = [{ described = true }]\nvalues = [["word", "a"]]\n'
    put(folder, "Look.request.toml", f'endpoint = "lamps.0.look"\n{tests}')
    put_request(folder, "Elsewhere", f"{base}/0/b")
    reports = ("--json", tmp_path / "r.json", "--html", tmp_path / "r.html")
    ran = aiurdesk("run", folder, "--coverage", *reports, profile=profile)
    assert ran.returncode == 0, ran.stderr
    told = ran.stderr.splitlines()[-6:]
    # The codes of the dialect that read the response, because the endpoint itself names none.
    assert told.pop(2).startswith("    codes: 1 of 14 seen; never: 2, 1, −1")
    assert told == [
        "lamps: 1 of 2 endpoints were sent to",
        "  lamps.0.look",
        "    statuses: 1 of 3 seen; never: 404, 5XX",
        "  not sent to: lamps.0.all",
        "1 response came from an address of no service, which documents nothing.",
    ]
    coverage = json.loads((tmp_path / "r.json").read_text())["coverage"]
    assert coverage["of_no_service"] == 1
    (endpoint,) = coverage["services"][0]["endpoints"]
    assert endpoint["never_seen"]["statuses"] == ["404", "5XX"]
    assert endpoint["statuses"][0] == {"name": "200", "when": "Good", "seen": 1}
    page = (tmp_path / "r.html").read_text()
    assert "statuses: 1 of 3 seen; never: 404, 5XX" in page
    without = aiurdesk("run", folder, *reports, profile=profile)
    assert "of 3 seen" not in without.stderr
    assert "coverage" not in json.loads((tmp_path / "r.json").read_text())


def test_a_response_that_is_not_as_described_fails_and_a_schema_without_an_end_is_stopped(
    tmp_path, base
):
    profile, folder = tmp_path / "p", tmp_path / "mine"
    lamps(profile, base, type="string")
    tests = "tests = [{ described = true }]\n"
    for name, word in (("Other kind", "a"), ("Never ends", f"{'a' * 60}!")):
        values = f'values = [["word", "{word}"]]\n'
        put(folder, f"{name}.request.toml", f'endpoint = "lamps.0.look"\n{values}{tests}')
    # Where nothing is described. The one that never ends takes the 2 s of the verdict's notes, too.
    put_request(folder, "Elsewhere", f"{base}/0/b", tests)
    ran = aiurdesk("run", folder, "--json", "-", profile=profile)
    assert ran.returncode == 5, ran.stderr
    found = {one["title"]: one["tests"][0]["found"] for one in json.loads(ran.stdout)["results"]}
    assert found == {
        "Other kind": "`id` is whole number, documented as text",
        "Never ends": "The expression took longer than 2 s, so it was stopped. Simplify it.",
        "Elsewhere": "no description says what comes; add the service from its OpenAPI description",
    }


def test_the_manual_shows_cases_and_coverage_as_they_are(tmp_path):
    page = resources.read_text("manual/cases.md")
    folder = tmp_path / "checks"
    put(folder, "collection.toml", 'environment = "Sandbox"\n')
    put(folder, "Push message.request.toml", page.partition("```toml\n")[2].partition("```")[0])
    command = page.partition("\n    aiurdesk ")[2].partition("\n")[0].split()
    ran = aiurdesk(
        *(tmp_path / word if word == "checks" else word for word in command), profile=tmp_path / "p"
    )
    assert ran.returncode == 0, ran.stderr
    told = re.sub(r"\b[\d.]+ (?:ms|s)\b", "40 ms", ran.stderr).splitlines()
    shown = [line[4:] for line in page.splitlines() if line.startswith("    ")]
    assert told[:5] == [line for line in shown if line.startswith(("passed", "4 requests"))]
    assert told[5:8] == shown[-3:]
    assert told[8].startswith("  not sent to: stargate.home.index, ")


class Changing(QuietHandler):
    """Responds with a price that is a number, and under /text with one that is text."""

    def do_GET(self):
        price = '"5"' if self.path.endswith("text") else "5"
        body = f'{{"lamp": {{"price": {price}}}}}'.encode()
        self.respond(body, Content_Type="application/json")


def test_drift_says_what_was_never_so_before_and_keeps_nothing_without_a_history(tmp_path):
    profile, folder = tmp_path / "p", tmp_path / "mine"
    with http_serving(Changing) as base:
        url = f"{base}/lamp"
        # The ids of a path are left out, and so both are one endpoint.
        put_request(folder, "Lamp", f"{url}/{{{{n}}}}")
        learn = ("run", folder, "--repeat", 20, "--set", "n=12345")
        assert aiurdesk(*learn, "--drift", profile=profile).returncode == 0
        new = ("run", folder, "--drift", "--set", "n=1234567text")
        ran = aiurdesk(*new, profile=profile)
        # What passes is not recorded in a run, and so not learnt.
        assert "Nothing was seen that the history has not seen before." in ran.stderr
        aiurdesk(*learn, "--history", "all", profile=profile)
        reports = ("--json", tmp_path / "r.json", "--html", tmp_path / "r.html")
        ran = aiurdesk(*new, "--repeat", 2, "--history", "none", *reports, profile=profile)
        assert ran.returncode == 0
        sentence = "`lamp.price` was a number in 20 responses, is text now."
        assert ran.stderr.splitlines()[-2:] == [f"GET {url}/*", f"  {sentence} (2 responses)"]
        page = resources.read_text("manual/drift.md")
        assert f"    GET https://api.example.com/lamps/*\n      {sentence} (2 responses)\n" in page
        drift = {"target": f"GET {url}/*", "what": sentence, "responses": 2}
        assert json.loads((tmp_path / "r.json").read_text())["drift"] == [drift]
        assert sentence in (tmp_path / "r.html").read_text()
        # Recorded once, it is told and then known.
        told = aiurdesk(*new, "--repeat", 3, "--history", "all", profile=profile).stderr
        assert told.splitlines()[-1] == f"  {sentence}"
        again = aiurdesk(*new, profile=profile).stderr
        assert "Nothing was seen that the history has not seen before." in again


@pytest.fixture
def mine(tmp_path, base):
    """Return a collection with three requests that all pass."""
    folder = tmp_path / "mine"
    put(folder, "collection.toml", 'format = 1\norder = ["First", "Second"]\n')
    put_request(
        folder,
        "First",
        f"{base}/0/first",
        "tests = [{ code = 0 }]",
        'captures = [{ variable = "id", value = "id" }]',
    )
    put_request(folder, "Second", f"{base}/0/{{{{id}}}}", 'tests = [{ value = "id", equals = 7 }]')
    put_request(folder, "inner/Third", f"{base}/0/{{{{word}}}}")
    put(folder, "environments/Tests.toml", '[variables]\nword = "tests"\n')
    return folder


def test_a_collection_is_run_in_its_order(mine, tmp_path):
    run = aiurdesk("run", mine, "--environment", "tests", profile=tmp_path)
    assert run.returncode == 0, run.stderr
    assert run.stdout == ""
    lines = run.stderr.splitlines()
    assert [line.split(" · ")[0] for line in lines[:3]] == [
        "passed  First",
        "passed  Second",
        "passed  inner/Third",
    ]
    assert lines[3].startswith("3 requests in ")
    assert lines[3].endswith(": 3 passed, 0 failed.")


def test_each_report_is_written(mine, tmp_path):
    files = {name: tmp_path / f"report.{name}" for name in ("junit", "html")}
    reports = [text for name, file in files.items() for text in (f"--{name}", file)]
    run = aiurdesk("run", mine, "--set", "word=x", *reports, "--json", "-", profile=tmp_path)
    assert run.returncode == 0, run.stderr
    members = json.loads(run.stdout)
    assert [result["title"] for result in members["results"]] == ["First", "Second", "inner/Third"]
    assert members["results"][1]["exchange"]["request"]["url"].endswith("/0/7")
    assert len(ElementTree.parse(files["junit"]).getroot()[0]) == 3
    assert "mine: all passed" in files["html"].read_text(encoding="utf-8")


def test_a_failed_test_is_status_5_and_says_what_was_found(mine, base, tmp_path):
    put_request(
        mine, "Wrong", f"{base}/-4/gone", 'tests = [{ code = "Success" }, { status = 200 }]'
    )
    run = aiurdesk("run", mine, "--set", "word=x", profile=tmp_path)
    assert run.returncode == 5
    assert "FAILED  Wrong · " in run.stderr
    assert "        result code is Success: −4 NotFound\n" in run.stderr
    assert "HTTP status" not in run.stderr
    assert "4 requests in " in run.stderr


def test_a_code_that_is_expected_passes(mine, base, tmp_path):
    put_request(mine, "Wrong", f"{base}/-4/gone", "tests = [{ code = -4 }]")
    run = aiurdesk("run", mine / "Wrong.request.toml", profile=tmp_path)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(("path", "status"), [("-4/x", 1), ("77/x", 4)])
def test_without_tests_the_verdict_counts(mine, base, tmp_path, path, status):
    put_request(mine, "only/Wrong", f"{base}/{path}")
    assert aiurdesk("run", mine / "only", profile=tmp_path).returncode == status


def test_no_response_is_status_3(mine, tmp_path):
    put_request(mine, "only/Gone", "http://127.0.0.1:9/")
    assert aiurdesk("run", mine / "only", profile=tmp_path).returncode == 3


def test_a_broken_file_is_named_and_the_others_are_run(mine, tmp_path):
    put(mine, "Broken.request.toml", 'method = "GET"\nurl = oops\n')
    run = aiurdesk("run", mine, "--set", "word=x", profile=tmp_path)
    assert run.returncode == 2
    assert f"{mine}/Broken.request.toml, line 2: " in run.stderr
    assert "3 passed" in run.stderr


def test_nothing_of_a_broken_folder_is_sent(mine, tmp_path):
    put(mine, "collection.toml", 'format = 2\nenvironment = "Sandbox"\n')
    run = aiurdesk("run", mine, "--json", "-", profile=tmp_path)
    assert run.returncode == 2
    assert f"{mine}/collection.toml, line 1: format is 2, and this version" in run.stderr
    assert json.loads(run.stdout)["results"] == []


def test_what_cannot_be_sent_is_status_2(mine, tmp_path):
    run = aiurdesk("run", mine, profile=tmp_path)
    assert run.returncode == 2
    assert "FAILED  inner/Third · {{word}} has no value" in run.stderr


def test_each_row_of_a_file_is_a_pass(mine, tmp_path):
    put(tmp_path, "rows.csv", "word\none\ntwo\n")
    data = ("--data", tmp_path / "rows.csv", "--repeat", "2", "--jobs", "3", "--json", "-")
    run = aiurdesk("run", mine, *data, profile=tmp_path)
    assert run.returncode == 0, run.stderr
    results = json.loads(run.stdout)["results"]
    urls = [r["exchange"]["request"]["url"] for r in results if r["title"] == "inner/Third"]
    assert [url.rpartition("/")[2] for url in urls] == ["one", "one", "two", "two"]
    assert [result["pass"] for result in results] == [n for n in range(1, 5) for _ in range(3)]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device")
def test_a_full_disk_costs_one_report_only(mine, tmp_path):
    files = ("--junit", "/dev/full", "--html", tmp_path / "report.html")
    done = aiurdesk("run", mine, "--set", "word=x", *files, profile=tmp_path)
    assert "/dev/full could not be written (No space left on device)." in done.stderr
    assert "</html>" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert done.returncode == 71


def test_a_failure_stops_the_run_if_asked(mine, base, tmp_path):
    put_request(mine, "A first", f"{base}/-4/x")
    put(mine, "collection.toml", 'format = 1\norder = ["A first"]\n')
    names = sorted(file.name.removesuffix(".request.toml") for file in mine.rglob("*.request.toml"))
    reports = ("--json", "-", "--junit", tmp_path / "report.xml")
    run = aiurdesk("run", mine, mine, "--stop-on-failure", *reports, profile=tmp_path)
    assert run.returncode == 1
    left = 2 * len(names) - 1
    assert "Stopped. 1 request in " in run.stderr
    assert f": 0 passed, 1 failed, {left} not run." in run.stderr
    members = json.loads(run.stdout)
    titles = [result["title"] for result in (*members["results"], *members["not_run"])]
    assert titles[0] == "A first"
    # The requests of the second path were not run either.
    assert sorted(title.rpartition("/")[2] for title in titles) == sorted(names * 2)
    assert (tmp_path / "report.xml").read_text(encoding="utf-8").count("<skipped ") == left


def test_a_careful_environment_refuses_requests_that_write(mine, base, tmp_path):
    put_request(mine, "only/Write", f"{base}/0/x", method="POST")
    put(mine, "environments/Live.toml", "careful = true\n")
    run = aiurdesk("run", mine / "only", "--environment", "Live", profile=tmp_path)
    assert run.returncode == 2
    host = base.partition("://")[2]
    assert f"only/Write may change something (POST to {host})" in run.stderr
    assert "the environment Live is careful. Add --yes" in run.stderr
    put_request(mine, "other/Write", "{{base}}/0/x", method="POST")
    named = ("--environment", "Live", "--set", f"base={base}")
    run = aiurdesk("run", mine / "other", *named, profile=tmp_path)
    assert f"other/Write may change something (POST to {host})" in run.stderr
    named = ("--environment", "Live", "--set", "base=env:BASE")
    hidden = {"BASE": "https://hidden.example"}
    run = aiurdesk("run", mine / "other", *named, profile=tmp_path, variables=hidden)
    assert "other/Write may change something" in run.stderr
    assert "hidden.example" not in run.stderr
    live = ("--environment", "Live", "--yes")
    assert aiurdesk("run", mine / "only", *live, profile=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), {"/-4/gone"}),
        (("--history", "failed"), {"/-4/gone"}),
        (("--history", "all"), {"/-4/gone", "/0/first", "/0/7", "/0/x"}),
        (("--history", "none"), set()),
        (("--no-history",), set()),
    ],
)
def test_the_history_has_what_failed_unless_asked_otherwise(
    mine, base, tmp_path, arguments, expected
):
    put_request(mine, "Wrong", f"{base}/-4/gone")
    aiurdesk("run", mine, "--set", "word=x", *arguments, profile=tmp_path)
    listed = json.loads(aiurdesk("history", "--json", profile=tmp_path).stdout)
    assert {entry["url"].removeprefix(base) for entry in listed} == expected


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_an_interrupted_run_reports_what_was_done(mine, server, tmp_path, jobs):
    captures = 'captures = [{ variable = "id", value = "id" }]'
    put_request(mine, "only/A", f"{server.base}/0/x", captures)
    put_request(mine, "only/B", f"{server.base}/slow/{{{{id}}}}")
    server.slow_asked.clear()
    # The first one is done before the second one is sent, because that uses what it captures.
    call = command("run", mine / "only", "--json", "-", "--jobs", jobs, profile=tmp_path)
    with running(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert server.slow_asked.wait(30)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=30)
    assert process.returncode == 3, errors
    members = json.loads(output)
    assert members["is_stopped"] is True
    assert [result["title"] for result in members["results"]] == ["only/A"]
    assert "Stopped. 1 request in " in errors
    assert members["not_run"] == [{"title": "only/B", "pass": 1}]
    assert "Traceback" not in errors


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_run_that_waits_for_its_data_is_interrupted_at_once(mine, tmp_path):
    os.mkfifo(tmp_path / "rows.csv")
    call = command("run", mine, "--data", tmp_path / "rows.csv", profile=tmp_path / "p")
    with (
        running(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process,
        # Opening it waits for the program to open the other end.
        (tmp_path / "rows.csv").open("w"),
    ):
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (3, "Stopped.\n")


WRONG = [
    (["nowhere"], "There is no folder or file nowhere"),
    ([""], "Name the folder of a collection"),
    (["{mine}/collection.toml"], "is not a saved request"),
    (["{mine}/environments"], "There are no saved requests in"),
    (
        ["{mine}", "--environment", "Mars"],
        "no environment Mars. There are Tests, Sandbox",
    ),
    (["{mine}", "--set", "word"], "name=value"),
    (["{mine}", "--set", "word=env:AIURDESK_NOT_SET"], "no environment variable"),
    (["{mine}", "--set", "token=hush"], "token=env:VARIABLE"),
    (["{mine}", "--environment", ""], "Name an environment, or leave the option out."),
    (["{mine}", "--data", ""], "argument --data: name a file, or leave the option out"),
    (["{mine}", "--junit", ""], "argument --junit: name a file"),
    (["{mine}", "--data", "no.csv"], "no.csv could not be read"),
    (["{mine}", "--jobs", "0"], "argument --jobs: enter a whole number from 1, not '0'"),
    (["{mine}", "--repeat", "1_0"], "argument --repeat: enter a whole number"),
    (["{mine}", "--repeat", "9" * 5000], "is too large"),
    (["{mine}", "--bogus"], "aiurdesk run: --bogus is not an argument of this command. See"),
    (["{mine}", "--set", "=x"], "Write variables as name=value, not as '=x'"),
    (["{mine}", "--ca-file", "/nowhere.pem"], "/nowhere.pem"),
    (["{mine}", "--set", "word=x", "--junit", "/nowhere/x.xml"], "There is no folder /nowhere"),
    (["{mine}", "--set", "word=x", "--html", "{mine}/inner"], "inner is a folder"),
    (["{mine}", "--set", "word=x", "--json", "-", "--html", "-"], "Only one report"),
    (["{mine}", "--set", "word=x", "--repeat", "9" * 15], "requests; it may send 1,000,000"),
    ([], "Name the folder of a collection"),
]


def test_wrong_usage_gives_a_sentence_and_status_2(mine, tmp_path, capsys):
    unlike = []
    for arguments, words in WRONG:
        filled = [argument.replace("{mine}", str(mine)) for argument in arguments]
        status, _, told = run_here(capsys, "run", *filled, "--profile", tmp_path)
        if status != 2 or words not in told or "error in aiurdesk" in told:
            unlike.append((arguments, status, told))
    assert unlike == []


def test_a_request_is_saved_and_run_in_the_sandbox(tmp_path):
    folder = tmp_path / "mine"
    created = aiurdesk(
        *("send", "stargate.channel.createchannel", "Description=Mine", "--sandbox"),
        *("--save", folder / "Create channel.request.toml"),
        profile=tmp_path,
    )
    assert created.returncode == 0, created.stderr
    assert f"Saved as {folder}/Create channel.request.toml.\n" in created.stderr
    run = aiurdesk("run", folder, profile=tmp_path)
    assert run.returncode == 0, run.stderr
    assert "passed  Create channel · Success: 0 " in run.stderr


def test_the_sandbox_can_be_asked_for_as_with_send(tmp_path):
    put(tmp_path / "mine", "Status.request.toml", 'endpoint = "gateway.home.index"\n')
    run = aiurdesk("run", tmp_path / "mine", "--sandbox", "--json", "-", profile=tmp_path / "p")
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["environment"] == "Sandbox (this computer)"


def test_an_environment_that_is_broken_is_named_with_its_line(mine, tmp_path):
    put(tmp_path / "p", "environments/Mars.toml", "careful = 5\n")
    run = aiurdesk("run", mine, "--environment", "Mars", profile=tmp_path / "p")
    assert run.returncode == 2
    assert "Mars.toml, line 1: careful should be" in run.stderr
    assert "There is no environment Mars." in run.stderr


@pytest.mark.parametrize(
    "values",
    [
        ["a=1", "a=2"],
        ["a=1", "a=2", "--method", "GET"],
        ["a=1", "b=", "a=2", "--yes"],
        ["items[][name]=x", "items[][qty]=1", "items[][name]=y", "items[][qty]=2"],
        ["token=env:FIRST", "b=y", "token=env:SECOND"],
        ["a@{file}", "b=1", "a@{file}", "b=2"],
        ["tags:=[1]", "b=y"],
        ["id=7", "a=1", "a=2", "--json", "{file}"],
        ["--body", "{file}", "a=1", "a=1"],
    ],
)
def test_what_was_sent_and_saved_is_sent_by_a_run(values, server, base, tmp_path):
    note = tmp_path / "note.json"
    note.write_text("[1]")
    server.received.clear()
    options = [value.format(file=note) for value in values]
    address = f"{base}/0/:id" if "id=7" in values else f"{base}/0/a"
    file = tmp_path / "c" / "A.request.toml"
    words = {"FIRST": "one", "SECOND": "two"}
    sent = aiurdesk("send", address, *options, "--save", file, profile=tmp_path, variables=words)
    assert sent.returncode == 0, sent.stderr
    run = aiurdesk("run", file, "--trust", profile=tmp_path, variables=words)
    assert run.returncode == 0, run.stderr + file.read_text()
    first, second = (re.sub(r"[0-9a-f]{32}", "", text) for text in server.received)
    assert first == second
    assert "token" not in first or first.endswith("token=one&b=y&token=two")


def test_bytes_of_standard_input_are_saved_beside_their_request(server, base, tmp_path):
    folder = tmp_path / "c"
    server.received.clear()
    sent = subprocess.run(
        command(
            *("send", f"{base}/0/a", "--body", "-", "--save", folder / "A.request.toml"),
            profile=tmp_path,
        ),
        input=b"\xff\x00",
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert sent.returncode == 0, sent.stderr
    assert (folder / "A.body").read_bytes() == b"\xff\x00"
    run = aiurdesk("run", folder, profile=tmp_path)
    assert run.returncode == 0, run.stderr
    assert server.received[0] == server.received[1]


@pytest.mark.skipif(sys.platform == "win32", reason="a shell that writes into pipes")
@pytest.mark.parametrize(
    ("words", "received"),
    [
        ("--json <(echo '{\"a\": 1}')", '\n{"a": 1}\n'),
        ("--body <(printf a=b) --type text/plain", "\na=b"),
        ("--body /dev/stdin", "\nof input"),
        ("--graphql <(echo '{a}') --variables <(echo '{\"v\": 2}')", '"v": 2'),
        ("note@<(printf hello) b=1", "\r\n\r\nhello\r\n"),
    ],
)
def test_pipes_of_a_shell_are_read(words, received, server, base, tmp_path):
    server.received.clear()
    program = shlex.join(command("send", f"{base}/0/a", profile=tmp_path))
    sent = subprocess.run(
        ["bash", "-c", f"printf 'of input' | {program} {words}"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert sent.returncode == 0, sent.stderr
    assert received in server.received[0]


@pytest.mark.skipif(sys.platform == "win32", reason="a shell that writes into pipes")
def test_a_pipe_is_saved_beside_its_request_or_refused(server, base, tmp_path):
    program = shlex.join(
        command("send", f"{base}/0/a", "--save", tmp_path / "A.request.toml", profile=tmp_path)
    )
    for words, told in (("--body <(printf hello)", "Saved as"), ("a@<(echo a)", "Name a file.")):
        sent = subprocess.run(
            ["bash", "-c", f"{program} {words}"],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert told in sent.stderr
    assert (tmp_path / "A.body").read_text() == "hello"


def test_a_list_that_was_saved_before_runs(base, server, tmp_path):
    values = 'values = [["a", ["1", "2"]], ["b", ["3"]]]'
    put_request(tmp_path / "c", "A", f"{base}/0/a", values, method="POST")
    server.received.clear()
    run = aiurdesk("run", tmp_path / "c", profile=tmp_path)
    assert run.returncode == 0, run.stderr
    assert server.received[0].endswith("a=1&a=2&b=3")


def test_a_secret_is_not_saved_and_nothing_is_sent(tmp_path):
    file = tmp_path / "mine" / "A.request.toml"
    call = ("send", "stargate.message.pushmessage", "AccessToken=hush", "ChannelId=1")
    run = aiurdesk(*call, "MessageContent=x", "--sandbox", "--save", file, profile=tmp_path)
    assert run.returncode == 2
    assert "The value AccessToken is a secret" in run.stderr
    assert run.stdout == ""
    assert not file.exists()


def test_a_run_without_credential_imports_neither_qt_nor_keyring(mine, tmp_path):
    script = (
        "import sys; from aiurdesk.cli.main import main;"
        f"status = main(['run', {str(mine)!r}, '--set', 'word=x', '--profile', {str(tmp_path)!r}]);"
        "found = [name for name in sys.modules if name.split('.')[0] in"
        f" {set(EXTRAS)} | {{'PySide6', 'shiboken6',"
        " 'qasync', 'keyring', 'secretstorage', 'jeepney', 'jsonschema'}];"
        "sys.exit(status or bool(found))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert run.returncode == 0, run.stderr


def test_a_slip_in_a_key_is_not_a_test_that_passes(mine, base, tmp_path):
    put_request(mine, "Slip", f"{base}/0/a", "test = [{ code = -4 }]")
    put_request(mine, "Note", f"{base}/0/b", 'path = ["x"]')
    run = aiurdesk("run", mine, "--environment", "tests", profile=tmp_path)
    assert run.returncode == 2
    assert "Slip.request.toml, line 3: unknown key `test`, did you mean `tests`?" in run.stderr
    assert "Note.request.toml, line 3: unknown key `path`. It is kept and" in run.stderr
    assert "4 requests in " in run.stderr
    (mine / "Slip.request.toml").unlink()
    run = aiurdesk("run", mine, "--environment", "tests", profile=tmp_path)
    assert run.returncode == 0
    assert "unknown key `path`" in run.stderr


def test_a_run_is_read_by_the_dialect_that_is_given_or_that_its_collection_names(tmp_path, server):
    # The server says {"code": CODE, "message": MESSAGE}: a failure to whom code is not 0.
    dialect = 'format = 1\nname = "mine"\n[read]\nok = "code == `0`"\ncode = "message"\n'
    dialect += '[[code]]\nis = "too_late"\nheadline = "Too late"\nseverity = "input"\n'
    folder = tmp_path / "mine"
    put(folder, "dialects/mine.toml", dialect)
    put(folder, "collection.toml", "")
    tests = 'tests = [{ code = "too_late" }, { severity = "input" }]'
    put_request(folder, "Late", f"{server.base}/1/too_late", tests)

    by_status = aiurdesk("run", folder, profile=tmp_path)
    given = aiurdesk("run", folder, "--dialect", "mine", profile=tmp_path)
    put(folder, "collection.toml", 'dialect = "mine"\n')
    named = aiurdesk("run", folder, profile=tmp_path)
    unknown = aiurdesk("run", folder, "--dialect", "other", profile=tmp_path)

    assert (by_status.returncode, given.returncode, named.returncode) == (5, 0, 0)
    assert unknown.returncode == 2
    assert "There is no dialect other. There are 2020, " in unknown.stderr


def test_the_requests_of_a_run_share_their_cookies(tmp_path):
    folder, report = tmp_path / "mine", tmp_path / "report.json"
    put(folder, "collection.toml", 'order = ["In", "With", "Without"]\n')
    with cookie_server() as server:
        put_request(folder, "In", f"{server.base}/in")
        put_request(folder, "With", f"{server.base}/with")
        put_request(folder, "Without", f"{server.base}/without", "cookies = false")
        for options in ((), ("--cookies", "none")):
            run = aiurdesk(
                "run", folder, "--json", report, "--history", "all", *options, profile=tmp_path
            )
            assert run.returncode == 0, run.stderr
    assert [sorted(cookies.split("; ")) for _, cookies in server.heard] == [
        [""], ["lang=en", f"sid={VALUE}"], [""],
        [""], [""], [""],
    ]  # fmt: skip
    # The server repeats them in a body, and sets them in a header.
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert report in files
    assert [path for path in files if VALUE.encode() in path.read_bytes()] == []


def test_a_run_takes_its_cookies_from_a_file(tmp_path):
    folder, file = tmp_path / "mine", tmp_path / "cookies.txt"
    put(folder, "collection.toml", "format = 1\n")
    with cookie_server() as server:
        put_request(folder, "In", f"{server.base}/in")
        for _ in range(2):
            run = aiurdesk("run", folder, "--cookies", file, profile=tmp_path)
            assert run.returncode == 0, run.stderr
    assert [sorted(cookies.split("; ")) for _, cookies in server.heard] == [
        [""], ["lang=en", f"sid={VALUE}"],
    ]  # fmt: skip


def test_a_run_and_a_file_send_cookies_to_the_hosts_of_their_domain(tmp_path):
    folder, file = tmp_path / "mine", tmp_path / "cookies.txt"
    put(folder, "collection.toml", 'order = ["In", "Api", "Other"]\n')
    with cookie_server() as server, cookie_server() as another:
        port = server.base.rpartition(":")[2]
        wide = "sid=1%3B%20Domain=shop.localhost%3B%20Secure"
        put_request(folder, "In", f"http://auth.shop.localhost:{port}/set?{wide}")
        put_request(folder, "Api", another.base.replace("127.0.0.1", "api.shop.localhost") + "/")
        put_request(folder, "Other", f"http://other.localhost:{port}/")
        for options in ((), ("--cookies", file), ("--cookies", file)):
            run = aiurdesk("run", folder, *options, profile=tmp_path)
            assert run.returncode == 0, run.stderr + run.stdout
    assert [cookies for _, cookies in another.heard] == ["sid=1"] * 3
    assert [cookies for _, cookies in server.heard] == ["", "", "", "", "sid=1", ""]


def test_a_cookie_can_still_be_captured_from_its_header(tmp_path):
    folder = tmp_path / "mine"
    put(folder, "collection.toml", 'order = ["In", "Typed"]\n')
    with cookie_server() as server:
        capture = 'captures = [{ variable = "cookie", header = "Set-Cookie" }]'
        put_request(folder, "In", f"{server.base}/in", capture)
        typed = 'headers = [["Cookie", "{{cookie}}"]]'
        put_request(folder, "Typed", f"{server.base}/typed", typed, "cookies = false")
        run = aiurdesk("run", folder, profile=tmp_path)
    assert run.returncode == 0, run.stderr + run.stdout
    assert server.heard[1][1].startswith(f"sid={VALUE}")
    assert VALUE not in run.stdout + run.stderr


def test_reports_name_the_fields_that_the_server_refused(tmp_path):
    refused = {"errors": {"items": {"0": {"name": ["Too short."]}}}}

    class Refusing(QuietHandler):
        def do_GET(self):
            self.respond(json.dumps(refused).encode(), 422, Content_Type="application/json")

    with http_serving(Refusing) as base:
        folder = tmp_path / "mine"
        put(folder, "collection.toml", "format = 1\n")
        put_request(folder, "One", f"{base}/orders")
        files = {name: tmp_path / f"report.{name}" for name in ("junit", "json", "html")}
        reports = [part for name, file in files.items() for part in (f"--{name}", file)]
        run = aiurdesk("run", folder, *reports, profile=tmp_path / "profile")
    assert run.returncode == 1
    (failure,) = ElementTree.parse(files["junit"]).iter("failure")
    assert "items.0.name: Too short." in str(failure.text)
    for text in (run.stderr, files["html"].read_text(encoding="utf-8")):
        assert "items.0.name: Too short." in text
    (result,) = json.loads(files["json"].read_text(encoding="utf-8"))["results"]
    assert result["exchange"]["verdict"]["field_errors"] == {"items.0.name": ["Too short."]}


def test_the_bodies_of_a_run_are_saved_in_its_order(mine, tmp_path):
    bodies = tmp_path / "out" / "bodies"
    ran = aiurdesk(
        *("run", mine, "--environment", "tests", "--save-bodies", bodies), profile=tmp_path / "p"
    )
    assert ran.returncode == 0, ran.stderr
    files = sorted(path.name for path in bodies.iterdir())
    assert files == ["0001 First.json", "0002 Second.json", "0003 inner Third.json"]
    assert json.loads((bodies / files[0]).read_text())["code"] == 0


def test_bodies_are_not_saved_into_a_file_and_nothing_is_sent(mine, tmp_path):
    (tmp_path / "file").write_text("mine")
    ran = aiurdesk("run", mine, "--save-bodies", tmp_path / "file", profile=tmp_path / "p")
    assert ran.returncode == 2
    assert "is a file. Name a folder to save the bodies into." in ran.stderr
    assert (tmp_path / "file").read_text() == "mine"


def test_a_response_unlike_its_example_fails_with_what_differs(tmp_path, base):
    folder = tmp_path / "mine"
    put(folder, "collection.toml", '[variables]\nword = "fine"\ncode = "0"\n')
    url = f"{base}/{{{{code}}}}/{{{{word}}}}"
    put_request(folder, "Status", url)
    kept = aiurdesk(
        "send", folder / "Status.request.toml", "--save-example", "good", profile=tmp_path
    )
    assert kept.returncode == 0, kept.stderr
    put_request(folder, "Status", url, 'tests = [{ like = "good", ignore = ["id"] }]')
    put_request(folder, "Other", url, 'tests = [{ like = "good" }]')

    def run(*variables):
        """Return the exit status, what was said, and the failures by request."""
        options = ("--junit", tmp_path / "junit.xml", "--json", tmp_path / "run.json")
        ran = aiurdesk("run", folder, *options, *variables, profile=tmp_path)
        cases = ElementTree.parse(tmp_path / "junit.xml").iter("testcase")
        failures = {case.get("name"): case.find("failure") for case in cases}
        return ran, {
            name: None if failure is None else f"{failure.get('message')} {failure.text}"
            for name, failure in failures.items()
        }

    ran, failures = run()
    assert failures["Status"] is None, failures
    assert "there is no example good beside Other.request.toml" in (failures["Other"] or "")
    ran, failures = run("--set", "word=odd", "--set", "code=-4")
    assert ran.returncode == 5
    words = "response is like good, ignoring id: Result code is −4, not 0"
    assert words in ran.stderr
    assert words in (failures["Status"] or "")
    assert "Message is odd, not fine" in (failures["Status"] or "")
    assert words.partition(": ")[2] in (tmp_path / "run.json").read_text(encoding="utf-8")
