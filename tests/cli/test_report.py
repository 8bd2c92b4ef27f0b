"""An exchange as text and as the JSON object that scripts read."""

import json
from datetime import UTC, datetime

import pytest

from aiurdesk.cli.report import as_json, body_of, exchange_text, head, is_text, printable
from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.request import FileContent, Header, PreparedRequest, Request
from aiurdesk.core.response.exchange import Exchange
from aiurdesk.core.response.response import Body, Failure, FailureKind, Response, Timing
from aiurdesk.core.verdict.envelope import Envelope
from aiurdesk.core.verdict.failures import judge_failure
from aiurdesk.core.verdict.verdict import Fix, FixAction, Severity, Verdict, VerdictKind

PREPARED = PreparedRequest(
    "POST",
    "https://host/e?Token=t0k3n",
    (Header("Content-Type", "multipart/form-data"),),
    (b"Token=t0k3n&", FileContent("/tmp/picture.png"), b"\xff"),
    (Secret("t0k3n"),),
)
VERDICT = Verdict(
    VerdictKind.ENVELOPE, Severity.INPUT, "Invalid input", "2020", -10, "InvalidInput",
    "Bad \x1b[31mthings.", "Malformed.",
    (Fix("Check."), Fix("Go to ChannelId", FixAction.FOCUS_PARAMETER, "ChannelId")),
    {"ChannelId": ("Not valid.",)}, ("Odd.",), ("Quiet.",),
)  # fmt: skip


def response(body=b'{"code":-10}', path=None):
    timing = Timing(1.0004, 2.0, 0.5, 3.0, None, 6.1)
    headers = (Header("X-Twice", "1"), Header("X-Twice", "2"))
    content = Body(body, path, len(body))
    return Response(200, "HTTP/2", headers, content, "https://host/", timing=timing)


def exchange(outcome, verdict=VERDICT):
    envelope = Envelope(-10, "m") if isinstance(outcome, Response) else None
    request = Request(Endpoint("s.g.e", "s", "G", "E", "POST", "/e"))
    return Exchange(request, PREPARED, outcome, envelope, verdict, datetime.now(UTC))


def test_the_json_object_has_exactly_the_documented_members():
    assert json.loads(as_json(exchange(response()))) == {
        "verdict": {
            "kind": "envelope",
            "table": "2020",
            "code": -10,
            "name": "InvalidInput",
            "severity": "input",
            "headline": "Invalid input",
            "message": "Bad \x1b[31mthings.",
            "fixes": [
                {"text": "Check.", "action": None},
                {"text": "Go to ChannelId", "action": "focus_parameter"},
            ],
            "field_errors": {"ChannelId": ["Not valid."]},
            "notes": ["Odd.", "Quiet."],
        },
        "request": {
            "method": "POST",
            "url": "https://host/e?Token=••••",
            "headers": [["Content-Type", "multipart/form-data"]],
            "body": "Token=••••&‹content of /tmp/picture.png›\\xff",
        },
        "response": {
            "status": 200,
            "http_version": "HTTP/2",
            "headers": [["X-Twice", "1"], ["X-Twice", "2"]],
            "size_bytes": 12,
            "body": '{"code":-10}',
        },
        "failure": None,
        "timing": {
            "connect_ms": 1.0,
            "tls_ms": 2.0,
            "first_byte_ms": 3.0,
            "body_ms": None,
            "total_ms": 6.1,
        },
    }


def test_the_members_have_the_documented_order():
    members = json.loads(as_json(exchange(response())))
    assert list(members) == ["verdict", "request", "response", "failure", "timing"]
    assert list(members["verdict"])[:5] == ["kind", "table", "code", "name", "severity"]


def test_without_a_response_the_object_holds_the_failure():
    failure = Failure(FailureKind.CERTIFICATE_EXPIRED, "since yesterday")
    members = json.loads(as_json(exchange(failure, judge_failure(failure))))
    assert members["response"] is None
    assert members["failure"] == {"kind": "certificate_expired", "detail": "since yesterday"}
    assert members["verdict"]["kind"] == "no_answer"
    assert members["verdict"]["code"] is None


def test_a_body_in_a_file_is_shown_completely(tmp_path):
    path = tmp_path / "body"
    path.write_bytes(b"all of it")
    in_file = response(b"all", str(path))
    assert body_of(in_file) == b"all of it"
    assert json.loads(as_json(exchange(in_file)))["response"]["body"] == "all of it"


def test_control_characters_of_a_server_are_replaced():
    assert "\x1b" not in exchange_text(exchange(response()))
    assert "Bad �[31mthings." in exchange_text(exchange(response()))
    assert printable("a\tb\nc\x9b") == "a\tb\nc�"


def test_the_first_line_holds_the_verdict_duration_and_status():
    first = exchange_text(exchange(response())).splitlines()[0]
    assert first == "Input: −10 Invalid input (InvalidInput, table 2020) · 6.1 ms · HTTP/2 · 200"


def test_the_head_consists_of_status_line_and_headers():
    assert head(response()) == "HTTP/2 200\nX-Twice: 1\nX-Twice: 2\n\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", True),
        (b"text \x1b[1m", True),
        ("é".encode() * 3000, True),
        (("x" + "é" * 3000).encode(), True),
        (b"\x89PNG\r\n", False),
        (b"a\0b", False),
    ],
)
def test_text_is_distinguished_from_binary_data(body, expected):
    assert is_text(body) is expected
