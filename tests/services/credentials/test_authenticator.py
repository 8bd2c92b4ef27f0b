"""Authentication: fetched once, kept in memory, renewed in time, bound to its origins."""

import asyncio
from datetime import timedelta

import pytest

from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import PRODUCTION, PRODUCTION_2020, Environment
from aiurdesk.core.errors import AuthError, KeyringFailure
from aiurdesk.core.exchange.report import report
from aiurdesk.core.preparing.cookie import Cookie
from aiurdesk.core.preparing.prepare import NO_AUTH_PARAMETERS
from aiurdesk.core.request.request import Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.services.credentials.sign_in import SignInFailed
from tests.services.login_setup import (
    APP_SECRET,
    LoginSetup,
    given,
    no_response,
    request_to,
)

VIEW = request_to("stargate.channel.viewmychannels")
TOKEN = Secret("fixed-token-text")


@pytest.fixture
def setup(tmp_path):
    return LoginSetup(tmp_path)


async def test_the_token_is_fetched_and_named_as_the_endpoint_names_it(setup):
    credential = await setup.added()
    auth_parameters = await setup.authenticated(VIEW, credential)
    assert [(name, value.reveal()) for name, value in auth_parameters.values] == [
        ("AccessToken", "T+/=1")
    ]
    dropped = await setup.authenticated(request_to("gateway.api.dropgrants"), credential)
    assert [name for name, _ in dropped.values] == ["accessToken"]
    assert setup.paths() == ["/api/accesstoken"]


async def test_id_and_secret_go_out_exactly(setup):
    credential = await setup.added()
    await setup.authenticated(VIEW, credential)
    assert given(setup.sent[0])["appSecret"] == APP_SECRET
    assert "appSecret=a1%2B%2F%3D%20%25%7B%7Bx%7D%7D%C3%A9" in setup.sent[0].url


async def test_a_token_that_is_there_costs_no_keyring_call_and_no_network(setup):
    credential = await setup.added()
    await setup.authenticated(VIEW, credential)
    setup.secrets.calls.clear()
    setup.sent.clear()
    await setup.authenticated(VIEW, credential)
    assert (setup.secrets.calls, setup.sent) == ([], [])


async def test_an_endpoint_that_wants_no_token_gets_none(setup):
    credential = await setup.added()
    status = request_to("gateway.home.index")
    assert setup.plan(status, credential).auth_parameters == NO_AUTH_PARAMETERS
    await setup.exchange(status, credential)
    assert (setup.secrets.calls, setup.paths()) == ([], ["/"])


async def test_a_token_that_the_person_typed_wins(setup):
    credential = await setup.added()
    typed = request_to("stargate.channel.viewmychannels", ("AccessToken", "typed"))
    plan = setup.plan(typed, credential)
    assert plan.auth_parameters == NO_AUTH_PARAMETERS
    assert [name for name, _ in plan.possible_parameters.values] == ["AccessToken"]
    assert setup.sent == []


async def test_a_custom_url_is_authenticated_only_when_the_request_names_the_credential(setup):
    credential = await setup.added()
    address = Typed("https://stargate.aiursoft.com/Channel/View?a=1")
    assert setup.plan(Request(address), credential).auth_parameters == NO_AUTH_PARAMETERS
    exchange = await setup.exchange(Request(address, credential="mine"), None)
    assert given(exchange.prepared) == {"a": "1", "AccessToken": "T+/=1"}


async def test_at_another_host_consent_comes_before_signing_in(setup):
    credential = await setup.added()
    setup.environment = Environment("Copy", {"stargate": "https://copy.example:8443"})
    unbound = setup.plan(VIEW, credential).unbound_origin
    assert unbound == "https://copy.example:8443"
    refused = (await setup.send(VIEW, credential)).problems
    assert [error.field.parameter for error in refused] == [""]
    assert "Mine is not sent to https://copy.example:8443" in refused[0].sentence
    assert (setup.secrets.calls, setup.sent) == ([], [])
    await setup.credentials.allow("c1", unbound)
    allowed = setup.credentials.by_id("c1")
    assert setup.plan(VIEW, allowed).unbound_origin == ""
    assert await setup.exchange(VIEW, allowed)


async def test_where_the_token_server_moved_the_secret_does_not_follow(setup):
    credential = await setup.added()
    setup.environment = Environment("Copy", {"archon": "https://evil.example"})
    with pytest.raises(AuthError, match="is not sent to https://evil.example"):
        await setup.authenticated(VIEW, credential)
    assert setup.sent == []


async def test_an_allowed_credential_is_sent_to_that_host_only(setup):
    credential = await setup.added(
        "header", (("header", "X-Key"),), {"value": TOKEN}, ("https://api.example",)
    )
    here = Request(Typed("https://api.example/a"))
    assert [name for name, _ in (await setup.authenticated(here, credential)).headers] == ["X-Key"]
    for address in ("https://api.example:8443/", "http://api.example/", "https://example/"):
        there = Request(Typed(address))
        plan = setup.plan(there, credential)
        assert (plan.auth_parameters, plan.unbound_origin) == (NO_AUTH_PARAMETERS, "")
        assert setup.plan(Request(there.target, credential="Mine"), None).unbound_origin
    assert setup.plan(VIEW, credential).auth_parameters == NO_AUTH_PARAMETERS


async def test_what_is_shown_needs_neither_keyring_nor_network(setup):
    credential = await setup.added()
    parameters = setup.plan(VIEW, credential).auth_parameters
    assert [(name, value.reveal()) for name, value in parameters.values] == [
        ("AccessToken", "••••")
    ]
    assert (setup.secrets.calls, setup.sent) == ([], [])
    parameters = await setup.authenticated(VIEW, credential)
    assert setup.plan(VIEW, credential).auth_parameters == parameters


async def test_a_keyring_that_fails_is_told_as_it_is(setup):
    credential = await setup.added()
    setup.secrets.failing = {"get"}
    with pytest.raises(KeyringFailure):
        await setup.authenticated(VIEW, credential)


async def test_a_refusal_shows_the_response_without_the_secret(setup):
    credential = await setup.added()
    setup.responses["/accesstoken"] = lambda request: setup.envelope(
        request, -1, message=f"Wrong {APP_SECRET}."
    )
    with pytest.raises(SignInFailed) as caught:
        await setup.authenticated(VIEW, credential)
    exchange = caught.value.exchange
    assert exchange.verdict.code == -1
    assert exchange.verdict.notes[-1] == "This is the response to signing in."
    assert caught.value.unsent.verdict.headline.startswith("Not sent: signing in failed. ")
    texts = (str(caught.value), exchange.prepared.url, repr(exchange.outcome), report(exchange))
    for text in texts:
        assert "a1+/=" not in text
        assert "a1%2B" not in text
    assert "Check the app id and the app secret" in str(caught.value)


async def test_a_sign_in_without_a_response_is_reported(setup):
    credential = await setup.added()
    setup.responses["/accesstoken"] = no_response
    with pytest.raises(SignInFailed) as caught:
        await setup.authenticated(VIEW, credential)
    assert caught.value.exchange.verdict.code is None


async def test_an_environment_without_the_token_server_says_so(setup):
    credential = await setup.added()
    setup.environment = PRODUCTION
    view = request_to("stargate-2023.channel.viewmychannels")
    with pytest.raises(AuthError, match="has no address for Archon"):
        await setup.authenticated(view, credential)


async def test_signing_out_forgets_token_and_cookies_but_no_secret(setup):
    credential = await setup.added()
    await setup.authenticated(VIEW, credential)
    setup.jars.erased.clear()
    await setup.authenticator.sign_out(credential)
    assert setup.authenticator.grant(credential) is None
    assert setup.jars.erased == ["c1"]
    await setup.authenticated(VIEW, credential)
    assert setup.tokens == 2


async def a_session(setup):
    setup.environment = PRODUCTION
    values, secrets = (("email", "a@example.org"),), {"password": Secret("secret-word")}
    return await setup.added("session", values, secrets)


async def test_signing_out_tells_the_service_that_keeps_a_session(setup):
    credential = await a_session(setup)
    assert await setup.authenticator.sign_out(credential) == ""
    assert setup.sent == []
    await setup.authenticator.renew(credential, setup.environment)
    # Wherever requests go meanwhile, the session is where it was begun.
    setup.environment = PRODUCTION_2020
    assert await setup.authenticator.sign_out(credential) == ""
    assert setup.paths() == ["/api/auth/signin", "/api/auth/signout"]
    assert setup.sent[-1].jar == credential.id
    assert setup.authenticator.grant(credential) is None
    assert await setup.authenticator.sign_out(credential) == ""
    assert len(setup.sent) == 2


async def test_signing_out_succeeds_here_also_if_the_service_refuses(setup):
    credential = await a_session(setup)
    await setup.authenticator.renew(credential, setup.environment)
    setup.responses["/signout"] = no_response
    setup.jars.erased.clear()
    untold = await setup.authenticator.sign_out(credential)
    assert untold.startswith("Kahla did not end the session (Connection refused).")
    assert setup.authenticator.grant(credential) is None
    assert setup.jars.erased == ["c1"]


async def test_without_waiting_for_the_service_the_person_is_signed_out_locally(setup):
    credential = await a_session(setup)
    await setup.authenticator.renew(credential, setup.environment)
    setup.is_requested.clear()
    setup.may_respond.clear()
    leaving = asyncio.get_running_loop().create_task(setup.authenticator.sign_out(credential))
    await setup.is_requested.wait()
    leaving.cancel()
    await asyncio.wait([leaving])
    assert leaving.cancelled()
    assert setup.authenticator.grant(credential) is None


async def test_who_am_i_shows_what_the_token_server_returns(setup):
    credential = await setup.added()
    assert "Archon accepted the app a000" in await setup.authenticator.who_am_i(
        credential, setup.environment
    )


async def test_who_am_i_renews_what_was_refused(setup):
    credential = await a_session(setup)
    answers = iter([-8, 0])
    setup.responses["/me"] = lambda request: setup.envelope(
        request, next(answers), user={"nickName": "Ada"}
    )
    await setup.authenticator.renew(credential, setup.environment)
    sentence = await setup.authenticator.who_am_i(credential, setup.environment)
    assert sentence == "Signed in as Ada (a@example.org)."
    assert [path.rpartition("/")[2] for path in setup.paths()] == ["signin", "me", "signin", "me"]


async def test_who_am_i_does_not_renew_what_it_fetched_itself(setup):
    credential = await a_session(setup)
    setup.responses["/me"] = lambda request: setup.envelope(request, -8)
    with pytest.raises(SignInFailed):
        await setup.authenticator.who_am_i(credential, setup.environment)
    assert len(setup.sent) == 2


async def test_cookies_are_seen_and_erased(setup):
    credential = await setup.added()
    first, last = (
        Cookie(name, Secret("b"), "https://k.example", "k.example", "/") for name in ("a", "z")
    )
    await setup.authenticated(VIEW, credential)
    for cookie in (first, last):
        setup.jars.opened("c1").put(cookie)
    assert setup.authenticator.cookies(credential) == (first, last)
    setup.jars.erased.clear()
    setup.authenticator.erase_cookie(credential, first)
    assert setup.authenticator.cookies(credential) == (last,)
    assert setup.authenticator.grant(credential) is not None
    setup.authenticator.erase_cookie(credential, last)
    assert setup.jars.erased == ["c1"]
    assert setup.authenticator.grant(credential) is None


async def test_an_unknown_scheme_is_told(setup):
    strange = Credential("s", "Strange", "telepathy")
    with pytest.raises(AuthError, match="telepathy"):
        await setup.authenticated(VIEW, strange)


async def test_fifty_requests_at_once_share_one_token(setup):
    credential = await setup.added()
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(setup.authenticated(VIEW, credential)) for _ in range(50)]
    assert setup.tokens == 1
    assert len({task.result() for task in tasks}) == 1
    assert setup.secrets.calls == ["get c1/app_secret"]


async def test_fifty_requests_at_once_share_one_refusal(setup):
    credential = await setup.added()
    setup.responses["/accesstoken"] = lambda request: setup.envelope(request, -1)
    ends = await asyncio.gather(
        *(setup.authenticated(VIEW, credential) for _ in range(50)), return_exceptions=True
    )
    assert {type(end) for end in ends} == {SignInFailed}
    assert len(setup.sent) == 1
    with pytest.raises(SignInFailed):
        await setup.authenticated(VIEW, credential)
    assert len(setup.sent) == 2


async def test_a_cancelled_sign_in_is_taken_over_by_the_next(setup):
    credential = await setup.added()
    first = asyncio.ensure_future(setup.authenticated(VIEW, credential))  # noqa: TID251 - to cancel it
    second = asyncio.ensure_future(setup.authenticated(VIEW, credential))  # noqa: TID251 - waits behind it
    await asyncio.sleep(0)
    first.cancel()
    assert not (await second).is_empty
    with pytest.raises(asyncio.CancelledError):
        await first


@pytest.mark.parametrize("ahead_h", [-5, 0, 5])
async def test_a_token_is_renewed_shortly_before_its_end_by_the_server_s_clock(setup, ahead_h):
    setup.server_ahead = timedelta(hours=ahead_h)
    credential = await setup.added()
    await setup.authenticated(VIEW, credential)
    assert setup.authenticator.expires_in_s(credential) == pytest.approx(1200, abs=1)
    setup.now += timedelta(minutes=19, seconds=38)
    await setup.authenticated(VIEW, credential)
    assert setup.tokens == 1
    setup.now += timedelta(seconds=3)
    await setup.authenticated(VIEW, credential)
    assert setup.tokens == 2


async def test_without_an_end_nothing_counts_down(setup):
    credential = await setup.added()
    assert setup.authenticator.expires_in_s(credential) is None
    setup.responses["/accesstoken"] = lambda request: setup.envelope(request, accessToken="T")
    await setup.authenticated(VIEW, credential)
    assert setup.authenticator.expires_in_s(credential) is None
    grant = setup.authenticator.grant(credential)
    assert grant
    assert grant.expires_at is None


async def test_another_environment_has_another_token(setup):
    credential = await setup.added(
        origins=tuple(
            f"https://{name}"
            for name in ("stargate.aiursoft.com", "archon.aiursoft.com", "x.example")
        )
    )
    await setup.authenticated(VIEW, credential)
    setup.environment = Environment("Copy", {"archon": "https://x.example"})
    auth_parameters = await setup.authenticated(VIEW, credential)
    assert [value.reveal() for _, value in auth_parameters.values] == ["T+/=2"]


async def test_all_refused_requests_share_one_renewal(setup):
    credential = await setup.added()
    await setup.authenticated(VIEW, credential)
    refused = setup.authenticator.grant(credential)
    async with asyncio.TaskGroup() as group:
        for _ in range(20):
            group.create_task(setup.authenticator.renew(credential, setup.environment, refused))
    assert setup.tokens == 2
    await setup.authenticator.renew(credential, setup.environment)
    assert setup.tokens == 3


async def test_a_credential_that_is_deleted_while_it_signs_in_leaves_nothing(setup):
    credential = await setup.added()
    setup.may_respond.clear()
    signing = asyncio.ensure_future(setup.authenticated(VIEW, credential))  # noqa: TID251 - deleted meanwhile
    await setup.is_requested.wait()
    await setup.credentials.delete("c1")
    setup.jars.erased.clear()
    setup.may_respond.set()
    with pytest.raises(AuthError, match="meanwhile"):
        await signing
    assert setup.authenticator.grant(credential) is None
    assert setup.jars.erased == ["c1"]
    assert await setup.secrets.get("c1/app_secret") is None
