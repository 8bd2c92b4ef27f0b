from aiurdesk.core.sockets.closing import SocketState


def test_a_socket_is_over_when_it_was_closed_or_refused():
    assert [state.value for state in SocketState if state.is_over] == ["closed", "refused"]
