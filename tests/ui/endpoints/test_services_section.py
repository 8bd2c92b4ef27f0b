import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from aiurdesk.core.environments.environment import Environment
from aiurdesk.ui.endpoints.outline import outline
from aiurdesk.ui.endpoints.services_section import ServicesSection
from aiurdesk.ui.sidebar.section import HitsHeading
from aiurdesk.ui.sidebar.sections_page import SectionsPage
from aiurdesk.ui.widgets.rows_model import ItemRole
from tests.ui.endpoints.test_outline import DESCRIPTIONS
from tests.ui.sidebar.shown import click, visible

ENVIRONMENT = Environment("Production")


class Shown:
    """The section in a page of the sidebar."""

    def __init__(self, qtbot, theme):
        self.page = SectionsPage(theme)
        qtbot.addWidget(self.page)
        theme.apply_to(self.page)
        self.section = ServicesSection(self.page)
        self.tree, self.hits = self.page.tree, self.page.hits
        self.field = self.page.findChild(QLineEdit)
        self.fill(DESCRIPTIONS)
        self.page.resize(300, 700)
        self.page.show()

    def fill(self, descriptions):
        roots = outline(descriptions, ENVIRONMENT)
        self.section.set_outline(roots)
        self.section.expand_keys(root.key for root in roots)

    def rows(self):
        """Return the titles that are visible below the heading."""
        titles = visible(self.tree)
        return titles[titles.index("Services") + 1 : titles.index("History")]

    def found(self):
        """Return the hits, without the heading above them."""
        model = self.hits.model()
        rows = [model.index(row, 0) for row in range(model.rowCount())]
        return [i.data() for i in rows if not isinstance(i.data(ItemRole), HitsHeading)]

    def index(self, title):
        index = self.tree.model().index(0, 0)
        while index.data() != title:
            index = self.tree.indexBelow(index)
        return index


@pytest.fixture
def shown(qtbot, theme):
    return Shown(qtbot, theme)


def test_below_a_generation_the_available_services_come_first(shown):
    assert shown.rows() == [
        "2020 generation",
        "Archon",
        "Gateway",
        "2023 generation",
        "Directory",
    ]


def test_typing_lists_what_matches_until_the_filter_is_empty_again(shown, qtbot):
    before = visible(shown.tree)
    qtbot.keyClicks(shown.field, "user.two")
    assert not shown.tree.isVisible()
    assert shown.found() == ["Status"]
    shown.field.clear()
    assert visible(shown.tree) == before
    assert not shown.hits.isVisible()


def test_nothing_is_made_ready_to_be_searched_before_something_is_typed(shown):
    run, before = set(), sys.getprofile()
    sys.setprofile(lambda frame, _event, _argument: run.add(frame.f_code.co_qualname))
    try:
        shown.fill(DESCRIPTIONS)
    finally:
        sys.setprofile(before)
    assert "ServicesSection.set_outline" in run
    assert "Ranking.__init__" not in run


def test_the_number_of_hits_is_shown(shown, qtbot):
    qtbot.keyClicks(shown.field, "user")
    assert shown.hits.model().index(0, 0).data() == "Services 2 of 5"


def test_another_outline_is_filtered_by_what_is_typed_already(shown, qtbot):
    qtbot.keyClicks(shown.field, "user.two")
    shown.fill(DESCRIPTIONS[:1])
    assert shown.found() == []
    shown.fill(DESCRIPTIONS)
    assert shown.found() == ["Status"]


def test_what_was_folded_by_hand_is_as_it_was_after_filtering(shown, qtbot):
    shown.tree.collapse(shown.index("2023 generation"))
    shown.tree.expand(shown.index("Archon"))
    before = visible(shown.tree)
    assert "Directory" not in before
    qtbot.keyClicks(shown.field, "user")
    shown.field.clear()
    assert visible(shown.tree) == before


def test_return_opens_the_first_match(shown, qtbot):
    qtbot.keyClicks(shown.field, "user")
    with qtbot.waitSignal(shown.section.endpoint_chosen) as heard:
        qtbot.keyClick(shown.field, Qt.Key.Key_Return)
    assert heard.args[0].id == "gateway.user.one"


def test_return_in_the_list_opens_by_keyboard_and_a_click_does_not(shown, qtbot):
    section = shown.section
    qtbot.keyClicks(shown.field, "user")
    with qtbot.waitSignals([section.endpoint_chosen, section.opened_by_keyboard], order="strict"):
        qtbot.keyClick(shown.hits, Qt.Key.Key_Return)
    with (
        qtbot.assertNotEmitted(section.opened_by_keyboard),
        qtbot.waitSignal(section.endpoint_chosen),
    ):
        click(qtbot, shown.hits, shown.hits.currentIndex())


def test_return_on_a_heading_unfolds_it(shown, qtbot):
    archon = shown.index("Archon")
    shown.tree.setCurrentIndex(archon)
    with qtbot.assertNotEmitted(shown.section.opened_by_keyboard):
        qtbot.keyClick(shown.tree, Qt.Key.Key_Return)
    assert shown.tree.isExpanded(archon)


def test_rows_are_spoken_as_they_are_shown(shown, qtbot):
    spoken = Qt.ItemDataRole.AccessibleTextRole
    assert shown.index("2020 generation").data(spoken) == "2020 generation, 4 endpoints"
    qtbot.keyClicks(shown.field, "appinfo")
    assert shown.hits.currentIndex().data(spoken) == "GET Status, Directory"


def test_arrows_in_the_field_move_to_the_next_match(shown, qtbot):
    qtbot.keyClicks(shown.field, "user")
    qtbot.keyClick(shown.field, Qt.Key.Key_Down)
    with qtbot.waitSignal(shown.section.endpoint_chosen) as heard:
        qtbot.keyClick(shown.field, Qt.Key.Key_Return)
    assert heard.args[0].id == "gateway.user.two"


def test_nothing_found_says_what_can_be_typed(shown, qtbot):
    qtbot.keyClicks(shown.field, "zzz")
    assert shown.found() == []
    told = [label.text() for label in shown.page.findChildren(QLabel) if label.isVisible()]
    assert any(text.startswith("Nothing matches. Try part of a name") for text in told)


def test_escape_clears_the_filter(shown, qtbot):
    qtbot.keyClicks(shown.field, "user")
    qtbot.keyClick(shown.field, Qt.Key.Key_Escape)
    assert shown.field.text() == ""


def test_a_click_unfolds_a_heading_and_opens_an_endpoint(shown, qtbot):
    archon = shown.index("Archon")
    click(qtbot, shown.tree, archon)
    assert shown.tree.isExpanded(archon)
    assert "archon" in shown.section.expanded_keys()
    click(qtbot, shown.tree, archon)
    assert "archon" not in shown.section.expanded_keys()
    qtbot.keyClicks(shown.field, "directory")
    with qtbot.waitSignal(shown.section.endpoint_chosen) as heard:
        click(qtbot, shown.hits, shown.hits.currentIndex())
    assert heard.args[0].service_id == "directory"


def test_the_open_endpoint_is_selected_and_can_be_seen(shown):
    shown.section.show_endpoint("gateway.user.two")
    assert shown.tree.currentIndex().data(ItemRole).id == "gateway.user.two"
    assert visible(shown.tree).count("Status") == 3


def test_a_section_that_a_person_folded_stays_folded(shown):
    shown.tree.collapse(shown.page.services.item.index())
    shown.section.show_endpoint("gateway.user.two")
    assert "2020 generation" not in visible(shown.tree)


def test_a_service_is_unfolded_with_what_is_above_it(shown):
    shown.section.expand_keys(())
    shown.section.show_service("gateway")
    assert shown.section.expanded_keys() == ("gateway", "generation 2020-09")
    assert shown.tree.currentIndex().data() == "Gateway"


def test_the_menu_of_a_service_is_asked_for(shown, qtbot):
    shown.section.show_service("gateway")
    position = shown.tree.visualRect(shown.tree.currentIndex()).center()
    with qtbot.waitSignal(shown.section.menu_wanted) as asked:
        shown.tree.customContextMenuRequested.emit(position)
    assert asked.args[0].id == "gateway"
    other = shown.tree.visualRect(shown.index("2020 generation")).center()
    with qtbot.assertNotEmitted(shown.section.menu_wanted):
        shown.tree.customContextMenuRequested.emit(other)


def test_without_a_service_the_section_says_what_services_are_for(shown, qtbot):
    shown.fill(())
    assert shown.rows()[1] == "Add an API description…"
    with qtbot.waitSignal(shown.section.description_wanted):
        click(qtbot, shown.tree, shown.index("Add an API description…"))
