import pytest
from PySide6.QtGui import QKeySequence

from aiurdesk.ui.keys.action_keys import KeyRow
from aiurdesk.ui.keys.key_rules import key_problem, spelled, usable_keys
from aiurdesk.ui.program.actions import ACTIONS, default_keys, key_rows

ROW = KeyRow("save", "Save", ("Ctrl+S",))


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("ctrl+b", "Ctrl+B"),
        ("Ctrl+Enter", "Ctrl+Return"),
        ("Ctrl+Shift+Backtab", "Ctrl+Shift+Tab"),
        ("Ctrl++", "Ctrl++"),
        ("F5", "F5"),
        ("Ctrl+Bogus", ""),
        ("Ctrl", ""),
        ("", ""),
        ("Ctrl+K, Ctrl+S", ""),
    ],
)
def test_a_key_has_one_spelling(typed, key):
    assert spelled(typed) == key


@pytest.mark.parametrize("key", ["F7", "Shift+F3", "Ctrl+U", "Ctrl+Alt+G", "Alt+Return", "Ctrl+J"])
def test_an_action_can_have_a_key_that_nothing_else_needs(key):
    assert key_problem(key, ROW) is None


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("B", "Fields and lists need B. Add Ctrl or Alt, or choose a function key."),
        ("Shift+B", "Fields and lists need Shift+B."),
        ("Esc", "Fields and lists need Esc."),
        ("Tab", "Fields and lists need Tab."),
        ("Del", "Fields and lists need Del."),
        ("Ctrl+C", "Text fields need Ctrl+C. Choose another key."),
        ("Ctrl+Shift+Left", "Text fields need Ctrl+Shift+Left."),
        ("Alt+Up", "Alt+Up moves a row up."),
        ("Alt+3", "Alt+3 sends a saved message of a socket."),
        ("Ctrl+Shift+C", "Ctrl+Shift+C copies the path of a value in a response."),
        ("Alt+F", "Alt+F opens the menu File."),
    ],
)
def test_a_key_that_is_needed_elsewhere_is_refused_with_a_sentence(key, why):
    problem = key_problem(key, ROW)
    assert problem is not None
    assert problem.sentence.startswith(why)


def test_no_default_is_refused_and_each_is_spelled_as_it_is_recorded():
    for row in key_rows():
        for key in row.keys:
            assert spelled(key) == key
            assert row.is_fixed or key_problem(key, row) is None


def test_a_fixed_key_is_not_a_key_of_a_window_action():
    free = {key for row in ACTIONS if not row.is_for_focus for key in row.keys}
    taken = [key for key in free - {"Esc", "F2"} if key_problem(key, ROW)]
    assert taken == []


def test_unusable_keys_are_left_out_with_a_sentence():
    chosen = {
        "send": ("ctrl+j", "Ctrl+Bogus"),
        "save": ("b",),
        "copy": ("F7",),
        "about": ("Ctrl+J", "F8", "f8"),
        "quit": (),
        "of_a_later_version": ("anything",),
    }
    usable, mistakes = usable_keys(chosen, key_rows())
    assert usable == {
        "send": ("Ctrl+J",),
        "about": ("F8",),
        "quit": (),
        "of_a_later_version": ("anything",),
    }
    told = " ".join(mistakes)
    assert "'Ctrl+Bogus' for Send in the settings is ignored. It is not a key." in told
    assert "'b' for Save in the settings is ignored. Fields and lists need B." in told
    assert "'F7' for Copy in the settings is ignored. Its keys cannot be changed." in told
    assert len(mistakes) == 4


def test_of_two_actions_with_one_key_the_first_keeps_it():
    chosen = {"save": ("F8",), "new_request": ("F8", "F9"), "save_as": ("F8",)}
    usable, mistakes = usable_keys(chosen, key_rows())
    assert usable == {"new_request": ("F8", "F9")}
    assert mistakes == [
        "'F8' for Save in the settings is ignored. It is the key of New request.",
        "'F8' for Save as in the settings is ignored. It is the key of New request.",
    ]
    assert QKeySequence(default_keys()["save"][0]) == QKeySequence("Ctrl+S")
