import pytest

from aiurdesk.core.addresses.availability import is_available, no_address, why_unavailable
from aiurdesk.core.api.endpoint import OWN_GENERATION, Service
from aiurdesk.core.variables.environment import PRODUCTION, PRODUCTION_2020, SANDBOX, Environment
from aiurdesk.services.library import Library

CATALOGUE = Library().with_code_lab


def reason(endpoint_id, environment):
    endpoint = CATALOGUE.endpoint(endpoint_id)
    assert endpoint is not None
    error = why_unavailable(endpoint, CATALOGUE.service(endpoint.service_id), environment)
    assert error is None or error.field.parameter == ""
    return "" if error is None else error.sentence


@pytest.mark.parametrize(
    ("endpoint_id", "words"),
    [
        ("gateway.home.index", ""),
        ("kahla-v2.auth.me", ""),
        (
            "kahla-v2.contacts.list",
            "The sandbox has only the endpoints of Kahla v2 that signing in needs",
        ),
        ("warpgate.home.index", "The sandbox has no Warpgate service"),
    ],
)
def test_the_sandbox_says_what_it_does_not_have_before_it_runs(endpoint_id, words):
    assert SANDBOX.base_urls == {}
    text = reason(endpoint_id, SANDBOX)
    assert text.startswith(words)
    assert bool(words) == ("Choose a Production environment" in text)


def test_an_environment_names_the_generation_that_it_has_no_address_for():
    assert reason("kahla-v2.contacts.list", PRODUCTION) == ""
    text = reason("kahla-v2.contacts.list", PRODUCTION_2020)
    assert "no address for Kahla v2 (2024-2026)" in text
    assert text.endswith("Choose an environment of that generation.")


def test_a_base_address_makes_a_service_available_everywhere():
    service = CATALOGUE.service("directory")
    assert service is not None
    assert not is_available(service, PRODUCTION_2020)
    own = Environment("Own", {"directory": "https://localhost"}, generations=("2020-09",))
    assert is_available(service, own)


def test_an_address_that_belongs_to_no_service_is_everywhere():
    endpoint = CATALOGUE.endpoint("kahla-v2.contacts.list")
    assert endpoint is not None
    assert why_unavailable(endpoint, None, SANDBOX) is None


def test_every_refusal_of_an_address_says_what_to_choose():
    for service in CATALOGUE.services:
        for environment in (SANDBOX, PRODUCTION):
            assert "Choose a" in no_address(service, environment).sentence


def test_a_service_of_ones_own_is_everywhere_but_in_the_sandbox():
    own = Service("lamps", "Lamps", "https://lamps.example", OWN_GENERATION, "")
    assert is_available(own, PRODUCTION_2020)
    assert is_available(own, PRODUCTION)
    assert not is_available(own, SANDBOX)
