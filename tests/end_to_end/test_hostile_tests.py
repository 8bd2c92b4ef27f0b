"""Tests of a stranger's collection that would never end, or take all memory, are stopped."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.child_process import children, running, wait_until, was_ended
from tests.end_to_end.loopback_server import QuietHandler, http_serving

LETTERS = "a" * 100
ITEMS = [{"n": number} for number in range(9_000)]
BODY = json.dumps({"text": LETTERS + "!", "letters": LETTERS, "x": [1], "items": ITEMS}).encode()
SHORT = json.dumps({"items": ITEMS[:2]}).encode()
"""Long bodies are read in a helper process for any tests."""
STOPPED = "The expression took longer than 2 s, so it was stopped."
TOO_LARGE = "The expression took more than 1 GB of memory, so it was stopped."
NEVER: dict[str, Any] = {"value": "text", "matches": "(?x)(a+) +$"}


class Responder(QuietHandler):
    """Responds with the body, or with a short one, and notes what is asked for."""

    asked: list[str] = []

    def do_GET(self):
        self.asked.append(self.path)
        body = SHORT if self.path == "/short" else BODY
        self.respond(body, Content_Type="application/json", X_Text=LETTERS + "!")


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with http_serving(Responder) as address:
        yield address


def doubled(times):
    """Return a schema that is looked through twice as often with each of its definitions."""
    both = [[{"$ref": f"#/$defs/d{number + 1}"}] * 2 for number in range(times)]
    defined = {f"d{number}": {"allOf": pair} for number, pair in enumerate(both)}
    return {"$ref": "#/$defs/d0", "$defs": {**defined, f"d{times}": {}}}


def write(folder: Path, base: str, test, name="A"):
    """Write a request with a test; a schema in it is put into a file."""
    if "schema" in test:
        (folder / f"{name}.json").write_text(json.dumps(test["schema"]))
        test = {**test, "schema": f"{name}.json"}
    entries = ", ".join(f"{key} = {json.dumps(value)}" for key, value in test.items())
    text = f'method = "GET"\nurl = "{base}/{name}"\n'
    text += f"tests = [\n    {{ status = 200 }},\n    {{ {entries} }},\n]\n"
    (folder / f"{name}.request.toml").write_text(text)


def command(folder: Path):
    profile = ["--profile", folder / "profile"]
    return [sys.executable, "-m", "aiurdesk", "run", folder, *profile]


def helpers_of(process: int) -> set[int]:
    """Return the helper processes that run; one that is being started does not count yet.

    A process that is stopped before it runs its program stops the one that waits for that, too.
    """
    lines = {pid: Path(f"/proc/{pid}/cmdline") for pid in children(process)}
    with contextlib.suppress(OSError):
        return {pid for pid, line in lines.items() if b"--helper" in line.read_bytes()}
    return set()


@contextlib.contextmanager
def run_of(folder: Path, base: str, *tests) -> Iterator["subprocess.Popen[str]"]:
    for number, test in enumerate(tests):
        write(folder, base, test, f"request-{number}")
    pipe = subprocess.PIPE
    with running(command(folder), stdout=pipe, stderr=pipe) as process:
        yield process


def test_a_run_ends_with_the_tests_failed(tmp_path, base):
    tests = [
        NEVER,
        {"value": "letters", "matches": "a?" * 100 + "b"},
        {"value": "x|" + "[@,@][]|" * 26 + "[0]", "equals": 1},
        {"schema": doubled(40)},
        {"schema": {"properties": {"items": {"uniqueItems": True}}}},
    ]
    with run_of(tmp_path, base, *tests) as process:
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 5, errors
    assert "Traceback" not in errors
    assert errors.count(STOPPED) + errors.count(TOO_LARGE) == len(tests), errors
    # What needs no expression is tested all the same.
    assert "HTTP status is 200" not in errors


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_run_that_evaluates_and_what_it_has_started(tmp_path, base, number):
    with run_of(tmp_path, base, *[NEVER] * 20) as process:
        wait_until(lambda: helpers_of(process.pid))
        (helper,) = helpers_of(process.pid)
        # It evaluates nothing to its end now, and the run waits for it.
        os.kill(helper, signal.SIGSTOP)
        process.send_signal(number)
        _, errors = process.communicate(timeout=60)
    with contextlib.suppress(ProcessLookupError):
        os.kill(helper, signal.SIGCONT)
    assert "evaluated" not in errors
    assert "Traceback" not in errors
    assert process.returncode == (3 if number == signal.SIGINT else -number)
    wait_until(lambda: was_ended(helper))


WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton
from aiurdesk.services.profile import Profile
from aiurdesk.ui.startup.app import make_application, show_window
def press_send():
    for button in window.findChildren(QAbstractButton):
        # The first page has a button of its own.
        is_sending = button.text() == "Send" and button.objectName() != "first_send"
        if button.isVisible() and is_sending:
            button.click()
            timer.stop()
application, profile = make_application(), Profile(Path(sys.argv[1]))
saved = profile.read()
window = show_window(application, saved)
from aiurdesk.ui.startup.event_loop import run_loop
timer = QTimer(window)
timer.timeout.connect(press_send)
timer.start(20)
run_loop(application, window, profile, saved, sys.argv[2])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_signal_closes_a_window_that_evaluates(tmp_path, base):
    write(tmp_path, base, NEVER)
    call = [sys.executable, "-c", WINDOW, tmp_path / "profile", tmp_path / "A.request.toml"]
    with running(call, stderr=subprocess.PIPE) as process:
        wait_until(lambda: helpers_of(process.pid))
        (helper,) = helpers_of(process.pid)
        os.kill(helper, signal.SIGSTOP)
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
    with contextlib.suppress(ProcessLookupError):
        os.kill(helper, signal.SIGCONT)
    assert process.returncode == 0, errors
    # Its tabs are there again: it was closed in order.
    assert (tmp_path / "profile" / "window.json").exists()
    wait_until(lambda: was_ended(helper))


def test_one_helper_process_evaluates_all_that_ends(tmp_path, base):
    good = {"value": "letters", "matches": "^a+$"}
    with run_of(tmp_path, base, *[good] * 5) as process:
        started: set[int] = set()
        while process.poll() is None:
            started |= children(process.pid)
    assert process.returncode == 0
    assert len(started) == 1


def test_without_expressions_no_process_is_started(tmp_path, base):
    write(tmp_path, base, {"value": "items[1].n", "equals": 1}, "short")
    with running(command(tmp_path), stdout=subprocess.DEVNULL) as process:
        started: set[int] = set()
        while process.poll() is None:
            started |= children(process.pid)
    assert (process.returncode, started) == (0, set())


def test_nothing_is_fetched_for_a_schema(tmp_path, base):
    Responder.asked.clear()
    keys = ["$ref", "$dynamicRef", "$schema", "$id", "$recursiveRef"]
    schemas = [{key: f"{base}/schema"} for key in keys]
    schemas += [{"$id": f"{base}/schema", "$ref": "other"}, {"$ref": "file:///etc/passwd"}]
    with run_of(tmp_path, base, *[{"schema": schema} for schema in schemas]) as process:
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 5
    assert errors.count("which is not in it") == 4, errors
    assert len(Responder.asked) == len(schemas)
    assert not any("schema" in path for path in Responder.asked)


def test_pytest_goes_on_with_the_next_request(tmp_path, base):
    write(tmp_path, base, NEVER, "A")
    write(tmp_path, base, {"value": "letters", "matches": "^a+$"}, "B")
    call = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", tmp_path]
    profile = f"--aiurdesk-profile={tmp_path / 'profile'}"
    with running([*call, profile], stdout=subprocess.PIPE, cwd=tmp_path) as process:
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "1 failed, 1 passed" in output
    assert STOPPED in output
