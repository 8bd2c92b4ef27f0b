import pytest
from PySide6.QtWidgets import QLabel, QWidget

from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.ui.request.request_panes import RequestPanes
from aiurdesk.ui.request.response_side import ResponseSide
from aiurdesk.ui.response.response_pane import ResponsePane
from aiurdesk.ui.tasks import TaskScope
from tests.ui.request.test_request_tabs import NO_BODIES
from tests.ui.response.exchanges import an_exchange


@pytest.fixture
def panes(qtbot, theme):
    made = RequestPanes(theme)
    qtbot.addWidget(made)
    made.splitter.addWidget(QWidget())
    made.resize(1000, 600)
    made.show()
    yield made
    made.close()


@pytest.fixture
def side(panes, theme, keys):
    scope = TaskScope()
    scope.setParent(panes)
    response = ResponsePane(theme, keys, scope, NO_BODIES, panes.splitter)
    panes.lay_out()
    return ResponseSide(response, panes)


def test_a_response_is_awaited_until_it_is_shown(side, panes):
    side.show_waiting()
    assert side.is_waiting
    side.show_exchange(an_exchange())
    assert not side.is_waiting
    assert panes.findChild(QLabel, "verdict-headline").isVisible()
    side.show_waiting()
    side.show_nothing()
    assert not side.is_waiting
    assert not panes.findChild(QLabel, "verdict-headline").isVisible()


def test_the_frames_of_a_socket_take_the_room_of_the_response(side, panes, qtbot):
    response = panes.splitter.widget(1)
    assert side.stops() == ()
    with qtbot.waitSignal(side.socket_shown):
        side.show_kind(custom_request("wss://localhost/"))
    assert side.is_socket
    assert panes.splitter.widget(1) is side.socket
    assert side.stops() == (side.socket.message.area,)
    side.show_kind(custom_request("https://localhost/"))
    assert not side.is_socket
    assert panes.splitter.widget(1) is response
    assert side.socket.isHidden()
