"""Records of runs, for tests of what is made from them."""

from datetime import UTC, datetime
from typing import Any

from aiurdesk.core.response.examination import Finding
from aiurdesk.core.verdict.verdict import ExitCode
from aiurdesk.services.runs.run_reports.run_record import ResultRecord, RunRecord

EXCHANGE: dict[str, Any] = {
    "request": {
        "method": "POST",
        "url": "https://host.example/a?b=<c>",
        "headers": [["X-A", "1"]],
        "body": "token=••••",
    },
    "response": {
        "status": 200,
        "http_version": "HTTP/2",
        "headers": [["Content-Type", "text/html"]],
        "size_bytes": 2048,
        "body": "<script>alert(1)</script>\x00",
    },
    "failure": None,
}


def a_result(title="folder/one", **options):
    defaults: dict[str, Any] = {
        "pass_number": 1,
        "target": "a.b.c",
        "passed": True,
        "status": ExitCode.SUCCESS,
        "severity": "Success",
        "elapsed_ms": 12.0,
        "headline": "Success: 0 Completed",
        "lines": ("Done.",),
        "findings": (Finding("result code is 0", True, "0 Success"),),
        "captured": (),
        "exchange": None,
    }
    return ResultRecord(title=title, **defaults | options)


def a_failure(title="two", **options):
    defaults: dict[str, Any] = {
        "passed": False,
        "status": ExitCode.TEST_FAILED,
        "headline": "Input: −10 <Invalid> input",
        "severity": "Input",
        "findings": (Finding("result code is 0", False, "−10 InvalidInput"),),
    }
    return a_result(title, **defaults | options)


def a_run(*results, **options):
    defaults: dict[str, Any] = {
        "name": "Checks",
        "environment": "Sandbox",
        "started_at": datetime(2026, 11, 26, 12, 0, 0, tzinfo=UTC),
        "elapsed_ms": 1500.0,
    }
    return RunRecord(results=results, **defaults | options)
