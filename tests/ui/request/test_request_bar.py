import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from aiurdesk.core.request.request import Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.services.library import Library
from aiurdesk.ui.request.request_bar import (
    RequestBar,
    TabBadge,
    shown_method,
    tab_menu,
    tab_titles,
    truncate_title,
)
from tests.ui.opened_window import opened_window


@pytest.fixture
def bar(qtbot):
    made = RequestBar()
    qtbot.addWidget(made)
    for title in ("one", "two", "three"):
        made.addTab(title)
    made.show()
    return made


def middle_of(bar, index):
    return bar.tabRect(index).center()


def test_a_middle_click_names_its_tab(bar, qtbot):
    with qtbot.waitSignal(bar.middle_clicked) as heard:
        QTest.mouseClick(bar, Qt.MouseButton.MiddleButton, pos=middle_of(bar, 1))
    assert heard.args == [1]


def test_a_middle_button_released_elsewhere_does_nothing(bar, qtbot):
    with qtbot.assertNotEmitted(bar.middle_clicked):
        QTest.mousePress(bar, Qt.MouseButton.MiddleButton, pos=middle_of(bar, 1))
        QTest.mouseRelease(bar, Qt.MouseButton.MiddleButton, pos=middle_of(bar, 2))
    assert bar.count() == 3


def test_the_menu_belongs_to_the_tab_or_to_the_one_in_front(bar, qtbot):
    bar.setCurrentIndex(1)
    with qtbot.waitSignal(bar.menu_wanted) as heard:
        bar.customContextMenuRequested.emit(middle_of(bar, 2))
    assert heard.args[0] == 2
    with qtbot.waitSignal(bar.menu_wanted) as heard:
        bar.customContextMenuRequested.emit(QPoint(-5, -5))
    assert heard.args[0] == 1


def test_tabs_can_be_dragged(bar):
    assert bar.isMovable()


def test_a_spinner_is_followed_by_a_dot_in_the_colour_of_the_verdict(theme, qtbot):
    badge = TabBadge(theme)
    qtbot.addWidget(badge)
    badge.show_method("GET")
    assert badge.method == "GET"
    assert badge.outcome.isHidden()
    width = badge.sizeHint().width()
    badge.show_outcome(None, is_busy=True)
    assert badge.outcome.is_busy
    assert badge.sizeHint().width() > width
    before = badge.grab().toImage()
    qtbot.waitUntil(lambda: badge.grab().toImage() != before)
    badge.show_outcome(Severity.INPUT, is_busy=False)
    assert badge.outcome.colour == theme.colour("input_text")
    middle = badge.outcome.grab().toImage().pixelColor(5, 5)
    assert middle == theme.colour("input_text")


def test_the_method_is_whole_after_the_text_became_larger(theme, qtbot):
    badge = TabBadge(theme)
    qtbot.addWidget(badge)
    theme.apply_to(badge)
    badge.show_method("OPTIONS")
    badge.show()
    theme.apply(ColourScheme.LIGHT, 200)
    label = badge.findChild(QLabel)
    assert isinstance(label, QLabel)
    assert label.width() >= label.sizeHint().width()
    theme.apply(ColourScheme.LIGHT, 100)


async def test_the_menu_closes_duplicates_and_reopens(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        workbench = opened.controller.workbench

        def pick(text):
            menu = tab_menu(opened.window, workbench, opened.current.key)
            action = next(one for one in menu.actions() if one.text() == text)
            if action.isEnabled():
                action.trigger()
            menu.deleteLater()
            return action.isEnabled()

        first = workbench.open_request(opened.open("gateway.home.index").request)
        assert pick("Close others")
        assert workbench.open_requests == (first,)
        assert not pick("Close others")
        assert pick("Duplicate")
        assert [one.request for one in workbench.open_requests] == [first.request] * 2
        assert pick("Close")
        assert pick("Close")
        menu = tab_menu(opened.window, workbench, 0)
        assert menu.actions()[-1].isEnabled()
        workbench.reopen()
        assert opened.current.request == first.request


async def test_all_tabs_or_those_to_the_right_are_closed(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        workbench = opened.controller.workbench
        request = opened.open("gateway.home.index").request
        first = opened.current
        second, third = (workbench.open_request(request) for _ in range(2))

        def entries(key):
            menu = tab_menu(opened.window, workbench, key)
            menu.deleteLater()
            return {action.text(): action for action in menu.actions()}

        assert not entries(third.key)["Close to the right"].isEnabled()
        assert "Show in file manager" not in entries(first.key)
        entries(first.key)["Close to the right"].trigger()
        assert workbench.open_requests[-1].key == first.key
        assert second not in workbench.open_requests
        entries(first.key)["Close all"].trigger()
        assert workbench.open_requests == ()


CATALOGUE = Library().catalogue


def titles(*endpoint_ids):
    endpoints = {}
    for key, endpoint_id in enumerate(endpoint_ids):
        target = CATALOGUE.endpoint(endpoint_id) or Typed(endpoint_id)
        endpoints[key] = Request(target).endpoint
    return list(tab_titles(endpoints, service_name).values())


def service_name(service_id):
    service = CATALOGUE.service(service_id)
    assert service is not None
    return service.name


def test_a_title_alone_names_no_service():
    assert titles("gateway.home.index", "stargate.message.pushmessage") == [
        "Status",
        "Push message",
    ]


def test_the_service_is_named_where_two_titles_are_alike():
    assert titles("gateway.home.index", "probe.home.index", "gateway.home.index") == [
        "Status · Gateway",
        "Status · Probe",
        "Status · Gateway",
    ]


def test_services_of_one_name_are_told_apart_by_their_ids():
    first, second = (CATALOGUE.endpoint(f"{name}.home.index") for name in ("gateway", "probe"))
    assert first is not None
    assert second is not None
    assert list(tab_titles({1: first, 2: second}, lambda _: "Same").values()) == [
        "Status · gateway",
        "Status · probe",
    ]


def test_a_custom_url_has_its_path():
    assert titles("https://localhost/a?b=1", "{{base}}/users/1") == ["/a", "/users/1"]


def test_a_custom_url_without_a_path_has_its_host():
    assert titles("https://localhost:1/", "{{base}}", "") == [
        "localhost:1",
        "{{base}}",
        "New request",
    ]


def test_the_host_is_named_where_two_paths_are_alike():
    assert titles("https://one/a", "https://one/a", "http://one/b") == ["/a", "/a", "/b"]
    assert titles("https://one/a", "https://two/a") == ["/a · one", "/a · two"]


def test_a_long_title_is_shortened_and_the_service_is_not():
    assert truncate_title("a" * 40 + " · Gateway") == "a" * 27 + "… · Gateway"
    assert truncate_title("Status") == "Status"


def test_the_chosen_method_is_shown_but_for_a_socket():
    status = CATALOGUE.endpoint("gateway.home.index")
    listen = CATALOGUE.endpoint("stargate.listen.channel")
    assert status is not None
    assert listen is not None
    assert shown_method(Request(status)) == "GET"
    assert shown_method(Request(status, method="POST")) == "POST"
    assert shown_method(Request(listen, method="POST")) == "WS"
