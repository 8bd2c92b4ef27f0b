import json

from msgspec.structs import replace

from aiurdesk.core.dialects.effect import ShortVerdict
from aiurdesk.core.history.history_filter import HistoryFilter
from aiurdesk.core.response.response import Failure, FailureKind, Response, ResponseBody
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.services.history.earlier_responses import (
    earlier_responses,
    looked_at,
    value_of,
)
from tests.history_records import an_exchange

HOST = "localhost:81"
URL = f"http://{HOST}/buy"


def exchange(number, **members):
    return an_exchange(f'{{"code": {number}}}'.encode(), code=number, minutes=number, **members)


async def record(history, *exchanges):
    for sent in exchanges:
        history.record(sent, "Sandbox")
    await history.aclose()


async def test_the_responses_of_a_host_come_newest_first(history):
    other = exchange(9, url="http://localhost:82/buy")
    await record(history, exchange(1, url=URL), exchange(2, url=URL), other)
    (group,) = [group.responses async for group in earlier_responses(history, HOST)]
    assert [response.value for response in group] == [{"code": 2}, {"code": 1}]
    assert group[0].before == ShortVerdict(Severity.SUCCESS, "2 Completed")
    await history.aclose()


async def test_many_responses_come_in_groups(history):
    await record(history, *(exchange(number, url=URL) for number in range(120)))
    groups = [group async for group in earlier_responses(history, HOST)]
    assert [len(group.responses) for group in groups] == [50, 50, 20]
    assert [group.has_more for group in groups] == [True, True, False]
    await history.aclose()


async def test_what_is_looked_at_anyway_and_what_failed_is_left_out(history):
    first, second = exchange(1, url=URL), exchange(2, url=URL)
    failed = replace(exchange(3, url=URL), outcome=Failure(FailureKind.READ_TIMEOUT))
    await record(history, first, second, failed)
    (group,) = [group.responses async for group in earlier_responses(history, HOST)]
    newest = group[0]
    assert newest.value == {"code": 2}
    (entry,) = await history.page(HistoryFilter(code=(2,)))
    (group,) = [group.responses async for group in earlier_responses(history, HOST, entry.id)]
    assert [response.value for response in group] == [{"code": 1}]
    await history.aclose()


async def test_a_long_body_is_left_out_and_counted(history):
    body = json.dumps({"code": 5, "text": "x" * 70_000}).encode()
    await record(history, exchange(1, url=URL), an_exchange(body, url=URL, minutes=2))
    (group,) = [group async for group in earlier_responses(history, HOST)]
    assert [response.value for response in group.responses] == [{"code": 1}]
    assert (group.has_more, group.too_long) == (False, 1)
    await history.aclose()


def test_a_body_that_is_not_json_or_is_long_has_no_value():
    response = exchange(1).outcome
    assert value_of(response) == {"code": 1}
    for data in (b"", b"<html>", b"\xff", b"[" * 100_000, b" " * 5_000_000 + b"1"):
        assert value_of(replace(response, body=ResponseBody(data, size_bytes=len(data)))) is None
    assert value_of(replace(response, body=ResponseBody(b"1", path="/tmp/x"))) is None
    assert value_of(replace(response, body=ResponseBody(b"\xef\xbb\xbf1"))) == 1


def test_what_a_dialect_is_tried_on_holds_no_body():
    sent = exchange(7)
    response = sent.outcome
    assert isinstance(response, Response)
    earlier = looked_at(sent, response, "Seven")
    assert (earlier.title, earlier.value) == ("Seven", {"code": 7})
    assert earlier.before.words == "7 Completed"
    assert earlier.response.body == ResponseBody()
