import pytest
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import OWN_GENERATION, Endpoint, Service
from aiurdesk.core.environments.environment import (
    BUILT_IN,
    CUSTOM_URLS,
    PRODUCTION,
    PRODUCTION_2020,
    SANDBOX,
    Environment,
)
from aiurdesk.core.preparing.address import (
    base_address,
    is_request_local,
    origin_outside_sandbox,
)
from aiurdesk.core.preparing.availability import (
    is_available,
    is_sandbox_starting,
    no_address,
    why_unavailable,
)
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
        ("warpgate.home.index", "Warpgate is at https://"),
    ],
)
def test_the_sandbox_says_what_it_does_not_have_before_it_runs(endpoint_id, words):
    assert SANDBOX.base_urls == {}
    text = reason(endpoint_id, SANDBOX)
    assert text.startswith(words)
    assert bool(words) == ("hoose an environment with it" in text)


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


def test_a_service_of_ones_own_has_its_address_in_every_environment():
    own = Service("lamps", "Lamps", "https://lamps.example", OWN_GENERATION, "")
    for environment in (*BUILT_IN, Environment("Mine", generations=("2020-09",))):
        assert is_available(own, environment)
        assert base_address(own, environment) == "https://lamps.example"
    elsewhere = Environment("Test", {"lamps": "https://test.lamps.example"})
    assert base_address(own, elsewhere) == "https://test.lamps.example"
    assert not is_sandbox_starting(own, SANDBOX)


def test_only_a_service_of_the_person_can_lead_out_of_the_sandbox():
    (endpoint,) = (Endpoint("lamps.a.b", "lamps", "A", "b", "GET", "/b"),)

    def outside(base, environment, generation=OWN_GENERATION):
        service = Service("lamps", "Lamps", base, generation, "")
        return origin_outside_sandbox(endpoint, service, environment)

    assert outside("https://lamps.example/v1", SANDBOX) == "https://lamps.example"
    for base in ("http://127.0.0.1:8820", "http://localhost:8000/v1", "http://[::1]:9"):
        assert outside(base, SANDBOX) == ""
        assert is_request_local(endpoint, Service("l", "L", base, OWN_GENERATION, ""), SANDBOX)
    assert outside("https://lamps.example", CUSTOM_URLS) == ""
    assert outside("https://lamps.example", SANDBOX, "2020-09") == ""
    # Whoever wrote an address into the environment means it.
    written = replace(SANDBOX, base_urls={"lamps": "https://test.example"})
    assert outside("https://lamps.example", written) == ""
    assert origin_outside_sandbox(endpoint, None, SANDBOX) == ""
    assert outside("https://{{host}}", SANDBOX) == ""
    asked = replace(SANDBOX, variables={"host": "lamps.example"})
    assert outside("https://{{host}}", asked) == "https://lamps.example"
