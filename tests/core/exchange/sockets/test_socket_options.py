from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from aiurdesk.core.exchange.sockets.socket_options import back_off_s, offered_subprotocols
from aiurdesk.core.request.conversation import Conversation
from aiurdesk.core.request.request import GraphqlBody, Request
from aiurdesk.core.request.typed import Typed


def test_each_wait_is_twice_as_long_up_to_a_minute():
    waits = [back_off_s(attempt, 0.0) for attempt in range(1, 9)]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


@given(st.integers(1, 10**9), st.floats(0, 1))
def test_jitter_shortens_a_wait_by_at_most_a_half(attempt, jitter):
    assert back_off_s(attempt, 0.0) / 2 <= back_off_s(attempt, jitter) <= back_off_s(attempt, 0.0)


def test_a_subscription_offers_the_subprotocol_of_graphql_unless_another_is_typed():
    body = GraphqlBody("subscription { a }")
    request = Request(Typed("https://h.example/", "POST"), body=body)
    assert offered_subprotocols(request) == ("graphql-transport-ws",)
    typed = replace(request, conversation=Conversation(subprotocols=("graphql-ws",)))
    assert offered_subprotocols(typed) == ("graphql-ws",)
    query = GraphqlBody("{ a }")
    posted = Request(Typed("https://h.example/", "POST"), body=query)
    assert offered_subprotocols(posted) == ()
