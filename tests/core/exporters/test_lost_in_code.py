from collections.abc import Callable, Iterable

import pytest
from msgspec.structs import replace

from aiurdesk.core.exporters.exported import ExportedRequest
from aiurdesk.core.exporters.httpie import HTTPIE
from aiurdesk.core.exporters.lost_in_code import (
    lost_in_curl,
    lost_in_fetch,
    lost_in_go,
    lost_in_httpx,
    lost_in_requests,
)
from aiurdesk.core.request.request import FileValue, Header, MultipartBody, Row, TextBody, Value

PLAIN = ExportedRequest("GET", "https://h.example/a?b=1", (Header("X", "1"),))


def a_form(name: str, value: Value) -> MultipartBody:
    return MultipartBody((Row(name, value),))


def a_file(filename: str) -> FileValue:
    return FileValue("f.png", filename, "")


ALL: dict[str, Callable[[ExportedRequest], Iterable[str]]] = {
    "curl": lost_in_curl,
    "httpx": lost_in_httpx,
    "requests": lost_in_requests,
}
ALL |= {"fetch": lost_in_fetch, "go": lost_in_go, "httpie": HTTPIE.lost}


@pytest.mark.parametrize(
    ("changes", "words", "languages"),
    [
        ({"url": "https://h.example/a/../b"}, "The dots in the path", "httpx requests fetch"),
        ({"url": "https://h.example/%2e%2E"}, "The dots in the path", "fetch"),
        ({"url": "https://h.example/a?"}, "The question mark", "curl requests fetch httpie"),
        ({"method": "TRACE"}, "refuses the method TRACE", "fetch"),
        ({"body": TextBody("x")}, "refuses a body with GET", "fetch"),
        ({"headers": (Header("Host", "other.example"),)}, "Host is that of the address", "fetch"),
        ({"headers": (Header("X", "ä"),)}, "X is sent in Latin-1", "fetch"),
        ({"headers": (Header("X", "1"), Header("X", "2"))}, "as one", "requests fetch"),
        ({"body": a_form("a=b", a_file("f"))}, "under the name a.", "curl"),
        (
            {"body": a_form("a", a_file('a"'))},
            "other escapes",
            "httpx requests fetch",
        ),
        ({"body": a_form("a", a_file("a\\"))}, "other escapes", "httpx"),
        (
            {"body": a_form("a\\", "1")},
            "The name of the part a\\ ",
            "httpx go httpie",
        ),
        ({"url": "https://h.example/{a}?{b}"}, "braces and backticks", "httpx"),
        ({"url": "https://h.example/a%zz"}, "begins no escape", "go"),
        ({"headers": (Header("User-Agent", ""),)}, "The empty header", "go"),
        ({"headers": (Header("Expect", "100-continue"),)}, "refuses the header", "fetch"),
        ({"headers": (Header("Range", "bytes=0-1"),)}, "adds identity", "fetch"),
        ({"headers": (Header("If-None-Match", "x"),)}, "adds Cache-Control", "fetch"),
        ({"method": "M-SEARCH"}, "of letters only", "httpie"),
        ({"headers": (Header("X", "a\\:b"),)}, "without a backslash", "httpie"),
        ({"body": a_form("a", "b\\=c")}, "without a backslash", "httpie"),
        (
            {"body": a_form("a", a_file('a"\\'))},
            "escapes",
            "curl httpx requests fetch",
        ),
        (
            {"body": a_form("a", a_file(""))},
            "without its empty name",
            "httpx requests fetch",
        ),
        ({"body": a_form("a", "b\nc")}, "sent as CR LF", "fetch"),
    ],
)
def test_what_a_language_sends_otherwise_is_said(changes, words, languages):
    method = "POST" if isinstance(changes.get("body"), MultipartBody) else "GET"
    request = replace(PLAIN, **{"method": method, **changes})
    saying = [name for name, lost in ALL.items() if any(words in said for said in lost(request))]
    assert saying == languages.split()


def test_what_all_send_alike_is_not_mentioned():
    assert [said for lost in ALL.values() for said in lost(PLAIN)] == []
