"""Secrets that come from a command, an environment variable or a file, as in CI."""

import json
import os
import shlex
import sys

import pytest

from tests.command_line import run_command

TOKEN = "tok-8f2c91d4e7"


def program(tmp_path, text, name="vault"):
    """Return a command that runs a Python program, which needs no shell."""
    file = tmp_path / f"{name}.py"
    file.write_text(text)
    return shlex.join([sys.executable, str(file)])


@pytest.fixture
def checks(tmp_path, echo_server):
    folder = tmp_path / "checks"
    folder.mkdir()
    (folder / "collection.toml").write_text("format = 1\n")
    reference = 'headers = [\n    ["X-Key", "{{secret:Work}}"],\n]\n'
    (folder / "Me.request.toml").write_text(
        f'method = "GET"\nurl = "{echo_server.url}/me"\n{reference}'
    )
    return folder


class Program:
    """Runs the program without any keyring, with a profile of its own."""

    def __init__(self, folder, server):
        self.folder = folder
        self.host = server.url.partition("://")[2]

    def __call__(self, *arguments, typed="", **variables):
        environment = os.environ | {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
        environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
        environment |= variables
        profile = ("--profile", self.folder / "profile")
        return run_command(
            *arguments, *profile, environment=environment, folder=self.folder, typed=typed
        )


@pytest.fixture
def run(tmp_path, echo_server):
    return Program(tmp_path, echo_server)


def sent_key(server):
    (request,) = server.received
    return next(line.partition(": ")[2] for line in request.splitlines() if "x-key" in line.lower())


def test_a_variable_of_the_process_is_the_secret_of_a_run(run, checks, echo_server):
    done = run("run", checks, "--secret", f"Work@{run.host}=env:CI_TOKEN", CI_TOKEN=TOKEN)
    assert done.returncode == 0, done.stderr
    assert sent_key(echo_server) == TOKEN
    assert TOKEN not in done.stdout + done.stderr


def test_a_variable_with_the_name_of_the_secret_need_not_be_named(run, checks, echo_server):
    done = run("run", checks, "--secret", f"Work@{run.host}", AIURDESK_SECRET_WORK=TOKEN)
    assert done.returncode == 0, done.stderr
    assert sent_key(echo_server) == TOKEN


def test_a_secret_goes_to_no_host_that_was_not_named(run, checks, echo_server):
    done = run("run", checks, AIURDESK_SECRET_WORK=TOKEN)
    assert done.returncode == 2
    assert f"--secret Work@{run.host}" in done.stderr
    other = run("run", checks, "--secret", "Work@api.example.com=env:CI_TOKEN", CI_TOKEN=TOKEN)
    assert other.returncode == 2
    assert "allowed only for https://api.example.com" in other.stderr
    assert echo_server.received == []


@pytest.mark.parametrize("kind", ["command", "file", "-"])
def test_a_secret_comes_from_a_command_a_file_or_standard_input(
    kind, run, checks, echo_server, tmp_path
):
    (tmp_path / "token.txt").write_text(f"{TOKEN}\n")
    source = {
        "command": f"command:{program(tmp_path, f'print({TOKEN!r})')}",
        "file": "file:token.txt",
        "-": "-",
    }[kind]
    done = run("run", checks, "--secret", f"Work@{run.host}={source}", typed=f"{TOKEN}\n")
    assert done.returncode == 0, done.stderr
    assert sent_key(echo_server) == TOKEN


def test_a_file_holds_several_secrets(run, checks, echo_server, tmp_path):
    lines = f"# of the shop\nOther=x\nWork@{run.host}={TOKEN}\n'Work account'=y\n"
    (tmp_path / "secrets.env").write_text(lines)
    done = run("run", checks, "--secret-file", "secrets.env")
    assert done.returncode == 0, done.stderr
    assert sent_key(echo_server) == TOKEN


def test_a_command_runs_once_for_all_requests(run, checks, tmp_path):
    count = tmp_path / "count"
    text = f"open({str(count)!r}, 'a').write('.')\nprint({TOKEN!r})"
    command = program(tmp_path, text)
    done = run(
        "run", checks, "--repeat", "6", "--jobs", "3", "--secret",
        f"Work@{run.host}=command:{command}",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert count.read_text() == "."


def test_a_command_that_fails_is_told_once_for_all_requests_without_its_output(
    run, checks, echo_server, tmp_path
):
    count = tmp_path / "count"
    text = (
        f"import sys\nopen({str(count)!r}, 'a').write('.')\n"
        f"print({TOKEN!r})\nprint('half of {TOKEN}', file=sys.stderr)\nsys.exit(3)"
    )
    command = program(tmp_path, text)
    secret = f"Work@{run.host}=command:{command}"
    done = run("run", checks, "--repeat", "3", "--secret", secret)
    assert done.returncode == 2
    assert "ended with status 3" in done.stderr
    assert TOKEN not in done.stdout + done.stderr
    assert count.read_text() == "."
    assert echo_server.received == []


def test_the_words_of_a_command_are_shown_where_it_printed_nothing(run, checks, tmp_path):
    text = "import sys\nprint('You are not signed in.', file=sys.stderr)\nsys.exit(1)"
    secret = f"Work@{run.host}=command:{program(tmp_path, text)}"
    done = run("run", checks, "--secret", secret)
    assert "It said: You are not signed in." in done.stderr


def test_a_command_is_no_line_of_a_shell(run, checks, echo_server, tmp_path):
    command = program(tmp_path, "import sys\nprint('|'.join(sys.argv[1:]))")
    words = f"Work@{run.host}=command:{command} $HOME '; touch x' `id`"
    done = run("run", checks, "--secret", words)
    assert done.returncode == 0, done.stderr
    assert sent_key(echo_server) == "$HOME|; touch x|`id`"


@pytest.mark.parametrize(
    ("secret", "words"),
    [
        ("Work=tok-8f2c91d4e7", "Work=env:VARIABLE"),
        ("Work=env:NOT_THERE", "no environment variable NOT_THERE"),
        ("Work=env:EMPTY", "EMPTY is empty"),
        ("Work=command:", "Enter a program"),
        ("Work=command:vault 'open", "quotation mark"),
        ("Work", "Work=env:VARIABLE"),
        ("=env:EMPTY", "EMPTY is empty"),
        ("Work@not a host=file:x", "is not an address"),
        ("Sandbox app=file:x", "belongs to the sandbox"),
    ],
)
def test_a_wrong_argument_is_refused_before_anything_is_sent(
    secret, words, run, checks, echo_server
):
    done = run("run", checks, "--secret", secret, EMPTY="")
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert TOKEN not in done.stderr
    assert echo_server.received == []


def test_a_named_credential_that_no_profile_has_is_a_bearer_token(run, tmp_path, echo_server):
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "collection.toml").write_text('format = 1\ncredential = "Work"\n')
    request = f'method = "GET"\nurl = "{echo_server.url}/me"\n'
    (tmp_path / "checks" / "Me.request.toml").write_text(request)
    missing = run("run", "checks")
    assert f"--secret Work@{run.host}=env:VARIABLE" in missing.stderr
    done = run("run", "checks", "--secret", f"Work@{run.host}=env:CI_TOKEN", CI_TOKEN=TOKEN)
    assert done.returncode == 0, done.stderr
    (received,) = echo_server.received
    assert f"Bearer {TOKEN}" in received


def test_send_and_its_history_have_dots_for_the_secret(run, echo_server):
    address = f"{echo_server.url}/me"
    header = "X-Key:{{secret:Work}}"
    done = run(
        "send", address, "--header", header, "--secret", f"Work@{run.host}=env:CI_TOKEN",
        "--show", "json", CI_TOKEN=TOKEN,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert sent_key(echo_server) == TOKEN
    # The body is printed as it was received, and the server repeats what it got.
    request = json.loads(done.stdout)["request"]
    assert ["X-Key", "••••"] in request["headers"]
    told = run("history", "--json")
    assert TOKEN not in str(request) + done.stderr + told.stdout
    assert echo_server.url in told.stdout


def test_a_stored_credential_takes_its_secret_from_a_source_without_a_keyring(
    run, tmp_path, echo_server
):
    command = program(tmp_path, f"print({TOKEN!r})")
    added = run(
        "credentials", "add", "Shop", "--scheme", "basic", "user=ann",
        "--source", f"password=command:{command}", "--origin", echo_server.url,
    )  # fmt: skip
    assert added.returncode == 0, added.stderr
    (file,) = (tmp_path / "profile").rglob("credentials.json")
    assert TOKEN not in file.read_text()
    done = run("send", f"{echo_server.url}/me", "--credential", "Shop")
    assert done.returncode == 0, done.stderr
    (received,) = echo_server.received
    assert "Authorization: Basic " in received
    # A secret for one run counts before it.
    done = run(
        "send", f"{echo_server.url}/me", "--credential", "Shop", "--secret",
        "Shop.password=env:OTHER", OTHER="another",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert echo_server.received[1] != echo_server.received[0]
    assert "password from the command" in run("credentials", "list").stdout


def test_a_secret_of_one_call_replaces_that_of_a_real_keyring_for_this_call_alone(
    tmp_path, echo_server, secret_service
):
    def with_keyring(*arguments, typed="", **variables):
        profile = ("--profile", tmp_path / "profile")
        environment = os.environ | variables
        return run_command(*arguments, *profile, environment=environment, typed=typed)

    add = ("credentials", "add", "Work", "--scheme", "bearer", "--origin", echo_server.url)
    assert with_keyring(*add, "token=-", typed="of-the-keyring\n").returncode == 0
    call = ("send", f"{echo_server.url}/me", "--credential", "Work")
    given = with_keyring(*call, "--secret", "Work=env:CI_TOKEN", CI_TOKEN=TOKEN)
    assert given.returncode == 0, given.stderr
    assert with_keyring(*call, AIURDESK_SECRET_WORK="of-the-process").returncode == 0
    assert with_keyring(*call).returncode == 0
    sent = [secret_sent(request) for request in echo_server.received]
    assert sent == [TOKEN, "of-the-process", "of-the-keyring"]


def secret_sent(request):
    return next(line.partition("Bearer ")[2] for line in request.splitlines() if "Bearer" in line)


def test_a_host_that_a_secret_is_not_bound_to_is_named_with_the_option(run, checks, echo_server):
    refused = run("run", checks, AIURDESK_SECRET_WORK=TOKEN)
    assert f"--secret Work@{run.host}=env:VARIABLE" in refused.stderr
    named = run("run", checks, "--secret", f"Work@{run.host}=env:VARIABLE", VARIABLE=TOKEN)
    assert named.returncode == 0, named.stderr
