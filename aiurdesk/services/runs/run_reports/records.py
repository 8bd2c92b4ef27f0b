"""A run as a JSON object; scripts depend on its members."""

import json
from typing import Any

from msgspec.structs import asdict

from aiurdesk.services.runs.coverage import Coverage, Documented
from aiurdesk.services.runs.run_differences import RequestDifference, RunDifferences
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
        **({} if run.coverage is None else {"coverage": _coverage(run.coverage)}),
        **({} if run.differences is None else {"against": _against(run.differences)}),
        **({} if run.drift is None else {"drift": [asdict(one) for one in run.drift]}),
        "results": [_result(result) for result in run.results],
    }
    # Text of any language stays readable; consumers read UTF-8.
    return json.dumps(members, ensure_ascii=False, indent=2) + "\n"


def _coverage(coverage: Coverage) -> dict[str, Any]:
    def counts(documented: tuple[Documented, ...]) -> list[dict[str, Any]]:
        return [{"name": one.name, "when": one.when, "seen": one.seen} for one in documented]

    return {
        "services": [
            {
                "service": service.service,
                "endpoints": [
                    {
                        "endpoint": one.endpoint,
                        "requests": one.requests,
                        "codes": counts(one.codes),
                        "statuses": counts(one.statuses),
                        "never_seen": {
                            "codes": list(one.unseen_codes),
                            "statuses": list(one.unseen_statuses),
                        },
                        "not_documented": {
                            "codes": list(one.undocumented_codes),
                            "statuses": list(one.undocumented_statuses),
                        },
                    }
                    for one in service.endpoints
                ],
                "not_sent": list(service.not_sent),
            }
            for service in coverage.services
        ],
        "of_no_service": coverage.without,
    }


def _against(found: RunDifferences) -> dict[str, Any]:
    def member(one: RequestDifference) -> dict[str, Any]:
        return {
            "title": one.title,
            "row": one.row,
            "is_new": one.is_new,
            "is_gone": one.is_gone,
            "count": one.count,
            "differences": [
                {"what": entry.label, "before": entry.left, "now": entry.right}
                for entry in one.differences
            ],
            "notes": list(one.notes),
        }

    return {
        "run": found.against,
        "same": found.same_count,
        "differing": [member(one) for one in found.differing],
        "ignored": list(found.ignored),
        "changes_by_itself": {title: list(paths) for title, paths in found.learnt},
        "remarks": list(found.remarks),
    }


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
