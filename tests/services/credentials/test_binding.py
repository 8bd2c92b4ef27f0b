"""Where credentials may go."""

import pytest
from msgspec.structs import replace

from aiurdesk.core.auth import scheme_of
from aiurdesk.core.collection.environment_file import SavedEnvironment, environment_of
from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential, origin_of
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import PRODUCTION, PRODUCTION_2020, Environment
from aiurdesk.core.errors import AuthError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.request.request import Header
from aiurdesk.services.credentials.binding import binding_for, bound_origins, default_origins
from aiurdesk.services.library import Library
from aiurdesk.services.sending.planned_request import NotSent
from tests.services.login_setup import APP_ID, LoginSetup, request_to

CATALOGUE = Library().catalogue
ADDRESS = "https://127.0.0.1:4000"
ARCHON = "https://127.0.0.1:4001"
SANDBOX = Environment(
    "S",
    {"stargate": ADDRESS, "archon": ARCHON},
    is_sandbox=True,
    sandbox_origins=(ADDRESS, ARCHON),
)


def credential(scheme, token_server="archon", origins=()):
    return Credential("c", "Mine", scheme, origins, (("token_server", token_server),))


def hosts(scheme, environment, token_server="archon"):
    origins = default_origins(credential(scheme, token_server), environment, CATALOGUE)
    return {origin.removeprefix("https://").removesuffix(".aiursoft.com") for origin in origins}


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


def test_in_the_sandbox_it_is_the_sandbox_with_any_ports():
    assert default_origins(credential("app"), SANDBOX, CATALOGUE) == (IN_SANDBOX,)
    mine = credential("app", origins=(IN_SANDBOX, "https://a.example"))
    assert bound_origins(mine, SANDBOX) == ("https://a.example", ADDRESS, ARCHON)


def test_an_own_environment_is_never_bound_as_the_sandbox():
    mine = credential("app", origins=(IN_SANDBOX,))
    copy = Environment("Copy", {"archon": "https://evil.example"})
    assert bound_origins(mine, copy) == ()


def test_what_is_allowed_is_the_address_or_the_whole_sandbox():
    assert binding_for(ADDRESS, SANDBOX) == IN_SANDBOX
    assert binding_for("http://127.0.0.1:18080", SANDBOX) == "http://127.0.0.1:18080"
    assert binding_for("https://a.example", Environment("Own")) == "https://a.example"


FOREIGN = (
    "https://evil.example",
    "https://evil.example:4000",
    "https://127.0.0.1.evil.example:4000",
    "https://127.0.0.1:4002",
    "https://127.0.0.1:40000",
    "https://127.0.0.1",
    "http://127.0.0.1:4000",
    "https://localhost:4000",
    "https://[::1]:4000",
)
VALUES = {
    "app": {"token_server": "archon", "app_id": APP_ID},
    "token": {"place": "bearer"},
    "basic": {"user": "me"},
    "api-key": {"place": "query", "name": "k"},
    "header": {"header": "X-Key"},
}
HIDDEN = {
    "app": "app_secret",
    "token": "token",
    "basic": "password",
    "api-key": "key",
    "header": "value",
}
HUSH = "a0000000000000000000000000000002"
VIEW = "stargate.channel.viewmychannels"


async def sent_in_sandbox(folder, kind, own):
    """Send with a credential that is bound to the sandbox, in an environment based on it."""
    saved = SavedEnvironment("Mine", based_on="Sandbox", base_urls=own)
    setup = LoginSetup(folder, environment_of(saved).in_sandbox(SANDBOX))
    scheme = "token" if kind == "variable" else kind
    values = tuple(VALUES[scheme].items())
    secrets = {HIDDEN[scheme]: Secret(HUSH)}
    mine = await setup.added(scheme, values, secrets, (IN_SANDBOX,))
    request = request_to(VIEW, credential="Mine")
    if kind == "variable":
        header = Header("X-Key", "{{secret:Mine}}")
        request = replace(request, headers=(header,), credential="")
    outcome = await setup.send(replace(request, is_forced=True), mine)
    return setup.sent, outcome


@pytest.mark.parametrize("kind", [*VALUES, "variable"])
async def test_the_sandbox_is_not_another_address_of_an_environment(tmp_path, kind):
    for number, address in enumerate(FOREIGN):
        folder = tmp_path / str(number)
        sent, outcome = await sent_in_sandbox(folder, kind, (("stargate", address),))
        assert isinstance(outcome, NotSent), address
        assert f"is not sent to {address}" in outcome.problems[0].sentence
        assert sent == []


async def test_a_foreign_address_does_not_sign_in_for_the_sandbox(tmp_path):
    for number, address in enumerate(FOREIGN):
        with pytest.raises(AuthError, match="is not sent to"):
            await sent_in_sandbox(tmp_path / str(number), "app", (("archon", address),))


@pytest.mark.parametrize("kind", [*VALUES, "variable"])
async def test_its_own_addresses_are_the_sandbox(tmp_path, kind):
    sent, outcome = await sent_in_sandbox(tmp_path, kind, (("gateway", "https://evil.example"),))
    assert isinstance(outcome, Exchange)
    assert {origin_of(request.url) for request in sent} <= {ADDRESS, ARCHON}
