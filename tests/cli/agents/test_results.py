"""Results of tools are bounded, whatever a server has sent."""

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.cli.agents.results import (
    MOST_BYTES,
    FindResult,
    Found,
    ResponseFacts,
    SendResult,
    capped,
    items_of,
    page_of,
    schema_of,
)

VERDICT: Any = {
    "kind": "envelope",
    "table": "2020",
    "code": -8,
    "name": "Unauthorized",
    "severity": "credential",
    "headline": "Not signed in",
    "message": "no",
    "fixes": [{"text": "Sign in", "action": "sign_in"}],
    "field_errors": {},
    "notes": [],
    "dialect": "2020",
    "sub_code": None,
    "named_errors": [],
    "items": [],
    "request_id": None,
    "docs": None,
    "retry_after_s": None,
    "looks_like": [],
}


@given(st.text(max_size=200), st.integers(1, 40))
def test_the_pages_of_a_text_are_the_text(text, most_bytes):
    pages = ""
    offset: int | None = 0
    while offset is not None:
        page = page_of(text, offset, most_bytes + 20)
        assert len(msgspec.json.encode(page.text)) <= most_bytes + 20
        pages, offset = pages + page.text, page.next_offset
    assert pages == text


@given(st.lists(st.text(max_size=30)), st.integers(1, 100))
def test_the_pages_of_a_list_are_the_list(items, most_bytes):
    listed: list[str] = []
    offset: int | None = 0
    while offset is not None:
        page, offset = items_of(items, offset, most_bytes)
        listed += page
    assert listed == items


def test_a_result_is_short_whatever_a_server_has_sent():
    long = "“x”\x00" * 20_000
    verdict = VERDICT | {
        "message": long,
        "headline": long,
        "notes": [long] * 50,
        "field_errors": {f"{number}{long}": [long] * 9 for number in range(2000)},
        "items": [{"ok": False, "code": "1", "message": long, "label": long}] * 1000,
    }
    response = ResponseFacts(200, long, 1, [[long, long]] * 60, long)
    result = SendResult(verdict, "GET", long, response, failure=long)
    members, text = capped(result)
    size = len(msgspec.json.encode(members)) + len(msgspec.json.encode(text))
    assert size <= MOST_BYTES
    assert members["verdict"]["code"] == -8
    assert "\x00" not in text


def test_a_short_result_is_whole():
    result = FindResult([Found("endpoint", "a.b.c", method="GET", target="/c")], 1)
    members, text = capped(result)
    assert msgspec.convert(members, FindResult) == result
    assert text == "1 found\nendpoint a.b.c GET /c"


def test_the_root_of_a_schema_is_an_object():
    schema = schema_of(SendResult)
    assert schema["type"] == "object"
    assert "VerdictMembers" in schema["$defs"]
