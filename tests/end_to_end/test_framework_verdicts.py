"""What real frameworks answer gets the verdict that a person expects, without any dialect chosen.

Source: ``tests/data/frameworks``: exchanges with real servers, and what a person should be told.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.request.request import Header, PreparedRequest
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.core.verdict.verdict import ExitCode, Verdict, VerdictKind, exit_code
from aiurdesk.services.library import Library
from tests.core.verdict.readings import judged_body

LIBRARY = Library()
LINES = (Path(__file__).parents[1] / "data/frameworks/exchanges.jsonl").read_text(encoding="utf-8")
EXCHANGES = [json.loads(line) for line in LINES.splitlines()]


def judged(exchange: dict[str, Any]) -> Verdict:
    request, response = exchange["request"], exchange["response"]
    url = f"https://app.example:8000{request['path']}"
    sent = (request["body"] or "").encode()
    headers = (Header("Content-Type", request["content_type"]),) if request["content_type"] else ()
    prepared = PreparedRequest(request["method"], url, headers, (sent,) if sent else ())
    data = response["body"].encode()
    head = tuple(Header(*pair) for pair in response["headers"])
    body = ResponseBody(data, None, len(data), len(data))
    answer = Response(response["status"], "HTTP/1.1", head, body, url)
    return judged_body(answer, custom_request(url), LIBRARY, prepared=prepared)


def name_of(exchange: dict[str, Any]) -> str:
    return f"{exchange['framework']} {exchange['case']}"


def test_each_outcome_is_right_and_none_is_an_unexpected_code() -> None:
    assert len(EXCHANGES) > 300
    for exchange in EXCHANGES:
        verdict = judged(exchange)
        is_success = exit_code(verdict) is ExitCode.SUCCESS
        assert is_success == (exchange["expected"]["outcome"] == "success"), name_of(exchange)
        assert verdict.kind is not VerdictKind.UNEXPECTED_CODE, name_of(exchange)


def test_messages_codes_and_fields_are_in_the_verdict() -> None:
    right: Counter[str] = Counter()
    errors = [e for e in EXCHANGES if e["expected"]["outcome"] == "error"]
    for exchange in errors:
        expected, verdict = exchange["expected"], judged(exchange)
        of_fields = {text for texts in expected["fields"].values() for text in texts}
        right["message"] += verdict.message in {expected["message"], *of_fields}
        right["code"] += verdict.code == expected["code"]
        told = {name: sorted(texts) for name, texts in verdict.field_errors.items()}
        wanted_texts = {name: sorted(texts) for name, texts in expected["fields"].items()}
        right["fields"] += wanted_texts.items() <= told.items()
    shares = {key: count / len(errors) for key, count in right.items()}
    assert all(share >= 0.98 for share in shares.values()), shares
