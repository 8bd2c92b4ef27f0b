import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu

from aiurdesk.core.collection.collection import Collection, CollectionFolder, search_rows
from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.request.request import SavedRequest
from aiurdesk.services.collections.collection_folders import OpenCollection
from aiurdesk.services.collections.collection_plans import GiveName
from aiurdesk.ui.collections.collection_tree import Act, CollectionCommand, EntryCommand
from aiurdesk.ui.collections.collections_section import CollectionsSection
from aiurdesk.ui.keys.action_keys import ActionKeys
from aiurdesk.ui.sidebar.sections_page import SectionsPage
from aiurdesk.ui.widgets.rows_model import ItemRole
from tests.ui.collections.steps import unfold
from tests.ui.collections.trees import method_of, read
from tests.ui.sidebar.shown import click, visible

KEY = Qt.Key


def a_panel(qtbot, theme, *collections):
    page = SectionsPage(theme)
    qtbot.addWidget(page)
    theme.apply_to(page)
    page.resize(300, 400)
    section = CollectionsSection(page, ActionKeys(), method_of)
    section.set_collections(collections)
    page.show()
    return section


def commands_of(panel):
    commands: list[CollectionCommand] = []
    panel.commanded.connect(commands.append)
    return commands


def page_of(panel):
    return panel.parent()


def index_of(tree, title):
    index = tree.model().index(0, 0)
    while index.data() != title:
        index = tree.indexBelow(index)
    return index


def test_without_a_collection_it_says_what_one_is(qtbot, theme):
    panel = a_panel(qtbot, theme)
    tree = page_of(panel).tree
    assert visible(tree)[1].startswith("Saved requests")
    commands = commands_of(panel)
    click(qtbot, tree, index_of(tree, "New collection…"))
    assert commands == [EntryCommand(Act.NEW_COLLECTION)]
    assert panel.folder_for_new() == ""


def test_a_collection_shows_how_many_requests_it_has(qtbot, theme, tmp_path):
    panel = a_panel(qtbot, theme, read(tmp_path))
    (node,) = panel.tree.rows.roots
    assert node.request_count == 3
    unfold(panel)
    inner = panel.tree.rows.find(str(tmp_path / "inner")).data(ItemRole)
    assert inner.request_count is None


def test_a_request_that_was_sent_has_a_dot_in_the_colour_of_its_verdict(qtbot, theme, tmp_path):
    panel = a_panel(qtbot, theme, read(tmp_path))
    unfold(panel)
    view, path = page_of(panel).tree, str(tmp_path / "A.request.toml")

    def colours():
        row = view.visualRect(panel.tree.rows.find(path))
        picture = view.viewport().grab(row).toImage()
        places = ((x, y) for x in range(picture.width()) for y in range(picture.height()))
        return {picture.pixelColor(x, y).name() for x, y in places}

    colour = theme.colour("success_text").name()
    assert colour not in colours()
    panel.show_verdicts({path: "success"})
    assert colour in colours()


def test_the_filter_shows_what_matches(qtbot, theme, tmp_path):
    panel = a_panel(qtbot, theme, read(tmp_path))
    page = page_of(panel)
    commands, line, hits = commands_of(panel), page.filter, page.hits
    line.setText("inner")
    assert hits.isVisible()
    assert hits.model().index(0, 0).data() == "Collections 1 of 3"
    assert hits.model().index(1, 0).data() == "C"
    spoken = hits.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "POST C, Checks / inner"
    QTest.keyClick(line, KEY.Key_Return)
    QTest.keyClick(hits, KEY.Key_Return)
    path = str(tmp_path / "inner" / "C.request.toml")
    assert commands == [EntryCommand(Act.OPEN_REQUEST, path)] * 2
    line.setText("pushmessage inner")
    spoken = hits.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "POST C, Checks / inner · stargate.message.pushmessage"
    line.setText("nothing")
    assert page.findChild(QLabel, "nothing_found").isVisible()
    QTest.keyClick(line, KEY.Key_Escape)
    assert page.tree.isVisible()


def test_the_menu_offers_what_can_be_done(qtbot, theme, tmp_path):
    panel = a_panel(qtbot, theme, read(tmp_path))
    unfold(panel)
    panel.tree.select(str(tmp_path / "A.request.toml"))
    menu = panel.menu_of(panel.tree.current)
    texts = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
    assert texts == [
        "Open",
        "Run…",
        "Copy as curl",
        "Export…",
        "New request",
        "New folder",
        "New collection…",
        "Open collection…",
        "Rename",
        "Duplicate",
        "Show in file manager",
        "Delete",
    ]
    commands = commands_of(panel)
    for action in menu.actions():
        if not action.text().startswith(("Rename", "Show in")):
            action.trigger()
    assert len(commands) == 10
    assert EntryCommand(Act.RUN, str(tmp_path / "A.request.toml")) in commands
    panel.tree.select(str(tmp_path))
    menu = panel.menu_of(panel.tree.current)
    assert "Close collection" in [action.text() for action in menu.actions()]
    commands.clear()
    for action in menu.actions():
        if action.text().startswith("Compare with"):
            action.trigger()
    acts = (Act.COMPARE_ENVIRONMENT, Act.COMPARE_RUN)
    assert commands == [EntryCommand(act, str(tmp_path)) for act in acts]
    place = page_of(panel).tree.visualRect(panel.tree.rows.find(str(tmp_path))).center()
    page_of(panel).tree.customContextMenuRequested.emit(place)
    assert [widget.isVisible() for widget in page_of(panel).findChildren(QMenu)].count(True) == 1


@pytest.mark.parametrize("is_left", [True, False])
def test_an_entry_may_be_another_one_when_its_menu_is_used(qtbot, theme, tmp_path, is_left):
    panel = a_panel(qtbot, theme, read(tmp_path))
    unfold(panel)
    panel.tree.select(str(tmp_path / "A.request.toml"))
    menu = panel.menu_of(panel.tree.current)
    # Another program changes files, or the collection is closed, while the menu is open.
    panel.set_collections([read(tmp_path, "New")] if is_left else [])
    next(action for action in menu.actions() if action.text().startswith("Rename")).trigger()
    assert page_of(panel).tree.is_editing() == is_left
    for line in page_of(panel).tree.viewport().findChildren(QLineEdit):
        tree = page_of(panel).tree
        row = tree.visualRect(tree.currentIndex())
        assert row.contains(line.geometry().center())


def test_a_name_that_is_being_typed_survives_a_change_from_outside(qtbot, theme, tmp_path):
    panel = a_panel(qtbot, theme, read(tmp_path))
    unfold(panel)
    panel.tree.select(str(tmp_path / "A.request.toml"), is_edited=True)
    (line,) = page_of(panel).tree.viewport().findChildren(QLineEdit)
    line.setText("typed")
    commands = commands_of(panel)
    panel.set_collections([read(tmp_path, "New")])
    assert page_of(panel).tree.viewport().findChildren(QLineEdit) == [line]
    QTest.keyClick(line, KEY.Key_Return)
    model, top = page_of(panel).model, str(tmp_path)
    qtbot.waitUntil(lambda: model.rowCount(panel.tree.rows.find(top)) == 4)
    assert commands == [GiveName(str(tmp_path / "A.request.toml"), "typed")]


def test_ten_thousand_requests_are_filtered_as_fast_as_one_types(qtbot, theme):
    saved = SavedRequest(endpoint_id="stargate.message.pushmessage", values=(("ChannelId", "2"),))
    folders = tuple(
        CollectionFolder(
            f"folder {n}",
            f"/c/folder {n}",
            requests=tuple(
                CollectionRequest(f"request {i}", f"/c/folder {n}/request {i}.request.toml", saved)
                for i in range(100)
            ),
        )
        for n in range(100)
    )
    collection = Collection(CollectionFolder("c", "/c", folders=folders))
    opened = OpenCollection("/c", collection, rows=tuple(search_rows(collection)))
    panel = a_panel(qtbot, theme, opened)
    page = page_of(panel)
    line = page.filter
    fastest_ms = []
    for text in ("r", "re", "request 7", "request 7 channelid", "no such request"):
        took_ms = []
        for _ in range(3):
            line.setText("")
            started = time.thread_time()
            line.setText(text)
            page.grab()
            took_ms.append(1000 * (time.thread_time() - started))
        fastest_ms.append(min(took_ms))
    assert max(fastest_ms) <= 40, fastest_ms
    assert page.findChild(QLabel, "nothing_found").isVisible()
    line.setText("request")
    assert page.hits.model().index(0, 0).data() == "Collections 10,000 of 10,000"
    assert page.hits.model().rowCount() == 202
    assert page.hits.model().index(201, 0).data() == "9,800 more: type more words"
