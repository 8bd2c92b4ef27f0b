import json

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.formats.setting import keys_in_force, owners, parse_group, with_keys
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.state.settings import LARGEST_ZOOM, SMALLEST_ZOOM, ColourScheme, Settings, zoomed

SETTINGS = st.builds(
    Settings,
    colour_scheme=st.sampled_from(ColourScheme),
    zoom_percent=st.integers(SMALLEST_ZOOM, LARGEST_ZOOM),
    keys=st.dictionaries(st.text(), st.lists(st.text(), unique=True).map(tuple)),
    limits=st.builds(Limits, connect_s=st.floats(0.1, 86_400), redirects=st.integers(0, 100)),
)


@given(SETTINGS)
def test_saved_settings_are_read_unchanged(settings):
    record = json.loads(json.dumps(msgspec.to_builtins(settings)))
    assert parse_group(Settings, record) == (settings, ())


def test_a_wrong_member_has_its_default_and_the_rest_is_taken():
    settings, mistakes = parse_group(
        Settings, {"zoom_percent": 10_000, "colour_scheme": "dark", "limits": {"connect_s": "fast"}}
    )
    assert settings == Settings(colour_scheme=ColourScheme.DARK)
    assert mistakes == (
        "limits: connect_s should be a number, not 'fast'",
        "zoom_percent should be from 60 to 250, not 10000",
    )


def test_a_wrong_entry_of_the_keys_is_left_out_and_the_rest_is_taken():
    raw = {"send": ["F9", "F9"], "save": "F8", "later": [], "quit": [1]}
    settings, mistakes = parse_group(Settings, {"keys": raw})
    assert settings.keys == {"send": ("F9", "F9"), "later": ()}
    assert mistakes == (
        "keys: save should be a list, not 'F8'",
        "keys: quit[0] should be text, not 1",
    )
    settings, mistakes = parse_group(Settings, {"keys": ["F9"], "zoom_percent": 90})
    assert settings == Settings(zoom_percent=90)
    assert mistakes == ("keys should be an object, not ['F9']",)


def test_zoom_stays_within_its_limits():
    assert zoomed(100, 1) == 110
    assert zoomed(LARGEST_ZOOM, 1) == LARGEST_ZOOM
    assert zoomed(SMALLEST_ZOOM, -1) == SMALLEST_ZOOM


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
