import pytest

from aiurdesk.core.preparing.header import wire_authority, wire_headers, wire_target
from aiurdesk.core.request.request import Header, PreparedRequest


@pytest.mark.parametrize(
    ("origin", "authority"),
    [
        (("https", "a.b", 443), "a.b"),
        (("https", "a.b", None), "a.b"),
        (("https", "a.b", 80), "a.b:80"),
        (("http", "localhost", 80), "localhost"),
        (("https", "::1", 8443), "[::1]:8443"),
    ],
)
def test_the_port_is_named_unless_it_goes_without_saying(origin, authority):
    assert wire_authority(*origin) == authority


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://a.b", "/"),
        ("https://a.b?x=/", "/?x=/"),
        ("https://a.b/c/../%2e?x=%41+|#d", "/c/../%2e?x=%41+|"),
        ("https://a.b/ä b", "/%C3%A4%20b"),
    ],
)
def test_the_target_goes_out_as_it_is_written(url, target):
    assert wire_target(url) == target


def lines(method: str, *headers: Header, body: tuple[bytes, ...] = ()) -> list[tuple[str, str]]:
    request = PreparedRequest(method, "https://a/", headers, body)
    return [(header.name, header.value) for header in wire_headers(request, "a", "7")]


def test_what_a_request_brings_itself_is_not_added():
    given = lines("GET", Header("ACCEPT", " text/html\t"), Header("host", "b"))
    assert [name for name, _ in given] == ["Accept-Encoding", "User-Agent", "ACCEPT", "host"]
    assert given[2:] == [("ACCEPT", "text/html"), ("host", "b")]


@pytest.mark.parametrize(
    ("method", "body", "has_length"),
    [("GET", (), False), ("GET", (b"",), True), ("POST", (), True), ("DELETE", (), False)],
)
def test_a_length_goes_with_a_body_and_where_servers_expect_one(method, body, has_length):
    assert (("Content-Length", "7") in lines(method, body=body)) is has_length


def test_where_a_message_ends_is_not_for_the_request_to_say():
    given = (Header("Transfer-Encoding", "chunked"), Header("content-length", "99"))
    assert lines("GET", *given) == lines("GET")
