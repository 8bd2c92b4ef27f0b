"""Sending as somebody: signed, renewed once where it was refused, told in a note."""

import asyncio
import functools

import pytest

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.built_in_environments import PRODUCTION
from aiurdesk.core.response.report import report
from aiurdesk.core.response.response import Body, Hop, Response
from aiurdesk.services.sign_in import SignInFailed
from aiurdesk.services.signed_sender import RENEWED_NOTE, SIGNED_IN_AGAIN_NOTE
from tests.services.login_scene import Scene, given, request_to

VIEW = request_to("stargate.channel.viewmychannels")
PUSH = request_to("stargate.message.pushmessage", ("ChannelId", "2"), ("MessageContent", "hello"))
UPLOAD = "probe-2023.files.uploadfile"


@pytest.fixture
def scene(tmp_path):
    return Scene(tmp_path)


def codes(scene, *wanted, status=200, **members):
    """Let the endpoints of Stargate answer these codes in turn."""
    left = list(wanted)

    def answer(request):
        return scene.envelope(request, left.pop(0) if len(left) > 1 else left[0], status, **members)

    scene.answers["/viewmychannels"] = scene.answers["/pushmessage"] = answer


def refused_by(refusal, request):
    return refusal


async def test_the_token_goes_into_the_query_of_a_get_exactly_encoded(scene):
    credential = await scene.added()
    exchange = await scene.exchange(VIEW, credential)
    assert exchange.prepared.url.endswith("/Channel/ViewMyChannels?AccessToken=T%2B%2F%3D1")
    assert exchange.verdict.notes == ()


async def test_the_token_goes_into_the_form_of_a_post_exactly_encoded(scene):
    credential = await scene.added()
    exchange = await scene.exchange(PUSH, credential)
    assert b"AccessToken=T%2B%2F%3D1" in exchange.prepared.body[0]
    assert "?" not in exchange.prepared.url


async def test_without_a_credential_nothing_is_added(scene):
    await scene.added()
    refused = await scene.send(VIEW, None)
    assert [error.parameter for error in refused] == ["AccessToken"]
    assert scene.sent == []


async def test_what_is_invalid_is_told_without_being_sent(scene):
    credential = await scene.added()
    bad = request_to("stargate.message.pushmessage", ("ChannelId", "two"))
    assert {error.parameter for error in await scene.send(bad, credential)} >= {"ChannelId"}
    assert scene.paths() == ["/api/accesstoken"]


async def test_a_refused_token_is_renewed_and_the_request_sent_again_with_a_note(scene):
    credential = await scene.added()
    await scene.exchange(VIEW, credential)
    codes(scene, -8, 0)
    exchange = await scene.exchange(VIEW, credential)
    assert exchange.verdict.code == 0
    assert RENEWED_NOTE in exchange.verdict.notes
    assert given(scene.sent[-1])["AccessToken"] == "T+/=2"


async def test_a_server_that_always_refuses_gets_exactly_two_calls(scene):
    credential = await scene.added()
    await scene.exchange(VIEW, credential)
    scene.sent.clear()
    codes(scene, -8)
    exchange = await scene.exchange(VIEW, credential)
    assert exchange.verdict.code == -8
    assert RENEWED_NOTE in exchange.verdict.notes
    assert scene.paths() == [
        "/channel/viewmychannels",
        "/api/accesstoken",
        "/channel/viewmychannels",
    ]


async def test_a_token_fetched_for_this_very_request_is_not_renewed(scene):
    credential = await scene.added()
    codes(scene, -8)
    exchange = await scene.exchange(VIEW, credential)
    assert exchange.verdict.notes == ()
    assert scene.paths() == ["/api/accesstoken", "/channel/viewmychannels"]


async def test_a_token_that_the_person_typed_is_not_renewed(scene):
    credential = await scene.added()
    codes(scene, -8)
    typed = request_to("stargate.channel.viewmychannels", ("AccessToken", "typed"))
    exchange = await scene.exchange(typed, credential)
    assert given(scene.sent[0])["AccessToken"] == "typed"
    assert (len(scene.sent), exchange.verdict.code) == (1, -8)


async def test_a_renewed_token_that_cannot_be_sent_is_told(scene):
    credential = await scene.added()
    await scene.exchange(PUSH, credential)
    codes(scene, -8)
    scene.answers["/accesstoken"] = lambda request: scene.envelope(request, accessToken="a\0b")
    refused = await scene.send(PUSH, credential)
    assert [error.parameter for error in refused] == ["AccessToken"]


async def test_fifty_refused_at_once_renew_once(scene):
    credential = await scene.added()
    await scene.exchange(VIEW, credential)

    def answer(request):
        is_old = given(request)["AccessToken"] == "T+/=1"
        return scene.envelope(request, -8 if is_old else 0)

    scene.answers["/viewmychannels"] = answer
    ends = await asyncio.gather(*(scene.exchange(VIEW, credential) for _ in range(50)))
    assert {exchange.verdict.code for exchange in ends} == {0}
    assert scene.tokens == 2


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("The AccessToken is not a valid Directory access token!", 2),
        ("The ChannelId field is required.", 1),
    ],
)
async def test_in_2023_a_validation_that_names_the_token_renews_it(tmp_path, text, calls):
    scene = Scene(tmp_path, PRODUCTION)
    values = (("token_server", "directory"), ("app_id", "a" * 32))
    credential = await scene.added(values=values)
    view = request_to("stargate-2023.channel.viewmychannels")
    await scene.exchange(view, credential)
    scene.sent.clear()
    codes(scene, -10, status=400, items=[text])
    await scene.exchange(view, credential)
    assert sum(path.endswith("viewmychannels") for path in scene.paths()) == calls


async def test_an_expired_session_signs_in_again_once(tmp_path):
    scene = Scene(tmp_path, PRODUCTION)
    values, secrets = (("email", "a@example.org"),), {"password": Secret("secret-word")}
    credential = await scene.added("session", values, secrets)
    mine = request_to("kahla-v2.threads.mine")
    await scene.exchange(mine, credential)
    assert [request.jar for request in scene.sent] == ["c1", "c1"]
    for body in (b'{"code": -8, "message": "No."}', b""):
        scene.sent.clear()
        refusal = Response(401, "HTTP/2", (), Body(body, None, len(body)), "https://k.example/")
        scene.answers["/mine"] = functools.partial(refused_by, refusal)
        exchange = await scene.exchange(mine, credential)
        assert [path.rpartition("/")[2] for path in scene.paths()] == ["mine", "signin", "mine"]
        assert SIGNED_IN_AGAIN_NOTE in exchange.verdict.notes


async def test_a_fixed_token_that_is_refused_is_not_sent_twice(scene):
    origins = ("https://stargate.aiursoft.com",)
    credential = await scene.added("token", (), {"token": Secret("fixed-token")}, origins)
    await scene.exchange(VIEW, credential)
    codes(scene, -8)
    scene.sent.clear()
    await scene.exchange(VIEW, credential)
    assert len(scene.sent) == 1
    await scene.secrets.set("c1/token", Secret("another-token"))
    exchange = await scene.exchange(VIEW, credential)
    assert given(scene.sent[-1])["AccessToken"] == "another-token"
    assert RENEWED_NOTE in exchange.verdict.notes


async def test_a_renewal_that_fails_shows_the_answer_that_there_is(scene):
    credential = await scene.added()
    await scene.exchange(VIEW, credential)
    codes(scene, -8)
    scene.answers["/accesstoken"] = lambda request: scene.envelope(request, -1)
    exchange = await scene.exchange(VIEW, credential)
    assert exchange.verdict.code == -8
    assert exchange.verdict.notes[-1].startswith("Renewing the credential did not work.")


async def test_signing_in_that_fails_sends_nothing(scene):
    credential = await scene.added()
    scene.answers["/accesstoken"] = lambda request: scene.envelope(request, -1)
    with pytest.raises(SignInFailed):
        await scene.exchange(VIEW, credential)
    assert scene.paths() == ["/api/accesstoken"]


async def test_an_answer_that_repeats_the_token_is_reported_with_dots(scene):
    credential = await scene.added()
    codes(scene, 0, message="You sent T+/=1.")
    exchange = await scene.exchange(VIEW, credential)
    assert "T+/=1" not in report(exchange)
    assert "T%2B" not in report(exchange)


async def test_redirects_within_the_origin_are_told_without_the_token(scene):
    credential = await scene.added()

    def answer(request):
        hop = Hop(302, request.url, f"{request.url}&again=1")
        body = Body(b'{"code": 0, "message": "Done."}', None, 31)
        return Response(200, "HTTP/2", (), body, f"{request.url}&again=1", hops=(hop,))

    scene.answers["/viewmychannels"] = answer
    exchange = await scene.exchange(VIEW, credential)
    assert "AccessToken=••••&again=1" in exchange.verdict.notes[0]
    assert "T%2B" not in f"{exchange.verdict}{exchange.outcome}"
    grant = scene.login.grant(credential)
    assert "T+/=1" not in repr(grant)
