"""Environments are found by the name that was typed."""

import io
import sys
from argparse import Namespace

import pytest

from aiurdesk.assembly import build_services
from aiurdesk.cli.environments import (
    ask_for,
    asking,
    environment_name,
    environment_named,
    given_variables,
)
from aiurdesk.core.collection.environment_file import SavedEnvironment
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import (
    CUSTOM_URLS,
    PRODUCTION_2020,
    SANDBOX,
    AskedVariable,
    Environment,
)
from aiurdesk.core.errors import ProblemError
from aiurdesk.services.sending.asking import CarefulQuestion
from aiurdesk.services.services import Services


@pytest.fixture
def services(tmp_path) -> Services:
    return build_services(tmp_path)


@pytest.mark.parametrize("name", ["Production 2020", "production 2020"])
async def test_an_environment_is_found_by_its_name_in_any_case(services, name):
    assert await environment_named(name, services) is PRODUCTION_2020


async def test_without_a_name_each_service_has_its_own_base_url(services):
    assert await environment_named(None, services) is CUSTOM_URLS


async def test_the_sandbox_has_no_addresses_before_it_starts(services):
    assert await environment_named("SANDBOX", services) is SANDBOX


async def test_environments_of_the_profile_are_found_and_broken_ones_told(
    services, tmp_path, capsys
):
    await services.environments.create(SavedEnvironment("Staging", is_careful=True))
    (tmp_path / "environments" / "Odd.toml").write_text("careful = 1")
    assert (await environment_named("staging", services)).is_careful
    assert "Odd.toml, line 1: careful" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("sandbox", "typed", "name"),
    [
        (False, None, None),
        (False, "Mine", "Mine"),
        (True, None, "Sandbox"),
        (True, "sandbox", "Sandbox"),
    ],
)
def test_the_sandbox_is_an_environment(sandbox, typed, name):
    assert environment_name(Namespace(sandbox=sandbox, environment=typed)) == name


def test_two_environments_are_refused():
    # The variables of the second one would be dropped in silence.
    with pytest.raises(ProblemError, match="--sandbox and --environment Mine are two environments"):
        environment_name(Namespace(sandbox=True, environment="Mine"))


async def test_the_error_for_an_unknown_name_lists_all_names(services):
    await services.environments.create(SavedEnvironment("Staging"))
    with pytest.raises(ProblemError, match="Sandbox, Own addresses, Production 2020"):
        await environment_named("Mars", services)
    assert await environment_named("own addresses", services) == CUSTOM_URLS


def test_variables_are_set_and_variables_of_the_process_are_secrets(monkeypatch):
    monkeypatch.setenv("AIURDESK_SET", "of-process")
    scope = given_variables(["a=1=2", "b=", "c=env:AIURDESK_SET"])
    assert scope.given == {"a": "1=2", "b": "", "c": "of-process"}
    assert scope.secrets == (Secret("of-process"),)
    with pytest.raises(ProblemError, match="token is a secret"):
        given_variables(["token=typed"])
    for name in ("env:HOME", "secret:Work", "$uuid", "a b"):
        with pytest.raises(ProblemError, match="A variable cannot be called "):
            given_variables([f"{name}=typed"])


class Terminal(io.StringIO):
    def isatty(self):
        return True


STAGING = Environment("Staging")


async def test_variables_are_asked_for_on_a_terminal(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", Terminal("typed\n\n"))
    variables = (AskedVariable("a", "offered"), AskedVariable("b", "offered"))
    assert await ask_for(variables, STAGING) == {"a": "typed", "b": "offered"}
    assert "a in Staging [offered]: b in Staging [offered]: " in capsys.readouterr().err
    # The end of the input is not an answer.
    with pytest.raises(ProblemError, match="--set a=VALUE"):
        await ask_for(variables, STAGING)


@pytest.mark.parametrize("stream", [None, io.StringIO("typed\n")])
async def test_without_a_terminal_no_one_is_asked(monkeypatch, stream):
    monkeypatch.setattr(sys, "stdin", stream)
    with pytest.raises(ProblemError, match=r"Staging asks for \{\{a\}\}"):
        await asking(is_yes=False).value(AskedVariable("a"), STAGING)


async def test_yes_confirms_what_may_change_something():
    question = CarefulQuestion("POST", "host", "Staging")
    assert await asking(is_yes=True).careful(question)
    with pytest.raises(ProblemError, match="--yes"):
        await asking(is_yes=False).careful(question)
