"""Tests of the verdict on a message of a socket."""

import pytest

from aiurdesk.core.dialects.frame_judging import judge_frame
from aiurdesk.core.verdict.dialect import Dialect, FieldRule, Rules
from aiurdesk.services.dialects.dialect_files import DialectFiles

JSON_RPC = DialectFiles()["json-rpc"]


def test_a_message_with_a_code_has_a_verdict() -> None:
    content = '{"jsonrpc": "2.0", "id": 1, "error": {"code": -32601, "message": "No."}}'

    verdict = judge_frame(content, JSON_RPC)

    assert verdict is not None
    assert (verdict.code, verdict.message, verdict.severity) == (-32601, "No.", "input")
    assert (verdict.table, verdict.kind) == ("json-rpc", "envelope")


def test_an_unknown_code_is_unexpected() -> None:
    verdict = judge_frame('{"jsonrpc": "2.0", "error": {"code": 12345, "message": ""}}', JSON_RPC)

    assert verdict is not None
    assert (verdict.kind, verdict.severity) == ("unexpected_code", "unexpected")


@pytest.mark.parametrize(
    "content",
    ["hello", "", "[", '{"jsonrpc": "2.0", "method": "newHeads"}', "[" * 100_000, '"\ud83d"'],
)
def test_other_messages_have_none(content: str) -> None:
    assert judge_frame(content, JSON_RPC) is None


def test_what_became_of_an_operation_may_fail_without_a_code() -> None:
    graphql = DialectFiles()["graphql"]
    content = '{"errors": [{"message": "No such field."}]}'

    verdict = judge_frame(content, graphql, is_result=True)

    assert verdict is not None
    assert (verdict.kind, verdict.severity) == ("envelope", "input")
    assert "No such field." in (verdict.message, *verdict.other_errors)
    assert judge_frame(content, graphql) is None


def test_errors_about_values_are_told_with_their_names() -> None:
    rules = Rules(ok=("ok",), code=("code",), fields=(FieldRule(each=("errors",)),))
    content = '{"ok": false, "code": 7, "errors": [{"name": "a", "message": "Too long."}]}'

    verdict = judge_frame(content, Dialect("acme", rules=rules))

    assert verdict is not None
    assert verdict.other_errors == ("a: Too long.",)
