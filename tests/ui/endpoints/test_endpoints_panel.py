import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QTreeView

from aiurdesk.core.environments.environment import Environment
from aiurdesk.ui.endpoints.endpoints_panel import EndpointsPanel, default_expanded
from aiurdesk.ui.endpoints.outline import outline
from aiurdesk.ui.tables.rows_model import ItemRole
from tests.ui.endpoints.test_outline import DESCRIPTIONS

ENVIRONMENT = Environment("Production")


@pytest.fixture
def panel(qtbot, theme):
    on_screen = EndpointsPanel(theme)
    qtbot.addWidget(on_screen)
    theme.apply_to(on_screen)
    fill(on_screen, DESCRIPTIONS)
    on_screen.resize(300, 600)
    on_screen.show()
    return on_screen


def fill(panel, descriptions):
    roots = outline(descriptions, ENVIRONMENT)
    panel.set_outline(roots)
    panel.expand_keys(default_expanded(roots))


def field_and_tree(panel):
    """Return the filter field and the tree of all endpoints."""
    return panel.findChild(QLineEdit), panel.findChild(QTreeView, "endpoint_tree")


def hits(panel):
    """Return the list of the endpoints that match."""
    return panel.findChild(QTreeView, "endpoint_hits")


def visible(tree):
    assert tree.isVisible()
    texts = []
    index = tree.model().index(0, 0)
    while index.isValid():
        texts.append(index.data())
        index = tree.indexBelow(index)
    return texts


def test_names_say_what_field_and_tree_are(panel):
    field, tree = field_and_tree(panel)
    assert field.accessibleName() == "Filter endpoints"
    assert field.placeholderText() == "Filter 5 endpoints"
    assert tree.accessibleName() == "Endpoints"


def test_at_first_the_available_services_are_shown(panel):
    _, tree = field_and_tree(panel)
    assert visible(tree) == [
        "2020 generation",
        "Archon",
        "Gateway",
        "2023 generation",
        "Directory",
    ]


def test_typing_lists_what_matches_until_the_filter_is_empty_again(panel, qtbot):
    field, tree = field_and_tree(panel)
    before = visible(tree)
    qtbot.keyClicks(field, "user.two")
    assert not tree.isVisible()
    assert visible(hits(panel)) == ["Status"]
    assert hits(panel).accessibleName() == "Endpoints"
    field.clear()
    assert visible(tree) == before
    assert not hits(panel).isVisible()


def test_nothing_is_made_ready_to_be_searched_before_something_is_typed(panel):
    run, before = set(), sys.getprofile()
    sys.setprofile(lambda frame, _event, _argument: run.add(frame.f_code.co_qualname))
    try:
        fill(panel, DESCRIPTIONS)
    finally:
        sys.setprofile(before)
    assert "EndpointsPanel.apply_filter" in run
    assert "Ranking.__init__" not in run


def test_the_number_of_hits_is_shown(panel, qtbot):
    field, _ = field_and_tree(panel)
    count = panel.findChild(QLabel, "hit_count")
    assert not count.isVisible()
    qtbot.keyClicks(field, "user")
    assert (count.isVisible(), count.text()) == (True, "2 of 5")
    field.clear()
    assert not count.isVisible()


def test_another_outline_is_filtered_by_what_is_typed_already(panel, qtbot):
    field, _ = field_and_tree(panel)
    qtbot.keyClicks(field, "user.two")
    fill(panel, DESCRIPTIONS)
    assert visible(hits(panel)) == ["Status"]


def test_what_was_folded_by_hand_is_as_it_was_after_filtering(panel, qtbot):
    field, tree = field_and_tree(panel)
    tree.collapse(tree.model().index(1, 0))
    tree.expand(tree.model().index(0, 0, tree.model().index(0, 0)))
    before = visible(tree)
    assert "Directory" not in before
    qtbot.keyClicks(field, "user")
    field.clear()
    assert visible(tree) == before


def test_return_opens_the_first_match(panel, qtbot):
    field, _ = field_and_tree(panel)
    qtbot.keyClicks(field, "user")
    with qtbot.waitSignal(panel.endpoint_chosen) as heard:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard.args[0].id == "gateway.user.one"


def test_return_in_the_list_opens_by_keyboard_and_a_click_does_not(panel, qtbot):
    field, _ = field_and_tree(panel)
    qtbot.keyClicks(field, "user")
    with qtbot.waitSignals([panel.endpoint_chosen, panel.opened_by_keyboard], order="strict"):
        qtbot.keyClick(hits(panel), Qt.Key.Key_Return)
    with qtbot.assertNotEmitted(panel.opened_by_keyboard), qtbot.waitSignal(panel.endpoint_chosen):
        click(qtbot, hits(panel), hits(panel).currentIndex())


def test_return_on_a_heading_unfolds_it(panel, qtbot):
    _, tree = field_and_tree(panel)
    archon = tree.model().index(0, 0, tree.model().index(0, 0))
    tree.setCurrentIndex(archon)
    with qtbot.assertNotEmitted(panel.opened_by_keyboard):
        qtbot.keyClick(tree, Qt.Key.Key_Return)
    assert tree.isExpanded(archon)


def test_rows_are_spoken_as_they_are_shown(panel, qtbot):
    field, tree = field_and_tree(panel)
    spoken = Qt.ItemDataRole.AccessibleTextRole
    generation = tree.model().index(0, 0)
    assert generation.data(spoken) == "2020 generation, 4 endpoints"
    qtbot.keyClicks(field, "appinfo")
    assert hits(panel).currentIndex().data(spoken) == "GET Status, Directory"


def test_arrows_in_the_field_move_to_the_next_match(panel, qtbot):
    field, _ = field_and_tree(panel)
    qtbot.keyClicks(field, "user")
    qtbot.keyClick(field, Qt.Key.Key_Down)
    with qtbot.waitSignal(panel.endpoint_chosen) as heard:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard.args[0].id == "gateway.user.two"


def test_nothing_found_says_what_can_be_typed(panel, qtbot):
    field, _ = field_and_tree(panel)
    qtbot.keyClicks(field, "zzz")
    assert visible(hits(panel)) == []
    told = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert "Nothing matches. Try part of a path, a parameter or a result code." in told


def test_escape_clears_the_filter(panel, qtbot):
    field, _ = field_and_tree(panel)
    qtbot.keyClicks(field, "user")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""


def test_a_click_unfolds_a_heading_and_opens_an_endpoint(panel, qtbot):
    field, tree = field_and_tree(panel)
    archon = tree.model().index(0, 0, tree.model().index(0, 0))
    click(qtbot, tree, archon)
    assert tree.isExpanded(archon)
    assert "archon" in panel.expanded_keys()
    click(qtbot, tree, archon)
    assert "archon" not in panel.expanded_keys()
    qtbot.keyClicks(field, "directory")
    with qtbot.waitSignal(panel.endpoint_chosen) as heard:
        click(qtbot, hits(panel), hits(panel).currentIndex())
    assert heard.args[0].service_id == "directory"


def click(qtbot, tree, index):
    position = tree.visualRect(index).center()
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=position)


def test_the_open_endpoint_is_selected_and_can_be_seen(panel):
    _, tree = field_and_tree(panel)
    panel.show_endpoint("gateway.user.two")
    assert tree.currentIndex().data(ItemRole).id == "gateway.user.two"
    assert "User" in visible(tree)


def test_the_field_takes_the_keyboard(panel, qtbot):
    with qtbot.waitActive(panel):
        panel.activateWindow()
    panel.focus_filter()
    assert panel.findChild(QLineEdit).hasFocus()


def test_a_service_is_unfolded_with_what_is_above_it(panel):
    panel.expand_keys(())
    panel.show_service("gateway")
    assert panel.expanded_keys() == ("gateway", "generation 2020-09")
    _, tree = field_and_tree(panel)
    assert tree.currentIndex().data() == "Gateway"


def test_the_menu_of_a_service_is_asked_for(panel, qtbot):
    panel.show_service("gateway")
    _, tree = field_and_tree(panel)
    position = tree.visualRect(tree.currentIndex()).center()
    with qtbot.waitSignal(panel.menu_wanted) as asked:
        tree.customContextMenuRequested.emit(position)
    assert asked.args[0].id == "gateway"
    endpoint = tree.visualRect(tree.model().index(0, 0)).center()
    with qtbot.assertNotEmitted(panel.menu_wanted):
        tree.customContextMenuRequested.emit(endpoint)
