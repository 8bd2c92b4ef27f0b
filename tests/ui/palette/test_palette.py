import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QGuiApplication,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QLineEdit, QTreeView, QWidget

from tests.coroutines import until
from tests.ui.collections.steps import a_collection, open_collection, put
from tests.ui.opened_window import opened_window
from tests.ui.palette.steps import (
    choose,
    current,
    is_open,
    line_of,
    listing,
    open_palette,
    rows,
    take_keyboard,
)

PUSH = "stargate.message.pushmessage"
CTRL = Qt.KeyboardModifier.ControlModifier
FIND = "Find in response, Edit, Ctrl+F, Action"
CREATE = "POST Create channel, Stargate, Endpoint"


def shown_texts(opened):
    card = opened.find("command_palette", QFrame)
    return {label.text() for label in card.findChildren(QLabel) if label.isVisible()}


async def test_names_say_what_it_is(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        line = open_palette(opened)
        assert opened.find("command_palette", QFrame).accessibleName() == "Command palette"
        assert line.accessibleName() == "Go to endpoint, saved request, action"
        assert rows(opened)[0] == "New request, File, Ctrl+N, Action"


async def test_escape_gives_the_keyboard_back(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await take_keyboard(opened)
        opened.open(PUSH)
        opened.act("focus_address")
        before = QApplication.focusWidget()
        assert before is not None
        line = open_palette(opened)
        assert QApplication.focusWidget() is line
        QTest.keyClick(line, Qt.Key.Key_Escape)
        assert not is_open(opened)
        assert QApplication.focusWidget() is before


async def test_a_widget_that_is_gone_gets_no_keyboard(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await take_keyboard(opened)
        opened.open(PUSH)
        opened.act("focus_address")
        line = open_palette(opened)
        opened.act("close_request")
        if is_open(opened):
            QTest.keyClick(line, Qt.Key.Key_Escape)
        assert not is_open(opened)


async def test_the_keys_that_move_leave_the_keyboard_in_the_line(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await take_keyboard(opened)
        listed = listing(opened, "message")
        line, view = line_of(opened), opened.find("palette_rows", QTreeView)
        assert view.accessibleName()
        seen = []
        keys = ("Down", "Down", "Up", "End", "Up", "PageUp", "Home", "PageDown")
        for key in keys:
            QTest.keyClick(line, Qt.Key[f"Key_{key}"])
            seen.append(listed.index(current(opened)))
        last = len(listed) - 1
        assert seen[:5] == [1, 2, 1, last, last - 1]
        assert seen[5] < last - 2
        assert seen[6] == 0
        assert seen[7] > 2
        QTest.keyClick(line, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is line
        assert line.text() == "message"


async def test_return_opens_what_is_current_and_closes(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await take_keyboard(opened)
        listing(opened, "push message")
        assert current(opened) == "POST Push message, Stargate, Endpoint"
        QTest.keyClick(line_of(opened), Qt.Key.Key_Return)
        assert not is_open(opened)
        assert opened.current.request.endpoint.id == PUSH
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused.accessibleName() == "ChannelId"


async def test_a_click_runs_a_row_and_a_click_beside_closes(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        listing(opened, "push message")
        view = opened.find("palette_rows", QTreeView)
        point = view.visualRect(view.model().index(0, 0)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
        assert opened.current.request.endpoint.id == PUSH
        assert not is_open(opened)
        open_palette(opened)
        cover = opened.find("palette", QWidget)
        QTest.mouseClick(cover, Qt.MouseButton.LeftButton, pos=QPoint(5, cover.height() - 5))
        assert not is_open(opened)
        assert opened.current.request.endpoint.id == PUSH


async def test_nothing_found_says_what_can_be_typed(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        assert listing(opened, "no such words") == []
        told = "Nothing matches. Try part of a name, a path or a parameter, or a whole URL."
        assert told in shown_texts(opened)
        (view,) = opened.window.findChildren(QTreeView, "palette_rows")
        assert not view.isVisible()
        QTest.keyClick(line_of(opened), Qt.Key.Key_Return)
        assert is_open(opened)
        assert listing(opened, "settings")
        assert told not in shown_texts(opened)


async def test_a_text_that_finds_too_much_says_so(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        listing(opened, "e")
        cut = "The first 30 of a kind are listed. Type more to find the others."
        assert cut in shown_texts(opened)
        listing(opened, "push message")
        assert shown_texts(opened) >= {"↑ ↓ to move, Return to choose, Esc to close"}


async def test_the_same_key_closes_it_and_the_other_searches_there(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await take_keyboard(opened)
        assert "Settings, File, Ctrl+,, Action" in listing(opened, "settings")
        line = line_of(opened)
        QTest.keyClick(line, Qt.Key.Key_P, CTRL)
        assert line.text() == "settings"
        assert line.accessibleName() == "Go to endpoint or saved request"
        assert [row for row in rows(opened) if row.endswith("Action")] == []
        QTest.keyClick(line, Qt.Key.Key_P, CTRL)
        assert not is_open(opened)
        open_palette(opened)
        assert line.text() == ""


async def test_keys_of_the_window_do_not_act_on_what_is_behind(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await take_keyboard(opened)
        opened.open(PUSH)
        line = open_palette(opened)
        QTest.keyClick(line, Qt.Key.Key_W, CTRL)
        QTest.keyClick(line, Qt.Key.Key_N, CTRL)
        assert opened.current.request.endpoint.id == PUSH
        assert len(opened.controller.workbench.open_requests) == 1
        QTest.keyClick(line, Qt.Key.Key_Plus, CTRL)
        assert opened.controller.saver.settings.zoom_percent > 100
        await opened.scope.idle()


async def test_escape_closes_it_while_a_request_is_sent(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await take_keyboard(opened)
        opened.open("gateway.home.index")
        opened.action("send").trigger()
        assert opened.action("cancel").isEnabled()
        QTest.keyClick(open_palette(opened), Qt.Key.Key_Escape)
        assert not is_open(opened)
        exchange = await opened.answer()
        assert exchange.verdict.code == 0


async def test_it_is_never_larger_than_the_window(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        listing(opened, "e")
        card = opened.find("command_palette", QFrame)
        for width, height in ((1440, 900), (900, 560)):
            opened.window.resize(width, height)
            for zoom in (1, 1, 1, 1, 1, 1):
                opened.controller.preferences.zoom(zoom)
                await opened.scope.idle()
                inner = opened.window.rect()
                assert inner.contains(card.geometry())
            opened.controller.preferences.zoom(0)
            await opened.scope.idle()


async def test_a_command_line_that_is_pasted_becomes_a_request(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await take_keyboard(opened)
        QGuiApplication.clipboard().setText("curl https://example.com/users")
        QTest.keyClick(open_palette(opened), Qt.Key.Key_V, CTRL)
        assert not is_open(opened)
        assert opened.current.request.endpoint.path == "https://example.com/users"


async def test_it_closes_when_something_else_takes_the_keyboard(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await take_keyboard(opened)
        open_palette(opened)
        opened.controller.filter_sidebar()
        await until(lambda: not is_open(opened))
        focused = QApplication.focusWidget()
        assert isinstance(focused, QLineEdit)
        assert focused.accessibleName() == "Filter sidebar"


@pytest.mark.parametrize("action_id", ["command_palette", "go_to_endpoint"])
async def test_it_is_made_when_it_is_first_opened(theme, tmp_path, action_id):
    async with opened_window(theme, tmp_path) as opened:
        assert opened.window.findChildren(QFrame, "command_palette") == []
        open_palette(opened, action_id)
        assert is_open(opened)


async def test_it_takes_what_is_typed_from_a_list_of_completions(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await take_keyboard(opened)
        opened.action("new_request").trigger()
        address = opened.find("address", QLineEdit)
        QTest.keyClicks(address, "https://localhost/{{")
        await until(lambda: QApplication.activePopupWidget() is not None)
        open_palette(opened)
        assert QApplication.activePopupWidget() is None
        assert QApplication.focusWidget() is line_of(opened)
        assert address.text() == "https://localhost/{{"


async def test_after_a_name_was_being_typed_the_list_has_the_keyboard(theme, tmp_path):
    async with opened_window(theme, tmp_path / "profile") as opened:
        await take_keyboard(opened)
        folder = a_collection(tmp_path / "checks", "Zebra")
        entries = (await open_collection(opened, folder)).tree
        tree = entries.view
        tree.setFocus()
        entries.select(str(folder / "Zebra.request.toml"))
        opened.action("rename_entry").trigger()
        line = open_palette(opened)
        # Qt takes the name that is half typed, as when a person clicks elsewhere.
        await until(lambda: not tree.is_editing())
        await opened.scope.idle()
        QTest.keyClick(line, Qt.Key.Key_Escape)
        assert QApplication.focusWidget() is tree


async def test_a_screen_reader_says_once_what_a_word_finds(theme, tmp_path, monkeypatch):
    async with opened_window(theme, tmp_path) as opened:
        line = open_palette(opened)
        await until(lambda: rows(opened))
        heard: list[QAccessibleEvent] = []
        monkeypatch.setattr(QAccessible, "isActive", lambda: True)
        monkeypatch.setattr(QAccessible, "updateAccessibility", heard.append)
        QTest.keyClicks(line, "pushmessage")
        await until(lambda: announced(heard))
        assert len(announced(heard)) == 1
        assert "Push message, Stargate" in announced(heard)[0]
        monkeypatch.undo()


def announced(events):
    kind = QAccessibleAnnouncementEvent
    return [event.message() for event in events if isinstance(event, kind)]


async def test_what_was_chosen_is_the_first_suggestion_the_next_time(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        assert choose(opened, "create channel") == CREATE
        assert choose(opened, "larger text") == "Larger text, View, Ctrl++, Action"
        open_palette(opened)
        assert rows(opened)[:2] == ["Larger text, View, Ctrl++, Action", CREATE]
        await opened.scope.idle()


async def test_a_collection_that_is_read_meanwhile_is_searched_at_once(theme, tmp_path):
    async with opened_window(theme, tmp_path / "profile") as opened:
        folder = a_collection(tmp_path / "checks", "Zebra")
        await open_collection(opened, folder)
        assert listing(opened, "zebra") == ["POST Zebra, Checks, Saved request"]
        put(folder / "Zebra two.request.toml")
        opened.controller.collections.refresh()
        await opened.scope.idle()
        assert line_of(opened).text() == "zebra"
        assert len(rows(opened)) == 2


async def test_what_can_be_done_when_a_response_is_there_is_listed_at_once(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open("gateway.home.index")
        opened.action("send").trigger()
        assert listing(opened, "cancel")[0] == "Cancel, Request, Esc, Action"
        assert FIND not in listing(opened, "find in")
        await opened.answer()
        # Not typed again.
        assert FIND in rows(opened)


async def test_the_current_row_stays_when_others_come(theme, tmp_path):
    async with opened_window(theme, tmp_path / "profile") as opened:
        folder = a_collection(tmp_path / "checks", "Zebra three", "Zebra two")
        await open_collection(opened, folder)
        listing(opened, "zebra")
        QTest.keyClick(line_of(opened), Qt.Key.Key_Down)
        before = current(opened)
        put(folder / "Zebra one.request.toml")
        opened.controller.collections.refresh()
        await opened.scope.idle()
        assert len(rows(opened)) == 3
        assert current(opened) == before
