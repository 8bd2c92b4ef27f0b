"""Where credentials may go."""

import pytest

from aiurdesk.core.auth import scheme_of
from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.core.request.built_in_environments import PRODUCTION, PRODUCTION_2020
from aiurdesk.core.request.environment import Environment
from aiurdesk.services.binding import binding_for, bound_origins, default_origins
from aiurdesk.services.library import Library

CATALOGUE = Library().catalogue
SANDBOX = Environment("S", {"archon": "https://127.0.0.1:4000"}, is_sandbox=True)


def credential(scheme, token_server="archon", origins=()):
    return Credential("c", "Mine", scheme, origins, (("token_server", token_server),))


def hosts(scheme, environment, token_server="archon"):
    found = default_origins(credential(scheme, token_server), environment, CATALOGUE)
    return {origin.removeprefix("https://").removesuffix(".aiursoft.com") for origin in found}


def test_an_app_goes_to_all_services_of_its_generation_that_want_a_token():
    assert hosts("app", PRODUCTION_2020) == {
        "archon",
        "gateway",
        "observer",
        "probe",
        "stargate",
        "wrapgate",
    }
    assert hosts("app", PRODUCTION, "directory") == {
        "directory",
        "observer",
        "probe",
        "stargate",
        "warpgate",
    }


def test_a_session_goes_to_kahla_alone():
    assert hosts("session", PRODUCTION) == {"kahla"}


def test_a_browser_sign_in_goes_where_its_app_goes():
    assert hosts("browser", PRODUCTION_2020) == hosts("app", PRODUCTION_2020)


@pytest.mark.parametrize("scheme", ["token", "header"])
def test_the_person_says_where_others_go(scheme):
    assert default_origins(credential(scheme), PRODUCTION_2020, CATALOGUE) == ()
    assert scheme_of(scheme) is not None


def test_an_unknown_scheme_goes_nowhere():
    assert default_origins(credential("telepathy"), PRODUCTION_2020, CATALOGUE) == ()


def test_in_the_sandbox_it_is_the_sandbox_whatever_its_ports():
    assert default_origins(credential("app"), SANDBOX, CATALOGUE) == (IN_SANDBOX,)
    mine = credential("app", origins=(IN_SANDBOX, "https://a.example"))
    assert bound_origins(mine, SANDBOX) == ("https://a.example", "https://127.0.0.1:4000")


def test_an_own_environment_is_never_bound_as_the_sandbox():
    mine = credential("app", origins=(IN_SANDBOX,))
    copy = Environment("Copy", {"archon": "https://evil.example"})
    assert bound_origins(mine, copy) == ()


def test_what_is_allowed_is_the_address_or_the_whole_sandbox():
    running = SANDBOX
    assert binding_for("https://127.0.0.1:4000", running) == IN_SANDBOX
    assert binding_for("http://127.0.0.1:18080", running) == "http://127.0.0.1:18080"
    assert binding_for("https://a.example", Environment("Own")) == "https://a.example"
