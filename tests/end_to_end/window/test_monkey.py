"""The window takes random keys and clicks without an error; ``monkey`` does so for longer."""

import sys

import pytest

from tests.end_to_end.window.monkey import Findings, key_name, watch

SECONDS = 10


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has X servers without hardware")
@pytest.mark.parametrize("seed", [1, 2])
def test_random_keys_and_clicks_lead_to_no_error(seed, tmp_path):
    assert watch(seed, SECONDS, tmp_path) == Findings(0, "", "")


@pytest.mark.parametrize(
    ("shortcut", "name"),
    [
        ("Ctrl++", "ctrl+plus"),
        ("Ctrl+,", "ctrl+comma"),
        ("Ctrl+Shift+S", "ctrl+shift+s"),
        ("Alt+PgDown", "alt+Next"),
        ("F6", "F6"),
        ("Ctrl+Return", "ctrl+Return"),
    ],
)
def test_keys_have_the_names_of_xdotool(shortcut, name):
    assert key_name(shortcut) == name
