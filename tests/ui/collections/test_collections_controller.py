"""Collections in the real window: opened, changed, and followed when others change them."""

import shutil
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QPushButton, QTabBar

from aiurdesk.services.collections.collection_plans import (
    Delete,
    GiveName,
    MoveTo,
    NewFolder,
    NewRequest,
)
from aiurdesk.services.collections.collections import Saving, save_request
from aiurdesk.services.sending.trust import Trust
from tests.coroutines import until
from tests.ui.collections.steps import (
    a_collection,
    channel,
    open_collection,
    open_request,
    press_keys,
    put,
    rows_of,
    set_channel,
    told,
)
from tests.ui.opened_window import opened_window

ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
KEY = Qt.Key


async def test_collections_are_opened_and_are_there_at_the_next_start(theme, tmp_path):
    first, second = (a_collection(tmp_path / name) for name in ("one", "two"))
    (second / "collection.toml").write_text("format = 1\n")
    async with opened_window(theme, tmp_path / "profile") as opened:
        panel = await open_collection(opened, first)
        panel = await open_collection(opened, second / "inner")
        assert rows_of(panel) == ["Checks", "  A", "  B", "  inner", "    C", *rows_of(panel)[5:]]
        assert rows_of(panel)[5] == "two"
        await open_request(opened, first / "A.request.toml")
        panel.tree.view.collapse(panel.tree.rows.find(str(second)))
    async with opened_window(theme, tmp_path / "profile") as opened:
        await opened.scope.idle()
        panel = opened.controller.collections.section
        assert str(second) not in panel.tree.expanded_keys()
        assert str(first) in panel.tree.expanded_keys()
        assert opened.controller.collections.paths == (str(first), str(second))
        assert opened.current.copy.path == str(first / "A.request.toml")
        assert not opened.current.is_edited
        assert opened.find("request_bar").tabText(0) == "A"


async def test_a_request_opens_once_and_keeps_its_endpoint(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        panel = await open_collection(opened, folder)
        panel.tree.select(str(folder / "A.request.toml"))
        await press_keys(opened, panel.tree.view, KEY.Key_Return)
        assert opened.current.request.endpoint.id == "stargate.message.pushmessage"
        assert channel(opened) == "2"
        panel.tree.select(str(folder / "inner" / "C.request.toml"))
        await press_keys(opened, panel.tree.view, KEY.Key_Return)
        panel.tree.select(str(folder / "A.request.toml"))
        await press_keys(opened, panel.tree.view, KEY.Key_Return)
        # Looking around leaves one tab.
        bar = opened.find("request_bar", QTabBar)
        assert [bar.tabText(index) for index in range(bar.count())] == ["A"]


async def test_a_socket_by_its_address_has_the_badge_of_one(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    (folder / "Listen.request.toml").write_text('url = "wss://chat.example/room"\n')
    async with opened_window(theme, tmp_path / "profile") as opened:
        panel = await open_collection(opened, folder)
        panel.tree.select(str(folder / "Listen.request.toml"))
        spoken = panel.tree.view.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
        assert spoken == "WS Listen"


async def test_everything_is_changed_by_keys_and_taken_back(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        panel = await open_collection(opened, folder)
        await open_request(opened, folder / "A.request.toml")
        for action in ("undo_structure", "redo_structure"):
            assert not opened.action(action).isEnabled()
        tree, view, start = panel.tree, panel.tree.view, rows_of(panel)
        tree.select(str(folder / "A.request.toml"))
        await press_keys(opened, view, (ALT, KEY.Key_Down))
        assert rows_of(panel) == ["Checks", "  B", "  A", "  inner", "    C"]
        tree.select(str(folder / "A.request.toml"))
        await press_keys(opened, view, (CONTROL, KEY.Key_X))
        tree.select(str(folder / "inner"))
        await press_keys(opened, view, (CONTROL, KEY.Key_V))
        assert rows_of(panel) == ["Checks", "  B", "  inner", "    A", "    C"]
        assert opened.current.copy.path == str(folder / "inner" / "A.request.toml")
        tree.select(str(folder / "inner"))
        view.setFocus()
        opened.act("duplicate_request")
        await opened.scope.idle()
        assert rows_of(panel)[-2:] == ["    A", "    C"]
        assert "  inner copy" in rows_of(panel)
        for _ in range(3):
            await press_keys(opened, view, (CONTROL, KEY.Key_Z))
        assert rows_of(panel) == start
        assert opened.current.copy.path == str(folder / "A.request.toml")
        assert not opened.action("undo_structure").isEnabled()
        opened.action("redo_structure").trigger()
        await opened.scope.idle()
        assert rows_of(panel) == ["Checks", "  B", "  A", "  inner", "    C"]
        assert opened.action("undo_structure").isEnabled()


async def test_a_name_is_typed_in_sight_whatever_the_sidebar_shows(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        panel = await open_collection(opened, folder)
        panel.tree.select(str(folder / "A.request.toml"))
        opened.act("filter_history")
        opened.window.show_sidebar(False)
        opened.action("rename_entry").trigger()
        editor = opened.window.focusWidget()
        assert editor is not None
        assert editor.accessibleName() == "Name"
        assert editor.isVisible()
        await press_keys(opened, editor, KEY.Key_Escape)


async def test_names_are_typed_in_the_tree(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        panel = await open_collection(opened, folder)
        await open_request(opened, folder / "A.request.toml")
        panel.tree.select(str(folder / "A.request.toml"))
        panel.tree.view.setFocus()
        opened.act("rename_entry")
        editor = QApplication.focusWidget()
        assert editor is not None
        assert editor.accessibleName() == "Name"
        editor.selectAll()  # type: ignore[attr-defined]
        await press_keys(opened, editor, KEY.Key_N, KEY.Key_E, KEY.Key_W, KEY.Key_Return)
        await until(lambda: "  new" in rows_of(panel))
        await opened.scope.idle()
        assert (folder / "new.request.toml").exists()
        assert opened.find("request_bar").tabText(0) == "new"
        panel.tree.view.model().setData(panel.tree.view.currentIndex(), "b")
        await opened.scope.idle()
        assert "Choose another name" in told(opened)[-1]
        opened.controller.collections.make_folder()
        await opened.scope.idle()
        assert (folder / "New folder").is_dir()
        editor = QApplication.focusWidget()
        assert editor is not None
        assert editor.accessibleName() == "Name"
        await press_keys(opened, editor, KEY.Key_Escape)
        opened.controller.collections.make_request()
        await opened.scope.idle()
        assert (folder / "New folder" / "New request.request.toml").exists()
        editor = QApplication.focusWidget()
        await press_keys(opened, editor, KEY.Key_Escape)


async def test_a_new_request_opens_with_its_name_selected(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        await open_collection(opened, folder)
        opened.controller.collections.make_request()
        await opened.scope.idle()
        file = folder / "New request.request.toml"
        assert file.exists()
        # It is open, and its name can be typed at once.
        assert opened.current.copy.path == str(file)
        editor = QApplication.focusWidget()
        assert isinstance(editor, QLineEdit)
        assert editor.selectedText() == "New request"
        await press_keys(opened, editor, KEY.Key_U, KEY.Key_S, KEY.Key_Return)
        await until(lambda: opened.current.copy.name == "us")
        bar = opened.find("request_bar", QTabBar)
        assert bar.tabText(bar.currentIndex()) == "us"


async def test_a_command_does_not_replace_the_one_before_it(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        await open_collection(opened, folder)
        for plan in (NewFolder(str(folder)), NewRequest(str(folder))):
            opened.controller.collections.carry_out(plan)
        await opened.scope.idle()
        assert (folder / "New folder").is_dir()
        assert (folder / "New request.request.toml").is_file()


async def test_what_is_deleted_goes_to_the_trash_and_comes_back(theme, tmp_path, own_trash):
    folder = a_collection(tmp_path / "checks")
    (folder / "inner" / "notes.txt").write_text("mine")
    async with opened_window(theme, tmp_path / "profile") as opened:
        panel = await open_collection(opened, folder)
        start = rows_of(panel)
        panel.tree.select(str(folder / "inner"))
        await press_keys(opened, panel.tree.view, KEY.Key_Delete)
        assert rows_of(panel) == ["Checks", "  A", "  B"]
        assert (own_trash / "Trash" / "files" / "inner" / "notes.txt").read_text() == "mine"
        assert told(opened) == ["Deleted inner."]
        opened.find("message_action", QPushButton).click()
        await opened.scope.idle()
        assert rows_of(panel) == start
        assert (folder / "inner" / "notes.txt").read_text() == "mine"
        assert list((own_trash / "Trash" / "files").iterdir()) == []
        assert told(opened) == []


async def test_each_of_two_deletions_is_taken_back_by_its_own_button(theme, tmp_path, own_trash):
    assert own_trash.is_dir()
    folder = a_collection(tmp_path / "checks")
    (folder / "collection.toml").write_text('format = 1\norder = ["B", "A", "inner/"]\n')
    async with opened_window(theme, tmp_path / "profile") as opened:
        panel = await open_collection(opened, folder)
        for name in ("A", "B"):
            panel.tree.select(str(folder / f"{name}.request.toml"))
            await press_keys(opened, panel.tree.view, KEY.Key_Delete)
        assert told(opened) == ["Deleted A.", "Deleted B."]
        for name, left in (("A", ["Deleted B."]), ("B", [])):
            cards = opened.window.message_bar.findChildren(QFrame, "message_card")
            (card,) = [card for card in cards if card.accessibleName() == f"Deleted {name}."]
            (button,) = card.findChildren(QPushButton, "message_action")
            button.click()
            await opened.scope.idle()
            assert (folder / f"{name}.request.toml").is_file()
            assert told(opened) == left


async def test_what_is_offered_after_a_deletion_is_withdrawn_by_another_change(
    theme, tmp_path, own_trash
):
    assert own_trash.is_dir()
    folder = a_collection(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        panel = await open_collection(opened, folder)
        panel.tree.select(str(folder / "A.request.toml"))
        await press_keys(opened, panel.tree.view, KEY.Key_Delete)
        opened.controller.collections.carry_out(NewFolder(str(folder)))
        await opened.scope.idle()
        assert told(opened) == []


async def test_the_neighbour_of_what_is_deleted_is_selected(theme, tmp_path, own_trash):
    assert own_trash.is_dir()
    folder = a_collection(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        panel = await open_collection(opened, folder)
        panel.tree.select(str(folder / "A.request.toml"))
        await press_keys(opened, panel.tree.view, KEY.Key_Delete)
        assert panel.tree.view.currentIndex().data() == "B"
        panel.tree.select(str(folder / "inner"))
        await press_keys(opened, panel.tree.view, KEY.Key_Delete)
        assert panel.tree.view.currentIndex().data() == "B"
        await press_keys(opened, panel.tree.view, KEY.Key_Delete)
        assert panel.tree.view.currentIndex().data() == "Checks"


async def test_an_open_request_that_is_deleted_stays_in_its_tab(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    file = folder / "A.request.toml"
    async with opened_window(theme, tmp_path / "profile") as opened:
        await open_collection(opened, folder)
        await open_request(opened, file)
        opened.controller.collections.carry_out(Delete((str(file),)))
        await opened.scope.idle()
        assert opened.current.is_edited
        assert told(opened) == [
            "Deleted A. Its tab still has the request; Save writes the file again."
        ]
        opened.act("save")
        await opened.scope.idle()
        assert file.exists()
        assert not opened.current.is_edited


async def test_a_folder_that_is_renamed_or_moved_stays_unfolded(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    (folder / "outer").mkdir()
    async with opened_window(theme, tmp_path / "profile") as opened:
        panel = await open_collection(opened, folder)
        collections = opened.controller.collections
        panel.tree.select(str(folder / "inner" / "C.request.toml"))
        collections.carry_out(GiveName(str(folder / "inner"), "New"))
        await opened.scope.idle()
        collections.carry_out(MoveTo((str(folder / "New"),), str(folder / "outer"), None))
        await opened.scope.idle()
        moved = str(folder / "outer" / "New")
        assert moved in collections.expanded
        assert panel.tree.view.isExpanded(panel.tree.view.currentIndex())
        collections.undo()
        await opened.scope.idle()
        assert str(folder / "New") in collections.expanded


async def test_a_deleted_folder_is_told_once_for_all_its_tabs(theme, tmp_path, own_trash):
    assert own_trash.is_dir()
    folder = a_collection(tmp_path / "checks")
    put(folder / "inner" / "D.request.toml")
    async with opened_window(theme, tmp_path / "profile") as opened:
        await open_collection(opened, folder)
        for name in "CD":
            await open_request(opened, folder / "inner" / f"{name}.request.toml")
            # A tab in which nothing was done makes room for the next one.
            set_channel(opened, channel(opened))
        opened.controller.collections.carry_out(Delete((str(folder / "inner"),)))
        await opened.scope.idle()
        (text,) = told(opened)
        assert text.startswith("Deleted inner. Their tabs still have the requests")
        opened.controller.collections.undo()
        await opened.scope.idle()
        assert told(opened) == []
        assert not any(tab.is_edited for tab in opened.controller.workbench.open_requests)
        # A person who deletes it elsewhere did not say so here.
        (folder / "inner" / "D.request.toml").unlink()
        opened.controller.collections.refresh()
        await opened.scope.idle()
        assert any("deleted or moved outside aiurdesk" in text for text in told(opened))


async def test_changes_from_outside_appear_and_are_told(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        panel = await open_collection(opened, folder)
        await open_request(opened, folder / "A.request.toml")
        put(folder / "A.request.toml", 3)
        put(folder / "New.request.toml", 7)
        (folder / "B.request.toml").unlink()
        opened.controller.collections.watch.noticed.emit()
        await opened.scope.idle()
        assert rows_of(panel) == ["Checks", "  A", "  inner", "    C", "  New"]
        assert channel(opened) == "3"
        assert not opened.current.is_edited
        assert told(opened) == [
            "In Checks, outside aiurdesk: New was added, B was deleted, A was changed."
        ]
        opened.window.message_bar.dismiss()
        (folder / "A.request.toml").rename(folder / "inner" / "Moved.request.toml")
        opened.controller.collections.refresh()
        opened.controller.collections.refresh()
        await opened.scope.idle()
        assert opened.current.copy.name == "Moved"


async def test_the_watcher_notices_by_itself(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        panel = await open_collection(opened, folder)
        put(folder / "inner" / "New.request.toml")
        await until(lambda: "    New" in rows_of(panel))
        assert "    New" in rows_of(panel)


async def test_what_the_program_writes_is_not_a_change_from_outside(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        await open_collection(opened, folder)
        collections = opened.controller.collections
        async with collections.changing() as note_own_change:
            put(folder / "A.request.toml", 7)
            # As if the watcher noticed it before the program has read it.
            collections.refresh()
            note_own_change()
        await opened.scope.idle()
        assert told(opened) == []
        put(folder / "A.request.toml", 8)
        collections.refresh()
        await opened.scope.idle()
        assert told(opened) == ["In Checks, outside aiurdesk: A was changed."]


async def test_a_folder_that_is_moved_away_stays_and_can_come_back(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        panel = await open_collection(opened, folder)
        await open_request(opened, folder / "A.request.toml")
        set_channel(opened, "9")
        folder.rename(tmp_path / "elsewhere")
        opened.controller.collections.refresh()
        await opened.scope.idle()
        assert rows_of(panel) == ["checks"]
        spoken = Qt.ItemDataRole.AccessibleTextRole
        assert "cannot be read" in panel.tree.rows.find(str(folder)).data(spoken)
        panel.tree.select(str(folder))
        for action in ("new_saved_request", "new_folder"):
            opened.act(action)
        await opened.scope.idle()
        # Not beside it, where no collection would show it.
        assert sorted(entry.name for entry in tmp_path.iterdir()) == ["elsewhere", "profile"]
        assert "This collection cannot be read" in told(opened)[-1]
        assert channel(opened) == "9"
        opened.act("save")
        await opened.scope.idle()
        assert any("Save as" in text for text in told(opened))
        shutil.copytree(tmp_path / "elsewhere", folder)
        opened.controller.collections.refresh()
        await opened.scope.idle()
        assert rows_of(panel) == ["Checks", "  A", "  B", "  inner", "    C"]
        panel.tree.select(str(folder))
        await press_keys(opened, panel.tree.view, KEY.Key_Delete)
        assert rows_of(panel) == []
        assert folder.is_dir()


async def test_two_windows_see_what_the_other_one_does(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    file = folder / "A.request.toml"
    async with (
        opened_window(theme, tmp_path / "one") as one,
        opened_window(theme, tmp_path / "two") as two,
    ):
        for window in (one, two):
            await open_collection(window, folder)
            await open_request(window, file)
        set_channel(one, "5")
        one.act("save")
        await one.scope.idle()
        two.controller.collections.refresh()
        await two.scope.idle()
        assert channel(two) == "5"
        two.controller.collections.carry_out(MoveTo((str(file),), str(folder / "inner")))
        await two.scope.idle()
        one.controller.collections.refresh()
        await one.scope.idle()
        assert one.current.copy.path == str(folder / "inner" / "A.request.toml")


async def test_the_command_line_saves_beside_an_open_window(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        panel = await open_collection(opened, folder)
        current = opened.open("gateway.home.index")
        await save_request(
            Saving(folder / "inner" / "Status.request.toml", current.request), Trust()
        )
        opened.controller.collections.refresh()
        await opened.scope.idle()
        assert rows_of(panel) == ["Checks", "  A", "  B", "  inner", "    C", "    Status"]
        # The window saves into the folder whose order the command line has changed meanwhile.
        (folder / "inner" / "folder.toml").write_text('# ours\norder = ["Status", "C"]\n')
        opened.controller.collections.carry_out(
            MoveTo((str(folder / "A.request.toml"),), str(folder / "inner"))
        )
        await opened.scope.idle()
        text = (folder / "inner" / "folder.toml").read_text()
        assert "# ours" in text
        assert rows_of(panel)[-3:] == ["    Status", "    C", "    A"]


async def test_a_broken_file_is_named_and_the_others_are_there(theme, tmp_path):
    folder = a_collection(tmp_path / "checks", "A")
    (folder / "Bad.request.toml").write_text("x = [\n")
    async with opened_window(theme, tmp_path / "profile") as opened:
        panel = await open_collection(opened, folder)
        assert rows_of(panel) == ["Checks", "  A", "  Bad"]
        panel.tree.select(str(folder / "Bad.request.toml"))
        await press_keys(opened, panel.tree.view, KEY.Key_Return)
        assert "Bad.request.toml, line" in told(opened)[0]


async def test_a_folder_that_is_dropped_on_the_window_opens(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    (tmp_path / "x.png").write_bytes(b"")
    async with opened_window(theme, tmp_path / "profile") as opened:
        for path in (folder, tmp_path / "x.png"):
            data = QMimeData()
            data.setUrls([QUrl.fromLocalFile(str(path))])
            point = opened.window.rect().center().toPointF()
            buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
            event = QDropEvent(point, Qt.DropAction.CopyAction, data, buttons, keys)
            opened.window.dropEvent(event)
            await opened.scope.idle()
        assert rows_of(opened.controller.collections.section)[0] == "Checks"
        assert "is not a collection" in told(opened)[0]


def test_the_steps_write_what_a_person_would(tmp_path):
    put(Path(tmp_path) / "A.request.toml", notes="a")
    assert 'notes = "a"' in (tmp_path / "A.request.toml").read_text()


async def test_keys_that_are_not_known_are_told_once_and_a_slip_is_shown(theme, tmp_path):
    folder = a_collection(tmp_path / "checks", "A")
    file = folder / "A.request.toml"
    file.write_text(f'colour = "red"\nsound = 1\n{file.read_text()}')
    put(folder / "Slip.request.toml", note="n")
    async with opened_window(theme, tmp_path / "profile") as opened:
        panel = await open_collection(opened, folder)
        assert told(opened) == [
            f"{file}, line 1: unknown key `colour`. It is kept and has no effect. "
            "More such keys: 1."
        ]
        assert "  Slip" in rows_of(panel)
        opened.window.message_bar.dismiss()
        opened.controller.collections.refresh()
        await opened.scope.idle()
        assert told(opened) == []
        opened.controller.opener.open_target(str(folder / "Slip.request.toml"))
        await opened.scope.idle()
        assert any("did you mean `notes`?" in text for text in told(opened))
