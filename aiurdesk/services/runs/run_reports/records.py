"""A run as a JSON object; scripts depend on its members."""

import json
from typing import Any

from aiurdesk.services.runs.run_reports.run_record import ResultRecord, RunRecord


def write(run: RunRecord) -> str:
    """Return the object as text."""
    members = {
        "name": run.name,
        "environment": run.environment,
        "started_at": run.started_at.isoformat(timespec="seconds"),
        "elapsed_ms": round(run.elapsed_ms, 3),
        "is_stopped": run.is_stopped,
        "passed": len(run.results) - len(run.failed),
        "failed": len(run.failed),
        "not_run": [{"title": title, "pass": number} for title, number in run.not_run],
        "mistakes": list(run.mistakes),
        "results": [_result(result) for result in run.results],
    }
    # Text of any language stays readable; consumers read UTF-8.
    return json.dumps(members, ensure_ascii=False, indent=2) + "\n"


def _result(result: ResultRecord) -> dict[str, Any]:
    return {
        "title": result.title,
        "pass": result.pass_number,
        "target": result.target,
        "passed": result.passed,
        "severity": result.severity,
        "exit_status": int(result.status),
        "headline": result.headline,
        "tests": [
            {"title": finding.title, "passed": finding.passed, "found": finding.found}
            for finding in result.findings
        ],
        "captured": [
            {"variable": value.variable, "from": value.origin, "value": value.text}
            for value in result.captured
        ],
        "exchange": result.exchange,
    }
