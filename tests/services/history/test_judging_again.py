"""Entries of the history that get another verdict after another dialect was chosen."""

from msgspec.structs import replace

from aiurdesk.core.response.examination import Examination, Finding
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.services.dialects.dialect_changes import Affected
from aiurdesk.services.history import earlier_responses
from aiurdesk.services.history.earlier_responses import judge_entries
from tests.history_records import an_exchange

URL = "https://a.example:8080/"
OF_A = Affected(hosts=("a.example:8080",))


async def refuse(exchange):
    """Judge as a dialect would that refuses everything."""
    verdict = replace(exchange.verdict, severity=Severity.INPUT, code="no", headline="No")
    return replace(exchange, verdict=verdict)


async def listed(history, text):
    criteria, mistakes = history.filter_of(text)
    assert not mistakes
    return [entry.address for entry in await history.page(criteria)]


async def record(history, *exchanges):
    for exchange in exchanges:
        history.record(exchange, "Sandbox")
    await history.aclose()


async def test_entries_of_the_host_are_found_by_their_new_verdict(history):
    others = an_exchange(url="https://b.example/"), an_exchange(url="https://a.example/", minutes=1)
    await record(history, *others, an_exchange(url=URL, minutes=2))
    news = []
    history.on_judged = lambda: news.append("judged")
    assert await judge_entries(history, OF_A, refuse) == 1
    assert await listed(history, "severity:input code:no") == [URL]
    assert await listed(history, "code:0") == ["https://a.example/", "https://b.example/"]
    entry = (await history.page(history.filter_of("code:no")[0]))[0]
    assert entry.headline == "No"
    assert (await history.exchange(entry.id)).verdict.code == "no"
    # Nothing is written where nothing changes.
    assert await judge_entries(history, OF_A, refuse) == 0
    assert news == ["judged"]


async def test_a_failed_test_stays_as_bad_as_it_was(history):
    failed = Examination((Finding("status is 404", False),))
    await record(history, replace(an_exchange(url=URL), examination=failed))
    await judge_entries(history, OF_A, refuse)
    assert await listed(history, "severity:test code:no") == [URL]


async def test_what_was_not_kept_whole_keeps_its_verdict(history, monkeypatch):
    long = an_exchange(b'{"code": 0, "text": "' + b"x" * 200_000 + b'"}', url=URL)
    await record(history, long)
    assert await judge_entries(history, OF_A, refuse) == 1
    monkeypatch.setattr(earlier_responses, "_LONGEST_BODY", 1000)
    assert await judge_entries(history, OF_A, refuse) == 0


async def test_only_the_newest_are_judged(history, monkeypatch):
    monkeypatch.setattr(earlier_responses, "MOST_JUDGED", 150)
    await record(history, *(an_exchange(url=URL, minutes=number) for number in range(210)))
    assert await judge_entries(history, OF_A, refuse) == 150
    assert len(await listed(history, "code:0")) == 60


async def test_a_dialect_of_a_name_concerns_those_that_it_judged(history):
    other = an_exchange(url="https://b.example/", minutes=1)
    by_name = replace(other.verdict, table="chat", dialect="chat")
    await record(history, an_exchange(url=URL), replace(other, verdict=by_name))
    affected = Affected(names=frozenset({"chat"}))
    assert await judge_entries(history, affected, refuse) == 1
    assert await listed(history, "code:no") == ["https://b.example/"]
    assert await judge_entries(history, Affected(), refuse) == 0
