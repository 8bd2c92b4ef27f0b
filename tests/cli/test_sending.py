"""The arguments of ``aiurdesk send``; the whole command is tested in commands/test_send."""

import argparse
from typing import Any

import pytest
from msgspec.structs import replace

from aiurdesk.assembly import build_services
from aiurdesk.cli.sending import plan_of
from aiurdesk.core.credentials.credential import NO_CREDENTIAL
from aiurdesk.core.environments.environment import CUSTOM_URLS
from aiurdesk.core.errors import ProblemError
from aiurdesk.services.credentials.credential_secrets import SANDBOX_APP
from aiurdesk.services.services import Services


@pytest.fixture
def services(tmp_path) -> Services:
    return build_services(tmp_path)


async def planned(services, *values, endpoint="archon.home.index", **options):
    defaults: dict[str, Any] = {
        "method": "",
        "json": None,
        "body": None,
        "type": None,
        "graphql": None,
        "variables": None,
        "operation": None,
        "connection": None,
        "environment": None,
        "sandbox": False,
        "dialect": None,
        "anyway": False,
        "set": [],
        "secret": [],
        "secret_file": [],
        "header": [],
        "credential": None,
        "proxy": None,
        "proxy_credential": None,
        "resolve": [],
        "allow_http": [],
        "allow_http_credentials": [],
        "http_version": None,
    }
    arguments = argparse.Namespace(endpoint=endpoint, values=list(values), **defaults | options)
    return await plan_of(arguments, services)


async def test_without_an_environment_each_service_has_its_own_base_url(services):
    plan = await planned(services)
    assert (plan.credential, plan.request.credential) == (None, NO_CREDENTIAL)
    assert plan.environment == replace(CUSTOM_URLS, secret_option="--secret")
    assert not plan.environment.is_sandbox
    assert plan.service is not None
    assert plan.service.id == "archon"


@pytest.mark.parametrize("options", [{"sandbox": True}, {"environment": "SANDBOX"}])
async def test_the_sandbox_is_chosen_by_an_option_or_by_its_name(services, options):
    plan = await planned(services, **options)
    assert plan.environment.is_sandbox


async def test_dialect_method_and_anyway_are_set_in_the_request(services):
    plan = await planned(services, dialect="2021", method="POST", anyway=True)
    request = plan.request
    assert (request.dialect, request.method, request.is_forced) == ("2021", "POST", True)


@pytest.mark.parametrize("host", ["127.0.0.1:5", "[::1]", "localhost"])
async def test_a_secret_for_this_computer_may_be_an_argument(services, host):
    plan = await planned(services, "AccessToken=x", endpoint=f"https://{host}/")
    assert plan.request.value("AccessToken") == "x"
    assert plan.service is None


@pytest.mark.parametrize("endpoint", ["https://example.com/", "https://127.0.0.1.example.com/"])
async def test_a_secret_for_another_computer_cannot_be_an_argument(services, endpoint):
    with pytest.raises(ProblemError, match="is a secret"):
        await planned(services, "AccessToken=x", endpoint=endpoint)


async def test_each_invalid_value_is_reported_in_its_own_line(services):
    with pytest.raises(ProblemError) as refused:
        await planned(
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
async def test_an_endpoint_that_the_sandbox_lacks_is_reported_before_values_are_read(
    services, anyway
):
    with pytest.raises(ProblemError) as refused:
        await planned(
            services,
            "AccessToken=env:NO_SUCH_VARIABLE",
            endpoint="directory.user.viewallemails",
            sandbox=True,
            anyway=anyway,
        )
    line, *steps = str(refused.value).splitlines()
    assert line.startswith("The sandbox has only the endpoints of Directory that signing in needs")
    assert "For one call: --environment Production" in steps


PUSH = ("ChannelId=2", "MessageContent=m")


async def test_the_sandbox_app_supplies_the_access_token(services):
    plan = await planned(services, *PUSH, endpoint="stargate.message.pushmessage", sandbox=True)
    assert plan.credential == SANDBOX_APP
    assert plan.request.credential is None


async def test_outside_the_sandbox_no_credential_is_used_by_default(services):
    with pytest.raises(ProblemError, match="AccessToken is required"):
        await planned(services, *PUSH, endpoint="stargate.message.pushmessage")


async def test_a_typed_token_is_checked_even_with_a_credential(services):
    with pytest.raises(ProblemError, match="AccessToken"):
        await planned(
            services,
            *(*PUSH, "AccessToken="),
            endpoint="stargate.message.pushmessage",
            sandbox=True,
        )


async def test_a_credential_is_found_by_its_name(services):
    plan = await planned(services, credential="sandbox APP", environment="sandbox")
    assert (plan.credential, plan.request.credential) == (SANDBOX_APP, "Sandbox app")
    with pytest.raises(ProblemError, match="There is no credential named nobody"):
        await planned(services, credential="nobody")
