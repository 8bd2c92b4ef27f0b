"""What is missing brings the command that adds it, and the command works as it is printed."""

import json
import os
import re
import shlex

import pytest

from tests.command_line import run_command

SECRET = "tok-8f2c91d4e7"


class Program:
    """Runs the program in a profile of its own."""

    def __init__(self, folder):
        self.folder = folder

    def __call__(self, *arguments, typed="", **variables):
        return run_command(
            *arguments,
            *("--profile", self.folder / "profile"),
            environment=os.environ | variables,
            folder=self.folder,
            typed=typed,
        )


@pytest.fixture
def run(tmp_path):
    return Program(tmp_path)


def steps(done, start):
    """Return the words of what the program said is to be typed."""
    said = f"{done.stdout}\n{done.stderr}"
    return [shlex.split(text) for text in re.findall(rf"{start}: (.*)", said)]


def send_with_credential(server, _folder):
    return ("send", f"{server.url}/me", "--credential", "My work")


def send_with_secret(server, _folder):
    return ("send", f"{server.url}/me", "--header", "X-Key:{{secret:My work}}")


def saved(server, folder, text):
    (folder / "checks").mkdir(exist_ok=True)
    (folder / "checks" / "collection.toml").write_text("format = 1\n")
    file = folder / "checks" / "Me.request.toml"
    file.write_text(f'url = "{server.url}/me"\nmethod = "GET"\n{text}')
    return file


def saved_with_credential(server, folder):
    return ("send", saved(server, folder, 'credential = "My work"\n'))


def run_with_credential(server, folder):
    saved(server, folder, 'credential = "My work"\n')
    return ("run", folder / "checks")


def run_with_secret(server, folder):
    saved(server, folder, 'headers = [["X-Key", "{{secret:My work}}"]]\n')
    return ("run", folder / "checks")


MISSING_SECRETS = [
    send_with_credential, send_with_secret, saved_with_credential, run_with_credential,
    run_with_secret,
]  # fmt: skip


@pytest.mark.parametrize("call", MISSING_SECRETS)
def test_a_missing_credential_is_added_by_the_command_that_is_printed(
    call, run, echo_server, tmp_path, secret_service
):
    arguments = call(echo_server, tmp_path)
    refused = run(*arguments)
    assert refused.returncode == 2
    assert echo_server.received == []
    (command,) = steps(refused, "To add it")
    assert command[:3] == ["aiurdesk", "credentials", "add"]
    added = run(*command[1:], typed=f"{SECRET}\n")
    assert added.returncode == 0, added.stderr
    done = run(*arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    assert SECRET in echo_server.received[-1]


@pytest.mark.parametrize("call", MISSING_SECRETS)
def test_a_missing_secret_is_given_by_the_option_that_is_printed(call, run, echo_server, tmp_path):
    arguments = call(echo_server, tmp_path)
    (option,) = steps(run(*arguments), "For one call")
    assert option[0] == "--secret"
    done = run(*arguments, *option, VARIABLE=SECRET)
    assert done.returncode == 0, done.stdout + done.stderr
    assert SECRET in echo_server.received[-1]


def send_with_variable(server, _folder):
    return ("send", f"{server.url}/{{{{place}}}}")


def run_with_variable(server, folder):
    saved(server, folder, 'headers = [["X-Place", "{{place}}"]]\n')
    return ("run", folder / "checks")


@pytest.mark.parametrize("call", [send_with_variable, run_with_variable])
def test_a_missing_variable_is_given_by_the_option_that_is_printed(
    call, run, echo_server, tmp_path
):
    arguments = call(echo_server, tmp_path)
    (option,) = steps(run(*arguments), "For one call")
    done = run(*arguments, *option)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "VALUE" in echo_server.received[-1]


def test_a_missing_environment_is_added_by_writing_what_is_printed(run, echo_server):
    arguments = ("send", f"{echo_server.url}/{{{{host}}}}", "--environment", "My staging")
    refused = run(*arguments)
    assert refused.returncode == 2
    ((file, example),) = re.findall(r"into (.*), such as: (.*)", refused.stderr)
    os.makedirs(os.path.dirname(file))
    with open(file, "w", encoding="utf-8") as writer:
        writer.write(f"{example}\n")
    done = run(*arguments)
    assert done.returncode == 0, done.stderr
    assert "/api.example.com" in echo_server.received[-1]


def test_an_environment_that_has_the_endpoint_is_chosen_by_the_option_that_is_printed(run):
    arguments = ("send", "archon.home.index", "--environment", "Production")
    refused = run(*arguments)
    assert refused.returncode == 2
    options = steps(refused, "For one call")
    assert ["--sandbox"] in options
    done = run(*arguments[:2], "--sandbox")
    assert done.returncode == 0, done.stderr


def test_a_missing_service_is_added_by_the_command_that_is_printed(run, tmp_path):
    refused = run("services", "update", "lamps")
    assert refused.returncode == 2
    ((_, *words),) = steps(refused, "adds it")
    file = tmp_path / "openapi.json"
    info = {"title": "Lamps", "version": "1"}
    paths = {"/lamps": {"get": {"responses": {"200": {"description": "ok"}}}}}
    file.write_text(json.dumps({"openapi": "3.1.0", "info": info, "paths": paths}))
    added = run(*(str(file) if word == "FILE_OR_URL" else word for word in words))
    assert added.returncode == 0, added.stderr
    assert run("services", "update", "lamps").returncode == 0
