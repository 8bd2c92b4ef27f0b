"""The history on the command line: what ``send`` and ``run`` record, and how it is listed."""

import gettext
import io
import json
import os
import re
import shlex
import signal
import subprocess
import sys

import pytest

from aiurdesk.cli.commands.history import overview
from aiurdesk.cli.main import main
from aiurdesk.core.exchange.exchange import AGENT
from aiurdesk.core.history.history_entry import id_at
from aiurdesk.resources import read_bytes, read_text
from aiurdesk.services.library import Library
from tests.history_records import STARTED_AT, an_entry, make_version_1

COMMANDS = re.findall(r"^    (aiurdesk .+)$", read_text("manual/history.md"), re.MULTILINE)
PUSH = "stargate.message.pushmessage"


@pytest.fixture(scope="module")
def profile(tmp_path_factory):
    """Send three requests and record two of them."""
    folder = tmp_path_factory.mktemp("profile")
    common = ["--sandbox", "--profile", str(folder)]
    assert main(["send", "gateway.home.index", *common]) == 0
    values = ["AccessToken=wrong-token", "ChannelId=2", "MessageContent=hi there"]
    assert main(["send", PUSH, *values, *common]) == 1
    assert main(["send", "archon.home.index", "--no-history", *common]) == 0
    return folder


def listed(capsys, profile, *arguments):
    capsys.readouterr()
    assert main(["history", *arguments, "--profile", str(profile)]) == 0
    return capsys.readouterr()


def test_sent_requests_are_listed_with_the_newest_first(capsys, profile):
    title, *lines = listed(capsys, profile).out.splitlines()
    assert title in ("Today", "Yesterday")
    assert len(lines) == 2
    assert PUSH in lines[0]
    assert "−8  Credential   POST" in lines[0]
    assert "0  Success      GET     gateway.home.index" in lines[1]


@pytest.mark.parametrize(
    "expected",
    [
        ["-8"],
        ["hi there"],
        ["code:unauthorized"],
        ["there", "--limit", "1"],
        ["code:-8 severity:credential"],
        ["hi THERE", "environment:Sand", "since:2020-01-01 10:00"],
    ],
)
def test_a_filter_chooses(capsys, profile, expected):
    (entry,) = json.loads(listed(capsys, profile, *expected, "--json").out)
    assert (entry["endpoint"], entry["code"]) == (PUSH, -8)


def test_an_environment_with_a_space_in_its_name_is_found(capsys, tmp_path):
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments" / "At home.toml").write_text('based_on = "Sandbox"\n')
    given = ["--profile", str(tmp_path)]
    assert main(["send", "gateway.home.index", "--environment", "At home", *given]) == 0
    assert "gateway.home.index" in listed(capsys, tmp_path, "environment:At home").out
    assert listed(capsys, tmp_path, "environment:At work").out == ""


def test_the_first_entry_tells_when_something_first_appeared(capsys, profile):
    (entry,) = json.loads(listed(capsys, profile, "--first", "--json").out)
    assert entry["endpoint"] == "gateway.home.index"
    assert set(entry) == {
        *("id", "started_at", "endpoint", "method", "url", "environment", "table", "code", "name"),
        *("severity", "headline", "message", "status", "elapsed_ms", "size_bytes", "by"),
    }


def test_nothing_found_is_said_and_no_failure(capsys, profile, tmp_path):
    printed = listed(capsys, profile, "-7")
    assert (printed.out, printed.err) == ("", "Nothing in the history matches.\n")
    assert listed(capsys, profile, "-7", "--json").out == "[]\n"
    assert listed(capsys, tmp_path / "new").err == "Nothing was recorded.\n"
    assert not (tmp_path / "new").exists()


def test_a_filter_that_is_not_valid_is_wrong_usage(capsys, profile):
    assert main(["history", "since:soon", "--profile", str(profile)]) == 2
    assert "“since:soon”: write a day such as 2026-03-01" in capsys.readouterr().err


def test_what_an_earlier_version_has_recorded_is_found(capsys, tmp_path):
    assert main(["send", "http://127.0.0.1:9/", "--profile", str(tmp_path)]) == 3
    make_version_1(tmp_path / "history.sqlite")
    assert len(listed(capsys, tmp_path, "method:GET").out.splitlines()) == 2


def test_a_damaged_history_is_set_aside_with_a_note(capsys, tmp_path):
    (tmp_path / "history.sqlite").write_bytes(b"no database " * 1000)
    assert "The history was damaged. It was renamed to" in listed(capsys, tmp_path).err
    assert (tmp_path / "history.sqlite.unreadable-1").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="has no limit for the size of files")
def test_on_a_full_disk_the_request_is_sent_all_the_same(tmp_path):
    command = [sys.executable, "-m", "aiurdesk", "send", "gateway.home.index", "--sandbox"]
    done = subprocess.run(
        [*command, "--profile", tmp_path],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        preexec_fn=limit_files,
    )
    assert done.returncode == 0, done.stderr
    assert "Server started successfully!" in done.stdout
    assert "The history could not be used" in done.stderr


def limit_files() -> None:
    """Let no file grow beyond some kilobytes, as on a full disk."""
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16_384, 16_384))


def test_a_run_is_recorded(capsys, tmp_path):
    checks = tmp_path / "checks"
    file = checks / "Is it up.request.toml"
    common = ["--profile", str(tmp_path / "profile")]
    send = ["send", "gateway.home.index", "--sandbox", "--no-history", "--save", str(file)]
    assert main([*send, *common]) == 0
    assert main(["run", str(checks), "--repeat", "3", "--history", "all", *common]) == 0
    entries = json.loads(listed(capsys, tmp_path / "profile", "environment:sandbox", "--json").out)
    assert [entry["endpoint"] for entry in entries] == ["gateway.home.index"] * 3
    lines = listed(capsys, tmp_path / "profile", "is it up", "--limit", "1").out.splitlines()
    assert "  GET     Is it up  " in lines[1]


@pytest.mark.parametrize("line", COMMANDS)
def test_the_commands_of_the_manual_work(capsys, profile, line):
    program, command, *arguments = shlex.split(line)
    assert (program, command) == ("aiurdesk", "history")
    if "--show" in arguments:
        # Ids are moments, so this one is of another computer.
        assert main(["history", *arguments, "--profile", str(profile)]) == 2
        assert "The history has no entry 1789000000000000." in capsys.readouterr().err
        return
    assert listed(capsys, profile, *arguments).err in ("", "Nothing in the history matches.\n")


@pytest.mark.parametrize("option", ["--limit", "--show"])
@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("0", "enter a whole number from 1, not '0'"),
        ("-1", "enter a whole number from 1, not '-1'"),
        ("9" * 30, "is too large"),
        ("many", "enter a whole number from 1, not 'many'"),
    ],
)
def test_a_number_that_no_entry_can_have_is_wrong_usage(capsys, profile, option, number, words):
    with pytest.raises(SystemExit) as ended:
        main(["history", f"{option}={number}", "--profile", str(profile)])
    assert ended.value.code == 2
    assert f"argument {option}: " in (told := capsys.readouterr().err)
    assert words in told


def test_one_entry_is_shown_with_its_response(capsys, profile):
    (entry,) = json.loads(listed(capsys, profile, "endpoint:gateway.*", "--json").out)
    output = listed(capsys, profile, "--show", str(entry["id"]))
    assert json.loads(output.out)["code"] == 0
    assert "Server started successfully!" in output.err
    members = json.loads(listed(capsys, profile, "--show", str(entry["id"]), "--json").out)
    assert members["response"]["status"] == 200


@pytest.mark.parametrize("more", ["word", "--first"])
def test_one_entry_is_not_filtered(capsys, profile, more):
    capsys.readouterr()
    assert main(["history", "--show", "5", more, "--profile", str(profile)]) == 2
    assert "--show prints one entry" in capsys.readouterr().err


def test_a_socket_is_in_the_history_with_its_frames(capsys, tmp_path):
    common = ["--sandbox", "--profile", str(tmp_path)]
    file = tmp_path / "a.bin"
    file.write_bytes(b"\x00\x01")
    listen = ["listen", "code-lab.sockets.echo", "--count", "2", *common]
    assert main([*listen, "--send", "hi, password=hunter2", "--send-file", str(file)]) == 0
    assert main([*listen, "--send", "a", "--send", "b", "--no-history"]) == 0
    refused = ["listen", "code-lab.sockets.refused", "status=401", *common]
    assert main(refused) == 1
    entries = json.loads(listed(capsys, tmp_path, "--json").out)
    assert [(entry["endpoint"], entry["status"], entry["code"]) for entry in entries] == [
        ("code-lab.sockets.refused", 401, -8),
        ("code-lab.sockets.echo", 101, None),
    ]
    output = listed(capsys, tmp_path, "--show", str(entries[1]["id"]))
    lines = [" ".join(line.split()[1:]) for line in output.out.splitlines()]
    messages = [line for line in lines if "close" not in line and "ing" not in line]
    assert sorted(messages) == [
        "↑ binary 2 B 00 01",
        "↑ text 20 B hi, password=••••",
        "↓ binary 2 B 00 01",
        "↓ text 20 B hi, password=••••",
    ]
    assert "Messages: 2 received, 2 sent in " in output.err
    # What was said can be searched for.
    assert json.loads(listed(capsys, tmp_path, "hunter2", "--json").out) == []
    (entry,) = json.loads(listed(capsys, tmp_path, "hi", "--json").out)
    assert entry["id"] == entries[1]["id"]
    members = json.loads(listed(capsys, tmp_path, "--show", str(entry["id"]), "--json").out)
    assert members["frames"][0]["text"] == "hi, password=••••"


def test_days_have_headings_and_texts_have_one_line():
    entries = (
        an_entry(id=id_at(STARTED_AT), message="one\ntwo\x1b[31m"),
        an_entry(id=id_at(STARTED_AT) - 86_400_000_000, code=None, endpoint_id="", title="t" * 99),
    )
    text = overview(entries, STARTED_AT.astimezone().date(), Library())
    today, line, gap, yesterday, other = text.splitlines()
    assert (today, gap, yesterday) == ("Today", "", "Yesterday")
    assert line.endswith("one two\ufffd[31m")
    assert "HTTP 200" in other
    assert f"{'t' * 47}…  " in other


def test_the_list_names_what_an_agent_sent():
    entries = (an_entry(sender=AGENT, message="Done."), an_entry(message="Done."))
    _, of_agent, of_person = overview(
        entries, STARTED_AT.astimezone().date(), Library()
    ).splitlines()
    assert of_agent.endswith("agent · Done.")
    assert "agent" not in of_person


def in_german(profile, *arguments):
    """Return what a command prints as JSON for a person who reads German."""
    command = [sys.executable, "-m", "aiurdesk", "history", *arguments, "--json"]
    environment = {**os.environ, "AIURDESK_LANGUAGE": "de"}
    printed = subprocess.run(
        [*command, "--profile", str(profile)], env=environment, capture_output=True, check=True
    )
    return json.loads(printed.stdout)


def test_words_are_those_of_the_reader_and_not_of_who_sent(capsys, profile):
    german = gettext.GNUTranslations(io.BytesIO(read_bytes("languages/de.mo"))).gettext
    here, there = json.loads(listed(capsys, profile, "--json").out), in_german(profile)
    assert len(here) == len(there) == 2
    for english, translated in zip(here, there, strict=True):
        assert translated["headline"] == german(english["headline"]) != english["headline"]
        assert {**translated, "headline": ""} == {**english, "headline": ""}
    translated_exchange = in_german(profile, "--show", str(here[0]["id"]))["verdict"]
    before = json.loads(listed(capsys, profile, "--show", str(here[0]["id"]), "--json").out)
    fixes = [fix["text"] for fix in before["verdict"]["fixes"] if fix["action"] is None]
    assert fixes
    assert [fix["text"] for fix in translated_exchange["fixes"] if fix["action"] is None] == [
        *map(german, fixes)
    ]
    assert translated_exchange["message"] == before["verdict"]["message"]
