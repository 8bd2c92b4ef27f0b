"""Runs that are kept to be compared with."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.problem import Problem
from aiurdesk.services.runs import kept_runs
from aiurdesk.services.runs.kept_runs import Answers, KeptAnswer, KeptRun, KeptRuns
from aiurdesk.services.runs.runner import RunResult
from tests.history_records import an_exchange

NOW = datetime(2026, 12, 2, tzinfo=UTC)
REQUEST = CollectionRequest("A", "/c/A.request.toml")


def a_run(name="before", *answers):
    return KeptRun(name, "c", "e", NOW, 1, answers)


async def test_a_request_that_was_not_sent_is_kept_with_its_reason_and_without_secrets():
    answers = Answers()
    why = Problem("The token abc is wrong: password=hunter2hunter2 was refused")
    await answers.add(1, RunResult(1, "A", 1, REQUEST, errors=(why,)), "e")
    (answer,) = answers.run("n", "c", "e", NOW, 1).answers
    assert answer.why_not.startswith("The token")
    assert "hunter2" not in answer.why_not
    assert answer.side.facts == (("Verdict", answer.why_not),)


async def test_what_is_too_much_is_left_out_and_told():
    answers = Answers(most_bytes=20, most_answers=2)
    for number in (1, 2, 3):
        exchange = an_exchange(b'{"a": 1234567}')
        await answers.add(number, RunResult(number, "A", number, REQUEST, exchange), "e")
    run = answers.run("n", "c", "e", NOW, 3)
    assert [bool(answer.body) for answer in run.answers] == [True, False]
    assert run.remarks == (
        "1 body is not compared: all together would be longer than 20 B.",
        "1 request is not compared: a run keeps 2 at most.",
    )


def test_a_run_comes_back_as_it_was_kept(tmp_path):
    runs = KeptRuns(tmp_path / "kept")
    run = a_run("a/b ‮", KeptAnswer("A", 1, code=-4, body=b"\xff\x00", status=200))
    runs.write(run)
    assert runs.read("a/b ‮") == run
    assert runs.names() == ("a/b ‮",)
    runs.remove("a/b ‮")
    assert runs.names() == ()


def test_a_run_of_a_later_version_is_refused_and_stays(tmp_path):
    runs = KeptRuns(tmp_path)
    runs.write(replace(a_run(), format=99))
    with pytest.raises(ProblemError, match="A later version of aiurdesk kept the run before"):
        runs.read("before")
    assert runs.has("before")


def test_one_more_than_the_limit_is_refused_and_a_known_one_is_replaced(tmp_path, monkeypatch):
    monkeypatch.setattr(kept_runs, "MOST_RUNS", 1)
    runs = KeptRuns(tmp_path)
    runs.check("before")
    runs.write(a_run())
    runs.check("before")
    with pytest.raises(ProblemError, match="1 runs are kept already"):
        runs.check("another")


@pytest.mark.parametrize("name", ["", "  ", "\ud83d", "x" * 300])
def test_a_name_that_is_none_is_refused(name, tmp_path):
    with pytest.raises(ProblemError):
        KeptRuns(tmp_path).check(name)
