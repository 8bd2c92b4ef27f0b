import pytest

from aiurdesk.core.response.response import FailureKind
from aiurdesk.transport.address import parse_address
from aiurdesk.transport.header_lines import wire_headers
from aiurdesk.transport.send_failure import SendFailure
from tests.transport.calls import a_request

URL = "https://a.example:8443/x"


def lines(length: int = 0, **parts) -> list[tuple[bytes, bytes]]:
    return wire_headers(a_request(URL, **parts), parse_address(URL), length)


def test_what_a_request_needs_is_added_first():
    assert lines() == [
        (b"Host", b"a.example:8443"),
        (b"Accept", b"*/*"),
        (b"Accept-Encoding", b"gzip, deflate"),
        (b"User-Agent", b"aiurdesk/0.1.0"),
    ]


def test_what_the_request_brings_itself_is_kept():
    found = lines(headers={"host": "other", "ACCEPT": "text/html", "X-Name": " ä "})
    assert (b"host", b"other") in found
    assert (b"ACCEPT", b"text/html") in found
    assert (b"X-Name", "ä".encode()) in found
    assert [name.lower() for name, _ in found].count(b"accept") == 1


def test_the_length_of_the_body_is_written_here_alone():
    found = lines(5, method="POST", body=(b"hello",), headers={"Content-Length": "99"})
    assert found[-1] == (b"Content-Length", b"5")
    assert [name for name, _ in found].count(b"Content-Length") == 1


@pytest.mark.parametrize(
    ("method", "body", "has_length"),
    [("GET", (), False), ("GET", (b"",), True), ("POST", (), True), ("DELETE", (), False)],
)
def test_no_body_is_distinct_from_an_empty_one(method, body, has_length):
    names = [name for name, _ in lines(method=method, body=body)]
    assert (b"Content-Length" in names) is has_length


def test_framing_headers_do_not_go_out():
    found = lines(headers={"Transfer-Encoding": "chunked", "connection": "close", "Upgrade": "x"})
    assert len(found) == len(lines())


@pytest.mark.parametrize(("name", "value"), [("X:Y", "1"), ("", "1"), ("X", "a\r\nSecret: 1")])
def test_a_header_that_breaks_the_request_is_refused_without_its_value(name, value):
    with pytest.raises(SendFailure) as end:
        lines(headers={name: value})
    assert end.value.kind is FailureKind.PROTOCOL_ERROR
    assert "Secret" not in end.value.detail
