import json

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.request.limits import Limits
from aiurdesk.core.setting import parse_group
from aiurdesk.core.settings import LARGEST_ZOOM, SMALLEST_ZOOM, ColourScheme, Settings, zoomed

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
