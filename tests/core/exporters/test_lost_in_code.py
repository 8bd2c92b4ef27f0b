from collections.abc import Callable, Iterable

import pytest
from msgspec.structs import replace

from aiurdesk.core.exporters.code_request import CodeRequest, FormPart
from aiurdesk.core.exporters.httpie import HTTPIE
from aiurdesk.core.exporters.lost_in_code import (
    lost_in_curl,
    lost_in_fetch,
    lost_in_go,
    lost_in_httpx,
    lost_in_requests,
)
from aiurdesk.core.request.request import FileContent, Header

PLAIN = CodeRequest("GET", "https://h.example/a?b=1", (Header("X", "1"),))
FILE = FileContent("f.png")
ALL: dict[str, Callable[[CodeRequest], Iterable[str]]] = {
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
        ({"body": b"x"}, "refuses a body with GET", "fetch"),
        ({"headers": (Header("Host", "other.example"),)}, "Host is that of the address", "fetch"),
        ({"headers": (Header("X", "ä"),)}, "X is sent in Latin-1", "fetch"),
        ({"headers": (Header("X", "1"), Header("X", "2"))}, "as one", "requests fetch"),
        ({"body": (FormPart("a=b", FILE, "f"),)}, "under the name a.", "curl"),
        ({"body": (FormPart("a", FILE, 'a"'),)}, "other escapes", "httpx requests fetch"),
        ({"body": (FormPart("a", FILE, "a\\"),)}, "other escapes", "httpx"),
        ({"body": (FormPart("a\\", "1"),)}, "The name of the part a\\ ", "httpx go httpie"),
        ({"url": "https://h.example/{a}?{b}"}, "braces and backticks", "httpx"),
        ({"url": "https://h.example/a%zz"}, "begins no escape", "go"),
        ({"headers": (Header("User-Agent", ""),)}, "The empty header", "go"),
        ({"headers": (Header("Expect", "100-continue"),)}, "refuses the header", "fetch"),
        ({"headers": (Header("Range", "bytes=0-1"),)}, "adds identity", "fetch"),
        ({"headers": (Header("If-None-Match", "x"),)}, "adds Cache-Control", "fetch"),
        ({"method": "M-SEARCH"}, "of letters only", "httpie"),
        ({"headers": (Header("X", "a\\:b"),)}, "without a backslash", "httpie"),
        ({"body": (FormPart("a", "b\\=c"),)}, "without a backslash", "httpie"),
        ({"body": (FormPart("a", FILE, 'a"\\'),)}, "escapes", "curl httpx requests fetch"),
        ({"body": (FormPart("a", FILE),)}, "without its empty name", "httpx requests fetch"),
        ({"body": (FormPart("a", "b\nc"),)}, "sent as CR LF", "fetch"),
    ],
)
def test_what_a_language_sends_otherwise_is_said(changes, words, languages):
    method = "POST" if isinstance(changes.get("body"), tuple) else "GET"
    request = replace(PLAIN, **{"method": method, **changes})
    saying = [name for name, lost in ALL.items() if any(words in said for said in lost(request))]
    assert saying == languages.split()


def test_what_all_send_alike_is_not_mentioned():
    assert [said for lost in ALL.values() for said in lost(PLAIN)] == []
