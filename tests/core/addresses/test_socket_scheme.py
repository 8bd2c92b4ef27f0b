import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.addresses.address import is_socket_address, to_http, to_socket


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("wss://a.example/x", "https://a.example/x"),
        ("WS://localhost:1/", "http://localhost:1/"),
        ("https://a.example/", "https://a.example/"),
        ("a.example/?u=ws://b", "a.example/?u=ws://b"),
    ],
)
def test_a_handshake_is_sent_over_http(typed, sent):
    assert to_http(typed) == sent
    assert is_socket_address(typed) is typed.lower().startswith("ws")


@given(st.text())
def test_the_scheme_goes_there_and_back(rest):
    for scheme in ("ws", "wss"):
        assert to_socket(to_http(f"{scheme}://{rest}")) == f"{scheme}://{rest}"
