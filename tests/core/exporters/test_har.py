import json

from aiurdesk.core.exporters.exported import ExportedFolder, exported_exchange
from aiurdesk.core.exporters.har import write_har
from aiurdesk.core.response.response import Response
from tests.core.exchange.test_exchange_text import ANSWER, INVALID_INPUT, an_exchange
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
