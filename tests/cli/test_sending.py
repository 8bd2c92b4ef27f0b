"""Understanding the arguments of ``aiurdesk send``; the whole is tried in commands/test_send."""

import argparse

import pytest

from aiurdesk.assembly import build_services
from aiurdesk.cli.arguments import WrongUsage
from aiurdesk.cli.sending import understand
from aiurdesk.core.built_in_environments import OWN_ADDRESSES, PRODUCTION_2020
from aiurdesk.services.services import Services


@pytest.fixture
def services(tmp_path) -> Services:
    return build_services(tmp_path)


def understood(services, *values, endpoint="archon.home.index", **options):
    defaults = {
        "method": "",
        "environment": None,
        "sandbox": False,
        "table": None,
        "anyway": False,
    }
    arguments = argparse.Namespace(endpoint=endpoint, values=list(values), **defaults | options)
    return understand(arguments, services)


def test_without_an_environment_each_service_is_at_its_own_address(services):
    call = understood(services)
    assert call.environment is OWN_ADDRESSES
    assert not call.wants_sandbox
    assert call.service is not None
    assert call.service.id == "archon"


@pytest.mark.parametrize("name", ["Production 2020", "production 2020"])
def test_an_environment_is_found_by_its_name_in_any_case(services, name):
    assert understood(services, environment=name).environment is PRODUCTION_2020


@pytest.mark.parametrize("options", [{"sandbox": True}, {"environment": "SANDBOX"}])
def test_the_sandbox_is_meant_by_a_switch_or_by_its_name(services, options):
    assert understood(services, **options).wants_sandbox


def test_what_is_chosen_by_hand_is_in_the_request(services):
    request = understood(services, table="2021", method="POST", anyway=True).request
    assert (request.table, request.method, request.is_forced) == ("2021", "POST", True)


@pytest.mark.parametrize("host", ["127.0.0.1:5", "[::1]", "localhost"])
def test_a_secret_may_be_an_argument_for_this_computer(services, host):
    call = understood(services, "AccessToken=x", endpoint=f"https://{host}/")
    assert call.request.value("AccessToken") == "x"
    assert call.service is None


@pytest.mark.parametrize("endpoint", ["https://example.com/", "https://127.0.0.1.example.com/"])
def test_a_secret_is_no_argument_for_another_computer(services, endpoint):
    with pytest.raises(WrongUsage, match="is a secret"):
        understood(services, "AccessToken=x", endpoint=endpoint)


def test_every_value_that_breaks_a_rule_has_its_line(services):
    with pytest.raises(WrongUsage) as refused:
        understood(
            services,
            *("ChannelId=two", "MessageContent=m"),
            endpoint="stargate.message.pushmessage",
            sandbox=True,
        )
    lines = str(refused.value).splitlines()
    assert [line.split(":")[0] for line in lines] == ["AccessToken", "ChannelId"]
