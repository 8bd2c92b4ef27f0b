"""The tour of Stargate, from the docs of its endpoints, in the real sandbox."""

from PySide6.QtCore import QUrl

from aiurdesk.core.exchange.sockets.stargate_tour import TourStep
from tests.coroutines import until
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import opened_window

MESSAGE = "Hello from the tour of Stargate"
SERVICES = ("stargate", "stargate-2023")


def contents(page):
    model = page.socket.frames.table.model()
    return [model.index(row, 4).data() for row in range(model.rowCount())]


def is_open(page):
    return page.response_side.is_socket and page.socket.bar.words.startswith("Connected")


async def test_the_docs_take_a_person_from_a_channel_to_its_frame(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)

        def follow(step):
            driver.show("Docs")
            panel = opened.page.editors.docs.panel
            assert f'href="tour:{step}"' in panel.toHtml()
            panel.anchorClicked.emit(QUrl(f"tour:{step}"))

        for service in SERVICES:
            opened.open(f"{service}.message.pushmessage")
            follow("all")
            await until(lambda: is_open(opened.page) and MESSAGE in contents(opened.page))
            listening = opened.current.key
            follow("push")
            await until(lambda: contents(opened.page) == [MESSAGE] * 2)
            assert opened.current.key == listening
            opened.act("close_request")
            # One step at a time.
            opened.open(f"{service}.channel.createchannel")
            follow("create")
            await opened.scope.idle()
            follow("listen")
            await until(lambda: is_open(opened.page))
            assert opened.page.editors.values.fields.values()[0] == ("Id", "2")
            opened.act("close_request")
            await opened.scope.idle()


async def test_the_tour_ends_with_the_tab_whose_socket_it_waits_for(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.controller.tour_stargate("stargate", TourStep.LISTEN)
        await until(lambda: opened.current is not None and opened.page.response_side.is_socket)
        assert not opened.page.socket.bar.words.startswith("Connected")
        opened.act("close_request")
        await opened.scope.idle()
        assert opened.current.request.endpoint.id == "stargate.channel.createchannel"


async def test_a_response_that_hands_out_a_socket_opens_it(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        for service in SERVICES:
            opened.open(f"{service}.channel.createchannel")
            await driver.send()
            driver.press("Open this socket")
            await until(lambda: is_open(opened.page))
            assert opened.current.request.endpoint.id == f"{service}.listen.channel"
            opened.act("close_request")
            await opened.scope.idle()
