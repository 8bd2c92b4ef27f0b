from collections import Counter

from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel

from aiurdesk.core.state.window_state import WindowState
from aiurdesk.ui.keys.action_keys import Menu
from aiurdesk.ui.keys.key_rules import key_problem, spelled_sequence
from aiurdesk.ui.program.actions import ACTIONS, key_rows
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import opened_window

STATUS = "gateway.home.index"

KEYS_OF_THE_PRODUCT = {
    "send": {"Ctrl+Return", "F5"},
    "cancel": {"Esc"},
    "new_request": {"Ctrl+N", "Ctrl+T"},
    "focus_address": {"Ctrl+L"},
    "find": {"Ctrl+F"},
    "filter_endpoints": {"Ctrl+Shift+F"},
    "toggle_sidebar": {"Ctrl+B"},
    "choose_environment": {"Ctrl+E"},
    "close_request": {"Ctrl+W"},
    "reopen_request": {"Ctrl+Shift+T"},
    "next_pane": {"F6"},
    "command_palette": {"Ctrl+K"},
    "go_to_endpoint": {"Ctrl+P"},
    "show_keys": {"F1"},
    "settings": {"Ctrl+,"},
    "zoom_in": {"Ctrl++"},
    "zoom_out": {"Ctrl+-"},
    "zoom_reset": {"Ctrl+0"},
    **{f"tab_{number}": {f"Ctrl+{number}"} for number in range(1, 10)},
}


def test_the_main_keys_are_as_designed():
    rows = {row.id: set(row.keys) for row in ACTIONS}
    missing = {name: keys - rows[name] for name, keys in KEYS_OF_THE_PRODUCT.items()}
    assert {name: keys for name, keys in missing.items() if keys} == {}


def test_no_two_actions_share_a_key():
    keys = Counter(QKeySequence(key).toString() for row in ACTIONS for key in row.keys)
    assert [key for key, count in keys.items() if count > 1] == []
    assert all(QKeySequence(key).toString() for row in ACTIONS for key in row.keys)


def test_ids_and_texts_are_unique():
    assert len({row.id for row in ACTIONS}) == len(ACTIONS)
    assert len({row.text for row in ACTIONS}) == len(ACTIONS)


async def test_an_action_is_enabled_while_there_is_what_it_needs(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        assert opened.action("new_request").isEnabled()
        assert not opened.action("send").isEnabled()
        opened.open(STATUS)
        assert opened.action("send").isEnabled()
        assert not opened.action("cancel").isEnabled()
        opened.action("send").trigger()
        assert opened.action("cancel").isEnabled()
        assert not opened.action("find").isEnabled()
        await opened.answer()
        assert opened.action("find").isEnabled()


async def test_every_action_is_in_a_menu_or_has_a_key(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        menus = opened.window.menus.values()
        in_menus = {action.objectName() for menu in menus for action in menu.actions()}
        hidden = [row for row in ACTIONS if row.id not in in_menus]
        assert [row.id for row in hidden if row.is_in_menu or not row.keys] == []


async def test_of_a_group_the_one_in_force_is_ticked(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        assert opened.action("colours_system").isChecked()
        opened.action("colours_dark").trigger()
        assert opened.action("colours_dark").isChecked()
        assert not opened.action("colours_system").isChecked()


async def test_a_tick_shows_what_is_in_force_whatever_was_clicked(theme, tmp_path):
    state = WindowState(is_response_below=True)
    async with opened_window(theme, tmp_path, state) as opened:
        assert opened.action("toggle_sidebar").isChecked()
        opened.action("toggle_sidebar").trigger()
        assert not opened.action("toggle_sidebar").isChecked()
        opened.action("filter_endpoints").trigger()
        assert opened.action("toggle_sidebar").isChecked()
        assert opened.action("toggle_response_below").isChecked()
        opened.action("toggle_response_below").trigger()
        assert not opened.action("toggle_response_below").isChecked()
        assert not opened.controller.pages.is_response_below


async def test_each_underlined_letter_of_the_window_leads_to_one_widget(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.action("new_request").trigger()
        WindowDriver(opened.window, opened.controller).show("Auth")
        labels = opened.window.findChildren(QLabel)
        texts = [*Menu, *(label.text() for label in labels if label.buddy() is not None)]
        keys = [key for key in map(QKeySequence.mnemonic, texts) if not key.isEmpty()]
        names = [spelled_sequence(key) for key in keys]
        assert len(names) > len(Menu) + 2
        assert [name for name, count in Counter(names).items() if count > 1] == []
        # An action with such a key would do nothing: Qt does not choose between the two.
        row = key_rows()[0]
        assert [name for name in names if not key_problem(name, row)] == []


async def test_no_action_can_be_given_a_key_of_a_part_of_the_window(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open("code-lab.sockets.echo")
        opened.action("new_request").trigger()
        WindowDriver(opened.window, opened.controller).show("Tests")
        window, ids = opened.window, {row.id for row in ACTIONS}
        keys = [shortcut.key() for shortcut in window.findChildren(QShortcut)]
        for action in window.findChildren(QAction):
            if action.objectName() not in ids:
                keys += action.shortcuts()
        names = {spelled_sequence(key) for key in keys if not key.isEmpty()}
        assert names >= {"Alt+Up", "Alt+1", "Ctrl+C"}
        assert [name for name in sorted(names) if not key_problem(name, key_rows()[0])] == []
