import json

from aiurdesk.services.runs.run_reports.records import write
from tests.services.run_records import EXCHANGE, a_failure, a_result, a_run


def test_scripts_get_every_result():
    run = a_run(
        a_result(exchange=EXCHANGE), a_failure(), mistakes=("a, line 1: b",), not_run=(("c", 2),)
    )
    members = json.loads(write(run))
    results = members.pop("results")
    assert members == {
        "name": "Checks",
        "environment": "Sandbox",
        "started_at": "2026-11-26T12:00:00+00:00",
        "elapsed_ms": 1500.0,
        "is_stopped": True,
        "passed": 1,
        "failed": 1,
        "not_run": [{"title": "c", "pass": 2}],
        "mistakes": ["a, line 1: b"],
    }
    assert results[0]["exchange"] == EXCHANGE
    assert results[1] == {
        "title": "two",
        "pass": 1,
        "target": "a.b.c",
        "passed": False,
        "severity": "Input",
        "exit_status": 5,
        "headline": "Input: −10 <Invalid> input",
        "tests": [{"title": "result code is 0", "passed": False, "found": "−10 InvalidInput"}],
        "captured": [],
        "exchange": None,
    }
