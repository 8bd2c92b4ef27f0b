from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.setting import keys_in_force, owners, with_keys

DEFAULTS = {"send": ("Ctrl+Return", "F5"), "sidebar": ("Ctrl+B",), "revert": ()}
KEYS = st.sampled_from(["Ctrl+Return", "F5", "Ctrl+B", "F7", "F8"])
ACTIONS = st.sampled_from([*DEFAULTS, "of a later version"])
CHANGES = st.lists(st.tuples(ACTIONS, st.lists(KEYS, unique=True).map(tuple)), max_size=6)


def test_without_choices_the_defaults_are_in_force():
    assert keys_in_force(DEFAULTS, {}) == DEFAULTS


def test_a_chosen_key_wins_over_a_default():
    chosen = {"revert": ("Ctrl+B",)}
    assert keys_in_force(DEFAULTS, chosen) == {
        "send": ("Ctrl+Return", "F5"),
        "sidebar": (),
        "revert": ("Ctrl+B",),
    }


def test_of_two_choices_the_first_action_has_the_key():
    chosen = {"revert": ("F7",), "sidebar": ("F7", "F8")}
    assert keys_in_force(DEFAULTS, chosen)["sidebar"] == ("F7", "F8")
    assert keys_in_force(DEFAULTS, chosen)["revert"] == ()


def test_a_key_that_is_taken_over_is_lost_by_the_other_action():
    chosen = with_keys(DEFAULTS, {}, "revert", ("F5", "F7"))
    assert chosen == {"revert": ("F5", "F7"), "send": ("Ctrl+Return",)}
    assert owners(DEFAULTS, ("F5", "F7"), "revert") == ("send",)
    assert owners(DEFAULTS, ("F5",), "send") == ()


def test_only_changes_from_the_defaults_are_kept():
    chosen = with_keys(DEFAULTS, {"later": ("F9",)}, "sidebar", ())
    assert chosen == {"later": ("F9",), "sidebar": ()}
    assert with_keys(DEFAULTS, chosen, "sidebar", ("Ctrl+B",)) == {"later": ("F9",)}


@given(CHANGES)
def test_after_any_changes_no_two_actions_share_a_key_and_the_last_change_holds(changes):
    chosen: dict[str, tuple[str, ...]] = {}
    for action, keys in changes:
        if action in DEFAULTS:
            chosen = with_keys(DEFAULTS, chosen, action, keys)
            assert keys_in_force(DEFAULTS, chosen)[action] == keys
        else:
            chosen[action] = keys
    now = keys_in_force(DEFAULTS, chosen)
    all_keys = [key for keys in now.values() for key in keys]
    assert len(all_keys) == len(set(all_keys))
    assert all(chosen[action] != DEFAULTS[action] for action in chosen if action in DEFAULTS)


def test_a_key_that_a_file_names_twice_is_there_once():
    assert keys_in_force(DEFAULTS, {"revert": ("F7", "F7")})["revert"] == ("F7",)
