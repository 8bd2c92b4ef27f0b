import json

from aiurdesk.core.exporters.exported import (
    ExportedFolder,
    exported_exchange,
    exported_item,
)
from aiurdesk.core.exporters.har import write_har
from aiurdesk.core.request.request import Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.response.response import Response
from tests.core.exchange.test_exchange import ANSWER, INVALID_INPUT, an_exchange
from tests.core.exporters.collections import a_folder


def test_requests_are_entries_without_a_response():
    entries = json.loads(write_har(a_folder()).text)["log"]["entries"]
    assert len(entries) == 7
    first = entries[0]
    assert first["request"]["queryString"][1] == {"name": "q", "value": "a b"}
    assert (first["response"]["status"], first["time"]) == (0, 0)
    assert (first["response"]["bodySize"], first["request"]["httpVersion"]) == (-1, "HTTP/1.1")
    login = next(one for one in entries if one["comment"] == "Login")
    assert login["request"]["postData"]["params"] == [{"name": "user", "value": "a&b"}]


def test_what_was_sent_has_its_response_and_its_timings():
    exchange = an_exchange(ANSWER, INVALID_INPUT)
    exported = write_har(ExportedFolder("A", (exported_exchange("A", exchange),)))
    (entry,) = json.loads(exported.text)["log"]["entries"]
    assert isinstance(exchange.outcome, Response)
    assert entry["response"]["status"] == exchange.outcome.status
    assert entry["response"]["content"]["size"] == exchange.outcome.body.size_bytes
    assert entry["startedDateTime"] == exchange.started_at.isoformat()
    assert set(entry["timings"]) >= {"connect", "ssl", "send", "wait", "receive"}


def test_every_address_is_valid_and_what_is_not_there_is_told():
    addresses = {
        "Known": "{{base}}/a?b={{trace}}",
        "Unknown": "https://h.example/{{id}}/b c",
        "Bare": "{{nowhere}}/x",
        "Scheme": "{{scheme}}://h.example/x",
        "Empty": "",
    }
    requests = tuple(
        exported_item(name, Request(Typed(address), notes="Why."), "")
        for name, address in addresses.items()
    )
    variables = (("base", "https://api.example"), ("trace", "t-1"))
    exported = write_har(ExportedFolder("Shop", requests, variables))
    entries = json.loads(exported.text)["log"]["entries"]
    assert {entry["comment"]: entry["request"]["url"] for entry in entries} == {
        "Known": "https://api.example/a?b=t-1",
        "Unknown": "https://h.example/%7B%7Bid%7D%7D/b%20c",
        "Bare": "https://%7B%7Bnowhere%7D%7D/x",
        "Scheme": "https://%7B%7Bscheme%7D%7D://h.example/x",
    }
    assert "Empty: it has no address, which HAR requires." in exported.left_out
    assert "Unknown: {{id}} in its address, which stands there as text." in exported.left_out
    assert "Known: its notes." in exported.left_out
