"""Requests that are printed instead of sent."""

import os

from aiurdesk.core.exporters import CODE_FORMATS
from tests.command_line import run_command

ADDRESS = "https://closed.example/users"
KEY = "Authorization:Bearer env:API_KEY"


def printed(tmp_path, *arguments):
    call = ("send", ADDRESS, "a=1", "--profile", tmp_path, *arguments)
    return run_command(*call, environment={**os.environ, "API_KEY": "sesame"})


def test_the_exact_bytes_are_printed_and_nothing_is_sent(tmp_path):
    done = printed(tmp_path, "--dry-run", "--header", KEY)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("POST /users HTTP/2\nHost: closed.example\n")
    assert done.stdout.endswith("\n\na=1\n")
    assert "Authorization: Bearer ••••" in done.stdout


def test_a_dry_run_says_where_the_value_of_each_variable_comes_from(tmp_path):
    call = ("a={{size}}", "b={{token}}{{$uuid}}", "--set", "size=7", "--set", "token=env:API_KEY")
    done = printed(tmp_path, *call, "--dry-run")
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        "{{size}}: command line",
        "{{token}}: environment variable, named on the command line",
    ]
    assert "a=7" in done.stdout
    assert "sesame" not in done.stdout + done.stderr


def test_code_has_secrets_only_where_they_are_asked_for(tmp_path):
    done = printed(tmp_path, "--as", "python-httpx", "--header", KEY)
    assert (done.returncode, done.stderr) == (0, "")
    assert ADDRESS in done.stdout
    assert "TOKEN" in done.stdout
    assert "sesame" not in done.stdout
    done = printed(tmp_path, "--as", "curl", "--with-secrets", "--header", KEY)
    assert "Bearer sesame" in done.stdout


def test_the_help_lists_the_formats_and_a_wrong_one_is_told(tmp_path):
    done = run_command("send", "--help", environment={**os.environ, "COLUMNS": "200"})
    for one in CODE_FORMATS:
        assert one.id in done.stdout
    wrong = printed(tmp_path, "--as", "cobol")
    assert wrong.returncode == 2
    assert "no format 'cobol'; there are curl, httpie" in wrong.stderr
