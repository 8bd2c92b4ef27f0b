"""From a request to an exchange, over a fake transport with chosen responses."""

import asyncio
import functools
import time
from datetime import UTC, datetime

import pytest

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import CUSTOM_URLS, PRODUCTION, Environment
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.report import preview
from aiurdesk.core.preparing.prepare import prepare
from aiurdesk.core.request.limits import Limits, Progress
from aiurdesk.core.request.request import JsonBody, Request, SendOptions
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.response.response import Failure, FailureKind, Response, ResponseBody
from aiurdesk.core.verdict.verdict import VerdictKind
from aiurdesk.services.credentials.sign_in import SignInFailed
from aiurdesk.services.library import Library
from aiurdesk.services.sending.planned_request import NotSent, SendTerms
from aiurdesk.services.sending.send_pipeline import RENEWED_NOTE, SIGNED_IN_AGAIN_NOTE
from aiurdesk.services.sockets.street import last_of
from tests.fakes import FakeTransport, a_pipeline, a_street
from tests.services.login_setup import LoginSetup, given, request_to

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


def pipeline_with(respond):
    return a_pipeline(FakeTransport(respond), LIBRARY)


def responding(body, status=200):
    async def respond(request):
        return Response(
            status, "HTTP/2", (), ResponseBody(body, None, len(body), len(body)), request.url
        )

    return pipeline_with(respond)


def plan_of(pipeline, *values):
    return pipeline.plan(Request(PUSH, values=values or VALUES), Environment("Production 2020"))


async def sent(pipeline):
    exchange = await pipeline.send(plan_of(pipeline))
    assert isinstance(exchange, Exchange)
    return exchange


async def test_an_exchange_holds_request_response_and_verdict():
    before = datetime.now(UTC)
    exchange = await sent(responding(b'{"code": 0, "message": "Done."}'))
    assert exchange.request.endpoint is PUSH
    assert exchange.prepared.url == "https://stargate.aiursoft.com/Message/PushMessage"
    assert exchange.verdict.message == "Done."
    assert exchange.verdict.table == "2020"
    assert before <= exchange.started_at <= datetime.now(UTC)


async def test_a_long_body_is_prepared_off_the_event_loop():
    async def respond(request):
        return Response(200, "HTTP/2", (), ResponseBody(b"{}"), request.url)

    def upload(token):
        members = ", ".join(f'"name{number}": "text"' for number in range(60_000))
        body = JsonBody(f'{{{members}, "token": "{token}"}}')
        return Request(Typed("https://a.example/", "POST"), body=body)

    pipeline = pipeline_with(respond)
    started = time.thread_time()
    plan = pipeline.plan(upload("s3cret-one"), CUSTOM_URLS)
    exchange = await pipeline.send(plan)
    on_the_loop = time.thread_time() - started
    started = time.thread_time()
    # Another text, because the last one is kept.
    prepare(upload("s3cret-two"), None, CUSTOM_URLS, "b" * 16)
    assert on_the_loop < (time.thread_time() - started) / 2
    assert "s3cret-one" not in preview(exchange.prepared)


class LimitedTransport(FakeTransport):
    """Holds what each request is sent with."""

    def __init__(self):
        super().__init__(nothing_is_sent)
        self.given = []

    async def send(self, request, limits, on_progress=None, sign=None):
        self.given.append((request.follows_redirects, limits))
        return Response(200, "HTTP/2", (), ResponseBody(b"{}"), request.url)


@pytest.mark.parametrize(
    ("options", "follows", "limits"),
    [
        (SendOptions(), True, Limits(redirects=0)),
        (SendOptions(timeout_ms=1500), True, Limits(total_s=1.5, redirects=0)),
        (SendOptions(timeout_ms=90_000), True, Limits(read_s=90, total_s=90, redirects=0)),
        (SendOptions(max_bytes=7), True, Limits(body_bytes=7, redirects=0)),
        (SendOptions(follows_redirects=False), False, Limits(redirects=0)),
        (SendOptions(follows_redirects=True), True, Limits()),
    ],
)
async def test_the_options_of_a_request_count_before_the_limits(options, follows, limits):
    transport = LimitedTransport()
    pipeline = a_pipeline(transport, LIBRARY)
    request = Request(PUSH, values=VALUES, options=options)
    await pipeline.send(
        pipeline.plan(request, Environment("Production 2020")), SendTerms(Limits(redirects=0))
    )
    assert transport.given == [(follows, limits)]


async def test_progress_is_reported():
    class TellingTransport(FakeTransport):
        async def send(self, request, limits, on_progress=None, sign=None):
            on_progress(Progress(1, 2))
            return await super().send(request, limits)

    async def respond(request):
        return Response(200, "HTTP/2", (), ResponseBody(b"{}"), request.url)

    told: list[Progress] = []
    pipeline = a_pipeline(TellingTransport(respond), LIBRARY)
    await pipeline.send(plan_of(pipeline), SendTerms(on_progress=told.append))
    assert told == [Progress(1, 2)]


@pytest.mark.parametrize(("is_recorded", "count"), [(None, 2), (True, 2), (False, 0)])
async def test_a_request_can_stay_out_of_the_history(is_recorded, count):
    recorded = []
    pipeline = a_pipeline(LimitedTransport(), LIBRARY, lambda *record: recorded.append(record))
    request = Request(PUSH, values=VALUES, options=SendOptions(is_recorded=is_recorded))
    plan = pipeline.plan(request, Environment("Production 2020"))
    await last_of(a_street(pipeline).send(plan))
    pipeline.cancelled(plan)
    assert len(recorded) == count


async def test_a_failure_gives_an_exchange_too():
    async def respond(request):
        return Failure(FailureKind.HOST_NOT_FOUND, "stargate.aiursoft.com")

    exchange = await sent(pipeline_with(respond))
    assert exchange.envelope is None
    assert exchange.verdict.kind is VerdictKind.NO_ANSWER


async def test_an_invalid_value_is_refused_before_sending():
    pipeline = pipeline_with(nothing_is_sent)
    plan = plan_of(pipeline, *VALUES[:1], ("ChannelId", "two"), *VALUES[2:])
    assert [error.field.parameter for error in plan.problems] == ["ChannelId"]
    assert (await pipeline.send(plan)) == NotSent(plan.problems)


async def test_send_anyway_skips_the_form_rules():
    pipeline = responding(b'{"code": -10, "message": "No."}')
    plan = pipeline.plan(Request(PUSH, is_forced=True), Environment("Production 2020"))
    assert plan.problems == ()
    assert (await pipeline.send(plan)).verdict.code == -10


async def test_an_endpoint_that_the_environment_lacks_is_never_sent():
    pipeline = pipeline_with(nothing_is_sent)
    for is_forced in (False, True):
        plan = pipeline.plan(Request(PUSH, is_forced=is_forced), PRODUCTION)
        assert [error.field.parameter for error in plan.problems] == [""]
        assert "Choose an environment of that generation" in plan.problems[0].sentence
        assert pipeline.preview(plan) == plan.problems
        assert (await pipeline.send(plan)) == NotSent(plan.problems)
        assert pipeline.cancelled(plan) == NotSent(plan.problems)


async def test_a_cancelled_send_gives_an_exchange():
    async def respond(request):
        await asyncio.Event().wait()
        raise AssertionError

    pipeline = pipeline_with(respond)
    plan = plan_of(pipeline)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await pipeline.send(plan)
    exchange = pipeline.cancelled(plan, elapsed_ms=10.0)
    assert exchange.outcome.timing.total_ms == 10.0
    assert exchange.verdict.headline == "Cancelled"
    assert exchange.request is plan.request


@pytest.fixture
def setup(tmp_path):
    return LoginSetup(tmp_path)


def respond_with_codes(setup, *codes, status=200, **members):
    """Make the endpoints of Stargate respond with these codes, one after another."""
    left = list(codes)

    def respond(request):
        return setup.envelope(request, left.pop(0) if len(left) > 1 else left[0], status, **members)

    setup.responses["/viewmychannels"] = setup.responses["/pushmessage"] = respond


def refused_by(refusal, request):
    return refusal


async def test_the_token_is_encoded_in_the_query_of_a_get(setup):
    credential = await setup.added()
    exchange = await setup.exchange(VIEW, credential)
    assert exchange.prepared.url.endswith("/Channel/ViewMyChannels?AccessToken=T%2B%2F%3D1")
    assert exchange.verdict.notes == ()


async def test_the_token_is_encoded_in_the_form_of_a_post(setup):
    credential = await setup.added()
    exchange = await setup.exchange(TWO, credential)
    assert b"AccessToken=T%2B%2F%3D1" in exchange.prepared.body[0]
    assert "?" not in exchange.prepared.url


async def test_without_a_credential_nothing_is_added(setup):
    await setup.added()
    refused = await setup.send(VIEW, None)
    assert [error.field.parameter for error in refused.problems] == ["AccessToken"]
    assert setup.sent == []


async def test_invalid_values_are_reported_and_not_sent(setup):
    credential = await setup.added()
    bad = request_to("stargate.message.pushmessage", ("ChannelId", "two"))
    assert {error.field.parameter for error in (await setup.send(bad, credential)).problems} >= {
        "ChannelId"
    }
    assert setup.paths() == ["/api/accesstoken"]


async def test_a_refused_token_is_renewed_and_the_request_is_repeated_with_a_note(setup):
    credential = await setup.added()
    await setup.exchange(VIEW, credential)
    respond_with_codes(setup, -8, 0)
    exchange = await setup.exchange(VIEW, credential)
    assert exchange.verdict.code == 0
    assert str(RENEWED_NOTE) in exchange.verdict.notes
    assert given(setup.sent[-1])["AccessToken"] == "T+/=2"


async def test_a_server_that_always_refuses_gets_two_requests(setup):
    credential = await setup.added()
    await setup.exchange(VIEW, credential)
    setup.sent.clear()
    respond_with_codes(setup, -8)
    exchange = await setup.exchange(VIEW, credential)
    assert exchange.verdict.code == -8
    assert str(RENEWED_NOTE) in exchange.verdict.notes
    assert setup.paths() == [
        "/channel/viewmychannels",
        "/api/accesstoken",
        "/channel/viewmychannels",
    ]


async def test_a_token_that_was_just_fetched_is_not_renewed(setup):
    credential = await setup.added()
    respond_with_codes(setup, -8)
    exchange = await setup.exchange(VIEW, credential)
    assert exchange.verdict.notes == ()
    assert setup.paths() == ["/api/accesstoken", "/channel/viewmychannels"]


async def test_a_typed_token_is_not_renewed(setup):
    credential = await setup.added()
    respond_with_codes(setup, -8)
    typed = request_to("stargate.channel.viewmychannels", ("AccessToken", "typed"))
    exchange = await setup.exchange(typed, credential)
    assert given(setup.sent[0])["AccessToken"] == "typed"
    assert (len(setup.sent), exchange.verdict.code) == (1, -8)


async def test_a_renewed_token_with_invalid_characters_is_reported(setup):
    credential = await setup.added()
    await setup.exchange(TWO, credential)
    respond_with_codes(setup, -8)
    setup.responses["/accesstoken"] = lambda request: setup.envelope(request, accessToken="a\0b")
    refused = await setup.send(TWO, credential)
    assert [error.field.parameter for error in refused.problems] == ["AccessToken"]


async def test_fifty_refused_requests_renew_the_token_once(setup):
    credential = await setup.added()
    await setup.exchange(VIEW, credential)

    def respond(request):
        is_old = given(request)["AccessToken"] == "T+/=1"
        return setup.envelope(request, -8 if is_old else 0)

    setup.responses["/viewmychannels"] = respond
    ends = await asyncio.gather(*(setup.exchange(VIEW, credential) for _ in range(50)))
    assert {exchange.verdict.code for exchange in ends} == {0}
    assert setup.tokens == 2


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("The AccessToken is not a valid Directory access token!", 2),
        ("The ChannelId field is required.", 1),
    ],
)
async def test_in_2023_a_validation_error_about_the_token_renews_it(tmp_path, text, calls):
    setup = LoginSetup(tmp_path, PRODUCTION)
    values = (("token_server", "directory"), ("app_id", "a" * 32))
    credential = await setup.added(values=values)
    view = request_to("stargate-2023.channel.viewmychannels")
    await setup.exchange(view, credential)
    setup.sent.clear()
    respond_with_codes(setup, -10, status=400, items=[text])
    await setup.exchange(view, credential)
    assert sum(path.endswith("viewmychannels") for path in setup.paths()) == calls


async def test_an_expired_session_signs_in_again_once(tmp_path):
    setup = LoginSetup(tmp_path, PRODUCTION)
    values, secrets = (("email", "a@example.org"),), {"password": Secret("secret-word")}
    credential = await setup.added("session", values, secrets)
    mine = request_to("kahla-v2.threads.mine")
    await setup.exchange(mine, credential)
    assert [request.jar for request in setup.sent] == ["c1", "c1"]
    for body in (b'{"code": -8, "message": "No."}', b""):
        setup.sent.clear()
        refusal = Response(
            401, "HTTP/2", (), ResponseBody(body, None, len(body)), "https://k.example/"
        )
        setup.responses["/mine"] = functools.partial(refused_by, refusal)
        exchange = await setup.exchange(mine, credential)
        assert [path.rpartition("/")[2] for path in setup.paths()] == ["mine", "signin", "mine"]
        assert str(SIGNED_IN_AGAIN_NOTE) in exchange.verdict.notes


async def test_a_fixed_token_that_is_refused_is_not_sent_twice(setup):
    origins = ("https://stargate.aiursoft.com",)
    credential = await setup.added("token", (), {"token": Secret("fixed-token")}, origins)
    await setup.exchange(VIEW, credential)
    respond_with_codes(setup, -8)
    setup.sent.clear()
    await setup.exchange(VIEW, credential)
    assert len(setup.sent) == 1
    await setup.secrets.set("c1/token", Secret("another-token"))
    exchange = await setup.exchange(VIEW, credential)
    assert given(setup.sent[-1])["AccessToken"] == "another-token"
    assert str(RENEWED_NOTE) in exchange.verdict.notes


async def test_if_the_renewal_fails_the_first_response_is_shown(setup):
    credential = await setup.added()
    await setup.exchange(VIEW, credential)
    respond_with_codes(setup, -8)
    setup.responses["/accesstoken"] = lambda request: setup.envelope(request, -1)
    exchange = await setup.exchange(VIEW, credential)
    assert exchange.verdict.code == -8
    assert exchange.verdict.notes[-1].startswith("The credential could not be renewed.")


async def test_if_signing_in_fails_nothing_is_sent(setup):
    credential = await setup.added()
    setup.responses["/accesstoken"] = lambda request: setup.envelope(request, -1)
    with pytest.raises(SignInFailed):
        await setup.exchange(VIEW, credential)
    assert setup.paths() == ["/api/accesstoken"]


async def test_renewing_signs_in_again_even_with_a_valid_token(setup):
    credential = await setup.added()
    await setup.exchange(VIEW, credential)
    plan = setup.plan(VIEW, credential)
    exchange = await setup.pipeline.send(plan, SendTerms(is_renewing=True))
    assert given(setup.sent[-1])["AccessToken"] == "T+/=2"
    assert exchange.verdict.notes == ()
