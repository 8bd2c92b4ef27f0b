from collections import Counter
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence

from aiurdesk.ui.actions import ACTIONS, Actions, Need

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
    "show_keys": {"F1"},
    "settings": {"Ctrl+,"},
    "zoom_in": {"Ctrl++"},
    "zoom_out": {"Ctrl+-"},
    "zoom_reset": {"Ctrl+0"},
    **{f"tab_{place}": {f"Ctrl+{place}"} for place in range(1, 10)},
}


def test_the_main_keys_are_those_of_the_product():
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


def test_an_action_is_enabled_when_there_is_what_it_needs(qapp):
    owner = QObject()
    actions = Actions(owner)
    assert actions["new_request"].isEnabled()
    assert not actions["send"].isEnabled()
    actions.enable([Need.REQUEST])
    assert actions["send"].isEnabled()
    assert not actions["cancel"].isEnabled()


def test_an_action_runs_its_function_without_arguments(qapp):
    owner = QObject()
    actions = Actions(owner)
    heard: list[str] = []
    actions.connect_all({row.id: partial(heard.append, row.id) for row in ACTIONS})
    actions["quit"].trigger()
    actions["tab_3"].setEnabled(True)
    actions["tab_3"].trigger()
    assert heard == ["quit", "tab_3"]


def test_of_a_group_one_is_checked(qapp):
    owner = QObject()
    actions = Actions(owner)
    actions["colours_dark"].setChecked(True)
    actions["colours_light"].setChecked(True)
    assert not actions["colours_dark"].isChecked()
    assert len(actions.all()) == len(ACTIONS)
