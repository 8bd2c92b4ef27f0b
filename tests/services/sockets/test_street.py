"""What happens to a request on its way, as the window, the command line and a run see it."""

import asyncio
import sys
from collections import Counter
from contextlib import aclosing

import pytest

from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import CUSTOM_URLS, AskedVariable, Environment
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.sockets.socket_options import SocketOptions
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.request.conversation import ANY_FRAME, Capture, FrameTest, ResponseTest
from aiurdesk.core.request.request import Request, with_socket_fields
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.services.expectations.examination import Examined
from aiurdesk.services.library import Library
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.services.sending.asking import Asking
from aiurdesk.services.sending.planned_request import NotSent
from aiurdesk.services.sockets.socket_session import SocketSession
from aiurdesk.services.sockets.street import StreetTerms, last_of
from aiurdesk.storage.secrets import MemorySecrets
from tests.fakes import FakeTransport, a_pipeline, a_street
from tests.services.sockets.test_socket_session import services_at
from tests.transport.misbehaving_server import answering, serving
from tests.transport.stream_bytes import CHUNKED, END, chunk

URL = "https://api.example/"
TESTS = {
    "tests": (ResponseTest("status", 200),),
    "captures": (Capture("token", "value", "token"),),
}


MOST_OPERATIONS = 14_000
"""Of Python's, for planning and sending a form of three values once more, without the transport.
The goal is that a request takes 1.2 times as long as with httpx alone; with 14,150 of them it takes
some 1.15 times, as measured by ``tests.benchmarks.street``."""


class Sender:
    """Sends to a server that always says the same, and keeps what is recorded."""

    def __init__(self, body: bytes = b'{"token": "s3cret"}') -> None:
        self.recorded: list[Exchange] = []
        self.processes = HelperProcesses()
        pipeline = a_pipeline(
            FakeTransport(self._respond),
            Library(),
            lambda exchange, _: self.recorded.append(exchange),
            self.processes,
        )
        self.body, self.pipeline = body, pipeline
        self.street = a_street(pipeline, self.processes)

    async def _respond(self, request):
        size = len(self.body)
        return Response(200, "HTTP/2", (), ResponseBody(self.body, None, size, size), request.url)

    def plan(self, environment=CUSTOM_URLS, **members):
        request = custom_request(URL)
        members = {**{"values": request.values}, **members}
        return self.pipeline.plan(Request(request.endpoint, **members), environment)

    async def events(self, plan, terms):
        try:
            async with aclosing(self.street.send(plan, terms)) as events:
                return [event async for event in events]
        finally:
            await self.processes.aclose()


async def test_a_response_comes_before_its_tests_and_is_recorded_after_them():
    sender = Sender()
    exchange, examined = await sender.events(sender.plan(**TESTS), StreetTerms())
    assert isinstance(exchange, Exchange)
    assert exchange.examination is None
    assert isinstance(examined, Examined)
    assert examined.variables == (("token", "s3cret"),)
    assert examined.exchange.examination is not None
    assert [finding.passed for finding in examined.exchange.examination.all_findings] == [True]
    # Only now is it known that the value is secret.
    assert sender.recorded == [examined.exchange]
    assert [secret.reveal() for secret in examined.exchange.prepared.secrets] == ["s3cret"]


async def test_what_came_of_its_tests_may_decide_whether_it_is_recorded():
    sender = Sender()

    def is_recorded(exchange):
        return any(not finding.passed for finding in exchange.examination.all_findings)

    terms = StreetTerms(is_recorded=is_recorded)
    await sender.events(sender.plan(**TESTS), terms)
    assert sender.recorded == []
    failing = {"tests": (ResponseTest("status", 404),)}
    await sender.events(sender.plan(**failing), terms)
    assert len(sender.recorded) == 1


async def test_a_person_who_does_not_answer_for_a_test_sends_nothing():
    async def answer(_variable, _environment):
        return None

    sender = Sender()
    tests = {"tests": (ResponseTest("value", "{{name}}", "equals", "token"),)}
    environment = Environment("Mine", asked=(AskedVariable("name"),))
    plan = sender.plan(environment, **tests)
    events = await sender.events(plan, StreetTerms(asking=Asking(value=answer)))
    assert events == [NotSent()]
    assert sender.recorded == []


async def test_what_is_left_in_the_middle_of_its_tests_is_not_recorded():
    sender = Sender()
    async with aclosing(sender.street.send(sender.plan(**TESTS))) as events:
        assert isinstance(await anext(events), Exchange)
    await sender.processes.aclose()
    assert sender.recorded == []


EVENTS = FrameTest(ANY_FRAME, ResponseTest("value", 1, "equals", "n"))


@pytest.mark.parametrize("is_watched", [True, False])
async def test_a_stream_is_left_open_for_a_person_and_read_for_a_run(tmp_path, is_watched):
    pieces = chunk(b'data: {"n":1}\n\n'), END if is_watched else b""
    async with (
        serving(answering(CHUNKED, *pieces, hangs=not is_watched)) as port,
        services_at(tmp_path) as services,
    ):
        request = custom_request(f"http://127.0.0.1:{port}/")
        request = with_socket_fields(request, frame_tests=(EVENTS,))
        plan = services.pipeline.plan(request, CUSTOM_URLS)
        terms = StreetTerms(is_watched=is_watched, options=SocketOptions())
        last = await last_of(services.street.send(plan, terms))
        if is_watched:
            assert isinstance(last, SocketSession)
            assert last.handshake is not None
            async with last:
                came = [frame.text async for update in last for frame in update.frames][:1]
            assert came == ['{"n":1}']
        else:
            assert isinstance(last, Examined)
            assert last.exchange.examination is not None
            (finding,) = last.exchange.examination.all_findings
            assert finding.passed


async def test_the_events_of_a_stream_are_tested_with_the_secrets_that_they_expect(tmp_path):
    expected = FrameTest(ANY_FRAME, ResponseTest("text", "{{secret:Work}}", "contains"))
    pieces = chunk(b"data: this is s3cret\n\n"), END
    async with (
        serving(answering(CHUNKED, *pieces)) as port,
        services_at(tmp_path, MemorySecrets) as services,
    ):
        work = Credential("work", "Work", "bearer", ("https://work.example",))
        await services.credentials.add(work, {"token": Secret("s3cret")})
        request = custom_request(f"http://127.0.0.1:{port}/")
        request = with_socket_fields(request, frame_tests=(expected,))
        plan = services.pipeline.plan(request, CUSTOM_URLS)
        session = await last_of(services.street.send(plan))
        assert isinstance(session, SocketSession)
        # They are not sent, so nobody is asked for the host.
        assert session.plan.environment.secrets == ()
        assert [secret.reveal() for secret in session.plan.tested_in.secrets] == ["s3cret"]
        handshake = session.handshake
        assert handshake is not None
        examination = services.sockets.examination(session.plan, handshake)
        assert examination is not None
        async with session:
            async for update in session:
                await examination.test(update.frames)
        (finding,) = examination.progress().examination.findings
        assert finding.passed, finding.found


async def test_another_task_may_go_on_with_the_events():
    sender = Sender()
    events = sender.street.send(sender.plan(**TESTS))
    assert isinstance(await anext(events), Exchange)

    async def finish():
        return [event async for event in events]

    async with asyncio.TaskGroup() as group:
        finishing = group.create_task(finish())
    await sender.processes.aclose()
    assert [type(event) for event in finishing.result()] == [Examined]
    assert len(sender.recorded) == 1


PUSH = Library().catalogue.endpoint("stargate.message.pushmessage")
FORM = (("AccessToken", "token"), ("ChannelId", "1"), ("MessageContent", "x" * 1000))


async def send_form(sender, values=FORM):
    assert PUSH is not None
    environment = Environment("Production", variables={"channel": "1"})
    plan = sender.pipeline.plan(Request(PUSH, values=values), environment)
    assert plan.problems == ()
    assert isinstance(await last_of(sender.street.send(plan)), Examined)


@pytest.mark.parametrize(("channel", "checks"), [("1", 1), ("{{channel}}", 2)])
async def test_a_request_is_walked_over_twice_and_its_form_checked_once(channel, checks):
    values = (FORM[0], ("ChannelId", channel), FORM[2])
    calls: Counter[str] = Counter()
    before = sys.getprofile()
    sys.setprofile(lambda frame, event, _: calls.update([frame.f_code.co_name] * (event == "call")))
    try:
        await send_form(Sender(), values)
    finally:
        sys.setprofile(before)
    # To plan it, and to write what is sent.
    assert (calls["sorted_texts"], calls["prepare"]) == (1, 1)
    # Once more with the values of its variables, which no one knew before.
    assert calls["name_problems"] == checks


async def test_a_second_request_is_sent_with_few_operations():
    sender = Sender()
    operations = 0

    def count(frame, event, _argument):
        nonlocal operations
        frame.f_trace_lines, frame.f_trace_opcodes = False, True
        operations += event == "opcode"
        return count

    # What is loaded and read by the first one is not counted.
    await send_form(sender)
    before = sys.gettrace()
    sys.settrace(count)
    try:
        await send_form(sender)
    finally:
        sys.settrace(before)
    assert 5_000 < operations < MOST_OPERATIONS
