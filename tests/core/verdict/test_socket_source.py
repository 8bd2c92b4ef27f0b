import json

import pytest

from aiurdesk.core.request.request import Request
from aiurdesk.core.verdict.socket_source import (
    hands_out_socket,
    request_for_address,
    socket_request,
)
from aiurdesk.services.library import Library

LIBRARY = Library()
CREATE, LISTEN = "stargate.channel.createchannel", "stargate.listen.channel"
PUSHER, INIT = "kahla-server.auth.initpusher", "kahla-v2.messages.initwebsocket"
BASES = {
    "stargate": "https://stargate.example",
    "kahla-v2": "https://127.0.0.1:9/kahla",
}


def endpoint(endpoint_id):
    hit = LIBRARY.catalogue.endpoint(endpoint_id)
    assert hit is not None, endpoint_id
    return hit


def siblings(endpoint_id):
    return LIBRARY.endpoints_of(endpoint_id.split(".")[0])


def bases():
    sockets = (e for e in LIBRARY.catalogue.endpoints if e.is_websocket)
    return [(BASES[e.service_id], e) for e in sockets if e.service_id in BASES]


def opened(endpoint_id, members) -> Request | None:
    body = json.dumps({"code": 0, "message": "", **members}).encode()
    return socket_request(endpoint(endpoint_id), body, siblings(endpoint_id), bases())


@pytest.mark.parametrize(
    ("endpoint_id", "is_one"),
    [
        (CREATE, True),
        ("stargate-2023.channel.createchannel", True),
        (PUSHER, True),
        (INIT, True),
        ("kahla-v2.messages.initwebsocketforthread", True),
        ("stargate.channel.viewmychannels", False),
        ("stargate.message.pushmessage", False),
        ("gateway.home.index", False),
    ],
)
def test_the_catalogue_says_which_responses_hand_out_a_socket(endpoint_id, is_one):
    assert hands_out_socket(endpoint(endpoint_id), siblings(endpoint_id)) is is_one


def test_five_endpoints_hand_out_a_socket():
    ids = [e.id for e in LIBRARY.catalogue.endpoints if hands_out_socket(e, siblings(e.id))]
    assert len(ids) == 5


def test_the_values_of_a_channel_go_to_its_socket():
    request = opened(CREATE, {"channelId": 7, "connectKey": "abc"})
    assert request is not None
    assert request.endpoint.id == LISTEN
    assert request.values == (("Id", "7"), ("Key", "abc"))


def test_an_address_of_a_known_service_opens_its_endpoint():
    address = "wss://stargate.example/listen/channel?Id=3&Key=a%26b"
    request = opened(PUSHER, {"serverPath": address})
    assert request is not None
    assert request.endpoint.id == LISTEN
    assert request.values == (("Id", "3"), ("Key", "a&b"))
    address = "wss://127.0.0.1:9/kahla/api/messages/websocket/me?otp=1"
    request = opened(INIT, {"webSocketEndpoint": address})
    assert request is not None
    assert request.endpoint.id == "kahla-v2.messages.websocket"
    assert request.values == (("userId", "me"), ("otp", "1"))


def test_an_empty_value_of_an_address_is_kept():
    request = request_for_address("wss://stargate.example/Listen/Channel?Id=3&Key=", bases())
    assert request.endpoint.id == LISTEN
    assert request.values == (("Id", "3"), ("Key", ""))


@pytest.mark.parametrize(
    "address",
    [
        "wss://other.example/Listen/Channel?Id=3&Key=a",
        "wss://stargate.example/Listen/Channel?Id=3&Key=a&more=1",
        "wss://stargate.example/Listen/Channel?Id=3",
        "ws://stargate.example/Listen/Channel?Id=3&Key=a",
    ],
)
def test_any_other_address_is_a_custom_one(address):
    request = request_for_address(address, bases())
    assert (request.endpoint.path, request.endpoint.is_websocket) == (address, True)


@pytest.mark.parametrize("members", [{}, {"channelId": 1}, {"serverPath": "http://a/"}])
def test_a_response_without_it_opens_nothing(members):
    assert opened(CREATE, members) is None
    assert socket_request(endpoint(CREATE), b"[1", siblings(CREATE), ()) is None
    assert socket_request(endpoint(CREATE), b"[1]", siblings(CREATE), ()) is None
