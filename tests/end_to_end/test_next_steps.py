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


def send_in_environment(server, _folder):
    return ("send", f"{server.url}/{{{{place}}}}", "--environment", "My staging")


def run_in_environment(server, folder):
    saved(server, folder, 'headers = [["X-Place", "{{place}}"]]\n')
    return ("run", folder / "checks", "--environment", "My staging")


def run_in_environment_of_collection(server, folder):
    saved(server, folder, 'headers = [["X-Place", "{{place}}"]]\n')
    text = 'format = 1\nenvironment = "My staging"\n'
    (folder / "checks" / "collection.toml").write_text(text)
    return ("run", folder / "checks")


@pytest.mark.parametrize(
    "call", [send_in_environment, run_in_environment, run_in_environment_of_collection]
)
def test_a_missing_environment_and_its_variable_are_added_by_the_printed_commands(
    call, run, echo_server, tmp_path
):
    arguments = call(echo_server, tmp_path)
    refused = run(*arguments)
    assert refused.returncode == 2
    (command,) = steps(refused, "To add it")
    assert run(*command[1:]).returncode == 0
    without_variable = run(*arguments)
    assert without_variable.returncode == 2
    (command,) = steps(without_variable, "To keep it")
    assert run(*command[1:]).returncode == 0
    done = run(*arguments)
    assert done.returncode == 0, done.stderr
    assert "VALUE" in echo_server.received[-1]


def test_a_variable_of_an_environment_of_a_collection_is_set_there(run, echo_server, tmp_path):
    arguments = run_in_environment_of_collection(echo_server, tmp_path)
    run("environments", "add", "My staging", "--into", tmp_path / "checks")
    (command,) = steps(run(*arguments), "To keep it")
    assert run(*command[1:]).returncode == 0
    file = tmp_path / "checks" / "environments" / "My staging.toml"
    assert 'place = "VALUE"' in file.read_text()
    assert run(*arguments).returncode == 0


def test_pytest_prints_the_command_that_adds_a_missing_environment(run, echo_server, tmp_path):
    _, folder = run_in_environment_of_collection(echo_server, tmp_path)
    profile = ("--aiurdesk-profile", tmp_path / "profile")
    arguments = ("-p", "no:cacheprovider", *profile, folder)
    first = run_command(*arguments, folder=tmp_path, module="pytest")
    (words,) = {tuple(words) for words in steps(first, "To add it")}
    assert run(*words[1:]).returncode == 0
    again = run_command(*arguments, folder=tmp_path, module="pytest")
    assert "There is no environment" not in again.stdout
    assert "To keep it: aiurdesk environments set 'My staging' place=VALUE" in again.stdout


@pytest.mark.parametrize("call", [send_with_credential, send_with_secret, run_with_secret])
def test_a_secret_that_is_gone_is_entered_again_by_the_command_that_is_printed(
    call, run, echo_server, tmp_path, secret_service
):
    arguments = call(echo_server, tmp_path)
    origin = ("--scheme", "bearer", "--origin", echo_server.url)
    added = run("credentials", "add", *origin, "My work", "token=-", typed="old\n")
    assert added.returncode == 0, added.stderr
    secret_service.empty()
    refused = run(*arguments)
    assert refused.returncode != 0
    assert echo_server.received == []
    (command,) = steps(refused, "To enter it again")
    assert run(*command[1:], typed=f"{SECRET}\n").returncode == 0
    done = run(*arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    assert SECRET in echo_server.received[-1]


@pytest.mark.parametrize("action", ["test", "set", "sign-out", "remove"])
def test_a_credential_that_does_not_exist_has_the_command_that_adds_it(action, run):
    refused = run("credentials", action, "My work")
    assert refused.returncode == 2
    assert "Known credentials: Sandbox app" in refused.stderr
    (command,) = steps(refused, "To add it")
    assert command[:3] == ["aiurdesk", "credentials", "add"]


def test_a_service_of_a_saved_request_is_added_by_the_command_that_is_printed(run, tmp_path):
    folder = tmp_path / "checks"
    folder.mkdir()
    (folder / "collection.toml").write_text("format = 1\n")
    (folder / "List.request.toml").write_text('endpoint = "lamps.lamps.get"\n')
    for refused in (run("run", folder), run("send", "lamps.lamps.get")):
        assert refused.returncode == 2
        (words,) = steps(refused, "To add the service lamps")
        assert words == ["aiurdesk", "services", "add", "FILE_OR_URL", "--name", "lamps"]


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
