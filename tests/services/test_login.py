"""Signing: fetched once, kept in memory, renewed in time, bound to its origins."""

import asyncio

import pytest

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.credentials.auth_parameters import NO_AUTH_PARAMETERS
from aiurdesk.core.credentials.cookie import Cookie
from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AuthError, KeyringFailure
from aiurdesk.core.request.built_in_environments import PRODUCTION, PRODUCTION_2020
from aiurdesk.core.request.environment import Environment
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.report import report
from aiurdesk.services.sign_in import SignInFailed
from tests.services.login_scene import (
    APP_SECRET,
    LIBRARY,
    Scene,
    given,
    no_answer,
    request_to,
)

VIEW = request_to("stargate.channel.viewmychannels")
STARGATE = LIBRARY.catalogue.service("stargate")
TOKEN = Secret("fixed-token-text")


@pytest.fixture
def scene(tmp_path):
    return Scene(tmp_path)


async def sign(scene, credential, request=VIEW, service=STARGATE):
    return await scene.login.sign(credential, request, service, scene.environment)


async def test_the_token_is_fetched_and_named_as_the_endpoint_names_it(scene):
    credential = await scene.added()
    auth_parameters = await sign(scene, credential)
    assert [(name, value.reveal()) for name, value in auth_parameters.values] == [
        ("AccessToken", "T+/=1")
    ]
    dropped = await sign(scene, credential, request_to("gateway.api.dropgrants"))
    assert [name for name, _ in dropped.values] == ["accessToken"]
    assert scene.paths() == ["/api/accesstoken"]


async def test_id_and_secret_go_out_exactly(scene):
    credential = await scene.added()
    await sign(scene, credential)
    assert given(scene.sent[0])["appSecret"] == APP_SECRET
    assert "appSecret=a1%2B%2F%3D%20%25%7B%7Bx%7D%7D%C3%A9" in scene.sent[0].url


async def test_a_token_that_is_there_costs_no_keyring_call_and_no_network(scene):
    credential = await scene.added()
    await sign(scene, credential)
    scene.secrets.calls.clear()
    scene.sent.clear()
    await sign(scene, credential)
    assert (scene.secrets.calls, scene.sent) == ([], [])


async def test_an_endpoint_that_wants_no_token_gets_none(scene):
    credential = await scene.added()
    status = request_to("gateway.home.index")
    gateway = LIBRARY.catalogue.service("gateway")
    assert await sign(scene, credential, status, gateway) == NO_AUTH_PARAMETERS
    assert (scene.secrets.calls, scene.sent) == ([], [])


async def test_a_token_that_the_person_typed_wins(scene):
    credential = await scene.added()
    typed = request_to("stargate.channel.viewmychannels", ("AccessToken", "typed"))
    assert await sign(scene, credential, typed) == NO_AUTH_PARAMETERS
    assert scene.sent == []


async def test_a_typed_address_is_signed_only_when_the_request_names_the_credential(scene):
    credential = await scene.added()
    address = Endpoint("", "", "", "", "GET", "https://stargate.aiursoft.com/Channel/View?a=1")
    assert await sign(scene, credential, Request(address), None) == NO_AUTH_PARAMETERS
    signed = await sign(scene, credential, Request(address, credential="mine"), None)
    assert [name for name, _ in signed.values] == ["AccessToken"]


async def test_elsewhere_nobody_signs_in_and_the_person_is_asked_first(scene):
    credential = await scene.added()
    scene.environment = Environment("Copy", {"stargate": "https://copy.example:8443"})
    asked = scene.login.origin_to_ask(credential, VIEW, STARGATE, scene.environment)
    assert asked == "https://copy.example:8443"
    refused = await scene.send(VIEW, credential)
    assert [error.parameter for error in refused] == [""]
    assert "Mine does not go to https://copy.example:8443" in refused[0].text
    assert (scene.secrets.calls, scene.sent) == ([], [])
    await scene.credentials.allow("c1", asked)
    allowed = scene.credentials.by_id("c1")
    assert scene.login.origin_to_ask(allowed, VIEW, STARGATE, scene.environment) is None
    assert await scene.exchange(VIEW, allowed)


async def test_where_the_token_server_moved_the_secret_does_not_follow(scene):
    credential = await scene.added()
    scene.environment = Environment("Copy", {"archon": "https://evil.example"})
    with pytest.raises(AuthError, match="does not go to https://evil.example"):
        await sign(scene, credential)
    assert scene.sent == []


async def test_in_the_sandbox_it_is_the_sandbox_that_is_asked_for(scene):
    credential = await scene.added()
    sandbox = Environment("S", {"stargate": "https://127.0.0.1:4000"}, is_sandbox=True)
    assert scene.login.origin_to_ask(credential, VIEW, STARGATE, sandbox) == IN_SANDBOX


async def test_what_the_person_bound_goes_along_there_and_nowhere_else(scene):
    credential = await scene.added(
        "header", (("header", "X-Key"),), {"value": TOKEN}, ("https://api.example",)
    )
    here = Request(Endpoint("", "", "", "", "GET", "https://api.example/a"))
    assert [name for name, _ in (await sign(scene, credential, here, None)).headers] == ["X-Key"]
    for address in ("https://api.example:8443/", "http://api.example/", "https://example/"):
        there = Request(Endpoint("", "", "", "", "GET", address))
        assert await sign(scene, credential, there, None) == NO_AUTH_PARAMETERS
        assert scene.login.origin_to_ask(credential, there, None, scene.environment) is None
        named = Request(there.endpoint, credential="Mine")
        assert scene.login.origin_to_ask(credential, named, None, scene.environment)
    assert await sign(scene, credential) == NO_AUTH_PARAMETERS


async def test_what_is_shown_needs_neither_keyring_nor_network(scene):
    credential = await scene.added()
    shown = scene.login.shown_auth_parameters(credential, VIEW, STARGATE, scene.environment)
    assert [(name, value.reveal()) for name, value in shown.values] == [("AccessToken", "••••")]
    assert (scene.secrets.calls, scene.sent) == ([], [])
    signed = await sign(scene, credential)
    assert (
        scene.login.shown_auth_parameters(credential, VIEW, STARGATE, scene.environment) == signed
    )


async def test_a_secret_that_another_program_deleted_is_told(scene):
    credential = await scene.added()
    await scene.secrets.delete("c1/app_secret")
    with pytest.raises(AuthError) as caught:
        await sign(scene, credential)
    assert str(caught.value) == (
        "The keyring no longer holds the secret of Mine. Enter it again in the credential manager."
    )


async def test_a_keyring_that_fails_is_told_as_it_is(scene):
    credential = await scene.added()
    scene.secrets.failing = {"get"}
    with pytest.raises(KeyringFailure):
        await sign(scene, credential)


async def test_a_refusal_shows_the_answer_without_the_secret(scene):
    credential = await scene.added()
    scene.answers["/accesstoken"] = lambda request: scene.envelope(
        request, -1, message=f"Wrong {APP_SECRET}."
    )
    with pytest.raises(SignInFailed) as caught:
        await sign(scene, credential)
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
        await sign(scene, credential)
    assert caught.value.exchange.verdict.code is None


async def test_an_environment_without_the_token_server_says_so(scene):
    credential = await scene.added()
    scene.environment = PRODUCTION
    view = request_to("stargate-2023.channel.viewmychannels")
    with pytest.raises(AuthError, match="has no address for Archon"):
        await sign(scene, credential, view, LIBRARY.catalogue.service("stargate-2023"))


async def test_signing_out_forgets_token_and_cookies_but_no_secret(scene):
    credential = await scene.added()
    await sign(scene, credential)
    scene.erased.clear()
    await scene.login.sign_out(credential)
    assert scene.login.grant(credential) is None
    assert scene.erased == ["c1"]
    await sign(scene, credential)
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
    await sign(scene, credential)
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
        await sign(scene, strange)
