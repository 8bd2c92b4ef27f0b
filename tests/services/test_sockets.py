"""What frames say, with the secrets of the handshake as dots."""

from datetime import UTC, datetime

from aiurdesk.assembly import build_services
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.request import PreparedRequest, Request
from aiurdesk.core.response.exchange import Exchange
from aiurdesk.core.response.response import Body, Response
from aiurdesk.core.sockets.frame import Direction, Frame, FrameKind
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind


def test_the_verdict_on_a_frame_shows_no_secret_of_the_handshake(tmp_path):
    services = build_services(tmp_path)
    endpoint = services.library.catalogue.endpoint("stargate.listen.channel")
    assert endpoint is not None
    url = "https://stargate.aiursoft.com/Listen/Channel?Key=topsecretkey"
    handshake = Exchange(
        Request(endpoint),
        PreparedRequest("GET", url, secrets=(Secret("topsecretkey"),)),
        Response(101, "HTTP/1.1", (), Body(), url),
        None,
        Verdict(VerdictKind.BARE_STATUS, Severity.SUCCESS, "101"),
        datetime.now(UTC),
    )
    text = '{"code": -8, "message": "topsecretkey is not known"}'
    frame = Frame(datetime.now(UTC), Direction.RECEIVED, FrameKind.TEXT, text, len(text))
    reading = services.sockets.read(frame, handshake)
    assert reading.verdict is not None
    assert reading.verdict.message == "•••• is not known"
    event = '{"type": 0, "typeDescription": "NewMessage"}'
    frame = Frame(datetime.now(UTC), Direction.RECEIVED, FrameKind.TEXT, event, len(event))
    reading = services.sockets.read(frame, handshake)
    assert reading.verdict is None
    assert reading.event is not None
    assert reading.event.name == "NewMessage"
