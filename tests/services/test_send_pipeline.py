"""From a request to an exchange, over a transport that answers as told."""

import asyncio
import functools
import logging
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from aiurdesk.cli.report import as_json
from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.built_in_environments import PRODUCTION
from aiurdesk.core.request.environment import Environment
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.preview import preview
from aiurdesk.core.request.request import Header, Request
from aiurdesk.core.response.exchange import Exchange
from aiurdesk.core.response.report import report
from aiurdesk.core.response.response import Body, Failure, FailureKind, Hop, Response
from aiurdesk.core.verdict.verdict import FixAction, VerdictKind
from aiurdesk.services.library import Library
from aiurdesk.services.send_pipeline import (
    RENEWED_NOTE,
    SIGNED_IN_AGAIN_NOTE,
    Consent,
    NotSent,
)
from aiurdesk.services.sign_in import SignInFailed
from tests.fakes import FakeTransport, a_pipeline
from tests.services.login_scene import Scene, given, request_to

LIBRARY = Library()
_PUSH = LIBRARY.catalogue.endpoint("stargate.message.pushmessage")
assert _PUSH is not None
PUSH = _PUSH
STARGATE = LIBRARY.catalogue.service("stargate")
VALUES = (("AccessToken", "s3cret-token"), ("ChannelId", "2"), ("MessageContent", "hello"))
VIEW = request_to("stargate.channel.viewmychannels")
TWO = request_to("stargate.message.pushmessage", ("ChannelId", "2"), ("MessageContent", "hello"))


async def nothing_is_sent(request):
    raise AssertionError("nothing should be sent")


def pipeline_with(answer):
    return a_pipeline(FakeTransport(answer), LIBRARY)


def answering(body, status=200):
    async def answer(request):
        return Response(status, "HTTP/2", (), Body(body, None, len(body), len(body)), request.url)

    return pipeline_with(answer)


def plan_of(pipeline, *values):
    return pipeline.plan(Request(PUSH, values or VALUES), Environment("Production 2020"))


async def sent(pipeline):
    exchange = await pipeline.send(plan_of(pipeline), Limits())
    assert isinstance(exchange, Exchange)
    return exchange


async def test_everything_that_was_made_of_a_request_is_bound_together():
    before = datetime.now(UTC)
    exchange = await sent(answering(b'{"code": 0, "message": "Done."}'))
    assert exchange.request.endpoint is PUSH
    assert exchange.prepared.url == "https://stargate.aiursoft.com/Message/PushMessage"
    assert exchange.verdict.message == "Done."
    assert exchange.verdict.table == "2020"
    assert before <= exchange.started_at <= datetime.now(UTC)


async def test_cookies_that_the_transport_added_are_shown_and_kept_as_dots():
    async def answer(request):
        known = replace(request, headers=(Header("Cookie", "sid=••••"),))
        known = replace(known, secrets=(*request.secrets, Secret("s3cret-sid")))
        body = b'{"code": 0, "message": "You are s3cret-sid."}'
        return Response(200, "HTTP/2", (), Body(body), request.url, sent=known)

    exchange = await sent(pipeline_with(answer))
    assert "sid=••••" in preview(exchange.prepared)
    assert "sid=••••" in as_json(exchange)
    assert "sid=••••" in report(exchange)
    assert "s3cret-sid" not in report(exchange)


async def test_a_failure_ends_in_an_exchange_too():
    async def answer(request):
        return Failure(FailureKind.HOST_NOT_FOUND, "stargate.aiursoft.com")

    exchange = await sent(pipeline_with(answer))
    assert exchange.envelope is None
    assert exchange.verdict.kind is VerdictKind.NO_ANSWER


async def test_what_does_not_exist_leads_to_the_endpoint_that_lists_it():
    exchange = await sent(answering(b'{"code": -4, "message": "We can not find your channel!"}'))
    targets = {fix.action: fix.target for fix in exchange.verdict.fixes}
    assert targets[FixAction.OPEN_ENDPOINT] == "stargate.channel.viewmychannels"
    assert targets[FixAction.FOCUS_PARAMETER] == "ChannelId"


async def test_an_unexpected_code_is_logged_with_its_message_and_without_secrets(caplog):
    body = b'{"code": 7, "message": "Odd token s3cret-token."}'
    with caplog.at_level(logging.WARNING, "aiurdesk"):
        exchange = await sent(answering(body))
    assert exchange.verdict.kind is VerdictKind.UNEXPECTED_CODE
    assert "Unexpected code 7" in caplog.text
    assert "Odd token ••••." in caplog.text
    assert "s3cret" not in caplog.text


async def test_a_value_that_breaks_a_rule_is_refused_before_sending():
    pipeline = pipeline_with(nothing_is_sent)
    plan = plan_of(pipeline, *VALUES[:1], ("ChannelId", "two"), *VALUES[2:])
    assert [error.parameter for error in plan.errors] == ["ChannelId"]
    assert (await pipeline.send(plan, Limits())) == NotSent(plan.errors)


async def test_send_anyway_skips_the_form_rules():
    pipeline = answering(b'{"code": -10, "message": "No."}')
    plan = pipeline.plan(Request(PUSH, is_forced=True), Environment("Production 2020"))
    assert plan.errors == ()
    assert (await pipeline.send(plan, Limits())).verdict.code == -10


async def test_an_endpoint_that_the_environment_does_not_have_is_never_sent_whatever_the_values():
    pipeline = pipeline_with(nothing_is_sent)
    for is_forced in (False, True):
        plan = pipeline.plan(Request(PUSH, is_forced=is_forced), PRODUCTION)
        assert [error.parameter for error in plan.errors] == [""]
        assert "Choose an environment of that generation" in plan.errors[0].text
        assert pipeline.preview(plan) == plan.errors
        assert (await pipeline.send(plan, Limits())) == NotSent(plan.errors)
        assert pipeline.cancelled(plan) == NotSent(plan.errors)


async def test_a_multipart_body_is_divided_differently_each_time():
    parameter = Parameter("file", ParameterKind.TEXT, Location.MULTIPART)
    upload = Endpoint("s.g.e", "", "G", "E", "POST", "https://h/", parameters=(parameter,))
    pipeline = answering(b"")
    plan = pipeline.plan(Request(upload, (("file", "x"),)), Environment(""))
    assert pipeline.preview(plan) != pipeline.preview(plan)


async def test_cancelling_ends_the_send_and_can_be_told_as_an_exchange():
    async def answer(request):
        await asyncio.Event().wait()
        raise AssertionError

    pipeline = pipeline_with(answer)
    plan = plan_of(pipeline)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await pipeline.send(plan, Limits())
    exchange = pipeline.cancelled(plan, elapsed_ms=10.0)
    assert exchange.outcome.timing.total_ms == 10.0
    assert exchange.verdict.headline == "Cancelled"
    assert exchange.request is plan.request


async def test_closing_closes_the_transport():
    transport = FakeTransport(nothing_is_sent)
    await a_pipeline(transport, LIBRARY).aclose()
    assert transport.is_closed


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
    exchange = await scene.exchange(TWO, credential)
    assert b"AccessToken=T%2B%2F%3D1" in exchange.prepared.body[0]
    assert "?" not in exchange.prepared.url


async def test_without_a_credential_nothing_is_added(scene):
    await scene.added()
    refused = await scene.send(VIEW, None)
    assert [error.parameter for error in refused.errors] == ["AccessToken"]
    assert scene.sent == []


async def test_what_is_invalid_is_told_without_being_sent(scene):
    credential = await scene.added()
    bad = request_to("stargate.message.pushmessage", ("ChannelId", "two"))
    assert {error.parameter for error in (await scene.send(bad, credential)).errors} >= {
        "ChannelId"
    }
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
    await scene.exchange(TWO, credential)
    codes(scene, -8)
    scene.answers["/accesstoken"] = lambda request: scene.envelope(request, accessToken="a\0b")
    refused = await scene.send(TWO, credential)
    assert [error.parameter for error in refused.errors] == ["AccessToken"]


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


async def test_a_value_that_the_credential_fills_in_is_not_missing(scene):
    credential = await scene.added()
    push = request_to("stargate.message.pushmessage")
    assert [e.parameter for e in scene.plan(push, None).errors][:2] == ["AccessToken", "ChannelId"]
    assert [e.parameter for e in scene.plan(push, credential).errors][:1] == ["ChannelId"]
    emptied = request_to("stargate.message.pushmessage", ("AccessToken", ""))
    assert "AccessToken" in [e.parameter for e in scene.plan(emptied, credential).errors]


async def test_a_preview_shows_dots_also_where_the_credential_is_not_bound(scene):
    credential = await scene.added(origins=("https://elsewhere.example",))
    shown = scene.pipeline.preview(scene.plan(VIEW, credential))
    assert "AccessToken=••••" in preview(shown)
    assert (scene.secrets.calls, scene.sent) == ([], [])


async def test_a_credential_is_found_by_the_name_that_the_request_gives(scene):
    credential = await scene.added()
    plan = scene.plan(request_to("stargate.channel.viewmychannels", credential="mINE"), None)
    assert plan.credential == credential
    assert plan.request.credential == "Mine"
    without = scene.plan(request_to("stargate.channel.viewmychannels", credential=""), credential)
    assert without.credential is None


async def test_a_credential_that_is_gone_is_told_and_nothing_is_sent(scene):
    gone = request_to("stargate.channel.viewmychannels", ("AccessToken", "typed"), credential="Old")
    plan = scene.plan(gone, None)
    assert "There is no credential named Old any more." in plan.errors[0].text
    assert (await scene.send(gone, None)) == NotSent(plan.errors)


async def test_a_credential_of_an_unknown_scheme_is_told_and_nothing_is_sent(scene):
    strange = Credential("s", "Strange", "telepathy")
    assert "telepathy" in scene.plan(VIEW, strange).credential_trouble
    assert "telepathy" in (await scene.send(VIEW, strange)).errors[0].text
    assert scene.sent == []


ELSEWHERE = "https://elsewhere.example"


class Asked:
    """Answers the question about another address, and remembers it."""

    def __init__(self, consent):
        self.consent = consent
        self.questions = []

    async def __call__(self, question):
        self.questions.append((question.credential.name, question.origin, question.binding))
        return self.consent


@pytest.mark.parametrize("consent", list(Consent))
async def test_a_credential_that_is_bound_elsewhere_is_asked_about(scene, consent):
    credential = await scene.added(origins=("https://archon.aiursoft.com",))
    here, asked = "https://stargate.aiursoft.com", Asked(consent)
    outcome = await scene.pipeline.send(scene.plan(VIEW, credential), Limits(), asked)
    assert asked.questions == [("Mine", here, here)]
    match consent:
        case Consent.ALLOW:
            assert given(scene.sent[-1]) == {"AccessToken": "T+/=1"}
            assert scene.credentials.by_id("c1").origins == ("https://archon.aiursoft.com", here)
        case Consent.WITHOUT:
            assert [error.parameter for error in outcome.errors] == ["AccessToken"]
        case Consent.CANCEL:
            assert outcome == NotSent()
        case Consent.REFUSE:
            assert f"Mine does not go to {here}" in outcome.errors[0].text
    if consent is not Consent.ALLOW:
        assert (scene.secrets.calls, scene.sent) == ([], [])


async def test_in_the_sandbox_it_is_the_sandbox_that_it_would_be_bound_to(scene):
    credential = await scene.added(origins=(ELSEWHERE,))
    address = "https://127.0.0.1:4000"
    scene.environment = Environment("S", {"stargate": address}, is_sandbox=True)
    asked = Asked(Consent.CANCEL)
    await scene.pipeline.send(scene.plan(VIEW, credential), Limits(), asked)
    assert asked.questions == [("Mine", address, IN_SANDBOX)]


async def test_nothing_is_asked_where_the_credential_is_bound(scene):
    credential, asked = await scene.added(), Asked(Consent.CANCEL)
    outcome = await scene.pipeline.send(scene.plan(VIEW, credential), Limits(), asked)
    assert isinstance(outcome, Exchange)
    assert asked.questions == []


async def test_renewing_signs_in_anew_whatever_is_left_of_the_token(scene):
    credential = await scene.added()
    await scene.exchange(VIEW, credential)
    plan = scene.plan(VIEW, credential)
    exchange = await scene.pipeline.send(plan, Limits(), is_renewing=True)
    assert given(scene.sent[-1])["AccessToken"] == "T+/=2"
    assert exchange.verdict.notes == ()
