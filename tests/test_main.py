"""The start of the program, as the shell sees it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from aiurdesk.__main__ import WindowOptions, absolute_target, window_options


def start(*arguments, **environment):
    variables = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    variables.pop("QT_QPA_PLATFORM", None)
    return subprocess.run(
        [sys.executable, "-m", "aiurdesk", *arguments],
        env=variables | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_without_a_display_one_sentence_names_the_command_line():
    run = start()
    assert run.returncode == 2
    assert run.stdout == ""
    assert "no display" in run.stderr
    assert "aiurdesk send" in run.stderr
    assert len(run.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ([], WindowOptions()),
        (["--profile", "x"], WindowOptions(Path("x"))),
        (["--profile=x"], WindowOptions(Path("x"))),
        (["--open", "gateway.home.index"], WindowOptions(None, "gateway.home.index")),
        (
            ["--open=https://a.test/?b=c", "--profile", "x"],
            WindowOptions(Path("x"), "https://a.test/?b=c"),
        ),
        (["aiurdesk:open?url=x"], WindowOptions(None, "aiurdesk:open?url=x")),
        (["AiurDesk:open"], WindowOptions(None, "AiurDesk:open")),
        (["file:///a/b.request.toml"], WindowOptions(None, "file:///a/b.request.toml")),
        (["--new-window", os.path.abspath("a")], WindowOptions(None, os.path.abspath("a"), True)),
    ],
)
def test_no_command_opens_the_window(arguments, options):
    assert window_options(arguments) == options


@pytest.mark.parametrize(
    "arguments",
    [
        ["codes"],
        ["--help"],
        ["--profile", "x", "codes"],
        ["--profile"],
        ["--open"],
        ["/a", "codes"],
    ],
)
def test_other_arguments_are_commands(arguments):
    assert window_options(arguments) is None


def test_help_lists_the_commands_and_succeeds():
    run = start("--help")
    assert run.returncode == 0
    assert "usage: aiurdesk" in run.stdout


def test_an_unknown_command_is_wrong_usage_in_one_sentence():
    run = start("sned")
    assert run.returncode == 2
    assert run.stdout == ""
    assert "sned" in run.stderr
    assert "--help" in run.stderr
    assert "rror:" not in run.stderr


CRASH = """
import os, resource, runpy, sys
_, most = resource.getrlimit(resource.RLIMIT_CORE)
resource.setrlimit(resource.RLIMIT_CORE, (most, most))
sys.argv = ["aiurdesk", "--version"]
try:
    runpy.run_module("aiurdesk", run_name="__main__")
except SystemExit:
    pass
print(resource.getrlimit(resource.RLIMIT_CORE)[0], most, flush=True)
os.abort()
"""


INTERRUPTED = """\
import sys
class Interrupts:
    def find_spec(self, name, path=None, target=None):
        if name == "aiurdesk.cli.commands.codes":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupts())
sys.argv = ["aiurdesk", "codes"]
from aiurdesk.__main__ import main
main()
"""


def test_an_interrupt_while_modules_are_imported_gives_no_traceback():
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (3, "", "Stopped.\n")


WITHOUT_MEMORY = """\
import sys
class Fails:
    def find_spec(self, name, path=None, target=None):
        if name == "aiurdesk.services.profile":
            raise MemoryError
sys.meta_path.insert(0, Fails())
sys.argv = ["aiurdesk"]
from aiurdesk.__main__ import main
main()
"""


def test_a_window_that_has_no_memory_to_load_gives_a_sentence():
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_MEMORY], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (71, "The system refused: not enough memory.\n")


LEFT_THREAD = """\
import os, signal, sys, threading, time
signal.signal(signal.SIGINT, signal.default_int_handler)
def interrupt():
    while signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        time.sleep(0.01)
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(60)
threading.Thread(target=interrupt).start()
sys.argv = ["aiurdesk", "codes", "--table", "2020"]
from aiurdesk.__main__ import main
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_an_interrupt_at_the_end_gives_no_traceback():
    command = [sys.executable, "-c", LEFT_THREAD]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=50)
    assert (done.returncode, done.stderr) == (-signal.SIGINT, "")
    assert "InvalidInput" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_crash_leaves_no_core_dump(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", CRASH], cwd=tmp_path, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process.stdout:
        printed = process.stdout.read().split()
    _, status = os.waitpid(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == -signal.SIGABRT
    assert printed[-2:] in (["1", printed[-1]], ["0", "0"])
    assert not os.WCOREDUMP(status)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_opened_by_its_whole_path(tmp_path, monkeypatch):
    (tmp_path / "checks").mkdir()
    monkeypatch.chdir(tmp_path)
    assert absolute_target("checks") == str(tmp_path / "checks")
    assert absolute_target("checks/A.request.toml") == str(tmp_path / "checks" / "A.request.toml")
    for target in ("", "gateway.home.index", "https://localhost/a", "nothing"):
        assert absolute_target(target) == target


def test_the_hidden_option_is_no_option_for_a_person():
    run = start("--helper")
    assert (run.returncode, run.stdout) == (2, "")
    assert "rror:" not in run.stderr
