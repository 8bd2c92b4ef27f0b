import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QPushButton, QTreeView

from aiurdesk.core.collection.collection import Collection, CollectionFolder, search_rows
from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.request.request import SavedRequest
from aiurdesk.services.collections.collection_folders import OpenCollection
from aiurdesk.services.collections.collection_plans import GiveName
from aiurdesk.ui.collections.collection_tree import Act, CollectionCommand, EntryCommand
from aiurdesk.ui.collections.collections_panel import CollectionsPanel
from aiurdesk.ui.keys.action_keys import ActionKeys
from tests.ui.collections.trees import method_of, read

KEY = Qt.Key


def a_panel(qtbot, theme, *collections):
    panel = CollectionsPanel(theme, ActionKeys(), method_of)
    qtbot.addWidget(panel)
    theme.apply_to(panel)
    panel.resize(300, 400)
    panel.set_collections(collections)
    panel.show()
    return panel


def commands_of(panel):
    commands: list[CollectionCommand] = []
    panel.commanded.connect(commands.append)
    return commands


def part(panel, kind, name):
    return panel.findChild(kind, name)


def test_without_a_collection_it_says_what_one_is(qtbot, theme):
    panel = a_panel(qtbot, theme)
    buttons = [button for button in panel.findChildren(QPushButton) if button.isVisible()]
    assert [button.text() for button in buttons] == ["New collection…"]
    commands = commands_of(panel)
    for button in buttons:
        button.click()
    assert commands == [EntryCommand(Act.NEW_COLLECTION)]
    assert panel.folder_for_new() == ""


def test_the_filter_shows_what_matches(qtbot, theme, tmp_path):
    panel = a_panel(qtbot, theme, read(tmp_path))
    commands, line = commands_of(panel), part(panel, QLineEdit, "collection_filter")
    assert line.placeholderText() == "Filter 3 requests"
    line.setText("inner")
    hits = part(panel, QTreeView, "collection_hits")
    assert hits.isVisible()
    assert hits.model().index(0, 0).data() == "C"
    spoken = hits.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "POST C, Checks / inner"
    assert part(panel, QLabel, "collection_hit_count").text() == "1 of 3"
    QTest.keyClick(line, KEY.Key_Return)
    QTest.keyClick(hits, KEY.Key_Return)
    path = str(tmp_path / "inner" / "C.request.toml")
    assert commands == [EntryCommand(Act.OPEN_REQUEST, path)] * 2
    line.setText("pushmessage inner")
    spoken = hits.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "POST C, Checks / inner · stargate.message.pushmessage"
    line.setText("nothing")
    assert any("Nothing matches" in widget.text() for widget in panel.findChildren(QLabel))
    QTest.keyClick(line, KEY.Key_Escape)
    assert panel.tree.isVisible()


def test_the_menu_offers_what_can_be_done(qtbot, theme, tmp_path):
    panel = a_panel(qtbot, theme, read(tmp_path))
    panel.tree.expandAll()
    panel.tree.select(str(tmp_path / "A.request.toml"))
    menu = panel.menu_of(panel.tree.current)
    texts = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
    assert texts == [
        "Open",
        "Run…",
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
    assert len(commands) == 9
    assert EntryCommand(Act.RUN, str(tmp_path / "A.request.toml")) in commands
    panel.tree.select(str(tmp_path))
    menu = panel.menu_of(panel.tree.current)
    assert "Close collection" in [action.text() for action in menu.actions()]
    panel.tree.customContextMenuRequested.emit(QPoint(20, 20))
    assert [widget.isVisible() for widget in panel.findChildren(QMenu)].count(True) == 1


@pytest.mark.parametrize("is_left", [True, False])
def test_an_entry_may_be_another_one_when_its_menu_is_used(qtbot, theme, tmp_path, is_left):
    panel = a_panel(qtbot, theme, read(tmp_path))
    panel.tree.expandAll()
    panel.tree.select(str(tmp_path / "A.request.toml"))
    menu = panel.menu_of(panel.tree.current)
    # Another program changes files, or the collection is closed, while the menu is open.
    panel.set_collections([read(tmp_path, "New")] if is_left else [])
    next(action for action in menu.actions() if action.text().startswith("Rename")).trigger()
    assert panel.tree.is_editing() == is_left
    for line in panel.tree.viewport().findChildren(QLineEdit):
        row = panel.tree.visualRect(panel.tree.currentIndex())
        assert row.contains(line.geometry().center())


def test_a_name_that_is_being_typed_survives_a_change_from_outside(qtbot, theme, tmp_path):
    panel = a_panel(qtbot, theme, read(tmp_path))
    panel.tree.expandAll()
    panel.tree.select(str(tmp_path / "A.request.toml"), is_edited=True)
    (line,) = panel.tree.viewport().findChildren(QLineEdit)
    line.setText("typed")
    commands = commands_of(panel)
    panel.set_collections([read(tmp_path, "New")])
    assert panel.tree.viewport().findChildren(QLineEdit) == [line]
    QTest.keyClick(line, KEY.Key_Return)
    model = panel.tree.model()
    qtbot.waitUntil(lambda: model.rowCount(model.index(0, 0)) == 4)
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
    line = part(panel, QLineEdit, "collection_filter")
    fastest_ms = []
    for text in ("r", "re", "request 7", "request 7 channelid", "no such request"):
        took_ms = []
        for _ in range(3):
            line.setText("")
            started = time.thread_time()
            line.setText(text)
            panel.grab()
            took_ms.append(1000 * (time.thread_time() - started))
        fastest_ms.append(min(took_ms))
    assert max(fastest_ms) <= 40, fastest_ms
    assert part(panel, QLabel, "collection_hit_count").text() == "0 of 10000"
    line.setText("request")
    assert "the first 200 are shown" in part(panel, QLabel, "collection_hit_count").text()
