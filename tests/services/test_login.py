"""Authentication: fetched once, kept in memory, renewed in time, bound to its origins."""

import asyncio

import pytest

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.credentials.auth_parameters import NO_AUTH_PARAMETERS
from aiurdesk.core.credentials.cookie import Cookie
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AuthError, KeyringFailure
from aiurdesk.core.request.built_in_environments import PRODUCTION, PRODUCTION_2020
from aiurdesk.core.request.environment import Environment
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.report import report
from aiurdesk.services.sign_in import SignInFailed
from tests.services.login_scene import (
    APP_SECRET,
    Scene,
    given,
    no_answer,
    request_to,
)

VIEW = request_to("stargate.channel.viewmychannels")
TOKEN = Secret("fixed-token-text")


@pytest.fixture
def scene(tmp_path):
    return Scene(tmp_path)


async def test_the_token_is_fetched_and_named_as_the_endpoint_names_it(scene):
    credential = await scene.added()
    auth_parameters = await scene.authenticated(VIEW, credential)
    assert [(name, value.reveal()) for name, value in auth_parameters.values] == [
        ("AccessToken", "T+/=1")
    ]
    dropped = await scene.authenticated(request_to("gateway.api.dropgrants"), credential)
    assert [name for name, _ in dropped.values] == ["accessToken"]
    assert scene.paths() == ["/api/accesstoken"]


async def test_id_and_secret_go_out_exactly(scene):
    credential = await scene.added()
    await scene.authenticated(VIEW, credential)
    assert given(scene.sent[0])["appSecret"] == APP_SECRET
    assert "appSecret=a1%2B%2F%3D%20%25%7B%7Bx%7D%7D%C3%A9" in scene.sent[0].url


async def test_a_token_that_is_there_costs_no_keyring_call_and_no_network(scene):
    credential = await scene.added()
    await scene.authenticated(VIEW, credential)
    scene.secrets.calls.clear()
    scene.sent.clear()
    await scene.authenticated(VIEW, credential)
    assert (scene.secrets.calls, scene.sent) == ([], [])


async def test_an_endpoint_that_wants_no_token_gets_none(scene):
    credential = await scene.added()
    status = request_to("gateway.home.index")
    assert scene.plan(status, credential).auth_parameters == NO_AUTH_PARAMETERS
    await scene.exchange(status, credential)
    assert (scene.secrets.calls, scene.paths()) == ([], ["/"])


async def test_a_token_that_the_person_typed_wins(scene):
    credential = await scene.added()
    typed = request_to("stargate.channel.viewmychannels", ("AccessToken", "typed"))
    plan = scene.plan(typed, credential)
    assert plan.auth_parameters == NO_AUTH_PARAMETERS
    assert [name for name, _ in plan.fillable.values] == ["AccessToken"]
    assert scene.sent == []


async def test_a_custom_url_is_authenticated_only_when_the_request_names_the_credential(scene):
    credential = await scene.added()
    address = Endpoint("", "", "", "", "GET", "https://stargate.aiursoft.com/Channel/View?a=1")
    assert scene.plan(Request(address), credential).auth_parameters == NO_AUTH_PARAMETERS
    exchange = await scene.exchange(Request(address, credential="mine"), None)
    assert given(exchange.prepared) == {"a": "1", "AccessToken": "T+/=1"}


async def test_elsewhere_nobody_signs_in_and_the_person_is_asked_first(scene):
    credential = await scene.added()
    scene.environment = Environment("Copy", {"stargate": "https://copy.example:8443"})
    unbound = scene.plan(VIEW, credential).unbound_origin
    assert unbound == "https://copy.example:8443"
    refused = (await scene.send(VIEW, credential)).errors
    assert [error.parameter for error in refused] == [""]
    assert "Mine does not go to https://copy.example:8443" in refused[0].text
    assert (scene.secrets.calls, scene.sent) == ([], [])
    await scene.credentials.allow("c1", unbound)
    allowed = scene.credentials.by_id("c1")
    assert scene.plan(VIEW, allowed).unbound_origin == ""
    assert await scene.exchange(VIEW, allowed)


async def test_where_the_token_server_moved_the_secret_does_not_follow(scene):
    credential = await scene.added()
    scene.environment = Environment("Copy", {"archon": "https://evil.example"})
    with pytest.raises(AuthError, match="does not go to https://evil.example"):
        await scene.authenticated(VIEW, credential)
    assert scene.sent == []


async def test_what_the_person_bound_goes_along_there_and_nowhere_else(scene):
    credential = await scene.added(
        "header", (("header", "X-Key"),), {"value": TOKEN}, ("https://api.example",)
    )
    here = Request(Endpoint("", "", "", "", "GET", "https://api.example/a"))
    assert [name for name, _ in (await scene.authenticated(here, credential)).headers] == ["X-Key"]
    for address in ("https://api.example:8443/", "http://api.example/", "https://example/"):
        there = Request(Endpoint("", "", "", "", "GET", address))
        plan = scene.plan(there, credential)
        assert (plan.auth_parameters, plan.unbound_origin) == (NO_AUTH_PARAMETERS, "")
        assert scene.plan(Request(there.endpoint, credential="Mine"), None).unbound_origin
    assert scene.plan(VIEW, credential).auth_parameters == NO_AUTH_PARAMETERS


async def test_what_is_shown_needs_neither_keyring_nor_network(scene):
    credential = await scene.added()
    shown = scene.plan(VIEW, credential).auth_parameters
    assert [(name, value.reveal()) for name, value in shown.values] == [("AccessToken", "••••")]
    assert (scene.secrets.calls, scene.sent) == ([], [])
    known = await scene.authenticated(VIEW, credential)
    assert scene.plan(VIEW, credential).auth_parameters == known


async def test_a_secret_that_another_program_deleted_is_told(scene):
    credential = await scene.added()
    await scene.secrets.delete("c1/app_secret")
    with pytest.raises(AuthError) as caught:
        await scene.authenticated(VIEW, credential)
    assert str(caught.value) == (
        "The keyring no longer holds the secret of Mine. Enter it again in the credential manager."
    )


async def test_a_keyring_that_fails_is_told_as_it_is(scene):
    credential = await scene.added()
    scene.secrets.failing = {"get"}
    with pytest.raises(KeyringFailure):
        await scene.authenticated(VIEW, credential)


async def test_a_refusal_shows_the_answer_without_the_secret(scene):
    credential = await scene.added()
    scene.answers["/accesstoken"] = lambda request: scene.envelope(
        request, -1, message=f"Wrong {APP_SECRET}."
    )
    with pytest.raises(SignInFailed) as caught:
        await scene.authenticated(VIEW, credential)
    exchange = caught.value.exchange
    assert exchange.verdict.code == -1
    assert exchange.verdict.notes[-1].endswith("your request was not sent.")
    shown = (str(caught.value), exchange.prepared.url, repr(exchange.outcome), report(exchange))
    for text in shown:
        assert "a1+/=" not in text
        assert "a1%2B" not in text
    assert "Check app id and app secret" in str(caught.value)


async def test_no_answer_to_signing_in_is_told(scene):
    credential = await scene.added()
    scene.answers["/accesstoken"] = no_answer
    with pytest.raises(SignInFailed) as caught:
        await scene.authenticated(VIEW, credential)
    assert caught.value.exchange.verdict.code is None


async def test_an_environment_without_the_token_server_says_so(scene):
    credential = await scene.added()
    scene.environment = PRODUCTION
    view = request_to("stargate-2023.channel.viewmychannels")
    with pytest.raises(AuthError, match="has no address for Archon"):
        await scene.authenticated(view, credential)


async def test_signing_out_forgets_token_and_cookies_but_no_secret(scene):
    credential = await scene.added()
    await scene.authenticated(VIEW, credential)
    scene.erased.clear()
    await scene.login.sign_out(credential)
    assert scene.login.grant(credential) is None
    assert scene.erased == ["c1"]
    await scene.authenticated(VIEW, credential)
    assert scene.tokens == 2


async def a_session(scene):
    scene.environment = PRODUCTION
    values, secrets = (("email", "a@example.org"),), {"password": Secret("secret-word")}
    return await scene.added("session", values, secrets)


async def test_signing_out_tells_the_service_that_keeps_a_session(scene):
    credential = await a_session(scene)
    assert await scene.login.sign_out(credential) == ""
    assert scene.sent == []
    await scene.login.renew(credential, scene.environment)
    # Wherever requests go meanwhile, the session is where it was begun.
    scene.environment = PRODUCTION_2020
    assert await scene.login.sign_out(credential) == ""
    assert scene.paths() == ["/api/auth/signin", "/api/auth/signout"]
    assert scene.sent[-1].jar == credential.id
    assert scene.login.grant(credential) is None
    assert await scene.login.sign_out(credential) == ""
    assert len(scene.sent) == 2


async def test_signing_out_succeeds_here_whatever_the_service_says(scene):
    credential = await a_session(scene)
    await scene.login.renew(credential, scene.environment)
    scene.answers["/signout"] = no_answer
    scene.erased.clear()
    untold = await scene.login.sign_out(credential)
    assert untold.startswith("Kahla could not be told (Connection refused).")
    assert scene.login.grant(credential) is None
    assert scene.erased == ["c1"]


async def test_who_does_not_wait_for_the_service_is_signed_out_here(scene):
    credential = await a_session(scene)
    await scene.login.renew(credential, scene.environment)
    scene.is_asked.clear()
    scene.may_answer.clear()
    leaving = asyncio.get_running_loop().create_task(scene.login.sign_out(credential))
    await scene.is_asked.wait()
    leaving.cancel()
    await asyncio.wait([leaving])
    assert leaving.cancelled()
    assert scene.login.grant(credential) is None


async def test_who_am_i_says_what_the_token_server_knows(scene):
    credential = await scene.added()
    assert "Archon knows the app a000" in await scene.login.who_am_i(credential, scene.environment)


async def test_who_am_i_renews_what_was_refused(scene):
    credential = await a_session(scene)
    answers = iter([-8, 0])
    scene.answers["/me"] = lambda request: scene.envelope(
        request, next(answers), user={"nickName": "Ada"}
    )
    await scene.login.renew(credential, scene.environment)
    sentence = await scene.login.who_am_i(credential, scene.environment)
    assert sentence == "Signed in as Ada (a@example.org)."
    assert [path.rpartition("/")[2] for path in scene.paths()] == ["signin", "me", "signin", "me"]


async def test_who_am_i_does_not_renew_what_it_fetched_itself(scene):
    credential = await a_session(scene)
    scene.answers["/me"] = lambda request: scene.envelope(request, -8)
    with pytest.raises(SignInFailed):
        await scene.login.who_am_i(credential, scene.environment)
    assert len(scene.sent) == 2


async def test_cookies_are_seen_and_erased(scene):
    credential = await scene.added()
    first, last = (
        Cookie(name, Secret("b"), "https://k.example", "k.example", "/") for name in ("a", "z")
    )
    scene.jars["c1"] = (first, last)
    assert scene.login.cookies(credential) == (first, last)
    await scene.authenticated(VIEW, credential)
    scene.erased.clear()
    scene.login.erase_cookie(credential, first)
    assert scene.login.cookies(credential) == (last,)
    assert scene.login.grant(credential) is not None
    scene.login.erase_cookie(credential, last)
    assert scene.erased == ["c1"]
    assert scene.login.grant(credential) is None


async def test_an_unknown_scheme_is_told(scene):
    strange = Credential("s", "Strange", "telepathy")
    with pytest.raises(AuthError, match="telepathy"):
        await scene.authenticated(VIEW, strange)
