import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.preparing.header import (
    content_type_of,
    header_problem,
    resolve_headers,
    secrets_of,
    subprotocol_problem,
    wire_authority,
    wire_headers,
    wire_target,
)
from aiurdesk.core.problem import sentence_of
from aiurdesk.core.request.request import Header, PreparedRequest

PLAIN = Environment("E", variables={"lang": "de"})


def test_variables_are_resolved_and_spaces_around_a_value_go():
    headers, errors = resolve_headers((Header("Accept-Language ", " {{lang}}\t"),), PLAIN)
    assert headers == (Header("Accept-Language", "de"),)
    assert errors == ()


def test_every_header_that_cannot_be_sent_is_an_error():
    headers, errors = resolve_headers(
        (Header("A", "{{b}}"), Header("", "x"), Header("C", "ok"), Header("D", "a\r\nb")), PLAIN
    )
    assert headers == (Header("C", "ok"),)
    for error, words in zip(errors, ("{{b}}", "''", "of D"), strict=True):
        assert words in error.sentence


@pytest.mark.parametrize("name", ["", "a b", "a:", "ä", "a\n"])
def test_a_name_is_a_token(name):
    assert "such as Accept-Language" in sentence_of(header_problem(Header(name, "x")))


@pytest.mark.parametrize("name", ["", "a b", "a,b", "ä", "a\n"])
def test_a_subprotocol_is_a_token(name):
    assert "such as chat.v2" in sentence_of(subprotocol_problem(name))
    assert subprotocol_problem("chat.v2") is None


@pytest.mark.parametrize("value", ["a\nb", "\0", "€", "😀", "\x7f"])
def test_a_value_is_one_line_of_latin_letters(value):
    assert "such as en-US" in sentence_of(header_problem(Header("A", value)))


@pytest.mark.parametrize("value", ["", "é ü", "a\tb", "x" * 10_000])
def test_other_values_pass(value):
    assert header_problem(Header("A", value)) is None


@pytest.mark.parametrize("name", ["Content-Length", "transfer-encoding", "Connection"])
def test_headers_that_the_connection_writes_are_refused(name):
    assert "Remove this header" in sentence_of(header_problem(Header(name, "1")))


def test_the_first_content_type_counts():
    headers = (Header("A", "b"), Header("content-TYPE", "x/y"), Header("Content-Type", "z/z"))
    assert content_type_of(headers) == "x/y"
    assert content_type_of(()) is None


def test_headers_that_identify_the_caller_hold_secrets():
    headers = (
        Header("Authorization", "Bearer abc"),
        Header("X-Api-Key", "key"),
        Header("Cookie", "a=one; b=two=2; c; d="),
        Header("cookie", ""),
        Header("Accept", "text/html"),
    )
    assert [s.reveal() for s in secrets_of(headers)] == ["abc", "key", "one", "two=2"]


@given(st.text(st.characters()), st.text(st.characters()))
def test_any_header_is_sent_or_refused_with_words(name, value):
    headers, errors = resolve_headers((Header(name, value),), PLAIN)
    assert len(headers) + len(errors) == 1
    assert all(error.sentence.endswith(".") and error.field.header == name for error in errors)
    assert all(header_problem(header) is None for header in headers)


def test_the_password_in_a_typed_basic_header_is_a_secret_too():
    header = Header("Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
    assert [secret.reveal() for secret in secrets_of((header,))] == [
        "QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
        "open sesame",
    ]


@pytest.mark.parametrize("name", ["Authorization", "proxy-authorization"])
def test_user_name_and_password_in_variables_are_encoded_when_they_are_sent(name):
    values = {"user": "Aladdin", "password": "open: sesame é"}
    environment = Environment("", variables=values)
    typed = Header(name, "Basic {{user}}:{{password}}")
    ((header,), errors) = resolve_headers((typed,), environment)
    assert errors == ()
    assert header.value == "Basic QWxhZGRpbjpvcGVuOiBzZXNhbWUgw6k="
    assert "open: sesame é" in [secret.reveal() for secret in secrets_of((header,))]


def test_other_headers_with_a_colon_stay_as_they_are():
    typed = (Header("X", "Basic a:b"), Header("Authorization", "Digest a:b"))
    assert resolve_headers(typed, PLAIN)[0] == typed


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
