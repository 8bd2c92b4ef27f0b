"""An exchange as the JSON object that scripts read."""

import json

from msgspec.structs import replace

from aiurdesk.core.request.request import Header
from aiurdesk.core.response.response import Failure, FailureKind, ResponseBody
from aiurdesk.core.verdict.failures import judge_failure
from aiurdesk.services.sending.exchange_record import as_json, body_bytes
from tests.services.exchanges_shown import exchange, response


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
            "dialect": None,
            "sub_code": None,
            "named_errors": [],
            "items": [],
            "request_id": None,
            "docs": None,
            "retry_after_s": None,
            "looks_like": [],
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
            "trailers": [],
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


def test_the_body_of_the_json_object_is_read_by_its_charset():
    headers = (Header("Content-Type", "text/plain; charset=iso-8859-1"),)
    given = replace(response(), headers=headers, body=ResponseBody(b"Gr\xfc\xdfe", None, 5))
    given = replace(given, trailers=(Header("Grpc-Status", "5"),))
    members = json.loads(as_json(exchange(given)))["response"]
    assert (members["body"], members["trailers"]) == ("Grüße", [["Grpc-Status", "5"]])


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
    assert body_bytes(in_file) == b"all of it"
    assert json.loads(as_json(exchange(in_file)))["response"]["body"] == "all of it"
