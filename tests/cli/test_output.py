"""Commands whose output is closed, full, or without a reader."""

import io
import json
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from aiurdesk.cli.output import guarded_output, put, tell, write_body, write_json
from aiurdesk.core.response.response import ResponseBody
from aiurdesk.storage.bodies import body_chunks
from tests.envelope_server import EnvelopeServer, envelope_server

ROOT = Path(__file__).resolve().parents[2]
REFUSED = "send $SERVER/-8/Wrong --table 2020"
ACCEPTED = "send $SERVER/0/Welcome"
IN_SANDBOX = "send gateway.home.index --sandbox"
"""It opens more files, and makes certificates, so that the clock matters."""


@pytest.fixture(scope="module", autouse=True)
def server() -> Iterator[EnvelopeServer]:
    """Run the server at ``$SERVER``. A sandbox would double the time of a command."""
    with envelope_server() as server:
        yield server


@pytest.fixture(autouse=True)
def address_of_server(server: EnvelopeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVER", server.base)


def in_shell(line: str, profile: Path) -> tuple[int, str, str]:
    """Run a line of the shell in which ``aiurdesk`` is the program; return its end and output."""
    program = f'aiurdesk() {{ "{sys.executable}" -m aiurdesk --profile "{profile}" "$@"; }}'
    ended = subprocess.run(
        ["bash", "-c", f"{program}\n{line}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )
    return ended.returncode, ended.stdout, ended.stderr


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (f"{REFUSED} | true; exit ${{PIPESTATUS[0]}}", 1),
        ("send code-lab.broken.html --sandbox 2>&1 | true; exit ${PIPESTATUS[0]}", 4),
        ("send https://127.0.0.1:9/ --show json | true; exit ${PIPESTATUS[0]}", 3),
        (f"{ACCEPTED} | true; exit ${{PIPESTATUS[0]}}", 0),
        (f"{ACCEPTED} 2>&-", 0),
        (f"{ACCEPTED} >&-", 0),
        (f"{ACCEPTED} <&-", 0),
        (f"{ACCEPTED} 2>/dev/full", 0),
        (f"{REFUSED} 2>&-", 1),
        ("endpoints >&- 2>&-", 0),
        ("codes --table none 2>&-", 2),
    ],
)
def test_the_status_does_not_depend_on_who_reads_the_output(tmp_path, line, status):
    ended, _, errors = in_shell(f"aiurdesk {line}", tmp_path)
    assert (ended, "mistake" in errors) == (status, False), errors


def test_names_of_files_cannot_change_the_terminal(tmp_path):
    name = "a\u202etxt\x1b[31m\x9b"
    _, _, errors = in_shell(f"aiurdesk run $'{name}'", tmp_path)
    assert "There is no folder or file a�txt�[31m�." in errors
    _, _, errors = in_shell(f"aiurdesk send $'{name}'", tmp_path)
    assert "There is no endpoint a�txt�[31m�." in errors


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a full device")
@pytest.mark.parametrize("command", [ACCEPTED, "codes"])
def test_output_that_is_lost_is_reported(tmp_path, command):
    ended, _, errors = in_shell(f"aiurdesk {command} >/dev/full", tmp_path)
    assert ended == 71
    assert "Standard output could not be written: No space left on device." in errors


def test_a_closed_standard_input_has_no_secret(tmp_path):
    line = "aiurdesk send stargate.channel.createchannel AccessToken=- Description=x <&-"
    ended, _, errors = in_shell(line, tmp_path)
    assert (ended, errors) == (2, "AccessToken: standard input has no line for it.\n")


@pytest.mark.parametrize("limit", [16, 20, 24])
def test_few_open_files_are_reported_in_a_sentence(tmp_path, limit):
    ended, _, errors = in_shell(f"ulimit -n {limit}; aiurdesk {IN_SANDBOX}", tmp_path)
    assert "Too many open files" in errors
    assert ("Traceback" in errors, "error in aiurdesk" in errors) == (False, False)
    assert ended == 71


_PLACES_OF_THE_CLOCK = ("lib/*/faketime/libfaketimeMT.so.1", "lib*/faketime/libfaketimeMT.so.1")
_FAKE_CLOCK = next(
    (path for pattern in _PLACES_OF_THE_CLOCK for path in Path("/usr").glob(pattern)), None
)


@pytest.mark.skipif(_FAKE_CLOCK is None, reason="faketime is not installed")
@pytest.mark.parametrize(("years", "status"), [(30, 0), (300, 71)])
def test_a_clock_that_is_wrong_is_reported_in_a_sentence(tmp_path, years, status):
    faked = f'export LD_PRELOAD="{_FAKE_CLOCK}" FAKETIME=+{years}y; aiurdesk {IN_SANDBOX}'
    ended, _, errors = in_shell(faked, tmp_path)
    assert (ended, "Traceback" in errors) == (status, False), errors
    assert ("clock of this computer is wrong" in errors) == (status == 71)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_what_an_encoding_lacks_does_not_end_a_command(tmp_path, encoding):
    # As Windows has it where output goes into a file.
    environment = f"export PYTHONIOENCODING={encoding}"
    in_shell(f"aiurdesk {REFUSED}", tmp_path)
    status, output, errors = in_shell(f"{environment}; aiurdesk history -8", tmp_path)
    assert (status, errors) == (0, "")
    assert "\\u22128" in output
    # What scripts read is the same everywhere.
    status, output, errors = in_shell(f"{environment}; aiurdesk history -8 --json", tmp_path)
    assert (status, json.loads(output)[0]["code"]) == (0, -8)
    _, usual, _ = in_shell("aiurdesk endpoints --json", tmp_path)
    assert in_shell(f"{environment}; aiurdesk endpoints --json", tmp_path) == (0, usual, "")


def test_words_come_at_once_where_python_buffers_nothing(monkeypatch):
    reading, writing = os.pipe()
    # As ``python -u`` or PYTHONUNBUFFERED makes it, which images of containers set.
    raw = open(writing, "wb", buffering=0)  # noqa: SIM115 - closed with the text below
    with io.TextIOWrapper(raw, write_through=True) as errors:
        monkeypatch.setattr("sys.stderr", errors)
        with guarded_output():
            sys.stderr.write("Connected.\n")
            assert os.read(reading, 100) == b"Connected.\n"
    os.close(reading)


def test_a_sentence_cannot_redraw_a_line_of_the_terminal(capsys):
    tell("a\rb\x1b[2J", "c")
    assert capsys.readouterr().err == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}[2J\nc\n"


def test_text_that_no_encoding_holds_is_put_all_the_same(capfdbinary):
    put("a\ud800 é\n")
    sys.stdout.flush()
    assert capfdbinary.readouterr().out == "a? é\n".encode()


HOSTILE = "a\x9bb\u202ec\u2066dü"


def on_terminal(write) -> str:
    """Return what a terminal gets of standard output."""
    main, terminal = os.openpty()
    before = sys.stdout
    try:
        with open(terminal, "w", encoding="utf-8") as sys.stdout:
            write()
            # What was written in pieces may arrive in pieces: read until the end that is marked.
            sys.stdout.write("\0")
            sys.stdout.flush()
            data = b""
            while not data.endswith(b"\0"):
                data += os.read(main, 10_000)
            return data[:-1].decode().replace("\r\n", "\n")
    finally:
        sys.stdout = before
        os.close(main)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_what_changes_a_terminal_is_an_escape_there_and_itself_in_a_pipe(capfdbinary):
    data = HOSTILE.encode()
    escaped = "a\\u009bb\\u202ec\\u2066dü"
    # A character that two pieces share, and bytes that are not text.
    halves = (data[:-1], data[-1:], b"\xff")
    assert on_terminal(lambda: write_body(halves)) == escaped + "\\xff\n"
    assert on_terminal(lambda: write_body([b"x\n"])) == "x\n"
    assert on_terminal(lambda: put(HOSTILE)) == escaped
    assert json.loads(on_terminal(lambda: write_json([HOSTILE], None))) == [HOSTILE]
    assert escaped in on_terminal(lambda: write_json([HOSTILE]))
    write_body(halves)
    write_json([HOSTILE], None)
    assert capfdbinary.readouterr().out == data + b"\xff" + b'["' + data + b'"]\n'


def test_a_long_body_is_written_without_being_in_memory(tmp_path, monkeypatch):
    path = tmp_path / "body"
    with path.open("wb") as file:
        file.truncate(64 * 1024 * 1024)
    with open(tmp_path / "out", "w", encoding="utf-8") as out:
        monkeypatch.setattr(sys, "stdout", out)
        tracemalloc.start()
        try:
            write_body(body_chunks(ResponseBody(path=str(path))))
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert (tmp_path / "out").stat().st_size == path.stat().st_size
    assert most < 4 * 1024 * 1024
