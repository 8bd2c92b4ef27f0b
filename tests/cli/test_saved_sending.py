"""One saved request from the terminal: by its file, or by its folder and its name."""

import json
import shlex
from pathlib import Path

import pytest

from aiurdesk.cli.arguments import SavedPlace, saved_place
from tests.command_line import run_command

NO_ITEMS = ()


@pytest.fixture
def checks(tmp_path, monkeypatch):
    """A collection in the current folder, of requests to the sandbox."""
    folder = tmp_path / "checks"
    (folder / "Channels").mkdir(parents=True)
    (folder / "environments").mkdir()
    (folder / "collection.toml").write_text(
        'format = 1\nenvironment = "Here"\n[variables]\nkind = "shop"\n'
    )
    (folder / "environments" / "Here.toml").write_text(
        'based_on = "Sandbox"\n[variables]\nfield = "of the environment"\n'
    )
    (folder / "Echo.request.toml").write_text(
        'method = "POST"\nurl = "{{base}}/echo"\n'
        'headers = [\n    ["X-Kind", "{{kind}}"],\n    ["X-Field", "{{field}}"],\n]\n'
        'form = [\n    ["colour", "red"],\n    ["size", "2"],\n]\n'
    )
    (folder / "Channels" / "Status.request.toml").write_text(
        'endpoint = "gateway.home.index"\n'
        "tests = [\n    { code = 0 },\n]\n"
        'captures = [\n    { variable = "said", value = "message" },\n]\n'
    )
    (folder / "Channels" / "Echo.request.toml").write_text('endpoint = "gateway.home.index"\n')
    (folder / "Plain.request.toml").write_text('url = "{{base}}/plain"\n')
    monkeypatch.chdir(tmp_path)
    return folder


def send(checks, words, *more):
    profile = ("--profile", checks.parent / "profile")
    return run_command("send", *shlex.split(words), *more, *profile, folder=checks.parent)


@pytest.mark.parametrize(
    "words", ["checks/Channels/Status.request.toml", "checks Channels/Status", "checks status"]
)
def test_a_request_is_sent_by_its_file_or_by_its_name_with_its_tests_and_captures(words, checks):
    done = send(checks, words)
    assert done.returncode == 0, done.stderr
    assert "passed: result code is 0" in done.stderr
    assert "captured: said = " in done.stderr
    assert json.loads(done.stdout)["code"] == 0


def test_a_test_that_fails_is_the_exit_status(checks):
    file = checks / "Channels" / "Status.request.toml"
    file.write_text(file.read_text().replace("code = 0", "code = -7"))
    done = send(checks, "checks/Channels/Status.request.toml --show json")
    assert done.returncode == 5
    assert "FAILED: result code is −7" in done.stderr
    shown = json.loads(done.stdout)
    assert [test["passed"] for test in shown["tests"]] == [False]
    assert [value["variable"] for value in shown["captured"]] == ["said"]


def prepared(checks, words):
    done = send(checks, f"{words} --dry-run --set base=http://127.0.0.1:1")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_variables_are_those_of_the_collection_and_of_its_environment(checks):
    text = prepared(checks, "checks/Echo.request.toml")
    assert text.startswith("POST /echo ")
    assert "X-Kind: shop" in text
    assert "X-Field: of the environment" in text
    assert text.rstrip().endswith("colour=red&size=2")
    assert "X-Field: mine" in prepared(checks, "checks/Echo.request.toml --set field=mine")


def test_what_is_typed_takes_the_place_of_what_is_saved(checks):
    words = "checks/Echo.request.toml colour=blue --header X-Kind:other --method PUT"
    text = prepared(checks, words)
    assert text.startswith("PUT /echo ")
    assert "X-Kind: other" in text
    assert "X-Kind: shop" not in text
    assert text.rstrip().endswith("colour=blue&size=2")
    (checks.parent / "body.json").write_text('{"a": 1}')
    assert (
        prepared(checks, "checks/Echo.request.toml --json body.json").rstrip().endswith('{"a": 1}')
    )


def test_a_file_without_a_method_is_a_get(checks):
    assert prepared(checks, "checks/Plain").startswith("GET /plain ")


def test_code_is_written_for_a_saved_request(checks):
    done = send(checks, "checks/Echo.request.toml --as curl --set base=http://127.0.0.1:1")
    assert done.returncode == 0, done.stderr
    assert "curl " in done.stdout
    assert "colour=red" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("checks/Nothing.request.toml", "There is no folder or file checks/Nothing.request.toml."),
        ("checks/collection.toml", "is not a saved request"),
        ("checks Statsu", "Did you mean Channels/Status?"),
        ("checks echo2", "'aiurdesk requests checks' lists all."),
        ("checks", "'aiurdesk run checks' runs all."),
    ],
)
def test_what_is_no_request_is_told_and_no_host_is_looked_up(words, said, checks):
    done = send(checks, words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "No scheme was given" not in done.stderr


def test_two_requests_of_one_name_are_told_apart_by_their_folders(checks):
    (checks / "Channels" / "Plain.request.toml").write_text('endpoint = "gateway.home.index"\n')
    (checks / "Plain.request.toml").rename(checks / "Other.request.toml")
    (checks / "More").mkdir()
    (checks / "More" / "Plain.request.toml").write_text('endpoint = "gateway.home.index"\n')
    done = send(checks, "checks Plain")
    assert done.returncode == 2
    assert "Channels/Plain, More/Plain" in done.stderr


def test_a_variable_of_the_process_needs_a_trusted_folder(checks, monkeypatch):
    (checks / "Plain.request.toml").write_text('url = "{{base}}/{{env:SHOP_PATH}}"\n')
    monkeypatch.setenv("SHOP_PATH", "of-the-process")
    words = "checks/Plain.request.toml --set base=http://127.0.0.1:1"
    refused = send(checks, words)
    assert refused.returncode == 2
    assert "trust" in refused.stderr
    assert "of-the-process" not in refused.stderr
    # Nothing listens there: it went out.
    assert send(checks, f"{words} --trust").returncode == 3


def test_a_saved_socket_sends_its_messages(checks):
    (checks / "Socket.request.toml").write_text(
        'endpoint = "code-lab.sockets.echo"\nmessages = [\n    { text = "hello" },\n]\n'
        "expected_frames = 1\n"
    )
    done = send(checks, "checks/Socket.request.toml")
    assert done.returncode == 0, done.stderr
    assert "↓ text" in done.stdout
    assert "Messages: 1 received, 1 sent" in done.stderr


def test_requests_are_listed_in_their_order(checks):
    done = run_command("requests", "checks", folder=checks.parent)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines] == [
        "Channels/Echo", "Channels/Status", "Echo", "Plain",
    ]  # fmt: skip
    listed = json.loads(run_command("requests", checks, "--json", folder=checks.parent).stdout)
    assert listed[2] == {
        "name": "Echo",
        "file": str(checks / "Echo.request.toml"),
        "method": "POST",
        "target": "{{base}}/echo",
        "notes": "",
        "credential": None,
        "variables": ["base", "kind", "field"],
        "tests": 0,
        "cases": [],
        "examples": [],
    }
    (checks / "Broken.request.toml").write_text("url = \n")
    broken = run_command("requests", "checks", folder=checks.parent)
    assert broken.returncode == 2
    assert "Broken.request.toml, line 1" in broken.stderr
    assert len(broken.stdout.splitlines()) == 4


@pytest.mark.parametrize(
    ("typed", "values", "place"),
    [
        ("checks/Echo.request.toml", NO_ITEMS, SavedPlace(Path("checks/Echo.request.toml"))),
        ("checks/Echo", NO_ITEMS, SavedPlace(Path("checks/Echo.request.toml"))),
        ("Gone.request.toml", NO_ITEMS, SavedPlace(Path("Gone.request.toml"))),
        ("checks/", ("Echo", "a=b"), SavedPlace(Path("checks/"), "Echo")),
        ("checks", ("Echo",), SavedPlace(Path("checks"), "Echo")),
        ("checks", NO_ITEMS, SavedPlace(Path("checks"))),
        ("gateway.home.index", NO_ITEMS, None),
        ("gateway.home.index", ("a=b",), None),
        ("localhost:8000/checks", NO_ITEMS, None),
        ("example.com/" + "a" * 5000, NO_ITEMS, None),
        ("example.com/a\0b", NO_ITEMS, None),
        ("https://example.com/checks/Echo.request.toml", NO_ITEMS, None),
        ("", NO_ITEMS, None),
    ],
)
def test_what_lies_in_the_folder_is_no_address(typed, values, place, checks):
    assert saved_place(typed, values) == place


def test_a_response_is_kept_as_an_example_and_listed_with_its_request(checks):
    done = send(checks, "checks/Channels/Status.request.toml --save-example good")
    assert done.returncode == 0, done.stderr
    assert "Saved the example good." in done.stderr
    text = (checks / "Channels" / "Status.examples" / "good.toml").read_text()
    assert "response_status = 200\n" in text
    listed = run_command("requests", "checks", folder=checks.parent)
    assert listed.stdout.splitlines()[2] == "  example good"
    (status,) = (
        one
        for one in json.loads(run_command("requests", checks, "--json").stdout)
        if one["name"] == "Channels/Status"
    )
    assert status["examples"] == ["good"]
    # And it is what the next response is compared with.
    file = checks / "Channels" / "Status.request.toml"
    file.write_text('endpoint = "gateway.home.index"\ntests = [\n    { like = "good" },\n]\n')
    again = send(checks, "checks/Channels/Status.request.toml")
    assert "response is like good" in again.stderr


def test_an_example_needs_a_saved_request_and_a_response(checks):
    done = send(checks, "gateway.home.index --environment Sandbox --save-example good")
    assert done.returncode == 2
    assert "lies beside a saved request" in done.stderr
    file = checks / "New.request.toml"
    done = send(
        checks, f"gateway.home.index --environment Sandbox --save {file} --save-example good"
    )
    assert done.returncode == 0, done.stderr
    assert (checks / "New.examples" / "good.toml").is_file()
