import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.credentials.credential import origin_of
from aiurdesk.core.preparing.allowed_origin import allowed_origin, encrypted_origin
from aiurdesk.core.problem import Problem


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        (" https://Example.com:443/path?x=1 ", "https://example.com"),
        ("example.com", "https://example.com"),
        ("example.com:8443/a", "https://example.com:8443"),
        ("localhost:18080/json", "http://localhost:18080"),
        ("127.0.0.1", "http://127.0.0.1"),
        ("[::1]:8080", "http://[::1]:8080"),
        ("http://127.0.0.1:18080", "http://127.0.0.1:18080"),
        ("wss://stargate.aiursoft.com/Listen", "https://stargate.aiursoft.com"),
        ("proxy://Proxy.example:3128", "proxy://proxy.example:3128"),
        ("bücher.example", "https://xn--bcher-kva.example"),
    ],
)
def test_the_scheme_is_added_where_it_is_missing(typed, origin):
    assert allowed_origin(typed) == origin


@pytest.mark.parametrize(
    "typed",
    [
        *("", "https://", "http://[", "https://a b", "ftp://example.com", "https://{{host}}"),
        *("https://good@evil.example", "https://example.com:port", "mailto:a@b"),
        *("proxy://", "proxy://ann:pw@proxy.example"),
    ],
)
def test_a_text_that_is_not_an_address_is_refused(typed):
    origin = allowed_origin(typed)
    assert isinstance(origin, Problem)
    assert "is not an address. Enter scheme, host and port" in origin.sentence


def test_an_origin_without_encryption_is_another_one_and_has_to_be_typed():
    assert allowed_origin("http://example.com/x") == "http://example.com"
    assert allowed_origin("ws://192.168.1.10:8080") == "http://192.168.1.10:8080"
    assert allowed_origin("192.168.1.10:8080") == "https://192.168.1.10:8080"


def test_an_origin_that_others_can_read_is_no_encrypted_one():
    assert encrypted_origin("http://example.com/x") == ""
    assert encrypted_origin("no address") == ""
    assert encrypted_origin("http://127.0.0.1:8080/x") == "http://127.0.0.1:8080"
    assert encrypted_origin("example.com") == "https://example.com"


@given(st.text(st.characters(), max_size=40) | st.from_regex(r"(https?://)?[\[\]:@%{}0-9a-z]*"))
def test_no_typed_text_raises(typed):
    origin = allowed_origin(typed)
    assert isinstance(origin, Problem) or origin_of(origin) == origin
