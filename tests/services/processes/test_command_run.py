import os
import sys
import threading

import pytest

from aiurdesk.services.processes.command_run import CommandRun, Printed
from tests.child_process import wait_until, was_ended

SLEEPING = "import os, sys, time; print(os.getpid(), flush=True); time.sleep(600)"


def run(code: str, *arguments: str, **limits) -> Printed:
    return CommandRun((sys.executable, "-c", code, *arguments), **limits).printed()


def test_output_and_errors_of_a_program_are_returned():
    code = "import sys; print(sys.argv[1]); sys.stderr.write('one\\n')"
    assert run(code, "a b'\"$HOME") == Printed(b"a b'\"$HOME\n", b"one\n", status=0)


def test_it_has_no_input_no_terminal_and_runs_at_home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    code = (
        "import os, sys; print(os.getcwd(), repr(sys.stdin.read()))\n"
        "try: open('/dev/tty')\nexcept OSError: print('none')"
    )
    assert run(code).output.decode().split() == [os.path.realpath(tmp_path), "''", "none"]


def test_a_failure_is_told_with_what_was_printed():
    failed = run("import sys; sys.stderr.write('x' * 200_000 + 'end'); print('t'); sys.exit(3)")
    assert (failed.output, str(failed.problem)) == (b"t\n", "ended with status 3")
    assert failed.errors == b"x" * 65_536


@pytest.mark.parametrize("name", ["no-such-program-4711", "/nowhere/program", "", "bin/program"])
def test_a_program_that_is_not_there_is_told(name):
    assert "was not found" in str(CommandRun((name,)).printed().problem)


def test_a_program_in_the_current_folder_is_not_started(monkeypatch, tmp_path):
    program = tmp_path / "token"
    program.write_text("#!/bin/sh\necho stranger\n")
    program.chmod(0o700)
    monkeypatch.chdir(tmp_path)
    for path in ("", ".", ":", f".{os.pathsep}bin"):
        monkeypatch.setenv("PATH", path)
        for name in ("token", "./token"):
            assert "was not found" in str(CommandRun((name,)).printed().problem)
    assert CommandRun((str(program),)).printed().output == b"stranger\n"


def test_what_cannot_be_started_is_told(tmp_path):
    broken = tmp_path / "token"
    broken.write_bytes(b"\x7fELF nothing")
    broken.chmod(0o700)
    assert "could not be started" in str(CommandRun((str(broken),)).printed().problem)


def test_a_program_that_does_not_end_is_killed_with_what_it_started():
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SLEEPING!r}])"
    ended = run(code, longest_s=5)
    assert str(ended.problem) == "did not end within 5 s"
    wait_until(lambda: was_ended(int(ended.output)))


def test_endless_output_is_bounded():
    ended = run("while True: print('x' * 1000)", most_bytes=10_000)
    assert str(ended.problem) == "printed more than 10,000 bytes"
    assert len(ended.output) <= 10_000 + 65_536


def test_a_process_that_is_left_behind_does_not_hold_the_result_up():
    code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {SLEEPING!r}])"
    printed = run(code + "; print('token')")
    assert printed.problem == ""
    # Its own line may come or not.
    assert b"token\n" in printed.output
    numbers = [int(line) for line in printed.output.split() if line.isdigit()]
    wait_until(lambda: all(was_ended(number) for number in numbers))


def test_it_can_be_killed_from_another_thread():
    command = CommandRun((sys.executable, "-c", SLEEPING))
    results: list[Printed] = []
    thread = threading.Thread(target=lambda: results.append(command.printed()))
    thread.start()
    wait_until(lambda: command._process is not None)
    command.kill()
    thread.join()
    assert [str(printed.problem) for printed in results] == ["was stopped"]
    assert command._process is not None
    assert was_ended(command._process.pid)


def test_what_was_killed_before_it_began_is_not_started():
    command = CommandRun((sys.executable, "-c", SLEEPING))
    command.kill()
    assert str(command.printed().problem) == "was stopped"
    assert command._process is None


def test_a_bundled_program_does_not_hand_its_libraries_on(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/bundle")
    code = "import os; print(os.environ.get('LD_LIBRARY_PATH'))"
    assert run(code).output == b"None\n"
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/theirs")
    assert run(code).output == b"/theirs\n"
