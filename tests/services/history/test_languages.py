"""What was recorded while one language was used is read in another one.

Real servers, the real transport and the real history: the words are made when they are shown.
"""

import contextlib
import sqlite3

import pytest
from msgspec.structs import replace

from aiurdesk.assembly import build_services
from aiurdesk.core.environments.environment import CUSTOM_URLS
from aiurdesk.core.errors import KeyringFailure, KeyringReason
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.sockets.socket_options import SocketOptions
from aiurdesk.core.exchange.sockets.transcript import Transcript, with_transcript
from aiurdesk.core.history.history_filter import HistoryFilter
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.response.response import Closing, Failure, FailureKind, Response, SocketSummary
from aiurdesk.core.state.history_settings import HistorySettings
from aiurdesk.core.verdict.status_verdict import NO_FAILURE_HERE
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.services.expectations.examination import Examined
from aiurdesk.services.sending.planned_request import SendTerms
from aiurdesk.services.services import Services
from aiurdesk.services.sockets.socket_recorder import SocketRecorder
from aiurdesk.services.sockets.socket_session import SocketSession
from aiurdesk.services.sockets.street import StreetTerms, last_of
from aiurdesk.storage.paths import places
from tests.core.exchange.sockets.frames import a_handshake
from tests.languages import speaking
from tests.services.login_setup import LoginSetup, request_to
from tests.transport.misbehaving_server import answering, response, serving
from tests.transport.sockets.socket_server import a_socket_server
from tests.transport.stream_bytes import CHUNKED, chunk

TERMS = SendTerms(Limits(connect_s=30, read_s=30, total_s=60))
BOTH_WAYS = pytest.mark.parametrize(("before", "after"), [("", "de"), ("de", ""), ("", "zh_CN")])


def a_profile(tmp_path) -> Services:
    services = build_services(tmp_path)
    services.history.configure(HistorySettings())
    return services


def a_plan(services: Services, url: str, **members):
    endpoint = Typed(url)
    return services.pipeline.plan(Request(endpoint, **members), CUSTOM_URLS)


async def sent(services: Services, url: str, **members) -> Exchange:
    plan = a_plan(services, url, **members)
    exchange = await services.pipeline.send(plan, TERMS)
    assert isinstance(exchange, Exchange)
    services.pipeline.record(plan, exchange)
    return exchange


async def restored_in(services: Services, language: str) -> tuple[Exchange, str]:
    """Return the only exchange of the history and its headline in the list."""
    await services.history.aclose()
    with speaking(language):
        (entry,) = await services.history.page(HistoryFilter())
        exchange = await services.history.exchange(entry.id)
    assert exchange is not None
    return exchange, entry.headline


def words_of(exchange: Exchange) -> tuple[str, ...]:
    verdict = exchange.verdict
    return (verdict.headline, verdict.meaning, *verdict.notes, *(fix.text for fix in verdict.fixes))


def recorded_text(tmp_path) -> str:
    """Return all that is recorded, but for the index of its words."""
    with contextlib.closing(sqlite3.connect(places(tmp_path).history_file)) as connection:
        rows = connection.execute("SELECT * FROM entries JOIN contents USING (id)").fetchall()
    return repr(rows)


def assert_no_sentence_is_recorded(tmp_path, exchange: Exchange) -> None:
    kept = recorded_text(tmp_path)
    # A phrase is recorded as its English text with the places of its values.
    words = [text for text in words_of(exchange) if " " in text]
    assert words
    assert [text for text in words if repr(text)[1:-1] in kept] == []


FAILURES = [
    (b"hello there, no HTTP\r\n", "The data begins with", "Die Daten beginnen mit", "数据以"),
    (
        b"HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\n",
        "names several lengths",
        "nennt mehrere Längen",
        "多个长度",
    ),
    (
        response(b"x", "Content-Encoding: strange"),
        "which the request did not accept",
        "akzeptiert hat",
        "请求没有接受",
    ),
]


@BOTH_WAYS
@pytest.mark.parametrize(("data", "english", "german", "chinese"), FAILURES)
async def test_why_there_is_no_response(tmp_path, data, english, german, chinese, before, after):
    words = {"": english, "de": german, "zh_CN": chinese}
    async with serving(answering(data)) as port:
        services = a_profile(tmp_path)
        with speaking(before):
            exchange = await sent(services, f"http://127.0.0.1:{port}/")
            assert any(words[before] in text for text in words_of(exchange)), words_of(exchange)
            await services.history.aclose()
            assert_no_sentence_is_recorded(tmp_path, exchange)
        restored, headline = await restored_in(services, after)
        with speaking(after):
            again = words_of(restored)
        assert any(words[after] in text for text in again), again
        assert headline == restored.verdict.headline
        assert not set(words_of(exchange)) & set(again)
        await services.aclose()


@BOTH_WAYS
async def test_a_cancelled_request(tmp_path, before, after):
    services = a_profile(tmp_path)
    with speaking(before):
        exchange = services.pipeline.cancelled(a_plan(services, "https://a.example/"), 12.0)
        assert isinstance(exchange, Exchange)
        await services.history.aclose()
        assert recorded_text(tmp_path).count(exchange.verdict.headline) == 0
    restored, headline = await restored_in(services, after)
    assert headline == restored.verdict.headline != exchange.verdict.headline
    await services.aclose()


async def to_its_end(services: Services, url: str) -> Exchange:
    """Return the exchange of a socket or stream that the server ended; it is recorded."""
    plan = a_plan(services, url)
    options = SocketOptions(ping_every_s=0)
    opened = await last_of(services.street.send(plan, StreetTerms(options=options)))
    assert isinstance(opened, SocketSession)
    recorder, exchange = SocketRecorder(), None
    async with opened as session:
        async for update in session:
            exchange = recorder.take(update.status, update.frames) or exchange
    assert exchange is not None
    return exchange


@BOTH_WAYS
async def test_a_socket_that_the_server_gave_up(tmp_path, before, after):
    async def refuse(socket) -> None:
        await socket.send("a last word")
        await socket.close(1011, "no database")

    services = a_profile(tmp_path)
    async with a_socket_server(refuse) as url:
        with speaking(before):
            exchange = await to_its_end(services, url.replace("http", "ws", 1))
            await services.history.aclose()
            assert_no_sentence_is_recorded(tmp_path, exchange)
    restored, headline = await restored_in(services, after)
    assert headline == restored.verdict.headline != exchange.verdict.headline
    # What the server said stays as it said it.
    assert restored.verdict.message == exchange.verdict.message == "no database"
    assert not set(filter(None, words_of(exchange))) & set(words_of(restored))
    with speaking(before):
        (entry,) = await services.history.page(HistoryFilter())
        same = await services.history.exchange(entry.id)
        assert same is not None
        # The exchange that is recorded was made a moment earlier.
        *notes, _duration = exchange.verdict.notes
        assert same.verdict.notes[:-1] == tuple(notes)
        assert words_of(replace(same, verdict=replace(same.verdict, notes=()))) == words_of(
            replace(exchange, verdict=replace(exchange.verdict, notes=()))
        )
    await services.aclose()


@BOTH_WAYS
async def test_a_stream_that_is_cut_off(tmp_path, before, after):
    services = a_profile(tmp_path)
    async with serving(answering(CHUNKED, chunk(b"data: one\n\n"))) as port:
        with speaking(before):
            exchange = await to_its_end(services, f"http://127.0.0.1:{port}/")
            await services.history.aclose()
            assert_no_sentence_is_recorded(tmp_path, exchange)
    restored, headline = await restored_in(services, after)
    assert headline == restored.verdict.headline != exchange.verdict.headline
    assert not set(filter(None, words_of(exchange))) & set(words_of(restored))
    await services.aclose()


@BOTH_WAYS
async def test_a_stream_of_which_one_event_says_that_it_failed(tmp_path, before, after):
    services = a_profile(tmp_path)
    events = chunk(b'data: {"n": 1}\n\ndata: {"error": {"message": "over quota"}}\n\n') + chunk(b"")
    async with serving(answering(CHUNKED, events)) as port:
        with speaking(before):
            plan = a_plan(services, f"http://127.0.0.1:{port}/")
            last = await last_of(services.street.send(plan, StreetTerms(is_watched=False)))
            assert isinstance(last, Examined)
            exchange = last.exchange
            await services.history.aclose()
            assert_no_sentence_is_recorded(tmp_path, exchange)
    assert exchange.verdict.message == "over quota"
    restored, headline = await restored_in(services, after)
    assert restored.reading is not None
    assert restored.reading.message is not None
    assert restored.verdict.message == "over quota"
    assert restored.verdict.severity is exchange.verdict.severity is not Severity.SUCCESS
    with speaking(after):
        words = words_of(restored)
    assert headline == words[0]
    same = set(words_of(exchange)) & set(words)
    # The button is a constant of its module, in the language of the process.
    same -= {"200 OK", "", NO_FAILURE_HERE.text}
    assert same == set()
    await services.aclose()


async def test_a_record_of_an_earlier_version_keeps_its_words(tmp_path):
    """Its reason was a sentence, and the verdict on a socket was recorded as it was shown."""
    services = a_profile(tmp_path)
    failure = Failure(FailureKind.NOT_HTTP, "the data begins with “hello”")
    exchange = services.pipeline.cancelled(a_plan(services, "https://a.example/"))
    assert isinstance(exchange, Exchange)
    services.history.record(replace(exchange, outcome=failure), "Custom URLs")
    closing = Closing(1011, "no database", is_by_server=True)
    socket = with_transcript(a_handshake(), Transcript((), SocketSummary(closing=closing)))
    assert isinstance(socket.outcome, Response)
    old = replace(socket, outcome=replace(socket.outcome, summary=None))
    services.history.record(old, "Custom URLs")
    await services.history.aclose()
    with speaking("de"):
        entries = await services.history.page(HistoryFilter())
        made = [await services.history.exchange(entry.id) for entry in entries]
        words = {words for exchange in made if exchange for words in words_of(exchange)}
        assert "The data begins with “hello”." in words
        assert {"Closed by the server", "Close code 1011, internal error."} <= words
    await services.aclose()


async def test_why_a_credential_could_not_be_renewed(tmp_path):
    setup = LoginSetup(tmp_path)
    credential = await setup.added()
    view = request_to("stargate.channel.viewmychannels")
    await setup.exchange(view, credential)
    setup.responses["/viewmychannels"] = lambda request: setup.envelope(request, -8)
    setup.responses["/accesstoken"] = lambda request: setup.envelope(request, -1)
    exchange = await setup.exchange(view, credential)
    (note,) = [text for text in words_of(exchange) if "could not be renewed" in text]
    with speaking("de"):
        (remark,) = map(str, exchange.remarks)
    assert remark.startswith("Die Zugangsdaten konnten nicht erneuert werden.")
    assert "Signing" in note
    assert "Signing" not in remark


@pytest.mark.parametrize("reason", KeyringReason)
def test_why_the_keyring_failed(reason):
    error = KeyringFailure(reason, "SomeError")
    english = str(error.phrase)
    with speaking("de"):
        assert str(error) == str(error.phrase) != english
        assert "SomeError" in str(error)
