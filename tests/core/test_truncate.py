import pytest

from aiurdesk.core.truncate import CUT, truncate


@pytest.mark.parametrize(("text", "shown"), [("", ""), ("abc", "abc"), ("abcd", f"abc{CUT}")])
def test_only_what_is_too_long_is_cut_off(text, shown):
    assert truncate(text, 3) == shown
