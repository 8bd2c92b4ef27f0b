"""The socket of a tab, over a real server, with the panel that it fills."""

from aiurdesk.assembly import build_services
from aiurdesk.core.request.built_in_environments import CUSTOM_URLS
from aiurdesk.core.request.custom_url import custom_request
from aiurdesk.core.request.limits import Limits
from aiurdesk.services.asking import NOBODY
from aiurdesk.ui.request.send_button import SendButton
from aiurdesk.ui.sockets.live_socket import LiveSocket
from aiurdesk.ui.sockets.live_tests import LiveTestParts
from tests.transport.sockets.socket_server import a_socket_server


async def _examine(_plan, _exchange, _received):
    raise AssertionError("nothing is tested here")


NO_TESTS = LiveTestParts(_examine, lambda *_: None, lambda _: None, lambda: None)


async def test_frames_are_listed_while_the_socket_is_followed_to_its_end(panel, tmp_path, keys):
    async def greet(socket):
        await socket.send("hello")

    services = build_services(tmp_path)
    states = []
    async with a_socket_server(greet) as url:
        plan = services.pipeline.plan(custom_request(url.replace("http", "ws")), CUSTOM_URLS)
        live = LiveSocket(panel, SendButton(keys), services.sockets, NO_TESTS)
        await live.run(plan, Limits(), NOBODY, lambda status: states.append(status.state.value))
    assert states[:2] == ["connecting", "open"]
    assert states[-1] == "closed"
    panel.frames.flush()
    assert panel.frames.table.model().index(0, 4).data() == "hello"
    assert live.frames.handshake is not None
    await services.aclose()


async def test_nothing_is_sent_or_closed_before_it_is_connected(panel, tmp_path, keys):
    services = build_services(tmp_path)
    live = LiveSocket(panel, SendButton(keys), services.sockets, NO_TESTS)
    assert "not connected" in await live.send("x")
    assert await live.ping() == ""
    assert not await live.close()
    assert not live.is_open
    await services.aclose()
