from aiurdesk.core.api.endpoint import Endpoint, Location, Returns
from aiurdesk.core.request.request import FieldError
from aiurdesk.core.sockets.socket_address import endpoint_for_socket


def test_a_typed_address_is_an_endpoint_whose_values_go_in_the_query():
    made = endpoint_for_socket("wss://a.example/:room", ("room", "since"))
    assert isinstance(made, Endpoint)
    assert (made.method, made.is_websocket, made.returns) == ("GET", True, Returns.WEBSOCKET)
    assert [p.location for p in made.parameters] == [Location.PATH, Location.QUERY]


def test_an_address_without_a_host_is_refused():
    assert isinstance(endpoint_for_socket("wss://"), FieldError)
