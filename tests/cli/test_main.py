"""Parser and dispatch of the command line."""

import argparse
import errno
import itertools
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from aiurdesk.cli import main as cli
from aiurdesk.core.errors import StorageError
from tests.child_process import EXTRAS

ROOT = Path(__file__).resolve().parents[2]


class Raising:
    """A command that ends with the exception it was made with."""

    def __init__(self, error):
        self.error = error

    def configure(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("word", nargs="?")

    def run(self, arguments, open_services):
        if self.error is None:
            sys.stdout.write(f"{arguments.word} {open_services().profile}\n")
            return 1
        raise self.error


def run(monkeypatch, error, *arguments):
    add_command(monkeypatch, error)
    return cli.main(["raising", *arguments])


def add_command(monkeypatch, error=None):
    """Make ``raising`` a command; without an error it prints its argument and the profile."""
    monkeypatch.setitem(cli.COMMANDS, "raising", "Raise.")
    monkeypatch.setitem(sys.modules, "aiurdesk.cli.commands.raising", Raising(error))


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_each_command_of_the_table_has_a_module_with_help(name, capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main([name, "--help"])
    assert stopped.value.code == 0
    assert cli.COMMANDS[name].rstrip(".") in " ".join(capsys.readouterr().out.split())


def test_the_table_below_the_help_keeps_its_lines(capsys):
    for name in ("send", "run"):
        with pytest.raises(SystemExit):
            cli.main([name, "--help"])
        assert "\n\nexit status:\n  0 " in capsys.readouterr().out, name


@pytest.mark.parametrize(
    "argv",
    [
        [],
        *([name] for name in cli.COMMANDS),
        *(["credentials", action] for action in ("list", "add", "test", "remove")),
    ],
)
def test_help_fits_a_terminal_and_explains_every_argument(argv, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit):
        cli.main([*argv, "--help"])
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if len(line) > 80] == []
    # An argument without an explanation stands alone, and nothing is indented below it.
    sections = ("arguments:", "options:")
    starts = [lines.index(section) for section in sections if section in lines]
    arguments = [
        (line, following)
        for start in starts
        for line, following in itertools.pairwise(itertools.takewhile(bool, [*lines[start:], " "]))
        if re.match(r"  ( ? ?\S)", line)
    ]
    assert arguments
    unexplained = [
        line
        for line, following in arguments
        if not re.search(r"\S  +\S", line) and not following.startswith(" " * 8)
    ]
    # The commands have a heading without words.
    assert [line for line in unexplained if line.split() not in (["COMMAND"], ["ACTION"])] == []


def all_help(language):
    """Return the lines of the help of all commands and actions, without the usage."""
    program = (
        "import argparse, gettext, io; from aiurdesk import resources\n"
        "from aiurdesk.core import translation\n"
        f"name = {language!r}\n"
        "file = io.BytesIO(resources.read_bytes(f'languages/{name}.mo')) if name else None\n"
        "translation.use(gettext.GNUTranslations(file) if file else None, name)\n"
        "from aiurdesk.cli import main\n"
        "def show(parser):\n"
        "    print(parser.format_help().partition('\\n\\n')[2])\n"
        "    for action in parser._actions:\n"
        "        if isinstance(action, argparse._SubParsersAction):\n"
        "            [show(inner) for inner in action.choices.values()]\n"
        "show(main.build_parser(list(main.COMMANDS)))\n"
    )
    environment = {**os.environ, "COLUMNS": "80", "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", program]
    shown = subprocess.run(command, capture_output=True, check=True, env=environment)
    return shown.stdout.decode().splitlines()


NO_SENTENCE = ("aiurdesk ", "severity:input ", "find, describe, send, ")
"""Commands, tools, and words that a person types, begin with these."""


@pytest.mark.parametrize("language", ["de", "zh_CN"])
def test_no_english_sentence_is_left_in_a_translated_help(language):
    english = {line.strip() for line in all_help("")}
    left = [line.strip() for line in all_help(language) if line.strip() in english]
    assert len(english) > 400
    assert [
        line
        for line in left
        if sum(bool(re.fullmatch(r"[A-Za-z]{2,}[.,;:]?", word)) for word in line.split()) >= 4
        and not line.startswith(NO_SENTENCE)
    ] == []


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (["--help"], set()),
        (["codes", "--help"], {"codes"}),
        (["--profile", "codes", "endpoints", "--help"], {"codes", "endpoints"}),
    ],
)
def test_only_the_commands_that_are_named_are_imported(argv, expected):
    program = (
        "import atexit, sys; from aiurdesk.cli.main import COMMANDS, main;"
        "names = lambda: {n for n in COMMANDS if 'aiurdesk.cli.commands.' + n in sys.modules};"
        "atexit.register(lambda: sys.stderr.write(' '.join(sorted(names()))));"
        "main(sys.argv[1:])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, *argv],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (ended.returncode, set(ended.stderr.split())) == (0, expected)


def test_no_command_imports_what_few_people_installed():
    program = (
        "import sys; from importlib import import_module; from aiurdesk.cli.main import COMMANDS;"
        "[import_module(f'aiurdesk.cli.commands.{name}') for name in COMMANDS];"
        "print(*sys.modules)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    modules = set(ended.stdout.split())
    assert "aiurdesk.cli.commands.send" in modules
    assert modules & EXTRAS == set()


def test_the_command_decides_the_exit_status(monkeypatch, capsys):
    assert run(monkeypatch, None, "hello", "--profile", "place") == 1
    assert capsys.readouterr().out == f"hello {Path('place')}\n"


def test_the_profile_may_be_given_before_the_command(monkeypatch, capsys):
    add_command(monkeypatch)
    cli.main(["--profile", "place", "raising", "hello"])
    assert capsys.readouterr().out == f"hello {Path('place')}\n"


def test_a_storage_error_is_one_sentence(monkeypatch, capsys):
    assert run(monkeypatch, StorageError("The file x cannot be read.")) == 2
    assert capsys.readouterr().err == "The file x cannot be read.\n"


def test_an_interrupt_prints_no_traceback(monkeypatch, capsys):
    assert run(monkeypatch, KeyboardInterrupt()) == 3
    assert capsys.readouterr().err == "Stopped.\n"


def test_an_internal_error_has_a_sentence_and_a_status(monkeypatch, capsys):
    assert run(monkeypatch, ZeroDivisionError("by zero")) == 70
    message = capsys.readouterr().err
    assert "error in aiurdesk itself" in message
    assert "Traceback" not in message


def thread_without_a_stack() -> RuntimeError:
    before = threading.stack_size(2**46)
    try:
        with pytest.raises(RuntimeError) as caught:
            threading.Thread(target=print).start()
    finally:
        threading.stack_size(before)
    return caught.value


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        thread_without_a_stack(),
        ExceptionGroup("tasks", [ZeroDivisionError(), thread_without_a_stack()]),
    ],
)
def test_a_system_without_memory_left_has_a_sentence_and_a_status(monkeypatch, capsys, error):
    assert run(monkeypatch, error) == 71
    assert capsys.readouterr().err == "The system refused: not enough memory.\n"


@pytest.mark.skipif(sys.platform != "linux", reason="reads the size of the process from /proc")
def test_what_fails_for_lack_of_memory_is_not_an_error_of_the_program(tmp_path):
    """A library that cannot be loaded says nothing of memory."""
    program = (
        "import resource, sys, threading; from pathlib import Path;"
        "from aiurdesk.cli import main as cli;"
        "command = type('Command', (), {'configure': lambda parser: None});"
        "command.run = lambda *_: (limit(), int('x'));"
        "pages = lambda: int(Path('/proc/self/statm').read_text().split()[0]);"
        "most = lambda: pages() * resource.getpagesize() + 2**23;"
        "limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (most(), -1));"
        "cli.COMMANDS['odd'] = ''; cli.load_command = lambda _name: command;"
        "sys.exit(cli.main(['odd']))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (71, "The system refused: not enough memory.\n")


def test_a_system_without_open_files_left_has_a_sentence_and_a_status(monkeypatch, capsys):
    assert run(monkeypatch, OSError(errno.EMFILE, "Too many open files", "x")) == 71
    assert capsys.readouterr().err == "The system refused: Too many open files (x).\n"


def test_a_folder_that_may_not_be_read_has_a_sentence_and_a_status(monkeypatch, capsys):
    assert run(monkeypatch, PermissionError(errno.EACCES, "Permission denied", "x")) == 71
    assert capsys.readouterr().err == "The system refused: Permission denied (x).\n"


def test_a_profile_that_is_a_file_is_wrong_usage(monkeypatch, capsys, tmp_path):
    add_command(monkeypatch)
    (tmp_path / "file").write_text("")
    assert cli.main(["raising", "--profile", str(tmp_path / "file")]) == 2
    assert capsys.readouterr().err == (
        f"{tmp_path / 'file'} is not a folder. Name one with --profile; it may be new.\n"
    )


@pytest.mark.parametrize("arguments", [[], ["--odd"], ["raising", "a", "b"]])
def test_wrong_usage_is_status_2(monkeypatch, capsys, arguments):
    add_command(monkeypatch)
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    assert stopped.value.code == 2
    assert "--help" in capsys.readouterr().err


@pytest.mark.parametrize(
    "argv",
    [
        ["send", "a.b.c", "x=1", "y=-2", "--sandbox"],
        ["send", "a.b.c", "x=1", "--sandbox", "y=-2"],
        ["send", "a.b.c", "--sandbox", "x=1", "y=-2"],
        ["send", "--sandbox", "a.b.c", "x=1", "y=-2"],
        ["send", "--sandbox", "a.b.c", "x=1", "--show", "json", "y=-2"],
    ],
)
def test_values_may_be_given_before_and_after_options(argv):
    arguments = cli.parse(argv)
    assert arguments.endpoint == "a.b.c"
    assert arguments.values == ["x=1", "y=-2"]
    assert arguments.sandbox


@pytest.mark.parametrize("argv", [["codes", "x=1"], ["send", "a.b.c", "x=1", "--odd"]])
def test_an_unknown_argument_is_named(argv, capsys):
    with pytest.raises(SystemExit):
        cli.parse(argv)
    assert capsys.readouterr().err.startswith(f"aiurdesk {argv[0]}: {argv[-1]} is not an")
