"""Recording over the send pipeline, and finding it again."""

import asyncio
import gettext
import sqlite3
from io import BytesIO

import pytest
from msgspec.structs import replace

from aiurdesk import resources
from aiurdesk.assembly import build_services
from aiurdesk.core import translation
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.errors import StorageError
from aiurdesk.core.exchange.exchange import AGENT
from aiurdesk.core.history.drift import ENOUGH
from aiurdesk.core.history.history_filter import HistoryFilter
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.core.state.history_settings import HistorySettings
from aiurdesk.core.verdict.envelope import Envelope
from aiurdesk.services.credentials.accounts import Accounts
from aiurdesk.services.expectations.examination import Examined
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.services.sending.response_judge import ResponseJudge
from aiurdesk.services.sending.send_pipeline import SendPipeline
from aiurdesk.services.sockets.street import last_of
from tests.coroutines import until
from tests.fakes import FakeTransport, a_street, no_accounts
from tests.history_records import LIBRARY, an_exchange, make_version_1

EVERYTHING = HistoryFilter()
ENVIRONMENT = Environment("Production 2020")


async def respond(request):
    body = b'{"code": -10, "message": "No."}'
    return Response(400, "HTTP/2", (), ResponseBody(body, None, len(body), len(body)), request.url)


def pipeline_with(history, respond=respond):
    transport = FakeTransport(respond)
    judge = ResponseJudge(LIBRARY, HelperProcesses())
    return SendPipeline(transport, LIBRARY, judge, Accounts(no_accounts), history.record)


async def sent_on(pipeline, plan=None):
    last = await last_of(a_street(pipeline).send(plan or plan_on(pipeline)))
    assert isinstance(last, Examined)
    return last.exchange


def plan_on(pipeline):
    endpoint = LIBRARY.catalogue.endpoint("stargate.message.pushmessage")
    assert endpoint is not None
    values = (("AccessToken", "s3cret-token"), ("ChannelId", "2"), ("MessageContent", "hello"))
    return pipeline.plan(Request(endpoint, values=values), ENVIRONMENT)


async def test_no_sentence_of_the_program_is_recorded(history, tmp_path):
    pipeline = pipeline_with(history)
    sent = await sent_on(pipeline)
    await history.aclose()
    verdict = sent.verdict.headline, sent.verdict.meaning, *(fix.text for fix in sent.verdict.fixes)
    kept = everything_in(tmp_path / "history.sqlite")
    assert "No." in kept
    assert [text for text in verdict if text and text in kept] == []
    # What was read then is found all the same.
    assert await history.page(history.filter_of(f'"{sent.verdict.headline}"')[0])
    await history.aclose()


BATCH = b'{"errors": true, "items": [%s]}' % b", ".join(
    b'{"index": {"status": 400, "error": {"type": "x"}}}' if number % 3 else b'{"index": {}}'
    for number in range(600)
)


@pytest.mark.parametrize(("before", "after"), [("de", ""), ("", "de")])
@pytest.mark.parametrize(
    ("dialect", "body", "english", "german"),
    [
        ("", b'{"code": 0, "mess', "it ends at line 1, column", "er endet bei Zeile 1, Spalte"),
        ("", b'{"code": [], "message": ""}', "an array", "ein Array"),
        ("", b"<x/>", "it begins like XML", "er beginnt wie XML"),
        ("", b"[1, x]", "at line 1, column 5", "bei Zeile 1, Spalte 5"),
        ("slack", b"plain", "It is neither JSON nor XML.", "Er ist weder JSON noch XML."),
        ("telegram", b'{"a": 1}', "ok is not in this response", "ok ist nicht in dieser Antwort"),
        ("elasticsearch", BATCH, "400 of 600 failed", "400 von 600"),
    ],
)
async def test_what_was_recorded_in_one_language_is_read_in_another(
    history, tmp_path, dialect, body, english, german, before, after
):
    async def respond(request):
        return Response(
            200, "HTTP/2", (), ResponseBody(body, None, len(body), len(body)), request.url
        )

    pipeline = pipeline_with(history, respond)
    catalogues = {"": None, "de": translation_of("de")}
    words = {"": english, "de": german}
    plan = plan_on(pipeline)
    plan = replace(plan, request=replace(plan.request, dialect=dialect))
    try:
        translation.use(catalogues[before], before)
        sent = await sent_on(pipeline, plan)
        assert words[before] in text_of(sent.verdict)
        await history.aclose()
        assert german not in everything_in(tmp_path / "history.sqlite")
        translation.use(catalogues[after], after)
        (entry,) = await history.page(EVERYTHING)
        restored = await history.exchange(entry.id)
        assert restored is not None
        assert words[after] in text_of(restored.verdict)
        assert words[before] not in text_of(restored.verdict)
    finally:
        translation.use(None)
        await history.aclose()


def translation_of(name):
    return gettext.GNUTranslations(BytesIO(resources.read_bytes(f"languages/{name}.mo")))


def text_of(verdict):
    return " ".join((verdict.headline, verdict.meaning, *verdict.notes))


def everything_in(path):
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT * FROM entries JOIN contents USING (id)").fetchall()
    connection.close()
    return repr(rows)


async def recorded(history, exchange):
    history.record(exchange, "Sandbox")
    await history.aclose()


async def test_what_is_sent_is_recorded_and_comes_back(history):
    entries: list[object] = []
    history.on_recorded = entries.extend
    pipeline = pipeline_with(history)
    sent = await sent_on(pipeline)
    await until(lambda: len(entries) == 1)
    page = await history.page(EVERYTHING)
    (entry,) = page
    # Its words are made when it is listed.
    assert entries == [replace(entry, headline="")]
    assert entry.headline == sent.verdict.headline
    assert (entry.code, entry.environment, entry.status) == (-10, "Production 2020", 400)
    restored = await history.exchange(entry.id)
    assert restored is not None
    assert restored.verdict == sent.verdict
    assert restored.request.endpoint is sent.request.endpoint
    assert restored.request.value("ChannelId") == "2"
    assert restored.request.value("AccessToken") is None
    assert isinstance(restored.envelope, Envelope)
    assert (await history.seen_codes("stargate.message.pushmessage"))[0].last_id == entry.id
    assert await history.first(HistoryFilter(code=(-10,))) == entry
    assert await history.first(HistoryFilter(code=(-7,))) is None
    await history.aclose()


async def test_a_cancelled_request_is_recorded_too(history):
    pipeline = pipeline_with(history)
    pipeline.cancelled(plan_on(pipeline), 12.0)
    await history.aclose()
    (entry,) = await history.page(EVERYTHING)
    assert (entry.severity, entry.status, entry.elapsed_ms) == ("failure", None, 12.0)
    await history.aclose()


async def test_the_calls_of_signing_in_are_not_recorded(history, tmp_path):
    pipeline = pipeline_with(history)
    plan = plan_on(pipeline)
    prepared = pipeline.preview(plan)
    await pipeline.exchange(plan.request, prepared, plan.service, Limits())
    await history.aclose()
    assert not (tmp_path / "history.sqlite").exists()


async def test_a_damaged_database_is_set_aside_when_it_is_read(history, told, tmp_path):
    (tmp_path / "history.sqlite").write_bytes(b"no database " * 1000)
    assert await history.page(EVERYTHING) == ()
    assert told == [
        f"The history was damaged. It was renamed to {tmp_path}/history.sqlite.unreadable-1, "
        "and a new one was begun."
    ]
    await recorded(history, an_exchange())
    assert len(await history.page(EVERYTHING)) == 1
    await history.aclose()


async def test_a_damaged_database_is_set_aside_when_it_is_written(history, told, tmp_path):
    (tmp_path / "history.sqlite").write_bytes(b"no database " * 1000)
    await recorded(history, an_exchange())
    await asyncio.sleep(0)
    assert len(told) == 1
    assert (tmp_path / "history.sqlite.unreadable-1").read_bytes().startswith(b"no database")
    assert len(await history.page(EVERYTHING)) == 1
    await history.aclose()


async def test_what_an_earlier_version_has_recorded_is_found_after_an_update(history, tmp_path):
    for number in range(250):
        history.record(an_exchange(minutes=number), "Sandbox")
    await history.aclose()
    make_version_1(tmp_path / "history.sqlite")
    by_method = HistoryFilter(method=("POST",))
    assert await history.page(by_method) == ()
    assert await history.update()
    assert len(await history.page(by_method, limit=1000)) == 250
    assert not await history.update()
    await history.aclose()


async def test_deleting_can_be_undone_and_clearing_not(history):
    await recorded(history, an_exchange())
    (entry,) = await history.page(EVERYTHING)
    deleted = await history.delete([entry.id])
    assert await history.page(EVERYTHING) == ()
    await history.restore(deleted)
    assert await history.page(EVERYTHING) == (entry,)
    await history.clear()
    assert await history.page(EVERYTHING) == ()
    assert await history.exchange(entry.id) is None
    await history.aclose()


async def test_an_endpoint_that_is_gone_opens_as_a_custom_url(history):
    exchange = an_exchange()
    endpoint = replace(exchange.request.endpoint, id="gone.group.name")
    await recorded(history, replace(exchange, request=Request(endpoint)))
    (entry,) = await history.page(EVERYTHING)
    restored = await history.exchange(entry.id)
    assert restored is not None
    assert restored.request.endpoint.path == "https://stargate.aiursoft.com/Message/PushMessage"
    assert restored.request.endpoint.method == "POST"
    await history.aclose()


async def test_a_socket_of_an_endpoint_that_is_gone_is_a_socket_again(history):
    exchange = an_exchange()
    endpoint = replace(exchange.request.endpoint, id="gone.group.name", is_websocket=True)
    await recorded(history, replace(exchange, request=Request(endpoint)))
    (entry,) = await history.page(EVERYTHING)
    restored = await history.exchange(entry.id)
    assert restored is not None
    assert restored.request.endpoint.is_websocket
    assert restored.request.endpoint.path == "wss://stargate.aiursoft.com/Message/PushMessage"
    await history.aclose()


async def test_an_entry_of_another_version_is_told(history, tmp_path):
    await recorded(history, an_exchange())
    connection = sqlite3.connect(tmp_path / "history.sqlite")
    connection.execute("UPDATE contents SET details = x'81a47465737401'")
    connection.commit()
    connection.close()
    (entry,) = await history.page(EVERYTHING)
    with pytest.raises(StorageError, match="Another version of aiurdesk has recorded it"):
        await history.exchange(entry.id)
    await history.aclose()


async def test_two_exchanges_are_compared_with_their_whole_bodies(history, tmp_path):
    long = b'{"items": [' + b"1, " * 40_000 + b"2]}"
    history.record(an_exchange(long), "Sandbox")
    await recorded(history, an_exchange(long.replace(b"2]", b"3]"), minutes=1))
    later, earlier = await history.page(EVERYTHING)
    both = [await history.exchange(entry.id) for entry in (earlier, later)]
    (difference,) = (await history.compare(both[0], both[1])).differences
    assert (difference.label, difference.left, difference.right) == ("items[40000]", "2", "3")
    await history.aclose()


async def test_the_services_record_into_the_profile(tmp_path):
    services = build_services(tmp_path)
    services.history.configure(HistorySettings())
    services.history.record(an_exchange(b"z" * 100_000), "Sandbox")
    await services.aclose()
    assert (tmp_path / "history.sqlite").is_file()
    assert len(list((tmp_path / "cache" / "history").iterdir())) == 1


async def test_what_responses_look_like_is_learnt_and_forgotten_with_them(history, tmp_path):
    found: list[tuple[str, ...]] = []
    history.on_drift = lambda _exchange, new: found.append(tuple(map(str, new)))
    bodies = [b'{"code": 0, "message": "m", "lamp": {"price": 5}}'] * ENOUGH
    bodies.append(b'{"code": 0, "message": "m", "lamp": {"price": "5"}}')
    served = iter([*bodies, *bodies[-2:], *bodies[-1:], *bodies[-2:]])

    async def serve(request):
        body = next(served)
        return Response(200, "HTTP/2", (), ResponseBody(body, None, len(body), len(body)), "")

    pipeline = pipeline_with(history, serve)

    async def send(count):
        for _ in range(count):
            await sent_on(pipeline)
        await history.looked()

    await send(ENOUGH)
    assert found == []
    await send(1)
    sentence = "`lamp.price` was a number in 20 responses, is text now."
    assert found == [(sentence,)]
    # Now both kinds are known.
    await send(2)
    assert len(found) == 1
    database = sqlite3.connect(tmp_path / "history.sqlite")
    assert b"price" in database.execute("SELECT value FROM learnt").fetchone()[0]
    entries = await history.page(EVERYTHING)
    await history.delete([entry.id for entry in entries])
    assert database.execute("SELECT count(*) FROM learnt").fetchone() == (0,)
    await send(1)
    assert database.execute("SELECT count(*) FROM learnt").fetchone() == (1,)
    await history.clear()
    assert not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'learnt'").fetchone()
    # Off by a setting: nothing more is learnt.
    history.configure(HistorySettings(learns=False))
    await send(1)
    assert not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'learnt'").fetchone()
    database.close()


async def test_nothing_is_learnt_where_nothing_is_recorded(history, tmp_path):
    history.configure(HistorySettings(is_kept=False))
    exchange = await sent_on(pipeline_with(history))
    history.look(exchange)
    await history.looked()
    assert not (tmp_path / "history.sqlite").exists()


async def test_what_an_agent_sent_is_marked_where_that_is_wanted(history):
    history.sender = AGENT
    await sent_on(pipeline_with(history))
    await history.aclose()
    (entry,) = await history.page(history.filter_of("by:agent")[0])
    assert entry.sender == AGENT
    history.names_senders = False
    (entry,) = await history.page(EVERYTHING)
    assert entry.sender == ""
    exchange = await history.exchange(entry.id)
    assert exchange is not None
    assert exchange.sender == ""
    await history.aclose()
