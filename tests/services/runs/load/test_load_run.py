"""Loads in their own process, against real servers on loopback."""

from contextlib import aclosing
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from aiurdesk.assembly import build_services
from aiurdesk.core.load.load_report import LoadReport, LoadTally
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.services.runs.load.load_planning import LoadChoices, LoadPlanner
from aiurdesk.services.runs.load.load_run import LoadRun
from tests.envelope_server import envelope_server

# Not imported: it would replace parts of the standard library in this process.
pytestmark = pytest.mark.skipif(find_spec("locust") is None, reason="an optional extra")


def a_collection(folder: Path, requests: dict[str, str], base: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    order = ", ".join(f'"{name}"' for name in requests)
    (folder / "collection.toml").write_text(
        f'order = [{order}]\n[variables]\nbase = "{base}"\n', encoding="utf-8"
    )
    for name, text in requests.items():
        (folder / f"{name}.request.toml").write_text(text, encoding="utf-8")
    return folder


def get(url: str, more: str = "") -> str:
    return f'method = "GET"\nurl = "{url}"\n{more}'


async def report_of(folder: Path, tmp_path: Path, **chosen: Any) -> LoadReport:
    services = build_services(tmp_path / "profile")
    try:
        choices = LoadChoices(str(folder), **{"users": 4, "for_s": 2.0, **chosen})
        ready = await LoadPlanner(services, Limits()).ready(choices)
        tally = LoadTally()
        async with aclosing(LoadRun(ready.plan).ticks()) as ticks:
            async for tick in ticks:
                tally.add(tick)
        return tally.report(ready.name)
    finally:
        await services.aclose()


async def test_responses_count_by_their_verdict_and_not_by_their_status(tmp_path):
    with envelope_server() as server:
        folder = a_collection(
            tmp_path / "shop",
            {
                "good": get(f"{server.base}/0/Done", 'dialect = "2023"\n'),
                "bad": get(f"{server.base}/-11/Slowly", 'dialect = "2023"\n'),
            },
        )
        report = await report_of(folder, tmp_path)
        asked = len(server.received)
    good, bad = report.requests
    assert (good.request, good.failed, bad.request) == ("good", 0, "bad")
    assert bad.failed == bad.sent == bad.failed_under_200 > 0
    assert {(one.severity, one.label) for one in report.columns} == {
        (Severity.SUCCESS, "Success 0"),
        (Severity.WAIT, "Wait −11"),
    }
    # Those that were on their way at the end are not counted.
    assert 0 <= asked - report.total.sent <= 4
