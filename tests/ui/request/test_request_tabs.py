from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QTabBar, QToolButton

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.request.request import Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.services.library import Library
from aiurdesk.services.processes.body_texts import BodyTexts
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.transport.temporary_files import TemporaryFiles
from aiurdesk.ui.request.request_page import RequestPage
from aiurdesk.ui.request.request_tabs import RequestTabs
from aiurdesk.ui.request.tab_badge import TabBadge
from aiurdesk.ui.request.workbench import OpenRequest
from aiurdesk.ui.response.body_reader import BodyAccess
from aiurdesk.ui.response.response_pane import ResponsePane
from aiurdesk.ui.tasks import TaskScope

CATALOGUE = Library().catalogue


async def save_nothing(body, path):
    raise AssertionError("nothing is saved here")


NO_BODIES = BodyAccess(
    save_nothing,
    BodyTexts(HelperProcesses(), TemporaryFiles()),
    lambda body, name: Path(name),
)


@pytest.fixture
def tabs(qtbot, theme, keys):
    scope = TaskScope()
    made = RequestTabs(
        theme,
        lambda opened, parent: RequestPage(
            theme,
            keys,
            lambda worn, below: ResponsePane(worn, keys, scope, NO_BODIES, below),
            parent,
        ),
        lambda service_id: f"service {service_id}",
    )
    scope.setParent(made)
    qtbot.addWidget(made)
    made.resize(900, 600)
    return made


LAMP = Endpoint(
    "shop.lamps.get",
    "shop",
    "lamps",
    "get",
    "GET",
    "/lamps/{ChannelId}",
    title="Get a lamp",
    parameters=(Parameter("ChannelId", ParameterKind.TEXT, Location.PATH),),
)


def an_open_request(key, endpoint_id="stargate.message.pushmessage", **members):
    endpoint = CATALOGUE.endpoint(endpoint_id)
    assert endpoint is not None
    return OpenRequest(key, Request(endpoint), **members)


def bar_of(tabs):
    return tabs.findChild(QTabBar, "request_bar")


def test_a_tab_shows_method_title_and_whether_it_was_edited(tabs):
    opened = an_open_request(1)
    tabs.add(opened)
    bar = bar_of(tabs)
    badge = bar.tabButton(0, QTabBar.ButtonPosition.LeftSide)
    assert isinstance(badge, TabBadge)
    assert badge.method == "POST"
    assert bar.tabText(0) == "Push message"
    tabs.show_changed(replace(opened, is_edited=True))
    assert bar.tabText(0) == "Push message •"
    assert bar.accessibleTabName(0) == "POST Push message, edited"


def test_a_long_title_is_shortened(tabs):
    address = f"https://localhost/{'a' * 100}"
    tabs.add(OpenRequest(1, Request(Typed(address))))
    assert len(bar_of(tabs).tabText(0)) == 61
    assert address in bar_of(tabs).tabToolTip(0)


def test_tabs_of_one_endpoint_show_the_value_that_is_typed(tabs):
    one, other = an_open_request(1), an_open_request(2)
    tabs.add(one)
    tabs.add(other)
    assert list(tabs.titles.values()) == ["Push message", "Push message · 2"]
    channel = replace(other.request, values=(("ChannelId", "7"),), target=LAMP)
    tabs.show_changed(replace(other, request=channel))
    tabs.show_changed(replace(one, request=replace(channel, values=(("ChannelId", "8"),))))
    assert list(tabs.titles.values()) == ["Get a lamp · ChannelId=8", "Get a lamp · ChannelId=7"]
    bar = bar_of(tabs)
    assert [bar.tabText(at) for at in range(2)] == [
        "ChannelId=8 · Get a lamp",
        "ChannelId=7 · Get a lamp",
    ]
    tabs.show_changed(replace(one, request=replace(channel, values=())))
    tabs.remove(1)
    assert list(tabs.titles.values()) == ["Get a lamp"]


def test_the_whole_titles_are_told_from_left_to_right(tabs):
    tabs.add(an_open_request(7))
    tabs.add(an_open_request(2, "gateway.home.index"))
    assert list(tabs.titles) == [7, 2]
    assert tabs.titles[2] == "Status"


def test_the_newest_is_in_front_and_pages_are_made_when_looked_at(tabs):
    heard: list[object] = []
    tabs.current_changed.connect(heard.append)
    tabs.add(an_open_request(1))
    tabs.add(an_open_request(2, "gateway.home.index"))
    assert heard == [1, 2]
    assert tabs.page is tabs.page_of(2)
    tabs.bring_to_front(1)
    assert tabs.page is tabs.page_of(1)
    assert len(tabs.pages()) == 2


def test_closing_shows_the_neighbour(tabs):
    for key in (1, 2, 3):
        tabs.add(an_open_request(key))
    heard: list[object] = []
    tabs.current_changed.connect(heard.append)
    tabs.remove(3)
    tabs.remove(1)
    assert heard == [2, 2]
    tabs.remove(2)
    assert heard[-1] is None
    assert tabs.page is None
    assert tabs.page_of(2) is None


def test_tabs_are_reached_by_number(tabs):
    for key in (1, 2, 3):
        tabs.add(an_open_request(key))
    reached = []
    for number in (1, 2, 7, 9):
        tabs.go_to(number)
        reached.append(bar_of(tabs).currentIndex())
    assert reached == [0, 1, 2, 2]


def test_buttons_close_and_open(tabs, qtbot):
    tabs.add(an_open_request(5))
    close = bar_of(tabs).tabButton(0, QTabBar.ButtonPosition.RightSide)
    with qtbot.waitSignal(tabs.close_wanted) as heard:
        close.click()
    assert heard.args == [5]
    with qtbot.waitSignal(tabs.new_wanted):
        tabs.findChild(QToolButton, "new_tab").click()


def test_an_ampersand_in_a_name_is_shown_and_no_key(tabs):
    tabs.add(an_open_request(1, name="Questions & answers"))
    bar = bar_of(tabs)
    assert QKeySequence.mnemonic(bar.tabText(0)).isEmpty()
    assert bar.accessibleTabName(0) == "POST Questions & answers"


def test_a_tab_with_an_outcome_has_room_in_larger_text(tabs, theme):
    theme.apply_to(tabs)
    tabs.add(an_open_request(1))
    tabs.show_severity(1, Severity.SUCCESS)
    tabs.show()
    for zoom in (110, 120, 140, 160, 180, 200):
        theme.apply(ColourScheme.LIGHT, zoom)
        tabs.layout().activate()
        bar = bar_of(tabs)
        # Otherwise buttons to scroll would cover half of its title.
        assert bar.width() >= bar.sizeHint().width(), zoom
    theme.apply(ColourScheme.LIGHT, 100)


def keys_of(tabs):
    return list(tabs.titles)


def test_pinned_tabs_stand_before_the_others_and_stay_at_a_middle_click(tabs, qtbot):
    opened = [an_open_request(key) for key in (1, 2, 3)]
    for one in opened:
        tabs.add(one)
    heard: list[object] = []
    tabs.reordered.connect(heard.append)
    tabs.close_wanted.connect(heard.append)
    tabs.show_changed(replace(opened[2], is_pinned=True))
    assert keys_of(tabs) == [3, 1, 2]
    assert heard[-1] == (3, 1, 2)
    bar = bar_of(tabs)
    assert bar.accessibleTabName(0).endswith(", pinned")
    bar.middle_clicked.emit(0)
    assert 3 not in heard
    # Dragged behind another, it returns.
    bar.moveTab(0, 2)
    bar.dropped.emit()
    assert keys_of(tabs) == [3, 1, 2]
    button = bar.tabButton(0, QTabBar.ButtonPosition.RightSide)
    assert button.accessibleName() == "Unpin request"
    with qtbot.waitSignal(tabs.unpin_wanted) as unpinned:
        button.click()
    assert unpinned.args == [3]
    tabs.show_changed(opened[2])
    assert button.accessibleName() == "Close request"


def test_the_list_of_all_is_offered_where_there_are_several(tabs, qtbot):
    button = tabs.findChild(QToolButton, "all_requests")
    seen = []
    for key in (1, 2):
        tabs.add(an_open_request(key))
        seen.append(not button.isHidden())
    assert seen == [False, True]
    with qtbot.waitSignal(tabs.list_wanted):
        button.click()
