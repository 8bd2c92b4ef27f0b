"""A transport that keeps what it opened, and asks for the rest of a stream after a loss."""

from msgspec.structs import replace

from aiurdesk.core.exchange.sockets.socket_options import SocketOptions
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import Header, PreparedRequest
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.services.sending.connection_transport import ConnectionTransport

REQUEST = PreparedRequest("GET", "https://a.example/", (Header("last-event-id", "0"),))
RESPONSE = Response(200, "HTTP/2", (), ResponseBody(), REQUEST.url, is_stream=True)
OPTIONS = SocketOptions()


class Stream:
    subprotocol = ""
    ignores_subprotocols = False
    extensions = ()
    round_trip_ms = None
    closing = None

    def __init__(self, last_id: str = "", retry_s: float | None = None) -> None:
        self.last_id, self.retry_s, self.is_closed = last_id, retry_s, False

    async def receive(self):
        return []

    async def send_frame(self, content):
        return None

    async def ping(self):
        return None

    async def close(self):
        return None

    async def aclose(self):
        self.is_closed = True


async def test_the_last_id_goes_along_after_a_loss():
    sent, streams = [], [Stream("7", 0.5), Stream(), Stream()]

    async def connect(request, limits, options, on_progress=None, sign=None):
        sent.append(request)
        return RESPONSE, streams[len(sent) - 1]

    transport = ConnectionTransport(connect, OPTIONS)
    assert await transport.send(REQUEST, Limits()) == RESPONSE
    transport.forget()
    assert transport.connection is None
    outcome = await transport.send(REQUEST, Limits())
    assert sent[1].headers == (Header("Last-Event-ID", "7"),)
    # So that it is seen what was sent.
    assert outcome == replace(RESPONSE, sent=sent[1])
    # A stream that says nothing of it changes nothing.
    transport.forget()
    assert transport.retry_s == 0.5
    await transport.send(REQUEST, Limits())
    assert sent[2].headers == sent[1].headers


async def test_what_is_open_is_closed():
    stream = Stream()

    async def connect(request, limits, options, on_progress=None, sign=None):
        return RESPONSE, stream

    transport = ConnectionTransport(connect, OPTIONS)
    await transport.send(REQUEST, Limits())
    await transport.aclose()
    await transport.aclose()
    assert stream.is_closed
    assert transport.connection is None
    assert transport.cookie_pairs("jar", REQUEST.url) == ()
