import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.api.endpoint import Endpoint, Location, Returns
from aiurdesk.core.request.request import FieldError
from aiurdesk.core.sockets.socket_address import (
    endpoint_for_socket,
    is_socket_address,
    to_http,
    to_socket,
)


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


def test_a_typed_address_is_an_endpoint_whose_values_go_in_the_query():
    made = endpoint_for_socket("wss://a.example/:room", ("room", "since"))
    assert isinstance(made, Endpoint)
    assert (made.method, made.is_websocket, made.returns) == ("GET", True, Returns.WEBSOCKET)
    assert [p.location for p in made.parameters] == [Location.PATH, Location.QUERY]


def test_an_address_without_a_host_is_refused():
    assert isinstance(endpoint_for_socket("wss://"), FieldError)
