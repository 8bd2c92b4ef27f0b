"""Understanding the arguments of ``aiurdesk send``; the whole is tried in commands/test_send."""

import argparse

import pytest

from aiurdesk.assembly import build_services
from aiurdesk.cli.arguments import WrongUsage
from aiurdesk.cli.sending import understand
from aiurdesk.core.credentials.credential import NO_CREDENTIAL
from aiurdesk.core.request.built_in_environments import CUSTOM_URLS
from aiurdesk.services.credentials import SANDBOX_APP
from aiurdesk.services.services import Services


@pytest.fixture
def services(tmp_path) -> Services:
    return build_services(tmp_path)


async def understood(services, *values, endpoint="archon.home.index", **options):
    defaults = {
        "method": "",
        "environment": None,
        "sandbox": False,
        "table": None,
        "anyway": False,
        "credential": None,
    }
    arguments = argparse.Namespace(endpoint=endpoint, values=list(values), **defaults | options)
    return await understand(arguments, services)


async def test_without_an_environment_each_service_is_at_its_own_address(services):
    plan = await understood(services)
    assert (plan.credential, plan.request.credential) == (None, NO_CREDENTIAL)
    assert plan.environment is CUSTOM_URLS
    assert not plan.environment.is_sandbox
    assert plan.service is not None
    assert plan.service.id == "archon"


@pytest.mark.parametrize("options", [{"sandbox": True}, {"environment": "SANDBOX"}])
async def test_the_sandbox_is_meant_by_a_switch_or_by_its_name(services, options):
    plan = await understood(services, **options)
    assert plan.environment.is_sandbox


async def test_what_is_chosen_by_hand_is_in_the_request(services):
    plan = await understood(services, table="2021", method="POST", anyway=True)
    request = plan.request
    assert (request.table, request.method, request.is_forced) == ("2021", "POST", True)


@pytest.mark.parametrize("host", ["127.0.0.1:5", "[::1]", "localhost"])
async def test_a_secret_may_be_an_argument_for_this_computer(services, host):
    plan = await understood(services, "AccessToken=x", endpoint=f"https://{host}/")
    assert plan.request.value("AccessToken") == "x"
    assert plan.service is None


@pytest.mark.parametrize("endpoint", ["https://example.com/", "https://127.0.0.1.example.com/"])
async def test_a_secret_is_no_argument_for_another_computer(services, endpoint):
    with pytest.raises(WrongUsage, match="is a secret"):
        await understood(services, "AccessToken=x", endpoint=endpoint)


async def test_every_value_that_breaks_a_rule_has_its_line(services):
    with pytest.raises(WrongUsage) as refused:
        await understood(
            services,
            *("ChannelId=two", "MessageContent=m"),
            endpoint="stargate.message.pushmessage",
            sandbox=True,
            credential="none",
        )
    lines = str(refused.value).splitlines()
    assert [line.split(":")[0] for line in lines[:-1]] == ["AccessToken", "ChannelId"]
    assert "--credential" in lines[-1]


@pytest.mark.parametrize("anyway", [False, True])
async def test_what_the_sandbox_does_not_have_is_said_before_the_values_are_read(services, anyway):
    with pytest.raises(WrongUsage) as refused:
        await understood(
            services,
            "AccessToken=env:NO_SUCH_VARIABLE",
            endpoint="directory.user.viewallemails",
            sandbox=True,
            anyway=anyway,
        )
    (line,) = str(refused.value).splitlines()
    assert line.startswith("Of Directory the sandbox has only what signing in needs")


PUSH = ("ChannelId=2", "MessageContent=m")


async def test_the_sandbox_has_a_credential_that_fills_the_token_in(services):
    plan = await understood(services, *PUSH, endpoint="stargate.message.pushmessage", sandbox=True)
    assert plan.credential == SANDBOX_APP
    assert plan.request.credential is None


async def test_elsewhere_no_credential_is_used_unasked(services):
    with pytest.raises(WrongUsage, match="AccessToken is required"):
        await understood(services, *PUSH, endpoint="stargate.message.pushmessage")


async def test_a_token_that_was_typed_is_checked_whatever_the_credential(services):
    with pytest.raises(WrongUsage, match="AccessToken"):
        await understood(
            services,
            *(*PUSH, "AccessToken="),
            endpoint="stargate.message.pushmessage",
            sandbox=True,
        )


async def test_a_credential_is_found_by_its_name(services):
    plan = await understood(services, credential="sandbox APP", environment="sandbox")
    assert (plan.credential, plan.request.credential) == (SANDBOX_APP, "Sandbox app")
    with pytest.raises(WrongUsage, match="There is no credential nobody"):
        await understood(services, credential="nobody")
